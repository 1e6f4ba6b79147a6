"""The exact law of the loss, where a company is small or its books are disjoint.

Reps that share a customer, directly or through others, form a component. Within one, every set of
departures is a state; given the state, customers follow independently (all customers of a rep
share one departure). With independent departures components are independent, so their laws
convolve; with dependence the whole company is one component, whose states have the probabilities
of the joint law.

Along with the probability of each loss, a law carries for every rep the mean amount that is the
rep's part (of a lost customer, in proportion to q over those who left), restricted to that loss:
``masses[0]`` is P(L = x), ``masses[1 + r]`` is E[part of r; L = x], and the parts add up to
x · P(L = x). Convolving f, g with f', g' gives f∗f' and g∗f' (or f∗g'), so contributions to
expected shortfall come out exactly, too.

Sums of exposures are kept as they are while there are few of them; otherwise they are put on a
grid, each exposure split between its two neighbours so that every mean stays exact. The same where
customers who stay buy less: what that is differs between sets of departures.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from analytics.losses.book import LossBook
from analytics.losses.dependence import JointLaw
from analytics.losses.lattice import Lattice
from analytics.losses.scenarios import States, enumerated
from analytics.losses.shrunk_lattice import ShrunkLattice
from analytics.losses.union import chance_of_any_in_scenarios, log_none

__all__ = ["ExactLaw", "exact_law"]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Cells of the grid, and of the finer one where no sum is kept as it is; the largest possible loss
#: is its length.
_CELLS, _FINE_CELLS = 16_384, 65_536
#: Numbers that adding two laws without a grid may take, and that enumeration may touch, so that
#: the exact law costs less than a simulation; numbers held at a time; most components.
_TERMS, _WORK, _HELD, _PARTS = 2_000_000, 1e8, 2_000_000, 6_000


@dataclass(frozen=True, slots=True, eq=False)
class ExactLaw:
    """values (ascending), masses ((1 + reps) × values, see the module) and the reps' codes."""

    values: Floats
    masses: Floats
    reps: Codes


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A component: its book, its reps' codes in the whole book, and its sets of departures."""

    book: LossBook
    reps: Codes
    states: States


def exact_law(book: LossBook, joint_law: JointLaw) -> ExactLaw | None:
    """The law of the loss of a book, or None where it would take too long.

    Cost: Σ over components of 2^(uncertain reps) · customers · values · reps, bounded.
    """
    parts = _parts(book, joint_law)
    if parts is None:
        return None
    total = float(book.exposure.sum())
    first = total / _FINE_CELLS if book.shrinks else None
    return _law(parts, first) or _law(parts, total / _CELLS)


def _parts(book: LossBook, joint_law: JointLaw) -> list[_Part] | None:
    """The components with their states; None where they are too many or too wide."""
    parts = []
    for part, reps in _components(book, joined=not joint_law.independent):
        # Without as much as the bare numbers of states, nothing is built.
        if 2.0 ** min(int((part.leave < 1).sum()), 99) * len(part.exposure) > _WORK / 300:
            return None
        states = enumerated(part, joint_law)
        if states is None:
            return None
        parts.append(_Part(part, reps, states))
    return parts


def _components(book: LossBook, *, joined: bool) -> list[tuple[LossBook, Codes]]:
    """Each component's own book, with the codes of its reps in the whole one."""
    everybody = np.arange(len(book.leave))
    if not len(everybody) or joined:
        return [(book, everybody)] if len(everybody) else []
    linked = book.matrix(book.follow)
    number, label = connected_components(linked.T @ linked, directed=False)
    # The number of components is bounded before anything is built for them.
    if number > _PARTS:
        return [(book, everybody)]
    by_customer = np.zeros(len(book.exposure), dtype=np.int64)
    by_customer[book.customer] = label[book.rep]
    split = ((np.flatnonzero(by_customer == k), np.flatnonzero(label == k)) for k in range(number))
    return [(book.part(customers, reps), reps) for customers, reps in split]


