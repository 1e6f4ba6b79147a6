"""The measures against published values, a slow reading and their own limits."""

import numpy as np
import pytest
from scipy.special import expit, logit

from tests.validation.measures import (
    brier,
    calibration_slope,
    coverage,
    expected_auc,
    kupiec,
    level,
    ranking_share,
    top_lift,
    top_lift_share,
)

pytestmark = pytest.mark.slow

#: Reference checks kup-01 to kup-08: days, exceedances, promised share, LR, its probability.
KUPIEC = {
    "kup-01": (250, 3, 0.01, 0.09494012266443264, 0.75798832137329),
    "kup-02": (250, 3, 0.05, 10.812334163880102, 0.001008261016782048),
    "kup-03": (250, 0, 0.01, 5.025167926750726, 0.02498150305344973),
    "kup-04": (250, 10, 0.01, 12.955491062356018, 0.0003189845082133835),
    "kup-05": (20, 3, 0.15, 0.0, 1.0),
    "kup-06": (255, 6, 0.01, 3.415357526264515, 0.06459242047243685),
    "kup-07": (255, 7, 0.01, 5.316341340978184, 0.021126323789771168),
    "kup-08": (1000, 17, 0.01, 4.090972554545601, 0.043112828006510305),
}
#: The vector of reference checks cal-04 and cal-05.
Y = np.array([0, 0, 0, 1, 0, 1, 0, 1, 1, 1], dtype=float)
P = np.array([0.05, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9])


@pytest.mark.parametrize(
    ("days", "exceeded", "share", "ratio", "chance"), KUPIEC.values(), ids=KUPIEC
)
def test_kupiec_reproduces_the_reference(
    days: int, exceeded: int, share: float, ratio: float, chance: float
) -> None:
    found = kupiec(days, exceeded, share)
    assert found.ratio == pytest.approx(ratio, abs=1e-8)
    assert found.p_value == pytest.approx(chance, abs=1e-7)


def test_auc_counts_ties_by_half() -> None:  # cal-01, cal-02
    assert expected_auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0, 1, 1])) == 0.75
    assert expected_auc(np.array([0.5, 0.5, 0.2, 0.8]), np.array([0.0, 1, 0, 1])) == 0.875


def test_expected_auc_is_the_weighted_share_of_ordered_pairs() -> None:
    rng = np.random.default_rng(1)
    score, truth = rng.integers(0, 6, 25).astype(float), rng.random(25)
    wins = pairs = 0.0
    for i in range(25):
        for j in range(25):
            if i != j:
                weight = truth[i] * (1 - truth[j])
                pairs += weight
                wins += weight * ((score[i] > score[j]) + (score[i] == score[j]) / 2)
    assert expected_auc(score, truth) == pytest.approx(wins / pairs, rel=1e-12)


def test_share_of_the_oracle_is_one_for_the_truth_and_nothing_for_a_constant() -> None:
    truth = np.random.default_rng(2).random(40)
    assert ranking_share(truth, truth) == pytest.approx(1.0)
    assert ranking_share(np.zeros(40), truth) == pytest.approx(0.0)
    assert ranking_share(-truth, truth) == pytest.approx(-1.0)
    assert top_lift_share(truth, truth) == pytest.approx(1.0)
    assert top_lift_share(np.zeros(40), truth) == pytest.approx(0.0, abs=1e-12)


def test_where_the_truth_ranks_nobody_there_is_no_share() -> None:
    assert np.isnan(ranking_share(np.arange(4.0), np.full(4, 0.2)))
    assert np.isnan(top_lift_share(np.arange(4.0), np.full(4, 0.2)))
    assert np.isnan(expected_auc(np.arange(3.0), np.zeros(3)))


def test_only_the_order_of_scores_counts() -> None:
    rng = np.random.default_rng(3)
    score, truth = rng.random(30), rng.random(30)
    assert ranking_share(np.exp(9 * score), truth) == ranking_share(score, truth)


def test_top_tenth_of_tied_scores_is_their_mean() -> None:
    truth = np.arange(20.0) / 100
    assert top_lift(np.zeros(20), truth) == pytest.approx(1.0)


def test_calibration_of_an_overconfident_model_has_slope_one_half() -> None:  # cal-03
    z = np.linspace(-3, 3, 101)
    intercept, slope = calibration_slope(expit(2 * z), expit(z))
    assert (intercept, slope) == (pytest.approx(0.0, abs=1e-6), pytest.approx(0.5, abs=1e-6))


def test_calibration_of_a_small_vector() -> None:  # cal-04
    found = calibration_slope(P, Y)
    assert found == pytest.approx((0.8710991536019309, 1.4274183279600912), abs=1e-5)


def test_a_constant_prediction_has_no_slope() -> None:
    assert np.isnan(calibration_slope(np.full(5, 0.2), np.full(5, 0.1))).all()


def test_calibration_shifts_with_the_level() -> None:
    truth = np.linspace(0.05, 0.6, 20)
    intercept, slope = calibration_slope(expit(logit(truth) + 1), truth)
    assert (intercept, slope) == pytest.approx((-1.0, 1.0))


def test_brier_of_outcomes_is_the_mean_squared_error() -> None:  # cal-01
    y, p = np.array([0.0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])
    assert brier(p, y) == pytest.approx(0.158125)


def test_brier_of_the_truth_is_its_mean_variance() -> None:
    truth = np.array([0.1, 0.5])
    assert brier(truth, truth) == pytest.approx((0.09 + 0.25) / 2)


def test_level_and_coverage_are_countable() -> None:
    assert level(np.array([0.2, 0.4]), np.array([0.1, 0.2])) == pytest.approx(2.0)
    low, high = np.array([0.0, 0.2, 0.5]), np.array([0.1, 0.4, 0.9])
    assert coverage(low, high, np.array([0.1, 0.5, 0.7])) == pytest.approx(2 / 3)
