"""Who could become whose second contact: under way, else by the plan, else the first suggestion."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.held import contacts_named
from analytics.coverage.plan import CoveragePlan
from analytics.coverage.suggestion import suggest_second_contacts
from analytics.messages import Message, Money, Percent, message
from analytics.relationships.people import staying_reps
from pages.components.words import names_of

__all__ = ["basis_message", "best_known", "second_contacts_of"]

_COLUMNS = ["customer_id", "second_rep_id", "source", "why", "because"]


def second_contacts_of(
    assessment: Assessment, customer_ids: Sequence[str], plan: CoveragePlan | None = None
) -> pd.DataFrame:
    """One second contact for each of a few customers; without a plan, the first suggestion.

    Returns customer_id, second_rep_id (missing: nobody), source (``running``: the records show
    that the introduction is under way; ``plan``; ``suggestion``), why (a short Message), because
    (the plan's own reason; a Message, None without it); one row per known id, in the order asked.
    """
    suggestions = suggest_second_contacts(
        customer_ids,
        customers=assessment.customers,
        edges=assessment.edges,
        reps=assessment.reps,
    )
    rows = suggestions.assign(
        source="suggestion",
        why=[
            basis_message(each["basis"], each["share"], each["alike"])
            for each in _records(suggestions)
        ],
        because=None,
    )[_COLUMNS]
    if plan is None:
        return rows
    names = names_of(assessment.reps, "rep_id")
    return _replaced(rows, _chosen(plan, names, assessment.currency))


def best_known(
    assessment: Assessment, customer_ids: Sequence[str], *, staying: bool = False
) -> pd.DataFrame:
    """Who knows each customer best beside the contact who is named, of all functions.

    ``staying``: nobody who has given notice. Returns customer_id, rep_id, share (missing where it
    is only stated); no row where nobody else knows the customer.
    """
    customers, reps = assessment.customers, assessment.reps
    asked = customers[customers["customer_id"].isin(list(customer_ids))]
    named = asked[["customer_id"]].assign(contact_id=contacts_named(asked))
    edges = assessment.edges
    edges = edges[edges["customer_id"].isin(asked["customer_id"])]
    pairs = edges[edges["knows"].fillna(False).astype(bool) & edges["active"].astype(bool)]
    if staying:
        pairs = pairs[pairs["rep_id"].isin(reps.loc[staying_reps(reps), "rep_id"])]
    pairs = pairs.merge(named, on="customer_id")
    pairs = pairs[pairs["rep_id"] != pairs["contact_id"].fillna("")]
    best = pairs.sort_values(
        ["share", "rep_id"], ascending=[False, True], na_position="last", kind="stable"
    )
    return best.drop_duplicates("customer_id")[["customer_id", "rep_id", "share"]]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def basis_message(basis: object, share: float, alike: Any) -> Message:
    """Why somebody is suggested: ``share`` of the relationship, ``similar`` customers (``alike``;
    missing: the same team); missing: nobody is."""
    if basis == "share":
        return message("already holds {share} of the relationship", share=Percent(share))
    if basis == "similar" and pd.notna(alike):
        return message(
            "looks after {count} similar customer",
            "looks after {count} similar customers",
            count=int(alike),
        )
    if basis == "similar":
        return message("is in the same team")
    return message("nobody suggests themselves; choose together")


def _chosen(plan: CoveragePlan, names: Mapping[str, str], currency: str) -> pd.DataFrame:
    """customer_id, second_rep_id, source, why of what is under way and of what is planned."""
    running = plan.running.assign(
        source="running",
        why=[_under_way(names.get(each, each)) for each in plan.running["second_rep_id"]],
        because=None,
    )
    pairs = plan.pairs.assign(
        source="plan",
        why=[_planned(row, currency) for row in _records(plan.pairs)],
        because=plan.pairs["message"],
    )
    both = pd.concat([running[_COLUMNS], pairs[_COLUMNS]], ignore_index=True)
    return both.drop_duplicates("customer_id")


def _under_way(name: str) -> Message:
    return message("{second} is becoming second contact already", second=name)


def _planned(row: Mapping[str, Any], currency: str) -> Message:
    return message(
        "by the plan: the expected loss falls from {before} to {after}",
        before=Money(float(row["expected_loss_before"]), currency),
        after=Money(float(row["expected_loss_after"]), currency),
    )


def _replaced(rows: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    by_customer = chosen.set_index("customer_id")
    has_choice = rows["customer_id"].isin(by_customer.index)
    parts = {
        name: rows[name].mask(has_choice, rows["customer_id"].map(by_customer[name]))
        for name in _COLUMNS[1:]
    }
    return rows[["customer_id"]].assign(**parts)
