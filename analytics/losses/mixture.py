"""The law of the loss given who leaves, mixed over all the sets of departures.

Given who leaves, the loss is a sum of independent customers, p(c) = 1 − Π(1 − q) over the leavers,
so nothing about customers need be drawn. Who stays may buy less, by s(c) = 1 − Π(1 − d) of the
exposure x: the sum of x·s is then certain, and x·(1 − s) is what chance decides about. Two ways:

- **convolved** where that is quick: each customer in turn, for all states at once, on the sums that
  can occur if they are few, else on a grid that keeps every mean;
- **by moments** otherwise: the largest customers by enumeration, all others together by two normal
  laws that have the mean, the variance and the third moment of their sum exactly. What remains is
  a difference in fourth moments of hundreds of small amounts.

Expected shortfall is x + E[(L − x)⁺]/(1 − level), which is least, hence flat, at the quantile
(Rockafellar & Uryasev 2002): an error of the quantile does not reach it in first order.

References
----------
Rockafellar & Uryasev 2002, Journal of Banking & Finance 26; Glasserman & Li 2005, Management
Science 51 (conditioning on the common cause).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from analytics.losses.book import LossBook
from analytics.losses.lattice import Lattice
from analytics.losses.scenarios import States
from analytics.losses.shrunk_lattice import ShrunkLattice
from analytics.losses.subset import EVERYBODY, Sampling, Some, closest
from analytics.losses.union import chance_of_any_in_scenarios

__all__ = [
    "ByMoments",
    "Convolved",
    "Given",
    "Mixture",
    "by_moments",
    "convolved",
    "given_departures",
    "moments_suffice",
    "states_convolved",
    "states_worth_drawing",
]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

#: Fewest and most cells of a grid where sums are too many, states × customers × values that
#: convolving may take, and states × values held.
_CELLS, _CELLS_MOST, _WORK, _HELD = 2_048, 16_384, 2e8, 2e7
#: Where customers who stay buy less: most cells, since no sum is kept as it is, and how many times
#: the work a cell is.
_CELLS_SHRUNK, _SHRUNK_WORK = 65_536, 3
#: Drawn sets of departures that are worth convolving.
_ENOUGH = 1_000
#: Part of the sum of squared exposures that makes a customer large, and dominant; how many large
#: ones are enumerated, and normal laws in all.
_LARGE, _DOMINANT, _LARGE_MOST, _COMPONENTS = 0.005, 0.05, 8, 1_000_000
#: Cells of the fine grid, classes of deviations on it, reach in deviations.
_FINE, _CLASSES, _REACH = 16_384, 48, 7.0
#: Customers × states held at a time; small enough for the processor's own memory.
_BLOCK = 500_000
#: States that look at the same choice, where customers are too many for all of them.
_YEARS = 25


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What customers do in some states (rows) of one draw: their chances to be ``lost`` and the
    part that is ``shrunk`` of who stays, both customers × rows; shrunk is None where nobody buys
    less. book: of the customers; some: which of the whole book they are and how many each stands
    for, None where they are all."""

    book: LossBook
    draw: int
    rows: Codes
    lost: NDArray[Any]
    shrunk: NDArray[Any] | None
    some: Some | None = None

    def at_chance(self, exposure: NDArray[Any]) -> NDArray[Any]:
        """x·(1 − s), customers × rows (or × 1)."""
        if self.shrunk is None:
            return exposure[:, None]
        return exposure[:, None].astype(self.shrunk.dtype) * (1 - self.shrunk)

    def places(self, customers: Codes) -> Codes:
        """Where customers of the whole book stand that are among these for certain."""
        if self.some is None:
            return customers
        return np.searchsorted(self.some.customers, customers)

    def of(self, customers: Codes) -> "Given":
        """The same of some customers of the whole book that are there for certain."""
        here = self.places(customers)
        shrunk = None if self.shrunk is None else self.shrunk[here]
        return Given(self.book, self.draw, self.rows, self.lost[here], shrunk)


@dataclass(frozen=True, slots=True, eq=False)
class Convolved:
    """A mixture whose law of each state is known on all values: ``given``, values × states."""

    values: Floats
    chances: Floats
    means: Floats
    variances: Floats
    given: Floats

    def tail(self, amount: float) -> tuple[Floats, Floats]:
        """P(L > amount) and E[(L − amount)⁺], by state."""
        over = np.where(self.values > amount + 1e-9 * self.values[-1], 1.0, 0.0)
        return over @ self.given, (over * (self.values - amount)) @ self.given


