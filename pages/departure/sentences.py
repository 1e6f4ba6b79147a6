"""The sentences of a departure or an absence: who, how much, what the weeks are worth."""

from collections.abc import Mapping
from typing import Any

from analytics.assessment import Assessment
from analytics.departure.away import Absence
from analytics.departure.simulation import Departure
from analytics.messages import Message, Money, message
from analytics.relationships.people import under_notice
from pages.components.sentences.first_people import named, person
from pages.components.text import Link
from pages.components.words import names_of
from pages.departure.choice import Choice

__all__ = [
    "NOBODY",
    "absence_headline",
    "book_line",
    "departure_headline",
    "domino_line",
    "left_headline",
]

#: Names that a title spells out; of more it says how many others.
_SPELLED = 3
#: Fewer further departures than this are none.
NOBODY = 0.05


def left_headline(assessment: Assessment, choice: Choice) -> Message:
    """Whose handover goes on though they have left."""
    names = names_of(assessment.reps, "rep_id")
    if len(choice.left) <= _SPELLED:
        return message(
            "The handover of {people} goes on",
            people=named({each: names[each] for each in choice.left}),
        )
    return message(
        "The handover of {first} and {count} other goes on",
        "The handover of {first} and {count} others goes on",
        first=person(choice.left[0], names[choice.left[0]]),
        count=len(choice.left) - 1,
    )


def _who(choice: Choice, names: Mapping[str, str]) -> Message | Link:
    """Who it is about; each name leads to the person's page."""
    people = {each: names[each] for each in choice.rep_ids}
    if len(choice.teams) == 1 and not set(choice.named) and len(people) > 1:
        return message(
            "{count} person of {team}",
            "{count} people of {team}",
            count=len(people),
            team=choice.teams[0],
        )
    if len(people) <= _SPELLED:
        return named(people)
    return message(
        "{first} and {count} other",
        "{first} and {count} others",
        first=person(choice.rep_ids[0], names[choice.rep_ids[0]]),
        count=len(people) - 1,
    )


def departure_headline(assessment: Assessment, choice: Choice, gone: Departure) -> Message:
    """What would go tomorrow with nothing handed over, and what the weeks before are worth."""
    people = _who(choice, names_of(assessment.reps, "rep_id"))
    currency = assessment.currency
    if gone.customers.empty:
        return message("No customer relationship of {rep} is recorded.", rep=people)
    values: dict[str, Any] = {
        "people": people,
        "way": _way(choice.kind),
        "loss": Money(gone.loss, currency),
    }
    leaves = _surely(assessment, gone)
    if not choice.introductions or gone.worth <= 0:
        if leaves:
            return message(
                "With {people} gone{way} and nothing handed over, {loss} a year would go.", **values
            )
        return message(
            "If {people} left tomorrow{way} with nothing handed over, {loss} a year would go.",
            **values,
        )
    values |= {
        "after": Money(gone.loss_after, currency),
        "worth": Money(gone.worth, currency),
    }
    if leaves:
        return message(
            "With {people} gone{way} and nothing handed over, {loss} a year would go; after "
            "{count} week of introductions {after}. That week is worth {worth}.",
            "With {people} gone{way} and nothing handed over, {loss} a year would go; after "
            "{count} weeks of introductions {after}. The {count} weeks are worth {worth}.",
            count=choice.weeks,
            **values,
        )
    return message(
        "If {people} left tomorrow{way} with nothing handed over, {loss} a year would go; after "
        "{count} week of introductions {after}. That week is worth {worth}.",
        "If {people} left tomorrow{way} with nothing handed over, {loss} a year would go; after "
        "{count} weeks of introductions {after}. The {count} weeks are worth {worth}.",
        count=choice.weeks,
        **values,
    )


def _surely(assessment: Assessment, gone: Departure) -> bool:
    """Whether all of them have given notice: then it is no longer an if."""
    reps = assessment.reps
    return set(gone.rep_ids) <= set(reps.loc[under_notice(reps), "rep_id"])


def _way(kind: str) -> Message | str:
    return {
        "competitor": message(" for a competitor"),
        "own_business": message(" for a business of their own"),
        "team": message(" together for the same place"),
    }.get(kind, "")


def book_line(
    assessment: Assessment, gone: Departure, reach: tuple[float, float], choice: Choice
) -> Message:
    """How much there is, between which amounts it lies, and what the rest rests on."""
    currency = assessment.currency
    customers = gone.customers[gone.customers["exposure"] > 0]
    return message(
        "{count} customer with {amount} a year; with nothing handed over between {low} and {high} "
        "would go four times in five. {assumed}",
        "{count} customers with {amount} a year; with nothing handed over between {low} and {high} "
        "would go four times in five. {assumed}",
        count=len(customers),
        amount=Money(float(customers["exposure"].sum()), currency),
        low=Money(reach[0], currency),
        high=Money(reach[1], currency),
        assumed=_assumed(assessment, gone, choice),
    )


def _assumed(assessment: Assessment, gone: Departure, choice: Choice) -> Message | str:
    """What the worth of the weeks assumes."""
    made = int(gone.customers["week"].notna().sum())
    if not choice.introductions or not made:
        return ""
    return message(
        "The weeks count {count} introduction, at most {most} a week and leaver: an assumption "
        "about people's work.",
        "The weeks count {count} introductions, at most {most} a week and leaver: an assumption "
        "about people's work.",
        count=made,
        most=assessment.policy.coverage.capacity,
    )


def absence_headline(assessment: Assessment, choice: Choice, absent: Absence) -> Message:
    """Who covers whom for how long."""
    people = _who(choice, names_of(assessment.reps, "rep_id"))
    customers = absent.customers
    if customers.empty:
        return message("No customer relationship of {rep} is recorded.", rep=people)
    covers = customers["cover_rep_id"].dropna().nunique()
    if not covers:
        return message("Nobody is there to cover the customers of {people}.", people=people)
    return message(
        "{weeks} without {people}: {count} colleague covers {customers}, {amount} a year.",
        "{weeks} without {people}: {count} colleagues cover {customers}, {amount} a year.",
        count=covers,
        weeks=message("{count} week", "{count} weeks", count=absent.weeks),
        people=people,
        customers=message("{count} customer", "{count} customers", count=len(customers)),
        amount=Money(float(customers["exposure"].sum()), assessment.currency),
    )


def domino_line(assessment: Assessment, gone: Departure) -> Message:
    """What else is expected of colleagues."""
    if gone.rep_ids and _surely(assessment, gone):
        return message(
            "Notice has been given; what follows from it is in the estimates of the others."
        )
    if gone.further_departures < NOBODY:
        return message("Nothing more than before is expected of others.")
    if round(gone.further_departures) < 1:
        return message("Colleagues become a little more likely to leave, these most of all:")
    return message(
        "About {count} further departure is expected, most likely of these:",
        "About {count} further departures are expected, most likely of these:",
        count=round(gone.further_departures),
    )
