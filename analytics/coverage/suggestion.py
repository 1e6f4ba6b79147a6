"""Who could become the second contact of a customer? The first suggestion, customer by customer.

Somebody who already knows the customer comes first; else the salesperson who looks after the
most similar customers (same industry and region): a similar existing salesperson keeps more of
the revenue than a star or a newcomer (Shi, Sridhar, Grewal, Lilien 2017, Journal of Marketing
81(2)). Never somebody who has given notice. The plan over all customers, with a budget and a
capacity per person, is :mod:`analytics.coverage.plan`.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd

from analytics.coverage.similarity import CustomerBook, likeness
from analytics.relationships.people import in_sales, staying_reps

__all__ = ["suggest_second_contacts"]

_COLUMNS = ["customer_id", "second_rep_id", "basis", "share", "alike"]

# What makes two customers alike, the closest likeness first.
_LIKENESS = ["both", "industry", "region"]
#: By which customers are alike.
_KIND = ["industry", "region"]
#: Customers compared with everybody who sells at once: with 2,000 people a million pairs.
_AT_ONCE = 500


def suggest_second_contacts(
    customer_ids: Sequence[str],
    *,
    customers: pd.DataFrame,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
) -> pd.DataFrame:
    """Suggest one second contact for each of some customers.

    Among active reps who are not under notice and not the main contact: the one with the largest
    share; else the active sales rep whose customers are most similar (number with the same
    industry and region, then the same industry, then the same region, then being in the main
    contact's team). Ties go to the smaller rep_id. Nobody is suggested where nothing is alike.

    Parameters
    ----------
    customer_ids
        Of those whom no colleague knows, one of each industry, region and main contact is compared
        with every active sales rep.
    customers
        customer_id, top_rep_id, industry, region; all of the company, as edges and reps are.
    edges
        customer_id, rep_id, share (missing for departed reps).
    reps
        rep_id, function, team, active, notice_on.

    Returns
    -------
    DataFrame
        customer_id, second_rep_id (missing: nobody), basis (``share`` or ``similar``, missing
        with nobody), share (0–1, only for ``share``), alike (Int64: customers of the same
        industry and region, or else of either; only for ``similar``); one row per known id, in
        the order asked.

    >>> customers = pd.DataFrame({"customer_id": ["c"], "top_rep_id": ["a"],
    ...     "industry": [None], "region": [None]})
    >>> edges = pd.DataFrame({"customer_id": ["c", "c"], "rep_id": ["a", "b"], "share": [0.9, 0.1]})
    >>> reps = pd.DataFrame({"rep_id": ["a", "b"], "function": "sales", "team": None,
    ...     "active": True, "notice_on": pd.NaT})
    >>> suggest_second_contacts(["c"], customers=customers, edges=edges, reps=reps)["basis"].item()
    'share'
    """
    wanted = _wanted(customer_ids, customers)
    staying = reps[staying_reps(reps)]
    by_share = _by_share(wanted, edges, staying)
    others = wanted[~wanted["customer_id"].isin(by_share["customer_id"])]
    compared = partial(_alike, customers=customers, edges=edges, reps=reps, staying=staying)
    alike = _by_likeness(others, compared)
    suggestions = pd.concat([part for part in (by_share, alike) if len(part)] or [by_share])
    result = wanted[["customer_id"]].merge(suggestions, on="customer_id", how="left")
    return result.astype({"share": "float64", "alike": "Int64"})


def _wanted(customer_ids: Sequence[str], customers: pd.DataFrame) -> pd.DataFrame:
    rows = customers.set_index("customer_id")[["top_rep_id", "industry", "region"]]
    asked = pd.Index(customer_ids).unique()
    return rows.loc[asked[asked.isin(rows.index)]].rename_axis("customer_id").reset_index()


def _by_share(wanted: pd.DataFrame, edges: pd.DataFrame, staying: pd.DataFrame) -> pd.DataFrame:
    theirs = edges[edges["customer_id"].isin(wanted["customer_id"])]
    pairs = theirs.loc[theirs["share"] > 0, ["customer_id", "rep_id", "share"]].merge(
        wanted[["customer_id", "top_rep_id"]], on="customer_id"
    )
    pairs = pairs[pairs["rep_id"].isin(staying["rep_id"]) & _somebody_else(pairs)]
    best = pairs.sort_values(["share", "rep_id"], ascending=[False, True], kind="stable")
    return _suggested(best.assign(basis="share", alike=pd.NA))


def _by_likeness(
    wanted: pd.DataFrame, compared: Callable[[pd.DataFrame], pd.DataFrame]
) -> pd.DataFrame:
    """Customers of the same industry, region and main contact are like the same others, so that
    one of them is compared."""
    kinds = wanted.groupby([*_KIND, "top_rep_id"], dropna=False, sort=False).ngroup()
    first = wanted[~kinds.duplicated()]
    parts = [
        compared(first.iloc[start : start + _AT_ONCE])
        for start in range(0, len(first) or 1, _AT_ONCE)
    ]
    found = pd.concat(parts, ignore_index=True).rename(columns={"customer_id": "like"})
    like = first["customer_id"].to_numpy()[kinds.to_numpy()]
    every = wanted[["customer_id"]].assign(like=like).astype({"like": "str"})
    return every.merge(found, on="like")[_COLUMNS]


def _alike(
    wanted: pd.DataFrame,
    customers: pd.DataFrame,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
    staying: pd.DataFrame,
) -> pd.DataFrame:
    """Some customers, compared with everybody who sells and holds others of their kind."""
    sellers = staying.loc[in_sales(staying), "rep_id"]
    near = [customers[mark].isin(wanted[mark].dropna()) for mark in _KIND]
    others = customers[near[0] | near[1]]
    held = edges[edges["customer_id"].isin(others["customer_id"])]
    book = CustomerBook.of(others, held, reps)
    alike = likeness(book, others, reps, wanted=wanted, rep_ids=sellers)
    marks = [*_LIKENESS, "same_team"]
    pairs = pd.DataFrame(
        {
            "rep_id": np.repeat(sellers.to_numpy(), len(wanted)),
            "customer_id": np.tile(wanted["customer_id"].to_numpy(), len(sellers)),
            "top_rep_id": np.tile(wanted["top_rep_id"].to_numpy(), len(sellers)),
            **{mark: getattr(alike, mark).ravel().astype(int) for mark in marks},
        }
    ).astype({"rep_id": "str", "customer_id": "str", "top_rep_id": "str"})
    pairs = pairs[_somebody_else(pairs) & pairs[marks].gt(0).any(axis=1)]
    order = [False] * len(marks) + [True]
    best = pairs.sort_values([*marks, "rep_id"], ascending=order, kind="stable")
    counts = best[_LIKENESS]
    best["alike"] = counts.where(counts > 0).bfill(axis=1).iloc[:, 0]
    return _suggested(best.assign(basis="similar", share=float("nan")))


def _somebody_else(pairs: pd.DataFrame) -> pd.Series:
    return pairs["top_rep_id"].isna() | (pairs["rep_id"] != pairs["top_rep_id"]).fillna(True)


def _suggested(best: pd.DataFrame) -> pd.DataFrame:
    first = best.drop_duplicates("customer_id")
    return first.rename(columns={"rep_id": "second_rep_id"})[_COLUMNS]