@dataclass(frozen=True, slots=True, eq=False)
class ByMoments:
    """A mixture of normal laws: weights given the state, centres, deviations (states × laws).

    ``large``: codes of the customers that are enumerated, the first one changing fastest;
    ``large_lost``: their chances to be lost (customers × states); ``large_amounts``: what of them
    chance decides about (likewise, or × 1); ``spread``: the variance of all others, by state.
    """

    values: Floats
    chances: Floats
    means: Floats
    variances: Floats
    weights: Floats
    centres: Floats
    deviations: Floats
    large: Codes
    large_lost: Floats
    large_amounts: Floats
    spread: Floats

    def tail(self, amount: float) -> tuple[Floats, Floats]:
        """P(L > amount) and E[(L − amount)⁺], by state."""
        distance = (self.centres - amount) / self.deviations
        bell = np.exp(-(distance**2) / 2) / np.sqrt(2 * np.pi)
        above = ndtr(distance)
        excess = self.deviations * (distance * above + bell)
        return (self.weights * above).sum(axis=1), (self.weights * excess).sum(axis=1)

    def tail_with_large(self, amount: float) -> Floats:
        """large customers × states: P(L > amount and the customer is lost)."""
        above = self.weights * ndtr((self.centres - amount) / self.deviations)
        # Two normal laws for each outcome of the large customers.
        outcome = np.arange(above.shape[1]) // 2
        lost = [above[:, outcome >> bit & 1 == 1].sum(axis=1) for bit in range(len(self.large))]
        return np.reshape(lost, (len(self.large), len(above)))


Mixture = Convolved | ByMoments


def states_convolved(book: LossBook) -> int:
    """How many sets of departures :func:`convolved` can quickly take."""
    size = len(_lattice(book, _CELLS).values)
    work = _WORK / (_SHRUNK_WORK if book.shrinks else 1)
    return int(min(_HELD / size, work / size / len(book.exposure)))


def _lattice(book: LossBook, cells: float) -> Lattice | ShrunkLattice:
    """The sums themselves, or a grid of about so many cells."""
    step = float(book.exposure.sum()) / cells
    if book.shrinks:
        return ShrunkLattice.grid(book.exposure, step)
    return Lattice.sums(book.exposure) or Lattice.grid(book.exposure, step)


def convolved(book: LossBook, states: States) -> Convolved:
    """Each customer in turn, for all states at once."""
    everybody = _everything(book, states)
    affordable = _WORK / len(states.weights) / len(book.exposure)
    most = _CELLS_MOST
    if book.shrinks:
        affordable, most = affordable / _SHRUNK_WORK, _CELLS_SHRUNK
    lattice = _lattice(book, float(np.clip(affordable, _CELLS, most)))
    if isinstance(lattice, ShrunkLattice):
        assert everybody.shrunk is not None
        given = lattice.convolved(book.exposure, everybody.lost, everybody.shrunk)
    else:
        given = lattice.convolved(book.exposure, everybody.lost)
    means, variances, _ = _moments(book.exposure, everybody)
    return Convolved(lattice.values, given @ states.weights, means, variances, given)


def _everything(book: LossBook, states: States) -> Given:
    """All customers in all states."""
    shape = (len(book.exposure), len(states.weights))
    lost, shrunk = np.empty(shape), np.empty(shape) if book.shrinks else None
    for each in given_departures(book, states, np.arange(len(states.weights))):
        lost[:, each.rows] = each.lost
        if shrunk is not None:
            shrunk[:, each.rows] = each.shrunk
    return Given(book, 0, np.arange(len(states.weights)), lost, shrunk)


def by_moments(book: LossBook, states: States) -> ByMoments:
    """The largest customers enumerated, the others by mean, variance and third moment."""
    number = len(states.weights)
    large = _large(book)[: _room(number)]
    moments, chances = np.zeros((3, number)), np.zeros((len(large), number))
    own, amounts = np.zeros((3, number)), np.zeros((len(large), number))
    for each in given_departures(book, states, np.arange(number)):
        first = each.of(large)
        rest = each.book.exposure.copy()
        rest[each.places(large)] = 0.0
        moments[:, each.rows] = _moments(rest, each)
        own[:, each.rows] = _moments(book.exposure[large], first)
        chances[:, each.rows] = first.lost
        amounts[:, each.rows] = first.at_chance(book.exposure[large])
    means, variances = (moments + own)[:2]
    sure = own[0] - (amounts * chances).sum(axis=0)
    two = _two_normal(moments[0] + sure, *moments[1:])
    weights, centres = _enumerated(*two, amounts, chances)
    step = float(book.exposure.sum()) * 1e-6
    deviations = np.broadcast_to(np.maximum(np.sqrt(moments[1] / 2), step)[:, None], centres.shape)
    law = _on_grid(
        centres.ravel(), (deviations**2).ravel(), (weights * states.weights[:, None]).ravel()
    )
    return ByMoments(
        *law, means, variances, weights, centres, deviations, large, chances, amounts, moments[1]
    )


