"""Who turns away, returns, gives notice and leaves, month by month.

The state of a salesperson is engaged, withdrawing or left; contacts depend on it and on nothing
else about leaving, so that what the records show is all that can be known. Histories are drawn
until one fits the story the demo tells (``_tells_the_story``); ``LAW.md`` names the conditions.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.days import AS_OF_DAY, MONTH_STARTS, WORKDAYS, stream
from data.demo.law import (
    LAW,
    MONTHS,
    contact_level,
    leave_within,
    transition,
    withdraw_probability,
)
from data.demo.people import LOGGER, SALES, SILENT, STAR

__all__ = ["Careers", "draw_careers", "leave_probability"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Days from the as-of date to the last day of the one under notice.
_NOTICE_LEAVES_AFTER = 23

_NOTICE_GIVEN_BEFORE = 18  # days before the as-of date
_PROBATION = 4  # months in which nobody turns away
_BATCH = 200  # histories drawn at once
_CONTAGION = 4  # months for which a colleague's departure is felt


@dataclass(frozen=True, slots=True, eq=False)
class Careers:
    """One history of everybody in sales.

    ``withdrawn[person, month]``: months since turning away, 0 while engaged. ``left_month``:
    month of leaving, −1 never (36: under notice). ``left``, ``notice``: day numbers, NaN never.
    """

    withdrawn: Ints
    left_month: Ints
    left: Floats
    notice: Floats

    @property
    def under_notice(self) -> int:
        """Position of the one person who has given notice and is still there."""
        return int(np.flatnonzero(self.left_month == MONTHS)[0])

    @property
    def departed(self) -> Ints:
        """Positions of those who left, in the order of leaving."""
        gone = np.flatnonzero((self.left_month >= 0) & (self.left_month < MONTHS))
        return gone[np.argsort(self.left[gone], kind="stable")]

    def contact_levels(self) -> Floats:
        """Share of the usual contacts made, by person and month; halved at most under notice."""
        levels = contact_level(self.withdrawn)
        leaving = self.left_month[:, None] - np.arange(levels.shape[1])
        notice_given = (self.left_month[:, None] >= 0) & (leaving <= 1)
        return np.where(notice_given, np.minimum(levels, 0.45), levels)


def own_pressures(staff: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return what presses each salesperson whatever others do, by month (a year past the records).

    The last axis: short tenure, stalled, low attainment, underpaid.
    """
    sales = staff.iloc[:SALES]
    day = np.array([_month_start(month) for month in range(MONTHS + 12)])[:, None]
    hired, promoted = sales["hired"].to_numpy(), sales["promoted"].to_numpy()
    since = np.where(promoted <= day, np.fmax(hired, promoted), hired)
    return np.stack(
        [
            day - hired < 730,
            day - since >= 1095,
            np.broadcast_to(sales["attainment"].to_numpy() < 0.85, since.shape),
            np.broadcast_to(sales["pay"].to_numpy() < 0.9, since.shape),
        ],
        axis=-1,
    )


def _colleague_left(team: Ints, left_month: Ints, month: int) -> npt.NDArray[np.bool_]:
    """Tell where somebody of the same team left lately; ``left_month`` by history and person."""
    recent = (left_month >= 0) & (left_month < month) & (left_month >= month - _CONTAGION)
    return (recent @ (team[:, None] == team)).astype(bool)


def _withdraw(
    own: npt.NDArray[np.bool_], team: Ints, left_month: Ints, month: int
) -> npt.NDArray[np.float64]:
    """Return everybody's probability of turning away in one month, by history and person."""
    shock = _colleague_left(team, left_month, month)
    before = np.broadcast_to(own[month], (*shock.shape, own.shape[-1]))
    return withdraw_probability(np.concatenate([before, shock[..., None]], axis=-1))


def _month_start(month: int) -> int:
    return int(MONTH_STARTS[month]) if month <= MONTHS else AS_OF_DAY + 30 * (month - MONTHS)


