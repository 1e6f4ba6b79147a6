"""The five customers and the five people to act on: why, and what to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.losses.people_order import by_expected_loss
from analytics.messages import Message, Money, Percent, message
from analytics.relationships.people import under_notice
from pages.components import numbers
from pages.components.columns import Cell, Column, Target
from pages.components.sentences.customer_steps import customer_steps
from pages.components.sentences.rep_steps import rep_steps
from pages.components.text import t_text, tm_text
from pages.components.words import listed, money_label, names_of

__all__ = ["Action", "ActionList", "customer_actions", "rep_actions"]

#: As many as fit into one meeting.
_FIRST = 5

#: Further departures are worth a word from this part of what would go with the person.
_TELLING_DOMINO = 0.05


@dataclass(frozen=True, slots=True)
class Action:
    """One customer or person: its id and name, the money, why, what to do next and why that."""

    subject_id: str
    name: str
    money: Message
    why: Message | None
    next_step: Message
    #: The chance of leaving with its range.
    chance: Message | None = None
    #: What the next step saves, and what speaks for the second contact.
    because: Message | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ActionList:
    """Actions in order, and the same as a table for files (columns in the reader's language).

    ``order`` says how many of the first cannot be told apart; None where the first can.
    """

    order: Message | None
    actions: tuple[Action, ...]
    frame: pd.DataFrame
    columns: tuple[Column, ...]


def customer_actions(assessment: Assessment, plan: CoveragePlan) -> ActionList:
    """The customers with the largest expected loss, with their second contacts of the plan."""
    customers = assessment.customers
    at_risk = customers[customers["expected_loss"] > 0].sort_values(
        ["expected_loss", "customer_id"], ascending=[False, True], kind="stable"
    )
    first = at_risk.head(_FIRST)
    steps = customer_steps(assessment, first["customer_id"])
    names = names_of(first, "customer_id")
    planned = _planned_steps(assessment, plan)
    actions = []
    for row in first.to_dict("records"):
        customer = row["customer_id"]
        step, because = planned.get(customer, (steps[customer].next_step, None))
        money = message(
            "{expected} expected loss of {exposure} a year",
            expected=Money(float(row["expected_loss"]), assessment.currency),
            exposure=Money(float(row["exposure"]), assessment.currency),
        )
        why = listed(steps[customer].reasons)
        actions.append(Action(customer, names[customer], money, why, step, because=because))
    frame = _frame(actions, first["exposure"], first["expected_loss"], "customer_id")
    target = Target("customers", "customer", "customer_id")
    columns = _columns(t_text("Customer"), t_text("Yearly revenue"), target, assessment.currency)
    return ActionList(_order(at_risk), tuple(actions), frame, columns)


def _planned_steps(
    assessment: Assessment, plan: CoveragePlan
) -> dict[str, tuple[Message, Message]]:
    """By customer of the plan: the next step, and what it saves and speaks for it."""
    people = names_of(assessment.reps, "rep_id")
    leaving = set(assessment.reps.loc[under_notice(assessment.reps), "rep_id"])
    pairs = plan.pairs[plan.pairs["current_rep_id"].isin(people.keys())]
    return {
        row["customer_id"]: (
            _introduction(
                people[row["current_rep_id"]],
                people.get(row["second_rep_id"], row["second_rep_id"]),
                leaving=row["current_rep_id"] in leaving,
            ),
            message(
                "That saves {saving} of expected loss a year. {reason}",
                saving=Money(
                    float(row["expected_loss_before"] - row["expected_loss_after"]),
                    assessment.currency,
                ),
                # Who knows the customer is said among the reasons already.
                reason=row["message"].values.get("choice", row["message"]),
            ),
        )
        for row in pairs.to_dict("records")
    }


def _introduction(main: str, second: str, *, leaving: bool) -> Message:
    if leaving:
        return message("{rep} hands over to {second} in person", rep=main, second=second)
    return message("{rep} introduces {second} as second contact", rep=main, second=second)


def _together(ranked: pd.DataFrame) -> int | None:
    """How many of the first of a ranked list cannot be told apart; None where the first can."""
    count = int((ranked["rank_group"] == 1).sum())
    return count if count > 1 else None


def _order(ranked: pd.DataFrame) -> Message | None:
    count = _together(ranked)
    return (
        None
        if count is None
        else message(
            "By expected loss, the first {count} cannot be told apart: any of them may be first.",
            "By expected loss, the first {count} cannot be told apart: any of them may be first.",
            count=count,
        )
    )


def rep_actions(assessment: Assessment, plan: CoveragePlan) -> ActionList:
    """The people with the largest expected loss, in the order of every page."""
    ranked = by_expected_loss(assessment.reps)
    at_risk = ranked[ranked["expected_loss"] > 0]
    at_risk = at_risk.assign(going=under_notice(at_risk))
    first = at_risk.head(_FIRST)
    steps = rep_steps(assessment, first["rep_id"], plan)
    names = names_of(first, "rep_id")
    currency = assessment.currency
    actions = tuple(
        Action(
            row["rep_id"],
            names[row["rep_id"]],
            _cost(row, currency),
            listed([*steps[row["rep_id"]].reasons, *_domino(row, currency)]),
            steps[row["rep_id"]].next_step,
            chance=_chance(row),
        )
        for row in first.to_dict("records")
    )
    frame = _frame(actions, first["departure_loss"], first["expected_loss"], "rep_id")
    target = Target("reps", "rep", "rep_id")
    columns = _columns(t_text("Person"), t_text("Would go with this person"), target, currency)
    return ActionList(_order(at_risk), actions, frame, columns)


def _cost(row: dict[str, Any], currency: str) -> Message:
    """What is expected to go; with who is leaving for certain, both amounts are one."""
    expected = Money(float(row["expected_loss"]), currency)
    if row["going"]:
        return message("{expected} would go; has given notice", expected=expected)
    return message(
        "{expected} expected loss; {departure} would go with this person",
        expected=expected,
        departure=Money(float(row["departure_loss"]), currency),
    )


def _chance(row: dict[str, Any]) -> Message | None:
    """The chance of leaving with its range; nothing for who is leaving already."""
    if row["going"] or pd.isna(row["attrition_probability"]):
        return None
    chance = Percent(float(row["attrition_probability"]))
    if pd.isna(row["attrition_low"]) or pd.isna(row["attrition_high"]):
        return message("May leave within 12 months: {chance}", chance=chance)
    return message(
        "May leave within 12 months: {chance}, range {range} (4 of 5 times)",
        chance=chance,
        range=numbers.percent_range(row["attrition_low"], row["attrition_high"]),
    )


def _domino(row: dict[str, Any], currency: str) -> Iterable[Message]:
    """What more would be expected to go through others, where it matters."""
    more = row["domino_loss"]
    if pd.notna(more) and more > _TELLING_DOMINO * row["departure_loss"]:
        yield message(
            "Further departures in the team would become more likely: {amount} more",
            amount=Money(float(more), currency),
        )


def _frame(
    actions: Sequence[Action], stake: pd.Series, expected: pd.Series, id_column: str
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            id_column: [each.subject_id for each in actions],
            "name": [each.name for each in actions],
            "stake": stake.to_numpy(dtype=float),
            "expected_loss": expected.to_numpy(dtype=float),
            "why": [_written(each.chance, each.why) for each in actions],
            "next_step": [_written(each.next_step, each.because) for each in actions],
        }
    )


def _written(*parts: Message | None) -> str | None:
    """Some sentences as one, for files."""
    whole = listed([part for part in parts if part is not None])
    return None if whole is None else tm_text(whole)


def _columns(name: str, stake: str, target: Target, currency: str) -> tuple[Column, ...]:
    return (
        Column("name", name, Cell.LINK, target=target),
        Column("stake", money_label(stake, currency), Cell.MONEY, currency=currency),
        Column(
            "expected_loss",
            money_label(t_text("Expected loss"), currency),
            Cell.MONEY,
            currency=currency,
        ),
        Column("why", t_text("Why")),
        Column("next_step", t_text("Next step")),
    )
