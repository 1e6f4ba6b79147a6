"""The five customers and the five people to act on: why, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, Money, message
from pages.components.columns import Cell, Column, Target
from pages.components.text import t_text, tm_text
from pages.components.words import listed, money_label, names_of
from pages.customers.reasons import customer_steps
from pages.reps.reasons import rep_steps

__all__ = ["FIRST", "Action", "ActionList", "customer_actions", "rep_actions"]

#: As many as fit into one meeting.
FIRST = 5


@dataclass(frozen=True, slots=True)
class Action:
    """One customer or person: its id and name, the money, why, and what to do next."""

    subject_id: str
    name: str
    money: Message
    why: Message | None
    next_step: Message


@dataclass(frozen=True, slots=True, eq=False)
class ActionList:
    """Actions in order, and the same as a table for files (columns in the reader's language)."""

    actions: tuple[Action, ...]
    frame: pd.DataFrame
    columns: tuple[Column, ...]


def customer_actions(assessment: Assessment) -> ActionList:
    """The customers with the largest expected loss."""
    customers = assessment.customers
    at_risk = customers[customers["expected_loss"] > 0]
    first = at_risk.sort_values(
        ["expected_loss", "customer_id"], ascending=[False, True], kind="stable"
    ).head(FIRST)
    steps = customer_steps(assessment, first["customer_id"])
    names = names_of(first, "customer_id")
    actions = tuple(
        Action(
            row["customer_id"],
            names[row["customer_id"]],
            message(
                "{expected} expected loss of {exposure} a year",
                expected=Money(float(row["expected_loss"]), assessment.currency),
                exposure=Money(float(row["exposure"]), assessment.currency),
            ),
            listed(steps[row["customer_id"]].reasons),
            steps[row["customer_id"]].next_step,
        )
        for row in first.to_dict("records")
    )
    frame = _frame(actions, first["exposure"], first["expected_loss"], "customer_id")
    target = Target("customers", "customer", "customer_id")
    columns = _columns(t_text("Customer"), t_text("Revenue at stake"), target, assessment.currency)
    return ActionList(actions, frame, columns)


def rep_actions(assessment: Assessment) -> ActionList:
    """The active people with the largest expected loss; who has given notice comes first."""
    reps = assessment.reps
    at_risk = reps[reps["active"].astype(bool) & (reps["expected_loss"] > 0)]
    going = at_risk["notice_on"].notna()
    first = (
        at_risk.assign(going=going)
        .sort_values(
            ["going", "expected_loss", "rep_id"], ascending=[False, False, True], kind="stable"
        )
        .head(FIRST)
    )
    steps = rep_steps(assessment, first["rep_id"])
    names = names_of(first, "rep_id")
    actions = tuple(
        Action(
            row["rep_id"],
            names[row["rep_id"]],
            message(
                "{expected} expected loss; {departure} would go with this person",
                expected=Money(float(row["expected_loss"]), assessment.currency),
                departure=Money(float(row["departure_loss"]), assessment.currency),
            ),
            listed(steps[row["rep_id"]].reasons),
            steps[row["rep_id"]].next_step,
        )
        for row in first.to_dict("records")
    )
    frame = _frame(actions, first["departure_loss"], first["expected_loss"], "rep_id")
    target = Target("reps", "rep", "rep_id")
    columns = _columns(
        t_text("Person"), t_text("Would go with this person"), target, assessment.currency
    )
    return ActionList(actions, frame, columns)


def _frame(
    actions: Sequence[Action], stake: pd.Series, expected: pd.Series, id_column: str
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            id_column: [each.subject_id for each in actions],
            "name": [each.name for each in actions],
            "stake": stake.to_numpy(dtype=float),
            "expected_loss": expected.to_numpy(dtype=float),
            "why": [tm_text(each.why) if each.why else None for each in actions],
            "next_step": [tm_text(each.next_step) for each in actions],
        }
    )


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
