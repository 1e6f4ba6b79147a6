"""Why a customer deserves attention, and what to do next, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.held import contacts_named
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, Percent, message
from analytics.relationships.people import under_notice
from pages.components.sentences.second_contacts import best_known, second_contacts_of
from pages.components.words import FUNCTIONS, names_of

__all__ = ["CONTRACT_DAYS", "CustomerStep", "customer_steps"]

#: A contract that ends within these days is worth a word.
CONTRACT_DAYS = 180


@dataclass(frozen=True, slots=True)
class CustomerStep:
    """One customer to act on: reasons, most telling first, and the next step."""

    customer_id: str
    reasons: tuple[Message, ...]
    next_step: Message
    #: The suggested second contact; None where nobody suggests themselves.
    second_rep_id: str | None
    #: Why this one, where the plan or the records say so.
    why_second: Message | None = None


@dataclass(frozen=True, slots=True)
class ContactsAtCustomer:
    """What the sentences need to know about people: names, who leaves, bands."""

    names: Mapping[str, str]
    functions: Mapping[str, str]
    notices: frozenset[str]
    higher: frozenset[str]
    left_on: Mapping[str, date]

    @classmethod
    def of(cls, reps: pd.DataFrame) -> "ContactsAtCustomer":
        """Take them from the assessment's reps."""
        active = reps["active"].astype(bool)
        left = reps[reps["left_on"].notna()]
        return cls(
            names=names_of(reps, "rep_id"),
            functions=dict(zip(reps["rep_id"], reps["function"], strict=True)),
            notices=frozenset(reps.loc[under_notice(reps), "rep_id"]),
            higher=frozenset(reps.loc[active & (reps["attrition_band"] == "high"), "rep_id"]),
            left_on=dict(zip(left["rep_id"], left["left_on"].dt.date, strict=True)),
        )

    def name(self, rep_id: object) -> str:
        """The name behind an id."""
        return self.names.get(str(rep_id), str(rep_id))

    def worded(self, rep_id: str) -> Message:
        """The name with the function."""
        function = FUNCTIONS[self.functions[rep_id]]
        return message("{name} ({function})", name=self.name(rep_id), function=function)


def customer_steps(
    assessment: Assessment, customer_ids: Iterable[str], plan: CoveragePlan | None = None
) -> dict[str, CustomerStep]:
    """Say for a few customers why they matter now and what to do next.

    Second contacts are those of the ``plan``; without one, the first suggestions.
    Never blames: reasons are facts about the relationship, steps are services to the customer.
    """
    ids = list(customer_ids)
    people = ContactsAtCustomer.of(assessment.reps)
    second_contacts = second_contacts_of(assessment, ids, plan).set_index("customer_id")
    holders = best_known(assessment, ids, staying=True).set_index("customer_id")["rep_id"]
    rows = assessment.customers.set_index("customer_id", drop=False).loc[ids]
    rows = rows.assign(contact_id=contacts_named(rows))
    return {
        row["customer_id"]: _step(
            row,
            second_contacts.loc[row["customer_id"]],
            holders.get(row["customer_id"]),
            people,
            assessment.as_of,
        )
        for row in rows.to_dict("records")
    }


def _step(
    row: dict[str, Any],
    second: pd.Series,
    holder: str | None,
    people: ContactsAtCustomer,
    as_of: date,
) -> CustomerStep:
    second_id = None if pd.isna(second["second_rep_id"]) else str(second["second_rep_id"])
    return CustomerStep(
        customer_id=row["customer_id"],
        reasons=tuple(_reasons(row, people, as_of)),
        next_step=_next_step(row, second_id, holder, people),
        second_rep_id=second_id,
        why_second=_why(second),
    )


def _why(second: pd.Series) -> Message | None:
    """Why this second contact, where the plan or the records say so."""
    if second["source"] == "suggestion":
        return None
    short: Message = second["why"]
    if second["source"] == "running":
        return short
    return message("{reason} Second contact {plan}.", reason=second["because"], plan=short)


