"""Which pairs save most: at most one second contact a customer, so many customers a rep.

A maximum-weight matching with capacities, solved as a minimum-cost flow by successive best
augmentations: each plan is optimal for its number of pairs, and no customer is taken out again
(Ahuja, Magnanti & Orlin 1993, Network Flows, ch. 9.7).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.relationships.pairs import Codes

__all__ = ["Choices", "optimal_plans"]

_NOT_REACHED = -(2**61)


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Pairs to choose from: codes of customer and second contact by pair, and how many customers
    each second contact can take, by second."""

    customer: Codes
    second: Codes
    capacity: Codes

    def __len__(self) -> int:
        return len(self.customer)

    def at(self, pairs: Codes) -> "Choices":
        """Some of the pairs, in that order."""
        return Choices(self.customer[pairs], self.second[pairs], self.capacity)


def optimal_plans(choices: Choices, weights: NDArray[np.int64], most: int) -> list[Codes]:
    """Best plans of 0, 1, … up to ``most`` pairs, each as places in ``choices``, ascending.

    Ends before ``most`` where no further pair raises the sum of weights (whole numbers, so that
    ties are ties); pairs with a weight of 0 or less are never chosen. Among equally good steps the
    smaller second code, then the smaller customer code wins. Each step costs O(pairs · full
    second contacts) at most.

    >>> pairs = Choices(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([1, 1]))
    >>> [plan.tolist() for plan in optimal_plans(pairs, np.array([100, 90, 95]), 2)]
    [[], [0], [1, 2]]
    """
    kept = np.flatnonzero(weights > 0)
    keys = (choices.customer[kept], -weights[kept], choices.second[kept])
    order = kept[np.lexsort(keys)]
    flow = _Flow.start(
        Choices(choices.customer[order], choices.second[order], choices.capacity), weights[order]
    )
    plans = [order[:0]]
    while len(plans) <= most and flow.augment():
        plans.append(np.sort(order[flow.matched[flow.matched >= 0]]))
    return plans


@dataclass(slots=True, eq=False)
class _Flow:
    """A plan that grows by one pair at a time; pairs sorted by second, largest weight first."""

    choices: Choices
    weights: NDArray[np.int64]
    #: First pair of each second that has any, and those second contacts.
    starts: Codes
    second_contacts: Codes
    #: The pair by which each customer is served, −1 without; customers served by each second.
    matched: Codes
    load: Codes

    @classmethod
    def start(cls, choices: Choices, weights: NDArray[np.int64]) -> "_Flow":
        second_contacts, starts = np.unique(choices.second, return_index=True)
        customers = int(choices.customer.max(initial=-1)) + 1
        unserved = np.full(customers, -1)
        return cls(
            choices,
            weights,
            starts,
            second_contacts,
            unserved,
            np.zeros(len(choices.capacity), np.int64),
        )

    def augment(self) -> bool:
        """Serve one more customer in the best way; False where that gains nothing."""
        if len(self.choices) == 0:
            return False
        gain, into = self._reached()
        free = self.load < self.choices.capacity
        gain = np.where(free, gain, _NOT_REACHED)
        last = int(np.argmax(gain))
        if gain[last] <= 0:
            return False
        self.load[last] += 1
        pair = int(into[last])
        while pair >= 0:
            customer = self.choices.customer[pair]
            self.matched[customer], left = pair, self.matched[customer]
            pair = int(into[self.choices.second[left]]) if left >= 0 else -1
        return True

    def _reached(self) -> tuple[NDArray[np.int64], Codes]:
        """The best gain of bringing one more customer to each second, and the pair that does.

        Longest paths by Bellman & Ford: there is no gaining cycle in an optimal plan.
        """
        gain, into = self._from_unserved()
        arcs, sources, gains = self._moves()
        targets = self.choices.second[arcs]
        while True:
            reach = np.where(gain[sources] > _NOT_REACHED, gain[sources] + gains, _NOT_REACHED)
            best = np.full(len(gain), _NOT_REACHED)
            np.maximum.at(best, targets, reach)
            better = np.flatnonzero((reach == best[targets]) & (reach > gain[targets]))
            if len(better) == 0:
                return gain, into
            # The first of equal moves wins: it is written last.
            into[targets[better[::-1]]] = arcs[better[::-1]]
            gain[targets[better]] = reach[better]

    def _from_unserved(self) -> tuple[NDArray[np.int64], Codes]:
        """Each second's best customer whom nobody serves yet: weight and pair."""
        size, none = len(self.load), len(self.choices)
        unserved = self.matched[self.choices.customer] < 0
        open_pairs = np.where(unserved, np.arange(none), none)
        first = np.minimum.reduceat(open_pairs, self.starts)
        gain, into = np.full(size, _NOT_REACHED), np.full(size, -1)
        has_pair = first < none
        gain[self.second_contacts[has_pair]] = self.weights[first[has_pair]]
        into[self.second_contacts[has_pair]] = first[has_pair]
        return gain, into

    def _moves(self) -> tuple[Codes, Codes, NDArray[np.int64]]:
        """Moves of a served customer away from a second who has no room: pair that would serve
        it instead, second that it leaves, gain."""
        now = self.matched[self.choices.customer]
        full = self.load >= self.choices.capacity
        moves = np.flatnonzero((now >= 0) & (now != np.arange(len(now))))
        moves = moves[full[self.choices.second[now[moves]]]]
        left = now[moves]
        return moves, self.choices.second[left], self.weights[moves] - self.weights[left]
