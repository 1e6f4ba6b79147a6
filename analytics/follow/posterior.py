"""The most probable coefficients of the follow model, and how sure they are.

Posterior mode by Fisher scoring with a normal effect of every leaver, Laplace's approximation for
the covariance (Tierney & Kadane 1986, JASA 81), the variance between leavers by
expectation-maximisation (Breslow & Clayton 1993, JASA 88). What the terms mean:
:mod:`analytics.follow.model`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analytics.relationships.pairs import Codes, Floats, sums

__all__ = ["Outcomes", "fitted", "posterior_mode"]

#: Leavers differ by about half a unit of log-odds, worth four leavers [judgement].
_VARIANCE, _VARIANCE_WORTH = 0.25, 4.0
_ROUNDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Customers whose outcome is known: values (rows × terms but log_gamma), log p, κ, stopped,
    leaver (code)."""

    design: NDArray[np.float64]
    log_share: Floats
    chance: Floats
    stopped: Floats
    leaver: Codes

    def __len__(self) -> int:
        return len(self.stopped)

    def where(self, rows: NDArray[np.bool_]) -> "Outcomes":
        """The chosen rows, their leavers numbered anew."""
        leaver = np.unique(self.leaver[rows], return_inverse=True)[1]
        return Outcomes(
            self.design[rows], self.log_share[rows], self.chance[rows], self.stopped[rows], leaver
        )

    @property
    def leavers(self) -> int:
        return int(self.leaver.max(initial=-1)) + 1


def posterior_mode(
    rows: Outcomes, prior: Floats, spread: Floats
) -> tuple[Floats, NDArray[np.float64], float]:
    """Mode, covariance and τ²: Fisher scoring, τ² renewed after every step."""
    found, effects, variance = prior.copy(), np.zeros(rows.leavers), _VARIANCE
    covariance = np.diag(spread**2)
    if len(rows) == 0:
        return found, covariance, variance
    precision = 1 / spread**2
    for _ in range(_ROUNDS):
        step, moved, covariance, spreads = _step(rows, found, effects, prior, precision, variance)
        scale = _scale(rows, found, effects, step, moved, prior, precision, variance)
        found, effects = found + scale * step, effects + scale * moved
        renewed = (effects**2 + spreads).sum() + _VARIANCE_WORTH * _VARIANCE
        variance = float(renewed / (rows.leavers + _VARIANCE_WORTH))
        if np.abs(step).max() < 1e-9:
            break
    return found, covariance, variance


def fitted(rows: Outcomes, found: Floats, effects: Floats) -> tuple[Floats, Floats, Floats]:
    """p^γ · rate, the rate, and P(stopped) of every outcome."""
    rate = expit(rows.design @ found[:-1] + effects[rows.leaver]).clip(1e-9, 1 - 1e-6)
    follows = np.exp(np.exp(found[-1]) * rows.log_share) * rate
    return follows, rate, np.clip(1 - (1 - rows.chance) * (1 - follows), 1e-9, 1 - 1e-9)


def _step(
    rows: Outcomes,
    found: Floats,
    effects: Floats,
    prior: Floats,
    precision: Floats,
    variance: float,
) -> tuple[Floats, Floats, NDArray[np.float64], Floats]:
    """One step of Fisher scoring for coefficients and effects of leavers, by blocks.

    Also the covariance of the coefficients and the variances of the effects.
    """
    follows, rate, chance = fitted(rows, found, effects)
    slope = (1 - rows.chance) * follows * (1 - rate)
    bent = np.exp(found[-1]) * rows.log_share / (1 - rate)
    design = np.column_stack([rows.design, bent])
    spread = chance * (1 - chance)
    weight, pull = slope**2 / spread, slope * (rows.stopped - chance) / spread
    leavers = len(effects)
    mixed = np.stack([sums(rows.leaver, weight * column, leavers) for column in design.T])
    own = sums(rows.leaver, weight, leavers) + 1 / variance
    information = design.T @ (design * weight[:, None]) + np.diag(precision)
    score = design.T @ pull - precision * (found - prior)
    score_effects = sums(rows.leaver, pull, leavers) - effects / variance
    covariance = np.linalg.inv(information - (mixed / own) @ mixed.T)
    step = covariance @ (score - (mixed / own) @ score_effects)
    moved = (score_effects - mixed.T @ step) / own
    spreads = 1 / own + np.einsum("kr,kl,lr->r", mixed / own, covariance, mixed / own)
    return step, moved, (covariance + covariance.T) / 2, spreads


def _scale(
    rows: Outcomes,
    found: Floats,
    effects: Floats,
    step: Floats,
    moved: Floats,
    prior: Floats,
    precision: Floats,
    variance: float,
) -> float:
    """The largest of 1, ½, ¼ … that does not lower the posterior."""

    def log_posterior(scale: float) -> float:
        at, these = found + scale * step, effects + scale * moved
        chance = fitted(rows, at, these)[2]
        likelihood = np.where(rows.stopped > 0, np.log(chance), np.log1p(-chance)).sum()
        penalty = precision @ (at - prior) ** 2 + (these**2).sum() / variance
        return float(likelihood - penalty / 2)

    start = log_posterior(0.0)
    halves = (0.5**power for power in range(12))
    return next((scale for scale in halves if log_posterior(scale) >= start - 1e-12), 0.0)
