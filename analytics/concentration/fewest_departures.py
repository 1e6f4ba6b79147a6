"""The fewest people whose joint absence leaves more than a given part without anybody.

The truck factor of software engineering (Avelino et al., ICPC 2016), weighted by money. Theirs
is a greedy upper bound; here an integer programme proves the least number or bounds it:
minimise Σ x_r subject to Σ w_g y_g > fraction · Σ w_g and y_g ≤ x_r for everybody r who knows
group g (x binary). Money is counted in whole units, so that exactly half is not more than half.
"""

import math
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array

from analytics.relationships.pairs import Floats

__all__ = ["fewest_departures", "greedy_order"]

#: Gains closer than this part of the total are equal.
TOLERANCE = 1e-12
#: Up to this many units the solver tells half from one unit more than half.
EXACT_UNITS = 100_000
#: Amounts in all whose powers of ten no double holds, and how often they are doubled, exactly.
_TINY, _DOUBLINGS = 1e-200, 700
#: Well above the solver's own tolerance, so that it never wavers over an exact half.
SLACK = 1e-7
#: With more entries the solver finds nothing in the time (measured), nor does it stop in time.
LINKS_PER_SECOND = 20_000
#: Significant decimal digits kept of the total; amounts are known no better as floats.
DIGITS = 13


def greedy_order(knowers: csr_array, weights: Floats) -> tuple[list[int], Floats]:
    """Remove one after another whoever leaves most further weight without anybody.

    ``knowers``: groups × people, 1 where the person knows the group; ``weights``: of the groups,
    > 0. Ties go to the smallest column. Returns the columns in order, until no group is left,
    and the weight that each takes along. Work: people² + entries of ``knowers``.

    >>> order, gains = greedy_order(csr_array([[1, 0], [1, 1]]), np.array([3.0, 5.0]))
    >>> order, gains.tolist()
    ([0, 1], [3.0, 5.0])
    """
    by_person = knowers.T.tocsr()
    people, close = knowers.shape[1], TOLERANCE * weights.sum()
    remaining = np.diff(knowers.indptr).astype(np.int64)
    # The sum of the columns that remain names the last one as soon as only one remains.
    last = np.asarray(knowers @ np.arange(people)).astype(np.int64)
    gain = np.zeros(people)
    np.add.at(gain, last[remaining == 1], weights[remaining == 1])
    order: list[int] = []
    gains: list[float] = []
    while (remaining > 0).any():
        person = int(np.flatnonzero(gain >= gain.max() - close)[0])
        order.append(person)
        gains.append(float(gain[person]))
        gain[person] = -np.inf
        groups = by_person.indices[by_person.indptr[person] : by_person.indptr[person + 1]]
        remaining[groups] -= 1
        last[groups] -= person
        alone = groups[remaining[groups] == 1]
        np.add.at(gain, last[alone], weights[alone])
    return order, np.array(gains)


def fewest_departures(
    knowers: csr_array, weights: Floats, *, fraction: float, seconds: float
) -> tuple[int, list[int]]:
    """Return a proven lower bound and a set of people (columns) that suffices.

    The set is smallest where its size equals the bound. It starts from the better of two greedy
    sets; the search stops after about ``seconds`` and is not begun where they cannot suffice.
    Arguments as in :func:`greedy_order`, with at least one group.

    >>> sole = csr_array(np.eye(4))
    >>> fewest_departures(sole, np.array([40.0, 30, 20, 10]), fraction=0.5, seconds=1)
    (2, [0, 1])
    """
    problem = _Problem(knowers, weights, fraction)
    start = min(problem.greedy(), problem.spared(), key=len)
    if knowers.nnz > LINKS_PER_SECOND * seconds:
        return min(problem.least(), len(start)), start
    return problem.solve(problem.least(), start, time.monotonic() + seconds)


