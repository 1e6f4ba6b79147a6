"""Who knew the customer on a leaver's last day: the thresholds of today, counted by hand."""

import pandas as pd
import pytest

from analytics.follow.holdings import holdings
from analytics.policy import Policy, read_policy
from tests.analytics.follow.leavers import LEFT, T, after, company, edge


def held(*edges: dict, policy: Policy | None = None, **staff: dict) -> pd.Series:
    """The row of leaver r and customer c; s is a colleague, others as given."""
    people = [{"rep_id": "r", "left_on": LEFT}, {"rep_id": "s"}]
    people += [{"rep_id": name, **facts} for name, facts in staff.items()]
    rows = holdings(company(edges, [], reps=people), policy or Policy())
    return rows.set_index(["rep_id", "customer_id"]).loc[("r", "c")]


@pytest.mark.parametrize(("strength", "colleagues"), [(2.0, 1), (1.99, 0)])
def test_a_fifth_of_the_strongest_is_needed_to_know(strength: float, colleagues: int) -> None:
    row = held(edge("r", "c", "r", 10.0), edge("r", "c", "s", strength))
    assert row["colleagues"] == colleagues
    assert row["knew"]


@pytest.mark.parametrize(("strength", "knew"), [(0.5, True), (0.49, False)])
def test_contacts_must_be_recent_enough_to_know(strength: float, knew: bool) -> None:
    assert bool(held(edge("r", "c", "r", strength))["knew"]) is knew


def test_weak_bookings_know_where_there_are_no_contacts() -> None:
    row = held(edge("r", "c", "r", booking_strength=0.1, bookings_12m=1))
    assert (row["share"], row["knew"]) == (1.0, True)


def test_the_owner_knows_whatever_the_records_say() -> None:
    assert held(edge("r", "c", "r", 0.1, owner=True, assigned=True))["knew"]


def test_contacts_are_better_evidence_than_bookings_and_these_than_names() -> None:
    colleague = edge("r", "c", "s", assigned=True)
    row = held(edge("r", "c", "r", 4.0, assigned=True), colleague)
    assert (row["share"], row["colleagues"]) == (1.0, 0)
    sold = {"booking_strength": 3.0, "bookings_12m": 1}
    row = held(edge("r", "c", "r", **sold), colleague | {"booking_strength": 1.0})
    assert (row["share"], row["colleagues"]) == (0.75, 1)
    row = held(edge("r", "c", "r", assigned=True), colleague)
    assert (row["share"], row["colleagues"]) == (0.5, 1)


def test_only_who_was_there_counts_the_last_day_included() -> None:
    row = held(
        edge("r", "c", "r", 4.0),
        *(edge("r", "c", name, 4.0) for name in ("gone", "also", "new", "helper")),
        gone={"left_on": after(-1)},
        also={"left_on": LEFT},
        new={"hired_on": after(1)},
        helper={"function": "service"},
    )
    assert row["share"] == pytest.approx(1 / 3)
    assert row["colleagues"] == 2
    assert row["company_share"] == pytest.approx(1 / 3)
    assert row["days_silent"] == (T - LEFT).days


def test_thresholds_are_those_of_the_policy() -> None:
    strict = read_policy("[relationships]\nmeaningful_share = 0.5\nmin_strength = 20")
    row = held(edge("r", "c", "r", 30.0), edge("r", "c", "s", 14.0), policy=strict)
    assert (row["knew"], row["colleagues"]) == (True, 0)
    assert not held(edge("r", "c", "r", 10.0), policy=strict)["knew"]
