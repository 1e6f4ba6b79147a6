"""What is to be expected of customers who stay, but buy less when their person leaves.

Whoever leaves takes a part q of the chance that the customer stays, and a part d = δ·p of what it
then still buys (:mod:`analytics.follow.shrinking`). With departures independent, both multiply:

    expected_total(c) = exposure · (1 − Π (1 − a·g)),  g = 1 − (1 − q)·(1 − d)

is the formula of walking away with g in place of q, and expected_shrinkage is what it is more than
expected_loss, which stays as it is.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.losses.union import either
from analytics.losses.walk_away import WalkAway, pairs_at_stake, parts_by_rep, walk_away

__all__ = ["Shrinkage", "expected_shrinkage", "not_estimated"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shrinkage:
    """What staying customers are expected to buy less, by customer and by rep.

    customers: customer_id, expected_shrinkage, expected_total (amounts; missing where the expected
    loss is). reps: rep_id and the same two (the rep's parts). Rows and order of the frames given.
    The figures of reps add up to those of customers.
    """

    customers: pd.DataFrame
    reps: pd.DataFrame


def expected_shrinkage(
    edges: pd.DataFrame, customers: pd.DataFrame, reps: pd.DataFrame, walked: WalkAway
) -> Shrinkage:
    """expected_shrinkage and expected_total of customers and reps.

    edges: as for :func:`~analytics.losses.walk_away.walk_away`, with ``shrinking`` (d); walked:
    what that gave for the same frames. A rep's part of a customer's shrinkage is in proportion to
    a·d, and the expected total is that beside the rep's part of the expected loss.
    """
    follow = edges["follow_probability"].to_numpy(dtype=float)
    taken = either(follow, edges["shrinking"].to_numpy(dtype=float))
    total = walk_away(edges.assign(follow_probability=taken), customers, reps)
    lost = walked.customers["expected_loss"].to_numpy(dtype=float)
    # What rounding leaves below nothing is nothing.
    less = np.maximum(total.customers["expected_loss"].to_numpy(dtype=float) - lost, 0.0)
    pairs = pairs_at_stake(edges.assign(follow_probability=edges["shrinking"]), customers, reps)
    parts = parts_by_rep(pairs, less, len(reps))
    return Shrinkage(
        _figures(walked.customers, "customer_id", less),
        _figures(walked.reps, "rep_id", parts),
    )


def not_estimated(walked: WalkAway) -> Shrinkage:
    """The same figures where nobody asks for them: all missing."""
    return Shrinkage(
        _figures(walked.customers, "customer_id", np.full(len(walked.customers), np.nan)),
        _figures(walked.reps, "rep_id", np.full(len(walked.reps), np.nan)),
    )


def _figures(frame: pd.DataFrame, key: str, less: Floats) -> pd.DataFrame:
    lost = frame["expected_loss"].to_numpy(dtype=float)
    return pd.DataFrame(
        {key: frame[key].to_numpy(), "expected_shrinkage": less, "expected_total": lost + less}
    )
