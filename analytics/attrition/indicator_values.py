"""One leaving indicator of people at landmarks: the numbers at once, the words when wanted.

A *landmark* is one person at the end of one day; all indicators are computed for many at once,
because learning from past departures looks at every month, while the pages only show today's
words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.messages import Message

__all__ = [
    "IndicatorValues",
    "by_day",
    "latest",
    "month_number",
    "month_sums",
    "years_between",
]

_DAYS = "datetime64[s]"


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorValues:
    """frame: value, reference, z; its index is that of the landmarks of which something is known.

    ``texts`` makes one message a row, in the order of the frame.
    """

    frame: pd.DataFrame
    texts: Callable[[], list[Message]]

    @classmethod
    def of(
        cls,
        value: "pd.Series[float]",
        reference: Any,
        z: "pd.Series[float]",
        text: Callable[..., Message],
        *more: "pd.Series[Any]",
    ) -> "IndicatorValues":
        """Put the parts together; ``text`` is given value, reference and ``more`` by landmark."""
        frame = pd.DataFrame({"value": value.astype(float), "reference": reference, "z": z})
        rest = (each.reindex(frame.index) for each in more)
        columns = [frame["value"], frame["reference"], *rest]
        return cls(frame.astype(float), lambda: [text(*row) for row in zip(*columns, strict=True)])


def by_day(landmarks: pd.DataFrame, values: pd.Series) -> Any:
    """The values grouped by the day of their landmarks."""
    return values.groupby(landmarks["day"].reindex(values.index))


def years_between(landmarks: pd.DataFrame, since: "pd.Series[pd.Timestamp]") -> "pd.Series[float]":
    """Years from each day up to the landmark; landmarks without such a day are left out."""
    return (landmarks["day"] - since).dropna().dt.days / 365.25


def latest(
    landmarks: pd.DataFrame, rows: pd.DataFrame, on: str, *, before: int = 0
) -> pd.DataFrame:
    """The newest row of each person with ``on`` ≤ day − ``before`` days, by landmark.

    Missing where there is none; rows are sorted by ``on`` and, where equal, in their given order.
    """
    wanted = pd.DataFrame(
        {
            "rep_id": landmarks["rep_id"].astype("str"),
            "until": (landmarks["day"] - pd.Timedelta(days=before)).astype(_DAYS),
            "landmark": landmarks.index,
        }
    )
    dated = rows[rows[on].notna()].astype({"rep_id": "str", on: _DAYS})
    newest = pd.merge_asof(
        wanted.sort_values("until", kind="stable"),
        dated.sort_values(on, kind="stable"),
        left_on="until",
        right_on=on,
        by="rep_id",
    )
    return newest.set_index("landmark").drop(columns=["rep_id", "until"]).reindex(landmarks.index)


def month_sums(
    landmarks: pd.DataFrame, months: pd.DataFrame, column: str
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], pd.Timestamp]:
    """Running sums of a column of rep_months: people × (months + 1).

    The second and third array give, for every landmark, the row of its person and the number of
    months up to its last complete one, so that ``sums[row, n] − sums[row, n − 3]`` is the sum of
    the last three complete months. Last: the first month of the sums.
    """
    first = months["month"].min() if len(months) else landmarks["day"].min()
    people = pd.Index(landmarks["rep_id"].unique())
    last_complete = month_number(landmarks["day"] + pd.Timedelta(days=1)) - 1
    start = int(month_number(pd.Series([first]))[0])
    size = max(int(last_complete.max()) - start + 1, 1)
    row = people.get_indexer(months["rep_id"])
    month = month_number(months["month"]) - start
    kept = (row >= 0) & (month < size)
    table = np.zeros((len(people), size + 1))
    values = months[column].to_numpy(dtype=float)
    np.add.at(table, (row[kept], month[kept] + 1), np.nan_to_num(values[kept]))
    complete = np.clip(last_complete - start + 1, 0, size)
    return np.cumsum(table, axis=1), people.get_indexer(landmarks["rep_id"]), complete, first


def month_number(days: "pd.Series[pd.Timestamp]") -> NDArray[np.int64]:
    """Months since 1970-01; missing days give a very small number."""
    return days.to_numpy("datetime64[M]").astype(np.int64)
