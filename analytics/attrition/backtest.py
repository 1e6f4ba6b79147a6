"""Does the attrition model predict? Learned before a day, compared with what came after it.

The company's history is cut into years that do not overlap. For each, the model learns from what
was known on the first day, predicts who leaves within the year, and is compared with who did. The
scorecard, tenure alone and one chance for all, learned on the same day, are judged on the same
people. Numbers of departures are small, so every figure has its 80 % interval, and "better" is only
said where the difference is.

References
----------
Hanley & McNeil 1982, Radiology 143 (standard error of the AUC); Brier 1950, Monthly Weather Review
78.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attrition.model import fit_attrition
from analytics.attrition.person_periods import HORIZON_MONTHS, PersonPeriods
from analytics.attrition.stacking import Stacking, simpler_models, stacking
from analytics.calibration import (
    CalibrationGroup,
    Estimate,
    calibration_groups,
    calibration_slope,
)
from analytics.errors import NotSettled
from analytics.messages import Message, message
from analytics.policy import AttritionRules

__all__ = ["Backtest", "backtest", "brier_score", "roc_auc"]

Floats = NDArray[np.float64]

#: Departures, and people who stayed, needed for a verdict; months of history before a test year.
_EVENTS_NEEDED, _HISTORY_NEEDED = 5, 12


@dataclass(frozen=True, slots=True)
class Backtest:
    """What came of predictions made before the fact.

    days: first days of the test years; people (who were there, summed over the years) and
    leavers (of them, within the year); auc, brier, slope of the model; scorecard_auc,
    scorecard_brier, base_brier (one chance for all), tenure_brier (None: not known) of the
    alternatives; level: leavers over predicted leavers; gain: Brier score of the scorecard minus
    that of the model (above zero: the model is better); stacking: how far the chance shown is the
    model's; stacked_brier and stacked_slope: of the chance shown, had it been mixed so; groups: of
    like predictions of the model, lowest first.
    """

    days: tuple[date, ...]
    people: int
    leavers: int
    auc: Estimate
    brier: Estimate
    slope: Estimate
    level: float
    scorecard_auc: Estimate
    scorecard_brier: float
    base_brier: float
    gain: Estimate
    stacking: Stacking
    stacked_brier: float
    stacked_slope: Estimate
    tenure_brier: float | None
    groups: tuple[CalibrationGroup, ...] = ()

    @property
    def beats_scorecard(self) -> bool:
        """Whether the company's own history made predictions better, beyond chance."""
        return self.gain.low > 0

    def figures(self) -> dict[str, Any]:
        """All figures by name, for files."""
        parts: dict[str, Any] = {
            "from": [day.isoformat() for day in self.days],
            "people": self.people,
            "leavers": self.leavers,
            "level": self.level,
            "scorecard_brier": self.scorecard_brier,
            "base_brier": self.base_brier,
            "tenure_brier": self.tenure_brier,
            "stacked_brier": self.stacked_brier,
            "model_weight": self.stacking.model,
            "tenure_weight": self.stacking.tenure,
            "base_weight": self.stacking.rate,
            "beats_scorecard": self.beats_scorecard,
        }
        for name in ("auc", "brier", "slope", "scorecard_auc", "gain", "stacked_slope"):
            estimate = getattr(self, name)
            ends = {f"{name}_low": estimate.low, f"{name}_high": estimate.high}
            parts |= {name: estimate.value} | ends
        return parts


def backtest(periods: PersonPeriods, rules: AttritionRules) -> Backtest | Message:
    """Predict past years from what was known before them; or say why that cannot be done."""
    try:
        return _backtest(periods, rules)
    except NotSettled as unsettled:
        return unsettled.message


def _backtest(periods: PersonPeriods, rules: AttritionRules) -> Backtest | Message:
    days = _test_days(periods)
    parts = [_tested(periods, day, rules) for day in days]
    tests = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    left = int(tests["left"].sum()) if len(tests) else 0
    if min(left, len(tests) - left) < _EVENTS_NEEDED:
        return message(
            "{count} departure within the years that can be checked; {needed} are needed",
            "{count} departures within the years that can be checked; {needed} are needed",
            count=left,
            needed=_EVENTS_NEEDED,
        )
    return _judged(tests, days)


def _test_days(periods: PersonPeriods) -> list[date]:
    """First days of years that do not overlap, the newest first, with history before them."""
    complete = np.unique(periods.days[periods.seen >= HORIZON_MONTHS])
    if not len(complete):
        return []
    steps = complete[::-HORIZON_MONTHS]
    start = np.unique(periods.days)[0]
    months = (steps.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(int)
    return [day.item() for day in steps[months >= _HISTORY_NEEDED]]


def _tested(periods: PersonPeriods, day: date, rules: AttritionRules) -> pd.DataFrame:
    """left, model, scorecard, rate and, where known, tenure of everybody who was there on the
    day."""
    there = periods.where(periods.days == np.datetime64(day, "D"))
    known = periods.until(day)
    model = fit_attrition(known, periods.codes, there.z, rules)
    if model.unsettled is not None:
        raise NotSettled(model.unsettled)
    simpler = simpler_models(known, periods.codes, there.z, rules)
    return pd.DataFrame(
        {
            "left": there.departed,
            "model": model.probability(there.z, there.teams),
            "scorecard": model.scorecard_probability(there.z),
            **{name: each.probability(there.z) for name, each in simpler.items()},
        }
    )


def _judged(tests: pd.DataFrame, days: list[date]) -> Backtest:
    predicted = {name: tests[name].to_numpy() for name in tests.columns.drop("left")}
    left, scorecard = tests["left"].to_numpy(), predicted.pop("scorecard")
    model = predicted["model"]
    briers = {name: brier_score(left, each).value for name, each in predicted.items()}
    weights = stacking(left, predicted)
    mixed = np.sum([getattr(weights, name) * each for name, each in predicted.items()], axis=0)
    gains = (scorecard - left) ** 2 - (model - left) ** 2
    return Backtest(
        days=tuple(days),
        people=len(tests),
        leavers=int(left.sum()),
        auc=roc_auc(left, model),
        brier=brier_score(left, model),
        slope=calibration_slope(left, model),
        level=float(left.sum() / model.sum()),
        scorecard_auc=roc_auc(left, scorecard),
        scorecard_brier=brier_score(left, scorecard).value,
        base_brier=briers["rate"],
        gain=_mean(gains),
        stacking=weights,
        stacked_brier=brier_score(left, mixed).value,
        stacked_slope=calibration_slope(left, mixed),
        tenure_brier=briers.get("tenure"),
        groups=calibration_groups(left, model),
    )


def roc_auc(left: Floats, predicted: Floats) -> Estimate:
    """The chance that of two people the one who leaves had the higher prediction, ties half.

    >>> roc_auc(np.array([0.0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])).value
    0.75
    """
    ranks = pd.Series(predicted).rank().to_numpy()
    events = float(left.sum())
    others = len(left) - events
    auc = float((ranks[left > 0].sum() - events * (events + 1) / 2) / (events * others))
    both = auc / (2 - auc) - auc**2
    neither = 2 * auc**2 / (1 + auc) - auc**2
    variance = auc * (1 - auc) + (events - 1) * both + (others - 1) * neither
    return Estimate.around(auc, float(np.sqrt(max(variance, 0.0) / (events * others))))


def brier_score(left: Floats, predicted: Floats) -> Estimate:
    """Mean squared difference of prediction and outcome; 0 is perfect."""
    return _mean((predicted - left) ** 2)


def _mean(values: Floats) -> Estimate:
    return Estimate.around(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))
