"""Whose contract ends soon, and what would a lower price to keep them cost?

Somebody who goes to a competitor or into a business of their own begins where a contract ends. A
price concession of a part of the revenue costs that part of it a year, all of it margin. It is
worth at most as much as it saves: were the customer to stay for it for certain, the chance to
follow times the margin (without a recorded margin nothing is said).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.simulation import Departure

__all__ = ["ENDS_WITHIN_DAYS", "Cost", "concessions", "whole_cost"]

#: A contract that ends later binds for the time in which a leaver's customers decide [judgement].
ENDS_WITHIN_DAYS = 180


def concessions(
    departure: Departure, margins: "pd.Series[float]", *, as_of: pd.Timestamp, part: float
) -> pd.DataFrame:
    """The customers of leavers whose contract ends within ENDS_WITHIN_DAYS.

    margins: a year's margin (amount) by customer_id, missing where it is not recorded; part: the
    concession as a part of revenue (0–1). Columns:
    :data:`analytics.contracts.departing.DEPARTING` (``concessions``).
    """
    last = as_of + pd.Timedelta(days=ENDS_WITHIN_DAYS)
    rows = departure.customers
    rows = rows[rows["contract_ends_on"].between(as_of, last) & (rows["exposure"] > 0)]
    margin = rows["customer_id"].map(margins).astype(float)
    cost = part * rows["exposure"]
    earned = margin.clip(lower=0.0)
    ratio = (cost / earned).where(earned > 0)
    worth = np.minimum(rows["chance"] * earned / rows["exposure"], 1.0)
    found = rows.assign(
        cost=cost, margin=margin, cost_of_margin=ratio, worth_up_to=worth.where(margin.notna())
    )
    return DEPARTING["concessions"].typed(found)


@dataclass(frozen=True, slots=True)
class Cost:
    """The same concession to all of some customers. amount: a year; of_margin: as a part of their
    margin, None where it is not recorded of each, or is no gain; loss: what would go of them."""

    amount: float
    of_margin: float | None
    loss: float


def whole_cost(rows: pd.DataFrame) -> Cost:
    """What the concessions of :func:`concessions` cost together."""
    amount, loss = float(rows["cost"].sum()), float(rows["loss"].sum())
    margin = float(rows["margin"].sum(skipna=False)) if len(rows) else 0.0
    return Cost(amount, amount / margin if margin > 0 else None, loss)
