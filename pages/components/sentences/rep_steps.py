"""Why to talk with a salesperson, and what to do next, in kind words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.held import contacts_named
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, Money, message
from analytics.relationships.people import under_notice
from pages.components.sentences.attrition_words import reasons
from pages.components.sentences.second_contacts import second_contacts_of
from pages.components.words import names_of

__all__ = ["RepStep", "first_customers", "rep_steps"]

#: Reasons for leaving that stand beside what rests on somebody.
_TOLD = 2


@dataclass(frozen=True, slots=True)
class RepStep:
    """One person to talk with: reasons, most telling first, and the next step."""

    rep_id: str
    reasons: tuple[Message, ...]
    next_step: Message


def first_customers(assessment: Assessment, rep_ids: Iterable[str]) -> pd.DataFrame:
    """The customers with most to lose whose contact one of the people is.

    Returns the rows of ``assessment.customers``, with who is named as the contact
    (:func:`~analytics.concentration.held.contacts_named`) as top_rep_id, by it, then
    expected loss (missing last), then customer_id; those nobody else knows come before shared ones.
    """
    customers = assessment.customers
    customers = customers.assign(top_rep_id=contacts_named(customers))
    held = customers[customers["top_rep_id"].isin(list(rep_ids)) & (customers["exposure"] > 0)]
    alone = held["single_threaded"].fillna(False).astype(bool)
    return held.assign(alone=alone).sort_values(
        ["top_rep_id", "alone", "expected_loss", "customer_id"],
        ascending=[True, False, False, True],
        na_position="last",
        kind="stable",
    )


def rep_steps(
    assessment: Assessment, rep_ids: Iterable[str], plan: CoveragePlan | None = None
) -> dict[str, RepStep]:
    """Say for a few people what their situation is and which conversation helps.

    Second contacts are those of the ``plan``; without one, the first suggestions.
    """
    ids = list(rep_ids)
    first = first_customers(assessment, ids).drop_duplicates("top_rep_id")
    first = first.set_index("top_rep_id", drop=False)
    second_contacts = second_contacts_of(assessment, first["customer_id"].tolist(), plan)
    second_by_customer = second_contacts.set_index("customer_id")["second_rep_id"]
    names = names_of(assessment.reps, "rep_id")
    customers = dict(zip(first["top_rep_id"], first["customer_id"], strict=True))
    titles = names_of(assessment.customers, "customer_id")
    rows = assessment.reps.set_index("rep_id", drop=False).loc[ids]
    steps = {}
    for row in rows.assign(going=under_notice(rows)).to_dict("records"):
        rep_id = row["rep_id"]
        customer = customers.get(rep_id)
        second = second_by_customer.get(customer) if customer else None
        steps[rep_id] = RepStep(
            rep_id,
            tuple(_reasons(row, assessment)),
            _next_step(row, titles.get(customer or ""), _name(names, second)),
        )
    return steps


def _name(names: Mapping[str, str], rep_id: object) -> str | None:
    return names.get(rep_id) if isinstance(rep_id, str) else None


def _reasons(row: dict[str, Any], assessment: Assessment) -> Iterable[Message]:
    if row["sole_customers"] > 0:
        yield message(
            "Nobody else knows {count} customer with {amount}",
            "Nobody else knows {count} customers with {amount}",
            count=int(row["sole_customers"]),
            amount=Money(float(row["sole_revenue"]), assessment.currency),
        )
    own = reasons(assessment, row["rep_id"])
    yield from own.loc[own["leaving"], "message"].head(_TOLD)


def _next_step(row: dict[str, Any], customer: str | None, second: str | None) -> Message:
    if row["going"]:
        return _handover(customer, second)
    if row["function"] == "owner":
        return _stand_in(customer, second)
    if customer is None:
        return message("Talk about how things are going")
    if row["attrition_band"] == "high":
        return _talk(customer, second)
    if second is None:
        return message("Choose a second contact for {customer}", customer=customer)
    return message("Bring {second} along to {customer}", second=second, customer=customer)


def _handover(customer: str | None, second: str | None) -> Message:
    if customer is None:
        return message("Agree the handover together")
    if second is None:
        return message("Agree the handover together, {customer} first", customer=customer)
    return message(
        "Agree the handover together, {customer} to {second} first",
        customer=customer,
        second=second,
    )


def _stand_in(customer: str | None, second: str | None) -> Message:
    """An owner does not leave, but is away at times."""
    if customer is None:
        return message("Nothing to do: no customer rests on the owner")
    if second is None:
        return message("Choose who stands in for the owner at {customer}", customer=customer)
    return message(
        "{second} stands in for the owner at {customer} on days away",
        second=second,
        customer=customer,
    )


def _talk(customer: str, second: str | None) -> Message:
    if second is None:
        return message(
            "Talk this month about what would help; choose a second contact for {customer}",
            customer=customer,
        )
    return message(
        "Talk this month about what would help; bring {second} along to {customer}",
        second=second,
        customer=customer,
    )
