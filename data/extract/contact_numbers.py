"""A contact as one number: customer, person, day and kind, in this order.

Sorted, the contact days of a pair lie beside each other, and a sum over pairs is one pass over
runs of equal numbers.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.extract.basis import ExtractBasis

__all__ = [
    "DAY_BITS",
    "FIRST_DAY",
    "KIND_BITS",
    "OF_DAY",
    "REP_BITS",
    "ContactDays",
    "Numbers",
    "dates",
    "day_of",
    "decayed",
    "ends_of_runs",
    "kinds_by_weight",
    "number_of",
    "starts_of_runs",
    "sums_of_runs",
]

Numbers = NDArray[np.int64]

#: Bits of a number for its parts, and of its kind and day together; a day is counted from one in
#: 1790 on.
REP_BITS, DAY_BITS, KIND_BITS = 20, 17, 3
OF_DAY = DAY_BITS + KIND_BITS
FIRST_DAY = np.datetime64("1970-01-01") - 2 ** (DAY_BITS - 1)


def kinds_by_weight(basis: ExtractBasis) -> list[str]:
    """The kinds of contact, the strongest last: of a day, the largest number names it."""
    weights = basis.policy.relationships.weights.model_dump()
    return sorted(weights, key=lambda kind: (weights[kind], kind))


def day_of(keys: Numbers) -> Numbers:
    return keys >> KIND_BITS & 2**DAY_BITS - 1


@dataclass(frozen=True, slots=True, eq=False)
class ContactDays:
    """Contact days in order: the pair, the day, the strongest kind, and how many contacts."""

    pair: Numbers
    day: NDArray[np.int32]
    kind: Numbers
    activities: Numbers

    @classmethod
    def of(cls, keys: Numbers) -> "ContactDays":
        last = ends_of_runs(keys >> KIND_BITS)
        days = keys[last]
        return cls(
            pair=days >> OF_DAY,
            day=day_of(days).astype(np.int32),
            kind=days & 2**KIND_BITS - 1,
            activities=np.diff(last, prepend=-1),
        )


def starts_of_runs(ends: Numbers) -> Numbers:
    """The places of the first of each run, by those of the last."""
    return np.append(0, ends[:-1] + 1)[: len(ends)]


def ends_of_runs(values: Numbers) -> Numbers:
    """The places of the last of each run of equal values."""
    ends = np.flatnonzero(values[1:] != values[:-1])
    return np.append(ends, len(values) - 1) if len(values) else ends


def sums_of_runs(values: NDArray[Any], starts: Numbers) -> NDArray[Any]:
    """The sum of each run; numbers of rows and days are whole."""
    if not len(starts):
        return np.zeros(0, values.dtype if values.dtype == np.float64 else np.int64)
    kind = values.dtype if values.dtype == np.float64 else np.dtype(np.int64)
    return np.add.reduceat(values, starts, dtype=kind)


def number_of(day: Any) -> int:
    return int((np.datetime64(day, "D") - FIRST_DAY).astype(np.int64))


def dates(day: NDArray[np.int32]) -> NDArray[np.datetime64]:
    return (FIRST_DAY + day.astype("timedelta64[D]")).astype("datetime64[s]")


def decayed(basis: ExtractBasis, kind: Numbers, age: NDArray[Any]) -> NDArray[np.float64]:
    """Weights of kinds, by their numbers, halved every half-life of an age in days."""
    if not len(age):
        return np.zeros(0)
    weights = basis.policy.relationships.weights.model_dump()
    weight = np.array([weights[name] for name in kinds_by_weight(basis)])
    first = int(age.min())
    ages = np.arange(first, int(age.max()) + 1)
    decay = np.exp2(-ages / basis.policy.relationships.half_life_days)
    return np.asarray(weight[kind] * decay[age - first])
