"""If these people are away for some weeks: who covers which customer?

A cover plan for a holiday or an illness, and nothing else: no chance of leaving, no loss. Every
customer of theirs has one who stands in, proposed as a successor is
(:mod:`analytics.departure.successors`), the largest customer first.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.book import DepartureBook
from analytics.departure.held import Held, ids_of
from analytics.departure.receivers import receivers
from analytics.departure.successors import propose, reasons

__all__ = ["Absence", "cover"]


@dataclass(frozen=True, slots=True, eq=False)
class Absence:
    """A set of people away; the columns of customers and receivers are stated in
    :data:`analytics.contracts.departing.DEPARTING` (``covers``, ``receivers``)."""

    rep_ids: tuple[str, ...]
    weeks: int
    customers: pd.DataFrame
    receivers: pd.DataFrame


def cover(book: DepartureBook, rep_ids: list[str], *, weeks: int) -> Absence:
    """Who covers the customers of ``rep_ids`` for ``weeks``; unknown ids, and who is not active,
    change nothing. O(their pairs), no loop over customers."""
    gone = np.zeros(len(book.reps), bool)
    away = book.known(rep_ids)
    gone[away] = True
    held = Held.of(book, away, gone)
    rows = book.customers.iloc[held.customers].reset_index(drop=True)
    exposure = rows["exposure"].to_numpy()
    found = propose(book, held.customers, exposure, gone)
    back = pd.Timestamp(book.as_of) + pd.Timedelta(weeks=weeks)
    ends = rows["contract_ends_on"]
    customers = pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "away_rep_id": ids_of(book, held.leaver),
            "main": held.main(book, gone),
            "exposure": exposure,
            "known_by_others": held.knowers,
            "cover_rep_id": ids_of(book, found.rep),
            "basis": reasons(found),
            "cover_share": found.share,
            "alike": found.alike,
            "contract_ends_on": ends.where(ends.between(pd.Timestamp(book.as_of), back)),
        }
    ).sort_values(["exposure", "customer_id"], ascending=[False, True], kind="stable")
    return Absence(
        tuple(book.reps["rep_id"].to_numpy()[away]),
        weeks,
        DEPARTING["covers"].typed(customers),
        receivers(book, exposure, found),
    )
