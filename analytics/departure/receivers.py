"""How many customers each successor has today, and how many would come?"""

import numpy as np
import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.book import DepartureBook
from analytics.departure.successors import Successors
from analytics.relationships.pairs import Floats

__all__ = ["receivers"]


def receivers(book: DepartureBook, exposure: Floats, found: Successors) -> pd.DataFrame:
    """One row per successor; exposure by customer, as ``found``. Columns:
    :data:`analytics.contracts.departing.DEPARTING` (``receivers``)."""
    given = found.rep >= 0
    rep, size = found.rep[given], len(book.reps)
    new = found.share[given] == 0
    rows = pd.DataFrame(
        {
            "rep_id": book.reps["rep_id"],
            "load": book.reps["load"],
            "new": np.bincount(rep[new], minlength=size),
            "held": np.bincount(rep[~new], minlength=size),
            "exposure": np.bincount(rep, weights=exposure[given], minlength=size),
        }
    )
    rows = rows[(rows["new"] > 0) | (rows["held"] > 0)].assign(room=found.room)
    ordered = rows.sort_values(
        ["new", "exposure", "rep_id"], ascending=[False, False, True], kind="stable"
    )
    return DEPARTING["receivers"].typed(ordered)
