"""The days of which a source holds records, and where they really end.

A typing mistake in one date must not move the day as of which everything is assessed: a few rows
behind a long gap are no present. What a gap is, is measured by the records themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Gap", "KindDays", "last_busy_day"]

Days = NDArray[np.int64]

#: A gap is longer than this, and than so many times the longest of the months before it.
_GAP_DAYS = 60
_TIMES = 3
_MEMORY_DAYS = 730
#: Behind a gap lie outliers where they are less than this part of the rows of their kind.
_OUTLYING = 0.01
#: What lies behind an old gap is doubtful only where it is less than this part.
_DOUBTFUL = 0.1
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence between two days with records: the days around it, the part of rows behind it."""

    last_on: date
    next_on: date
    behind: float


@dataclass(frozen=True, slots=True, eq=False)
class KindDays:
    """The days with records of one kind, in order, and how many rows each holds."""

    days: tuple[date, ...]
    rows: tuple[int, ...]

    @classmethod
    def of(cls, counted: Mapping[date, int]) -> "KindDays":
        """From rows by day."""
        days = tuple(sorted(counted))
        return cls(days, tuple(counted[day] for day in days))

    def gaps(self) -> Iterator[Gap]:
        """The gaps over 60 days and over three times the longest of the 24 months before, in
        order.

        >>> days = [date(2026, 1, 1), date(2026, 1, 20), date(2026, 3, 23)]
        >>> [gap.next_on.isoformat() for gap in KindDays.of(dict.fromkeys(days, 1)).gaps()]
        ['2026-03-23']
        """
        numbers = np.array([day.toordinal() for day in self.days], np.int64)
        lengths, so_far = np.diff(numbers), np.cumsum(self.rows)
        for at in np.flatnonzero(lengths > _GAP_DAYS):
            since = np.searchsorted(numbers, numbers[at] - _MEMORY_DAYS, side="right")
            before = lengths[max(int(since) - 1, 0) : at]
            # Nothing says what is usual where there is no gap before it.
            if len(before) and lengths[at] > _TIMES * before.max():
                behind = 1 - so_far[at] / so_far[-1]
                yield Gap(self.days[at], self.days[at + 1], float(behind))

    def last(self) -> date:
        """The last day before the earliest gap that only outliers lie behind, else the newest."""
        ends = (gap.last_on for gap in self.gaps() if gap.behind < _OUTLYING)
        return next(ends, self.days[-1])

    def doubtful(self, as_of: date) -> Gap | None:
        """The earliest gap that more than outliers lie behind, and that an assessment as of then
        rests on: it ends in the twelve months up to then, or little lies behind it."""
        window = as_of - timedelta(days=_YEAR - 1)
        for gap in self.gaps():
            near = gap.next_on >= window or gap.behind < _DOUBTFUL
            if gap.behind >= _OUTLYING and near and gap.last_on < as_of:
                return gap
        return None


def last_busy_day(records: pd.DataFrame, until: date) -> date | None:
    """The last day with records up to ``until`` of which at least half of the customers with
    records in the year before its twelve months have some in them.

    ``records``: customer_id and day, once each. None where no day is like that.
    """
    codes, _ = pd.factorize(records["customer_id"])
    days = (records["day"].to_numpy("datetime64[D]").astype(np.int64)).astype(np.int64)
    order = np.lexsort((days, codes))
    codes, days = codes[order], days[order]
    first = int(days.min(initial=0))
    last = int(np.datetime64(until, "D").astype(np.int64))
    upcoming = np.where(np.append(codes[1:] == codes[:-1], [False]), np.append(days[1:], [0]), -1)
    within = _customers_within(days, upcoming, _YEAR, first, last)
    either = _customers_within(days, upcoming, 2 * _YEAR, first, last)
    earlier = np.concatenate([np.zeros(_YEAR, np.int64), within])[: len(within)]
    both = within + earlier - either
    there = np.unique(days[days <= last])
    good = there[2 * both[there - first] >= earlier[there - first]]
    return (date(1970, 1, 1) + timedelta(days=int(good[-1]))) if len(good) else None


def _customers_within(days: Days, upcoming: Days, span: int, first: int, last: int) -> Days:
    """For each day from first to last, how many customers have a record in the ``span`` days up
    to it; ``upcoming`` is the customer's next day, or -1."""
    size = max(last - first + 1, 0)
    ends = np.where(upcoming < 0, days + span, np.minimum(days + span, upcoming))
    steps = np.zeros(size + 1, np.int64)
    np.add.at(steps, np.clip(days - first, 0, size), 1)
    np.add.at(steps, np.clip(ends - first, 0, size), -1)
    return np.cumsum(steps)[:size]
