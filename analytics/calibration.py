"""How well do predictions made before the fact fit what came, and what does that leave open?

The slope of a logistic regression of what came on the log-odds predicted says how far predictions
spread too much (below 1) or too little. What it differs from 1 is wrong with the form of a model:
people or customers are put further apart, or in another order, than they are. Ranks hold that as
noise in the log-odds of each (:func:`form_spread`); where nothing could be checked, a judgement
stands in for the check.

References
----------
Cox 1958, Biometrika 45 (calibration slope); Kennedy & O'Hagan 2001, Journal of the Royal
Statistical Society B 63 (what is wrong with a model, as a term of its own).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit

from analytics.mode import most_probable

__all__ = [
    "FORM_SPREAD",
    "CalibrationGroup",
    "Estimate",
    "calibration_groups",
    "calibration_slope",
    "form_spread",
    "share_of",
]

Floats = NDArray[np.float64]

#: Normal quantile of an interval that holds four times of five.
_EIGHTY = 1.2815515655446004
#: The part of the time that an interval of all pages holds.
_EIGHTY_SHARE = 0.8
#: Groups of predictions that are held against what came: with a handful of departures, more hold
#: next to none each.
_GROUPS = 3
#: Precision of a prior of the slope around 1, felt only where outcomes say nothing of it.
_RIDGE = 1e-9
#: Standard deviation of the slope around 1 before anything is checked [judgement]: a model of no
#: use, or twice too timid, at the ends of what is likely.
FORM_SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 80 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def around(cls, value: float, standard_error: float) -> "Estimate":
        """value ± 1.28 standard errors."""
        return cls(value, value - _EIGHTY * standard_error, value + _EIGHTY * standard_error)


@dataclass(frozen=True, slots=True)
class CalibrationGroup:
    """A group of like predictions: how many there are, their mean, and the share that came true."""

    people: int
    predicted: float
    observed: Estimate


def share_of(events: float, people: int) -> Estimate:
    """The share of events with its 80 % interval: quantiles of Beta(events + ½, others + ½), which
    is Jeffreys' posterior (Brown, Cai & DasGupta 2001, Statistical Science 16); the share itself
    for its value.

    >>> share_of(0, 10).value, round(share_of(0, 10).high, 2)
    (0.0, 0.12)
    """
    ends = np.array([1 - _EIGHTY_SHARE, 1 + _EIGHTY_SHARE]) / 2
    low, high = betaincinv(events + 0.5, people - events + 0.5, ends)
    share = events / people
    return Estimate(share, min(float(low), share), max(float(high), share))


def calibration_groups(left: Floats, predicted: Floats) -> tuple[CalibrationGroup, ...]:
    """Predictions in groups of nearly the same size, lowest first, against what came of them.

    left: 0 or 1; predicted: chances, in the same order. Fewer groups where predictions are alike;
    none without any.
    """
    if not len(predicted):
        return ()
    ends = np.unique(np.quantile(predicted, np.linspace(0, 1, _GROUPS + 1)[1:-1]))
    group = np.searchsorted(ends, predicted, side="right")
    return tuple(
        CalibrationGroup(
            int(inside.sum()),
            float(predicted[inside].mean()),
            share_of(float(left[inside].sum()), int(inside.sum())),
        )
        for each in np.unique(group)
        if (inside := group == each).any()
    )


def calibration_slope(left: Floats, predicted: Floats) -> Estimate:
    """Slope of a logistic regression of the outcome on logit(prediction).

    1: right; below 1: predictions too extreme; 0: no relation. Where predictions separate the
    outcomes, the slope is large and its interval wide; where all are alike, it is 1 and nobody
    knows.
    """
    log_odds = logit(np.clip(predicted, 1e-9, 1 - 1e-9))
    design = np.column_stack([np.ones(len(left)), log_odds - log_odds.mean()])
    usual, precision = np.array([0.0, 1.0]), np.diag([0.0, _RIDGE])

    def log_density(point: Floats) -> float:
        odds, away = design @ point, point - usual
        return float(left @ odds - np.logaddexp(0.0, odds).sum() - away @ precision @ away / 2)

    def gradient(point: Floats) -> Floats:
        return (left - expit(design @ point)) @ design - precision @ (point - usual)

    def curvature(point: Floats) -> Floats:
        chance = expit(design @ point)
        return (design * (chance * (1 - chance))[:, None]).T @ design + precision

    point = most_probable(usual, log_density, gradient, curvature)
    error = float(np.sqrt(np.linalg.inv(curvature(point))[1, 1]))
    return Estimate.around(float(point[1]), error)


def form_spread(slope: Estimate | None, log_odds: Floats) -> float:
    """Standard deviation in log-odds of what may be wrong with each prediction's form.

    √E[(1 − b)²] · the standard deviation of ``log_odds``, over the slope b as the check (None:
    there is none) moves it from 1 ± FORM_SPREAD. 0 where nobody differs.

    >>> form_spread(None, np.array([-1.0, 1.0]))
    0.5
    >>> round(form_spread(Estimate.around(0.0, 0.001), np.array([-1.0, 1.0])), 3)
    1.0
    >>> round(form_spread(Estimate.around(1.0, 0.5), np.array([-1.0, 1.0])), 3)
    0.354
    """
    if not len(log_odds):
        return 0.0
    off, variance = 0.0, FORM_SPREAD**2
    if slope is not None:
        error = (slope.high - slope.low) / (2 * _EIGHTY)
        trust = variance / (variance + error**2)
        off, variance = trust * (1.0 - slope.value), (1.0 - trust) * variance
    return float(np.hypot(off, np.sqrt(variance)) * log_odds.std())
