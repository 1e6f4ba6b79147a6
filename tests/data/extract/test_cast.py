"""The hand-countable company, in every engine, typed and as text."""

from datetime import date, timedelta

import pandas as pd
import pytest

from analytics.extract import Extract
from analytics.policy import Policy
from analytics.relationships.strength import relate
from data.extract import (
    default_as_of,
    extract,
    extract_edges,
    extract_with_earlier,
    with_rep_months,
)
from data.sources import Source

T = date(2026, 6, 30)


@pytest.fixture
def now(cast_extract: Extract) -> Extract:
    return cast_extract


@pytest.fixture(scope="module")
def then(cast_source: Source, policy: Policy) -> Extract:
    """A month earlier, when only history says who was what."""
    return extract(cast_source, policy, as_of=date(2026, 5, 31))


def cells(frame: pd.DataFrame, columns: str) -> list[tuple]:
    """Plain tuples of some columns; days as ISO text, missing as None."""
    chosen = frame[columns.split()].astype(object)
    return [
        tuple(
            None
            if pd.isna(cell)
            else f"{cell:%Y-%m-%d}"
            if isinstance(cell, pd.Timestamp)
            else cell
            for cell in row
        )
        for row in chosen.itertuples(index=False)
    ]


def test_the_as_of_date_is_the_newest_record_that_counts(
    cast_source: Source, policy: Policy, now: Extract
) -> None:
    day, reason = default_as_of(cast_source, policy)
    assert (day, str(reason)) == (T, "newest contact record")
    assert (now.as_of, str(now.as_of_reason), now.current) == (T, "newest contact record", True)
    assert now.data_from == date(2025, 6, 30)
    assert now.currency == "EUR"


def test_tables_with_rows_are_named(now: Extract) -> None:
    assert now.tables == {
        "reps", "customers", "activities", "revenue", "exchange_rates", "deals", "assignments",
        "rep_history", "quotas", "compensation", "access", "access_log",
    }  # fmt: skip


def test_revenue_is_converted_at_the_rate_of_the_day(now: Extract) -> None:
    assert cells(now.customers, "customer_id revenue_12m bookings_12m") == [
        ("A1", 10 * 2.0 + 10 * 4.0, 2),
        ("a1", 100 + 50.5 - 20, 3),
        ("b2", 3000.0, 2),
        ("c3", 300.0, 1),
        ("d4", 0.0, 0),
    ]


def test_customers_carry_their_rhythm_and_contacts(now: Extract) -> None:
    columns = "customer_id first_booking_on last_positive_on median_gap_days contacts_known"
    assert cells(now.customers, columns) == [
        ("A1", "2026-05-31", "2026-06-01", 1.0, 0),
        # Booking days 2025-06-30, 2026-06-20, 2026-06-30: gaps 355 and 10.
        ("a1", "2025-06-30", "2026-06-30", 182.5, 3),
        ("b2", "2026-05-31", "2026-06-01", 1.0, 1),
        ("c3", "2026-03-01", "2026-03-01", None, 0),
        ("d4", None, None, None, 0),
    ]


def test_what_is_not_known_yet_is_missing(now: Extract) -> None:
    columns = "customer_id owner_id created_on contract_ends_on"
    assert cells(now.customers, columns) == [
        ("A1", None, None, None),  # its owner is a robot
        ("a1", "ann", "2024-01-01", None),
        ("b2", "cid", None, None),  # created after the as-of date
        ("c3", "dee", None, "2026-12-31"),
        ("d4", None, None, None),
    ]


def test_contact_days_count_once_with_their_strongest_kind(now: Extract) -> None:
    edges = now.activity_edges
    assert cells(edges, "customer_id rep_id contact_days contact_days_12m activities "
                 "activities_12m first_on last_on") == [
        ("A1", "ben", 1, 1, 1, 1, "2026-06-30", "2026-06-30"),
        ("a1", "ann", 2, 2, 3, 3, "2026-04-01", "2026-06-30"),
        ("a1", "ben", 2, 1, 2, 1, "2025-06-30", "2026-01-01"),
        ("b2", "cid", 1, 1, 1, 1, "2026-05-31", "2026-05-31"),
        ("b2", "eve", 1, 1, 1, 1, "2026-05-31", "2026-05-31"),
    ]  # fmt: skip
    assert edges["strength"].tolist() == pytest.approx(
        [
            0.5,
            4 + 2 * 2 ** (-90 / 90),
            0.5 * 2 ** (-180 / 90) + 3 * 2 ** (-365 / 90),
            3 * 2 ** (-30 / 90),
            1 * 2 ** (-30 / 90),
        ],
        rel=1e-12,
    )


