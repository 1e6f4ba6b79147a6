"""What would happen, or has happened, to one customer when the main contact leaves, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.follow.probability import FollowModel, follow_reasons
from analytics.messages import Message, Money, message
from analytics.relationships.people import under_notice
from pages.components import numbers

__all__ = ["FollowParts", "departure_title", "follow_learned", "follow_parts", "if_they_left"]

#: An odds ratio nearer to 1 than this moves nothing that a reader could see.
_NO_EFFECT = 0.02


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def departure_title(row: Mapping[str, Any], reps: pd.DataFrame) -> Message:
    """Whether the main contact has left, is leaving, or might."""
    if _text(row["leaver_id"]):
        return message("Since the main contact left")
    going = reps.loc[under_notice(reps), "rep_id"]
    if row["top_rep_id"] in set(going):
        return message("When the main contact leaves")
    return message("If the main contact left")


def if_they_left(
    row: Mapping[str, Any], knowers: pd.DataFrame, people: Mapping[str, str], currency: str
) -> tuple[Message, ...]:
    """Who would still know the customer, how likely they follow, and what that costs."""
    person = _text(row["leaver_id"]) or _text(row["top_rep_id"])
    if person is None or pd.isna(row["follow_probability"]):
        return ()
    chance = float(row["follow_probability"])
    others = knowers[(knowers["state"] == "knows") & (knowers["rep_id"] != person)]
    name = people.get(person, person)
    amount = Money(float(row["exposure"]) * chance, currency)
    if others.empty:
        still = message("Nobody else knows the customer.")
    else:
        still = message(
            "{count} other person still knows the customer: {first}.",
            "{count} other people still know the customer, {first} best.",
            count=len(others),
            first=others.iloc[0]["name"],
        )
    if _text(row["leaver_id"]):
        return (
            message(
                "{rep} has left; the customer follows with a chance of {chance}.",
                rep=name,
                chance=numbers.chance(chance),
            ),
            message("On average, {amount} a year would go.", amount=amount),
        )
    return (
        still,
        message(
            "The customer would follow {rep} with a chance of {chance}.",
            rep=name,
            chance=numbers.chance(chance),
        ),
        message("On average, {amount} a year would go.", amount=amount),
    )


@dataclass(frozen=True, slots=True)
class FollowParts:
    """What the chance to follow is made of: where it starts, what raises and what lowers it, and
    what is known but moves it next to nothing."""

    start: tuple[Message, ...] = ()
    likelier: tuple[Message, ...] = ()
    less_likely: tuple[Message, ...] = ()
    no_effect: tuple[Message, ...] = ()


def follow_parts(assessment: Assessment, row: Mapping[str, Any]) -> FollowParts:
    """What the chance to follow is made of, by direction; nothing without a main contact."""
    person = _text(row["leaver_id"]) or _text(row["top_rep_id"])
    if person is None:
        return FollowParts()
    edges = assessment.relationships.edges
    pair = edges[(edges["customer_id"] == row["customer_id"]) & (edges["rep_id"] == person)]
    parts = follow_reasons(
        pair, assessment.customers, assessment.extract, assessment.policy, assessment.follow
    )
    start = parts["part"].isin(["base_rate", "share"])
    still = ~start & ((parts["factor"] - 1).abs() < _NO_EFFECT)
    moves = ~(start | still)
    return FollowParts(
        start=tuple(parts.loc[start, "message"]),
        likelier=tuple(parts.loc[moves & (parts["factor"] > 1), "message"]),
        less_likely=tuple(parts.loc[moves & (parts["factor"] < 1), "message"]),
        no_effect=tuple(parts.loc[still, "message"]),
    )


def follow_learned(model: FollowModel) -> Message:
    """What the chance to follow was learned from."""
    if model.unsettled is not None:
        return model.unsettled
    if not model.learned:
        return message("Published evidence only: no outcome of an own departure is known yet.")
    return message(
        "Learned from what became of {outcomes} customers of {leavers} leavers.",
        outcomes=model.outcomes,
        leavers=model.leavers,
    )
