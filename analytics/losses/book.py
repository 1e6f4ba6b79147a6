"""What is at stake with whom: the part of the graph in which a loss can happen, in codes."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analytics.losses.union import NEARLY_SURE, chance_of_any, either, log_none
from analytics.places import numbered, places

__all__ = ["LossBook", "ParameterDraws", "tail_weights", "value_at_risk"]

_LEVEL_TOLERANCE = 1e-9
_AMOUNT_TOLERANCE = 1e-9
#: As NEARLY_SURE, in single precision.
_NEARLY_SURE_SINGLE = np.float32(1 - 1e-6)


@dataclass(frozen=True, slots=True, eq=False)
class ParameterDraws:
    """Chances in draws from their posteriors: leave, a (draws × reps), and follow, q (draws ×
    edges); the rows and order of the frames are their owners'. shrinking: by draw, what multiplies
    d of every pair (mean 1); None where it is taken for known."""

    leave: NDArray[np.float64]
    follow: NDArray[np.float32]
    shrinking: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LossBook:
    """Pairs of customers with exposure and reps who may leave, given as codes.

    rep_ids and leave (0 < a ≤ 1) by rep code; exposure (> 0) by customer code; customer, rep and
    follow (0 ≤ q < 1) and shrinking (0 ≤ d < 1: the part that a customer who stays buys less) by
    pair, in the order of customers and then of reps. drawn: a (draws × reps) in draws from its
    posterior, whose mean leave is, what multiplies d (draws), and q of pairs (draws × columns), of
    which drawn_at names the column of each pair here; None where they are taken for known. first:
    where the pairs of each customer begin, and where all end.
    """

    rep_ids: NDArray[np.object_]
    leave: NDArray[np.float64]
    exposure: NDArray[np.float64]
    customer: NDArray[np.int64]
    rep: NDArray[np.int64]
    follow: NDArray[np.float64]
    shrinking: NDArray[np.float64]
    drawn: ParameterDraws | None = None
    drawn_at: NDArray[np.int64] | None = None
    first: NDArray[np.int32] = field(init=False)
    _columns: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        counts = np.bincount(self.customer, minlength=len(self.exposure))
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "_columns", self.rep.astype(np.int32))

    @classmethod
    def of(
        cls,
        edges: pd.DataFrame,
        exposure: "pd.Series[float]",
        probabilities: "pd.Series[float]",
        draws: ParameterDraws | None = None,
    ) -> "LossBook":
        """Keep the pairs in which something can be lost; leavers have left for certain.

        edges may have ``shrinking`` (d); where it is missing nobody who stays buys less. draws: of
        the reps of ``probabilities`` and of the pairs of ``edges``, in their order.
        """
        amount = _looked_up(exposure, edges["customer_id"])
        leave = _looked_up(probabilities, edges["rep_id"])
        leave[edges["leaver"].to_numpy(dtype=bool)] = 1.0
        follow = edges["follow_probability"].to_numpy(dtype=float)
        shrinking = np.zeros(len(edges))
        if "shrinking" in edges:
            shrinking = np.nan_to_num(edges["shrinking"].to_numpy(dtype=float))
        kept = np.flatnonzero((amount > 0) & (leave > 0) & ((follow > 0) | (shrinking > 0)))
        reps, rep_ids = numbered(edges["rep_id"].take(kept))
        customers, names = numbered(edges["customer_id"].take(kept))
        by_rep, by_customer = np.zeros(len(rep_ids)), np.zeros(len(names))
        by_rep[reps], by_customer[customers] = leave[kept], amount[kept]
        order = _order(customers, reps, len(rep_ids))
        if order is not None:
            kept, customers, reps = kept[order], customers[order], reps[order]
        drawn = None
        if draws is not None:
            leaves = draws.leave[:, probabilities.index.get_indexer(rep_ids)]
            leaves = np.where(by_rep == 1, 1.0, leaves)
            drawn = ParameterDraws(leaves, draws.follow, draws.shrinking)
        return cls(
            np.asarray(rep_ids, dtype=object),
            by_rep,
            by_customer,
            customers,
            reps,
            np.minimum(follow[kept], NEARLY_SURE),
            np.minimum(shrinking[kept], NEARLY_SURE),
            drawn,
            None if draws is None else kept,
        )

    def matrix(self, values: NDArray[Any]) -> sparse.csr_array:
        """Customers × reps with one value a pair."""
        shape = (len(self.exposure), len(self.leave))
        return sparse.csr_array((values, self._columns, self.first), shape=shape)

    def follow_in(self, draw: int) -> NDArray[np.floating]:
        """q by pair: in one draw, in single precision, or as it is taken for known."""
        if self.drawn is None or self.drawn_at is None:
            return self.follow
        follow = self.drawn.follow[draw].take(self.drawn_at)
        return np.minimum(follow, _NEARLY_SURE_SINGLE, out=follow)

    def follows(self, draw: int) -> sparse.csr_array:
        """customers × reps, q in single precision."""
        return self.matrix(self.follow_in(draw).astype(np.float32, copy=False))

    @property
    def shrinks(self) -> bool:
        """Whether customers who stay buy less."""
        return bool((self.shrinking > 0).any())

    def shrinkings(self, draw: int) -> sparse.csr_array:
        """The same of d."""
        return self.matrix((self.shrinking * self._factors[draw]).astype(np.float32))

    @property
    def _factors(self) -> NDArray[np.float64]:
        """What multiplies d in each draw; once 1 where it is known."""
        if self.drawn is None:
            return np.ones(1)
        if self.drawn.shrinking is None:
            return np.ones(len(self.drawn.leave))
        return self.drawn.shrinking

    @property
    def taken(self) -> NDArray[np.float64]:
        """1 − (1 − q)·(1 − d) by pair: what goes with each leaver on average, as a part."""
        return either(self.follow, self.shrinking)

    def taken_in(self, draw: int) -> NDArray[np.floating]:
        """The same in one draw."""
        follow = self.follow_in(draw)
        if not self.shrinks:
            return follow
        shrinking = (self.shrinking * self._factors[draw]).astype(np.float32)
        return either(follow, np.minimum(shrinking, _NEARLY_SURE_SINGLE))

    def stays(self, draw: int) -> sparse.csr_array:
        """customers × reps, log(1 − q) in single precision: in one draw, or as it is known."""
        stays = log_none(self.follow_in(draw))
        return self.matrix(stays.astype(np.float32, copy=False))

    def keeps(self, draw: int) -> sparse.csr_array:
        """customers × reps, log(1 − d), likewise."""
        shrinking = np.minimum(self.shrinking * self._factors[draw], _NEARLY_SURE_SINGLE)
        return self.matrix(log_none(shrinking).astype(np.float32))

    @property
    def mean(self) -> float:
        """Expected loss with independent departures: Σ exposure · (1 − Π(1 − a·g)), g what is
        ``taken``."""
        chance = self.leave[self.rep] * self.taken
        lost = chance_of_any(chance, self.customer, len(self.exposure))
        return float(self.exposure @ lost)

    def part(self, customers: NDArray[np.int64], reps: NDArray[np.int64]) -> "LossBook":
        """The book of some customers and of all reps they have, with codes of its own."""
        pairs = np.isin(self.customer, customers)
        return LossBook(
            self.rep_ids[reps],
            self.leave[reps],
            self.exposure[customers],
            np.searchsorted(customers, self.customer[pairs]),
            np.searchsorted(reps, self.rep[pairs]),
            self.follow[pairs],
            self.shrinking[pairs],
        )

    def of_customers(self, customers: NDArray[np.int64]) -> "LossBook":
        """The book of some customers (codes, ascending) and all reps, drawn as this one."""
        first, counts = self.first[customers], np.diff(self.first)[customers]
        number = np.repeat(np.arange(len(customers)), counts)
        pairs = np.arange(len(number)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        return LossBook(
            self.rep_ids,
            self.leave,
            self.exposure[customers],
            number,
            self.rep[pairs],
            self.follow[pairs],
            self.shrinking[pairs],
            self.drawn,
            None if self.drawn_at is None else self.drawn_at[pairs],
        )


def _looked_up(values: "pd.Series[float]", ids: pd.Series) -> NDArray[np.float64]:
    """The value of each id; missing where there is none."""
    return np.append(values.to_numpy(dtype=float), np.nan)[places(ids, values.index)]


def _order(
    customers: NDArray[np.int64], reps: NDArray[np.int64], size: int
) -> NDArray[np.int64] | None:
    """By customer, then by rep; None where they are so already."""
    keys = customers * size + reps
    return None if (keys[1:] >= keys[:-1]).all() else np.argsort(keys, kind="stable")


def value_at_risk(
    values: NDArray[np.float64], probabilities: NDArray[np.float64], level: float
) -> float:
    """The lower quantile inf{x : F(x) ≥ level} of a discrete law; values ascending.

    A distribution function that misses the level by rounding only (0.72 + 0.18 against 0.9)
    reaches it.

    >>> value_at_risk(np.array([0.0, 50, 100, 150]), np.array([0.72, 0.18, 0.08, 0.02]), 0.9)
    50.0
    """
    reached = np.cumsum(probabilities) >= level - _LEVEL_TOLERANCE
    return float(values[np.argmax(reached)] if reached.any() else values[-1])


def tail_weights(
    values: NDArray[np.float64], probabilities: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """What each value contributes to the mean of the worst 1 − level; sums to one.

    All above the quantile count in full, the atom at the quantile with the part that is missing
    (Acerbi & Tasche 2002). Values ascending.
    """
    quantile = value_at_risk(values, probabilities, level)
    tolerance = _AMOUNT_TOLERANCE * max(abs(float(values[-1])), 1.0)
    above = np.where(values > quantile + tolerance, probabilities, 0.0)
    atom = np.where(np.abs(values - quantile) <= tolerance, probabilities, 0.0)
    missing = max(0.0, (1 - level) - float(above.sum()))
    weights = above + atom * (missing / atom.sum())
    return np.asarray(weights / weights.sum())
