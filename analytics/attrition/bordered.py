"""Curvatures in which teams meet everything but each other: inverted at the cost of the few.

A row of the past belongs to one team at most, so of the matrix

    M = [ A   B ]        A: columns × columns,  B: columns × teams,  D: diagonal
        [ Bᵀ  D ]

nothing but a diagonal stands where teams meet teams. With E = B D⁻¹ and C = (A − E Bᵀ)⁻¹, the
inverse is

    M⁻¹ = [  C     −C E        ]
          [ −EᵀC   D⁻¹ + EᵀC E ]

so that the variance of a row with the columns x and the team t is (x − E_t)ᵀ C (x − E_t) + 1 / D_t,
and hundreds of teams cost no more than their number (Golub & Van Loan, Matrix Computations, ch. 4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bordered"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bordered:
    """M by its parts A (``among``), B (``beside``) and D (``own``, above 0)."""

    among: Floats
    beside: Floats
    own: Floats

    def with_diagonal(self, values: Floats) -> "Bordered":
        """M + diag(values)."""
        columns = len(self.among)
        among = self.among + np.diag(values[:columns])
        return Bordered(among, self.beside, self.own + values[columns:])

    def towards(self, other: "Bordered", part: float) -> "Bordered":
        """M + part · (other − M)."""
        return Bordered(
            self.among + part * (other.among - self.among),
            self.beside + part * (other.beside - self.beside),
            self.own + part * (other.own - self.own),
        )

    def largest(self, other: "Bordered", scale: Floats) -> float:
        """The largest of |other − M| · scale scaleᵀ."""
        columns, teams = np.split(scale, [len(self.among)])
        apart = (
            (other.among - self.among) * np.outer(columns, columns),
            (other.beside - self.beside) * np.outer(columns, teams),
            (other.own - self.own) * teams**2,
        )
        return max(float(np.abs(each).max(initial=0.0)) for each in apart)

    def whole(self) -> Floats:
        """M with all its zeros."""
        return np.block([[self.among, self.beside], [self.beside.T, np.diag(self.own)]])

    def log_determinant(self) -> float:
        rest = self.among - self.beside / self.own @ self.beside.T
        return float(np.log(self.own).sum() + np.linalg.slogdet(rest)[1])

    def inverse(self) -> "Inverse":
        reach = self.beside / self.own
        core = np.asarray(np.linalg.inv(self.among - reach @ self.beside.T), dtype=np.float64)
        return Inverse(core, reach, 1.0 / self.own)


@dataclass(frozen=True, slots=True, eq=False)
class Inverse:
    """M⁻¹ by C (``core``), E (``reach``) and 1 / D (``own``)."""

    core: Floats
    reach: Floats
    own: Floats

    def times(self, vector: Floats) -> Floats:
        """M⁻¹ · vector."""
        columns, teams = np.split(vector, [len(self.core)])
        first = self.core @ (columns - self.reach @ teams)
        return np.append(first, self.own * teams - first @ self.reach)

    def diagonal(self) -> Floats:
        teams = self.own + np.einsum("it,it->t", self.reach, self.core @ self.reach)
        return np.append(np.diag(self.core), teams)

    def variances(self, design: Floats, teams: NDArray[np.int64]) -> Floats:
        """Of the rows of ``design``, each in one of the teams; their number means none."""
        reach = np.vstack([self.reach.T, np.zeros(len(self.core))])
        apart = design - np.take(reach, teams, axis=0)
        own = np.append(self.own, 0.0)[teams]
        return np.asarray(np.einsum("ij,ij->i", apart @ self.core, apart) + own)

    def whole(self) -> Floats:
        beside = -self.core @ self.reach
        return np.block(
            [[self.core, beside], [beside.T, np.diag(self.own) - self.reach.T @ beside]]
        )
