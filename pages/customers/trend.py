"""How the top share of customers has moved: as lines of a table, and as the finding of a chart."""

from collections.abc import Iterable

import pandas as pd

from analytics.messages import Message, Percent, message
from pages.components import numbers

__all__ = ["comparable", "trend_title"]

#: A share that moves by less than this has not moved.
_STILL = 0.05


def comparable(customer_ids: Iterable[str], shares: pd.DataFrame) -> list[list[float] | None]:
    """The shares of some customers since the last day of which they are not comparable, oldest
    first; None with fewer than two. shares: as
    :func:`analytics.relationships.trend.top_shares` gives them."""
    rows = shares.reindex(list(customer_ids))
    whole = rows.where(rows.iloc[:, ::-1].notna().cummin(axis=1).iloc[:, ::-1])
    lines = (row[~pd.isna(row)].tolist() for row in whole.to_numpy(float))
    return [line if len(line) > 1 else None for line in lines]


def trend_title(shares: pd.Series) -> Message:
    """The finding of one customer's shares, by day, two of them at least."""
    known = shares.dropna()
    first, last = Percent(float(known.iloc[0])), Percent(float(known.iloc[-1]))
    since = numbers.month(known.index[0].date())
    if abs(known.iloc[-1] - known.iloc[0]) < _STILL:
        return message("The largest share is as it was in {month}: {last}", month=since, last=last)
    if known.iloc[-1] > known.iloc[0]:
        return message(
            "The largest share has risen from {first} to {last} since {month}",
            first=first,
            last=last,
            month=since,
        )
    return message(
        "The largest share has fallen from {first} to {last} since {month}",
        first=first,
        last=last,
        month=since,
    )
