"""Which agreed introductions have happened? Read from later contact records, asked of nobody.

*visited*: the second contact has met the customer after the day of acceptance. *proven*: after it,
the second contact knows the customer on contact records.
"""

from datetime import date

import pandas as pd

from analytics.contracts.planned import INTRODUCED

__all__ = ["introduced"]


def introduced(
    accepted: list[tuple[str, str, date]], meetings: pd.DataFrame, edges: pd.DataFrame
) -> pd.DataFrame:
    """What records say of accepted pairs of customer_id and rep_id since their day.

    meetings: customer_id, rep_id, day of visits and meetings; edges: customer_id, rep_id,
    knows_measured, last_activity_on. Columns as in
    :data:`analytics.contracts.planned.INTRODUCED`, rows in the order given.

    >>> met = pd.DataFrame({"customer_id": ["c", "c"], "rep_id": ["r", "r"],
    ...     "day": pd.to_datetime(["2026-05-03", "2026-05-09"])})
    >>> none = pd.DataFrame(columns=["customer_id", "rep_id", "knows_measured", "last_activity_on"])
    >>> introduced([("c", "r", date(2026, 5, 4))], met, none)["visited_on"].item().date()
    datetime.date(2026, 5, 9)
    """
    columns = ["customer_id", "rep_id", "accepted_on"]
    rows = pd.DataFrame(accepted, columns=columns).astype(
        {"customer_id": "str", "rep_id": "str", "accepted_on": "datetime64[s]"}
    )
    pair = ["customer_id", "rep_id"]
    met = rows.merge(meetings.astype(dict.fromkeys(pair, "str")), on=pair)
    first = met[met["day"] > met["accepted_on"]].groupby(pair, as_index=False)["day"].min()
    held = edges[[*pair, "knows_measured", "last_activity_on"]].astype(dict.fromkeys(pair, "str"))
    rows = rows.merge(first, on=pair, how="left").merge(held, on=pair, how="left")
    knows = rows["knows_measured"].astype("boolean").fillna(False)
    since = pd.to_datetime(rows["last_activity_on"]) > rows["accepted_on"]
    contract = INTRODUCED["introduced"]
    rows = rows.assign(visited_on=pd.to_datetime(rows["day"]), proven=knows & since)
    return rows[contract.names].astype(contract.dtypes)
