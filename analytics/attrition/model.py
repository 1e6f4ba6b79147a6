"""The attrition model: the published scorecard, moved as far as the company's own leavers say.

One model, no switch. Its prior is the scorecard (:mod:`analytics.attrition.scorecard`): weights
with their published means, and an intercept at which the mean of today's salespeople is the base
rate. With no departure on record it *is* the scorecard, because then nobody can tell whether nobody
left or nobody wrote it down; with many it is the company's own fit
(:mod:`analytics.attrition.discrete_hazard`).

Published effects are steps per standard deviation among the people studied; so are the prior's
weights, per standard deviation of the indicator among the company's salespeople, now and before.

How much the prior counts: at ``prior_events`` = 20 the spread of each weight is its own size (at
least 0.25), so that a published effect may be absent or twice as large here, and the level has a
spread of 1.0 in log-odds, because companies differ more than published rates do (10 to 35 % a
year). Other values of ``prior_events`` narrow or widen both in proportion to 1/√prior_events.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from analytics.attrition.discrete_hazard import DiscreteHazard, Prior, fit_discrete_hazard
from analytics.attrition.person_periods import HORIZON_MONTHS, PersonPeriods
from analytics.attrition.scorecard import INDICATORS, solve_intercept
from analytics.errors import NotSettled
from analytics.messages import Message
from analytics.policy import AttritionRules

__all__ = ["AttritionModel", "fit_attrition", "scorecard_prior"]

Floats = NDArray[np.float64]

#: Standard deviation of what no record says about a person, in log-odds [judgement]: it widens the
#: intervals, not the ranking.
PERSON_SPREAD = 0.8
#: Spread of the level in log-odds, and the value of prior_events at which spreads are as stated.
_LEVEL_SPREAD, _USUAL_EVENTS = 1.0, 20.0
#: No weight is taken for better known than this (log-odds a standard deviation).
_LEAST_KNOWN = 0.25
#: Standard deviations of z: people in whom it is taken to be 1, and the least.
_USUAL_PEOPLE, _LEAST_SPREAD = 5, 0.25
#: With more rows, only every third month is a landmark; months are as much evidence as before.
_ROWS_AFFORDED, _THINNED = 6_000, 3
#: Normal quantile of an interval that holds four times of five.
_EIGHTY = 1.2815515655446004


@dataclass(frozen=True, slots=True, eq=False)
class AttritionModel:
    """The fitted model.

    codes: the indicators, in the order of the columns of z; team_names: the teams with an
    effect of their own, in the order of their codes; leavers: departures learned from; scorecard:
    the prior's coefficients (intercept first); unsettled: why nothing was learned although people
    have left, None usually.
    """

    codes: tuple[str, ...]
    team_names: tuple[str, ...]
    fit: DiscreteHazard
    scorecard: Floats
    leavers: int
    unsettled: Message | None = None

    @property
    def weights(self) -> dict[str, float]:
        """Log-odds per unit of z by indicator."""
        return dict(zip(self.codes, self.fit.coefficients[1:].tolist(), strict=True))

    def team_codes(self, teams: NDArray[np.object_]) -> NDArray[np.int64]:
        """The code of each team; −1 for none and for teams without history."""
        return _codes(teams, self.team_names)

    def probability(self, z: Floats, teams: NDArray[np.object_]) -> Floats:
        """a of each person: z (people × codes, missing where unknown), names of teams."""
        chances: Floats = expit(self.fit.log_odds(_filled(z), self.team_codes(teams)))
        return chances

    def interval(self, z: Floats, teams: NDArray[np.object_]) -> tuple[Floats, Floats]:
        """The ends of the 80 % interval of a, what no record says about a person included."""
        codes, z = self.team_codes(teams), _filled(z)
        centre = self.fit.log_odds(z, codes)
        width = _EIGHTY * np.hypot(self.fit.spread(z, codes), PERSON_SPREAD)
        return expit(centre - width), expit(centre + width)

    def draws(
        self, z: Floats, teams: NDArray[np.object_], number: int, random: np.random.Generator
    ) -> Floats:
        """a of each person in draws from the posterior: number × people."""
        log_odds = self.fit.draws(_filled(z), self.team_codes(teams), number, random)
        own = PERSON_SPREAD * random.standard_normal(log_odds.shape)
        chances: Floats = expit(log_odds + own)
        return chances

    def scorecard_probability(self, z: Floats) -> Floats:
        """a by the scorecard alone."""
        chances: Floats = expit(self.scorecard[0] + _filled(z) @ self.scorecard[1:])
        return chances


def scorecard_prior(
    codes: tuple[str, ...], z: Floats, rules: AttritionRules, *, past: Floats | None = None
) -> Prior:
    """The scorecard as a prior; its intercept gives the people of ``z`` the base rate.

    z and past: people (and person-periods) × codes, missing where unknown; together they say
    what a standard deviation of each indicator is here.
    """
    unit = _spreads(codes, z, past)
    weights = np.array([INDICATORS[code].weight for code in codes]) / unit
    scores = _filled(z) @ weights
    intercept = (
        solve_intercept(scores, rules.base_rate)
        if len(scores) and np.ptp(scores) > 0
        else float(logit(rules.base_rate)) - float(scores[:1].sum())
    )
    looser = np.sqrt(_USUAL_EVENTS / rules.prior_events)
    spreads = looser * np.array([_LEVEL_SPREAD, *np.maximum(np.abs(weights), _LEAST_KNOWN / unit)])
    return Prior(np.array([intercept, *weights]), spreads)


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
    leavers = periods.leavers
    if not leavers:
        return _scorecard(codes, prior)
    try:
        return _learned(periods, codes, prior)
    except NotSettled as unsettled:
        return _scorecard(codes, prior, unsettled.message)


def _scorecard(
    codes: tuple[str, ...], prior: Prior, unsettled: Message | None = None
) -> AttritionModel:
    fit = DiscreteHazard(prior.means, np.zeros(0), np.diag(prior.spreads**2), 0.0)
    return AttritionModel(codes, (), fit, prior.means, 0, unsettled)


def _learned(periods: PersonPeriods, codes: tuple[str, ...], prior: Prior) -> AttritionModel:
    names = _team_names(periods)
    every = 1 if len(periods) <= _ROWS_AFFORDED else _THINNED
    rows = periods.every(every)
    fit = fit_discrete_hazard(
        _filled(_aligned(rows, codes)),
        _codes(rows.teams, names),
        rows.survived,
        rows.left,
        prior,
        weight=every / HORIZON_MONTHS,
    )
    return AttritionModel(codes, names, fit, prior.means, periods.leavers)


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