class _Problem:
    """The integer programme; ``units`` are the weights as whole numbers."""

    def __init__(self, knowers: csr_array, weights: Floats, fraction: float):
        self.knowers, self.weights = knowers, weights
        self.groups, self.people = knowers.shape
        self.sizes = np.diff(knowers.indptr)
        if weights.sum() < _TINY:
            weights = np.ldexp(weights, _DOUBLINGS)
        units = np.rint(weights * _units_of(float(weights.sum()))).astype(np.int64)
        common = int(np.gcd.reduce(units))
        self.units = units // max(common, 1)
        self.total = int(self.units.sum())
        # Without a common measure, every amount may be rounded by half a unit.
        self.needed = fraction * self.total + (self.groups if common == 1 else 0)
        self.exact = self.total <= EXACT_UNITS

    def suffices(self, gone: NDArray[np.bool_]) -> bool:
        """Tell whether the groups all of whose knowers are gone weigh more than needed."""
        alone = np.asarray(self.knowers @ gone.astype(np.float64)) >= self.sizes - 0.5
        return bool(self.units[alone].sum() > self.needed)

    def greedy(self) -> list[int]:
        """The shortest start of the greedy order that suffices, less everybody it can spare."""
        by_person = self.knowers.T.tocsr()
        left, alone = self.sizes.astype(np.int64), 0
        gone = np.zeros(self.people, dtype=bool)
        order, _ = greedy_order(self.knowers, self.weights)
        for person in order:
            gone[person] = True
            groups = by_person.indices[by_person.indptr[person] : by_person.indptr[person + 1]]
            left[groups] -= 1
            alone += int(self.units[groups[left[groups] == 0]].sum())
            if alone > self.needed:
                break
        for person in filter(gone.__getitem__, order):
            groups = by_person.indices[by_person.indptr[person] : by_person.indptr[person + 1]]
            kept = int(self.units[groups[left[groups] == 0]].sum())
            if alone - kept > self.needed:
                gone[person] = False
                alone -= kept
                left[groups] += 1
        return np.flatnonzero(gone).tolist()

    def spared(self) -> list[int]:
        """Start from everybody and spare whoever takes least along, as long as it suffices."""
        by_person = self.knowers.T.tocsr()
        taken = by_person @ self.units.astype(np.float64)
        alone = np.ones(self.groups, dtype=bool)
        gone = np.ones(self.people, dtype=bool)
        left = float(self.total)
        while left - taken.min() > self.needed:
            person = int(taken.argmin())
            left -= taken[person]
            groups = by_person.indices[by_person.indptr[person] : by_person.indptr[person + 1]]
            freed = groups[alone[groups]]
            taken -= self._held(freed)
            taken[person], gone[person], alone[freed] = np.inf, False, False
        return np.flatnonzero(gone).tolist()

    def _held(self, groups: NDArray[np.integer]) -> Floats:
        """Σ of the units of these groups that each person knows."""
        sizes = self.sizes[groups]
        ends = np.cumsum(sizes)
        entries = np.arange(sizes.sum()) + np.repeat(
            self.knowers.indptr[groups] - ends + sizes, sizes
        )
        units = np.repeat(self.units[groups], sizes).astype(np.float64)
        people = self.knowers.indices[entries]
        return np.bincount(people, weights=units, minlength=self.people).astype(np.float64)

    def least(self) -> int:
        """A lower bound by counting: split every group evenly among those who know it; nobody
        can take more than his parts."""
        parts = np.sort(self.knowers.T @ (self.units / self.sizes))[::-1]
        return int(np.searchsorted(np.cumsum(parts), self.needed * (1 - 1e-9))) + 1

    def solve(self, low: int, leavers: list[int], until: float) -> tuple[int, list[int]]:
        """Raise the lower and reduce the upper bound until they meet or time runs out.

        A set that falls short by the solver's rounding is cut off, and the rest searched.
        """
        cuts: list[Floats] = []
        while low < len(leavers) and (seconds := until - time.monotonic()) > 0:
            result = self._minimise(cuts, low, len(leavers), seconds)
            low = max(low, _proven_bound(result, len(leavers)))
            if result.x is None:
                break
            gone = result.x[: self.people] > 0.5
            if self.suffices(gone):
                leavers = min(leavers, np.flatnonzero(gone).tolist(), key=len)
            else:
                cuts.append(np.append(~gone, np.zeros(self.groups)))
        return min(low, len(leavers)), leavers

    def _minimise(self, cuts: list[Floats], low: int, high: int, seconds: float) -> OptimizeResult:
        count = np.append(np.ones(self.people), np.zeros(self.groups))
        weights = np.append(np.zeros(self.people), self.units / self.total * EXACT_UNITS)
        constraints = [
            LinearConstraint(weights, self._asked() / self.total * EXACT_UNITS, np.inf),
            LinearConstraint(self._links(), -np.inf, 0.0),
            LinearConstraint(count, low, high),
            # Somebody outside a set that falls short must go, too.
            *(LinearConstraint(cut, 1.0, np.inf) for cut in cuts),
        ]
        return milp(
            count,
            integrality=count,
            bounds=Bounds(0.0, 1.0),
            constraints=constraints,
            options={"time_limit": seconds},
        )

    def _asked(self) -> float:
        """What the solver is asked for: half a unit more excludes no set that suffices, where
        it can tell half a unit; otherwise a little less, and short sets are cut off."""
        return math.floor(self.needed) + 0.5 if self.exact else self.needed * (1 - SLACK)

    def _links(self) -> csr_array:
        """One row y_g − x_r for every entry of ``knowers``."""
        pairs = self.knowers.tocoo()
        row = np.arange(len(pairs.row))
        coordinates = (np.append(row, row), np.append(pairs.col, self.people + pairs.row))
        signs = np.append(-np.ones(len(row)), np.ones(len(row)))
        return csr_array(
            coo_array((signs, coordinates), shape=(len(row), self.people + self.groups))
        )


def _units_of(total: float) -> float:
    """Units per currency unit: a power of ten, so that cents stay whole numbers."""
    return 10.0 ** (DIGITS - math.floor(math.log10(total)))


def _proven_bound(result: OptimizeResult, high: int) -> int:
    """The whole number that the solver has proven from below; ``high`` if nothing less is left."""
    if result.status == 2:
        return high
    bound = result.mip_dual_bound
    return 0 if bound is None or not math.isfinite(bound) else math.ceil(bound - 1e-6)
