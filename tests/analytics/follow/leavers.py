"""Companies that somebody left, written down row by row: extracts for what followed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.contracts.departed import DEPARTED_CUSTOMERS, DEPARTURE_SUMMARY
from analytics.extract import Extract
from analytics.follow.past_departures import PastDepartures
from tests.analytics.attrition.workforce import DAYS, workforce

T = date(2026, 6, 30)
LEFT = date(2025, 1, 31)
#: First day of the bookings of these companies; a year before LEFT is covered.
BEGIN = date(2023, 1, 1)

EDGES = {
    "leaver_id": "str",
    "customer_id": "str",
    "rep_id": "str",
    "activity_strength": "float64",
    "booking_strength": "float64",
    "later_strength": "float64",
    "activities_12m": "int64",
    "bookings_12m": "int64",
    "owner": "boolean",
    "assigned": "boolean",
    "first_on": DAYS,
    "last_on": DAYS,
    "after_on": DAYS,
    "owner_from": DAYS,
    "contacts_known": "Int64",
    "channels": "Int64",
    "met": "Int64",
}
_ZERO = {
    "activity_strength": 0.0,
    "booking_strength": 0.0,
    "later_strength": 0.0,
    "activities_12m": 0,
    "bookings_12m": 0,
    "owner": False,
    "assigned": False,
}


def after(days: int, left: date = LEFT) -> date:
    """The day so many days after (before, if negative) the last day."""
    return left + timedelta(days=days)


def edge(leaver: str, customer: str, rep: str, strength: float = 0.0, **known: Any) -> dict:
    """One row of departure_edges; ``strength`` of activities in the year before."""
    touched = {"activity_strength": strength, "activities_12m": int(strength > 0)}
    named = {"leaver_id": leaver, "customer_id": customer, "rep_id": rep}
    return _ZERO | named | touched | known


def company(
    edges: Iterable[Mapping[str, Any]],
    bookings: Iterable[tuple[str, date, float]],
    *,
    reps: Iterable[Mapping[str, Any]] = ({"rep_id": "r", "left_on": LEFT}, {"rep_id": "s"}),
    segments: Mapping[str, str] | None = None,
    papers: Iterable[Mapping[str, Any]] | None = None,
    as_of: date = T,
) -> Extract:
    """The extract of a company with these departures and bookings (customer, day, amount)."""
    rows = sorted(edges, key=lambda row: (row["leaver_id"], row["customer_id"], row["rep_id"]))
    booked = list(bookings)
    names = sorted({row["customer_id"] for row in rows} | {customer for customer, _, _ in booked})
    people = list(reps)
    plain = workforce(people, as_of=as_of, data_from=BEGIN)
    destinations = pd.Series([rep.get("left_to") for rep in people], dtype="str")
    days = pd.DataFrame(booked, columns=["customer_id", "day", "amount"]).astype(
        {"customer_id": "str", "day": DAYS, "amount": "float64"}
    )
    first = days.groupby("customer_id")["day"].min().reindex(names)
    tables = plain.tables | ({"agreements"} if papers is not None else set())
    return replace(
        plain,
        tables=frozenset(tables),
        reps=plain.reps.assign(left_to=destinations),
        customers=pd.DataFrame(
            {
                "customer_id": pd.Series(names, dtype="str"),
                "segment": pd.Series([(segments or {}).get(n) for n in names], dtype="str"),
                "created_on": pd.Series([None] * len(names), dtype=DAYS),
                "first_booking_on": first.to_numpy(),
            }
        ),
        departure_edges=pd.DataFrame(
            {
                name: pd.Series([row.get(name) for row in rows], dtype=kind)
                for name, kind in EDGES.items()
            }
        ),
        booking_days=days.assign(positive=days["amount"].clip(lower=0)),
        agreements=_papers(papers or ()),
    )


def _papers(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    kinds = {"rep_id": "str", "kind": "str", "signed_on": DAYS, "ends_on": DAYS}
    listed = list(rows)
    return pd.DataFrame(
        {n: pd.Series([row.get(n) for row in listed], dtype=kind) for n, kind in kinds.items()}
    )


def comparables(count: int, before: float = 100.0, later: float = 100.0) -> list[tuple]:
    """Bookings of customers k00, k01 …, whom nobody left: one in each of two years before, and one
    in the year after."""
    return [
        (f"k{number:02}", day, amount)
        for number in range(count)
        for day, amount in ((after(-465), before), (after(-100), before), (after(100), later))
    ] + [("k00", BEGIN, 1.0)]


def outcomes(
    rng: np.random.Generator,
    leavers: int,
    each: int,
    follow: Any,
    *,
    stop_chance: float = 0.05,
    left_to: Iterable[str | None] | None = None,
) -> PastDepartures:
    """Departures with known outcomes: ``follow`` maps a frame of circumstances to q."""
    size = leavers * each
    leaver = np.repeat(np.arange(leavers), each)
    went = np.array(list(left_to) if left_to is not None else [None] * leavers, dtype=object)
    contacts = rng.integers(1, 7, size)
    years = rng.uniform(0, 6, size)
    left = pd.Series(pd.Timestamp("2024-01-15") + pd.to_timedelta(leaver * 20, unit="D"))
    days = pd.to_timedelta((years * 365.25).round(), unit="D")
    frame = pd.DataFrame(
        {
            "rep_id": [f"r{number:02}" for number in leaver],
            "left_on": left,
            "customer_id": [f"c{number:04}" for number in range(size)],
            "share": rng.uniform(0.05, 1.0, size),
            "knew": True,
            "colleagues": rng.integers(0, 4, size).astype(float),
            "company_share": rng.uniform(0, 0.5, size),
            "contacts_known": contacts.astype(float),
            "person_since": left - days,
            "firm_since": left - 2 * days,
            "left_to": went[leaver],
            "bought_before": True,
            "stop_chance": stop_chance,
            "left_on_estimated": False,
        }
    )
    q = follow(frame)
    gone = rng.random(size) < 1 - (1 - stop_chance) * (1 - q)
    frame = frame.assign(stopped=gone, walked=gone, walk_chance=stop_chance)
    frame = frame.reindex(columns=DEPARTED_CUSTOMERS.names)
    empty = DEPARTURE_SUMMARY.empty()
    return PastDepartures(
        frame.astype(DEPARTED_CUSTOMERS.dtypes), empty, empty, data_from=date(2010, 1, 1)
    )
