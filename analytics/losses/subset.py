"""Some of very many customers in place of all of them, so that a scenario costs no more for a
company of a million customers than for one of a hundred thousand.

Each customer is taken with a chance in proportion to its exposure, the largest for certain, and
then counts as often as its chance says: sums over all customers are met on average (Horvitz &
Thompson 1952, Journal of the American Statistical Association 47). Taken evenly along the list of
those with whom customers go first of all, so that nobody's are many or few by chance. Every draw of
the chances, and every few scenarios, take others, so that what one choice misses evens out.
Standard errors hold it as far as scenarios differ in their choice; those of one draw of the chances
share theirs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["EVERYBODY", "Sampling", "Some", "closest"]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

#: Customers up to which all are looked at, and about how many are taken of more.
EVERYBODY, _TAKEN = 100_000, 20_000
_SEED = 14


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """customers: codes, ascending; counts: how many customers each stands for (≥ 1)."""

    customers: Codes
    counts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sampling:
    """How customers are taken: order, along which they are; reached: the sum of their chances so
    far; chances (0–1), by code."""

    order: Codes
    reached: Floats
    chances: Floats

    @classmethod
    def of(cls, exposure: Floats, group: Codes) -> "Sampling":
        """Of customers with an exposure (≥ 0; without any they are not taken), evenly along their
        groups."""
        ranked = np.sort(exposure)[::-1]
        rest = np.cumsum(ranked[::-1])[::-1][:_TAKEN]
        # With all before it in the list for certain: x · (left to take) / (exposure of the rest).
        scale = rest / (_TAKEN - np.arange(len(rest)))
        below = np.flatnonzero(ranked[:_TAKEN] < scale)
        chances = (exposure > 0).astype(float)
        if len(below):
            chances = np.minimum(exposure / scale[below[0]], 1.0)
        order = np.argsort(group, kind="stable")
        return cls(order, np.cumsum(chances[order]), chances)

    def some(self, number: int) -> Some:
        """The choice of so many; the same number, the same customers."""
        start = np.random.default_rng([_SEED, number]).random()
        whole = np.floor(self.reached + start)
        # Rounding of the sum must not lose a certain one.
        there = self.chances == 1.0
        there[self.order[np.diff(whole, prepend=0.0) > 0]] = True
        customers = np.flatnonzero(there)
        return Some(customers, 1 / self.chances[customers])


def closest(customer: Codes, rep: Codes, follow: Floats, size: int) -> Codes:
    """The rep by customer (of so many) with whom it goes most surely, −1 where there is none;
    customer, rep and follow (q > 0) by pair.

    >>> closest(np.array([0, 0, 2]), np.array([7, 8, 9]), np.array([0.1, 0.2, 0.3]), 3).tolist()
    [8, -1, 9]
    """
    most, reps = np.zeros(size), np.full(size, -1)
    np.maximum.at(most, customer, follow)
    rows = follow == most[customer]
    reps[customer[rows]] = rep[rows]
    return reps
