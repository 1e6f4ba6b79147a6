"""The attrition model: the published scorecard, moved as far as the company's own leavers say.

One model, no switch. Its prior is the scorecard (:mod:`analytics.attrition.scorecard`): weights
with their published means, and an intercept at which the mean chance of today's salespeople is the
base rate. Own history moves it (:mod:`analytics.attrition.discrete_hazard`) with the weight of the
chance that departures are recorded here at all (:mod:`analytics.attrition.recording`): with no
departure on record next to nothing is learned, with many it is the company's own fit, and no single
record turns the one into the other.

Published effects are steps per standard deviation among the people studied; so are the prior's
weights, per standard deviation of the indicator among the company's salespeople, now and before.

How much the prior counts: the level is known as from ``prior_events`` person-years n at the base
rate b, Beta(n · b, n · (1 − b)), so that as many own person-years move it half-way, wherever they
lie. (A normal law of log-odds as wide would be worth ever more person-years the fewer people leave:
at 5 % a year four times as many.) At ``prior_events`` = 20 the spread of each weight
is its own size (at least 0.25), so that a published effect may be absent or twice as large here;
other values narrow or widen it in proportion to 1/√prior_events. Of two years, the one that is
_HALF_LIFE older says half as much, and years differ by more than chance: the coming one, too.

A chance is the mean over what the posterior leaves open (Gauss–Hermite quadrature), not the value
at its middle.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit, polygamma

from analytics.attrition.discrete_hazard import (
    DiscreteHazard,
    Prior,
    fit_discrete_hazard,
    level_shift,
)
from analytics.attrition.person_periods import HORIZON_MONTHS, PersonPeriods
from analytics.attrition.recording import chance_recorded
from analytics.attrition.scorecard import INDICATORS
from analytics.errors import NotSettled
from analytics.messages import Message
from analytics.policy import AttritionRules
from analytics.quadrature import normal_points

__all__ = [
    "YEAR_SPREAD",
    "AttritionModel",
    "Simpler",
    "fit_attrition",
    "level_spread",
    "mean_kept",
    "scorecard_prior",
    "with_own",
]

Floats = NDArray[np.float64]

#: Standard deviation of what no record says about a person, in log-odds [judgement]: it widens
#: intervals and ranges of ranks, and moves no mean.
PERSON_SPREAD = 0.8
#: The value of prior_events at which spreads of weights are as stated.
_USUAL_EVENTS = 20.0
#: Years after which a month counts half [judgement].
_HALF_LIFE = 4.0
#: Standard deviation of the effect of a year on everybody, in log-odds: the share of lobbyists
#: leaving their firms moved between 12 and 25 % a year, 2014 to 2024 (City of Chicago, open data).
YEAR_SPREAD = 0.3
#: No weight is taken for better known than this (log-odds a standard deviation).
_LEAST_KNOWN = 0.25
#: Standard deviations of z: people in whom it is taken to be 1, and the least.
_USUAL_PEOPLE, _LEAST_SPREAD = 5, 0.25
#: With more rows, only every third month is a landmark; months are as much evidence as before.
_ROWS_AFFORDED, _THINNED = 6_000, 3
#: Halvings of an interval of log-odds until it is as small as a number can tell.
_HALVINGS = 60
#: The chance that departures are recorded below which the scorecard stays as it is.
_NOTHING_LEARNED = 1e-3
#: Normal quantile of an interval that holds four times of five.
_EIGHTY = 1.2815515655446004
#: Points of the quadrature over what the posterior leaves open.
_POINTS = 21
#: Levels of which it is asked how many departures they make likely, and how many standard
#: deviations out the last ones lie.
_LEVELS, _LEVELS_OUT = 121, 8.0
#: How much wider log-odds must lie for chances to keep their means when what no record says about
#: a person is added (MacKay 1992, Neural Computation 4: π/8 for a variance of 1).
_WIDER = np.sqrt(1 + np.pi / 8 * PERSON_SPREAD**2)


@dataclass(frozen=True, slots=True, eq=False)
class Simpler:
    """A model of some of the indicators alone, without teams: its weight in the chance shown, and
    the places of its indicators among those of the model."""

    weight: float
    places: NDArray[np.int64]
    model: "AttritionModel"

    def probability(self, z: Floats) -> Floats:
        """a of each person; z as the model has it."""
        return self.model.probability(z[:, self.places], _nowhere(z))


@dataclass(frozen=True, slots=True, eq=False)
class AttritionModel:
    """The fitted model.

    codes: the indicators, in the order of the columns of z; team_names: the teams with an
    effect of their own, in the order of their codes; scorecard: the prior; learned: what holds
    where departures are recorded; recorded: the chance (0–1) that they are; fit: the two mixed, as
    one normal law; leavers: departures on record; unsettled: why nothing was learned although
    people have left, None usually; simpler: what else the chance is mixed of
    (:mod:`analytics.attrition.stacking`), none usually.
    """

    codes: tuple[str, ...]
    team_names: tuple[str, ...]
    scorecard: DiscreteHazard
    learned: DiscreteHazard
    fit: DiscreteHazard
    leavers: int
    recorded: float
    unsettled: Message | None = None
    simpler: tuple[Simpler, ...] = ()

    @property
    def kept(self) -> float:
        """The weight (0–1) of this model itself in the chance shown."""
        return 1.0 - sum(each.weight for each in self.simpler)

    @property
    def weights(self) -> dict[str, float]:
        """Log-odds per unit of z by indicator."""
        return dict(zip(self.codes, self.fit.coefficients[1:].tolist(), strict=True))

    def shown_weight(self, code: str) -> float:
        """Log-odds per unit of z by which an indicator moves the chance shown: its weight, as far
        as that chance is the model's; the published one where nobody's is known."""
        return self.kept * self.weights.get(code, INDICATORS[code].weight)

    def team_codes(self, teams: NDArray[np.object_]) -> NDArray[np.int64]:
        """The code of each team; −1 for none and for teams without history."""
        return _codes(teams, self.team_names)

    def probability(self, z: Floats, teams: NDArray[np.object_]) -> Floats:
        """a of each person: z (people × codes, missing where unknown), names of teams."""
        chance = self.kept * self.own_probability(z, teams)
        for each in self.simpler:
            chance += each.weight * each.probability(z)
        return chance

    def own_probability(self, z: Floats, teams: NDArray[np.object_]) -> Floats:
        """a by this model itself, whatever else the chance is mixed of."""
        z, codes = _filled(z), self.team_codes(teams)
        learned = _mean_chance(self.learned.log_odds(z, codes), self.learned.spread(z, codes))
        return self.recorded * learned + (1 - self.recorded) * self.scorecard_probability(z)

    def interval(self, z: Floats, teams: NDArray[np.object_]) -> tuple[Floats, Floats]:
        """The ends of the 80 % interval of a, what no record says about a person included."""
        centre, spread = self._moments(z, teams)
        width = _EIGHTY * np.hypot(_WIDER * spread, PERSON_SPREAD)
        return expit(_WIDER * centre - width), expit(_WIDER * centre + width)

    def _moments(self, z: Floats, teams: NDArray[np.object_]) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the log-odds of each person."""
        codes, filled = self.team_codes(teams), _filled(z)
        centre, spread = self.fit.log_odds(filled, codes), self.fit.spread(filled, codes)
        if not self.simpler:
            return centre, spread
        others = [each.model._moments(z[:, each.places], _nowhere(z)) for each in self.simpler]
        weights = np.array([self.kept, *(each.weight for each in self.simpler)])
        centres, spreads = (np.vstack(part) for part in zip((centre, spread), *others, strict=True))
        mean = weights @ centres
        return mean, np.sqrt(weights @ (spreads**2 + (centres - mean) ** 2))

    def draws(
        self, z: Floats, teams: NDArray[np.object_], years: Floats, random: np.random.Generator
    ) -> Floats:
        """Log-odds of each person in draws from the posterior: one for each effect of the coming
        year in ``years`` (standard normal), × people. As often as the simpler ones weigh, a draw
        is theirs."""
        filled, codes, number = _filled(z), self.team_codes(teams), len(years)
        recorded = random.random(number) < self.recorded
        learned = self.learned.draws(filled, codes, number, random)
        published = self.scorecard.draws(filled, np.full(len(z), -1), number, random)
        log_odds = np.where(recorded[:, None], learned, published) + YEAR_SPREAD * years[:, None]
        if self.simpler:
            below = random.random(number)
            for each in self.simpler:
                theirs = each.model.draws(z[:, each.places], _nowhere(z), years, random)
                chosen = (below >= 0) & (below < each.weight)
                log_odds = np.where(chosen[:, None], theirs, log_odds)
                below = below - each.weight
        return log_odds

    def scorecard_probability(self, z: Floats) -> Floats:
        """a by the scorecard alone."""
        z, nowhere = _filled(z), np.full(len(z), -1)
        return _mean_chance(self.scorecard.log_odds(z, nowhere), self.scorecard.spread(z, nowhere))


