"""Laws of a loss to which customers who stay add a part of their exposure.

Given who leaves, a customer is lost with its whole exposure x, or stays and loses a certain part s
of it. The sum of all x·s is certain; what is left to chance is x·(1 − s), which differs between
sets of departures, so that sums are kept on an even grid, each split between its two neighbours so
that every mean stays exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ShrunkLattice"]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ShrunkLattice:
    """A grid of so many cells from 0 on, ``step`` apart."""

    step: float
    cells: int

    @classmethod
    def grid(cls, exposure: Floats, step: float) -> "ShrunkLattice":
        """From 0 to the sum of the exposures, with room for every amount rounded up."""
        return cls(step, int(exposure.sum() / step) + len(exposure) + 3)

    @property
    def values(self) -> Floats:
        """The amounts, ascending."""
        return np.arange(self.cells, dtype=np.float64) * self.step

    def convolved(self, exposure: Floats, lost: Floats, shrunk: Floats) -> Floats:
        """values × states: the law of the loss.

        lost, shrunk: customers × states, the chance to be lost and the part s of who stays.
        """
        parts = np.zeros((len(exposure), 0, lost.shape[1]))
        return self.with_parts(exposure, lost, shrunk, parts, parts)[0]

    def with_parts(
        self, exposure: Floats, lost: Floats, shrunk: Floats, going: Floats, staying: Floats
    ) -> Floats:
        """(1 + reps) × values × states: P(L = x), then E[part of each rep; L = x].

        going, staying: customers × reps × states, each rep's part of a customer that is lost, and
        of what one who stays buys less. The loop over customers is a recursion that cannot be
        vectorised; callers bound its length.
        """
        masses = np.zeros((1 + going.shape[1], lost.shape[1], self.cells))
        masses[0, :, 0] = 1.0
        reached = 1
        for customer in np.argsort(exposure, kind="stable"):
            rows = np.flatnonzero(lost[customer] > 0)
            if not len(rows):
                continue
            amount = exposure[customer] * (1 - shrunk[customer, rows])
            before = exposure[customer] * shrunk[customer, rows] * staying[customer][:, rows]
            own = exposure[customer] * going[customer][:, rows] - before
            moved = masses[:, rows, :reached] * lost[customer, rows, None]
            masses[:, rows, :reached] -= moved
            self._add(masses, rows, moved, amount, own)
            reached = min(reached + int(amount.max() / self.step) + 1, self.cells)
        everybody = np.arange(lost.shape[1])
        sure = exposure[:, None] * shrunk
        result = np.zeros_like(masses)
        theirs = np.einsum("cs,crs->rs", sure, staying)
        self._add(result, everybody, masses[:, :, :reached], sure.sum(axis=0), theirs)
        return result.transpose(0, 2, 1)

    def _add(self, masses: Floats, rows: Codes, moved: Floats, amount: Floats, own: Floats) -> None:
        """Add laws of some rows, moved up by an amount (by row) that is the reps' own (reps ×
        rows)."""
        low, rest = np.divmod(amount / self.step, 1)
        counted = np.divide(own, amount, out=np.zeros_like(own), where=amount > 0)
        places = np.arange(moved.shape[2])
        for cell, share in ((low.astype(np.int64), 1 - rest), (low.astype(np.int64) + 1, rest)):
            piece = share[:, None] * moved
            piece[1:] += (counted * cell * self.step)[:, :, None] * piece[0]
            target = np.minimum(cell[:, None] + places, self.cells - 1)
            masses[:, rows[:, None], target] += piece
