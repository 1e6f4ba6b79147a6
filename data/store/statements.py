"""Statements in the store: saved, undone, listed, exported, and as the figures take them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.errors import InputError
from analytics.messages import Message, message
from analytics.statements import Statement, StatementKind, Statements
from data.printable import printable
from data.report.spreadsheets import neutral
from data.store.entries import Author, Draft, Entry, Store

__all__ = [
    "LONGEST_NOTE",
    "KeptStatement",
    "csv_of",
    "current_of",
    "draft_of",
    "exported",
    "kept_statements",
    "replacing",
    "save_statement",
    "seen_version",
    "standing",
    "statements_of",
    "undo_statement",
]

#: Characters of a note, and of an id.
LONGEST_NOTE, _LONGEST_ID = 2_000, 1_000
#: Statements about the demo company are apart: its ids may be those of anybody.
_KINDS = {False: "statement", True: "demo statement"}

#: What each kind of statement is about: a later one about the same takes its place.
_ABOUT: Mapping[StatementKind, tuple[str, ...]] = {
    StatementKind.KNOWS: ("customer_id", "rep_id"),
    StatementKind.DOES_NOT_KNOW: ("customer_id", "rep_id"),
    StatementKind.ROBOT: ("rep_id",),
    StatementKind.LEFT: ("rep_id",),
    StatementKind.SAME_PERSON: ("rep_id",),
    StatementKind.SAME_CUSTOMER: ("customer_id",),
    StatementKind.BOOKING_OF: ("revenue_id",),
}
#: What each kind needs besides.
_NEEDED: Mapping[StatementKind, tuple[str, ...]] = {
    StatementKind.LEFT: ("day",),
    StatementKind.SAME_PERSON: ("other_id",),
    StatementKind.SAME_CUSTOMER: ("other_id",),
    StatementKind.BOOKING_OF: ("rep_id",),
}
_IDS = ("rep_id", "customer_id", "other_id", "revenue_id")
#: Whoever knows and whoever does not are two answers to one question.
_QUESTIONS = {StatementKind.DOES_NOT_KNOW: StatementKind.KNOWS}


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """A statement with who made it and whether it was undone."""

    statement: Statement
    entry: Entry

    def stands(self, today: date) -> bool:
        """Whether it counts on a day, unless a later one about the same took its place."""
        return self.entry.undone_at is None and self.statement.stands(today)


def save_statement(
    store: Store, statement: Statement, *, author: Author, seen: int, demo: bool = False
) -> Entry:
    """Save a statement; ``seen`` as :func:`seen_version` gave it when the form was shown.

    Raises
    ------
    InputError
        Something that it needs is missing, too long, or the same id twice.
    Superseded
        Somebody has stated something about the same meanwhile.
    StoreError
        The store cannot be written.
    """
    (entry,) = store.save_all([draft_of(statement, author=author, seen=seen, demo=demo)])
    return entry


def draft_of(
    statement: Statement, *, author: Author, seen: int, demo: bool = False, returned: str = ""
) -> Draft:
    """What saving a statement enters, as :func:`save_statement` does; ``returned`` names the
    workbook in which it came back, if it did.

    Raises
    ------
    InputError
        Something that it needs is missing, too long, or the same id twice.
    """
    _check(statement)
    content = {name: getattr(statement, name) for name in _IDS if getattr(statement, name)}
    content |= {"kind": statement.kind.value, "note": statement.note.strip()}
    if statement.day is not None:
        content["day"] = statement.day.isoformat()
    if returned:
        content["returned"] = returned
    return Draft(_KINDS[demo], _subject(statement), content, author, seen)


def seen_version(kept: list[KeptStatement], statement: Statement, until: int) -> int:
    """The newest version of what a statement is about that somebody has seen who has seen all of
    ``kept`` (with its history) up to the entry ``until``; 0 where nobody had stated anything."""
    subject = _subject(statement)
    same = (each.entry for each in kept if each.entry.subject == subject)
    return max((each.version for each in same if each.entry_id <= until), default=0)


def undo_statement(store: Store, entry_id: int, *, author: Author) -> Entry:
    """Take a statement back; the one before about the same, if any, counts again."""
    return store.undo(entry_id, author=author)


def kept_statements(
    store: Store, timezone: str = "UTC", *, demo: bool = False, history: bool = False
) -> list[KeptStatement]:
    """The statements that count, oldest first; with ``history`` also those replaced or undone.

    timezone: the company's, in which days are counted; demo: those about the demo company.
    """
    entries = store.all(_KINDS[demo]) if history else store.current(_KINDS[demo])
    read = (_statement(entry, timezone) for entry in entries)
    return [
        KeptStatement(statement, entry)
        for statement, entry in zip(read, entries, strict=True)
        if statement is not None
    ]


def current_of(every: list[KeptStatement]) -> list[KeptStatement]:
    """Of statements with their history those that were neither replaced nor undone, oldest
    first."""
    newest = {each.entry.subject: each for each in every if each.entry.undone_at is None}
    return sorted(newest.values(), key=lambda each: each.entry.entry_id)


def replacing(kept: list[KeptStatement], statement: Statement, today: date) -> Statements:
    """What would stand with a statement, in place of the one about the same, if any."""
    subject = _subject(statement)
    others = [each for each in kept if each.entry.subject != subject]
    return Statements((*standing(others, today).made, statement))


def standing(kept: list[KeptStatement], today: date) -> Statements:
    """What the figures take: the statements that stand on a day."""
    return Statements(tuple(each.statement for each in kept if each.stands(today)))


def statements_of(
    store: Store, today: date, timezone: str = "UTC", *, demo: bool = False
) -> Statements:
    """The same, read from the store."""
    return standing(kept_statements(store, timezone, demo=demo), today)


def exported(
    store: Store, today: date, timezone: str = "UTC", *, demo: bool = False
) -> pd.DataFrame:
    """Every statement ever made, oldest first: kind, ids, day, note, author, author_verified,
    made_at, version, valid_until, stands, undone_at, undone_by."""
    every = kept_statements(store, timezone, demo=demo, history=True)
    current = {each.entry.entry_id for each in current_of(every)}
    rows = [
        {
            **{name: getattr(each.statement, name) for name in ("kind", *_IDS, "day", "note")},
            **{name: getattr(each.entry, name) for name in _OF_ENTRY},
            "valid_until": each.statement.valid_until,
            "stands": each.entry.entry_id in current and each.stands(today),
        }
        for each in every
    ]
    return pd.DataFrame(rows, columns=_EXPORTED)


_OF_ENTRY = ("author", "author_verified", "made_at", "version", "undone_at", "undone_by")
_EXPORTED = [
    *("kind", *_IDS, "day", "note", "author", "author_verified", "made_at", "version"),
    *("valid_until", "stands", "undone_at", "undone_by"),
]


def csv_of(statements: pd.DataFrame) -> bytes:
    """Exported statements as a file for spreadsheets, in which no text is a formula."""
    texts = statements.astype(object).map(
        lambda cell: neutral(cell) if isinstance(cell, str) else cell
    )
    return texts.to_csv(index=False).encode("utf-8-sig", errors="replace")


def _subject(statement: Statement) -> str:
    """A short text for what a statement is about; ids may be long and hold anything."""
    question = _QUESTIONS.get(statement.kind, statement.kind)
    about = [question.value, *(getattr(statement, name) for name in _ABOUT[statement.kind])]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


def _check(statement: Statement) -> None:
    needed = (*_ABOUT[statement.kind], *_NEEDED.get(statement.kind, ()))
    if any(not getattr(statement, name) for name in needed):
        raise _refused(message("something is left empty; fill in the whole line"))
    own = statement.rep_id if statement.kind is StatementKind.SAME_PERSON else None
    own = statement.customer_id if statement.kind is StatementKind.SAME_CUSTOMER else own
    if own is not None and own == statement.other_id:
        raise _refused(message("both are the same already"))
    if any(len(getattr(statement, name) or "") > _LONGEST_ID for name in _IDS):
        raise _refused(message("an id is longer than {most} characters", most=_LONGEST_ID))
    if len(statement.note) > LONGEST_NOTE:
        raise _refused(message("the note is longer than {most} characters", most=LONGEST_NOTE))
    if statement.day is not None and statement.day > statement.stated_on:
        raise _refused(message("{day} lies in the future", day=statement.day))


def _refused(reason: Message) -> InputError:
    return InputError(message("This is not saved: {reason}", reason=reason))


def _statement(entry: Entry, timezone: str) -> Statement | None:
    """The statement of an entry; None of a kind that this program does not know."""
    held: Mapping[str, Any] = entry.content
    try:
        kind = StatementKind(held["kind"])
        day = date.fromisoformat(held["day"]) if held.get("day") else None
    except (KeyError, ValueError, TypeError):
        return None
    return Statement(
        kind=kind,
        stated_on=entry.day_in(timezone),
        day=day,
        note=printable(str(held.get("note", "")), LONGEST_NOTE),
        **{name: held.get(name) for name in _IDS},
    )
