"""Who is spoken of first: the same few people in every title, the owner apart."""

from collections.abc import Mapping

from analytics.assessment import Assessment
from analytics.losses.people_order import by_expected_loss, owners
from analytics.messages import Message, Money, message
from pages.components.registry import entry
from pages.components.text import Link
from pages.components.words import names_of

__all__ = ["first_people", "named", "owner_lines", "person"]

#: Titles name this many people, fewer where they would be more than half of all.
_FIRST_PEOPLE = 3


def first_people(assessment: Assessment) -> dict[str, str]:
    """Names by rep_id of the first by expected loss, as far as their departure costs anything."""
    ranked = by_expected_loss(assessment.reps)
    most = max(1, min(_FIRST_PEOPLE, len(ranked) // 2))
    costly = ranked[ranked["expected_loss"] > 0].head(most)
    return names_of(costly, "rep_id")


def person(rep_id: str, name: str) -> Link:
    """The name of somebody, leading to their page."""
    return Link(name, entry("reps").path, "rep", rep_id)


def named(people: Mapping[str, str]) -> Message | Link:
    """One to three people in a row, each leading to their page; ``people``: names by rep_id."""
    match [person(*each) for each in people.items()]:
        case [first]:
            return first
        case [first, second]:
            return message("{first} and {second}", first=first, second=second)
        case [first, second, third]:
            return message("{first}, {second} and {third}", first=first, second=second, third=third)
    raise ValueError(f"{len(people)} names: one to {_FIRST_PEOPLE} are spoken of")


def owner_lines(assessment: Assessment) -> tuple[Message, ...]:
    """What only an owner of the company knows: it is theirs, and no risk of leaving."""
    held = owners(assessment.reps)
    held = held[held["sole_revenue"] > 0]
    names = names_of(held, "rep_id")
    return tuple(
        message(
            "{owner} (owner) alone is on record with customers of {amount} a year: yours, not a "
            "leaver.",
            owner=person(row["rep_id"], names[row["rep_id"]]),
            amount=Money(float(row["sole_revenue"]), assessment.currency),
        )
        for row in held.to_dict("records")
    )
