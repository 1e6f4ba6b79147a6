"""What was decided and what became of it: done, open, overdue, second contacts and their proof."""

from analytics.actions import Action, ActionKind, ActionState, what_to_do
from analytics.messages import Message, message
from analytics.pack.model import Section, Table, Value
from analytics.pack.names import Names
from analytics.pack.sources import Followed, PackSources

__all__ = ["accepted", "actions_section", "overdue", "sentence"]

_HEADS = (
    message("What is to be done"),
    message("Who sees to it"),
    message("Until"),
    message("State"),
)
#: In this order they stand.
_ORDER = ("late", "waits", "done", "rejected")
#: So many actions stand on paper.
_ROWS = 60


def sentence(action: Action, names: Names) -> Message:
    """What is to be done, with whom; of another kind the topic, unless names are hidden."""
    if action.kind is ActionKind.OTHER and names.hidden:
        return message("Another step, whose text may name people")
    return what_to_do(
        action, customer=names.customer(action.customer_id), person=names.person(action.rep_id)
    )


def overdue(sources: PackSources) -> list[Followed]:
    """What should have been done before today, unless records prove it."""
    late = (each for each in sources.actions if each.action.is_overdue(sources.today))
    return [each for each in late if not each.proven]


def accepted(sources: PackSources) -> list[Followed]:
    """The risks that stand accepted until a day."""
    return [each for each in sources.actions if _stands_accepted(each, sources)]


def _stands_accepted(each: Followed, sources: PackSources) -> bool:
    action = each.action
    taken = action.kind is ActionKind.ACCEPT and action.waits
    return taken and not action.is_overdue(sources.today)


def actions_section(sources: PackSources, names: Names) -> Section:
    """Every action that counts, the late ones first."""
    ordered = sorted(sources.actions, key=lambda each: _ORDER.index(_place(each, sources)))
    rows = tuple(_row(each, sources, names) for each in ordered)
    nothing = (message("No action has been entered yet."),)
    return Section(
        "actions",
        message("Actions"),
        _title(sources),
        lines=() if rows else nothing,
        table=Table(_HEADS, rows, (5, 2, 2, 3), most=_ROWS) if rows else None,
    )


def _title(sources: PackSources) -> Message:
    waiting = [
        each
        for each in sources.actions
        if each.action.waits and not each.proven and not _stands_accepted(each, sources)
    ]
    late = overdue(sources)
    if not waiting:
        return message("No action is to be done")
    if late:
        return message(
            "{count} action is to be done, {late} of them overdue",
            "{count} actions are to be done, {late} of them overdue",
            count=len(waiting),
            late=len(late),
        )
    return message(
        "{count} action is to be done, none is overdue",
        "{count} actions are to be done, none is overdue",
        count=len(waiting),
    )


def _place(each: Followed, sources: PackSources) -> str:
    if each.proven or each.action.state is ActionState.DONE:
        return "done"
    if not each.action.waits:
        return "rejected"
    return "late" if each.action.is_overdue(sources.today) else "waits"


def _row(each: Followed, sources: PackSources, names: Names) -> tuple[Value, ...]:
    owner = names.person(each.action.owner) if each.action.owner else message("nobody yet")
    due: Value = each.action.due_on if each.action.due_on is not None else message("no day agreed")
    return (sentence(each.action, names), owner, due, _state(each, sources))


def _state(each: Followed, sources: PackSources) -> Message:
    action = each.action
    if each.proven:
        return message("Proven by contact records")
    if each.visited_on is not None:
        return message("Visited on {day}", day=each.visited_on)
    if action.state is ActionState.DONE:
        return message("Done, entered on {day}", day=each.made_on)
    if action.state is ActionState.REJECTED:
        return message("Rejected on {day}", day=each.made_on)
    if action.is_overdue(sources.today):
        return message("Overdue since {day}", day=action.due_on)
    if action.kind is ActionKind.ACCEPT:
        return message("Accepted until {day}", day=action.until)
    if action.state is ActionState.PUT_OFF:
        return message("Put off until {day}", day=action.until)
    return message("To be done")
