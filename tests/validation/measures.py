"""How near estimates come to a known truth: ranking, level, calibration, coverage, exceedances.

Every measure is pure and takes arrays. Where the truth is a probability, outcomes are not drawn:
their expectation under the truth is used, which has no noise of its own.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, xlogy
from scipy.stats import chi2

__all__ = [
    "Kupiec",
    "brier",
    "calibration_slope",
    "coverage",
    "expected_auc",
    "kupiec",
    "level",
    "ranking_share",
    "top_lift",
    "top_lift_share",
]

Floats = npt.NDArray[np.float64]


def expected_auc(score: Floats, truth: Floats) -> float:
    """Concordance of a score with outcomes drawn from the truth, in expectation.

    Σ_{i≠j} p_i (1 − p_j) · [s_i > s_j, ties ½] / Σ_{i≠j} p_i (1 − p_j): the area under the ROC
    curve with the expected numbers of pairs above and below the fraction; with a truth of 0 and 1
    the usual AUC. NaN where nobody or everybody goes for certain.

    >>> expected_auc(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0]))
    1.0
    >>> expected_auc(np.array([5.0, 5.0]), np.array([0.1, 0.9]))
    0.5
    """
    place = np.unique(score, return_inverse=True)[1]
    stays = np.bincount(place, weights=1 - truth)
    below = np.cumsum(stays) - stays
    own = truth * (1 - truth)
    wins = truth * (below[place] + stays[place] / 2) - own / 2
    pairs = truth.sum() * (1 - truth).sum() - own.sum()
    return float(wins.sum() / pairs) if pairs > 0 else float("nan")


def ranking_share(score: Floats, truth: Floats) -> float:
    """Ranking lift over chance as a share of the oracle's: (AUC − ½) ÷ (AUC of the truth − ½).

    1: ranks as well as who knows the truth; 0: as chance; below 0: worse. NaN where the truth
    ranks nobody.
    """
    best = expected_auc(truth, truth) - 0.5
    return float((expected_auc(score, truth) - 0.5) / best) if best > 0 else float("nan")


def top_lift(score: Floats, truth: Floats, part: float = 0.1) -> float:
    """Mean truth of the highest tenth by score over the mean of all (ties share their mean).

    >>> float(top_lift(np.arange(10.0), np.array([0.1] * 9 + [1.1])))
    5.5
    """
    size = max(1, round(part * len(score)))
    order = np.argsort(-score, kind="stable")
    edge = score[order[size - 1]]
    above, tied = score > edge, score == edge
    total = truth[above].sum() + (size - above.sum()) * truth[tied].mean()
    return float(total / size / truth.mean())


def top_lift_share(score: Floats, truth: Floats, part: float = 0.1) -> float:
    """(Lift of the highest tenth − 1) as a share of the oracle's."""
    best = top_lift(truth, truth, part) - 1
    return float((top_lift(score, truth, part) - 1) / best) if best > 0 else float("nan")


def level(predicted: Floats, truth: Floats) -> float:
    """Σ predicted ÷ Σ true: 1 is right, 2 twice too high."""
    return float(predicted.sum() / truth.sum())


def brier(predicted: Floats, truth: Floats) -> float:
    """Expected squared error of outcomes drawn from the truth (Brier 1950): E(y − p̂)²."""
    return float((truth * (1 - predicted) ** 2 + (1 - truth) * predicted**2).mean())


def calibration_slope(predicted: Floats, truth: Floats) -> tuple[float, float]:
    """Intercept and slope of the logistic regression of the outcome on logit(predicted).

    Slope 1 and intercept 0: calibrated; slope below 1: too extreme. ``truth`` may be outcomes or
    probabilities (fractional response). Predictions are kept within 1e-6 of 0 and 1. NaN without
    any spread.

    References
    ----------
    Cox 1958, Biometrika 45 (recalibration); reference checks cal-03, cal-04.
    """
    x = logit(np.clip(predicted, 1e-6, 1 - 1e-6))
    if np.ptp(x) < 1e-9:
        return float("nan"), float("nan")
    design = np.column_stack([np.ones_like(x), x - x.mean()])
    weights = np.zeros(2)
    for _ in range(100):
        fitted = expit(design @ weights)
        curvature = (design * (fitted * (1 - fitted))[:, None]).T @ design + 1e-12 * np.eye(2)
        step = np.linalg.solve(curvature, design.T @ (truth - fitted))
        weights = weights + np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-12:
            break
    return float(weights[0] - weights[1] * x.mean()), float(weights[1])


def coverage(low: Floats, high: Floats, truth: Floats) -> float:
    """Share of true values inside their intervals (ends included)."""
    return float(((low <= truth) & (truth <= high)).mean())


class Kupiec(NamedTuple):
    """Likelihood ratio and its probability if the level were right."""

    ratio: float
    p_value: float


def kupiec(days: int, exceeded: int, probability: float) -> Kupiec:
    """Proportion of failures: is the number of exceedances what the level promises?

    LR = −2 ln[(1−p)^(n−x) p^x / ((1−x/n)^(n−x) (x/n)^x)], χ² with one degree of freedom.

    >>> round(kupiec(250, 3, 0.01).ratio, 6)
    0.09494

    References
    ----------
    Kupiec 1995, Journal of Derivatives 3(2).
    """
    share = exceeded / days
    stays = days - exceeded
    likely = xlogy(stays, 1 - probability) + xlogy(exceeded, probability)
    best = xlogy(stays, 1 - share) + xlogy(exceeded, share)
    ratio = max(0.0, float(-2 * (likely - best)))
    return Kupiec(ratio, float(chi2.sf(ratio, 1)))
