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

from analytics.losses.rounds import in_rounds
from analytics.places import places

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
#: Columns whose draws are sorted at a time.
_COLUMNS = 4_096


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
    low, high = _ends(values)
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
    """Expected losses of customers, and parts of reps in proportion to a·q, in every draw."""
    rep = places(edges["rep_id"], pd.Index(reps["rep_id"]))
    customer = places(edges["customer_id"], pd.Index(customers["customer_id"]))
    gone = edges["leaver"].to_numpy(dtype=bool)
    exposure = customers["exposure"].to_numpy(dtype=float)
    by_customer = np.zeros((len(leave), len(customers)), dtype=np.float32)
    by_rep = np.zeros((len(leave), len(reps)))
    for block in in_rounds(customer, len(customers)):
        own, left = rep[block.pairs], np.flatnonzero(gone[block.pairs])
        amount, codes = exposure[block.customers], block.customers
        # Blocks of customers lie next to each other in the frames as a rule.
        start, end = int(block.pairs.min()), int(block.pairs.max()) + 1
        pairs = block.pairs - start
        for draw, (leaves, follows) in enumerate(zip(leave, follow, strict=True)):
            chance = leaves.take(own).astype(float, copy=False)
            chance[left] = 1.0
            chance *= follows[start:end].take(pairs)
            loss = amount * block.any_of(chance)
            by_customer[draw, codes] = loss
            total = block.sums(chance)
            split = np.divide(loss, total, out=total, where=total > 0)
            part = block.multiplied(chance, split)
            by_rep[draw] += np.bincount(own, weights=part, minlength=len(reps))
    return by_customer, by_rep


def _ends(values: NDArray[np.floating]) -> Floats:
    """The low and the high end of each column (draws × items), as ``np.quantile`` interpolates;
    some columns at a time, which the processor holds."""
    levels = (_LOW, _HIGH)
    ends = np.empty((len(levels), values.shape[1]))
    for start in range(0, values.shape[1], _COLUMNS):
        columns = np.ascontiguousarray(values[:, start : start + _COLUMNS].T)
        columns.sort(axis=1)
        for level, end in zip(levels, ends, strict=True):
            end[start : start + _COLUMNS] = _between(columns, level)
    return ends


def _between(rows: NDArray[np.floating], level: float) -> Floats:
    """The quantile of each row, ascending: linear between the two next to it."""
    place, part = divmod(level * (rows.shape[1] - 1), 1)
    low = rows[:, int(place)]
    high = rows[:, min(int(place) + 1, rows.shape[1] - 1)]
    steps = (high - low).astype(float)
    # From the nearer of both, so that equal values remain what they are.
    return np.asarray(low + steps * part if part < 1 - part else high - steps * (1 - part))


def _bands(frame: pd.DataFrame, key: str, stake: str, values: NDArray[np.floating]) -> pd.DataFrame:
    """Bands and groups of one list; ``stake`` settles its ties."""
    groups = _groups(frame, key, stake, values)
    ranked = frame["expected_loss"].notna().to_numpy()
    # Draws of half a million customers take a quarter of a gigabyte each time.
    ranks = ranks_of(values if ranked.all() else values[:, ranked])
    low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    if ranked.any():
        low[ranked], high[ranked] = _ends(ranks)
    return pd.DataFrame(
        {
            key: frame[key].to_numpy(),
            "rank_low": pd.Series(np.floor(low)).astype("Int64"),
            "rank_high": pd.Series(np.ceil(high)).astype("Int64"),
            "rank_group": groups,
        }
    )


def _groups(
    frame: pd.DataFrame, key: str, stake: str, values: NDArray[np.floating]
) -> "pd.Series[int]":
    """rank_group of every row: the first of the list, cut where somebody is told apart."""
    order = ["expected_loss", stake, key]
    numbered = frame[order].reset_index(drop=True).dropna(subset=["expected_loss", stake])
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
    ranks = np.empty(values.shape, dtype=np.float32)
    position = np.arange(1, values.shape[1] + 1, dtype=np.float32)
    for row, own in zip(values, ranks, strict=True):
        # Equal values share a rank, so that their order does not matter.
        order = np.argsort(-row)
        ordered = row[order]
        fresh = np.ones(len(row), dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
        own[order] = np.maximum.accumulate(np.where(fresh, position, 0))
    return ranks
