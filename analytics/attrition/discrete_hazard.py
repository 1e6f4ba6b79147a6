"""A discrete-time hazard with a prior: the scorecard, as far as the company's own history moves it.

    a = sigmoid(η),  η = α + Σ β · z + u(team)

is the chance of leaving within twelve months, spread evenly over them: a month is survived with
probability (1 − a)^(1/12). A row of person-periods with s months stayed and y = 1 for a departure
in the month after them contributes, with λ = −ln(1 − a) = ln(1 + e^η),

    ln L = weight · [ −s · λ/12 + y · ln(1 − e^(−λ/12)) ]

All parameters have normal priors. How far the weights may move and how much teams differ is not
known beforehand: both spreads are averaged over a grid, each point weighted by its marginal
likelihood (Laplace approximation) and a prior of its own. Modes come from
:func:`analytics.mode.most_probable`; inverse curvatures, and the differences between grid points,
make the covariance.

A month is seen from up to twelve landmarks (what was known one, two … twelve months before it), so
every row has the weight 1/12: months, not rows, are the evidence. Years have normal effects of a
given spread; the coming one brings everybody another.

References
----------
Singer & Willett 1993, Journal of Educational Statistics 18; van Houwelingen 2007, Scandinavian
Journal of Statistics 34; Gelman et al., Bayesian Data Analysis, ch. 4 and 13; Hoeting et al. 1999,
Statistical Science 14 (averaging over models).
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from analytics.mode import most_probable

__all__ = ["DiscreteHazard", "Prior", "fit_discrete_hazard"]

Floats = NDArray[np.float64]

#: Spreads of team effects that are tried, and the scale of the half-normal prior on the spread:
#: what colleagues do matters more than what a person shows (Sunder et al. 2017).
_TEAM_SPREADS, _TEAM_SPREAD_SCALE = (0.25, 0.5, 0.8), 1.0
#: Factors of the prior's spreads of the weights that are tried; equally likely beforehand.
_LOOSENESS = (0.3, 0.6, 1.2)
#: Monthly hazards beyond which e^x − 1 is no number of a computer.
_MONTHLY = (1e-300, 700.0)


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Means and standard deviations of α and of each β, in this order; infinite: flat."""

    means: Floats
    spreads: Floats

    def loosened(self, factor: float) -> "Prior":
        """The prior whose weights (not the intercept) may move ``factor`` times as far."""
        return Prior(self.means, np.append(self.spreads[:1], factor * self.spreads[1:]))

    def with_effects(self, number: int, spread: float) -> "Prior":
        """The prior with so many further parameters around 0."""
        means = np.append(self.means, np.zeros(number))
        return Prior(means, np.append(self.spreads, np.full(number, spread)))


