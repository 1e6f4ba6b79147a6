"""Pay and quotas of people who are stated to be one: what both had for a period is put together."""

from collections.abc import Iterable

import pandas as pd

__all__ = ["put_together"]

#: By frame: the columns of the period, and those whose values add up.
_PERIODS = {
    "quotas": (["rep_id", "period_start", "period_end"], ["quota", "attained"]),
    "compensation": (["rep_id", "period_start"], ["base", "variable"]),
}


def put_together(name: str, rows: pd.DataFrame, people: Iterable[str]) -> pd.DataFrame:
    """The rows of quotas or compensation with one row a period for each of ``people``, under whom
    other ids count; other frames, and rows of other people, as they are.

    Equal rows are the same thing said twice and count once; others add up. What one of them lacks
    is not known of the sum, and what cannot be added (rates, plans, currencies) is known where all
    agree. Amounts in different currencies are not added: they are not known.

    >>> rows = pd.DataFrame({"rep_id": ["a", "a"], "period_start": [1, 1], "period_end": [2, 2],
    ...                      "quota": [10.0, 5.0], "attained": [4.0, None]})
    >>> put_together("quotas", rows, ["a"])[["quota", "attained"]].to_numpy().tolist()
    [[15.0, nan]]
    """
    if name not in _PERIODS:
        return rows
    keys, amounts = _PERIODS[name]
    own = rows["rep_id"].isin(list(people))
    distinct = rows[own].drop_duplicates()
    twice = distinct.duplicated(keys, keep=False)
    if not twice.any():
        return rows[~own | ~rows.duplicated()].reset_index(drop=True)
    made = [_one(each, amounts) for _, each in distinct[twice].groupby(keys, dropna=False)]
    every = pd.concat([rows[~own], distinct[~twice], *made]).astype(rows.dtypes.to_dict())
    return every.sort_values(list(rows.columns), kind="stable").reset_index(drop=True)


def _one(rows: pd.DataFrame, amounts: list[str]) -> pd.DataFrame:
    """One row of several of one period."""
    row = rows.head(1).copy()
    for name in rows.columns.difference(amounts):
        if rows[name].nunique(dropna=False) > 1:
            row[name] = None
    mixed = "currency" in rows and rows["currency"].nunique(dropna=False) > 1
    for name in amounts:
        row[name] = float("nan") if mixed else rows[name].sum(skipna=False)
    return row