def test_bookings_of_one_revenue_id_count_once_at_its_latest_day(now: Extract) -> None:
    edges = now.booking_edges
    assert cells(edges, "customer_id rep_id bookings_12m first_on last_on") == [
        ("a1", "ann", 2, "2025-06-30", "2026-06-30"),
        ("a1", "ben", 1, "2026-06-30", "2026-06-30"),
    ]
    assert edges["strength"].tolist() == pytest.approx([1 + 2 ** (-365 / 90), 1.0], rel=1e-12)


def test_credit_follows_the_rep_then_the_owner_of_the_day(now: Extract) -> None:
    assert cells(now.credits, "customer_id rep_id credit") == [
        ("A1", None, 60.0),
        ("a1", "ann", 150.5),
        ("a1", "ben", -20.0),
        ("b2", "ann", 2000.0),  # of two owners since the same day, the smaller id
        ("b2", "cid", 1000.0),
        ("c3", "dee", 300.0),
    ]
    assert now.credits["credit"].sum() == pytest.approx(now.customers["revenue_12m"].sum())


def test_owners_and_second_contacts_are_current(now: Extract) -> None:
    assert cells(now.ownership, "customer_id rep_id basis") == [
        ("a1", "ann", "owner_id"),
        ("a1", "ben", "assignment"),
        ("b2", "ann", "assignment"),
        ("b2", "ben", "assignment"),
        ("b2", "cid", "owner_id"),
        ("c3", "dee", "owner_id"),
    ]


def test_reps_that_only_other_tables_name_are_known_by_their_id(now: Extract) -> None:
    columns = "rep_id name function team left_on left_to notice_on last_promoted_on known"
    assert cells(now.reps, columns) == [
        ("ann", "Ann", "sales", "North", None, None, None, "2026-06-30", True),
        ("ben", "Ben", "service", "North", None, None, None, None, True),
        ("bot", "Mail robot", "system", None, None, None, None, None, True),
        ("cid", "Cid", "sales", "South", "2026-05-31", "competitor", None, None, True),
        ("dee", "dee", "sales", None, None, None, None, None, False),
        ("eve", "eve", "sales", None, None, None, None, None, False),
    ]
    assert now.reps["known"].dtype == bool


def test_months_of_a_rep_add_up(now: Extract) -> None:
    assert cells(now.rep_months, " ".join(now.rep_months.columns)) == [
        ("ann", "2025-06-01", 0, 0, 0, 7.0, 0, 0, 0),
        ("ann", "2026-04-01", 1, 1, 1, 0.0, 0, 0, 0),
        ("ann", "2026-06-01", 1, 1, 2, 2150.5, 0, 0, 0),
        ("ben", "2025-06-01", 1, 1, 1, 0.0, 0, 0, 0),
        ("ben", "2026-01-01", 1, 1, 1, 0.0, 0, 0, 0),
        ("ben", "2026-06-01", 1, 1, 1, -20.0, 0, 0, 0),
        ("cid", "2026-05-01", 1, 1, 1, 1000.0, 2, 1, 1),
        ("dee", "2026-03-01", 0, 0, 0, 300.0, 0, 0, 0),
        ("eve", "2026-05-01", 1, 1, 1, 0.0, 0, 0, 0),
    ]


def test_periods_that_have_not_begun_are_not_seen(now: Extract) -> None:
    assert cells(now.quotas, "rep_id period_start quota attained") == [
        ("ann", "2026-01-01", 1000.0, 0.5)
    ]
    assert cells(now.compensation, "rep_id base variable long_term_plan") == [
        ("ann", 50000.0, None, True),
        ("ben", 40000.0, None, False),
    ]
    assert cells(now.rep_history, "rep_id valid_from team") == [
        ("ann", "2026-01-01", "West"),
        ("ann", "2026-04-01", "East"),
    ]


def test_access_of_leavers_is_open_until_it_is_revoked(now: Extract) -> None:
    assert cells(now.leaver_access, "rep_id scope") == [("cid", "all"), ("cid", "team")]


def test_an_earlier_day_uses_only_what_history_gives(then: Extract) -> None:
    assert not then.current
    assert str(then.as_of_reason) == "chosen by the reader"
    assert then.customers["owner_id"].isna().all()
    assert cells(then.reps, "rep_id team manager_id left_on") == [
        ("ann", "East", "cid", None),
        ("ben", None, None, None),
        ("bot", None, None, None),
        ("cid", None, None, "2026-05-31"),
        ("eve", None, None, None),
    ]
    assert cells(then.ownership, "customer_id rep_id basis") == [("b2", "cid", "assignment")]
    assert then.leaver_access.empty


def test_an_earlier_day_sees_nothing_later(then: Extract) -> None:
    assert cells(then.customers, "customer_id revenue_12m") == [
        ("A1", 20.0),
        ("a1", 7.0),
        ("b2", 1000.0),
        ("c3", 300.0),
        ("d4", 0.0),
    ]
    assert cells(then.credits, "customer_id rep_id credit") == [
        ("A1", None, 20.0),
        ("a1", "ann", 7.0),
        ("b2", "cid", 1000.0),
        ("c3", None, 300.0),  # owner_id is today's state
    ]
    assert then.activity_edges["last_on"].max() == pd.Timestamp("2026-05-31")