@dataclass(frozen=True, slots=True, eq=False)
class DiscreteHazard:
    """The posterior: coefficients (α, then each β), the effect of each team by code, the
    covariance of both together, and the standard deviations of team and of year effects."""

    coefficients: Floats
    teams: Floats
    covariance: Floats
    team_spread: float
    year_spread: float = 0.0

    def log_odds(self, z: Floats, teams: NDArray[np.int64]) -> Floats:
        """η of each person; teams are codes, −1 for none (or one without history)."""
        effects = np.append(self.teams, 0.0)
        return self.coefficients[0] + z @ self.coefficients[1:] + effects[teams]

    def spread(self, z: Floats, teams: NDArray[np.int64]) -> Floats:
        """Standard deviation of η in the coming year; a team without history adds the spread
        between teams."""
        design = _design(z, teams, len(self.teams))
        variance = np.einsum("ij,jk,ik->i", design, self.covariance, design)
        variance += np.where(teams < 0, self.team_spread**2, 0.0)
        return np.sqrt(variance + self.year_spread**2)

    def mixed(self, other: "DiscreteHazard", weight: float) -> "DiscreteHazard":
        """The law with the moments of a mixture: this one with a weight (0–1), else ``other``,
        whose teams have no history: they differ by this one's spread between teams."""
        count = len(self.teams)
        apart = np.concatenate([self.coefficients - other.coefficients, self.teams])
        wide = np.zeros_like(self.covariance)
        wide[: -count or None, : -count or None] = other.covariance
        wide[len(wide) - count :, len(wide) - count :] = self.team_spread**2 * np.eye(count)
        covariance = weight * self.covariance + (1 - weight) * wide
        covariance += weight * (1 - weight) * np.outer(apart, apart)
        return DiscreteHazard(
            weight * self.coefficients + (1 - weight) * other.coefficients,
            weight * self.teams,
            covariance,
            self.team_spread,
            self.year_spread,
        )

    def draws(
        self, z: Floats, teams: NDArray[np.int64], number: int, random: np.random.Generator
    ) -> Floats:
        """η of each person in draws from the posterior: number × people; the effect of the coming
        year is not in them."""
        design = _design(z, teams, len(self.teams))
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(len(self.covariance)))
        moved = random.standard_normal((number, len(root))) @ root.T
        own = self.team_spread * random.standard_normal((number, len(z))) * (teams < 0)
        return self.log_odds(z, teams) + moved @ design.T + own


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """Rows; design: a column of ones, the z and the years; the last of ``teams`` codes means
    none; weight: of every row."""

    design: Floats
    teams: NDArray[np.int64]
    team_count: int
    survived: Floats
    left: Floats
    weight: Floats

    def log_odds(self, point: Floats) -> Floats:
        effects = np.append(point[self.design.shape[1] :], 0.0)
        own = self.design @ point[: self.design.shape[1]]
        return np.asarray(own + effects[self.teams])

    def sums(self, values: Floats) -> Floats:
        """Σ values · design, then Σ values by team."""
        by_team = np.bincount(self.teams, weights=values, minlength=self.team_count + 1)
        return np.append(values @ self.design, by_team[:-1])

    def squares(self, values: Floats) -> Floats:
        """Σ values · (columns and team)(columns and team)ᵀ, without writing teams as columns."""
        columns, size = self.design.shape[1], self.team_count + 1
        weighted = self.design * values[:, None]
        mixed = [np.bincount(self.teams, column, size)[:-1] for column in weighted.T]
        result = np.zeros((columns + size - 1,) * 2)
        result[:columns, :columns] = weighted.T @ self.design
        result[:columns, columns:] = np.array(mixed)
        result[columns:, :columns] = result[:columns, columns:].T
        result[columns:, columns:] = np.diag(np.bincount(self.teams, values, size)[:-1])
        return result


@dataclass(frozen=True, slots=True, eq=False)
class _Mode:
    """One point of the grid: mode, covariance, log of what it weighs, spread of teams."""

    point: Floats
    covariance: Floats
    evidence: float
    team_spread: float


def fit_discrete_hazard(
    z: Floats,
    teams: NDArray[np.int64],
    survived: Floats,
    left: Floats,
    prior: Prior,
    *,
    weight: float | Floats = 1 / 12,
    years: NDArray[np.int64] | None = None,
    year_spread: float = 0.0,
    team_spreads: tuple[float, ...] = _TEAM_SPREADS,
    looseness: tuple[float, ...] = _LOOSENESS,
) -> DiscreteHazard:
    """The posterior, averaged over the spreads.

    z: rows × indicators; teams: code of each row's team, −1 for none; survived and left: see
    the module; weight: of every row, or of each; years: code of each row's year, whose effects
    have the standard deviation ``year_spread``. Without any team (or with ``team_spreads`` empty)
    there are no team effects.

    The function is concave: rows · indicators operations a step, some ten steps for each of the
    twelve grid points.

    Raises
    ------
    NotSettled
        No most probable answer exists: flat priors where the indicators separate who left.
    """
    count = int(teams.max(initial=-1)) + 1 if team_spreads else 0
    year = _members(years, int(years.max(initial=-1)) + 1) if years is not None else z[:, :0]
    design = np.hstack([np.ones((len(z), 1)), z, year])
    codes = np.where((teams < 0) | (teams >= count), count, teams)
    data = _Data(design, codes, count, survived, left, np.broadcast_to(weight, len(z)))
    point = np.zeros(design.shape[1] + count)
    point[: len(prior.means)] = prior.means
    modes = []
    for factor in looseness:
        loosened = prior.loosened(factor).with_effects(year.shape[1], year_spread)
        for spread in team_spreads if count else (0.0,):
            modes.append(_mode(data, loosened, spread, point))
            point = modes[-1].point
    kept = np.r_[0 : len(prior.means), design.shape[1] : design.shape[1] + count]
    averaged = _averaged(modes, kept, len(prior.means))
    return replace(averaged, year_spread=year_spread if year.shape[1] else 0.0)


