"""People month by month: who is pressed, turns away, decides to leave, gives notice, is gone.

Months 0 to 35 are the history, 36 to 47 the year after the as-of date. One step serves the
history, its one real future, and the many futures from which the truth is computed.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit

from data.demo.days import AS_OF_DAY
from data.demo.law import MONTHS, ORIGIN
from tests.validation.leaving import MANAGER_GOES, Conditions, Leaving

__all__ = [
    "ALL_MONTHS",
    "NEVER",
    "Careers",
    "Force",
    "State",
    "draw_force",
    "engaged",
    "leave_truth",
    "leaving_days",
    "simulate",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Month of leaving of who never leaves.
NEVER = 9_999
ALL_MONTHS = MONTHS + 12
_CALENDAR = np.datetime64(ORIGIN, "M") + np.arange(ALL_MONTHS + 1)
#: Day number of the first day of each month, one more than there are months.
STARTS: Ints = (_CALENDAR.astype("datetime64[D]") - np.datetime64(ORIGIN)).astype(np.int64)

_ANNOUNCED = 0.8
_NOTICE = (30, 61)  # days from notice to the last day


@dataclass(frozen=True, slots=True, eq=False)
class Force:
    """The salespeople and what does not depend on who leaves; arrays by person, month first.

    ``effects``: unseen log-odds of team and person. ``promoted``: day by person of every
    promotion (NaN: none). ``manager``: number of each team's manager by month.
    """

    team: Ints
    hired: Ints
    title: Ints
    pay: Floats
    effects: Floats
    promotions: Floats  # (people, up to three)
    quarters: Floats  # attainment by person and quarter, four before the history
    manager: Ints  # by team and month
    shocks: Floats  # what happened to whole teams, by team and month
    reorganised: Ints  # months in which customers are given to others in bulk
    intercept: float = 0.0

    @property
    def same_team(self) -> Floats:
        """1 where two people share a team, by person and person."""
        return (self.team[:, None] == self.team).astype(float)

    def employed(self, month: int) -> npt.NDArray[np.bool_]:
        """Whether hired before a month began."""
        return self.hired < STARTS[month]

    def conditions(self, month: int, colleagues: Floats) -> Conditions:
        """What presses everybody in one month."""
        day = STARTS[month]
        years = np.maximum(day - self.hired, 0) / 365.25
        reached = np.where(self.promotions <= day, self.promotions, -np.inf).max(axis=1)
        quarter = month // 3 + 4
        return Conditions(
            years=years,
            stalled=np.minimum(years, np.maximum(day - reached, 0) / 365.25),
            attainment=self.quarters[:, quarter - 4 : quarter].mean(axis=1),
            pay=self.pay,
            new_manager=self._manager_months(month)[self.team],
            colleagues=colleagues,
            season=int(_CALENDAR[month].astype(np.int64) % 12),
        )

    def _manager_months(self, month: int) -> Ints:
        past = self.manager[:, : month + 1]
        changed = np.flatnonzero((past[:, 1:] != past[:, :-1]).any(axis=0))
        since = np.full(len(past), 99)
        for at in changed:
            since[past[:, at + 1] != past[:, at]] = month - at - 1
        return since


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Where everybody stands: months since turning away (0: engaged), month of deciding to go."""

    withdrawn: Ints  # (histories, people)
    gone: Ints

    def times(self, count: int) -> "State":
        """The same state in many histories."""
        return State(np.repeat(self.withdrawn, count, 0), np.repeat(self.gone, count, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Careers:
    """One history and its one real future.

    ``state`` at the as-of date, ``withdrawn`` by person and month of the history; by person:
    ``gone`` (month of deciding to leave), ``notice``, ``left`` (days, NaN: none, never),
    ``destination`` (competitor 0, own business 1, elsewhere 2).
    """

    force: Force
    state: State
    withdrawn: Ints
    gone: Ints
    notice: Floats
    left: Floats
    destination: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """State at the end, withdrawn by history, person and month, P(no leaving) along the way."""

    state: State
    withdrawn: Ints
    stays: Floats


def draw_force(
    law: Leaving,
    rng: np.random.Generator,
    *,
    reps: int,
    teams: int,
    present: float,
    base_rate: float,
) -> Force:
    """Draw everybody who is ever employed, and the level at which they leave (a year)."""
    there = round(present * reps)
    hired = np.concatenate(
        [-60 - rng.exponential(1500, there), rng.uniform(20, AS_OF_DAY - 60, reps - there)]
    ).astype(np.int64)
    hired = np.where(hired > 0, law.hired(hired), hired)
    team = rng.permutation(np.arange(reps) % teams)
    trait = rng.normal(0.02, 0.18, reps)[:, None] + rng.normal(0, 0.1, (reps, 20))
    first = hired[:, None] + rng.exponential(1000, (reps, 3)).cumsum(axis=1) + 250
    changes = (rng.random((teams, ALL_MONTHS)) < MANAGER_GOES).cumsum(axis=1)
    if not law.managers_ahead:
        changes[:, MONTHS:] = changes[:, [MONTHS - 1]]
    title = np.minimum((rng.random(reps) * 3).astype(np.int64), 2)
    pay, effects = rng.normal(0, 0.13, reps), law.unseen(team, rng)
    manager, reorganised = np.arange(teams)[:, None] * 20 + changes, law.reorganised(rng)
    shocks = law.past(manager, reorganised, rng)
    force = Force(
        team=team,
        hired=hired,
        title=title,
        pay=pay,
        effects=effects,
        promotions=np.where(first <= AS_OF_DAY, first, np.nan),
        quarters=np.exp(trait),
        manager=manager,
        shocks=np.zeros((teams, ALL_MONTHS)) if shocks is None else shocks,
        reorganised=reorganised,
    )
    return replace(force, intercept=_intercept(force, law, base_rate, rng))


def _intercept(force: Force, law: Leaving, base_rate: float, rng: np.random.Generator) -> float:
    """Level at which a month's mean chance, were nobody to leave, gives the base rate a year."""
    state, scores = engaged(force, 6), []
    for month in range(MONTHS):
        score, state = _score(force, law, month, state, force.effects, rng)
        scores.append(score[:, force.employed(month)].ravel())
    every = np.concatenate(scores)
    monthly = 1 - (1 - base_rate) ** (1 / 12)
    return float(brentq(lambda a: float(expit(a + every).mean()) - monthly, -25.0, 5.0))


def engaged(force: Force, count: int) -> State:
    """Everybody engaged and employed."""
    shape = (count, len(force.team))
    return State(np.zeros(shape, dtype=np.int64), np.full(shape, NEVER))


def _score(
    force: Force,
    law: Leaving,
    month: int,
    state: State,
    effects: Floats,
    rng: np.random.Generator,
    coming: Floats | None = None,
) -> tuple[Floats, State]:
    """Score of leaving in a month, and who has turned away (or back) at its end."""
    left = state.gone < month
    felt = np.where(left, law.felt(np.where(left, month - state.gone, 0)), 0.0)
    colleagues = felt @ force.same_team - felt
    pressure = law.pressure(force.conditions(month, colleagues)) + effects
    pressure = pressure + force.shocks[force.team, month]
    if coming is not None and month >= MONTHS:
        pressure = pressure + coming[:, force.team, month - MONTHS]
    after = law.next_month(state.withdrawn, pressure, rng.random(pressure.shape))
    after = np.where(force.employed(month), after, 0)
    return pressure + law.withdrawn(state.withdrawn), State(after, state.gone)


def simulate(
    force: Force,
    law: Leaving,
    months: range,
    state: State,
    rng: np.random.Generator,
    *,
    effects: Floats | None = None,
    nobody_leaves: bool = False,
) -> Run:
    """Let months pass; ``effects`` replaces the unseen effects (an observer who sees none: 0).

    ``stays`` is, along each history, the chance that this person does not leave within a year of
    the as-of date: Π (1 − chance of the month · chance that its last day lies within the year),
    as if the person went on being there, which lowers the error of a simulated frequency.
    """
    effects = force.effects if effects is None else effects
    stays, history = np.ones(state.gone.shape), []
    ahead = months[-1] >= MONTHS
    coming = law.coming(len(state.gone), int(force.team.max()) + 1, rng) if ahead else None
    for month in months:
        history.append(state.withdrawn)
        score, after = _score(force, law, month, state, effects, rng, coming)
        own = expit(force.intercept + score)
        present = (state.gone == NEVER) & force.employed(month) & (not nobody_leaves)
        decided = present & (rng.random(own.shape) < own)
        together = ((decided.astype(float) @ force.same_team) - decided) > 0
        pulled = law.lift_out * law.lift_share * together
        stays = stays * (1 - (own + (1 - own) * pulled) * _within(month))
        lifted = rng.random((len(own), force.team.max() + 1))[:, force.team] < law.lift_out
        joins = present & together & lifted & (rng.random(own.shape) < law.lift_share)
        state = State(after.withdrawn, np.where(decided | joins, month, state.gone))
    return Run(state, np.stack(history, axis=-1), stays)


def _within(month: int) -> float:
    """Chance that who decides in a month is gone by 365 days after the as-of date."""
    if month < MONTHS:
        return 1.0
    day = np.arange(STARTS[month], STARTS[month + 1])[:, None]
    announced = (day + np.arange(*_NOTICE) <= AS_OF_DAY + 365).mean()
    return float(_ANNOUNCED * announced + (1 - _ANNOUNCED) * (day <= AS_OF_DAY + 365).mean())


def leave_truth(
    force: Force, law: Leaving, state: State, rng: np.random.Generator, *, seen: bool, futures: int
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """P(leaves within 12 months | state) by person, and who does in each simulated future.

    ``seen``: without the unseen effects. Nobody who has decided to leave before is counted.
    """
    effects = np.zeros(len(force.team)) if seen else None
    coming = range(MONTHS, ALL_MONTHS)
    run = simulate(force, law, coming, state.times(futures), rng, effects=effects)
    _, left = leaving_days(run.state.gone, rng)
    goes = (left <= AS_OF_DAY + 365) & (run.state.gone >= MONTHS)
    return 1 - run.stays.mean(axis=0), goes


def leaving_days(gone: Ints, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Day of notice (NaN: none given) and last day, from the month of deciding."""
    month = np.minimum(gone, ALL_MONTHS - 1)
    day = STARTS[month] + np.floor(rng.random(gone.shape) * np.diff(STARTS)[month])
    announced = rng.random(gone.shape) < _ANNOUNCED
    last = day + np.where(announced, rng.integers(*_NOTICE, gone.shape), 0)
    goes = gone < NEVER
    return np.where(goes & announced, day, np.nan), np.where(goes, last, np.nan)