def moments_suffice(book: LossBook, states: States) -> bool:
    """Whether nobody who dominates the loss is left over once the largest are enumerated."""
    return len(_large(book, _DOMINANT)) <= _room(len(states.weights))


def states_worth_drawing(book: LossBook) -> int:
    """How many sets of departures to draw at most, so that all of them can be convolved, or as
    many dominant customers as possible be enumerated."""
    quick = states_convolved(book)
    if quick >= _ENOUGH:
        return quick
    dominant = min(_LARGE_MOST, len(_large(book, _DOMINANT)))
    return int(_COMPONENTS / 2 ** (dominant + 1))


def _large(book: LossBook, part: float = _LARGE) -> Codes:
    """Customers whose squared exposure is more than a part of all, the largest first."""
    square = (book.exposure / book.exposure.max()) ** 2
    order = np.argsort(-square, kind="stable")
    return order[: int((square > part * square.sum()).sum())]


def _room(states: int) -> int:
    """How many large customers can be enumerated: two normal laws for each of their outcomes."""
    return max(0, min(_LARGE_MOST, int(np.log2(max(1.0, _COMPONENTS / states))) - 1))


def _moments(exposure: Floats, given: Given) -> Floats:
    """Mean, variance and third central moment of the loss, by state, from sums of p, p² and p³.

    Amounts are taken relative to the largest, whose cube would not fit into single precision.
    """
    unit = float(exposure.max(initial=0.0)) or 1.0
    lost = given.lost
    if given.shrunk is not None:
        moments = _shrunk_moments(exposure / unit, given)
        return moments * unit ** np.arange(1.0, 4.0)[:, None]
    first = (exposure / unit).astype(lost.dtype)
    second, third = first**2, first**3
    if given.some is not None:
        first, second, third = (
            (each * given.some.counts).astype(lost.dtype) for each in (first, second, third)
        )
    # Not by matrix products: for so few rows their threads wait longer for each other than they
    # work, above all on a busy machine.
    powers = lost * lost
    sums = np.einsum("kc,cs->ks", np.array([first, second, third]), lost)
    squares = np.einsum("kc,cs->ks", np.array([second, third]), powers)
    powers *= lost
    skew = sums[2] - 3 * squares[1] + 2 * np.einsum("c,cs->s", third, powers)
    moments = np.array([sums[0], np.maximum(sums[1] - squares[0], 0.0), skew], dtype=float)
    return moments * unit ** np.arange(1.0, 4.0)[:, None]


def _shrunk_moments(exposure: Floats, given: Given) -> Floats:
    """The same of amounts that differ between states, with what is certain in the mean."""
    lost = given.lost
    amounts = given.at_chance(exposure)
    # What counts several times does so once in each sum.
    counts = 1.0 if given.some is None else given.some.counts[:, None].astype(lost.dtype)
    varied = amounts * amounts * lost * counts
    variance = (varied * (1 - lost)).sum(axis=0, dtype=float)
    varied *= amounts
    third = (varied * (1 - lost) * (1 - 2 * lost)).sum(axis=0, dtype=float)
    whole = exposure.sum() if given.some is None else exposure @ given.some.counts
    mean = whole - (amounts * (1 - lost) * counts).sum(axis=0, dtype=float)
    return np.array([mean, variance, third])


def _two_normal(mean: Floats, variance: Floats, third: Floats) -> tuple[Floats, Floats]:
    """Weights and centres (states × 2) of two normal laws, each with half of the variance.

    The centres carry the other half and, as the normal laws have none, all of the third moment:
    with s² = variance/2 and g = third/s³ they lie s·(g ± √(g² + 4))/2 from the mean.
    """
    half = np.sqrt(variance / 2)
    skew = np.divide(third, half**3, out=np.zeros_like(third), where=half > 0)
    root = np.sqrt(skew**2 + 4)
    weights = np.column_stack([1 + skew / root, 1 - skew / root]) / 2
    away = half[:, None] * (skew[:, None] + np.outer(root, [-1, 1])) / 2
    return weights, mean[:, None] + away