def level_spread(rules: AttritionRules) -> float:
    """Standard deviation of the level in log-odds before anything is learned: that of a rate known
    from ``prior_events`` person-years at the base rate.

    >>> round(level_spread(AttritionRules()), 3)
    0.59
    """
    events = rules.prior_events * rules.base_rate
    others = rules.prior_events - events
    return float(np.sqrt(polygamma(1, events) + polygamma(1, others)))


def with_own(log_odds: Floats, random: np.random.Generator, *, form: float = 0.0) -> Floats:
    """Add what no record says about each person, so that no chance changes on average; form: the
    standard deviation of what may be wrong with the form of the model besides."""
    spread = np.hypot(PERSON_SPREAD, form)
    wider = np.sqrt(1 + np.pi / 8 * spread**2)
    return np.asarray(wider * log_odds + spread * random.standard_normal(log_odds.shape))


def mean_kept(chances: Floats, spread: float) -> Floats:
    """Log-odds whose chances are ``chances`` on average once N(0, spread²) is added."""
    low, high = logit(chances) - 6 * spread - 1, logit(chances) + 6 * spread + 1
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = _mean_chance(middle, np.full(len(middle), spread)) > chances
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def _mean_chance(centre: Floats, spread: Floats) -> Floats:
    """E of sigmoid(N(centre, spread²)), element by element."""
    points, weights = normal_points(_POINTS)
    return np.asarray(expit(centre[:, None] + spread[:, None] * points) @ weights)


