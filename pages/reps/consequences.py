"""What if one person left, in which way; what follows; and what it is worth that they stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.losses.exits import exit_losses, exit_text
from analytics.messages import Message, Money, message
from pages.components import numbers
from pages.components.columns import Cell, Column
from pages.components.text import t_text, tm_text
from pages.components.words import money_label

__all__ = ["Consequences", "consequences"]

#: Fewer further departures than this are none.
_NOBODY = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Consequences:
    """For one active person.

    ordinary: what goes without knowing the way; domino: what else is expected;
    exits: kind, kind_words, departure_loss, customers_expected, customers_words;
    keeping: what a year without leaving is worth and which raise it pays.
    """

    ordinary: Message
    domino: Message
    exits: pd.DataFrame
    columns: tuple[Column, ...]
    keeping: tuple[Message, ...]


def consequences(assessment: Assessment, row: Mapping[str, Any]) -> Consequences:
    """Make them; ``row`` is the person's row of ``assessment.reps``."""
    return Consequences(
        ordinary=message(
            "Without knowing the way: {amount} a year.",
            amount=Money(float(row["departure_loss"]), assessment.currency),
        ),
        domino=_domino(row, assessment.currency),
        exits=_exits(assessment, row),
        columns=_columns(assessment.currency),
        keeping=_keeping(row, assessment.currency),
    )


def _domino(row: Mapping[str, Any], currency: str) -> Message:
    further, loss = row["further_departures"], row["domino_loss"]
    if pd.isna(further) or pd.isna(loss):
        return message("What would follow for others is not known.")
    if row["attrition_probability"] == 1:
        return message(
            "This person surely leaves; what follows from it is in the estimates of the others."
        )
    if further < _NOBODY and round(loss) <= 0:
        return message("Once this person leaves, nothing more than before is expected of others.")
    amount = Money(float(loss), currency)
    people = round(float(further))
    if people < 1:
        return message(
            "Once this person leaves, colleagues become a little more likely to leave: {amount} "
            "more loss is expected.",
            amount=amount,
        )
    return message(
        "Once this person leaves, about {count} further departure and {amount} more loss are "
        "expected.",
        "Once this person leaves, about {count} further departures and {amount} more loss are "
        "expected.",
        count=people,
        amount=amount,
    )


def _exits(assessment: Assessment, row: Mapping[str, Any]) -> pd.DataFrame:
    """One row per way of leaving; the whole team where there are active teammates."""
    exposure = assessment.customers.set_index("customer_id")["exposure"]
    together = _team(assessment.reps, row)
    alone = exit_losses(assessment.edges, exposure, [row["rep_id"]])
    alone["kind_words"] = [tm_text(exit_text(kind)) for kind in alone["kind"]]
    if len(together) < 2:
        return _counted(alone)
    team = exit_losses(assessment.edges, exposure, together)
    team = team[team["kind"] == "team"]
    words = t_text(
        "{kind}: {count} person of {team}",
        "{kind}: {count} people of {team}",
        kind=exit_text("team"),
        count=len(together),
        team=row["team"],
    )
    return _counted(pd.concat([alone, team.assign(kind_words=words)], ignore_index=True))


def _counted(exits: pd.DataFrame) -> pd.DataFrame:
    """Add customers_words: customers do not go in parts."""
    expected = exits["customers_expected"]
    words = [
        t_text("fewer than 1") if 0 < each < 0.5 else numbers.integer(round(each))
        for each in expected
    ]
    return exits.assign(customers_words=words)


def _team(reps: pd.DataFrame, row: Mapping[str, Any]) -> list[str]:
    if not isinstance(row["team"], str) or not row["team"]:
        return []
    mates = reps[reps["active"].astype(bool) & (reps["team"] == row["team"])]
    return [str(rep_id) for rep_id in mates["rep_id"]]


def _columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("kind_words", t_text("Way of leaving"), width=380),
        Column(
            "departure_loss",
            money_label(t_text("Would go"), currency),
            Cell.MONEY,
            currency=currency,
            help=t_text("Yearly revenue that would go, on average."),
        ),
        Column(
            "customers_words",
            t_text("Customers"),
            help=t_text("How many customers would go, on average."),
        ),
    )


def _keeping(row: Mapping[str, Any], currency: str) -> tuple[Message, ...]:
    if pd.isna(row["keep_value"]):
        return (message("What a year without leaving is worth is not known."),)
    worth = message(
        "A year in which this person surely stays avoids {amount} of expected loss.",
        amount=Money(float(row["keep_value"]), currency),
    )
    return (worth, *_raise(row, currency))


def _raise(row: Mapping[str, Any], currency: str) -> tuple[Message, ...]:
    even, chance = row["raise_break_even"], row["attrition_probability"]
    if chance == 1:
        return (message("A raise is no longer the question: notice has been given."),)
    if chance == 0:
        return (message("A raise is not the question: no departure is expected."),)
    if pd.isna(even):
        return (message("Which raise would pay is not known: no pay is on record."),)
    caveat = message(
        "Better pay goes with fewer departures on average. That is an association, no promise for "
        "one person, and money is rarely the only reason."
    )
    if even <= 0:
        return (message("By expected loss alone, no raise pays for itself."), caveat)
    return (
        message(
            "At the usual effect of pay, a raise of up to {amount} a year pays for itself.",
            amount=Money(float(even), currency),
        ),
        caveat,
    )
