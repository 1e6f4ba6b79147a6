"""The rows behind a figure."""

from datetime import date

import pandas as pd
import pytest

from analytics.extract import Extract
from analytics.policy import Policy
from data import details
from data.sources import Source
from tests.data.conftest import CAST, Databases, Opens

T = date(2026, 6, 30)


def listed(frame: pd.DataFrame, columns: str) -> list[tuple]:
    chosen = frame[columns.split()].astype(object)
    return [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in chosen.itertuples(index=False)
    ]


def test_contact_days_show_their_strongest_kind_newest_first(
    cast_source: Source, policy: Policy
) -> None:
    days = details.contact_days(cast_source, policy, "a1", T)
    assert listed(days.assign(day=days["day"].astype("str")), " ".join(days.columns)) == [
        ("ann", "2026-06-30", "visit", 4.0, 2),
        ("ann", "2026-04-01", "call", 2.0, 1),
        ("ben", "2026-01-01", "other", 0.5, 1),
        ("ben", "2025-06-30", "meeting", 3.0, 1),
    ]


def test_contact_days_add_up_to_the_strength(
    cast_source: Source, cast_extract: Extract, policy: Policy
) -> None:
    days = details.contact_days(cast_source, policy, "a1", T)
    age = (pd.Timestamp(T) - days["day"]).dt.days
    strength = (days["weight"] * 2.0 ** (-age / 90)).groupby(days["rep_id"]).sum()
    edges = cast_extract.activity_edges.query("customer_id == 'a1'")
    assert strength.tolist() == pytest.approx(edges["strength"].tolist(), rel=1e-12)


def test_activities_of_a_customer_are_newest_first(cast_source: Source, policy: Policy) -> None:
    rows = details.activities_of(cast_source, policy, customer_id="a1", as_of=T)
    assert listed(rows, "rep_id kind contact_id") == [
        ("ann", "visit", "p2"),
        ("ann", "email", "p1"),
        ("ann", "call", "p1"),
        ("ben", "other", "p3"),
        ("ben", "meeting", "p9"),
    ]
    assert rows["happened_at"].str[:10].iloc[0] == "2026-06-30"


def test_activities_of_a_rep_can_be_cut_off(cast_source: Source, policy: Policy) -> None:
    rows = details.activities_of(cast_source, policy, rep_id="ben", as_of=T, limit=2)
    assert listed(rows, "customer_id kind") == [("A1", "other"), ("a1", "other")]


def test_decoys_are_in_no_detail(cast_source: Source, policy: Policy) -> None:
    rows = details.activities_of(cast_source, policy, as_of=date(2026, 7, 31))
    assert set(rows["rep_id"]) == {"ann", "ben", "cid", "eve"}
    assert set(rows["customer_id"]) == {"a1", "A1", "b2"}
    assert rows["day"].max() == pd.Timestamp(T)


def test_bookings_show_both_currencies(cast_source: Source, policy: Policy) -> None:
    rows = details.bookings_of(cast_source, policy, customer_id="A1", as_of=T)
    assert listed(rows, "rep_id currency amount reporting_amount") == [
        (None, "USD", 10.0, 40.0),
        (None, "USD", 10.0, 20.0),
    ]


def test_bookings_of_a_rep_are_those_credited(cast_source: Source, policy: Policy) -> None:
    rows = details.bookings_of(cast_source, policy, rep_id="ann", as_of=T)
    assert listed(rows, "customer_id own_rep_id revenue_id reporting_amount") == [
        ("a1", "ann", "o1", 100.0),
        ("a1", "ann", "o1", 50.5),
        ("b2", None, None, 2000.0),
        ("a1", "ann", "o0", 7.0),
    ]


def test_kinds_of_contact_are_counted_by_pair_in_the_window(
    cast_source: Source, policy: Policy
) -> None:
    rows = details.contact_kinds(cast_source, policy, T)
    assert listed(rows, "customer_id rep_id kind activities") == [
        ("A1", "ben", "other", 1),
        ("a1", "ann", "call", 1),
        ("a1", "ann", "email", 1),
        ("a1", "ann", "visit", 1),
        ("a1", "ben", "other", 1),
        ("b2", "cid", "meeting", 1),
        ("b2", "eve", "message", 1),
    ]
    assert rows["first_on"].iloc[1] == pd.Timestamp("2026-04-01")


