"""The minutes of a risk review: what the meeting had before it, what was decided, what was said.

What it had before it is its pack as it was when the review was opened
(:mod:`analytics.pack.papers`); so minutes can be made for ever, and say the same whatever becomes
of data and policy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import wrap

from analytics.actions import Action, ActionKind
from analytics.messages import Message, message
from analytics.pack.decided import sentence
from analytics.pack.model import Pack, Section, Table, Value
from analytics.pack.names import Names
from analytics.pack.papers import Papers

__all__ = ["ReviewHeld", "minutes"]

#: Decisions that page one holds, and that stand on paper.
_DECIDED, _ROWS = 8, 60
#: Characters of one row of notes.
_WIDE = 120


@dataclass(frozen=True, slots=True)
class ReviewHeld:
    """A review whose minutes are written.

    closed_on: None while it goes on; notes: what was said, as it was entered; correction: why that
    was corrected, empty unless it was.
    """

    day: date
    closed_on: date | None
    decisions: tuple[Action, ...]
    notes: str = ""
    correction: str = ""
    next_on: date | None = None


def minutes(
    papers: Papers,
    held: ReviewHeld,
    people: Mapping[str, str],
    customers: Mapping[str, str],
    *,
    language: str,
    hidden: bool,
) -> Pack:
    """Make the minutes, in a language; ``people`` and ``customers``: names by id; ``hidden``:
    numbers in place of names of people, and without what somebody has typed."""
    names = Names(people, customers, papers.numbers if hidden else None)
    before = papers.numbered if hidden else papers.named
    page = replace(
        before.page_one,
        asked_title=message("What was decided"),
        asked=tuple(_decided(held.decisions, names)),
    )
    return replace(
        before,
        title=message("Minutes of the risk review"),
        page_one=page,
        sections=(*_held(held, names), *before.sections),
        options=replace(before.options, language=language, names=not hidden),
        review=held.day,
    )


def _held(held: ReviewHeld, names: Names) -> Iterator[Section]:
    yield _decisions_section(held, names)
    if (held.notes.strip() or held.correction) and not names.hidden:
        yield _notes_section(held)


def _decided(decisions: Sequence[Action], names: Names) -> Iterator[Message]:
    if not decisions:
        yield message("Nothing was decided.")
    for each in decisions[:_DECIDED]:
        what = sentence(each, names)
        if each.kind is ActionKind.ACCEPT:
            yield message("{what}: accepted until {day}.", what=what, day=each.due_on)
        elif each.owner and each.due_on is not None:
            owner = names.person(each.owner)
            yield message("{what}: {owner}, until {day}.", what=what, owner=owner, day=each.due_on)
        else:
            yield message("{what}.", what=what)
    if len(decisions) > _DECIDED:
        yield message(
            "{count} more decision is listed below.",
            "{count} more decisions are listed below.",
            count=len(decisions) - _DECIDED,
        )


def _decisions_section(held: ReviewHeld, names: Names) -> Section:
    """What was decided, by whom and until when."""
    lines = [message("Held on {day}.", day=held.day)]
    if held.closed_on is None:
        lines.append(message("Not closed yet: this is a draft."))
    elif held.closed_on != held.day:
        lines.append(message("Closed on {day}.", day=held.closed_on))
    if held.next_on is not None:
        lines.append(message("Next review: {day}.", day=held.next_on))
    return Section(
        "decisions",
        message("Decisions"),
        message(
            "{count} thing was decided",
            "{count} things were decided",
            count=len(held.decisions),
        ),
        lines=tuple(lines),
        table=_decisions(held.decisions, names) if held.decisions else None,
    )


def _decisions(decisions: Sequence[Action], names: Names) -> Table:
    heads = (
        message("Decision"),
        message("Who sees to it"),
        message("Until"),
        message("Why"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            sentence(each, names),
            names.person(each.owner) if each.owner else "",
            each.due_on or "",
            names.typed(each.reason or each.note),
        )
        for each in decisions
    )
    return Table(heads, rows, (5, 2, 2, 4), most=_ROWS)


def _notes_section(held: ReviewHeld) -> Section:
    """What was said as it was entered, and why that was corrected; of a long one as many rows as it
    takes, so that paper and slides have room for all of it."""
    first, *rest = wrap(held.correction, _WIDE) or [""]
    said = [message("{text}", text=each) for each in _lines(held.notes)]
    if first:
        said.append(message("Corrected: {reason}", reason=first))
        said += [message("{text}", text=each) for each in rest]
    table = Table((message("Notes"),), tuple((each,) for each in said), (1,), most=len(said))
    return Section("notes", message("Notes"), message("What was said"), table=table)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from wrap(line, _WIDE)
