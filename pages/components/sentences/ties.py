"""What the graph of all relationships says about one customer or one person, in plain words."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, Money, message
from analytics.relationships.connections import sharing_colleagues
from pages.components.words import names_of

__all__ = ["colleagues_near", "ties_of_person"]

#: Colleagues named in a sentence.
NAMED = 3


def colleagues_near(assessment: Assessment, row: Mapping[str, Any]) -> Message | None:
    """Say who already shares customers with the only contact of a customer.

    ``row`` is the customer's row of ``assessment.customers``. None where a second contact is
    there, nobody knows the customer, or nothing but a name in the file says who does.
    """
    if pd.isna(row["near_colleagues"]) or row["evidence"] == "ownership":
        return None
    names = names_of(assessment.reps, "rep_id")
    contact = names[row["sole_knower_id"]]
    if row["near_colleagues"] == 0:
        return message(
            "No colleague is on record with another customer of {rep}: whoever becomes second "
            "contact starts from zero.",
            rep=contact,
        )
    first = sharing_colleagues(assessment.graph, row["sole_knower_id"]).head(NAMED)
    named = reduce(
        lambda one, other: message("{first}, {second}", first=one, second=other),
        [
            message(
                "{rep} ({count} customer)",
                "{rep} ({count} customers)",
                count=int(each.shared_customers),
                rep=names[each.colleague_id],
            )
            for each in first.itertuples()
        ],
    )
    return _sharing(contact, int(row["near_colleagues"]), named)


def _sharing(contact: str, count: int, named: Message) -> Message:
    if count <= NAMED:
        return message(
            "{count} colleague shares customers with {rep} already: {names}.",
            "{count} colleagues share customers with {rep} already: {names}.",
            count=count,
            rep=contact,
            names=named,
        )
    return message(
        "{count} colleagues share customers with {rep} already, most of all {names}.",
        count=count,
        rep=contact,
        names=named,
    )


def ties_of_person(assessment: Assessment, row: Mapping[str, Any]) -> Message | None:
    """Say what only the graph shows of one person: that nobody is near, else what the team would
    lose, else what two people alone know.

    ``row`` is the person's row of ``assessment.reps``; None for who is not active, and where the
    number of customers known alone says it already.
    """
    name = names_of(assessment.reps, "rep_id")[row["rep_id"]]
    if pd.isna(row["component_people"]):
        return None
    if row["component_people"] == 1:
        return _isolated(row, name)
    return _team(assessment, row, name) or _pair(assessment, row, name)


def _isolated(row: Mapping[str, Any], name: str) -> Message | None:
    if row["component_customers"] == 0:
        return None
    return message(
        "No colleague shares a customer with {rep}: whoever takes over starts from zero.", rep=name
    )


def _team(assessment: Assessment, row: Mapping[str, Any], name: str) -> Message | None:
    alone, reps = row["team_sole_customers"], assessment.reps
    mates = (reps["active"] & (reps["team"] == row["team"])).sum()
    if mates < 2 or pd.isna(alone) or alone <= row["sole_customers"]:
        return None
    return message(
        "Without {rep}, {count} customer with {amount} a year would have nobody in {team} who "
        "knows them; colleagues elsewhere know {others} of them.",
        "Without {rep}, {count} customers with {amount} a year would have nobody in {team} who "
        "knows them; colleagues elsewhere know {others} of them.",
        count=int(alone),
        rep=name,
        amount=Money(float(row["team_sole_revenue"]), assessment.currency),
        team=row["team"],
        others=int(alone - row["sole_customers"]),
    )


def _pair(assessment: Assessment, row: Mapping[str, Any], name: str) -> Message | None:
    if pd.isna(row["pair_rep_id"]) or not row["pair_revenue"] > 0:
        return None
    return message(
        "{count} customer with {amount} a year is known by {rep} and {other} only.",
        "{count} customers with {amount} a year are known by {rep} and {other} only.",
        count=int(row["pair_customers"]),
        amount=Money(float(row["pair_revenue"]), assessment.currency),
        rep=name,
        other=names_of(assessment.reps, "rep_id")[row["pair_rep_id"]],
    )
