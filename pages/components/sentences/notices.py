"""People who have given notice: what is theirs, and what has no successor yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, Money, message
from analytics.relationships.people import under_notice
from pages.components.words import names_of

__all__ = ["Notice", "notices"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One person under notice; ``sentence`` follows the name, which is a link to the person."""

    rep_id: str
    name: str
    sentence: Message


def notices(assessment: Assessment) -> tuple[Notice, ...]:
    """Everybody active who has given notice, who leaves first comes first.

    Counted are the customers whom the person knows; *without successor* are those whom nobody
    else knows who stays.
    """
    reps = assessment.reps
    going = reps[under_notice(reps)]
    order = going.sort_values(["leaves_on", "notice_on", "rep_id"], na_position="last")
    books = _books(assessment, set(going["rep_id"]))
    names = names_of(reps, "rep_id")
    return tuple(
        Notice(row["rep_id"], names[row["rep_id"]], _sentence(row, books, assessment))
        for row in order.to_dict("records")
    )


def _books(assessment: Assessment, going: set[str]) -> Mapping[str, tuple[int, float, int]]:
    """Customers, their yearly revenue, and those without successor, by person."""
    edges = assessment.edges
    relationships = edges[edges["knows"].astype(bool) & edges["active"].astype(bool)]
    staying = relationships.loc[~relationships["rep_id"].isin(going), "customer_id"]
    held = relationships.loc[relationships["rep_id"].isin(going), ["customer_id", "rep_id"]]
    held = held.merge(assessment.customers[["customer_id", "exposure"]], on="customer_id")
    held["alone"] = ~held["customer_id"].isin(staying)
    sums = held.groupby("rep_id").agg(
        customers=("customer_id", "size"), exposure=("exposure", "sum"), alone=("alone", "sum")
    )
    return {
        str(row.Index): (int(row.customers), float(row.exposure), int(row.alone))
        for row in sums.itertuples()
    }


def _sentence(
    row: dict[str, Any], books: Mapping[str, tuple[int, float, int]], assessment: Assessment
) -> Message:
    count, amount, alone = books.get(row["rep_id"], (0, 0.0, 0))
    when = _when(row, assessment.as_of)
    if count == 0:
        return message("{when}; no customers rest on this person", when=when)
    customers = message("{count} customer", "{count} customers", count=count)
    money = Money(amount, assessment.currency)
    if alone == 0:
        return message(
            "{when}: {customers}, {amount}, all of them known to somebody else, too",
            when=when,
            customers=customers,
            amount=money,
        )
    return message(
        "{when}: {customers}, {amount}, {count} without successor",
        "{when}: {customers}, {amount}, {count} without successor",
        count=alone,
        when=when,
        customers=customers,
        amount=money,
    )


def _when(row: dict[str, Any], as_of: date) -> Message:
    leaves_on = row["leaves_on"]
    if isinstance(leaves_on, pd.Timestamp):
        return message(
            "leaves in {count} day", "leaves in {count} days", count=(leaves_on.date() - as_of).days
        )
    return message("gave notice on {day}", day=row["notice_on"].date())
