"""The law of the loss by scenarios, where books overlap too much for an exact one.

Departures are drawn by stratified sampling: the sum of what would go with each leaver is put on
a coarse grid, where its law is exact; scenarios are spread evenly over the quantiles of that sum
(half of them over its worst fifth, with weights accordingly), and the departures are then drawn
given the sum, going backwards through the recursion that made its law. Marginal probabilities stay
exactly a(r); only the noise between scenarios shrinks. Given the departures, customers follow
independently. Standard errors come from 20 independent repetitions (batches).

References
----------
Glasserman 2004, Monte Carlo Methods in Financial Engineering, ch. 4.3 (stratified sampling).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analytics.loss_book import Book

__all__ = ["BATCHES", "Scenarios", "simulate"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BATCHES = 20
_GRID_CELLS, _TABLE_CELLS = 2_048, 4_000_000
#: The worst part of the departures' law that gets half of the scenarios.
_WORST = 0.2
#: Customers × scenarios drawn at most (a very large company has less chance noise and gets fewer
#: scenarios, but not below the fewest) and at least (a small one gets up to ten times as many, for
#: next to nothing), and cells held in memory at a time.
_CELLS_MOST, _CELLS_LEAST, _FEWEST, _CELLS_HELD = 50_000_000, 10_000_000, 2_000, 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Scenarios:
    """Simulated years.

    losses (≥ 0) and weights (sum 1) by scenario, those of one batch adjacent and equally many;
    ``gone`` says who leaves (scenarios × reps), ``lost`` which customers do (customers × scenarios,
    eight scenarios a byte).
    """

    book: Book
    losses: Floats
    weights: Floats
    gone: Flags
    lost: NDArray[np.uint8]

    def contributions(self, tail: Floats) -> Floats:
        """Each rep's part of the loss, averaged over scenarios with the weights ``tail``.

        A lost customer's exposure belongs to those who left, in proportion to q.
        """
        follow = self.book.matrix(self.book.follow)
        parts = np.zeros(len(self.book.leave))
        chosen = np.flatnonzero(tail)
        for block in _blocks(len(chosen), len(self.book.exposure)):
            rows = chosen[block]
            gone = self.gone[rows].T.astype(float)
            lost = self.lost[:, rows // 8] >> (7 - rows % 8).astype(np.uint8) & 1
            among = follow @ gone
            amount = np.divide(
                self.book.exposure[:, None] * lost, among, out=np.zeros_like(among), where=lost > 0
            )
            parts += (gone * (follow.T @ amount)) @ tail[rows]
        return parts


def simulate(book: Book, *, scenarios: int, seed: int) -> Scenarios:
    """Draw scenarios of one year: about as many as asked for.

    Fewer where there are more than 2,500 customers, more (up to ten times) below 500, by the work
    they make. The same seed gives the same scenarios.
    """
    random = np.random.default_rng(seed)
    half = max(1, _number(scenarios, len(book.exposure)) // (2 * BATCHES))
    quantiles, weights = _strata(half, random)
    gone = _departures(book, quantiles, random)
    losses, lost = _follow(book, gone, random)
    return Scenarios(book, losses, weights, gone, lost)


def _number(scenarios: int, customers: int) -> int:
    affordable = max(_FEWEST, _CELLS_MOST // customers)
    free = min(10 * scenarios, _CELLS_LEAST // customers)
    return max(min(scenarios, affordable), free)


def _strata(half: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Quantiles in [0, 1), evenly spread in every batch, and the weight of each."""
    offset = random.random((BATCHES, 2, 1))
    even = (np.arange(half) + offset) / half
    even[:, 0] *= 1 - _WORST
    even[:, 1] = 1 - _WORST + even[:, 1] * _WORST
    weights = np.repeat([1 - _WORST, _WORST], half) / (half * BATCHES)
    return even.ravel(), np.tile(weights, BATCHES)


def _departures(book: Book, quantiles: Floats, random: np.random.Generator) -> Flags:
    """Who leaves in each scenario, given the quantile of the sum of what would go with them."""
    at_stake = book.exposure[book.customer] * book.follow
    amount = np.bincount(book.rep, weights=at_stake, minlength=len(book.leave))
    cells = max(1, min(_GRID_CELLS, _TABLE_CELLS // len(amount)))
    steps = np.rint(amount / amount.sum() * cells).astype(np.int64)
    table = _sum_laws(book.leave, steps)
    law = np.cumsum(table[-1])
    rest = np.searchsorted(law / law[-1], quantiles, side="right")
    rest = np.minimum(rest, np.flatnonzero(table[-1])[-1])
    gone = np.zeros((len(quantiles), len(amount)), dtype=bool)
    for rep in range(len(amount) - 1, -1, -1):
        before = rest - steps[rep]
        leaving = np.where(before >= 0, book.leave[rep] * table[rep, np.maximum(before, 0)], 0.0)
        gone[:, rep] = random.random(len(rest)) * table[rep + 1, rest] < leaving
        rest = np.where(gone[:, rep], before, rest)
    return gone


def _sum_laws(leave: Floats, steps: NDArray[np.int64]) -> Floats:
    """Row r: the law of the sum of steps over the leavers among the first r reps."""
    table = np.zeros((len(leave) + 1, int(steps.sum()) + 1))
    table[0, 0] = 1.0
    for rep, (chance, step) in enumerate(zip(leave, steps, strict=True)):
        table[rep + 1] = (1 - chance) * table[rep]
        table[rep + 1, step:] += chance * table[rep, : table.shape[1] - step]
    return table


def _follow(
    book: Book, gone: Flags, random: np.random.Generator
) -> tuple[Floats, NDArray[np.uint8]]:
    """Which customers go in each scenario, and the sum of their exposure."""
    stays = book.matrix(np.log1p(-book.follow)).astype(np.float32)
    losses, packed = np.zeros(len(gone)), []
    for block in _blocks(len(gone), len(book.exposure)):
        lost = _lost(stays, gone[block], random)
        customers, years = lost.nonzero()
        losses[block] = np.bincount(
            years, weights=book.exposure[customers], minlength=lost.shape[1]
        )
        packed.append(np.packbits(lost, axis=1))
    return losses, np.hstack(packed)


def _lost(stays: sparse.csr_array, gone: Flags, random: np.random.Generator) -> Flags:
    """Customers × scenarios: a customer is lost with 1 − Π(1 − q) over those who leave.

    In single precision, which is far finer than chance and half the work; money is not.
    """
    stay = np.exp(stays @ gone.T.astype(np.float32))
    return random.random(stay.shape, dtype=np.float32) >= stay


def _blocks(scenarios: int, customers: int) -> Iterator[slice]:
    """Slices of scenarios that fit into memory; whole bytes of eight."""
    size = max(8, _CELLS_HELD // customers // 8 * 8)
    for start in range(0, scenarios, size):
        yield slice(start, min(start + size, scenarios))
