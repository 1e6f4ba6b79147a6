"""Day numbers, months and working days of the demo company; a seeded stream for each part."""

import zlib

import numpy as np
import numpy.typing as npt

from data.demo.law import DEMO_AS_OF, MONTHS, ORIGIN

__all__ = [
    "AS_OF_DAY",
    "MONTH_OF_DAY",
    "MONTH_STARTS",
    "WORKDAYS",
    "as_dates",
    "calendar_month",
    "draw_workdays",
    "pick",
    "stream",
    "workdays_between",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: The day number of the as-of date.
AS_OF_DAY = (DEMO_AS_OF - ORIGIN).days

_MONTHS = np.datetime64(ORIGIN, "M") + np.arange(MONTHS + 1)

#: Day number of the first day of each month, one more than there are months of records.
MONTH_STARTS: Ints = (_MONTHS.astype("datetime64[D]") - np.datetime64(ORIGIN)).astype(np.int64)

#: Month number of each day of the records.
MONTH_OF_DAY: Ints = np.searchsorted(MONTH_STARTS, np.arange(AS_OF_DAY + 1), side="right") - 1

#: First days of the weeks off: New Year of 2024, 2025, 2026 and the October holidays.
_WEEKS_OFF = ["2024-02-10", "2025-01-28", "2026-02-16", "2023-10-01", "2024-10-01", "2025-10-01"]


def _workdays() -> Ints:
    days = np.datetime64(ORIGIN) + np.arange(AS_OF_DAY + 1)
    off = (np.array(_WEEKS_OFF, dtype="datetime64[D]")[:, None] + np.arange(7)).ravel()
    return np.flatnonzero(np.is_busday(days, holidays=off))


#: Day numbers of all working days of the records.
WORKDAYS: Ints = _workdays()

#: How many working days lie before each day (one more entry than there are days).
_WORKDAYS_BEFORE: Ints = np.searchsorted(WORKDAYS, np.arange(AS_OF_DAY + 2))


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the random stream of one part, so that changing one part leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def as_dates(days: npt.ArrayLike) -> npt.NDArray[np.datetime64]:
    """Turn day numbers into dates; NaN becomes a missing date."""
    numbers = np.asarray(days, dtype=float)
    dates = np.datetime64(ORIGIN) + np.nan_to_num(numbers).astype(np.int64)
    return np.where(np.isnan(numbers), np.datetime64("NaT"), dates).astype("datetime64[s]")


def calendar_month(month: npt.ArrayLike) -> Ints:
    """Return the calendar month (0 January … 11 December) of month numbers."""
    return (np.asarray(month) + ORIGIN.month - 1) % 12


def workdays_between(first: Ints, last: Ints) -> Ints:
    """Count the working days of ``first`` … ``last`` (both included, clipped to the records)."""
    low, high = np.clip(first, 0, AS_OF_DAY + 1), np.clip(last + 1, 0, AS_OF_DAY + 1)
    return np.maximum(_WORKDAYS_BEFORE[high] - _WORKDAYS_BEFORE[low], 0)


def draw_workdays(first: Ints, last: Ints, rng: np.random.Generator) -> Ints:
    """Draw one working day of each span ``first`` … ``last``; every span must hold one."""
    low = _WORKDAYS_BEFORE[np.clip(first, 0, AS_OF_DAY + 1)]
    return WORKDAYS[low + (rng.random(len(low)) * workdays_between(first, last)).astype(np.int64)]


def pick(weights: Floats, rng: np.random.Generator) -> Ints:
    """Draw one column of each row with probability proportional to its weight (Gumbel maximum)."""
    with np.errstate(divide="ignore"):
        return np.argmax(np.log(weights) + rng.gumbel(size=weights.shape), axis=1)