def _law(parts: list[_Part], step: float | None) -> ExactLaw | None:
    """Convolve the laws of all components, on the grid if a step is given."""
    lattices = [lattice for part in parts if (lattice := _lattice(part, step))]
    if len(lattices) < len(parts) or sum(map(_work, parts, lattices)) > _WORK:
        return None
    laws = [_component_law(*pair) for pair in zip(parts, lattices, strict=True)]
    if not laws:
        return ExactLaw(np.zeros(1), np.ones((1, 1)), np.zeros(0, dtype=np.int64))
    while len(laws) > 1:
        pairs = list(zip(laws[::2], laws[1::2], strict=False))
        if step is None and max(_terms(*pair) for pair in pairs) > _TERMS:
            return None
        laws = [_sum(*pair, step) for pair in pairs] + laws[len(laws) - len(laws) % 2 :]
    return laws[0]


def _lattice(part: _Part, step: float | None) -> Lattice | ShrunkLattice | None:
    if step is None:
        return Lattice.sums(part.book.exposure)
    if part.book.shrinks:
        return ShrunkLattice.grid(part.book.exposure, step)
    return Lattice.grid(part.book.exposure, step)


def _work(part: _Part, lattice: Lattice | ShrunkLattice) -> float:
    """Numbers touched: states · customers · values · rows of masses."""
    cells = len(lattice.values) * (1 + len(part.reps))
    return float(len(part.states.weights) * len(part.book.exposure) * cells)


def _component_law(part: _Part, lattice: Lattice | ShrunkLattice) -> ExactLaw:
    """Mix the laws of all sets of departures with their probabilities."""
    book, states = part.book, part.states
    masses = np.zeros((1 + len(part.reps), len(lattice.values)))
    size = max(1, _HELD // max(masses.size, len(book.exposure) * len(book.leave)))
    for start in range(0, len(states.weights), size):
        gone = states.gone[start : start + size]
        lost, going = _gone_with(book, book.follow, gone)
        if isinstance(lattice, ShrunkLattice):
            shrunk, staying = _gone_with(book, book.shrinking, gone)
            law = lattice.with_parts(book.exposure, lost, shrunk, going, staying)
        else:
            law = lattice.with_parts(book.exposure, lost, going)
        masses += law @ states.weights[start : start + size]
    return ExactLaw(lattice.values, masses, part.reps)


def _gone_with(book: LossBook, chance: Floats, gone: Flags) -> tuple[Floats, Floats]:
    """customers × states: the union of the leavers' chances (by pair); and customers × reps ×
    states: the leavers' parts of it, in proportion."""
    among = book.matrix(chance).toarray()[:, :, None] * gone.T
    total = among.sum(axis=1, keepdims=True)
    shares = np.divide(among, total, out=np.zeros_like(among), where=total > 0)
    return chance_of_any_in_scenarios(book.matrix(log_none(chance)), gone), shares


def _terms(first: ExactLaw, second: ExactLaw) -> int:
    rows = len(first.masses) + len(second.masses)
    return len(first.values) * len(second.values) * rows


def _sum(first: ExactLaw, second: ExactLaw, step: float | None) -> ExactLaw:
    """The law of the sum of two independent losses of different reps."""
    reps = np.concatenate([first.reps, second.reps])
    if step is not None:
        # Imported here: it costs a second, and few companies need it.
        from scipy.signal import fftconvolve

        masses = np.vstack(
            [
                fftconvolve(first.masses, second.masses[:1], axes=1),
                fftconvolve(first.masses[:1], second.masses[1:], axes=1),
            ]
        )
        # The transform leaves a noise of 1e-17 on both sides of zero.
        masses = np.maximum(masses, 0.0)
        return ExactLaw(np.arange(masses.shape[1]) * step, masses, reps)
    values = np.add.outer(first.values, second.values).ravel()
    ours = first.masses[:, :, None] * second.masses[0]
    theirs = first.masses[0][:, None] * second.masses[1:, None, :]
    return _merged(values, np.vstack([ours, theirs]).reshape(1 + len(reps), -1), reps)


def _merged(values: Floats, masses: Floats, reps: Codes) -> ExactLaw:
    """Sort the values and put equal ones together, also those that rounding keeps apart."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    apart = np.diff(ordered, prepend=-np.inf) > 1e-12 * max(float(ordered[-1]), 1e-300)
    starts = np.flatnonzero(apart)
    return ExactLaw(ordered[starts], np.add.reduceat(masses[:, order], starts, axis=1), reps)
