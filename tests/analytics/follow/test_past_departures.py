"""What happened when somebody left: windows, successors, silence, effects, shares of the day."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.contracts.departed import DEPARTED_CUSTOMERS, DEPARTURE_SUMMARY
from analytics.extract import Extract
from analytics.follow.model import fit_follow
from analytics.follow.past_departures import PastDepartures, past_departures
from analytics.policy import Policy
from tests.analytics.attrition.workforce import workforce
from tests.analytics.follow import known_answers
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


def trio(before: float, later: float, *, earlier: float | None = None) -> list[tuple]:
    """Bookings of c, d and e in two years before and the year after a departure."""
    days = ((-465, before if earlier is None else earlier), (-10, before), (50, later))
    return [(name, after(day), amount) for name in "cde" for day, amount in days]


HELD = [edge("r", name, "r", 4.0) for name in "cde"]


def test_expected_is_what_comparable_customers_did():
    rows = [*trio(80.0, 20.0), *comparables(25, 100.0, 150.0)]
    found = past_departures(company(HELD, rows), POLICY)
    assert found.customers["expected_after"].tolist() == [pytest.approx(120.0)] * 3
    # Difference in differences: 20 of 120 expected.
    assert found.summary["effect"].tolist() == [pytest.approx(20 / 120 - 1)]
    assert found.summary["comparable_walked_share"][0] < 0.2


def test_the_placebo_is_the_same_comparison_a_year_too_early():
    rows = [*trio(90.0, 20.0, earlier=100.0), *comparables(25)]
    found = past_departures(company(HELD, rows), POLICY)
    assert found.customers["placebo_revenue"].tolist() == [90.0] * 3
    assert found.customers["placebo_expected"].tolist() == [pytest.approx(100.0)] * 3
    assert found.summary["placebo"].tolist() == [pytest.approx(-0.1)]
    assert found.summary["withheld"].isna().all()


def test_the_placebo_takes_the_half_of_a_shorter_past():
    left = BEGIN.replace(year=BEGIN.year + 1)  # 366 days of bookings: 183 before, 183 compared
    reps = [{"rep_id": "r", "left_on": left}, {"rep_id": "s"}]
    rows = [(name, after(day, left), amount) for name in ("c", *(f"k{n}" for n in range(9)))
            for day, amount in ((-184, 7.0), (-183, 10.0), (-182, 20.0), (-1, 1.0))]  # fmt: skip
    rows.append(("k0", BEGIN, 1.0))
    found = customers(company([edge("r", "c", "r", 4.0)], rows, reps=reps)).loc["c"]
    assert found["placebo_revenue"] == 21.0
    assert found["placebo_expected"] == pytest.approx(17.0 * 9 * 21 / (17 * 9 + 1))


def test_an_effect_is_withheld_where_customers_already_bought_otherwise_before():
    rows = [*trio(30.0, 20.0, earlier=100.0), *comparables(25)]
    found = past_departures(company(HELD, rows), POLICY)
    row = found.summary.iloc[0]
    assert row["withheld"] == "before"
    assert row["placebo"] == pytest.approx(-0.7)
    assert (
        row[["effect", "effect_low", "effect_high", "raised", "comparable_walked_share"]]
        .isna()
        .all()
    )
    assert row[["revenue_after", "expected_after", "walked_share"]].notna().all()


def test_rounding_is_no_placebo_that_fails():
    # Everybody buys the same, in parts whose sums round differently.
    rows = [*trio(0.1, 0.2), *((name, after(-20), 0.2) for name in "cde"),
            *((name, after(-470), 0.2) for name in "cde"), *comparables(25, 0.3)]  # fmt: skip
    found = past_departures(company(HELD, rows), POLICY).summary
    assert found["placebo"].tolist() == [pytest.approx(0.0, abs=1e-12)]
    assert found["withheld"].isna().all()


def test_two_customers_are_too_few_for_a_range():
    rows = [*trio(80.0, 20.0), *comparables(25)]
    found = past_departures(company(HELD[:2], rows), POLICY)
    assert found.summary["withheld"].tolist() == ["few"]
    assert found.summary["effect"].isna().all()


def test_an_effect_without_bookings_before_the_placebo_is_withheld():
    rows = [row for row in trio(80.0, 20.0) if row[1] > after(-400)]
    found = past_departures(company(HELD, [*rows, *comparables(25)]), POLICY)
    assert found.customers["placebo_expected"].isna().all()
    assert found.summary["withheld"].tolist() == ["few"]


def test_another_departure_within_the_placebo_does_not_count_in_it():
    reps = [{"rep_id": "r", "left_on": LEFT}, {"rep_id": "v", "left_on": after(-200)},
            {"rep_id": "s"}]  # fmt: skip
    edges = [*HELD, edge("v", "c", "v", 4.0)]
    found = past_departures(company(edges, [*trio(80, 20), *comparables(25)], reps=reps), POLICY)
    of_r = found.customers.set_index(["rep_id", "customer_id"])["placebo_revenue"]["r"]
    assert of_r.isna().to_dict() == {"c": True, "d": False, "e": False}


def several(*earlier: float, flat: bool = False) -> PastDepartures:
    """Departures half a year apart of people with three customers each, who bought so much of 100
    in the year before, and half of the 100 in the year after; flat: already two years before."""
    days = [after(-60 * n) for n in range(len(earlier))]
    reps = [{"rep_id": f"r{n}", "left_on": day} for n, day in enumerate(days)]
    edges = [edge(f"r{n}", f"{name}{n}", f"r{n}", 4.0) for n in range(len(days)) for name in "cde"]
    rows = [(f"{name}{n}", after(back, day), amount)
            for n, (day, before) in enumerate(zip(days, earlier, strict=True)) for name in "cde"
            for back, amount in ((-465, before if flat else 100.0),
                                 (-10, before), (50, 50.0))]  # fmt: skip
    kept = [(f"k{n:02}", BEGIN + timedelta(days=30 * month), 10.0)
            for n in range(25) for month in range(41)]  # fmt: skip
    return past_departures(company(edges, rows + kept, reps=[*reps, {"rep_id": "s"}]), POLICY)


def test_the_average_draws_leavers_and_needs_three():
    assert several(100.0, 102.0).pooled["withheld"].tolist() == ["few"]
    found = several(100.0, 103.0, 98.0)
    row = found.pooled.iloc[0]
    assert row["effect"] == pytest.approx(-0.5, abs=0.03)
    assert row["effect_low"] < -0.5 < row["effect_high"]
    assert found.withheld is None
    assert found.effect == {"mean": row["effect"], "low": row["effect_low"],
                            "high": row["effect_high"], "withheld": None}  # fmt: skip


def test_what_is_left_of_the_placebo_widens_the_range_of_the_average():
    # The same years before and after, from an earlier one that was equal or 1 % less.
    flat, risen = (several(104.0, 110.0, 89.0, flat=each).pooled.iloc[0] for each in (True, False))
    assert (flat["placebo"], risen["placebo"]) == (0.0, pytest.approx(0.01))
    assert risen["effect"] == pytest.approx(flat["effect"])
    assert risen["effect_low"] == pytest.approx(flat["effect_low"] - 0.01)
    assert risen["effect_high"] == pytest.approx(flat["effect_high"] + 0.01)


def test_where_the_placebo_of_all_fails_nothing_is_said_of_any_departure_nor_learned():
    found = several(60.0, 62.0, 59.0, 88.0)
    assert found.pooled["withheld"].tolist() == ["before"]
    assert set(found.summary["withheld"]) == {"before", "common"}
    assert found.summary["effect"].isna().all()
    assert found.telling.empty
    assert found.effect["mean"] is None
    assert found.effect["withheld"].startswith("What departures change cannot be said: already ")
    model = fit_follow(found, POLICY)
    assert not model.learned
    assert model.unsettled is not None


def test_a_departure_whose_own_placebo_fails_teaches_nothing():
    found = several(100.0, 103.0, 98.0, 101.0, 30.0)
    failed = found.summary["withheld"] == "before"
    assert found.summary.loc[failed, "rep_id"].tolist() == ["r4"]
    assert set(found.telling["rep_id"]) == {"r0", "r1", "r2", "r3"}
    assert fit_follow(found, POLICY).unsettled is None


def test_books_that_move_by_themselves_widen_the_range_of_each():
    calm, moved = several(100.0, 100.0, 100.0, 100.0), several(75.0, 130.0, 80.0, 125.0)
    width = [(each.summary["placebo_high"] - each.summary["placebo_low"]).min()
             for each in (calm, moved)]  # fmt: skip
    # sqrt(4 · 0.2² ÷ 8) = 0.14 of usual movement on either side where nothing moved.
    assert width[0] == pytest.approx(2 * 1.28 * 0.1414, rel=0.15)
    assert width[1] > 1.3 * width[0]


def test_without_a_departure_the_effect_says_so():
    found = past_departures(workforce([{"rep_id": "r"}]), POLICY)
    reason = "What departures change cannot be said: nobody has left yet."
    assert found.effect == {"mean": None, "low": None, "high": None, "withheld": reason}


@pytest.mark.parametrize("kind", known_answers.EFFECTS)
def test_the_range_holds_the_true_effect_or_the_effect_is_withheld(kind: str):
    honest, shown = 0, 0
    for seed in range(8):
        extract, truth = known_answers.company(kind, seed)
        effect = past_departures(extract, POLICY).effect
        said = effect["withheld"] is None
        shown += said
        honest += not said or effect["low"] <= truth <= effect["high"]
    assert honest >= 7
    # Where nothing went on before, it is mostly shown; otherwise hardly ever.
    assert shown <= 2 if kind in ("slump", "shrinking") else shown >= 5


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
                 comparables(100, 100.0, later)]  # fmt: skip
    segments = {row[0]: row[0][0] for row in rows} | {"c": "b"}
    found = customers(company([edge("r", "c", "r", 4.0)], rows, segments=segments))
    assert found.loc["c", "expected_after"] == pytest.approx(200.0)


def test_effects_run_both_ways():
    rows = [("c", after(90), 260.0), *trio(100.0, 100.0)]
    rows = [row for row in rows if row[:2] != ("d", after(50))]
    found = past_departures(company(HELD, [*rows, *comparables(25)]), POLICY).summary.iloc[0]
    assert found["effect"] == pytest.approx(460 / 300 - 1)
    assert (found["raised"], found["customers"], found["walked_share"]) == (1, 3, 1 / 3)
    assert found["effect_low"] < 0 < 0.53 < found["effect_high"]


def test_ranges_of_single_departures_hold_what_leaving_did():
    held = []
    for seed in range(20, 24):
        extract, truth = known_answers.company("loss", seed)
        shown = past_departures(extract, POLICY).summary.dropna(subset="effect")
        held += ((shown["effect_low"] <= truth) & (truth <= shown["effect_high"])).tolist()
    assert len(held) > 20
    assert np.mean(held) > 0.85


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
