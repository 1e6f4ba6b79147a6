"""What an issue does to the answer, and the sentences that stand before it."""

from typing import Any

import pandas as pd

from data.quality.inquiry import Inquiry, Issue

__all__ = ["ranked", "warnings_of", "weight_of"]

#: From the heaviest on.
_WEIGHTS = ("overturns", "changes", "note")

#: From this part of the money, the records or the people on, an issue overturns or changes the
#: answer; people count from two on, as one of few is soon a tenth.
_OVERTURNS, _CHANGES = 0.1, 0.01
_FEWEST_PEOPLE = 2


def weight_of(ask: Inquiry, issue: Issue) -> str:
    """One of :data:`_WEIGHTS`; rows that stay as they are have no share, so are at most a note."""
    people = issue.people if issue.people >= _FEWEST_PEOPLE else 0
    part = max(issue.share, people / ask.people if ask.people else 0.0)
    if part >= _OVERTURNS:
        return "overturns"
    return "changes" if part >= _CHANGES else "note"


def ranked(issues: pd.DataFrame) -> pd.DataFrame:
    """By weight, then money, then rows, the largest first."""
    keys = pd.DataFrame(
        {
            "weight": issues["weight"].map(_WEIGHTS.index),
            "money": -issues["money"].abs().fillna(-1.0),
            "rows": -issues["rows"].astype("Float64").fillna(-1.0).astype(float),
            "table": issues["table"],
            "issue": issues["issue"],
        }
    )
    order = keys.sort_values(list(keys), kind="stable").index
    return issues.loc[order].reset_index(drop=True)


def warnings_of(issues: pd.DataFrame) -> list[dict[str, Any]]:
    """code, table, weight, rows, money, message of every issue that overturns or changes the
    answer, in the order of ``issues``."""
    heavy = issues[issues["weight"] != "note"]
    return [
        {
            "code": row.issue,
            "table": row.table,
            "weight": row.weight,
            "rows": None if pd.isna(row.rows) else int(row.rows),
            "money": None if pd.isna(row.money) else float(row.money),
            "message": row.effect,
        }
        for row in heavy.itertuples(index=False)
    ]
