"""What happened when somebody left: windows, successors, silence, effects, shares of the day."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.contracts.departed import DEPARTED_CUSTOMERS, DEPARTURE_SUMMARY
from analytics.extract import Extract
from analytics.follow.past_departures import past_departures
from analytics.policy import Policy
from tests.analytics.attrition.workforce import workforce
from tests.analytics.follow.leavers import BEGIN, LEFT, T, after, company, comparables, edge

POLICY = Policy()


def customers(extract: Extract) -> pd.DataFrame:
    return past_departures(extract, POLICY).customers.set_index("customer_id")


def one(*bookings: tuple[int, float], **known) -> pd.Series:
    """The row of customer c, held by r alone; bookings as (days after the last day, amount)."""
    rows = [("c", after(days), amount) for days, amount in bookings] + comparables(25)
    return customers(company([edge("r", "c", "r", 4.0)], rows, **known)).loc["c"]


def test_without_departures_frames_are_empty_and_typed():
    found = past_departures(workforce([{"rep_id": "r"}]), POLICY)
    assert found.customers.empty
    assert DEPARTED_CUSTOMERS.faults(found.customers) == []
    assert DEPARTURE_SUMMARY.faults(found.summary) == DEPARTURE_SUMMARY.faults(found.pooled) == []


def test_windows_of_revenue_are_365_days_on_either_side():
    # The day of leaving belongs to the year before; the days −364 and 365 are the outermost.
    found = one((-365, 1.0), (-364, 2.0), (0, 4.0), (1, 8.0), (365, 16.0), (366, 32.0))
    assert (found["revenue_before"], found["revenue_after"]) == (6.0, 24.0)


def test_credit_notes_count_with_their_sign():
    found = one((-10, 100.0), (-5, -30.0), (10, 20.0), (15, -40.0))
    assert (found["revenue_before"], found["revenue_after"]) == (70.0, -20.0)


@pytest.mark.parametrize(
    ("days", "walked"), [((30,), True), ((31,), False), ((395,), False), ((396,), True),
                         ((), True)],
)  # fmt: skip
def test_walked_is_no_booking_in_days_31_to_395(days: tuple[int, ...], walked: bool):
    assert bool(one((-10, 5.0), *((day, 5.0) for day in days))["walked"]) is walked


def test_credit_note_is_no_sign_of_life():
    assert one((-10, 5.0), (100, -5.0))["walked"]


def test_who_bought_nothing_in_the_year_before_cannot_walk():
    found = one((-400, 5.0))
    assert not found["walked"]
    assert not found["bought_before"]
    assert pd.isna(found["stopped"])


def test_model_waits_until_orders_under_way_are_delivered():
    # Booked on day 60 only: not walked by the book, but stopped for the model.
    found = one((-10, 5.0), (60, 5.0))
    assert (bool(found["walked"]), bool(found["stopped"])) == (False, True)


@pytest.mark.parametrize(
    ("as_of", "after_known", "walked_known"),
    [(after(364), False, False), (after(365), True, False), (after(394), True, False),
     (after(395), True, True)],
)  # fmt: skip
def test_what_is_not_over_is_not_known(as_of: date, after_known: bool, walked_known: bool):
    found = one((-10, 5.0), as_of=as_of)
    assert pd.notna(found["revenue_after"]) == after_known
    assert pd.notna(found["expected_after"]) == after_known
    assert pd.notna(found["walked"]) == pd.notna(found["stopped"]) == walked_known


def test_departure_in_the_first_year_of_bookings_has_no_year_before():
    early = BEGIN.replace(year=BEGIN.year + 1)
    reps = [{"rep_id": "r", "left_on": early.replace(month=12, year=BEGIN.year)}, {"rep_id": "s"}]
    found = one((-700, 5.0), (-500, 5.0), reps=reps)
    assert pd.isna(found["revenue_before"])
    assert pd.isna(found["expected_after"])


def test_expected_is_what_comparable_customers_did():
    rows = [("c", after(-10), 80.0), ("c", after(50), 20.0), *comparables(25, 100.0, 150.0)]
    found = past_departures(company([edge("r", "c", "r", 4.0)], rows), POLICY)
    assert found.customers["expected_after"].tolist() == [pytest.approx(120.0)]
    # Difference in differences: 20 of 120 expected.
    assert found.summary["effect"].tolist() == [pytest.approx(20 / 120 - 1)]
    assert found.pooled["effect"].tolist() == found.summary["effect"].tolist()
    assert found.summary["comparable_walked_share"][0] < 0.2


def test_other_customers_of_leavers_are_no_measure():
    # k00 … k09 lost their person half a year later and stopped buying: they do not count.
    reps = [{"rep_id": "r", "left_on": LEFT}, {"rep_id": "v", "left_on": after(180)},
            {"rep_id": "s"}]  # fmt: skip
    edges = [edge("r", "c", "r", 4.0), *(edge("v", f"k{n:02}", "v", 4.0) for n in range(10))]
    rows = [("c", after(-10), 80.0)]
    rows += [row for row in comparables(35) if not (row[0] < "k10" and row[1] > LEFT)]
    assert customers(company(edges, rows, reps=reps)).loc["c", "expected_after"] == pytest.approx(
        80
    )


def test_segments_are_compared_where_there_are_enough():
    rows = [("c", after(-10), 100.0)]
    for name, later in (("a", 50.0), ("b", 200.0)):
        rows += [(f"{name}{customer}", day, amount) for customer, day, amount in
                 comparables(25, 100.0, later)]  # fmt: skip
    segments = {row[0]: row[0][0] for row in rows} | {"c": "b"}
    found = customers(company([edge("r", "c", "r", 4.0)], rows, segments=segments))
    assert found.loc["c", "expected_after"] == pytest.approx(200.0)


def test_effects_run_both_ways():
    edges = [edge("r", name, "r", 4.0) for name in ("c", "d")]
    rows = [("c", after(-10), 100.0), ("c", after(90), 260.0), ("d", after(-10), 100.0)]
    found = past_departures(company(edges, [*rows, *comparables(25)]), POLICY).summary.iloc[0]
    assert found["effect"] == pytest.approx(0.3)
    assert (found["raised"], found["customers"], found["walked_share"]) == (1, 2, 0.5)
    assert found["effect_low"] < 0.3 < found["effect_high"]


@pytest.mark.slow
def test_interval_covers_the_effect_four_times_in_five():
    rng, covered = np.random.default_rng(3), 0
    for _ in range(40):
        edges = [edge("r", f"c{n}", "r", 4.0) for n in range(40)]
        rows = [(f"c{n}", after(-20), 100.0) for n in range(40)]
        rows += [(f"c{n}", after(70), 70.0 * a) for n, a in enumerate(rng.gamma(4, 0.25, 40))]
        rows += [("z" + c, d, a * rng.gamma(4, 0.25)) if d > LEFT else ("z" + c, d, a)
                 for c, d, a in comparables(60)]  # fmt: skip
        found = past_departures(company(edges, rows), POLICY).summary.iloc[0]
        covered += found["effect_low"] <= -0.3 <= found["effect_high"]
    assert 26 <= covered <= 38


def test_next_owner_takes_over_before_who_calls_most():
    edges = [
        edge("r", "c", "r", 4.0),
        edge("r", "c", "s", later_strength=9.0),
        edge("r", "c", "t", owner_from=after(300)),
        edge("r", "c", "u", owner_from=after(40)),
    ]
    found = customers(company(edges, comparables(2)))
    assert found.loc["c", "taken_over_by"] == "u"


def test_without_an_owner_the_strongest_a_year_later_took_over():
    edges = [edge("r", "c", "r", 4.0, later_strength=50.0), edge("r", "c", "s", later_strength=2.0),
             edge("r", "c", "t", later_strength=3.0), edge("r", "d", "r", 1.0)]  # fmt: skip
    found = customers(company(edges, comparables(2)))
    assert found.loc["c", "taken_over_by"] == "t"
    assert pd.isna(found.loc["d", "taken_over_by"])


def test_silence_lasts_until_somebody_else_calls_or_until_today():
    edges = [edge("r", "c", "r", 4.0, after_on=after(3)), edge("r", "c", "s", after_on=after(21)),
             edge("r", "c", "t", after_on=after(17)), edge("r", "d", "r", 4.0)]  # fmt: skip
    found = customers(company(edges, comparables(2)))["days_silent"]
    assert found.to_dict() == {"c": 17, "d": (T - LEFT).days}


def test_share_counts_who_was_there_on_the_last_day():
    reps = [{"rep_id": "r", "left_on": LEFT}, {"rep_id": "s", "function": "service"},
            {"rep_id": "gone", "left_on": after(-1)}, {"rep_id": "same", "left_on": LEFT},
            {"rep_id": "new", "hired_on": after(1)}]  # fmt: skip
    edges = [edge("r", "c", name, 2.0) for name in ("r", "s", "gone", "same", "new")]
    found = customers(company(edges, comparables(2), reps=reps)).loc["c"]
    assert found["share"] == pytest.approx(1 / 3)
    assert found["company_share"] == pytest.approx(1 / 3)
    assert (found["knew"], found["colleagues"]) == (True, 2.0)


def test_best_evidence_of_the_last_year_decides():
    # Activity of nobody in the year before: bookings in the own name stand in.
    edges = [edge("r", "c", "r", activity_strength=9.0, booking_strength=1.0, bookings_12m=1),
             edge("r", "c", "s", booking_strength=3.0, bookings_12m=2),
             edge("r", "d", "r", owner=True, assigned=True), edge("r", "d", "s", assigned=True),
             edge("r", "e", "r", activity_strength=1.0)]  # fmt: skip
    found = customers(company(edges, comparables(2)))
    assert found["share"].to_dict() == {"c": 0.25, "d": 0.5}


def test_owner_is_known_even_without_contact():
    edges = [edge("r", "c", "r", 0.1, owner=True, assigned=True), edge("r", "c", "s", 9.0),
             edge("r", "d", "r", 0.1), edge("r", "d", "s", 9.0)]  # fmt: skip
    assert customers(company(edges, comparables(2)))["knew"].to_dict() == {"c": True, "d": False}


def test_outcome_counts_once_for_whom_two_left():
    reps = [{"rep_id": "r", "left_on": LEFT}, {"rep_id": "v", "left_on": after(90)}]
    edges = [edge(leaver, "c", name, strength) for leaver in ("r", "v")
             for name, strength in (("r", 3.0), ("v", 1.0))]  # fmt: skip
    edges = [row for row in edges if row["leaver_id"] == "r" or row["rep_id"] == "v"]
    rows = [("c", after(-30), 9.0), *comparables(25)]
    found = past_departures(company(edges, rows, reps=reps), POLICY).customers.set_index("rep_id")
    # v held all of what was left, which is more than r's three quarters.
    assert found["share"].to_dict() == {"r": 0.75, "v": 1.0}
    assert pd.isna(found.loc["r", "stopped"])
    assert found.loc["v", "stopped"]


@pytest.mark.parametrize(
    ("signed", "ends", "bound"),
    [(after(0), None, True), (after(1), None, False), (after(-9), after(-1), False),
     (after(-9), after(0), True)],
)  # fmt: skip
def test_agreement_binds_who_signed_it_and_while_it_runs(signed, ends, bound):
    paper = {"rep_id": "r", "kind": "non_solicit", "signed_on": signed, "ends_on": ends}
    other = {"rep_id": "r", "kind": "confidentiality", "signed_on": after(-900)}
    found = one((-10, 5.0), papers=[paper, other])
    assert bool(found["non_solicit"]) is bound
    assert pd.isna(one((-10, 5.0))["non_solicit"])


def test_what_came_later_does_not_change_what_was_known():
    edges = [edge("r", "c", "r", 4.0), edge("r", "c", "s", 2.0)]
    rows = [("c", after(-10), 5.0), ("c", after(90), 5.0), *comparables(25)]
    before = customers(company(edges, rows)).loc["c"]
    moved = [dict(edges[0]), edges[1] | {"later_strength": 9.0, "after_on": after(5),
             "owner_from": after(9)}]  # fmt: skip
    later = [*rows, ("c", after(396), 900.0), ("k01", after(400), 7.0)]
    now = customers(company(moved, later)).loc["c"]
    outcome = ["taken_over_by", "days_silent"]
    pd.testing.assert_series_equal(before.drop(outcome), now.drop(outcome))


def test_order_of_rows_changes_nothing():
    edges = [edge("r", f"c{n}", name, 1.0 + n) for n in range(6) for name in ("r", "s")]
    rows = [(f"c{n}", after(40 * n - 100), 9.0) for n in range(6)] + comparables(25)
    one_way = company(edges, rows)
    other = replace(
        company(edges, rows[::-1]), customers=one_way.customers.iloc[::-1].reset_index(drop=True)
    )
    for name in ("customers", "summary", "pooled"):
        found = [getattr(past_departures(each, POLICY), name) for each in (one_way, other)]
        pd.testing.assert_frame_equal(*found)


def test_without_bookings_departures_are_listed_without_money():
    found = past_departures(company([edge("r", "c", "r", 4.0)], []), POLICY)
    assert found.customers[["revenue_before", "expected_after"]].isna().all(axis=None)
    assert not found.customers["bought_before"].any()
    assert found.summary["effect"].isna().all()
    assert found.summary["customers"].tolist() == [1]
