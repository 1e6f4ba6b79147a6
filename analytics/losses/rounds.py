"""The pairs of all customers in rounds: the first of everybody, the second of who has one, …

A union of chances over each customer's pairs takes no logarithm then: after every round the chance
is 1 − (1 − before)·(1 − p), for all customers at once and exact for small chances, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.losses.union import chance_of_any

__all__ = ["Rounds", "in_rounds"]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

#: A round of fewer customers is not worth its calls: what is left is taken at once.
_FEWEST = 64
#: Pairs laid out at a time, so that what one draw takes of them stays in the processor's cache.
_HELD = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """Some customers and all their pairs.

    customers: codes, the most pairs first. pairs: places of the pairs, round by round, each in the
    order of ``customers``; sizes: customers in each round. After the rounds come the pairs of those
    few who have more; few: for each of these the place in ``customers``.
    """

    customers: Codes
    pairs: Codes
    sizes: tuple[int, ...]
    few: Codes

    def any_of(self, chance: Floats) -> Floats:
        """1 − Π(1 − p) of each customer, p by pair as ``pairs``."""
        lost = np.zeros(len(self.customers))
        room = np.empty(len(self.customers))
        for size, part in self._rounds(chance):
            rises = np.subtract(1.0, lost[:size], out=room[:size])
            rises *= part
            lost[:size] += rises
        if len(self.few):
            size = int(self.few.max()) + 1
            more = chance_of_any(chance[-len(self.few) :], self.few, size)
            lost[:size] += more * (1 - lost[:size])
        return lost

    def sums(self, values: Floats) -> Floats:
        """Σ of each customer, values by pair as ``pairs``."""
        total = np.zeros(len(self.customers))
        for size, part in self._rounds(values):
            total[:size] += part
        if len(self.few):
            more = np.bincount(self.few, weights=values[-len(self.few) :])
            total[: len(more)] += more
        return total

    def multiplied(self, values: Floats, factors: Floats) -> Floats:
        """The values (by pair), in place, times the factor of each one's customer."""
        for size, part in self._rounds(values):
            part *= factors[:size]
        if len(self.few):
            values[-len(self.few) :] *= factors[self.few]
        return values

    def _rounds(self, values: Floats) -> Iterator[tuple[int, Floats]]:
        start = 0
        for size in self.sizes:
            yield size, values[start : start + size]
            start += size


def in_rounds(customer: Codes, size: int) -> Iterator[Rounds]:
    """Lay out pairs of so many customers (codes by pair), in blocks; who has none is in no block.

    >>> [each.any_of(np.array([0.5, 0.5])).tolist() for each in in_rounds(np.array([1, 1]), 2)]
    [[0.75]]
    """
    count = np.bincount(customer, minlength=size)
    by_customer = np.argsort(customer, kind="stable")
    first = np.cumsum(count) - count
    there = np.flatnonzero(count)
    block = (first[there] // _HELD).astype(np.int64)
    for own in np.split(there, np.flatnonzero(np.diff(block)) + 1):
        if len(own):
            yield _laid_out(own, first[own], count[own], by_customer)


def _laid_out(customers: Codes, first: Codes, count: Codes, by_customer: Codes) -> Rounds:
    order = np.argsort(-count, kind="stable")
    customers, first, count = customers[order], first[order], count[order]
    reaching = np.cumsum(np.bincount(count)[::-1])[::-1][1:]
    sizes = tuple(int(each) for each in reaching[reaching >= _FEWEST])
    left = np.maximum(count - len(sizes), 0)
    few = np.repeat(np.arange(len(customers)), left)
    step = np.arange(len(few)) - np.repeat(np.cumsum(left) - left, left) + len(sizes)
    rows = [first[:number] + step_ for step_, number in enumerate(sizes)]
    rows.append(first[few] + step)
    return Rounds(customers, by_customer[np.concatenate(rows)], sizes, few)