def test_kinds_of_contact_are_added_up_and_date_from_the_first(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    days = ("2026-06-20", "2026-03-01", "2025-07-01", "2025-06-30", "2026-07-01")
    visits = [
        {"customer_id": "a1", "rep_id": "ann", "happened_at": day, "kind": "visit"} for day in days
    ]
    source = opens(duckdb_files.filled(CAST | {"activities": visits}, as_text=True))
    rows = details.contact_kinds(source, policy, T)
    # W begins on 2025-07-01 and ends with the as-of date.
    assert listed(rows, "kind activities") == [("visit", 3)]
    assert rows["first_on"].iloc[0] == pd.Timestamp("2025-07-01")


def test_nobody_has_no_rows_and_all_columns(cast_source: Source, policy: Policy) -> None:
    for frame in (
        details.contact_days(cast_source, policy, "nobody", T),
        details.activities_of(cast_source, policy, customer_id="nobody", as_of=T),
        details.bookings_of(cast_source, policy, rep_id="nobody", as_of=T),
        details.contact_kinds(cast_source, policy, date(2020, 1, 1)),
    ):
        assert frame.empty
        assert "rep_id" in frame


def test_contacts_are_named(duckdb_files: Databases, opens: Opens, policy: Policy) -> None:
    people = [{"contact_id": "p2", "customer_id": "a1", "name": "Ms Buyer"}]
    source = opens(duckdb_files.filled(CAST | {"contacts": people}))
    rows = details.activities_of(source, policy, customer_id="a1", as_of=T)
    assert rows.set_index("contact_id")["contact"].dropna().to_dict() == {"p2": "Ms Buyer"}


def test_meetings_after_a_day_are_those_of_the_customers_asked_for(
    cast_source: Source, policy: Policy
) -> None:
    rows = details.meetings_since(cast_source, policy, ["a1", "gone"], date(2025, 6, 29), T)
    assert listed(rows.assign(day=rows["day"].astype("str")), "customer_id rep_id day") == [
        ("a1", "ann", "2026-06-30"),
        ("a1", "ben", "2025-06-30"),
    ]
    later = details.meetings_since(cast_source, policy, ["a1"], date(2025, 6, 30), T)
    assert later["rep_id"].tolist() == ["ann"]
    assert details.meetings_since(cast_source, policy, [], date(2025, 6, 30), T).empty


def test_person_to_ask_for_is_who_was_met_last(cast_source: Source, policy: Policy) -> None:
    rows = details.contact_persons(
        cast_source, policy, customer_ids=("a1", "A1", "b2", "nobody"), as_of=T
    )
    assert listed(rows, "customer_id contact_id rep_id") == [
        ("a1", "p1", "ann"),
        ("b2", "p4", "cid"),
    ]


def test_first_contact_after_a_day_by_pair(cast_source: Source, policy: Policy) -> None:
    asked = {"customer_ids": ("a1", "b2"), "since": date(2026, 1, 1), "as_of": T}
    rows = details.touched_since(cast_source, policy, **asked)
    days = rows.assign(first_on=rows["first_on"].astype("str"))
    assert listed(days, "customer_id rep_id first_on") == [
        ("a1", "ann", "2026-04-01"),
        ("b2", "cid", "2026-05-31"),
        ("b2", "eve", "2026-05-31"),
    ]


def test_open_deals_are_those_not_closed_by_the_day(cast_source: Source, policy: Policy) -> None:
    for day, deals in ((T, ["x2"]), (date(2026, 6, 1), ["x1", "x2"]), (date(2025, 6, 1), [])):
        rows = details.open_deals(cast_source, policy, customer_ids=("a1", "b2"), as_of=day)
        assert rows["deal_id"].tolist() == deals


def test_due_bookings_and_margins_count_where_every_booking_says_so(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    booking = {"rep_id": "ann", "booked_on": "2026-06-01", "currency": "EUR", "status": "booked"}
    bookings = [
        {"customer_id": "a1", "amount": "100", "margin": "30", "due_on": "2026-07-01"},
        {"customer_id": "a1", "amount": "50", "margin": "10", "due_on": "2026-06-20",
         "paid_on": "2026-06-25"},
        {"customer_id": "b2", "amount": "70", "margin": "20", "due_on": "2026-06-10",
         "paid_on": "2026-07-05"},
        {"customer_id": "b2", "amount": "70", "due_on": ""},
        {"customer_id": "c3", "amount": "9", "margin": "5", "status": "cancelled",
         "due_on": "2026-06-10"},
    ]  # fmt: skip
    rows = [booking | each for each in bookings]
    source = opens(duckdb_files.filled(CAST | {"revenue": rows}, as_text=True))
    asked = {"customer_ids": ("a1", "b2", "c3"), "as_of": T}
    unpaid = details.unpaid_bookings(source, policy, **asked)
    assert listed(unpaid, "customer_id amount") == [("a1", 100.0), ("b2", 70.0)]
    margins = details.yearly_margins(source, policy, **asked, currency="EUR")
    assert listed(margins, "customer_id margin") == [("a1", 40.0)]
    assert details.yearly_margins(source, policy, **asked, currency="USD").empty
