"""The coefficients behind the chances of one day: what the models of leaving and following say.

They are kept apart from the rows and the policy, so that each can be put in the place of the other
(:mod:`analytics.review.changes`). A base rate is a setting, the mean of a prior: had it been
another one by Δ in log-odds, the level of a normal posterior would lie v / v₀ · Δ elsewhere (v, v₀:
its variance and that of the prior), and each other coefficient its covariance with the level
/ v₀ · Δ. :meth:`Coefficients.under` moves the models so, which leaves of a change what was learned.
Of leaving only the level moves: there the others hardly depend on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from analytics.attrition.discrete_hazard import DiscreteHazard
from analytics.attrition.model import AttritionModel, Simpler
from analytics.follow.model import FollowModel
from analytics.policy import Policy

__all__ = ["Coefficients"]

Floats = NDArray[np.float64]

_HAZARDS = ("scorecard", "learned", "fit")
_ARRAYS = ("coefficients", "covariance", "prior", "prior_sd", "destination_counts")


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """leaving: None where nobody is estimated one by one; policy base rates that they rest on."""

    leaving: AttritionModel | None
    following: FollowModel
    leaving_rate: float
    following_rate: float

    @classmethod
    def of(
        cls, leaving: AttritionModel | None, following: FollowModel, policy: Policy
    ) -> "Coefficients":
        """The coefficients of models that were learned under a policy."""
        return cls(leaving, following, policy.attrition.base_rate, policy.follow.base_rate)

    def under(self, policy: Policy) -> "Coefficients":
        """The same at the base rates of another policy, as far as own departures let them count.
        (A model of following without outcomes has no level of its own.)"""
        leave, follow = policy.attrition.base_rate, policy.follow.base_rate
        model = self.leaving
        if model is not None and leave != self.leaving_rate:
            model = _moved(model, float(logit(leave) - logit(self.leaving_rate)))
        following = self.following
        if follow != self.following_rate:
            shift = float(logit(follow) - logit(self.following_rate))
            following = _follow_moved(following, shift)
        return Coefficients(model, following, leave, follow)

    def as_json(self) -> dict[str, Any]:
        """As JSON holds it; numbers to their last digit."""
        return {
            "leaving": None if self.leaving is None else _leaving_json(self.leaving),
            "following": _following_json(self.following),
            "leaving_rate": self.leaving_rate,
            "following_rate": self.following_rate,
        }

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> "Coefficients":
        """What :meth:`as_json` gave."""
        leaving = held["leaving"]
        return cls(
            None if leaving is None else _leaving(leaving),
            _following(held["following"]),
            held["leaving_rate"],
            held["following_rate"],
        )


def _moved(model: AttritionModel, shift: float) -> AttritionModel:
    """The model with the level of its prior moved, and with it that of every simpler one."""
    level = float(model.scorecard.covariance[0, 0])
    scorecard, learned, fit = (
        _hazard_moved(getattr(model, name), shift, level) for name in _HAZARDS
    )
    simpler = tuple(replace(each, model=_moved(each.model, shift)) for each in model.simpler)
    return replace(model, simpler=simpler, scorecard=scorecard, learned=learned, fit=fit)


def _hazard_moved(hazard: DiscreteHazard, shift: float, level: float) -> DiscreteHazard:
    """level: the prior's variance of the level."""
    moved = shift * float(hazard.covariance[0, 0]) / level
    return replace(hazard, coefficients=_level_moved(hazard.coefficients, moved))


def _follow_moved(model: FollowModel, shift: float) -> FollowModel:
    """What is held at 0, because it can only hold a customer back, stays there."""
    moved = shift * model.covariance[:, 0] / float(model.prior_sd[0]) ** 2
    held = model.coefficients == 0
    return replace(model, coefficients=model.coefficients + np.where(held, 0.0, moved))


def _level_moved(coefficients: Floats, by: float) -> Floats:
    moved = coefficients.copy()
    moved[0] += by
    return moved


def _leaving_json(model: AttritionModel) -> dict[str, Any]:
    return {
        "codes": list(model.codes),
        "team_names": list(model.team_names),
        **{name: _hazard_json(getattr(model, name)) for name in _HAZARDS},
        "leavers": model.leavers,
        "recorded": model.recorded,
        "simpler": [
            {
                "weight": each.weight,
                "places": each.places.tolist(),
                "model": _leaving_json(each.model),
            }
            for each in model.simpler
        ],
    }


def _leaving(held: Mapping[str, Any]) -> AttritionModel:
    return AttritionModel(
        codes=tuple(held["codes"]),
        team_names=tuple(held["team_names"]),
        leavers=held["leavers"],
        recorded=held["recorded"],
        simpler=tuple(
            Simpler(
                each["weight"], np.array(each["places"], dtype=np.int64), _leaving(each["model"])
            )
            for each in held["simpler"]
        ),
        scorecard=_hazard(held["scorecard"]),
        learned=_hazard(held["learned"]),
        fit=_hazard(held["fit"]),
    )


def _hazard_json(hazard: DiscreteHazard) -> dict[str, Any]:
    arrays = ("coefficients", "teams", "covariance")
    return {
        **{name: getattr(hazard, name).tolist() for name in arrays},
        "team_spread": float(hazard.team_spread),
        "year_spread": float(hazard.year_spread),
    }


def _hazard(held: Mapping[str, Any]) -> DiscreteHazard:
    return DiscreteHazard(
        np.array(held["coefficients"], float),
        np.array(held["teams"], float),
        np.array(held["covariance"], float),
        held["team_spread"],
        held["year_spread"],
    )


def _following_json(model: FollowModel) -> dict[str, Any]:
    unknown = np.isnan(model.stop_chance)
    return {
        **{name: getattr(model, name).tolist() for name in _ARRAYS},
        "variance": float(model.variance),
        "outcomes": model.outcomes,
        "leavers": model.leavers,
        "stop_chance": None if unknown else float(model.stop_chance),
    }


def _following(held: Mapping[str, Any]) -> FollowModel:
    stop = held["stop_chance"]
    arrays: dict[str, Any] = {name: np.array(held[name], float) for name in _ARRAYS}
    return FollowModel(
        **arrays,
        variance=held["variance"],
        outcomes=held["outcomes"],
        leavers=held["leavers"],
        stop_chance=float("nan") if stop is None else stop,
        calibration=None,
    )
