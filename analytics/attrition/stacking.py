"""How far is the model to be believed, against what needs no model at all?

A model with many indicators may predict worse than time with the company alone, or than one chance
for everybody. Which of the three does, years that are over say: each is learned before such a year
and predicts it (:mod:`analytics.attrition.backtest`). The chance shown is their mixture

    a = w(model) · a(model) + w(tenure) · a(tenure alone) + w(rate) · a(same for all)

with the weights (not negative, sum 1) that maximise the log score of the mixture over those years,
plus _MODEL_WORTH · ln w(model): as if so many more departures had been foreseen by the model only.
So the weights stay with the model until the past speaks clearly against it, and move steadily from
there. The simpler ones are the same hazard with the same prior of the level, without the other
indicators and without teams.

References
----------
Wolpert 1992, Neural Networks 5; Breiman 1996, Machine Learning 24 (weights that are not negative);
Yao et al. 2018, Bayesian Analysis 13 (stacking by the log score).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from analytics.attrition.model import AttritionModel, Simpler, fit_attrition
from analytics.attrition.person_periods import PersonPeriods
from analytics.errors import NotSettled
from analytics.mode import UNSETTLED
from analytics.policy import AttritionRules

__all__ = ["Stacking", "simpler_models", "stacked", "stacking"]

Floats = NDArray[np.float64]

#: Departures that only the model foresaw, as a prior [judgement].
_MODEL_WORTH = 2.0
#: The only indicator of the model that is nearly a rate.
_TENURE = "tenure"
#: The least weight of the model while the best is searched, and where a weight is none.
_LEAST = 1e-6
#: Precision of the log score, and steps of the search at most.
_EXACT, _ROUNDS = 1e-12, 500


@dataclass(frozen=True, slots=True)
class Stacking:
    """Weights (0–1, sum 1) of the model, of tenure alone and of one chance for all."""

    model: float = 1.0
    tenure: float = 0.0
    rate: float = 0.0


def simpler_models(
    periods: PersonPeriods, codes: tuple[str, ...], z: Floats, rules: AttritionRules
) -> dict[str, Simpler]:
    """What needs no model, learned from the same periods: ``rate``, and ``tenure`` where that is
    known. Weights are 0 until :func:`stacked`."""
    nowhere = replace(periods, teams=np.full(len(periods), None, dtype=object))
    found = {}
    for name, chosen in (("tenure", (_TENURE,)), ("rate", ())):
        if set(chosen) <= set(codes):
            places = np.array([codes.index(code) for code in chosen], dtype=np.int64)
            model = fit_attrition(nowhere, chosen, z[:, places], rules)
            found[name] = Simpler(0.0, places, model)
    return found


def stacked(
    model: AttritionModel, simpler: Mapping[str, Simpler], weights: Stacking
) -> AttritionModel:
    """The mixture of the model and the simpler ones."""
    given = {"tenure": weights.tenure, "rate": weights.rate}
    chosen = [replace(simpler[name], weight=given[name]) for name in given if given[name] > 0]
    return replace(model, simpler=tuple(chosen))


def stacking(left: Floats, predicted: Mapping[str, Floats]) -> Stacking:
    """The weights of predictions made before the fact.

    left: 1 for who left, else 0; predicted: chances (between 0 and 1) by ``model`` and, as far as
    there are any, ``tenure`` and ``rate``.

    >>> left = np.array([1.0, 0, 0, 0] * 25)
    >>> stacking(left, {"model": np.full(100, 0.25), "rate": np.full(100, 0.2)})
    Stacking(model=1.0, tenure=0.0, rate=0.0)
    >>> opposite = stacking(left, {"model": 0.9 - 0.8 * left, "rate": np.full(100, 0.25)})
    >>> round(opposite.rate, 2)
    0.98

    Raises
    ------
    NotSettled
        No best weights are found.
    """
    names = sorted(predicted, key=["model", "tenure", "rate"].index)
    came = np.column_stack([np.where(left > 0, predicted[n], 1 - predicted[n]) for n in names])

    def cost(weights: Floats) -> tuple[float, Floats]:
        mixed = came @ weights
        slopes = -(came / mixed[:, None]).sum(axis=0)
        slopes[0] -= _MODEL_WORTH / weights[0]
        return -float(np.log(mixed).sum() + _MODEL_WORTH * np.log(weights[0])), slopes

    start = np.full(len(names), 1 / len(names))
    found = minimize(
        cost,
        start,
        jac=True,
        method="SLSQP",
        bounds=[(_LEAST, 1.0), *[(0.0, 1.0)] * (len(names) - 1)],
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1.0},
        options={"ftol": _EXACT, "maxiter": _ROUNDS},
    )
    if not found.success:
        raise NotSettled(UNSETTLED)
    weights = np.where(found.x < _LEAST, 0.0, found.x)
    shares = dict(zip(names, (weights / weights.sum()).tolist(), strict=True))
    return Stacking(**shares)
