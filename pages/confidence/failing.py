"""Where the method fails, in plain words; what applies to this company comes first.

Each is measured on invented companies whose truth is known: docs/validation.md, *Where it fails*.
"""

from dataclasses import dataclass

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, message
from analytics.relationships.people import active_reps, in_sales

__all__ = ["Failing", "failings"]

#: Fewer people in sales are a small company [judgement: that of the validation has ten].
_SMALL = 15
#: Below this part of customers with bookings that also have a contact record, records are sparse
#: [judgement].
_SPARSE = 0.5


#: What may hold anywhere: no data tells.
_ANYWHERE = (
    message(
        "Where people leave when fixed contracts end, estimates hardly tell who goes, and "
        "the loss is put far too high."
    ),
    message(
        "After a reorganisation that moved customers and managers, who walks away is told "
        "badly: what was learned before no longer holds."
    ),
    message(
        "Where people leave in one season, or only once several things come together, the "
        "order of people is little better than chance."
    ),
    message(
        "The bad year is mostly put too high rather than too low; its range can be too "
        "narrow where departures come in waves."
    ),
    message(
        "Records prove that somebody is in touch, never that nobody else is: private "
        "phones and chats are not seen."
    ),
)


@dataclass(frozen=True, slots=True)
class Failing:
    """One way in which the figures can be wrong; applies: whether it holds here, as far as the data
    says (False: it cannot be told from the data, or does not hold)."""

    said: Message
    applies: bool = False


def failings(assessment: Assessment) -> tuple[Failing, ...]:
    """Every way, those that apply here first."""
    every = (
        Failing(
            message(
                "Where nobody has left on record, how many leave is taken from your settings and "
                "is often far too high; the order of people is little better than chance."
            ),
            applies=not assessment.portfolio.attrition_learned_from,
        ),
        Failing(
            message(
                "In small companies the order of people is little better than chance: a handful of "
                "departures teaches next to nothing."
            ),
            applies=_people_in_sales(assessment) < _SMALL,
        ),
        Failing(
            message(
                "Where little is recorded, people who record much look well connected and others "
                "absent; the order of people is little better than chance."
            ),
            applies=_is_sparse(assessment.reps),
        ),
        Failing(
            message(
                "Where customers cannot be seen to have followed anybody, following is that of "
                "other trades."
            ),
            applies=not assessment.portfolio.follow_learned_from,
        ),
        *map(Failing, _ANYWHERE),
    )
    return tuple(sorted(every, key=lambda each: not each.applies))


def _people_in_sales(assessment: Assessment) -> int:
    reps = assessment.reps
    there = active_reps(reps, as_of=assessment.as_of) & in_sales(reps)
    return int(there.sum())


def _is_sparse(reps: pd.DataFrame) -> bool:
    if "logging_coverage" not in reps:
        return False
    known = reps["logging_coverage"].dropna()
    return bool(len(known)) and float(known.median()) < _SPARSE
