"""Which questions the tables at hand can answer, and what would answer most of the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analytics.messages import Message, message

__all__ = ["QUESTIONS", "Addition", "Sharpening", "sharpening"]

Present = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Question:
    text: Message
    answered: Callable[[Present], bool]


@dataclass(frozen=True, slots=True)
class Addition:
    """What could be brought in addition, and how many more questions it would answer."""

    text: Message
    columns: tuple[str, ...]
    gain: int


@dataclass(frozen=True, slots=True)
class Sharpening:
    """Which of the seven questions can be answered, and additions, the most useful first."""

    text: Message
    answered: tuple[Message, ...]
    unanswered: tuple[Message, ...]
    additions: tuple[Addition, ...]


def _money(present: Present) -> bool:
    booked = {"revenue.amount", "revenue.booked_on"} <= present
    return booked or {"deals.amount", "deals.closed_on", "deals.stage"} <= present


def _credited(present: Present) -> bool:
    people = {"revenue.rep_id", "deals.rep_id", "customers.owner_id", "assignments.rep_id"}
    return _money(present) and not people.isdisjoint(present)


def _in_touch(present: Present) -> bool:
    return {"activities.customer_id", "activities.rep_id", "activities.happened_at"} <= present


def _proven(present: Present) -> bool:
    """Contact records, or bookings with their own salesperson; an owner's name proves nothing."""
    return _in_touch(present) or {"revenue.rep_id", "revenue.booked_on"} <= present


def _people(present: Present) -> bool:
    signs = {"reps.hired_on", "quotas.quota", "compensation.base", "reps.last_promoted_on"}
    return _in_touch(present) or not signs.isdisjoint(present)


def _departures(present: Present) -> bool:
    left = {"reps.left_on", "reps.active"} & present
    return bool(left) and _money(present) and _proven(present)


def _house(present: Present) -> bool:
    tables = ("access.", "access_log.", "agreements.", "backups.")
    return any(column.startswith(tables) for column in present)


#: What the pages ask, in the order of the reader's questions.
QUESTIONS = (
    _Question(
        message("How much revenue is at risk, and on how few people does it rest?"), _credited
    ),
    _Question(message("Which salespeople may leave, and whom to talk with first?"), _people),
    _Question(message("Which customers depend on one person?"), _proven),
    _Question(message("Who becomes their second contact?"), lambda p: _proven(p) and _credited(p)),
    _Question(message("Which customers does nobody look after any more?"), _in_touch),
    _Question(message("What did past departures cost?"), _departures),
    _Question(message("Where is our own house open?"), _house),
)

_BOOKING = ("revenue.customer_id", "revenue.rep_id", "revenue.amount", "revenue.booked_on")
_CONTACT = ("activities.customer_id", "activities.rep_id", "activities.happened_at")


def _additions(gain: Callable[[tuple[str, ...]], int]) -> Iterable[Addition]:
    def one(text: Callable[[int], Message], columns: tuple[str, ...]) -> Addition:
        return Addition(text(gain(columns)), columns, gain(columns))

    yield one(_contact_records, _CONTACT)
    yield one(_bookings, _BOOKING)
    yield one(_booking_reps, ("revenue.rep_id",))
    yield one(_owners, ("customers.owner_id",))
    yield one(_leaving_days, ("reps.left_on",))
    yield one(_hiring_days, ("reps.hired_on",))
    yield one(_access_rights, ("access.rep_id", "access.scope"))
    yield one(_agreements, ("agreements.rep_id", "agreements.kind"))


def sharpening(present: Iterable[str]) -> Sharpening:
    """Say what the canonical columns at hand (``table.column``) answer, and what would add most.

    >>> order_sheet = ("customer_id", "rep_id", "amount", "booked_on")
    >>> said = sharpening(f"revenue.{column}" for column in order_sheet)
    >>> str(said.text), str(said.additions[0].text)
    ('With these tables 3 of 7 questions can be answered.', 'Contact records would add 2.')
    """
    here = frozenset(present)
    answered = _answered(here)

    def gain(columns: tuple[str, ...]) -> int:
        return len(_answered(here.union(columns)) - answered)

    useful = [addition for addition in _additions(gain) if addition.gain]
    return Sharpening(
        message(
            "With these tables {count} of {total} questions can be answered.",
            "With these tables {count} of {total} questions can be answered.",
            count=len(answered),
            total=len(QUESTIONS),
        ),
        tuple(q.text for at, q in enumerate(QUESTIONS) if at in answered),
        tuple(q.text for at, q in enumerate(QUESTIONS) if at not in answered),
        tuple(sorted(useful, key=lambda addition: -addition.gain)),
    )


def _answered(present: Present) -> set[int]:
    return {at for at, question in enumerate(QUESTIONS) if question.answered(present)}


def _contact_records(count: int) -> Message:
    return message(
        "Contact records would add {count}.", "Contact records would add {count}.", count=count
    )


def _bookings(count: int) -> Message:
    return message(
        "Orders or invoices with their salesperson would add {count}.",
        "Orders or invoices with their salesperson would add {count}.",
        count=count,
    )


def _booking_reps(count: int) -> Message:
    return message(
        "The salesperson of each booking would add {count}.",
        "The salesperson of each booking would add {count}.",
        count=count,
    )


def _owners(count: int) -> Message:
    return message(
        "Who looks after each customer would add {count}.",
        "Who looks after each customer would add {count}.",
        count=count,
    )


def _leaving_days(count: int) -> Message:
    return message(
        "The leaving days of former salespeople would add {count}.",
        "The leaving days of former salespeople would add {count}.",
        count=count,
    )


def _hiring_days(count: int) -> Message:
    return message(
        "The hiring days of salespeople would add {count}.",
        "The hiring days of salespeople would add {count}.",
        count=count,
    )


def _access_rights(count: int) -> Message:
    return message(
        "Access rights would add {count}.", "Access rights would add {count}.", count=count
    )


def _agreements(count: int) -> Message:
    return message(
        "Agreements with salespeople would add {count}.",
        "Agreements with salespeople would add {count}.",
        count=count,
    )
