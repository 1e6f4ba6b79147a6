"""What leavers held on their last day: by hand, by slow plain Python, in every engine."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.extract import Extract
from analytics.follow.holdings import holdings
from analytics.policy import Policy, read_policy
from analytics.relationships.strength import relate
from data.extract import extract, extract_with_earlier, with_departures
from tests.data.conftest import Databases, Opens, file_databases, opened
from tests.data.extract.test_cast import cells
from tests.data.writing import Tables
from tests.independent import WEIGHTS, Company, day, read_folder
from tests.invented import AS_OF, invent

YEAR = timedelta(days=365)
CNY = Policy.model_validate({"company": {"currency": "CNY"}})


# -- counted by hand ----------------------------------------------------------------------------


def test_customer_of_the_leaver_with_everybody_in_touch(cast_extract: Extract) -> None:
    found = cast_extract.departure_edges
    assert cells(found, "leaver_id customer_id rep_id activity_strength activities_12m") == [
        ("cid", "b2", "ann", 0.0, 0),
        ("cid", "b2", "ben", 0.0, 0),
        ("cid", "b2", "cid", 3.0, 1),
        ("cid", "b2", "eve", 1.0, 1),
    ]
    assert cells(found, "owner assigned owner_from contacts_known first_on last_on after_on") == [
        (False, False, "2026-06-01", 1, None, None, None),
        (False, False, "2026-06-01", 1, None, None, None),
        (True, True, None, 1, "2026-05-31", "2026-05-31", None),
        (False, False, None, 1, "2026-05-31", "2026-05-31", None),
    ]


def test_booking_days_are_sums_in_the_reporting_currency(cast_extract: Extract) -> None:
    # a1 on 2026-06-30: 100 and a credit note of 20; A1: 10 USD at 2.0 and at 4.0.
    assert cells(cast_extract.booking_days, "customer_id day amount positive") == [
        ("A1", "2026-05-31", 20.0, 20.0),
        ("A1", "2026-06-01", 40.0, 40.0),
        ("a1", "2025-06-30", 7.0, 7.0),
        ("a1", "2026-06-20", 50.5, 50.5),
        ("a1", "2026-06-30", 80.0, 100.0),
        ("b2", "2026-05-31", 1000.0, 1000.0),
        ("b2", "2026-06-01", 2000.0, 2000.0),
        ("c3", "2026-03-01", 300.0, 300.0),
    ]


STORY: Tables = {
    "reps": [
        {"rep_id": "gone", "name": "G", "left_on": "2025-01-31"},
        {"rep_id": "robot", "name": "R", "function": "system", "left_on": "2025-01-31"},
        {"rep_id": "next", "name": "N", "function": "sales"},
        {"rep_id": "later", "name": "L", "left_on": "2027-01-01"},
    ],
    "customers": [
        {"customer_id": "c", "name": "C", "parent_id": ""},
        {"customer_id": "d", "name": "D", "parent_id": "c"},
        {"customer_id": "e", "name": "E", "parent_id": ""},
    ],
    "activities": [
        {"customer_id": "c", "rep_id": "gone", "happened_at": "2024-11-02T10:00:00",
         "kind": "visit", "contact_id": "p"},
        {"customer_id": "d", "rep_id": "gone", "happened_at": "2024-11-02T11:00:00",
         "kind": "email", "contact_id": "q"},
        # Entered after the last day, and by somebody else a little later.
        {"customer_id": "c", "rep_id": "gone", "happened_at": "2025-02-03T10:00:00",
         "kind": "visit", "contact_id": "p"},
        {"customer_id": "c", "rep_id": "next", "happened_at": "2025-11-02T10:00:00",
         "kind": "call", "contact_id": "s"},
        {"customer_id": "c", "rep_id": "next", "happened_at": "2026-03-02T10:00:00",
         "kind": "call", "contact_id": "s"},
        {"customer_id": "c", "rep_id": "robot", "happened_at": "2025-01-31T10:00:00",
         "kind": "email", "contact_id": "t"},
        # The leaver met this one only after the last day: not held.
        {"customer_id": "e", "rep_id": "gone", "happened_at": "2025-02-03T10:00:00",
         "kind": "visit", "contact_id": "p"},
    ],
    "revenue": [
        {"customer_id": "d", "rep_id": "gone", "amount": "5", "booked_on": "2024-11-02",
         "revenue_id": "o", "currency": "EUR"},
        {"customer_id": "d", "rep_id": "gone", "amount": "5", "booked_on": "2025-01-31",
         "revenue_id": "o", "currency": "EUR"},
        {"customer_id": "d", "rep_id": "gone", "amount": "5", "booked_on": "2025-02-01",
         "revenue_id": "o", "currency": "EUR"},
    ],
    "assignments": [
        {"customer_id": "c", "rep_id": "next", "role": "second", "start_on": "2024-01-01",
         "end_on": "2025-01-31"},
        {"customer_id": "c", "rep_id": "next", "role": "owner", "start_on": "2025-01-01",
         "end_on": ""},
        {"customer_id": "d", "rep_id": "next", "role": "owner", "start_on": "2024-12-30",
         "end_on": "2025-01-30"},
    ],
    "agreements": [
        {"rep_id": "gone", "kind": "non_solicit", "signed_on": "2020-01-01",
         "ends_on": "2025-12-31"},
        {"rep_id": "next", "kind": "non_solicit", "signed_on": "", "ends_on": ""},
        {"rep_id": "next", "kind": "confidentiality", "signed_on": "2026-07-01", "ends_on": ""},
    ],
}  # fmt: skip


def test_last_day_is_the_clock_and_what_follows_stands_apart(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    found = extract(opens(databases.filled(STORY)), policy, as_of=date(2026, 3, 31))
    columns = "customer_id rep_id activity_strength booking_strength later_strength"
    call = 2.0 * 2 ** (-90 / 90)
    assert cells(found.departure_edges, columns) == [
        ("c", "gone", 2.0, 0.0, pytest.approx(4 * 2 ** (-362 / 90))),
        ("c", "next", 0.0, 0.0, pytest.approx(call)),
        # An owner whose time began 32 days before the last day and ended before it is nobody.
        ("d", "gone", 0.5, 1.0, 0.0),
    ]
    assert cells(found.departure_edges, "bookings_12m owner assigned after_on owner_from") == [
        (0, False, False, "2025-02-03", None),
        (0, True, True, "2025-11-02", "2025-01-01"),
        (2, False, False, None, None),
    ]
    assert cells(found.departure_edges, "contacts_known channels met") == [
        (1, 1, 1),
        (1, None, None),
        (1, 1, 1),
    ]
    assert cells(found.touches, "customer_id rep_id channels met") == [("c", "next", 1, 1)]
    assert cells(found.agreements, "rep_id kind ends_on") == [("gone", "non_solicit", "2025-12-31")]


def test_groups_of_customers_count_as_one(databases: Databases, opens: Opens) -> None:
    grouped = read_policy('[company]\ncurrency = "EUR"\ngroup_by_parent = true')
    found = extract(opens(databases.filled(STORY)), grouped, as_of=date(2026, 3, 31))
    columns = "customer_id rep_id activity_strength booking_strength activities_12m contacts_known"
    assert cells(found.departure_edges, columns) == [
        ("c", "gone", 2.0, 1.0, 2, 2),
        ("c", "next", 0.0, 0.0, 0, 2),
    ]


def test_without_a_departure_nothing_is_read(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    source = opens(databases.filled(STORY))
    found = extract(source, policy, as_of=date(2025, 1, 30))
    assert found.departure_edges.empty
    assert found.booking_days.empty
    assert str(found.booking_days["day"].dtype) == "datetime64[s]"
    assert str(found.departure_edges["owner"].dtype) == "boolean"


def test_the_future_changes_nothing(databases: Databases, opens: Opens, policy: Policy) -> None:
    day_ = date(2025, 6, 30)
    cut = {
        name: [
            row
            for row in rows
            if all(
                (row.get(column) or "")[:10] <= day_.isoformat()
                for column in ("happened_at", "booked_on", "start_on", "signed_on")
            )
        ]
        for name, rows in STORY.items()
    }
    whole, past = (
        extract(opens(databases.filled(tables)), policy, as_of=day_) for tables in (STORY, cut)
    )
    for name in ("departure_edges", "booking_days", "agreements"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(past, name))


TOUCHES = "customer_id rep_id channels met"


# -- slow plain Python --------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
@pytest.mark.parametrize(("seed", "without"), [(0, ()), (3, ()), (6, ("revenue",)),
                                               (7, ("assignments",))])  # fmt: skip
def test_departures_are_as_defined(
    engine: str, seed: int, without: tuple[str, ...], tmp_path: Path
) -> None:
    tables = read_folder(invent(tmp_path / "csv", seed, without=without))
    source = opened(file_databases(engine, tmp_path).filled(tables), import_day=AS_OF)
    found = extract(source, CNY, as_of=AS_OF)
    source.close()
    company = Company(tables, AS_OF, "CNY")
    named = {(row["customer_id"].strip(), row["rep_id"].strip()) for row in company.activities}
    assert {(row[0], row[1]): row[2:] for row in cells(found.touches, TOUCHES)} == {
        pair: seen for pair in named if (seen := ways(company, *pair, AS_OF))
    }
    expected = slow_edges(company)
    keys = ["leaver_id", "customer_id", "rep_id"]
    rows = found.departure_edges.set_index(keys)
    assert sorted(rows.index) == sorted(expected)
    for key, figures in expected.items():
        for name, value in figures.items():
            cell = rows.at[key, name]
            if isinstance(value, date):
                assert cell == pd.Timestamp(value), (key, name)
            elif value is None:
                assert pd.isna(cell), (key, name)
            else:
                assert cell == pytest.approx(value, rel=1e-9, abs=1e-12), (key, name)


def slow_edges(company: Company) -> dict[tuple[str, str, str], dict]:
    """Every (leaver, customer, rep) of departure_edges, from the words of the definitions."""
    found = {}
    for leaver in [rep for rep in company.reps if company.departed(rep)]:
        left = day(company.reps[leaver]["left_on"])
        assert left is not None
        for customer in held_by(company, leaver, left):
            for rep, figures in in_touch(company, customer, left).items():
                own = ways(company, customer, rep, left) if rep == leaver else None
                found[leaver, customer, rep] = figures | dict(
                    zip(("channels", "met"), own or (None, None), strict=True)
                )
    return found


def ways(company: Company, customer: str, rep: str, until: date) -> tuple[int, int] | None:
    """Kinds of contact, and people met, in the year up to a day; None without any."""
    rows = [
        row
        for row in company.activities
        if (row["customer_id"].strip(), row["rep_id"].strip()) == (customer, rep)
        and until - YEAR < day(row["happened_at"]) <= until
    ]
    kinds = {kind if (kind := row.get("kind")) in WEIGHTS else "other" for row in rows}
    people = {row["contact_id"] for row in rows if row.get("contact_id")}
    return (len(kinds), len(people)) if rows else None


def held_by(company: Company, leaver: str, left: date) -> set[str]:
    met = {
        row["customer_id"].strip()
        for row in company.activities
        if row["rep_id"].strip() == leaver and day(row["happened_at"]) <= left
    }
    sold = {c for c, rep, on, _, _ in company.bookings if rep == leaver and on <= left}
    owned = {
        row["customer_id"].strip()
        for row in assignments(company)
        if row["rep_id"].strip() == leaver
        and (row.get("role") or "owner") == "owner"
        and in_force(row, left)
    }
    return met | sold | owned


def assignments(company: Company) -> list[dict[str, str]]:
    return [
        row
        for row in company.tables.get("assignments", [])
        if row["customer_id"].strip() in company.customers
        and not company.system(row["rep_id"].strip())
    ]


def in_force(row: dict[str, str], on: date) -> bool:
    start, end = day(row.get("start_on") or ""), day(row.get("end_on") or "")
    return (start or date.min) <= on <= (end or date.max)


def in_touch(company: Company, customer: str, left: date) -> dict[str, dict]:
    blank = {
        "activity_strength": 0.0, "booking_strength": 0.0, "later_strength": 0.0,
        "activities_12m": 0, "bookings_12m": 0, "owner": False, "assigned": False,
        "first_on": None, "last_on": None, "after_on": None, "owner_from": None,
    }  # fmt: skip
    rows: dict[str, dict] = defaultdict(lambda: dict(blank))
    touches(company, customer, left, rows)
    sales(company, customer, left, rows)
    for row in assignments(company):
        role, rep = row.get("role") or "owner", row["rep_id"].strip()
        if row["customer_id"].strip() != customer or role not in ("owner", "second"):
            continue
        if in_force(row, left):
            rows[rep]["assigned"] = True
            rows[rep]["owner"] |= role == "owner"
        start = day(row.get("start_on") or "")
        if role == "owner" and start and left - timedelta(days=31) <= start <= company.t:
            rows[rep]["owner_from"] = min(start, rows[rep]["owner_from"] or start)
    people = {
        row["contact_id"]
        for row in company.activities
        if row["customer_id"].strip() == customer
        and row.get("contact_id")
        and left - YEAR < day(row["happened_at"]) <= left
    }
    return {rep: figures | {"contacts_known": len(people)} for rep, figures in rows.items()}


def touches(company: Company, customer: str, left: date, rows: dict[str, dict]) -> None:
    best: dict[tuple[str, date], float] = {}
    for row in company.activities:
        on, rep = day(row["happened_at"]), row["rep_id"].strip()
        if row["customer_id"].strip() == customer:
            weight = WEIGHTS.get(row.get("kind") or "other", 0.5)
            best[rep, on] = max(best.get((rep, on), 0.0), weight)
            rows[rep]["activities_12m"] += left - YEAR < on <= left
    clock = min(left + YEAR, company.t)
    for (rep, on), weight in best.items():
        if on <= left:
            rows[rep]["activity_strength"] += weight * 2 ** (-(left - on).days / 90)
            seen(rows[rep], on)
            continue
        rows[rep]["after_on"] = min(on, rows[rep]["after_on"] or on)
        if on <= left + YEAR:
            rows[rep]["later_strength"] += weight * 2 ** (-(clock - on).days / 90)


def sales(company: Company, customer: str, left: date, rows: dict[str, dict]) -> None:
    latest: dict[tuple[str, object], date] = {}
    for number, (c, rep, on, _, name) in enumerate(company.bookings):
        if c == customer and rep and on <= left:
            key = (rep, name or number)
            latest[key] = max(latest.get(key, on), on)
            rows[rep]["bookings_12m"] += on > left - YEAR
            seen(rows[rep], on)
    for (rep, _), on in latest.items():
        rows[rep]["booking_strength"] += 2 ** (-(left - on).days / 90)


def seen(figures: dict, on: date) -> None:
    figures["first_on"] = min(on, figures["first_on"] or on)
    figures["last_on"] = max(on, figures["last_on"] or on)


# -- the same answers as for today ----------------------------------------------------------------


@pytest.mark.parametrize(("seed", "without"), [
    (0, ()), (1, ()), (3, ()), (2, ("activities",)), (4, ("activities", "revenue", "deals")),
])  # fmt: skip
def test_a_last_day_is_judged_as_the_day_of_an_assessment(
    seed: int, without: tuple[str, ...], tmp_path: Path
) -> None:
    """Who knows whom, shares and evidence of a leaver's last day are what :func:`relate` says of
    that day as long as the leaver counts as still there."""
    tables = read_folder(invent(tmp_path / "csv", seed, without=without))
    source = opened(file_databases("duckdb", tmp_path).filled(tables), import_day=AS_OF)
    days = {day(row["left_on"]) for row in tables["reps"] if row["left_on"]}
    compared = 0
    for last_day in sorted(each for each in days if each and each <= AS_OF):
        found = extract(source, CNY, as_of=last_day, currency="CNY")
        held = holdings(found, CNY)
        held = held[held["left_on"] == pd.Timestamp(last_day)]
        expected = as_of_that_day(found, held["rep_id"].unique())
        columns = ["share", "knew", "colleagues", "company_share"]
        rows = held.set_index(["rep_id", "customer_id"])[columns].astype(float)
        pd.testing.assert_frame_equal(
            rows, expected.reindex(rows.index)[columns].astype(float), check_index_type=False
        )
        compared += len(rows)
    source.close()
    assert compared


def as_of_that_day(found: Extract, leavers: np.ndarray) -> pd.DataFrame:
    """What relate() says of each leaver's customers, the leavers of the as-of day still there."""
    there = found.reps["left_on"] < pd.Timestamp(found.as_of)
    reps = found.reps.assign(left_on=found.reps["left_on"].where(there))
    # An owner by customers.owner_id alone is not known of a past day.
    assigned = found.ownership[found.ownership["basis"] == "assignment"]
    today = relate(replace(found, reps=reps, ownership=assigned), CNY).edges
    outside = reps.loc[reps["function"] != "sales", "rep_id"]
    today = today.assign(other=today["share"].where(today["rep_id"].isin(outside), 0.0))
    edges = found.departure_edges
    own = edges[(edges["leaver_id"] == edges["rep_id"]) & edges["owner"]]
    owned = set(zip(own["rep_id"], own["customer_id"], strict=True))
    rows = []
    for row in today[today["rep_id"].isin(leavers)].to_dict("records"):
        pair = (row["rep_id"], row["customer_id"])
        rest = today[(today["customer_id"] == pair[1]) & (today["rep_id"] != pair[0])]
        rows.append(
            (*pair, row["share"], row["knows"] or pair in owned,
             rest["knows"].sum(), rest["other"].sum())
        )  # fmt: skip
    columns = ["rep_id", "customer_id", "share", "knew", "colleagues", "company_share"]
    return pd.DataFrame(rows, columns=columns).set_index(["rep_id", "customer_id"])


@pytest.mark.parametrize("seed", range(2))
def test_departures_read_later_are_those_read_at_once(seed: int, tmp_path: Path) -> None:
    tables = read_folder(invent(tmp_path / "csv", seed))
    source = opened(file_databases("duckdb", tmp_path).filled(tables), import_day=AS_OF)
    at_once = extract(source, CNY, as_of=AS_OF, currency="CNY")
    first, _ = extract_with_earlier(source, CNY, days=90, as_of=AS_OF, currency="CNY")
    later = with_departures(source, CNY, first)
    source.engine.dispose()
    assert len(later.departure_edges)
    for name in ("departure_edges", "booking_days", "agreements", "reps"):
        one, other = (getattr(each, name) for each in (at_once, later))
        pd.testing.assert_frame_equal(one, other, rtol=1e-12)