def _enumerated(
    weights: Floats, centres: Floats, amounts: Floats, chances: Floats
) -> tuple[Floats, Floats]:
    """Split every law by whether each large customer (amounts, chances: customers × states) is
    lost."""
    for amount, chance in zip(amounts, chances, strict=True):
        weights = np.hstack([weights * (1 - chance[:, None]), weights * chance[:, None]])
        centres = np.hstack([centres, centres + amount[:, None]])
    return weights, centres


def _on_grid(centres: Floats, variances: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Values and chances of a mixture of normal laws; what lies below 0 counts as 0.

    Variances are shared between neighbouring classes, centres between neighbouring cells, so that
    both are kept on average; each class is then spread by its own bell in one transform.
    """
    reach = _REACH * np.sqrt(variances)
    low, high = min(0.0, float((centres - reach).min())), float((centres + reach).max())
    step = (high - low) / (_FINE - 2)
    classes = np.geomspace(variances.min(), max(variances.max(), variances.min() * 2), _CLASSES)
    upper = np.clip(np.searchsorted(classes, variances), 1, _CLASSES - 1)
    wide = (variances - classes[upper - 1]) / (classes[upper] - classes[upper - 1])
    cell, rest = np.divmod((centres - low) / step, 1)
    flat_index = upper * _FINE + cell.astype(np.int64)
    heights = np.zeros(_CLASSES * _FINE)
    for shift, part in ((0, wide), (-_FINE, 1 - wide)):
        for next_, share in ((0, 1 - rest), (1, rest)):
            heights += np.bincount(
                flat_index + shift + next_, weights=weights * part * share, minlength=len(heights)
            )
    turns = 2 * np.pi * np.fft.rfftfreq(_FINE)
    # A bell narrower than half a cell would ring; its mass stays where it is.
    spread = np.where(classes > step**2 / 4, classes / step**2, 0.0)
    bells = np.exp(-np.outer(spread, turns**2) / 2)
    law = np.fft.irfft((np.fft.rfft(heights.reshape(_CLASSES, _FINE)) * bells).sum(axis=0), _FINE)
    return _folded(low + step * np.arange(_FINE, dtype=np.float64), np.maximum(law, 0.0))


def _folded(values: Floats, law: Floats) -> tuple[Floats, Floats]:
    """Move what lies below 0 to 0."""
    kept = values > 0
    chances = np.concatenate([[law[~kept].sum()], law[kept]])
    return np.concatenate([[0.0], values[kept]]), chances / chances.sum()


def given_departures(book: LossBook, states: States, rows: Codes) -> Iterator[Given]:
    """What customers do in the chosen states, some of these (rows) at a time, all of one draw of
    the parameters; in single precision. Of very many customers some, where states are drawn."""
    sampling = None
    if states.batches and len(book.exposure) > EVERYBODY:
        nearest = closest(book.customer, book.rep, book.follow, len(book.exposure))
        sampling = Sampling.of(book.exposure, nearest)
    node = np.zeros(len(rows), dtype=np.int64) if states.node is None else states.node[rows]
    order = rows[np.argsort(node, kind="stable")]
    ends = np.cumsum(np.bincount(node))
    for draw, (end, number) in enumerate(zip(ends, np.bincount(node), strict=True)):
        yield from _of_draw(book, states, draw, order[end - number : end], sampling)


def _of_draw(
    book: LossBook, states: States, draw: int, rows: Codes, sampling: Sampling | None
) -> Iterator[Given]:
    size = _YEARS if sampling is not None else max(8, _BLOCK // len(book.exposure))
    some, looked_at, tables = None, book, None
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        if sampling is not None:
            some = sampling.some(int(block[0]))
            looked_at, tables = book.of_customers(some.customers), None
        if tables is None:
            tables = looked_at.stays(draw), looked_at.keeps(draw) if book.shrinks else None
        gone = states.gone[block]
        lost, shrunk = (
            None if table is None else chance_of_any_in_scenarios(table, gone) for table in tables
        )
        assert lost is not None
        yield Given(looked_at, draw, block, lost, shrunk, some)