def scorecard_prior(
    codes: tuple[str, ...], z: Floats, rules: AttritionRules, *, past: Floats | None = None
) -> Prior:
    """The scorecard as a prior; with its intercept the mean chance of the people of ``z`` is the
    base rate.

    z and past: people (and person-periods) × codes, missing where unknown; together they say
    what a standard deviation of each indicator is here.
    """
    unit = _spreads(codes, z, past)
    weights = np.array([INDICATORS[code].weight for code in codes]) / unit
    looser = np.sqrt(_USUAL_EVENTS / rules.prior_events)
    spreads = looser * np.maximum(np.abs(weights), _LEAST_KNOWN / unit)
    spreads = np.append(level_spread(rules), spreads)
    level = _level(_filled(z), weights, spreads, rules)
    level -= level_shift(rules.prior_events, rules.base_rate)
    return Prior(np.append(level, weights), spreads, rules.prior_events, rules.base_rate)


def _level(z: Floats, weights: Floats, spreads: Floats, rules: AttritionRules) -> float:
    """The mean of the intercept at which the mean chance is the base rate; of somebody usual
    without people."""
    people = z if len(z) else np.zeros((1, len(weights)))
    scores = people @ weights
    spread = np.sqrt(spreads[0] ** 2 + YEAR_SPREAD**2 + people**2 @ spreads[1:] ** 2)

    def excess(level: float) -> float:
        return float(_mean_chance(level + scores, spread).mean()) - rules.base_rate

    reach = np.abs(scores).max() + 6 * spread.max() + 1
    middle = float(logit(rules.base_rate))
    return float(brentq(excess, middle - reach, middle + reach, xtol=1e-13))


def _spreads(codes: tuple[str, ...], z: Floats, past: Floats | None) -> Floats:
    """What one standard deviation of each indicator is; 1 for events.

    As if _USUAL_PEOPLE more were known, in whom it is 1, and never less than _LEAST_SPREAD: that
    all are paid alike must not turn a difference of nothing into a reason.
    """
    rows = z if past is None else np.vstack([z, past])
    given = ~np.isnan(rows)
    count = np.maximum(given.sum(axis=0), 1)
    values = np.where(given, rows, 0.0)
    variance = np.where(given, (values - values.sum(axis=0) / count) ** 2, 0.0).sum(axis=0) / count
    people = (~np.isnan(z)).sum(axis=0)
    variance = (people * variance + _USUAL_PEOPLE) / (people + _USUAL_PEOPLE)
    events = np.array([INDICATORS[code].event for code in codes], dtype=bool)
    return np.where(events, 1.0, np.maximum(np.sqrt(variance), _LEAST_SPREAD))


