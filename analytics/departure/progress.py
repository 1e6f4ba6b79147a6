"""How far is a handover, by the contact records since? Nobody has to report it.

A successor is *in touch* with a customer from the first contact record of the two after the start
on, has *met* it from the first visit or meeting on, and *knows* it by the same rule as everywhere.
Management has visited a customer with its first visit or meeting. That the leaver is still in touch
is seen.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

import pandas as pd

from analytics.contracts.departing import DEPARTING

__all__ = ["followed_until", "managers", "milestones", "progress"]

#: Days after the start at which one looks how far it is [judgement: a day, a week, a month, a
#: quarter].
_MILESTONES = (1, 7, 30, 90)


#: The functions whose visit is one by management.
_MANAGEMENT = ("management", "owner")


def managers(reps: pd.DataFrame, rep_ids: Iterable[str]) -> frozenset[str]:
    """Who counts as management in a handover of ``rep_ids``: by function, and their managers.

    reps: rep_id, function, manager_id.
    """
    leaving = reps["rep_id"].isin(list(rep_ids))
    by_function = reps.loc[reps["function"].isin(_MANAGEMENT), "rep_id"]
    over_them = reps.loc[leaving, "manager_id"].dropna()
    return frozenset(map(str, [*by_function, *over_them])) - frozenset(rep_ids)


def progress(
    edges: pd.DataFrame,
    touches: pd.DataFrame,
    meetings: pd.DataFrame,
    successors: Mapping[str, str | None],
    rep_ids: Collection[str],
    *,
    management: Collection[str],
) -> pd.DataFrame:
    """How far each customer is; columns: :data:`analytics.contracts.departing.DEPARTING`
    (``progress``).

    edges: customer_id, rep_id, knows; touches: customer_id, rep_id, first_on (the first contact
    after the start); meetings: customer_id, rep_id, day (visits and meetings after it); successors
    by customer_id; rep_ids: who hands over; management: as of :func:`managers`.
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
    met = meetings.rename(columns={"rep_id": "successor_rep_id", "day": "met_on"})
    visits = meetings[meetings["rep_id"].isin(list(management))]
    visits = visits.rename(columns={"day": "managed_on"})
    found = (
        rows.merge(first[[*pair, "in_touch_on"]], on=pair, how="left")
        .merge(met.groupby(pair, as_index=False)["met_on"].min(), on=pair, how="left")
        .merge(visits.groupby("customer_id", as_index=False)["managed_on"].min(), how="left")
        .assign(
            knows=pd.MultiIndex.from_frame(rows[pair]).isin(known),
            leaver_still=rows["customer_id"].isin(still),
        )
    )
    return DEPARTING["progress"].typed(found)


def milestones(begins_on: date, as_of: date) -> list[tuple[int, date, bool]]:
    """The days at which one looks: days after the start, the day, whether the data reach it.

    >>> milestones(date(2026, 6, 1), date(2026, 6, 10))[1]
    (7, datetime.date(2026, 6, 8), True)
    """
    days = [(each, begins_on + timedelta(days=each)) for each in _MILESTONES]
    return [(each, day, day <= as_of) for each, day in days]


def followed_until(begins_on: date, ends_on: date) -> date:
    """The last day on which one looks: the last day of who hands over, or the last review.

    >>> followed_until(date(2026, 6, 1), date(2026, 7, 1))
    datetime.date(2026, 8, 30)
    """
    return max(ends_on, begins_on + timedelta(days=_MILESTONES[-1]))
