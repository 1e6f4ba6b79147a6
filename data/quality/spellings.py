"""Ids that are probably one person or customer, as their names differ by the spelling only."""

import pandas as pd

from analytics.extract import Extract
from data.quality.near_names import near_pairs

__all__ = ["spellings"]

_COLUMNS = {
    "table": "str",
    "other_id": "str",
    "other": "str",
    "one_id": "str",
    "one": "str",
    "money": "float64",
}


def spellings(extract: Extract) -> pd.DataFrame:
    """Pairs of ids whose names are nearly the same (see :mod:`data.quality.near_names`).

    table (customers or reps); other_id and other, the id and name with less money behind them;
    one_id and one, which would take its place; money: the revenue of the last twelve months that
    would move. The most money comes first. Names that several ids share are left out: nobody could
    tell which of them is meant.
    """
    credit = extract.credits.groupby("rep_id")["credit"].sum()
    reps = extract.reps[extract.reps["known"]]
    held = reps["rep_id"].map(credit).fillna(0.0)
    customers = extract.customers
    bought = customers["revenue_12m"].astype("float64").fillna(0.0)
    found = [
        *_pairs("customers", customers["customer_id"], customers["name"], bought),
        *_pairs("reps", reps["rep_id"], reps["name"], held),
    ]
    frame = pd.DataFrame(found, columns=list(_COLUMNS)).astype(_COLUMNS)
    order = ["money", "table", "other_id", "one_id"]
    return frame.sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def _pairs(
    table: str, ids: pd.Series, names: pd.Series, money: pd.Series
) -> list[tuple[str, str, str, str, str, float]]:
    alone = ~names.duplicated(keep=False)
    by_name = {
        name: (float(amount), str(id_))
        for name, amount, id_ in zip(names[alone], money[alone], ids[alone], strict=True)
    }
    pairs = []
    for pair in near_pairs(by_name):
        one, other = sorted(pair, key=lambda name: (-by_name[name][0], by_name[name][1]))
        pairs.append((table, by_name[other][1], other, by_name[one][1], one, by_name[other][0]))
    return pairs
