"""Calibration of predictions: published values, and what a check leaves open of the form."""

import numpy as np
import pytest
from scipy.special import expit
from statsmodels.stats.proportion import proportion_confint

from analytics.calibration import (
    FORM_SPREAD,
    Estimate,
    calibration_groups,
    calibration_slope,
    form_spread,
    share_of,
)

Y = np.array([0, 0, 0, 1, 0, 1, 0, 1, 1, 1], dtype=float)
P = np.array([0.05, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9])
#: Log-odds with the standard deviation 2.
APART = np.array([-2.0, 2.0])


def test_overconfident_predictions_have_half_the_slope():
    # reference check cal-03 (Cox 1958): true log-odds z, predicted 2z; outcomes as fractions
    z = np.linspace(-3, 3, 601)
    assert calibration_slope(expit(z), expit(2 * z)).value == pytest.approx(0.5, abs=1e-6)


def test_slope_of_a_small_vector():
    # reference check cal-04 (statsmodels and BFGS agree)
    assert calibration_slope(Y, P).value == pytest.approx(1.4274183279600912, abs=1e-5)


def test_slope_where_all_predictions_are_alike_is_anything():
    slope = calibration_slope(Y, np.full(len(Y), 0.2))
    assert slope.value == pytest.approx(1.0)
    assert slope.low < -1_000 < 1_000 < slope.high


def test_slope_of_separated_outcomes_is_large_and_unsure():
    z = np.linspace(-1, 1, 20)
    slope = calibration_slope((z > 0).astype(float), expit(z))
    assert slope.value > 100
    assert slope.low < 0


def test_without_a_check_the_form_is_open_by_judgement():
    assert form_spread(None, APART) == pytest.approx(2 * FORM_SPREAD)


def test_a_check_that_says_nothing_changes_nothing():
    assert form_spread(Estimate.around(7.0, 1e6), APART) == pytest.approx(2 * FORM_SPREAD)


@pytest.mark.parametrize(("slope", "off"), [(1.0, 0.0), (0.5, 0.5), (-0.5, 1.5), (1.4, 0.4)])
def test_a_sure_check_leaves_open_what_it_found_wrong(slope: float, off: float):
    assert form_spread(Estimate.around(slope, 1e-6), APART) == pytest.approx(2 * off, abs=1e-5)


def test_a_check_as_sure_as_the_judgement_counts_half():
    # b is ½ · 1 + ½ · 0 with half the variance: √(½² + ½ · FORM_SPREAD²)
    found = form_spread(Estimate.around(0.0, FORM_SPREAD), APART)
    assert found == pytest.approx(2 * np.sqrt(0.25 + FORM_SPREAD**2 / 2))


def test_where_nobody_differs_no_form_is_wrong():
    assert form_spread(None, np.full(5, -1.0)) == 0.0
    assert form_spread(None, np.zeros(0)) == 0.0


def test_share_and_its_range_are_those_of_another_program() -> None:
    for events, people in ((0, 10), (3, 20), (40, 40)):
        low, high = proportion_confint(events, people, alpha=0.2, method="jeffreys")
        found = share_of(events, people)
        assert found.value == events / people
        assert (found.low, found.high) == pytest.approx(
            (min(low, found.value), max(high, found.value))
        )


def test_groups_hold_everybody_once_lowest_first_and_alike_together() -> None:
    predicted = np.array([0.3, 0.1, 0.2, 0.1, 0.3, 0.2])
    groups = calibration_groups(np.array([1.0, 0, 0, 0, 1, 1]), predicted)
    assert [each.people for each in groups] == [2, 2, 2]
    assert [each.predicted for each in groups] == pytest.approx([0.1, 0.2, 0.3])
    assert [each.observed.value for each in groups] == [0.0, 0.5, 1.0]
    alike = calibration_groups(np.array([0.0, 1]), np.array([0.2, 0.2]))
    assert [each.people for each in alike] == [2]
    assert calibration_groups(np.array([]), np.array([])) == ()