def test_edges_alone_are_the_same_edges(cast_source: Source, policy: Policy, then: Extract) -> None:
    now = extract(cast_source, policy)
    edges = extract_edges(cast_source, policy, then.as_of, now=now)
    pd.testing.assert_frame_equal(edges.activity_edges, then.activity_edges)
    pd.testing.assert_frame_equal(edges.booking_edges, then.booking_edges)
    pd.testing.assert_frame_equal(edges.ownership, then.ownership)
    assert edges.customers["customer_id"].tolist() == then.customers["customer_id"].tolist()
    known = set(then.reps["rep_id"])
    left = edges.reps[edges.reps["rep_id"].isin(known)].set_index("rep_id")["left_on"]
    pd.testing.assert_series_equal(left, then.reps.set_index("rep_id")["left_on"])
    pd.testing.assert_frame_equal(
        relate(edges, policy).edges,
        relate(then, policy).edges,
        check_dtype=False,
        check_categorical=False,
    )
    assert edges.credits.empty
    assert list(edges.credits.columns) == list(then.credits.columns)
    assert edges.credits.dtypes.equals(then.credits.dtypes)


FRAMES = (
    "customers reps activity_edges booking_edges ownership credits rep_months quotas compensation "
    "rep_history leaver_access"
).split()


def assert_same(one: Extract, other: Extract) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), rtol=1e-12)
    facts = "as_of currency current data_from tables".split()
    assert [getattr(one, name) for name in facts] == [getattr(other, name) for name in facts]


@pytest.mark.parametrize("days", [0, 1, 30, 90, 200, 365, 5000])
def test_both_days_at_once_are_the_same_as_one_by_one(
    cast_source: Source, policy: Policy, now: Extract, days: int
) -> None:
    at_once, before = extract_with_earlier(cast_source, policy, days=days)
    assert_same(with_rep_months(cast_source, policy, at_once), now)
    assert_same(before, extract_edges(cast_source, policy, T - timedelta(days=days), now=now))


@pytest.mark.parametrize("half_life", [0.1, 0.5])
def test_both_days_at_once_survive_strengths_that_vanish(
    cast_source: Source, policy: Policy, half_life: float
) -> None:
    relationships = policy.relationships.model_copy(update={"half_life_days": half_life})
    short = policy.model_copy(update={"relationships": relationships})
    now = extract(cast_source, short)
    at_once, before = extract_with_earlier(cast_source, short, days=90)
    assert_same(with_rep_months(cast_source, short, at_once), now)
    assert_same(before, extract_edges(cast_source, short, T - timedelta(days=90), now=now))
    assert (before.activity_edges["strength"] > 0).all()


def test_both_days_at_once_put_groups_together(cast_source: Source, policy: Policy) -> None:
    company = policy.company.model_copy(update={"group_by_parent": True})
    grouped = policy.model_copy(update={"company": company})
    now = extract(cast_source, grouped)
    at_once, before = extract_with_earlier(cast_source, grouped, days=90)
    assert_same(with_rep_months(cast_source, grouped, at_once), now)
    assert_same(before, extract_edges(cast_source, grouped, T - timedelta(days=90), now=now))


def test_another_reporting_currency_divides_by_its_rate(
    cast_source: Source, policy: Policy
) -> None:
    dollars = extract(cast_source, policy, currency="usd")
    assert dollars.currency == "USD"
    revenue = dict(cells(dollars.customers, "customer_id revenue_12m"))
    assert revenue["A1"] == 20.0
    # 100 and −20 at 5.0 on 2026-06-30, 50.5 at 4.0 ten days before.
    assert revenue["a1"] == pytest.approx(80 / 5 + 50.5 / 4, rel=1e-12)


def test_a_group_counts_as_its_topmost_parent(cast_source: Source, policy: Policy) -> None:
    company = policy.company.model_copy(update={"group_by_parent": True})
    grouped = extract(cast_source, policy.model_copy(update={"company": company}))
    assert cells(grouped.customers, "customer_id revenue_12m contacts_known") == [
        ("a1", 190.5, 3),
        ("b2", 3000.0, 1),
        ("c3", 300.0, 0),
        ("d4", 0.0, 0),
    ]
    ben = grouped.activity_edges.query("customer_id == 'a1' and rep_id == 'ben'")
    assert cells(ben, "contact_days activities last_on") == [(3, 3, "2026-06-30")]


def test_frames_are_sorted_by_their_ids(now: Extract) -> None:
    for frame in (now.customers, now.reps, now.activity_edges, now.credits, now.rep_months):
        keys = [name for name in ("customer_id", "rep_id", "month") if name in frame]
        again = frame.sort_values(keys, na_position="last", kind="stable")
        assert again.index.tolist() == frame.index.tolist()
