"""Who is really worse than whom, and how far may a loss reach? What the estimates leave open.

The chances of leaving and of following are drawn from their posteriors, the expected losses are
computed anew for every draw, and everybody is ranked in each: the band holds four of five of those
ranks. Two people or customers are told apart where nine draws of ten order them as the list does;
the first of the list form groups within which nobody is. What is unknown has no rank; it is neither
first nor last.

References
----------
Goldstein & Spiegelhalter 1996, Journal of the Royal Statistical Society A 159 (league tables and
their limitations).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.losses.union import chance_of_any

__all__ = [
    "COMPARED",
    "LossRanges",
    "RankBands",
    "draws_affordable",
    "loss_ranges",
    "rank_bands",
    "ranks_of",
    "told_apart",
]

Floats = NDArray[np.float64]

_LOW, _HIGH = 0.1, 0.9
#: Two are told apart where so many draws order them alike, and so many of a list are compared.
_ALIKE, COMPARED = 0.9, 60
#: Draws at least and at most, and pairs × draws that are affordable.
_FEWEST, _MOST, _AFFORDABLE = 40, 400, 8_000_000


@dataclass(frozen=True, slots=True, eq=False)
class RankBands:
    """customers: customer_id, rank_low, rank_high (Int64; 1: largest expected loss; missing where
    it is unknown), rank_group. reps: rep_id and the same three (of the rep's part).

    rank_group (Int64): 1 for the first of the list by expected loss and all that follow until
    somebody is told apart from one of them, who begins group 2; missing without a rank, for who
    has left, and beyond the first COMPARED. Rows and order of the frames given."""

    customers: pd.DataFrame
    reps: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class LossRanges:
    """80 % ranges of expected losses over what is not known of the chances.

    customers and reps: the id, expected_loss_low, expected_loss_high (amounts; missing where the
    expected loss is), rows and order of the frames given; low and high: of the portfolio.
    """

    customers: pd.DataFrame
    reps: pd.DataFrame
    low: float
    high: float


def draws_affordable(pairs: int) -> int:
    """How many draws to make for so many pairs of customer and rep."""
    return int(np.clip(_AFFORDABLE // max(pairs, 1), _FEWEST, _MOST))


def rank_bands(
    edges: pd.DataFrame,
    customers: pd.DataFrame,
    reps: pd.DataFrame,
    *,
    leave: NDArray[np.floating],
    follow: NDArray[np.floating],
) -> RankBands:
    """Rank everybody in every draw.

    edges: customer_id, rep_id, leaver; customers: customer_id, exposure, expected_loss (missing:
    unknown); reps: rep_id, departure_loss (missing: not in the list, cannot leave), expected_loss
    (missing: no part). leave: draws × reps, follow: draws × edges, both probabilities in the order
    of their frames. A leaver of an orphaned customer has left for certain.

    Cost: draws · (pairs + customers · log customers + COMPARED²).
    """
    by_customer, by_rep = _losses(edges, customers, reps, leave, follow)
    return RankBands(
        _bands(customers, "customer_id", "exposure", by_customer),
        _bands(reps, "rep_id", "departure_loss", by_rep),
    )


def loss_ranges(
    edges: pd.DataFrame,
    customers: pd.DataFrame,
    reps: pd.DataFrame,
    *,
    leave: NDArray[np.floating],
    follow: NDArray[np.floating],
) -> LossRanges:
    """How far every expected loss reaches; arguments as for :func:`rank_bands`.

    Every range holds the expected loss itself: a skew law of chances may lie beyond its ends.
    """
    by_customer, by_rep = _losses(edges, customers, reps, leave, follow)
    known = customers["expected_loss"].notna().to_numpy()
    total = float(customers["expected_loss"].sum())
    low, high = np.quantile(by_customer[:, known].sum(axis=1, dtype=float), [_LOW, _HIGH])
    return LossRanges(
        _reach(customers, "customer_id", by_customer),
        _reach(reps, "rep_id", by_rep),
        min(float(low), total),
        max(float(high), total),
    )


def _reach(frame: pd.DataFrame, key: str, values: NDArray[np.floating]) -> pd.DataFrame:
    expected = frame["expected_loss"].to_numpy(dtype=float)
    low, high = np.quantile(values, [_LOW, _HIGH], axis=0)
    return pd.DataFrame(
        {
            key: frame[key].to_numpy(),
            "expected_loss_low": np.where(np.isnan(expected), np.nan, np.minimum(low, expected)),
            "expected_loss_high": np.where(np.isnan(expected), np.nan, np.maximum(high, expected)),
        }
    )


def _losses(
    edges: pd.DataFrame,
    customers: pd.DataFrame,
    reps: pd.DataFrame,
    leave: NDArray[np.floating],
    follow: NDArray[np.floating],
) -> tuple[NDArray[np.float32], Floats]:
    """Expected losses of customers, and parts of reps, in every draw."""
    rep = pd.Index(reps["rep_id"]).get_indexer(edges["rep_id"])
    customer = pd.Index(customers["customer_id"]).get_indexer(edges["customer_id"])
    gone = edges["leaver"].to_numpy(dtype=bool)
    exposure = customers["exposure"].to_numpy(dtype=float)
    by_customer = np.zeros((len(leave), len(customers)), dtype=np.float32)
    by_rep = np.zeros((len(leave), len(reps)))
    for draw, (leaves, follows) in enumerate(zip(leave, follow, strict=True)):
        chance = np.where(gone, 1.0, leaves[rep]) * follows
        loss = exposure * chance_of_any(chance, customer, len(customers))
        by_customer[draw] = loss
        by_rep[draw] = _parts(customer, rep, chance, loss, len(reps))
    return by_customer, by_rep


def _parts(
    customer: NDArray[np.int64],
    rep: NDArray[np.int64],
    chance: Floats,
    loss: Floats,
    size: int,
) -> Floats:
    """Each rep's part of the losses, in proportion to a·q."""
    total = np.bincount(customer, weights=chance, minlength=len(loss))
    split = np.divide(loss, total, out=np.zeros_like(loss), where=total > 0)
    return np.bincount(rep, weights=chance * split[customer], minlength=size).astype(float)


def _bands(frame: pd.DataFrame, key: str, stake: str, values: NDArray[np.floating]) -> pd.DataFrame:
    """Bands and groups of one list; ``stake`` settles its ties."""
    ranked = frame["expected_loss"].notna().to_numpy()
    ranks = ranks_of(values[:, ranked])
    low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    if ranked.any():
        low[ranked], high[ranked] = np.quantile(ranks, [_LOW, _HIGH], axis=0)
    return pd.DataFrame(
        {
            key: frame[key].to_numpy(),
            "rank_low": pd.Series(np.floor(low)).astype("Int64"),
            "rank_high": pd.Series(np.ceil(high)).astype("Int64"),
            "rank_group": _groups(frame, key, stake, values),
        }
    )


def _groups(
    frame: pd.DataFrame, key: str, stake: str, values: NDArray[np.floating]
) -> "pd.Series[int]":
    """rank_group of every row: the first of the list, cut where somebody is told apart."""
    numbered = frame.reset_index(drop=True).dropna(subset=["expected_loss", stake])
    order = ["expected_loss", stake, key]
    listed = numbered.sort_values(order, ascending=[False, False, True], kind="stable")
    first = listed.index[:COMPARED]
    groups = pd.Series(pd.NA, index=range(len(frame)), dtype="Int64")
    groups[first] = told_apart(values[:, first])
    return groups


def told_apart(values: NDArray[np.floating]) -> NDArray[np.int64]:
    """Number the groups of a list within which nobody can be told apart.

    values: draws × items, in the order of the list (largest first). Two are told apart where the
    earlier is larger in nine draws of ten. A group ends before the first item that is told apart
    from any of its members.

    >>> told_apart(np.array([[9.0, 5, 4, 1], [9, 4, 5, 1]])).tolist()
    [1, 2, 2, 3]
    """
    larger = (values[:, :, None] > values[:, None, :]).mean(axis=0) >= _ALIKE
    numbers, start = np.zeros(values.shape[1], dtype=np.int64), 0
    for item in range(values.shape[1]):
        if larger[start:item, item].any():
            start = item
        numbers[item] = numbers[item - 1] + 1 if start == item else numbers[start]
    return numbers


def ranks_of(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Rank of each item in each draw, 1 for the largest; equal values share the best rank.

    >>> ranks_of(np.array([[5.0, 9.0, 5.0]])).tolist()
    [[2.0, 1.0, 2.0]]
    """
    order = np.argsort(-values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    position = np.broadcast_to(np.arange(1, values.shape[1] + 1, dtype=np.float32), values.shape)
    fresh = np.ones(values.shape, dtype=bool)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    shared = np.maximum.accumulate(np.where(fresh, position, 0), axis=1)
    ranks = np.empty(values.shape, dtype=np.float32)
    np.put_along_axis(ranks, order, shared.astype(np.float32), axis=1)
    return ranks
