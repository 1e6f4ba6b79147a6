"""Checking predictions against what came: published values, and a company with an indicator."""

from datetime import date

import numpy as np
import pytest
from scipy.special import expit

from analytics.attrition.backtest import Backtest, backtest, brier_score, roc_auc
from analytics.attrition.person_periods import PersonPeriods
from analytics.errors import NotSettled
from analytics.mode import UNSETTLED
from analytics.policy import AttritionRules


def test_auc_and_brier_of_the_published_example():
    # reference check cal-01 (example of the scikit-learn documentation)
    left, predicted = np.array([0.0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])
    assert roc_auc(left, predicted).value == pytest.approx(0.75, abs=1e-12)
    assert brier_score(left, predicted).value == pytest.approx(0.15812500000000002, abs=1e-12)


def test_ties_count_half():
    # reference check cal-02 (Mann-Whitney)
    left, predicted = np.array([0.0, 1, 0, 1]), np.array([0.5, 0.5, 0.2, 0.8])
    assert roc_auc(left, predicted).value == pytest.approx(0.875, abs=1e-12)


def test_standard_error_of_the_auc_is_that_of_hanley_and_mcneil():
    # by hand for auc 0.75 with two and two: Q1 = 0.6, Q2 = 1.125/1.75
    found = roc_auc(np.array([0.0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8]))
    variance = (0.1875 + (0.6 - 0.5625) + (1.125 / 1.75 - 0.5625)) / 4
    assert (found.high - found.low) / 2 == pytest.approx(1.2815515655446 * np.sqrt(variance))


def history(people: int, effect: float, base: float, seed: int = 0) -> PersonPeriods:
    """Three years of people with one indicator that never changes, and replacements for leavers."""
    random = np.random.default_rng(seed)
    ends = np.arange(np.datetime64("2023-07"), np.datetime64("2026-06")) + 1
    days = ends.astype("datetime64[D]") - 1
    rows: list[tuple] = []
    for seat in range(people):
        begin = 0
        while begin < len(days):
            z = random.normal()
            monthly = 1 - (1 - expit(base + effect * z)) ** (1 / 12)
            month = begin + int(random.geometric(monthly))
            name = f"s{seat}-{begin}"
            rows += [(name, k, z, month - k) for k in range(begin, min(month, len(days)))]
            begin = month
    names, places, z, decides = (np.array(column) for column in zip(*rows, strict=True))
    known = days[0].astype("datetime64[M]") + places + decides
    periods = PersonPeriods(
        codes=("tenure",),
        rep_ids=names.astype(object),
        days=days[places],
        z=z[:, None].astype(float),
        teams=np.full(len(names), None, dtype=object),
        seen=np.full(len(names), 12.0),
        decides_in=decides.astype(float),
        known_on=known.astype("datetime64[D]"),
        left_on=known.astype("datetime64[D]"),
    )
    return periods.until(date(2026, 6, 30))


def test_company_whose_leavers_follow_the_indicator_beats_a_scorecard_that_does_not_know_it():
    # the scorecard believes that a high z of tenure keeps people; here it drives them away
    found = backtest(history(150, effect=1.2, base=-1.5), AttritionRules())
    assert isinstance(found, Backtest)
    assert found.auc.value > 0.7 > 0.5 > found.scorecard_auc.value
    assert found.beats_scorecard
    assert 0.6 < found.slope.value < 2.0
    assert 0.7 < found.level < 1.4


def test_company_whose_leavers_follow_nothing_does_not_beat_it():
    found = backtest(history(120, effect=0.0, base=-1.4), AttritionRules())
    assert isinstance(found, Backtest)
    assert found.auc.low < 0.5 < found.auc.high
    assert not found.beats_scorecard


def test_test_years_do_not_overlap_and_have_a_year_before_them():
    found = backtest(history(80, effect=0.5, base=-1.0), AttritionRules())
    assert isinstance(found, Backtest)
    assert found.days == (date(2025, 6, 30), date(2024, 6, 30)) or found.days == (
        date(2025, 6, 30),
    )
    assert found.leavers < found.people


def test_a_year_is_tested_where_twelve_months_of_history_come_before_it():
    periods = history(80, effect=0.5, base=-1.0)
    twelve = backtest(periods.where(periods.days >= np.datetime64("2024-06-30")), AttritionRules())
    assert isinstance(twelve, Backtest)
    assert twelve.days == (date(2025, 6, 30),)
    eleven = backtest(periods.where(periods.days >= np.datetime64("2024-07-31")), AttritionRules())
    assert str(eleven).startswith("0 departures within the years that can be checked")


def two_years(leavers: int, people: int = 12) -> PersonPeriods:
    """The same people in two years, of whom some decide to leave in the second."""
    days = np.repeat(np.array(["2024-06-30", "2025-06-30"], dtype="datetime64[D]"), people)
    decides = np.full(2 * people, np.inf)
    decides[people : people + leavers] = 3
    left = np.where(np.isinf(decides), np.datetime64("NaT"), np.datetime64("2025-10-31"))
    return PersonPeriods(
        codes=("tenure",),
        rep_ids=np.tile([f"r{i}" for i in range(people)], 2).astype(object),
        days=days,
        z=np.zeros((2 * people, 1)),
        teams=np.full(2 * people, None, dtype=object),
        seen=np.full(2 * people, 12.0),
        decides_in=decides,
        known_on=left.astype("datetime64[D]"),
        left_on=left.astype("datetime64[D]"),
    )


def test_five_departures_and_five_who_stay_are_enough_for_a_verdict():
    assert isinstance(backtest(two_years(5), AttritionRules()), Backtest)
    assert str(backtest(two_years(4), AttritionRules())).startswith("4 departures within")
    assert isinstance(backtest(two_years(5, people=10), AttritionRules()), Backtest)
    assert not isinstance(backtest(two_years(5, people=9), AttritionRules()), Backtest)


def test_too_few_departures_give_no_verdict():
    found = backtest(history(6, effect=0.0, base=-4.0), AttritionRules())
    assert "are needed" in str(found)


def test_figures_are_flat_and_named():
    found = backtest(history(80, effect=0.5, base=-1.0), AttritionRules())
    assert isinstance(found, Backtest)
    figures = found.figures()
    assert {"auc", "auc_low", "auc_high", "brier", "slope", "base_brier", "gain"} <= set(figures)
    assert figures["auc_low"] <= figures["auc"] <= figures["auc_high"]


def test_a_test_year_whose_fit_does_not_settle_is_not_passed_off_as_checked(monkeypatch):
    def unsettled(*_: object) -> None:
        raise NotSettled(UNSETTLED)

    periods = history(200, 1.0, -1.0)
    assert isinstance(backtest(periods, AttritionRules()), Backtest)
    monkeypatch.setattr("analytics.attrition.discrete_hazard.most_probable", unsettled)
    assert backtest(periods, AttritionRules()) == UNSETTLED
