"""A discrete-time hazard with a prior: the scorecard, as far as the company's own history moves it.

    a = sigmoid(η),  η = α + Σ β · z + u(team)

is the chance of leaving within H months (twelve, usually), spread evenly over them: a month is
survived with probability (1 − a)^(1/H). A row of person-periods with s months stayed and y = 1 for
a departure in the month after them contributes, with λ = −ln(1 − a) = ln(1 + e^η),

    ln L = weight · [ −s · λ/H + y · ln(1 − e^(−λ/H)) ]

All parameters have normal priors, the level α that of person-years seen elsewhere, if one is given:

    σ(α − α₀ + logit b) ~ Beta(n · b, n · (1 − b))

How far the weights may move and how much teams differ is not known beforehand: both spreads are
averaged over a grid, each point weighted by its marginal likelihood (Laplace approximation) and a
prior of its own.

Of each point the posterior is the normal law N(m, S) nearest to it (Kullback–Leibler), where

    E ∂ ln p = 0,   S⁻¹ = −E ∂² ln p   under N(m, S)

so that chances that are means over it add up to the departures seen. The mode is where the search
begins (:func:`analytics.mode.most_probable`) and not the centre: few departures leave a long tail
towards low rates, and a mean over a normal law around the mode would lie above every rate seen.

A month is seen from up to twelve landmarks (what was known one, two … twelve months before it), so
every row has the weight 1/12: months, not rows, are the evidence. Years have normal effects of a
given spread; the coming one brings everybody another.

References
----------
Singer & Willett 1993, Journal of Educational Statistics 18; van Houwelingen 2007, Scandinavian
Journal of Statistics 34; Gelman et al., Bayesian Data Analysis, ch. 4 and 13; Hoeting et al. 1999,
Statistical Science 14 (averaging over models); Opper & Archambeau 2009, Neural Computation 21 (the
nearest normal law).
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import digamma, expit, logit

from analytics.attrition.bordered import Bordered
from analytics.mode import most_probable
from analytics.quadrature import normal_points

__all__ = ["DiscreteHazard", "Prior", "fit_discrete_hazard", "level_shift"]

Floats = NDArray[np.float64]

#: Spreads of team effects that are tried, and the scale of the half-normal prior on the spread:
#: what colleagues do matters more than what a person shows (Sunder et al. 2017).
_TEAM_SPREADS, _TEAM_SPREAD_SCALE = (0.25, 0.5, 0.8), 1.0
#: Factors of the prior's spreads of the weights that are tried; equally likely beforehand.
_LOOSENESS = (0.3, 0.6, 1.2)
#: Monthly hazards beyond which e^x − 1 is no number of a computer.
_MONTHLY = (1e-300, 700.0)
#: Points of the quadrature over the normal law, steps towards it at most, the step from which on
#: they are half as long, and the part of a standard deviation that the last one may be.
_POINTS, _ROUNDS, _SWINGING, _STILL = 7, 60, 15, 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Means and standard deviations of α and of each β, in this order; infinite: flat.

    person_years: what the level is known from, at the ``rate`` (0–1); 0: from its mean and spread
    like the others, else from these alone, see the module (means[0] is α₀).
    """

    means: Floats
    spreads: Floats
    person_years: float = 0.0
    rate: float = 0.5

    @property
    def centre(self) -> Floats:
        """The means, of the level too."""
        if not self.person_years:
            return self.means
        return np.append(self.means[0] + level_shift(self.person_years, self.rate), self.means[1:])

    def loosened(self, factor: float) -> "Prior":
        """The prior whose weights (not the intercept) may move ``factor`` times as far."""
        return replace(self, spreads=np.append(self.spreads[:1], factor * self.spreads[1:]))

    def with_effects(self, number: int, spread: float) -> "Prior":
        """The prior with so many further parameters around 0."""
        means = np.append(self.means, np.zeros(number))
        return replace(self, means=means, spreads=np.append(self.spreads, np.full(number, spread)))


