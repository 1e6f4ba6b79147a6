"""The chance that each customer goes with somebody, and the expected loss by customer and rep.

By the product formula: departures independent, whatever the dependence of the law of the loss.
Two meanings of loss must not be mixed: exposure is never split between reps before the loss, a
customer goes whole or not at all, and only the lost amount is attributed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.losses.union import chance_of_any
from analytics.places import places
from analytics.relationships.evidence import UNMEASURED

__all__ = ["WalkAway", "pairs_at_stake", "parts_by_rep", "walk_away"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class WalkAway:
    """The chance that each customer goes, and the expected loss by customer and by rep.

    customers: customer_id, walk_away_probability (0–1), expected_loss (amount); both missing
    where nothing is known of the relationship. Rows and order of the customers given.

    reps: rep_id, departure_loss (Σ exposure · q: what would go with the rep; missing where the
    attrition probability is), expected_loss (the rep's part; 0 for who takes nobody). Rows and
    order of the reps given. The expected losses of reps add up to those of customers.
    """

    customers: pd.DataFrame
    reps: pd.DataFrame


def walk_away(edges: pd.DataFrame, customers: pd.DataFrame, reps: pd.DataFrame) -> WalkAway:
    """w(c) = 1 − Π(1 − a·q) and expected_loss = exposure · w, split over reps by a·q.

    edges: customer_id, rep_id, leaver, follow_probability; customers: customer_id, exposure,
    evidence; reps: rep_id, attrition_probability (missing for departed reps, who count only as
    the leaver of an orphaned customer, with a = 1). Under evidence ``none`` and ``stated`` the
    figures are missing unless the customer has such a leaver; without any pair otherwise w = 0.

    The rep's part is Σ over customers of expected_loss · a·q / Σ a·q (0 where that sum is 0).
    """
    pairs = pairs_at_stake(edges, customers, reps)
    size = len(customers)
    customer = pairs["customer"].to_numpy()
    walk = chance_of_any(pairs["chance"].to_numpy(), customer, size)
    struck = np.bincount(customer, weights=pairs["leaver"], minlength=size) > 0
    walk = np.where(customers["evidence"].isin(UNMEASURED) & ~struck, np.nan, walk)
    loss = customers["exposure"].to_numpy(dtype=float) * walk
    return WalkAway(
        pd.DataFrame(
            {
                "customer_id": customers["customer_id"].to_numpy(),
                "walk_away_probability": walk,
                "expected_loss": loss,
            }
        ),
        _by_rep(pairs, reps, loss),
    )


def pairs_at_stake(
    edges: pd.DataFrame, customers: pd.DataFrame, reps: pd.DataFrame
) -> pd.DataFrame:
    """Pairs that count, from the frames of :func:`walk_away`: places of customer and rep, leaver,
    at_stake = exposure · q, chance = a·q."""
    leave = reps["attrition_probability"].to_numpy(dtype=float)
    rep = places(edges["rep_id"], pd.Index(reps["rep_id"]))
    customer = places(edges["customer_id"], pd.Index(customers["customer_id"]))
    leaver = edges["leaver"].to_numpy(dtype=bool)
    follow = edges["follow_probability"].to_numpy(dtype=float)
    chance = np.where(leaver, 1.0, leave[rep]) * follow
    exposure = customers["exposure"].to_numpy(dtype=float)[customer]
    frame = pd.DataFrame(
        {
            "customer": customer,
            "rep": rep,
            "leaver": leaver,
            "at_stake": exposure * follow,
            "chance": chance,
        }
    )
    counts = (customer >= 0) & (rep >= 0) & ~np.isnan(chance)
    return frame if counts.all() else frame[counts]


def _by_rep(pairs: pd.DataFrame, reps: pd.DataFrame, loss: Floats) -> pd.DataFrame:
    size = len(reps)
    stake = _sums(pairs["rep"], pairs["at_stake"], size)
    may_leave = reps["attrition_probability"].notna().to_numpy()
    return pd.DataFrame(
        {
            "rep_id": reps["rep_id"].to_numpy(),
            "departure_loss": np.where(may_leave, stake, np.nan),
            "expected_loss": parts_by_rep(pairs, loss, size),
        }
    )


def parts_by_rep(pairs: pd.DataFrame, loss: Floats, size: int) -> Floats:
    """Each rep's part (of so many reps) of what customers lose, in proportion to ``chance`` of the
    :func:`pairs_at_stake`; they add up to it."""
    total = _sums(pairs["customer"], pairs["chance"], len(loss))
    # Missing losses have pairs only with q = 0 and belong to nobody.
    split = np.divide(np.nan_to_num(loss), total, out=np.zeros_like(total), where=total > 0)
    part = pairs["chance"].to_numpy() * split[pairs["customer"]]
    return _sums(pairs["rep"], part, size)


def _sums(codes: pd.Series, weights: pd.Series | Floats, size: int) -> Floats:
    """Sums by code; a bare bincount of nothing would be whole numbers."""
    return np.bincount(codes, weights=weights, minlength=size).astype(float)
