"""The most probable coefficients of the follow model, and how sure they are.

Posterior mode with a normal effect of every leaver, Laplace's approximation for the covariance
with expected information (Tierney & Kadane 1986, JASA 81; Breslow & Clayton 1993, JASA 88). The
variance between leavers τ² is the most probable one with their effects integrated: it must be as
large as seen, and half of all leavers may take nobody along (half-Cauchy prior: Gelman 2006,
Bayesian Analysis 1(3)). What the terms mean: :mod:`analytics.follow.model`.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit, logsumexp

from analytics.mode import most_probable
from analytics.relationships.pairs import Codes, Floats, sums

__all__ = ["Outcomes", "fitted", "posterior_mode"]

#: Leavers differ by about half a unit of log-odds [judgement]: the scale of the half-Cauchy prior
#: of τ, which gives way to what is seen (Gelman 2006); and the least and the largest τ.
_SPREAD, _SPREADS = 0.5, (0.05, 6.0)
#: An effect is integrated over so many standard deviations to either side, at so many places.
_REACH, _PLACES = 6.0, 97


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
    """Mode and covariance of the coefficients, and τ²; without rows the prior.

    Raises
    ------
    NotSettled
        No most probable answer is reached.
    """
    if len(rows) == 0:
        return prior.copy(), np.diag(spread**2), _SPREAD**2
    search = _Search(rows, prior, 1 / spread**2, np.append(prior, np.zeros(rows.leavers)))
    variance = _variance(search)
    coefficients, effects = search.at(variance)
    covariance, _ = _uncertainty(rows, coefficients, effects, search.precision, variance)
    return coefficients, covariance, variance


def fitted(rows: Outcomes, coefficients: Floats, effects: Floats) -> tuple[Floats, Floats, Floats]:
    """p^γ · rate, the rate, and P(stopped) of every outcome."""
    log_odds = rows.design @ coefficients[:-1] + effects[rows.leaver]
    rate = _rate(log_odds)
    follows = np.exp(np.exp(coefficients[-1]) * rows.log_share) * rate
    return follows, rate, _stopping(rows, follows)


def _rate(log_odds: Floats) -> Floats:
    return np.asarray(np.clip(expit(log_odds), 1e-9, 1 - 1e-6))


def _stopping(rows: Outcomes, follows: Floats) -> Floats:
    """P(stopped) of every outcome, given the chance to follow."""
    return np.asarray(np.clip(1 - (1 - rows.chance) * (1 - follows), 1e-9, 1 - 1e-9))


@dataclass(slots=True, eq=False)
class _Search:
    """Modes for given τ², each begun where the last one was; precision: of the coefficients."""

    rows: Outcomes
    prior: Floats
    precision: Floats
    point: Floats

    def at(self, variance: float) -> tuple[Floats, Floats]:
        """Coefficients and effects of leavers."""
        size = len(self.prior)
        means = np.append(self.prior, np.zeros(self.rows.leavers))
        precision = np.append(self.precision, np.full(self.rows.leavers, 1 / variance))
        self.point = most_probable(
            self.point,
            partial(_log_posterior, self.rows, means=means, precision=precision),
            partial(_gradient, self.rows, means=means, precision=precision),
            partial(_curvature, self.rows, precision=precision),
        )
        return self.point[:size], self.point[size:]


def _variance(search: _Search) -> float:
    """The most probable τ², with the coefficients that are most probable under it."""

    def doubt(log_spread: float) -> float:
        variance = float(np.exp(2 * log_spread))
        coefficients, _ = search.at(variance)
        away = (coefficients - search.prior) ** 2 @ search.precision / 2
        # Half-Cauchy in τ; by its logarithm, that of no outcomes is the scale itself.
        prior = log_spread - np.log(_SPREAD**2 + variance)
        return -float(_integrated(search.rows, coefficients, variance) - away + prior)

    found = minimize_scalar(doubt, bounds=np.log(_SPREADS), method="bounded")
    return float(np.exp(2 * found.x))


def _integrated(rows: Outcomes, coefficients: Floats, variance: float) -> float:
    """Log-likelihood of the coefficients and τ², the effects of leavers integrated.

    Over places and not by Laplace: whom all of few customers follow, or none, leaves a posterior
    far from a normal one.
    """
    places = np.linspace(-_REACH, _REACH, _PLACES)
    likelihood = np.empty((_PLACES, rows.leavers))
    log_odds = rows.design @ coefficients[:-1]
    power = np.exp(np.exp(coefficients[-1]) * rows.log_share)
    stopped, stayed = (np.flatnonzero(each) for each in (rows.stopped > 0, rows.stopped <= 0))
    each = np.empty(len(rows))
    for place, effect in enumerate(places * np.sqrt(variance)):
        chance = _stopping(rows, power * _rate(log_odds + effect))
        each[stopped] = np.log(chance[stopped])
        each[stayed] = np.log1p(-chance[stayed])
        likelihood[place] = sums(rows.leaver, each, rows.leavers)
    return float(logsumexp(likelihood - places[:, None] ** 2 / 2, axis=0).sum())


def _log_posterior(rows: Outcomes, point: Floats, means: Floats, precision: Floats) -> float:
    size = rows.design.shape[1] + 1
    chance = fitted(rows, point[:size], point[size:])[2]
    likelihood = np.where(rows.stopped > 0, np.log(chance), np.log1p(-chance)).sum()
    return float(likelihood - precision @ (point - means) ** 2 / 2)


def _gradient(rows: Outcomes, point: Floats, means: Floats, precision: Floats) -> Floats:
    """First derivatives for coefficients and effects of leavers."""
    size = rows.design.shape[1] + 1
    slope, bent, chance, _ = _slopes(rows, point[:size], point[size:])
    pull = slope * (rows.stopped - chance) / (chance * (1 - chance))
    own = sums(rows.leaver, pull, rows.leavers)
    return np.concatenate([pull @ rows.design, [pull @ bent], own]) - precision * (point - means)


def _curvature(rows: Outcomes, point: Floats, precision: Floats) -> Floats:
    """Negative second derivatives: of each row by its log-odds and by log γ, then by the rest."""
    size = rows.design.shape[1] + 1
    slope, bent, chance, rate = _slopes(rows, point[:size], point[size:])
    spread = chance * (1 - chance)
    pull = (rows.stopped - chance) / spread
    squared = pull**2 * slope**2
    odds = squared - pull * slope * (1 - 2 * rate)
    mixed = squared * bent - pull * slope * bent * (1 - rate)
    shape = squared * bent**2 - pull * slope * bent * (bent * (1 - rate) + 1)
    design, leavers = rows.design, rows.leavers
    result = np.diag(precision)
    result[: size - 1, : size - 1] += design.T @ (design * odds[:, None])
    result[: size - 1, size - 1] += mixed @ design
    result[size - 1, size - 1] += shape.sum()
    for term, column in enumerate(design.T):
        result[term, size:] += sums(rows.leaver, odds * column, leavers)
    result[size - 1, size:] += sums(rows.leaver, mixed, leavers)
    result[size:, size:] += np.diag(sums(rows.leaver, odds, leavers))
    return np.triu(result) + np.triu(result, 1).T


def _slopes(
    rows: Outcomes, coefficients: Floats, effects: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each row: ∂P/∂log-odds, (∂P/∂log γ) over that, P(stopped), the rate."""
    follows, rate, chance = fitted(rows, coefficients, effects)
    slope = (1 - rows.chance) * follows * (1 - rate)
    return slope, np.exp(coefficients[-1]) * rows.log_share / (1 - rate), chance, rate


def _uncertainty(
    rows: Outcomes, coefficients: Floats, effects: Floats, precision: Floats, variance: float
) -> tuple[NDArray[np.float64], Floats]:
    """Covariance of the coefficients and variances of the effects, from expected information."""
    slope, bent, chance, _ = _slopes(rows, coefficients, effects)
    weight = slope**2 / (chance * (1 - chance))
    design = np.column_stack([rows.design, bent])
    leavers = rows.leavers
    mixed = np.stack([sums(rows.leaver, weight * column, leavers) for column in design.T])
    own = sums(rows.leaver, weight, leavers) + 1 / variance
    information = design.T @ (design * weight[:, None]) + np.diag(precision)
    covariance = np.linalg.inv(information - (mixed / own) @ mixed.T)
    spreads = 1 / own + np.einsum("kr,kl,lr->r", mixed / own, covariance, mixed / own)
    return (covariance + covariance.T) / 2, spreads
