"""How far is a handover, by the contact records since? Nobody has to report it.

A successor is *in touch* with a customer from the first contact record of the two after the start
on, and *knows* it by the same rule as everywhere. That the leaver is still in touch is seen.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pandas as pd

from analytics.contracts.departing import DEPARTING

__all__ = ["milestones", "progress"]

#: Days after the start at which one looks how far it is [judgement: a day, a week, a month, a
#: quarter].
_MILESTONES = (1, 7, 30, 90)


def progress(
    edges: pd.DataFrame,
    touches: pd.DataFrame,
    successors: Mapping[str, str | None],
    rep_ids: Iterable[str],
) -> pd.DataFrame:
    """How far each customer is; columns: :data:`analytics.contracts.departing.DEPARTING`
    (``progress``).

    edges: customer_id, rep_id, knows; touches: customer_id, rep_id, first_on (the first contact
    after the start); successors by customer_id; rep_ids: who hands over.
    """
    rows = pd.DataFrame(
        {
            "customer_id": pd.Series(list(successors), dtype="str"),
            "successor_rep_id": pd.Series(list(successors.values()), dtype="str"),
        }
    )
    pair = ["customer_id", "successor_rep_id"]
    first = touches.rename(columns={"rep_id": "successor_rep_id", "first_on": "in_touch_on"})
    knowing = edges.loc[edges["knows"].astype(bool), ["customer_id", "rep_id"]].astype("str")
    known = pd.MultiIndex.from_frame(knowing)
    still = touches.loc[touches["rep_id"].isin(list(rep_ids)), "customer_id"]
    found = rows.merge(first[[*pair, "in_touch_on"]], on=pair, how="left").assign(
        knows=pd.MultiIndex.from_frame(rows[pair]).isin(known),
        leaver_still=rows["customer_id"].isin(still),
    )
    return DEPARTING["progress"].typed(found)


def milestones(begins_on: date, as_of: date) -> list[tuple[int, date, bool]]:
    """The days at which one looks: days after the start, the day, whether the data reach it.

    >>> milestones(date(2026, 6, 1), date(2026, 6, 10))[1]
    (7, datetime.date(2026, 6, 8), True)
    """
    days = [(each, begins_on + timedelta(days=each)) for each in _MILESTONES]
    return [(each, day, day <= as_of) for each, day in days]