def _nowhere(z: Floats) -> NDArray[np.object_]:
    """No team for anybody."""
    return np.full(len(z), None, dtype=object)


def _filled(z: Floats) -> Floats:
    """What is unknown speaks neither for nor against leaving."""
    return np.nan_to_num(z)


def fit_attrition(
    periods: PersonPeriods, codes: tuple[str, ...], z: Floats, rules: AttritionRules
) -> AttritionModel:
    """Learn from person-periods; ``z`` (people × codes) are those of today's salespeople.

    Indicators of the periods that cannot be computed today are left out. Where the fit does not
    settle, the model is the scorecard and says so.
    """
    prior = scorecard_prior(codes, z, rules, past=_aligned(periods, codes))
    covariance = np.diag(prior.spreads**2)
    scorecard = DiscreteHazard(prior.centre, np.zeros(0), covariance, 0.0, YEAR_SPREAD)
    recorded = _recorded(periods, codes, prior, rules) if periods.leavers else 0.0
    model = AttritionModel(codes, (), scorecard, scorecard, scorecard, 0, 0.0)
    if recorded < _NOTHING_LEARNED:
        return model
    try:
        names, learned = _learned(periods, codes, prior)
    except NotSettled as unsettled:
        return replace(model, unsettled=unsettled.message)
    fit = learned.mixed(scorecard, recorded)
    return AttritionModel(codes, names, scorecard, learned, fit, periods.leavers, recorded)


def _recorded(
    periods: PersonPeriods, codes: tuple[str, ...], prior: Prior, rules: AttritionRules
) -> float:
    """The chance that departures are recorded, from what was to be expected of the months seen."""
    rows = periods.every(_THINNED)
    years = _THINNED / HORIZON_MONTHS * (rows.survived + rows.left) / HORIZON_MONTHS
    scores = _filled(_aligned(rows, codes)) @ prior.means[1:]
    levels, weights = _levels(prior)
    log_odds = levels[:, None] + scores
    expected = np.logaddexp(0.0, log_odds) @ years
    usual = np.logaddexp(0.0, logit(rules.base_rate)) * years.sum()
    return chance_recorded(
        periods.leavers, periods.seem_gone, expected, weights, usual=float(usual)
    )


def _levels(prior: Prior) -> tuple[Floats, Floats]:
    """Levels and the prior's weight of each (they add up to 1)."""
    odds = float(logit(prior.rate))
    steps = np.linspace(-_LEVELS_OUT, _LEVELS_OUT, _LEVELS) * prior.spreads[0]
    logs = prior.person_years * (prior.rate * steps - np.logaddexp(0.0, odds + steps))
    weights = np.exp(logs - logs.max())
    return prior.means[0] + steps, weights / weights.sum()


def _learned(
    periods: PersonPeriods, codes: tuple[str, ...], prior: Prior
) -> tuple[tuple[str, ...], DiscreteHazard]:
    """Names of the teams, and what the company's own history says if departures are recorded."""
    names = _team_names(periods)
    every = 1 if len(periods) <= _ROWS_AFFORDED else _THINNED
    rows = periods.every(every)
    age = rows.years_ago
    return names, fit_discrete_hazard(
        _filled(_aligned(rows, codes)),
        _codes(rows.teams, names),
        rows.survived,
        rows.left,
        prior,
        weight=every / HORIZON_MONTHS * 2 ** (-age / _HALF_LIFE),
        years=age.astype(np.int64),
        year_spread=YEAR_SPREAD,
        months=rows.months_ahead,
    )


def _aligned(periods: PersonPeriods, codes: tuple[str, ...]) -> Floats:
    columns = {code: periods.z[:, column] for column, code in enumerate(periods.codes)}
    missing = np.full(len(periods), np.nan)
    return np.column_stack([columns.get(code, missing) for code in codes] or [missing])[
        :, : len(codes)
    ]


def _team_names(periods: PersonPeriods) -> tuple[str, ...]:
    """All teams in the order of their people's ids: a new name moves no draw from the posterior."""
    order = np.lexsort((periods.days, periods.rep_ids.astype(str)))
    return tuple(dict.fromkeys(team for team in periods.teams[order] if isinstance(team, str)))


def _codes(teams: NDArray[np.object_], names: tuple[str, ...]) -> NDArray[np.int64]:
    code_of = {name: code for code, name in enumerate(names)}
    return np.array([code_of.get(team, -1) for team in teams], dtype=np.int64)
