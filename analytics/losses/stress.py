"""What if leaving and following go together: a stress of the expected loss.

Probabilities of leaving and of following are multiplied as if they were independent. They are
not: where customers can be taken along easily, people leave more often (Broker Protocol: Gurun,
Stoffman & Yonker 2021; Clifford & Gerken 2021, Journal of Finance). The stress raises both.

    odds of leaving × (1 + (leave_odds − 1) · ease(r) / ease),   odds of following × follow_odds

ease(r) = Σ q / Σ share over the rep's pairs: what part of the relationships that the rep holds
would follow; ``ease`` is the same over all pairs. Reps of average ease get ``leave_odds`` itself.
The size is an assumption [judgement]; it is a question asked, not a forecast.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.losses.union import chance_of_any
from analytics.places import places

__all__ = ["JointStress", "joint_stress", "raised"]

Floats = NDArray[np.float64]

#: Times the odds of leaving and of following [judgement].
LEAVE_ODDS, FOLLOW_ODDS = 1.5, 1.5


@dataclass(frozen=True, slots=True)
class JointStress:
    """Expected loss of the portfolio (amounts): as it is, with more leaving, with easier
    following, and with both."""

    expected_loss: float
    only_leaving: float
    only_following: float
    both: float

    @property
    def joint_part(self) -> float:
        """What both add beyond the sum of what each adds alone."""
        return self.both - self.only_leaving - self.only_following + self.expected_loss


def raised(chance: Floats, odds: Floats | float) -> Floats:
    """A probability with its odds multiplied; 0 and 1 stay.

    >>> raised(np.array([0.0, 0.2, 1.0]), 1.5).round(4)
    array([0.    , 0.2727, 1.    ])
    """
    return np.asarray(chance * odds / (1 - chance + chance * odds))


def joint_stress(
    edges: pd.DataFrame,
    customers: pd.DataFrame,
    reps: pd.DataFrame,
    *,
    leave_odds: float = LEAVE_ODDS,
    follow_odds: float = FOLLOW_ODDS,
) -> JointStress:
    """The expected loss by the product formula, before and after.

    edges: customer_id, rep_id, leaver, share, follow_probability; customers and reps as for
    :func:`analytics.losses.walk_away.walk_away`. Nothing changes for who is under notice
    (probability 1) or has already left (no probability, or leaver), neither leaving nor following.
    """
    leave = reps["attrition_probability"].to_numpy(dtype=float)
    rep = places(edges["rep_id"], pd.Index(reps["rep_id"]))
    customer = places(edges["customer_id"], pd.Index(customers["customer_id"]))
    exposure = customers["exposure"].to_numpy(dtype=float)
    gone = edges["leaver"].to_numpy(dtype=bool)
    follow = edges["follow_probability"].to_numpy(dtype=float)
    free = (rep >= 0) & (leave[rep] < 1) & ~gone
    share = edges["share"].to_numpy(dtype=float)
    ease = _ease(rep[free], follow[free], share[free], leave)
    more = raised(leave, 1 + (leave_odds - 1) * ease)
    easier = np.where(free, raised(follow, follow_odds), follow)

    def loss(leaves: Floats, follows: Floats) -> float:
        chance = np.where(gone, 1.0, leaves[rep]) * follows
        counts = (customer >= 0) & (rep >= 0) & (chance > 0)
        lost = chance_of_any(chance[counts], customer[counts], len(exposure))
        return float(exposure @ lost)

    return JointStress(
        loss(leave, follow), loss(more, follow), loss(leave, easier), loss(more, easier)
    )


def _ease(rep: NDArray[np.int64], follow: Floats, share: Floats, leave: Floats) -> Floats:
    """Each rep's ease over that of all; 0 for who holds no relationship."""
    estimated = ~np.isnan(follow) & ~np.isnan(share)
    rep, follow, share = rep[estimated], follow[estimated], share[estimated]
    takes = np.bincount(rep, weights=follow, minlength=len(leave))
    holds = np.bincount(rep, weights=share, minlength=len(leave))
    ease = np.divide(takes, holds, out=np.zeros(len(leave)), where=holds > 0)
    return np.asarray(ease * holds.sum() / takes.sum() if takes.sum() > 0 else ease)