def level_shift(person_years: float, rate: float) -> float:
    """How far the mean of the log-odds of Beta(n · rate, n · (1 − rate)) lies from logit(rate).

    >>> round(level_shift(20.0, 0.2), 4)
    -0.0986
    """
    events, others = person_years * rate, person_years * (1 - rate)
    return float(digamma(events) - digamma(others) - logit(rate))


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
        columns = len(self.coefficients)
        design = np.hstack([np.ones((len(z), 1)), z])
        among, beside = self.covariance[:columns, :columns], self.covariance[columns:, :columns]
        # One row more, which the teams without history are.
        own = np.append(np.diag(self.covariance)[columns:], self.team_spread**2)[teams]
        moved = design @ among + 2 * np.vstack([beside, np.zeros(columns)])[teams]
        variance = np.einsum("ij,ij->i", moved, design) + own
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
        columns = len(self.coefficients)
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(len(self.covariance)))
        moved = random.standard_normal((number, len(root))) @ root.T
        result = random.standard_normal((number, len(z)))
        result *= np.where(teams < 0, self.team_spread, 0.0)
        result += self.log_odds(z, teams)
        result += moved[:, 1:columns] @ z.T
        result += moved[:, :1]
        result += np.hstack([moved[:, columns:], np.zeros((number, 1))])[:, teams]
        return result


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """Rows, ordered by team; design: a column of ones, the z and the years; the last of ``teams``
    codes means none, ``begins``: the first row of each; weight: of every row; months: H; left: the
    rows of who left (rows · y), few as a rule."""

    design: Floats
    teams: NDArray[np.int64]
    begins: NDArray[np.int64]
    survived: Floats
    gone: NDArray[np.int64]
    left: Floats
    weight: Floats
    months: float

    @classmethod
    def of(
        cls,
        design: Floats,
        teams: NDArray[np.int64],
        team_count: int,
        survived: Floats,
        left: Floats,
        weight: Floats,
        months: float,
    ) -> "_Data":
        order = np.argsort(teams, kind="stable")
        teams, left = teams[order], left[order]
        begins = np.searchsorted(teams, np.arange(team_count + 2))
        gone = np.flatnonzero(left)
        return cls(
            design[order],
            teams,
            begins,
            survived[order],
            gone,
            left[gone],
            weight[order],
            months,
        )

    def log_odds(self, point: Floats) -> Floats:
        effects = np.append(point[self.design.shape[1] :], 0.0)
        own = self.design @ point[: self.design.shape[1]]
        return np.asarray(own + np.take(effects, self.teams))

    def sums(self, values: Floats) -> Floats:
        """Σ values · design, then Σ values by team."""
        by_team = np.bincount(self.teams, weights=values, minlength=len(self.begins) - 1)
        return np.append(values @ self.design, by_team[:-1])

    def squares(self, values: Floats) -> Bordered:
        """Σ values · (columns and team)(columns and team)ᵀ, without writing teams as columns."""
        among = (self.design * values[:, None]).T @ self.design
        rows = np.arange(len(values))
        shape = (len(self.begins) - 1, len(values))
        beside = (sparse.csr_array((values, rows, self.begins), shape=shape) @ self.design)[:-1].T
        # The first column is one of ones.
        return Bordered(among, beside, beside[0].copy())


@dataclass(frozen=True, slots=True, eq=False)
class _Mode:
    """One point of the grid: centre, mode, covariance, log of what it weighs, spread of teams."""

    point: Floats
    mode: Floats
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
    months: float = 12.0,
    team_spreads: tuple[float, ...] = _TEAM_SPREADS,
    looseness: tuple[float, ...] = _LOOSENESS,
) -> DiscreteHazard:
    """The posterior, averaged over the spreads.

    z: rows × indicators; teams: code of each row's team, −1 for none; survived and left: see
    the module; weight: of every row, or of each; years: code of each row's year, whose effects
    have the standard deviation ``year_spread``; months: within which the chance is to leave.
    Without any team (or with ``team_spreads`` empty) there are no team effects.

    The function is concave: rows · indicators² operations a step, some ten steps for each of the
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
    weights = np.broadcast_to(np.asarray(weight, dtype=np.float64), len(z))
    data = _Data.of(design, codes, count, survived, left, weights, months)
    point = np.zeros(design.shape[1] + count)
    point[: len(prior.means)] = prior.means
    modes = []
    for factor in looseness:
        loosened = prior.loosened(factor).with_effects(year.shape[1], year_spread)
        for spread in team_spreads if count else (0.0,):
            modes.append(_mode(data, loosened, spread, point))
            point = modes[-1].mode
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


def _members(codes: NDArray[np.int64], count: int) -> Floats:
    """A column for each code: 1 where a row has it."""
    return (codes[:, None] == np.arange(count)[None, :]).astype(float)


def _mode(data: _Data, prior: Prior, spread: float, start: Floats) -> _Mode:
    known = _Known.of(prior, len(data.begins) - 2, spread)
    point = most_probable(
        start,
        partial(_log_posterior, data, known),
        partial(_gradient, data, known),
        lambda at: _curvature(data, known, at).whole(),
    )
    value = _log_posterior(data, known, point)
    curvature = _curvature(data, known, point)
    evidence = value - known.log_spreads - curvature.log_determinant() / 2
    evidence -= (spread / _TEAM_SPREAD_SCALE) ** 2 / 2
    centre, covariance = _nearest_normal(data, known, point, curvature)
    return _Mode(centre, point, covariance, float(evidence), spread)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known of all parameters, teams included, before any row is seen: means and
    1 / variance of normal laws, log of the product of their spreads, and person-years at a rate
    from which the level is known around ``means[0]``."""

    means: Floats
    precision: Floats
    log_spreads: float
    person_years: float
    rate: float

    @classmethod
    def of(cls, prior: Prior, teams: int, spread: float) -> "_Known":
        means = np.concatenate([prior.means, np.zeros(teams)])
        spreads = np.concatenate([prior.spreads, np.full(teams, spread)])
        if prior.person_years:
            spreads[0] = np.inf
        finite = np.isfinite(spreads)
        scale = float(np.log(spreads[finite]).sum())
        return cls(means, 1.0 / spreads**2, scale, prior.person_years, prior.rate)

    def _level(self, level: float | Floats) -> Floats:
        return np.asarray(level - self.means[0] + logit(self.rate), dtype=np.float64)

    def log_density(self, point: Floats) -> float:
        odds = self._level(point[0])
        seen = self.rate * odds - np.logaddexp(0.0, odds)
        normal = self.precision @ (point - self.means) ** 2 / 2
        return float(self.person_years * seen - normal)

    def gradient(self, point: Floats, spread: float = 0.0) -> Floats:
        """First derivatives; spread: of the level around the point, over which they are meant."""
        slopes = -self.precision * (point - self.means)
        slopes[0] += self.person_years * (self.rate - _mean(expit(self._around(point, spread))))
        return slopes

    def curvature(self, point: Floats, spread: float = 0.0) -> Floats:
        """Negative second derivatives, a diagonal; spread as in :meth:`gradient`."""
        chance = expit(self._around(point, spread))
        curved = self.precision.copy()
        curved[0] += self.person_years * _mean(chance * (1 - chance))
        return curved

    def _around(self, point: Floats, spread: float) -> Floats:
        return self._level(point[0] + spread * normal_points(_POINTS)[0])


