"""What is at stake with whom: the part of the graph in which a loss can happen, in codes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analytics.losses.union import NEARLY_SURE, chance_of_any

__all__ = ["LossBook", "tail_weights", "value_at_risk"]

_LEVEL_TOLERANCE = 1e-9
_AMOUNT_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LossBook:
    """Pairs of customers with exposure and reps who may leave, given as codes.

    rep_ids and leave (0 < a ≤ 1) by rep code; exposure (> 0) by customer code; customer, rep and
    follow (0 < q < 1) by pair.
    """

    rep_ids: NDArray[np.object_]
    leave: NDArray[np.float64]
    exposure: NDArray[np.float64]
    customer: NDArray[np.int64]
    rep: NDArray[np.int64]
    follow: NDArray[np.float64]

    @classmethod
    def of(
        cls, edges: pd.DataFrame, exposure: "pd.Series[float]", probabilities: "pd.Series[float]"
    ) -> "LossBook":
        """Keep the pairs in which something can be lost; leavers have left for certain."""
        amount = edges["customer_id"].map(exposure).to_numpy(dtype=float)
        leave = edges["rep_id"].map(probabilities).to_numpy(dtype=float)
        leave = np.where(edges["leaver"].to_numpy(dtype=bool), 1.0, leave)
        follow = edges["follow_probability"].to_numpy(dtype=float)
        kept = (amount > 0) & (leave > 0) & (follow > 0)
        reps, rep_ids = _numbered(edges["rep_id"], kept)
        customers, names = _numbered(edges["customer_id"], kept)
        by_rep, by_customer = np.zeros(len(rep_ids)), np.zeros(len(names))
        by_rep[reps], by_customer[customers] = leave[kept], amount[kept]
        follow = np.minimum(follow[kept], NEARLY_SURE)
        return cls(
            rep_ids,
            by_rep,
            by_customer,
            customers.astype(np.int64),
            reps.astype(np.int64),
            follow,
        )

    def matrix(self, values: NDArray[np.float64]) -> sparse.csr_array:
        """Customers × reps with one value a pair."""
        shape = (len(self.exposure), len(self.leave))
        return sparse.csr_array((values, (self.customer, self.rep)), shape=shape)

    @property
    def mean(self) -> float:
        """Expected loss with independent departures: Σ exposure · (1 − Π(1 − a·q))."""
        chance = self.leave[self.rep] * self.follow
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
