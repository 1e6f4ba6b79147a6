"""How far is a handover, by the contact records since? Nobody has to report it.

A successor is *in touch* with a customer as soon as a contact record of the two is newer than the
start, and *knows* it by the same rule as everywhere. That the leaver is still in touch is seen.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pandas as pd

from analytics.contracts.departing import DEPARTING

__all__ = ["MILESTONES", "milestones", "progress"]

#: Days after the start at which one looks how far it is [judgement: a day, a week, a month, a
#: quarter].
MILESTONES = (1, 7, 30, 90)


def progress(
    edges: pd.DataFrame,
    successors: Mapping[str, str | None],
    rep_ids: Iterable[str],
    *,
    since: date,
) -> pd.DataFrame:
    """How far each customer is; columns: :data:`analytics.contracts.departing.DEPARTING`
    (``progress``).

    edges: customer_id, rep_id, knows, last_activity_on; successors by customer_id; rep_ids: who
    hands over; since: a contact counts from the day after.
    """
    rows = pd.DataFrame(
        {
            "customer_id": pd.Series(list(successors), dtype="str"),
            "successor_rep_id": pd.Series(list(successors.values()), dtype="str"),
        }
    )
    pairs = edges[["customer_id", "rep_id", "knows", "last_activity_on"]]
    pairs = pairs[pairs["customer_id"].isin(rows["customer_id"])]
    pairs = pairs.astype({"customer_id": "str", "rep_id": "str"})
    own = pairs.rename(columns={"rep_id": "successor_rep_id"})
    rows = rows.merge(own, on=["customer_id", "successor_rep_id"], how="left")
    start = pd.Timestamp(since)
    last = rows["last_activity_on"].where(rows["last_activity_on"] > start)
    leaving = pairs[pairs["rep_id"].isin(list(rep_ids)) & (pairs["last_activity_on"] > start)]
    found = rows.assign(
        in_touch_on=last,
        knows=rows["knows"].fillna(False).astype(bool),
        leaver_still=rows["customer_id"].isin(leaving["customer_id"]),
    )
    return DEPARTING["progress"].typed(found)


def milestones(begins_on: date, as_of: date) -> list[tuple[int, date, bool]]:
    """The days at which one looks: days after the start, the day, whether the data reach it.

    >>> milestones(date(2026, 6, 1), date(2026, 6, 10))[1]
    (7, datetime.date(2026, 6, 8), True)
    """
    days = [(each, begins_on + timedelta(days=each)) for each in MILESTONES]
    return [(each, day, day <= as_of) for each, day in days]