def _averaged(modes: list[_Mode], kept: NDArray[np.int64], split: int) -> DiscreteHazard:
    evidence = np.array([mode.evidence for mode in modes])
    weights = np.exp(evidence - evidence.max())
    weights /= weights.sum()
    point = sum(w * mode.point for w, mode in zip(weights, modes, strict=True))
    covariance = sum(
        w * (mode.covariance + np.outer(mode.point - point, mode.point - point))
        for w, mode in zip(weights, modes, strict=True)
    )
    spread = np.sqrt(weights @ np.array([mode.team_spread for mode in modes]) ** 2)
    point, covariance = np.asarray(point)[kept], np.asarray(covariance)[np.ix_(kept, kept)]
    return DiscreteHazard(point[:split], point[split:], covariance, float(spread))


def _design(z: Floats, teams: NDArray[np.int64], count: int) -> Floats:
    """Columns for α, every β and every team."""
    return np.hstack([np.ones((len(z), 1)), z, _members(teams, count)])


def _members(codes: NDArray[np.int64], count: int) -> Floats:
    """A column for each code: 1 where a row has it."""
    return (codes[:, None] == np.arange(count)[None, :]).astype(float)


def _mode(data: _Data, prior: Prior, spread: float, start: Floats) -> _Mode:
    means = np.concatenate([prior.means, np.zeros(data.team_count)])
    spreads = np.concatenate([prior.spreads, np.full(data.team_count, spread)])
    precision = 1.0 / spreads**2
    point = most_probable(
        start,
        partial(_log_posterior, data, means=means, precision=precision),
        partial(_gradient, data, means=means, precision=precision),
        partial(_curvature, data, precision=precision),
    )
    value = _log_posterior(data, point, means, precision)
    curvature = _curvature(data, point, precision)
    covariance = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
    finite = np.isfinite(spreads)
    evidence = value - np.log(spreads[finite]).sum() - np.linalg.slogdet(curvature)[1] / 2
    evidence -= (spread / _TEAM_SPREAD_SCALE) ** 2 / 2
    return _Mode(point, covariance, float(evidence), spread)


def _log_posterior(data: _Data, point: Floats, means: Floats, precision: Floats) -> float:
    monthly = np.logaddexp(0.0, data.log_odds(point)) / 12
    gone = data.left > 0
    likelihood = data.weight[gone] @ np.log(-np.expm1(-np.maximum(monthly[gone], 1e-300)))
    likelihood -= (data.weight * data.survived) @ monthly
    return float(likelihood - precision @ (point - means) ** 2 / 2)


def _gradient(data: _Data, point: Floats, means: Floats, precision: Floats) -> Floats:
    """First derivatives of the log posterior."""
    pull, chance = _pulls(data, point)
    first = data.left * pull - data.survived * chance / 12
    return data.sums(data.weight * first) - precision * (point - means)


def _curvature(data: _Data, point: Floats, precision: Floats) -> Floats:
    """Negative second derivatives of the log posterior."""
    pull, chance = _pulls(data, point)
    first = data.left * pull - data.survived * chance / 12
    second = data.left * pull * (pull + chance / 12) - first * (1 - chance)
    return data.squares(data.weight * second) + np.diag(precision)


def _pulls(data: _Data, point: Floats) -> tuple[Floats, Floats]:
    """Of each row: ∂ ln(1 − e^(−λ/12)) / ∂η = (a/12) / (e^(λ/12) − 1), and a.

    Cut off where neither a departure nor a month stayed could be told from certainty any more.
    """
    odds = data.log_odds(point)
    chance = expit(odds)
    monthly = np.clip(np.logaddexp(0.0, odds) / 12, *_MONTHLY)
    return chance / 12 / np.expm1(monthly), chance
