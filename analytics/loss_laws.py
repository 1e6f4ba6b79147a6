"""The exact law of the loss, where a company is small or its books are disjoint.

Reps that share a customer, directly or through others, form a component. Within one, every set of
departures is a state; given the state, customers follow independently (reference check tree-01:
all customers of a rep share one departure). Components are independent, so their laws convolve.

Along with the probability of each loss, a law carries for every rep the mean amount that is the
rep's part (of a lost customer, in proportion to q over those who left), restricted to that loss:
``masses[0]`` is P(L = x), ``masses[1 + r]`` is E[part of r; L = x], and the parts add up to
x · P(L = x). Convolving f, g with f', g' gives f∗f' and g∗f' (or f∗g'), so contributions to
expected shortfall come out exactly, too.

Sums of exposures are kept as they are while there are few of them; otherwise they are put on a
grid, each exposure split between its two neighbours so that every mean stays exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from analytics.loss_book import Book

__all__ = ["ExactLaw", "exact_law"]

Floats = NDArray[np.float64]

#: Cells of the grid; the largest possible loss is its length.
_CELLS = 16_384
#: Different sums that are kept without a grid, and numbers that adding two such laws may take.
_SUMS, _TERMS = 4_096, 2_000_000
#: Most additions of one customer to one state, and most numbers touched by them, so that the
#: exact law costs less than a simulation.
_STEPS, _WORK = 6_000, 3e8


@dataclass(frozen=True, slots=True, eq=False)
class ExactLaw:
    """values (ascending), masses ((1 + reps) × values, see the module) and the reps' codes."""

    values: Floats
    masses: Floats
    reps: NDArray[np.int64]


def exact_law(book: Book) -> ExactLaw | None:
    """The law of the loss of a book, or None where it would take too long.

    Cost: Σ over components of 2^(uncertain reps) · customers · grid cells, bounded.
    """
    parts = _components(book)
    if sum(_steps(part) for part, _ in parts) > _STEPS:
        return None
    law = _law(parts, step=None)
    if law is None and sum(_work(part, book) for part, _ in parts) <= _WORK:
        law = _law(parts, step=float(book.exposure.sum()) / _CELLS)
    return law


def _components(book: Book) -> list[tuple[Book, NDArray[np.int64]]]:
    """Each component's own book, with the codes of its reps in the whole one."""
    if not len(book.leave):
        return []
    linked = book.matrix(book.follow)
    _, label = connected_components(linked.T @ linked, directed=False)
    by_customer = np.zeros(len(book.exposure), dtype=np.int64)
    by_customer[book.customer] = label[book.rep]
    # The number of components is bounded before anything is built for them.
    if len(np.unique(label)) > _STEPS:
        return [(book, np.arange(len(book.leave)))]
    split = ((np.flatnonzero(by_customer == k), np.flatnonzero(label == k)) for k in set(label))
    return [(book.part(customers, reps), reps) for customers, reps in split]


def _steps(book: Book) -> float:
    return 2.0 ** min(int((book.leave < 1).sum()), 99) * len(book.exposure)


def _work(part: Book, book: Book) -> float:
    """Numbers touched on the grid: steps · rows of masses · cells that this part can reach."""
    cells = _CELLS * float(part.exposure.sum() / book.exposure.sum()) + len(part.exposure)
    return _steps(part) * (1 + len(part.leave)) * cells


def _law(parts: list[tuple[Book, NDArray[np.int64]]], step: float | None) -> ExactLaw | None:
    """Convolve the laws of all components, on the grid if a step is given."""
    laws = []
    for book, reps in parts:
        law = _component_law(book, reps, step)
        if law is None:
            return None
        laws.append(law)
    if not laws:
        return ExactLaw(np.zeros(1), np.ones((1, 1)), np.zeros(0, dtype=np.int64))
    while len(laws) > 1:
        pairs = list(zip(laws[::2], laws[1::2], strict=False))
        if step is None and max(_terms(*pair) for pair in pairs) > _TERMS:
            return None
        laws = [_sum(*pair, step) for pair in pairs] + laws[len(laws) - len(laws) % 2 :]
    return laws[0]