def _reasons(row: dict[str, Any], people: ContactsAtCustomer, as_of: date) -> Iterable[Message]:
    yield from _who(row, people)
    # Who holds most of the relationship by records matters beside who alone is stated to know.
    for rep in dict.fromkeys((row["contact_id"], row["top_rep_id"])):
        if rep in people.notices:
            yield message("{rep} has given notice", rep=people.name(rep))
        elif rep in people.higher:
            yield message("{rep} may leave, more likely than usual", rep=people.name(rep))
    if _true(row["single_contact"]):
        yield message("We know one person there only")
    if _ends_soon(row["contract_ends_on"], as_of):
        yield message("The contract ends on {day}", day=row["contract_ends_on"].date())


def _who(row: dict[str, Any], people: ContactsAtCustomer) -> Iterable[Message]:
    """Tell who knows the customer, or why nobody does."""
    if isinstance(row["leaver_id"], str):
        leaver = row["leaver_id"]
        yield message(
            "{rep}, who knew them, left on {day}",
            rep=people.name(leaver),
            day=people.left_on.get(leaver),
        )
    elif row["evidence"] == "none":
        yield message("No record shows who knows them")
    elif _true(row["untended"]):
        yield message("Nobody is in touch any more")
    elif _true(row["single_threaded"]):
        yield _only(row, people)
    elif row["evidence"] == "stated":
        yield message(
            "{count} person is stated to know them; no record shows it",
            "{count} people are stated to know them; no record shows it",
            count=int(row["known_by"]),
        )
    else:
        yield message(
            "{rep} holds {share} of the relationship",
            rep=people.name(row["top_rep_id"]),
            share=Percent(float(row["top_share"])),
        )


def _only(row: dict[str, Any], people: ContactsAtCustomer) -> Message:
    name = people.name(row["contact_id"])
    if row["evidence"] == "stated":
        return message("Only {rep} is stated to know them; no record shows it", rep=name)
    if row["evidence"] == "ownership" and not _true(row["stated"]):
        return message("Only {rep} is named for them, without any contact record", rep=name)
    return message("Only {rep} knows them", rep=name)


def _ends_soon(day: object, as_of: date) -> bool:
    if not isinstance(day, pd.Timestamp):
        return False
    return as_of <= day.date() <= as_of + timedelta(days=CONTRACT_DAYS)


def _true(value: object) -> bool:
    return value is not None and not pd.isna(value) and bool(value)


def _next_step(
    row: dict[str, Any], second: str | None, holder: str | None, people: ContactsAtCustomer
) -> Message:
    """``holder``: who knows the customer best beside the contact, and stays."""
    top = row["contact_id"] if isinstance(row["contact_id"], str) else None
    name = people.worded(second) if second and second != top else None
    known = people.worded(holder) if holder and holder != second else None
    if row["evidence"] == "stated":
        return message("Record who is in touch, so that it does not rest on statements alone")
    if isinstance(row["leaver_id"], str) or top is None:
        return _first_contact(name)
    if top in people.notices:
        return _handover(known, name, people.name(top))
    if row["evidence"] == "ownership":
        return message("Ask {rep} who is in touch, and record it", rep=people.name(top))
    if _true(row["untended"]):
        return message("{rep} or somebody else gets in touch again", rep=people.name(top))
    if name is None:
        return message("Choose a second contact and introduce them together")
    if _true(row["single_threaded"]):
        return message(
            "{rep} introduces {second} as second contact", rep=people.name(top), second=name
        )
    if known is not None:
        return message(
            "{holder} keeps the contact meanwhile; {rep} introduces {second} for offers and "
            "contracts",
            holder=known,
            rep=people.name(top),
            second=name,
        )
    return message("{rep} and {second} visit together", rep=people.name(top), second=name)


def _first_contact(name: Message | None) -> Message:
    if name is None:
        return message("Choose a new main contact")
    return message("{second} becomes the new main contact", second=name)


def _handover(known: Message | None, name: Message | None, leaver: str) -> Message:
    """Who knows the customer already goes on at once; time is short."""
    if known is not None and name is not None:
        return message(
            "{rep} hands over in person: {holder} knows the customer and goes on at once, {second} "
            "joins for offers and contracts",
            rep=leaver,
            holder=known,
            second=name,
        )
    if name is None:
        return message("Choose a successor and visit together with {rep}", rep=leaver)
    return message("{rep} hands over to {second} in person", rep=leaver, second=name)
