"""What is at stake with whom: the part of the graph in which a loss can happen, in codes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analytics.losses.union import NEARLY_SURE, chance_of_any, either, log_none

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
    pair. drawn: a (draws × reps) and q (draws × pairs) in draws from their posteriors, whose means
    leave and follow are, and what multiplies d (draws); None where they are taken for known.
    """

    rep_ids: NDArray[np.object_]
    leave: NDArray[np.float64]
    exposure: NDArray[np.float64]
    customer: NDArray[np.int64]
    rep: NDArray[np.int64]
    follow: NDArray[np.float64]
    shrinking: NDArray[np.float64]
    drawn: ParameterDraws | None = None

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
        amount = edges["customer_id"].map(exposure).to_numpy(dtype=float)
        leave = edges["rep_id"].map(probabilities).to_numpy(dtype=float)
        leave = np.where(edges["leaver"].to_numpy(dtype=bool), 1.0, leave)
        follow = edges["follow_probability"].to_numpy(dtype=float)
        shrinking = np.zeros(len(edges))
        if "shrinking" in edges:
            shrinking = np.nan_to_num(edges["shrinking"].to_numpy(dtype=float))
        kept = (amount > 0) & (leave > 0) & ((follow > 0) | (shrinking > 0))
        reps, rep_ids = _numbered(edges["rep_id"], kept)
        customers, names = _numbered(edges["customer_id"], kept)
        by_rep, by_customer = np.zeros(len(rep_ids)), np.zeros(len(names))
        by_rep[reps], by_customer[customers] = leave[kept], amount[kept]
        book = cls(
            rep_ids,
            by_rep,
            by_customer,
            customers.astype(np.int64),
            reps.astype(np.int64),
            np.minimum(follow[kept], NEARLY_SURE),
            np.minimum(shrinking[kept], NEARLY_SURE),
        )
        if draws is None:
            return book
        place = probabilities.index.get_indexer(rep_ids)
        leaves = np.where(by_rep == 1, 1.0, draws.leave[:, place])
        follows = np.minimum(draws.follow[:, kept], _NEARLY_SURE_SINGLE)
        return replace(book, drawn=ParameterDraws(leaves, follows, draws.shrinking))

    def matrix(self, values: NDArray[np.float64]) -> sparse.csr_array:
        """Customers × reps with one value a pair."""
        shape = (len(self.exposure), len(self.leave))
        return sparse.csr_array((values, (self.customer, self.rep)), shape=shape)

    def follows(self, draw: int) -> sparse.csr_array:
        """customers × reps, q in single precision: in one draw, or as it is taken for known."""
        values = self.follow if self.drawn is None else self.drawn.follow[draw]
        return self.matrix(values).astype(np.float32)

    @property
    def shrinks(self) -> bool:
        """Whether customers who stay buy less."""
        return bool((self.shrinking > 0).any())

    def shrinkings(self, draw: int) -> sparse.csr_array:
        """The same of d."""
        return self.matrix(self.shrinking * self._factors[draw]).astype(np.float32)

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

    @property
    def taken_in_draws(self) -> NDArray[np.float32]:
        """The same in each draw: draws × pairs."""
        if self.drawn is None:
            return self.taken.astype(np.float32)[None]
        if not self.shrinks:
            return self.drawn.follow
        shrinking = np.outer(self._factors, self.shrinking).astype(np.float32)
        return either(self.drawn.follow, np.minimum(shrinking, _NEARLY_SURE_SINGLE))

    def stays(self) -> Iterator[sparse.csr_array]:
        """customers × reps, log(1 − q) in single precision: in each draw, or as it is known."""
        for draw in range(1 if self.drawn is None else len(self.drawn.follow)):
            follows = self.matrix(self.follow) if self.drawn is None else self.follows(draw)
            follows.data = log_none(follows.data).astype(np.float32)
            yield follows

    def keeps(self) -> Iterator[sparse.csr_array]:
        """customers × reps, log(1 − d), likewise."""
        for factor in self._factors:
            shrinking = np.minimum(self.shrinking * factor, _NEARLY_SURE_SINGLE)
            yield self.matrix(log_none(shrinking)).astype(np.float32)

    @property
    def by_rep(self) -> sparse.csr_array:
        """pairs × reps: 1 where the pair is the rep's."""
        cells = (np.ones(len(self.rep), dtype=np.float32), (np.arange(len(self.rep)), self.rep))
        return sparse.csr_array(cells, shape=(len(self.rep), len(self.leave)))

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


def _numbered(
    ids: pd.Series, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """The place of each kept id among the sorted ids that are there, and those ids."""
    codes, names = pd.factorize(ids[kept], sort=True)
    return codes.astype(np.int64), np.asarray(names, dtype=object)


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