def _component_law(book: Book, reps: NDArray[np.int64], step: float | None) -> ExactLaw | None:
    """Mix the laws of all sets of departures with their probabilities."""
    follow = book.matrix(book.follow).toarray()
    mixture = ExactLaw(np.zeros(1), np.zeros((1 + len(reps), 1)), reps)
    for gone, chance in _states(book.leave):
        law = _state_law(book.exposure, follow * gone, reps, step)
        if law is None:
            return None
        mixture = _mixed(mixture, ExactLaw(law.values, law.masses * chance, reps), step)
    return mixture


def _states(leave: Floats) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """Every set of departures with its probability; who leaves for certain is in all of them."""
    uncertain = leave < 1
    for leaves in product((False, True), repeat=int(uncertain.sum())):
        gone = ~uncertain
        gone[uncertain] = leaves
        yield gone, float(np.prod(np.where(gone, leave, 1 - leave)))


def _state_law(
    exposure: Floats, follow: Floats, reps: NDArray[np.int64], step: float | None
) -> ExactLaw | None:
    """The law of the loss once it is clear who leaves: customers are independent.

    The loop over customers is a recursion that cannot be vectorised; its length is bounded.
    """
    lost = 1 - np.prod(1 - follow, axis=1)
    total = follow.sum(axis=1, keepdims=True)
    part = np.divide(follow, total, out=np.zeros_like(follow), where=total > 0)
    law = ExactLaw(np.zeros(1), np.eye(1 + len(reps), 1), reps)
    for customer in np.argsort(exposure):
        if lost[customer] > 0:
            single = _single(exposure[customer], lost[customer], step)
            law = _added(law, *single, part[customer], step)
        if step is None and len(law.values) > _SUMS:
            return None
    return law


def _single(amount: float, lost: float, step: float | None) -> tuple[Floats, Floats]:
    """Amounts and probabilities of one customer; on the grid the two cells around the amount."""
    if step is None:
        return np.array([0.0, amount]), np.array([1 - lost, lost])
    low, rest = divmod(amount / step, 1)
    return (
        np.array([0.0, low * step, (low + 1) * step]),
        np.array([1 - lost, lost * (1 - rest), lost * rest]),
    )


def _added(
    law: ExactLaw, amounts: Floats, chances: Floats, part: Floats, step: float | None
) -> ExactLaw:
    """Add one customer, whose amount belongs to the reps in the given parts."""
    pieces = []
    for amount, chance in zip(amounts, chances, strict=True):
        masses = chance * law.masses
        masses[1:] += amount * part[:, None] * masses[0]
        pieces.append(masses)
    if step is None:
        values = np.concatenate([law.values + amount for amount in amounts])
        return _merged(values, np.hstack(pieces), law.reps)
    shifts = [round(amount / step) for amount in amounts]
    size = len(law.values)
    masses = np.zeros((len(law.masses), size + max(shifts)))
    for shift, piece in zip(shifts, pieces, strict=True):
        masses[:, shift : shift + size] += piece
    return ExactLaw(np.arange(masses.shape[1]) * step, masses, law.reps)


def _mixed(first: ExactLaw, second: ExactLaw, step: float | None) -> ExactLaw:
    """Either of two laws of the same reps, whose masses hold the chances of each."""
    if step is None:
        values = np.concatenate([first.values, second.values])
        return _merged(values, np.hstack([first.masses, second.masses]), first.reps)
    short, long = sorted((first, second), key=lambda law: len(law.values))
    masses = long.masses.copy()
    masses[:, : len(short.values)] += short.masses
    return ExactLaw(long.values, masses, first.reps)


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


def _merged(values: Floats, masses: Floats, reps: NDArray[np.int64]) -> ExactLaw:
    """Sort the values and put equal ones together, also those that rounding keeps apart."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    apart = np.diff(ordered, prepend=-np.inf) > 1e-12 * max(float(ordered[-1]), 1e-300)
    starts = np.flatnonzero(apart)
    return ExactLaw(ordered[starts], np.add.reduceat(masses[:, order], starts, axis=1), reps)
