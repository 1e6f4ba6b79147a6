"""The amounts on which laws of a loss are kept: the sums that can occur, or an even grid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lattice", "Move"]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

#: Different sums that are kept without a grid, and how far they are apart, as part of the largest.
_SUMS, _APART = 4_096, 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """Where a customer's amount takes a law: from ``source`` to ``target`` places, with the part
    ``share`` of the customer's chance, counted as ``amount``."""

    source: slice | NDArray[np.int64]
    target: slice | NDArray[np.int64]
    share: float
    amount: float


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Ascending amounts from 0; ``step`` is missing for sums as they are.

    On the grid each amount is split between its two neighbours so that every mean stays exact.
    """

    values: Floats
    step: float | None

    @classmethod
    def sums(cls, exposure: Floats) -> "Lattice | None":
        """All sums that some of the exposures make, equal ones merged.

        None if they are too many, or some too close together to be told apart for certain.
        """
        values = np.zeros(1)
        for amount in np.sort(exposure):
            values = np.sort(np.concatenate([values, values + amount]))
            values = values[np.diff(values, prepend=-np.inf) > 1e-12 * values[-1]]
            if len(values) > _SUMS or np.diff(values).min() < _APART * values[-1]:
                return None
        return cls(values, None)

    @classmethod
    def grid(cls, exposure: Floats, step: float) -> "Lattice":
        """Cells from 0 to the sum of the exposures, each rounded up."""
        cells = int((exposure // step + 1).sum()) + 1
        return cls(np.arange(cells, dtype=np.float64) * step, step)

    def moves(self, amount: float, reached: int) -> list[Move]:
        """Where a customer with this amount takes a law that has ``reached`` places so far."""
        if self.step is None:
            wanted = self.values + amount
            middles = (self.values[1:] + self.values[:-1]) / 2
            target = np.searchsorted(middles, wanted)
            near = np.abs(self.values[target] - wanted) < _APART / 4 * self.values[-1]
            source = np.flatnonzero(near)
            return [Move(source, target[source], 1.0, amount)]
        low, rest = divmod(amount / self.step, 1)
        return [
            Move(slice(0, reached), slice(cells, cells + reached), share, cells * self.step)
            for cells, share in ((int(low), 1 - rest), (int(low) + 1, rest))
            if share > 0
        ]

    def _reached(self, exposure: Floats) -> Codes:
        """How many places a law has before each customer is added."""
        if self.step is None:
            return np.full(len(exposure), len(self.values))
        cells = (exposure // self.step).astype(np.int64) + 1
        return np.concatenate([[1], 1 + np.cumsum(cells)[:-1]])

    def convolved(self, exposure: Floats, lost: Floats) -> Floats:
        """values × states: the law of the loss, customers (lost: customers × states) independent.

        The loop over customers is a recursion that cannot be vectorised; callers bound its length.
        Small amounts come first, so that most steps are over few values.
        """
        law = np.zeros((len(self.values), lost.shape[1]))
        law[0] = 1.0
        order = np.argsort(exposure, kind="stable")
        for customer, reached in zip(order, self._reached(exposure[order]), strict=True):
            moved = law[:reached] * lost[customer]
            law[:reached] -= moved
            for move in self.moves(float(exposure[customer]), int(reached)):
                law[move.target] += move.share * moved[move.source]
        return law

    def with_parts(self, exposure: Floats, lost: Floats, parts: Floats) -> Floats:
        """(1 + reps) × values × states: P(L = x), then E[part of each rep; L = x].

        parts: customers × reps × states, of a lost customer's amount.
        """
        masses = np.zeros((1 + parts.shape[1], len(self.values), lost.shape[1]))
        masses[0, 0] = 1.0
        order = np.argsort(exposure, kind="stable")
        for customer, reached in zip(order, self._reached(exposure[order]), strict=True):
            moved = masses[:, :reached] * lost[customer]
            masses[:, :reached] -= moved
            for move in self.moves(float(exposure[customer]), int(reached)):
                piece = move.share * moved[:, move.source]
                piece[1:] += move.amount * parts[customer, :, None, :] * piece[0]
                masses[:, move.target] += piece
        return masses
