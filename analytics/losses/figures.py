"""The figures of a law that is mixed over sets of departures: their errors, and through whom.

Expected shortfall is x + E[(L − x)⁺]/(1 − level) at the quantile x. Standard errors come from the
means of independent batches: of what a figure averages over years, and for a quantile of
P(L ≤ x), divided by the density there.

**Contributions.** Within a set of departures, what a large customer adds to the tail is known; what
another adds is the mean amount times P(tail) plus the best linear guess from the loss of all
others, in proportion to the customer's share of their variance. The guess is exact for the sum. A
lost amount belongs to the leavers in proportion to q, what a customer who stays buys less in
proportion to d.

References
----------
Tasche 1999 (contributions); Asmussen & Glynn 2007, Stochastic Simulation, ch. III (standard
errors of quantiles and ratios).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analytics.losses.book import LossBook, value_at_risk
from analytics.losses.mixture import ByMoments, Mixture, given_departures
from analytics.losses.scenarios import States

__all__ = ["Estimates", "estimates"]

Floats = NDArray[np.float64]

#: Sets of departures that make up less of the tail are left out of the contributions.
_NEGLIGIBLE = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """figures and their standard_errors by name; contributions to es_95 by rep of the book."""

    figures: dict[str, float]
    standard_errors: dict[str, float]
    contributions: Floats


def estimates(
    book: LossBook, states: States, law: Mixture, short: ByMoments, *, independent: bool
) -> Estimates:
    """mean, sd, var_95, es_95, var_99, es_99 of a mixed law; see the module.

    ``short``: the law by moments of the same states, for the contributions.
    """
    mean, control = _mean(book, states, law, independent)
    squares = law.variances + (law.means - mean) ** 2
    sd = float(np.sqrt(states.weights @ squares))
    figures, varying = {"mean": mean, "sd": sd}, [control, squares]
    scales = [1.0, 1 / (2 * sd) if sd > 0 else 0.0]
    for name, level in (("95", 0.95), ("99", 0.99)):
        quantile = value_at_risk(law.values, law.chances, level)
        above, excess = law.tail(quantile)
        figures[f"var_{name}"] = quantile
        figures[f"es_{name}"] = quantile + float(states.weights @ excess) / (1 - level)
        varying += [above, excess]
        scales += [_spacing(law, level), 1 / (1 - level)]
    errors = states.errors(np.array(varying)) * scales
    parts = _contributions(book, states, short)
    scale = figures["es_95"] / parts.sum() if parts.sum() > 0 else 0.0
    return Estimates(figures, dict(zip(figures, errors.tolist(), strict=True)), parts * scale)


def _mean(book: LossBook, states: States, law: Mixture, independent: bool) -> tuple[float, Floats]:
    """The mean, and by state what makes it uncertain: by the product formula nothing.

    Otherwise the control is the sum of what would go with each leaver: its mean, Σ a · stake, is
    known whatever the dependence, and only overlapping books make the loss differ from it.
    """
    if independent:
        return book.mean, np.zeros(len(states.weights))
    exposure = book.exposure[book.customer]
    if states.node is None or book.drawn is None:
        stake = np.bincount(book.rep, weights=exposure * book.taken, minlength=len(book.leave))
        overlap = law.means - states.gone @ stake
        return float(states.weights @ overlap + book.leave @ stake), overlap
    leaves = book.drawn.leave
    stakes = np.empty_like(leaves)
    for draw, own in enumerate(stakes):
        weights = exposure * book.taken_in(draw)
        own[:] = np.bincount(book.rep, weights=weights, minlength=len(own))
    overlap = law.means - (states.gone * stakes[states.node]).sum(axis=1)
    return float(states.weights @ overlap + (leaves * stakes).sum(axis=1).mean()), overlap


def _spacing(law: Mixture, level: float) -> float:
    """1 over the density at a quantile, from two quantiles a fifth of the tail away."""
    width = (1 - level) / 5
    low, high = (value_at_risk(law.values, law.chances, level + side * width) for side in (-1, 1))
    return (high - low) / (2 * width)


def _contributions(book: LossBook, states: States, law: ByMoments) -> Floats:
    """Each rep's part of the tail mean, up to a factor that makes them add up to it."""
    weights, large = states.weights, law.large
    quantile = value_at_risk(law.values, law.chances, 0.95)
    inside, excess = law.tail(quantile)
    with_large = law.tail_with_large(quantile)
    beyond = excess + (quantile - law.means) * inside
    beyond -= (law.large_amounts * (with_large - law.large_lost * inside)).sum(axis=0)
    slope = np.divide(beyond, law.spread, out=np.zeros_like(beyond), where=law.spread > 0)
    chosen = np.flatnonzero(weights * inside > _NEGLIGIBLE * (weights @ inside))
    unit = float(book.exposure.max())
    inside, slope = inside.astype(np.float32), (slope * unit).astype(np.float32)
    parts = np.zeros(len(book.leave))
    for each in given_departures(book, states, chosen):
        rows, lost = each.rows, each.lost
        exposure = (each.book.exposure / unit).astype(np.float32)
        tail = lost * (inside[rows] + each.at_chance(exposure) * (1 - lost) * slope[rows])
        tail[each.places(large)] = with_large[:, rows]
        gone = states.gone[rows].T.astype(np.float32)
        counted = exposure
        if each.some is not None:
            counted = (exposure * each.some.counts).astype(np.float32)
        own = _split(counted[:, None] * tail, each.book.follows(each.draw), gone)
        if each.shrunk is not None:
            less = counted[:, None] * each.shrunk * (inside[rows] - tail)
            own += _split(less, each.book.shrinkings(each.draw), gone)
        parts += own @ weights[rows]
    return parts * unit


def _split(
    amount: NDArray[np.float32], among: sparse.csr_array, gone: NDArray[np.float32]
) -> NDArray[np.float32]:
    """reps × states: each leaver's part of the amounts (customers × states), in proportion."""
    total = among @ gone
    each = np.divide(amount, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(gone * (among.T @ each))