def _batch(
    own: npt.NDArray[np.bool_], team: Ints, hired_month: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw many histories up to the month after the records, by history, person (and month)."""
    withdrawn = np.zeros((_BATCH, SALES, MONTHS + 1), dtype=np.int64)
    left_month = np.full((_BATCH, SALES), -1)
    state = np.zeros((_BATCH, SALES), dtype=np.int64)
    for month in range(1, MONTHS + 1):
        after = _next_state(state, _withdraw(own, team, left_month, month), rng)
        state = np.where(hired_month + _PROBATION <= month, after, state)
        left_month[(state == 2) & (left_month < 0)] = month
        withdrawn[..., month] = np.where(state == 1, withdrawn[..., month - 1] + 1, 0)
    return withdrawn, left_month


def _next_state(state: Ints, withdraw: Floats, rng: np.random.Generator) -> Ints:
    steps = transition(withdraw.ravel())
    reach = steps[np.arange(state.size), state.ravel()].cumsum(axis=1)
    drawn = (rng.random(state.size)[:, None] >= reach[:, :2]).sum(axis=1)
    return drawn.reshape(state.shape)


def _tells_the_story(staff: pd.DataFrame, withdrawn: Ints, left_month: Ints) -> bool:
    """Nine past leavers, some lately; one under notice with a fair book; some withdrawing."""
    past = (left_month >= 0) & (left_month < MONTHS)
    notice = np.flatnonzero(left_month == MONTHS)
    stay = left_month[[STAR, SILENT, LOGGER]] < 0
    book = staff["book"].to_numpy()
    return bool(
        8 <= past.sum() <= 10
        and (left_month >= MONTHS - 12).sum() >= 4
        and ((left_month >= MONTHS - 8) & past).sum() >= 2
        and len(notice) == 1
        and 1.0 <= book[notice[0]] <= 3.0
        and stay.all()
        and 2 <= ((withdrawn[:, MONTHS - 1] > 0) & (left_month < 0)).sum() <= 5
    )


def draw_careers(staff: pd.DataFrame, seed: int) -> Careers:
    """Return the first history of the stream that tells the demo's story."""
    rng = stream(seed, "careers")
    withdrawn, left_month = next(
        drawn for drawn in _histories(staff, rng) if _tells_the_story(staff, *drawn)
    )
    left, notice = _leaving_days(left_month, rng)
    return Careers(withdrawn, left_month, left, notice)


def _histories(staff: pd.DataFrame, rng: np.random.Generator) -> Iterator[tuple[Ints, Ints]]:
    own, team = own_pressures(staff), staff["team"].to_numpy()[:SALES]
    hired_month = np.searchsorted(MONTH_STARTS, staff["hired"].to_numpy()[:SALES], side="right")
    while True:
        yield from zip(*_batch(own, team, hired_month, rng), strict=True)


def _leaving_days(left_month: Ints, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw the last day within the month of leaving, notice within the month before."""
    starts = MONTH_STARTS[np.maximum(left_month, 1)]
    left = _working_day(starts + rng.integers(9, 27, len(starts))).astype(float)
    before = MONTH_STARTS[np.maximum(left_month, 1) - 1]
    notice = _working_day(before + rng.integers(2, 24, len(starts))).astype(float)
    last = left_month == MONTHS
    left[last], notice[last] = AS_OF_DAY + _NOTICE_LEAVES_AFTER, AS_OF_DAY - _NOTICE_GIVEN_BEFORE
    never = left_month < 0
    left[never], notice[never] = np.nan, np.nan
    return left, notice


def _working_day(days: Ints) -> Ints:
    """Return the last working day up to each day."""
    return WORKDAYS[np.maximum(np.searchsorted(WORKDAYS, days, side="right") - 1, 0)]


def leave_probability(staff: pd.DataFrame, careers: Careers) -> Floats:
    """Probability of leaving within twelve months of the as-of date, for everybody.

    Tenure and promotion move on with the months; departures that are not known yet press nobody.
    1 under notice, missing for who has left, the constant rate of other functions, 0 for the
    owner, missing for the robot.
    """
    function = staff["function"].to_numpy()
    probability = np.where(function == "owner", 0.0, LAW.other_functions)
    probability[function == "system"] = np.nan
    own, team = own_pressures(staff), staff["team"].to_numpy()[:SALES]
    coming = range(MONTHS, MONTHS + 12)
    left_month = careers.left_month[None]
    months = np.stack([transition(_withdraw(own, team, left_month, m)[0]) for m in coming])
    state = (careers.withdrawn[:, MONTHS - 1] > 0).astype(np.int64)
    probability[:SALES] = leave_within(months, state)
    probability[careers.departed] = np.nan
    probability[careers.under_notice] = 1.0
    return probability