def _mean(values: Floats) -> float:
    return float(values @ normal_points(_POINTS)[1])


def _nearest_normal(
    data: _Data, known: _Known, mode: Floats, at_mode: Bordered
) -> tuple[Floats, Floats]:
    """Mean and covariance of the normal law nearest to the posterior, from its mode (and the
    curvature there) on; those of the mode where none is reached.

    Curvatures that swing about the answer are taken over half-way only.
    """
    point, curvature = mode, at_mode
    for done in range(_ROUNDS):
        covariance = curvature.inverse()
        spreads = np.sqrt(covariance.diagonal())
        level = float(spreads[0])
        variance = covariance.variances(data.design, data.teams)
        around = np.sqrt(np.maximum(variance, 0.0))
        first, second = _derivatives(data, data.log_odds(point), around)
        slopes = data.sums(first) + known.gradient(point, level)
        curved = data.squares(second).with_diagonal(known.curvature(point, level))
        step, change = covariance.times(slopes), curvature.largest(curved, spreads)
        part = 1.0 if done < _SWINGING else 0.5
        point, curvature = point + part * step, curvature.towards(curved, part)
        if max(np.abs(step / spreads).max(), change) < _STILL:
            return point, covariance.whole()
    return mode, at_mode.inverse().whole()


def _log_posterior(data: _Data, known: _Known, point: Floats) -> float:
    monthly = np.logaddexp(0.0, data.log_odds(point)) / data.months
    stopped = np.log(-np.expm1(-np.maximum(monthly[data.gone], 1e-300)))
    likelihood = data.weight[data.gone] @ stopped - (data.weight * data.survived) @ monthly
    return float(likelihood + known.log_density(point))


def _gradient(data: _Data, known: _Known, point: Floats) -> Floats:
    """First derivatives of the log posterior."""
    first, _ = _derivatives(data, data.log_odds(point))
    return data.sums(first) + known.gradient(point)


def _curvature(data: _Data, known: _Known, point: Floats) -> Bordered:
    """Negative second derivatives of the log posterior."""
    _, second = _derivatives(data, data.log_odds(point))
    return data.squares(second).with_diagonal(known.curvature(point))


def _derivatives(data: _Data, odds: Floats, spread: Floats | None = None) -> tuple[Floats, Floats]:
    """First and negative second derivative of each row's weight · ln L by its log-odds; spread: of
    a normal law of log-odds around these, over which both are meant.

    ∂ ln(1 − e^(−λ/H)) / ∂η = (a/H) / (e^(λ/H) − 1), cut off where neither a departure nor a month
    stayed could be told from certainty any more. Only rows of who left have it.
    """
    nodes, shares = (np.zeros(1), np.ones(1)) if spread is None else normal_points(_POINTS)
    first, second = np.zeros(len(odds)), np.zeros(len(odds))
    against = np.empty(len(odds))
    gone_first, gone_second = np.zeros(len(data.gone)), np.zeros(len(data.gone))
    for node, share in zip(nodes, shares, strict=True):
        here = odds if spread is None else odds + node * spread
        chance = expit(here, out=against)
        gone = chance[data.gone]
        monthly = np.clip(np.logaddexp(0.0, here[data.gone]) / data.months, *_MONTHLY)
        pull = data.left * (gone / data.months / np.expm1(monthly))
        gone_first += share * pull
        gone_second += share * pull * (pull + gone / data.months - (1 - gone))
        first += share * chance
        second += share * (chance * (1 - chance))
    stayed = data.weight * data.survived / data.months
    first *= -stayed
    second *= stayed
    first[data.gone] += data.weight[data.gone] * gone_first
    second[data.gone] += data.weight[data.gone] * gone_second
    return first, second
