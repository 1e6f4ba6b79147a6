"""Which reps work with customers like this one?

A similar existing salesperson keeps more of the revenue than a star or a newcomer (Shi, Sridhar,
Grewal, Lilien 2017, Journal of Marketing 81(2)). Similar means here: looks after (share > 0)
customers of the same industry and region, or of one of them; failing that, is in the main
contact's team. One notion for the suggestion of one customer and for the plan over all.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.relationships.pairs import Codes, Flags, Roster

__all__ = ["CustomerBook", "Likeness", "likeness"]

Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class CustomerBook:
    """Who looks after which customers: codes of customer and rep by pair with a share."""

    customers: Roster
    reps: Roster
    customer: Codes
    rep: Codes

    @classmethod
    def of(cls, customers: pd.DataFrame, edges: pd.DataFrame, reps: pd.DataFrame) -> "CustomerBook":
        """Code the pairs of ``edges`` (customer_id, rep_id, share) with share > 0."""
        held = edges.loc[edges["share"] > 0, ["customer_id", "rep_id"]]
        rosters = Roster.of(customers["customer_id"]), Roster.of(reps["rep_id"])
        codes = rosters[0].codes(held["customer_id"]), rosters[1].codes(held["rep_id"])
        on_record = (codes[0] >= 0) & (codes[1] >= 0)
        return cls(*rosters, codes[0][on_record], codes[1][on_record])


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """Reps × customers: how many customers of the same industry and region, of the same industry,
    of the same region each rep looks after, and whether the rep is in the main contact's team."""

    both: Counts
    industry: Counts
    region: Counts
    same_team: Flags


def likeness(
    book: CustomerBook,
    customers: pd.DataFrame,
    reps: pd.DataFrame,
    *,
    wanted: pd.DataFrame,
    rep_ids: pd.Series,
) -> Likeness:
    """Compare the customers of ``rep_ids`` with each ``wanted`` customer.

    customers: customer_id, industry, region (all of the company); reps: rep_id, team; wanted:
    top_rep_id, industry, region. A missing industry, region or team is like nothing.
    """
    rows = customers.drop_duplicates("customer_id").set_index("customer_id")
    rows = rows.reindex(book.customers.index)
    industry, wanted_industry = _codes(rows["industry"], wanted["industry"])
    region, wanted_region = _codes(rows["region"], wanted["region"])
    rep_codes = book.reps.codes(rep_ids)
    every = int(max(region.max(initial=-1), wanted_region.max(initial=-1))) + 1
    tables = [
        (_joined(industry, region, every), _joined(wanted_industry, wanted_region, every)),
        (industry, wanted_industry),
        (region, wanted_region),
    ]
    both, same_industry, same_region = (
        _counted(book, keys, asked, rep_codes) for keys, asked in tables
    )
    same_team = _same_team(reps, rep_ids, wanted["top_rep_id"])
    return Likeness(both, same_industry, same_region, same_team)


def _codes(all_: pd.Series, wanted: pd.Series) -> tuple[Codes, Codes]:
    """The same text, the same code; −1 where it is missing."""
    codes, _ = pd.factorize(pd.concat([all_.astype("object"), wanted.astype("object")]))
    return codes[: len(all_)].astype(np.int64), codes[len(all_) :].astype(np.int64)


def _joined(first: Codes, second: Codes, every: int) -> Codes:
    return np.where((first >= 0) & (second >= 0), first * every + second, -1)


def _counted(book: CustomerBook, keys: Codes, asked: Codes, reps: Codes) -> Counts:
    """Reps × asked keys: customers with that key that the rep looks after."""
    distinct, key = np.unique(asked, return_inverse=True)
    column = np.minimum(np.searchsorted(distinct, keys), max(len(distinct) - 1, 0))
    is_asked = np.zeros(len(keys), bool)
    if len(distinct):
        is_asked = (distinct[column] == keys) & (keys >= 0)
    rows = is_asked[book.customer]
    size = len(book.reps), len(distinct)
    cells = book.rep[rows] * size[1] + column[book.customer[rows]]
    table = np.bincount(cells, minlength=size[0] * size[1]).reshape(size)
    return np.asarray(table.astype(np.int32)[reps].take(key, axis=1))


def _same_team(reps: pd.DataFrame, rep_ids: pd.Series, main: pd.Series) -> Flags:
    teams = reps.drop_duplicates("rep_id").set_index("rep_id")["team"]
    own, theirs = _codes(teams.reindex(rep_ids), main.map(teams))
    return np.asarray((own[:, None] == theirs[None, :]) & (own >= 0)[:, None])
