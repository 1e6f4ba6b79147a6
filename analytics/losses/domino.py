"""The domino effect: what is to be expected from the others once somebody leaves.

Beyond what is expected from them anyway: every rep's own probability already holds the times when
a colleague carries him along. Without dependence, and for somebody whose leaving is certain, it is
therefore nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.losses.book import LossBook
from analytics.losses.dependence import JointLaw
from analytics.losses.union import chance_of_any, chance_of_none

__all__ = ["domino"]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: A probability that moves less has not moved.
_ROUNDING = 1e-12
#: Part of the people that is most of them.
_MOST = 0.5


def domino(
    edges: pd.DataFrame,
    exposure: "pd.Series[float]",
    probabilities: "pd.Series[float]",
    *,
    teams: "pd.Series[str] | None" = None,
    correlation: float = 0.0,
    contagion: float = 0.0,
) -> pd.DataFrame:
    """rep_id, further_departures (a number of people), domino_loss (amount); both 0 or more.

    further_departures(r) = Σ over j ≠ r of P(j leaves | r leaves) − a(j).
    domino_loss(r) = Σ over customers of
    exposure · (1 − q(c,r)) · [Π (1 − a(j)·q(c,j)) − Π (1 − P(j | r)·q(c,j))], j ≠ r: customers who
    did not follow r but go with somebody else, once each. Given that r leaves, the others are taken
    as independent of each other. Arguments as for
    :func:`analytics.losses.distribution.loss_distribution`. Rows and order of ``probabilities``;
    missing for who has none.
    """
    left = pd.Index(edges.loc[edges["leaver"].astype(bool), "rep_id"].unique())
    joint_law = JointLaw.with_left(
        probabilities, left, teams, correlation=correlation, contagion=contagion
    )
    given = joint_law.given()
    further = (given - joint_law.leave).sum(axis=1) - (1 - joint_law.leave)
    # A certain leaver changes nothing for anybody, which rounding does not know.
    further = np.where(further > _ROUNDING, further, 0.0)
    loss = _losses(LossBook.of(edges, exposure, probabilities), joint_law, given)
    effects = pd.DataFrame(
        {"further_departures": further, "domino_loss": loss}, index=joint_law.rep_ids
    ).reindex(probabilities.index)
    effects[probabilities.isna()] = np.nan
    return effects.rename_axis("rep_id").reset_index()


def _losses(book: LossBook, joint_law: JointLaw, given: Floats) -> Floats:
    """Σ over customers, by rep; pairs of who becomes no more likely to leave are passed over.

    O(pairs of those who move) for each leaver: with a common factor, all pairs.
    """
    holder = pd.Index(joint_law.rep_ids).get_indexer(book.rep_ids)
    order = np.argsort(book.rep, kind="stable")
    rep, customer, follow = book.rep[order], book.customer[order], book.follow[order]
    first = np.searchsorted(rep, np.arange(len(holder) + 1))
    before = book.leave[rep] * follow
    worth = book.exposure * chance_of_none(before, customer, len(book.exposure))
    # Of those who would have stayed with everybody, what goes per rise of the chance of leaving.
    steep = follow / (1 - before)
    code = pd.Index(holder).get_indexer(np.arange(len(joint_law.leave)))
    losses = np.zeros(len(joint_law.leave))
    among = None
    # Team by team: colleagues move each other.
    for leaver in np.argsort(joint_law.team, kind="stable"):
        rise = given[leaver, holder] - book.leave
        moved = (np.abs(rise) > _ROUNDING) & (holder != leaver)
        if not moved.any():
            continue
        rise = np.where(moved, rise, 0.0)
        reached = moved | (holder == leaver)
        if among is None or not np.array_equal(reached, among.reps):
            among = _Among.of(_pairs_of(first, reached), customer, reached)
        chance = rise[rep[among.pairs]] * steep[among.pairs]
        gone = chance_of_any(chance, among.customer, len(among.customers))
        # Not as a matrix product, whose threads would wait for each other at every leaver.
        losses[leaver] = (worth[among.customers] * gone).sum()
        if code[leaver] >= 0:
            # The leaver's own pairs: 1 − q in place of 1 − a·q.
            own = slice(first[code[leaver]], first[code[leaver] + 1])
            instead = (1 - follow[own]) / (1 - before[own]) - 1
            held = customer[own]
            there = np.searchsorted(among.customers, held)
            losses[leaver] += (worth[held] * instead * gone[there]).sum()
    return np.maximum(losses, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Among:
    """Those who move together: reps; their pairs, whose customers they are (places), and these
    customers, ascending."""

    reps: Flags
    pairs: Codes | slice
    customer: Codes
    customers: Codes

    @classmethod
    def of(cls, pairs: Codes | slice, customer: Codes, reps: Flags) -> "_Among":
        customers, place = np.unique(customer[pairs], return_inverse=True)
        return cls(reps, pairs, place, customers)


def _pairs_of(first: Codes, moved: Flags) -> Codes | slice:
    """The pairs of who moves, in order of reps; all of them where most move, which is quicker."""
    if moved.mean() > _MOST:
        return slice(None)
    return np.concatenate([np.arange(first[rep], first[rep + 1]) for rep in np.flatnonzero(moved)])
