"""Workforces written down row by row: extracts for what concerns reps, with all columns typed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.extract import Extract
from analytics.messages import message

DAY = date(2026, 6, 30)
DAYS = "datetime64[s]"

COLUMNS: dict[str, dict[str, str]] = {
    "customers": {
        "customer_id": "str",
        "created_on": DAYS,
        "first_booking_on": DAYS,
    },
    "reps": {
        "rep_id": "str",
        "function": "str",
        "team": "str",
        "manager_id": "str",
        "title": "str",
        "hired_on": DAYS,
        "notice_on": DAYS,
        "left_on": DAYS,
        "last_promoted_on": DAYS,
        "known": "bool",
    },
    "rep_months": {
        "rep_id": "str",
        "month": DAYS,
        "contact_days": "float64",
        "customers": "float64",
        "logins": "float64",
        "exports": "float64",
        "handovers": "float64",
    },
    "quotas": {
        "rep_id": "str",
        "period_start": DAYS,
        "period_end": DAYS,
        "quota": "float64",
        "attained": "float64",
    },
    "compensation": {
        "rep_id": "str",
        "period_start": DAYS,
        "base": "float64",
        "variable": "float64",
        "commission_rate": "float64",
        "long_term_plan": "boolean",
        "currency": "str",
    },
    "rep_history": {"rep_id": "str", "valid_from": DAYS, "manager_id": "str"},
}
UNUSED = (
    "activity_edges",
    "booking_edges",
    "ownership",
    "credits",
    "leaver_access",
)


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    listed = list(rows)
    return pd.DataFrame(
        {
            column: pd.Series([row.get(column) for row in listed], dtype=kind)
            for column, kind in COLUMNS[name].items()
        }
    )


def workforce(
    reps: Iterable[Mapping[str, Any]],
    *,
    as_of: date = DAY,
    data_from: date | None = date(2023, 1, 1),
    **tables: Iterable[Mapping[str, Any]],
) -> Extract:
    """An extract of reps (rep_id and whatever is known) and the rows of other tables."""
    people = [{"function": "sales", "known": True} | dict(rep) for rep in reps]
    given = {name: table(name, tables.get(name, [])) for name in COLUMNS if name != "reps"}
    names = {
        "activities" if name == "rep_months" else name for name, rows in tables.items() if rows
    }
    return Extract(
        as_of=as_of,
        as_of_reason=message("chosen for the test"),
        currency="EUR",
        current=True,
        data_from=data_from,
        tables=frozenset(names | {"reps"}),
        reps=table("reps", people),
        **given,
        **{name: pd.DataFrame() for name in UNUSED},
    )


def months(rep_id: str, per_month: Iterable[float], last: str = "2026-06") -> list[dict[str, Any]]:
    """Contact days (and half as many customers) of consecutive months up to ``last``."""
    counts = list(per_month)
    days = pd.period_range(end=last, periods=len(counts), freq="M").to_timestamp()
    return [
        {"rep_id": rep_id, "month": day, "contact_days": count, "customers": count / 2}
        for day, count in zip(days, counts, strict=True)
        if count
    ]


def quarters(rep_id: str, attainments: Iterable[float], ends: bool = True) -> list[dict[str, Any]]:
    """Targets of 100 a quarter up to the second quarter of 2026."""
    reached = list(attainments)
    periods = pd.period_range(end="2026Q2", periods=len(reached), freq="Q")
    return [
        {
            "rep_id": rep_id,
            "period_start": period.start_time.normalize(),
            "period_end": period.end_time.normalize() if ends else None,
            "quota": 100.0,
            "attained": 100.0 * part,
        }
        for period, part in zip(periods, reached, strict=True)
    ]


def without(extract: Extract, *names: str) -> Extract:
    """The same source without some tables."""
    empty = {
        name: getattr(extract, name).iloc[:0]
        for name in ("rep_months" if name == "activities" else name for name in names)
        if name in COLUMNS
    }
    return replace(extract, tables=extract.tables - set(names), **empty)
