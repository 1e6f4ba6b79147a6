"""Actions in words: what is to be done, by whom and until when, what became of it."""

from collections.abc import Iterable

from analytics.actions import (
    Action,
    ActionKind,
    ActionState,
    Commission,
    CommissionKind,
    what_to_do,
)
from analytics.messages import Message, Percent, message
from data.store.actions import KeptAction
from pages.components.actions.book import ActionBook
from pages.components.words import listed

__all__ = ["COMMISSIONS", "commission_words", "origin", "sentence", "standing"]

#: What may happen to the commission.
COMMISSIONS = {
    CommissionKind.OPEN: message("still open"),
    CommissionKind.STAYS: message("stays with the main contact until a day"),
    CommissionKind.SHARED: message("is shared"),
}


def sentence(book: ActionBook, action: Action) -> Message:
    """What is to be done, with whom."""
    return what_to_do(
        action, customer=book.customer(action.customer_id), person=book.person(action.rep_id)
    )


def standing(book: ActionBook, kept: KeptAction) -> Message | None:
    """Who does it and when, whether it is overdue, what records say of it; one line."""
    return listed(_standing(book, kept))


def _standing(book: ActionBook, kept: KeptAction) -> Iterable[Message]:
    action = kept.action
    yield from _state(book, action)
    if action.waits and action.kind is ActionKind.SECOND_CONTACT and action.rep_id in book.going:
        yield message(
            "{person} has left or is about to: edit, and choose somebody else",
            person=book.person(action.rep_id),
        )
    if action.kind is ActionKind.SECOND_CONTACT and kept.accepted_on is not None:
        yield _happened(book, action)
        yield commission_words(action.commission or Commission())


def _state(book: ActionBook, action: Action) -> Iterable[Message]:
    if action.state is ActionState.DONE:
        yield message("Done")
    elif action.state is ActionState.REJECTED:
        yield message("Rejected: {reason}", reason=action.reason)
    elif action.kind is ActionKind.ACCEPT and not action.is_overdue(book.today):
        yield message("Accepted until {day}: {reason}", day=action.until, reason=action.reason)
    elif action.kind is ActionKind.ACCEPT:
        yield message("Accepted until {day}, which is over: decide again", day=action.until)
    elif action.is_overdue(book.today):
        yield message("Overdue since {day}", day=action.due_on)
    elif action.state is ActionState.PUT_OFF:
        yield message("Put off until {day}", day=action.until)
    elif action.due is not None:
        yield message("Due on {day}", day=action.due)
    else:
        yield message("No day agreed")
    if action.waits and action.owner:
        yield message("{owner} sees to it", owner=book.person(action.owner))


def _happened(book: ActionBook, action: Action) -> Message:
    """How far an introduction has come, as later records show it."""
    visited, proven = book.of_pair(action)
    if proven:
        return message("Proven by contact records")
    if visited is not None:
        return message("Visited on {day}", day=visited)
    return message("Not visited yet")


def commission_words(agreed: Commission) -> Message:
    """What was agreed on the commission."""
    if agreed.kind is CommissionKind.STAYS:
        return message("The commission stays as it is until {day}", day=agreed.until)
    if agreed.kind is CommissionKind.SHARED:
        kept = (agreed.main_percent or 0) / 100
        return message(
            "The commission is shared: {main} main contact, {second} second contact",
            main=Percent(kept),
            second=Percent(1 - kept),
        )
    return message("The commission is still open")


def origin(kept: KeptAction) -> Message:
    """Who has entered it, and when."""
    return message(
        "Entered by {name} (unverified) on {day}", name=kept.entry.author, day=kept.made_on
    )
