"""One customer: who knows them and how well, and what would happen if the main contact left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, Money, Percent, message
from analytics.relationships.people import in_sales, under_notice
from pages.components import numbers
from pages.components.columns import Cell, Column, Target
from pages.components.figures import Figure
from pages.components.partial import buy_less
from pages.components.ranks import four_of_five, rank_note
from pages.components.sentences.customer_steps import CustomerStep, customer_steps
from pages.components.sentences.ties import colleagues_near
from pages.components.text import t_text
from pages.components.words import FUNCTIONS, evidence_word, function_word, names_of
from pages.customers.following import (
    FollowParts,
    departure_title,
    follow_learned,
    follow_parts,
    if_they_left,
)

__all__ = ["CustomerDetail", "customer_detail"]


@dataclass(frozen=True, slots=True, eq=False)
class CustomerDetail:
    """Everything about one customer that the assessment holds.

    knowers: rep_id, name, share (missing for who has left), state (``knows``, ``trace``,
    ``left``), strength, activities, first_on, last_activity_on, state_words; strongest first.
    near: who already shares customers with the only contact.
    main: who of us has the contact today (id, name, whether under notice), if anybody active.
    departure: what would happen, or has happened, when the main contact leaves, under
    departure_title; reasons: what the chance to follow is made of; learned: from what it comes.
    """

    customer_id: str
    name: str
    answer: Message
    facts: tuple[str, ...]
    figures: tuple[Figure, ...]
    step: CustomerStep
    near: Message | None
    knowers: pd.DataFrame
    knowers_title: Message
    knowers_columns: tuple[Column, ...]
    main: tuple[str, str, bool] | None
    departure_title: Message
    departure: tuple[Message, ...]
    reasons: FollowParts
    learned: Message


def customer_detail(
    assessment: Assessment, customer_id: str, plan: CoveragePlan | None = None
) -> CustomerDetail | None:
    """Make the detail of one customer; None where the id is not known.

    The second contact is that of the ``plan``; without one, the first suggestion.
    """
    rows = assessment.customers[assessment.customers["customer_id"] == customer_id]
    if rows.empty:
        return None
    row: dict[str, Any] = {str(k): v for k, v in rows.iloc[0].to_dict().items()}
    people = names_of(assessment.reps, "rep_id")
    knowers = _knowers(assessment, customer_id, people)
    return CustomerDetail(
        customer_id=customer_id,
        name=names_of(rows, "customer_id")[customer_id],
        answer=_answer(row | _only_knower(knowers), rows, people, assessment.currency),
        facts=_facts(row, people),
        figures=_figures(row, assessment),
        step=customer_steps(assessment, [customer_id], plan)[customer_id],
        near=colleagues_near(assessment, row),
        knowers=knowers,
        knowers_title=_knowers_title(knowers),
        knowers_columns=_knowers_columns(),
        main=_main(row, people, assessment.reps),
        departure_title=departure_title(row, assessment.reps),
        departure=if_they_left(row, knowers, people, assessment.currency),
        reasons=follow_parts(assessment, row),
        learned=follow_learned(assessment.follow),
    )


def _only_knower(knowers: pd.DataFrame) -> dict[str, Any]:
    """Who alone knows the customer, as top_rep_id: by statement it may be somebody else than the
    person with the largest share."""
    only = knowers.loc[knowers["state"] == "knows", "rep_id"]
    return {"top_rep_id": str(only.iloc[0])} if len(only) == 1 else {}


def _main(
    row: Mapping[str, Any], people: Mapping[str, str], reps: pd.DataFrame
) -> tuple[str, str, bool] | None:
    """The main contact of a customer that nobody has left behind."""
    top = _text(row["top_rep_id"])
    if top is None or _text(row["leaver_id"]):
        return None
    return top, people.get(top, top), top in set(reps.loc[under_notice(reps), "rep_id"])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _answer(
    row: Mapping[str, Any], rows: pd.DataFrame, people: Mapping[str, str], currency: str
) -> Message:
    """Say in one sentence on whom the customer rests."""
    customer = names_of(rows, "customer_id")[row["customer_id"]]
    amount = Money(float(row["exposure"]), currency)
    top, leaver = _text(row["top_rep_id"]), _text(row["leaver_id"])
    if row["lapsed"]:
        return message(
            "{customer} has stopped buying; there is nothing left to lose.", customer=customer
        )
    if leaver:
        return message(
            "{customer}: {amount} a year, and nobody in touch since {rep} left.",
            customer=customer,
            amount=amount,
            rep=people.get(leaver, leaver),
        )
    if top is None:
        return message(
            "{customer}: {amount} a year, and no record shows who knows them.",
            customer=customer,
            amount=amount,
        )
    return _answer_by_knowers(row, customer, amount, people.get(top, top))


def _answer_by_knowers(
    row: Mapping[str, Any], customer: object, amount: Money, name: str
) -> Message:
    """The same for a customer of whom somebody is on record."""
    if row["known_by"] == 0:
        return message(
            "{customer}: {amount} a year, and nobody is in touch any more; last was {rep}.",
            customer=customer,
            amount=amount,
            rep=name,
        )
    if row["known_by"] == 1:
        if row["evidence"] == "stated":
            return message(
                "{customer}: {amount} a year, and {rep} alone is stated to know them; no record "
                "shows it.",
                customer=customer,
                amount=amount,
                rep=name,
            )
        if row["evidence"] == "ownership":
            return message(
                "{customer}: {amount} a year, and {rep} is the only name on file.",
                customer=customer,
                amount=amount,
                rep=name,
            )
        return message(
            "{customer}: {amount} a year rests on {rep} alone.",
            customer=customer,
            amount=amount,
            rep=name,
        )
    return message(
        "{customer}: {amount} a year, known by {people} people, {rep} most of all.",
        customer=customer,
        amount=amount,
        people=int(row["known_by"]),
        rep=name,
    )


def _facts(row: Mapping[str, Any], people: Mapping[str, str]) -> tuple[str, ...]:
    """Segment, industry, region, owner and contract, as far as they are recorded."""
    owner = _text(row["owner_id"])
    contract = row["contract_ends_on"]
    parts = [
        _text(row["segment"]),
        _text(row["industry"]),
        _text(row["region"]),
        t_text("core customer") if row["core"] else None,
        t_text("owner: {rep}", rep=people.get(owner, owner)) if owner else None,
        t_text("contract ends on {day}", day=contract.date()) if pd.notna(contract) else None,
        _known_from(row["evidence"]),
    ]
    return tuple(part for part in parts if part)


def _known_from(evidence: str) -> str | None:
    if evidence == "none":
        return None
    return t_text("known from: {evidence}", evidence=evidence_word(evidence))


def _figures(row: Mapping[str, Any], assessment: Assessment) -> tuple[Figure, ...]:
    chance, currency = row["walk_away_probability"], assessment.currency
    return (
        Figure(
            "exposure",
            t_text("Yearly customer revenue"),
            numbers.money(row["exposure"], currency),
            "exposure",
            notes=(
                t_text(
                    "{count} booking in the last 12 months",
                    "{count} bookings in the last 12 months",
                    count=int(row["bookings_12m"]),
                ),
            ),
        ),
        Figure(
            "walk_away",
            t_text("May leave with a person"),
            numbers.chance(chance),
            "walk_away_probability",
            notes=(_why_chance(row),),
        ),
        Figure(
            "expected_loss",
            t_text("Expected loss, 12 months"),
            numbers.money(row["expected_loss"], currency),
            "expected_loss",
            notes=(
                four_of_five(row["expected_loss_low"], row["expected_loss_high"], currency),
                t_text("yearly customer revenue × that chance"),
                *buy_less(row["expected_shrinkage"], currency),
                rank_note(row["rank_low"], row["rank_high"], _ranked(assessment)),
            ),
        ),
        Figure(
            "known_by",
            t_text("People who know the customer"),
            numbers.integer(row["known_by"]),
            "known_by",
            notes=(*_outside_sales(row, assessment), _contacts_note(row)),
        ),
    )


def _ranked(assessment: Assessment) -> int:
    """How many customers have a rank."""
    return int(assessment.customers["rank_low"].notna().sum())


def _why_chance(row: Mapping[str, Any]) -> str:
    if pd.isna(row["walk_away_probability"]):
        return t_text("no record shows whom they would follow")
    return t_text("within 12 months, over all who know them")


def _outside_sales(row: Mapping[str, Any], assessment: Assessment) -> tuple[str, ...]:
    """What of the relationship other departments hold, and which; nothing where none does."""
    edges = assessment.edges
    own = edges[(edges["customer_id"] == row["customer_id"]) & (edges["share"] > 0)]
    there = set(own["rep_id"].astype(str))
    reps = assessment.reps
    functions = reps.loc[reps["rep_id"].isin(there) & ~in_sales(reps), "function"]
    if functions.empty or pd.isna(row["company_share"]):
        return ()
    words = [function_word(each) for each in FUNCTIONS if each in set(functions)]
    return (
        t_text(
            "{share} of the relationship outside sales: {functions}",
            share=Percent(float(row["company_share"])),
            functions=" · ".join(words),
        ),
    )


def _contacts_note(row: Mapping[str, Any]) -> str:
    contacts = row["contacts_known"]
    if pd.isna(contacts):
        return t_text("people at the customer: not known")
    return t_text(
        "{count} person at the customer in touch with us",
        "{count} people at the customer in touch with us",
        count=int(contacts),
    )


def _knowers(assessment: Assessment, customer_id: str, people: Mapping[str, str]) -> pd.DataFrame:
    edges = assessment.edges
    own = edges[edges["customer_id"] == customer_id]
    state = own["active"].map({True: "trace", False: "left"})
    state = state.mask(own["knows"] & own["active"], "knows")
    words = {
        "knows": t_text("knows the customer"),
        "trace": t_text("a trace only"),
        "left": t_text("has left"),
    }
    frame = own.assign(
        name=own["rep_id"].map(people).fillna(own["rep_id"]),
        state=state,
        # Who is only stated to know the customer has none that was measured.
        strength=own["strength"].mask(own["strength"] == 0),
        state_words=state.map(words)
        .mask(own["stated"].fillna(False).astype(bool), t_text("knows the customer (stated)"))
        .mask(
            own["stated"].eq(False).fillna(False).astype(bool),
            t_text("does not know the customer (stated)"),
        ),
    )
    return frame.sort_values(
        ["active", "strength", "rep_id"], ascending=[False, False, True], kind="stable"
    ).reset_index(drop=True)


def _knowers_title(knowers: pd.DataFrame) -> Message:
    current_knowers = knowers[knowers["state"] == "knows"]
    if knowers.empty:
        return message("Nobody is recorded with this customer")
    if current_knowers.empty:
        return message("Nobody who is still here knows this customer")
    first = current_knowers.iloc[0]
    if pd.isna(first["share"]):
        return message("{rep} is stated to know the customer", rep=first["name"])
    return message(
        "{rep} holds {share} of the relationship",
        rep=first["name"],
        share=Percent(float(first["share"])),
    )


def _knowers_columns() -> tuple[Column, ...]:
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("share", t_text("Share of the relationship"), Cell.BAR),
        Column("state_words", t_text("State")),
        Column("activities", t_text("Contact records"), Cell.INTEGER),
        Column("first_on", t_text("In touch since"), Cell.DATE),
        Column("last_activity_on", t_text("Last contact"), Cell.DATE),
        Column("strength", t_text("Relationship strength"), Cell.NUMBER),
    )
