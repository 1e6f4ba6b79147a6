"""What was handed out and returned: entered in the store, undone by the workbook, and counted."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from analytics.assessment import Assessment
from analytics.statements import StatementKind
from data.completion.checking import Company, Fact, Return
from data.completion.form import Asked
from data.printable import printable
from data.store.entries import Author, Draft, Entry, Store
from data.store.statements import draft_of, kept_statements

__all__ = [
    "Ledger",
    "company_of",
    "exported_facts",
    "hand_out",
    "keep_returned",
    "ledger_of",
    "undo_returned",
]

#: Kinds of entries: workbooks that were handed out, that came back, and what their cells state.
#: Those about the demo company are apart: its ids may be those of anybody.
_SENT, _RETURNED, _STATED = "workbook sent", "workbook returned", "completion"
_STATEMENTS = {False: "statement", True: "demo statement"}


def _kind(name: str, demo: bool) -> str:
    return f"demo {name}" if demo else name


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Everything that was entered about workbooks, as it was when it was read.

    sent, returned, stated: entries oldest first, with those replaced or undone.
    """

    sent: tuple[Entry, ...]
    returned: tuple[Entry, ...]
    stated: tuple[Entry, ...]
    statements: tuple[Entry, ...]
    demo: bool
    #: The company's, in which days are told.
    timezone: str = "UTC"

    @property
    def asked(self) -> dict[str, Asked]:
        """Every workbook that was handed out, by version."""
        each = (entry.content for entry in self.sent)
        return {
            one["version"]: Asked(one["rep_id"], one["version"], frozenset(one["customers"]))
            for one in each
        }

    @property
    def newest(self) -> dict[str, str]:
        """The newest version that each person was sent."""
        return {entry.content["rep_id"]: entry.content["version"] for entry in self.sent}

    def current(self) -> list[Entry]:
        """What counts of what was stated: of each subject the newest that was not undone."""
        newest = {each.subject: each for each in self.stated if each.undone_at is None}
        return sorted(newest.values(), key=lambda each: each.entry_id)

    def facts(self) -> pd.DataFrame:
        """What counts: customer_id, field, value, rep_id (who states it), author, made_at."""
        rows = [_row(each) for each in self.current()]
        return pd.DataFrame(rows, columns=_FACTS)[_FACTS[:6]]

    def versions(self) -> dict[tuple[str, str], int]:
        """The newest version of every subject, undone or not, by kind and subject."""
        every = (*self.sent, *self.returned, *self.stated, *self.statements)
        newest: dict[tuple[str, str], int] = {}
        for each in every:
            key = (each.kind, each.subject)
            newest[key] = max(newest.get(key, 0), each.version)
        return newest

    def standing(self, gaps: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
        """Who was sent a workbook, who has returned it, and what still lacks.

        One row for everybody who was sent one or has customers that lack something, by id: rep_id,
        rep (name), sent_on, returned_on (days; missing: not yet), lacking (customers).
        """
        sent = {each.content["rep_id"]: each for each in self.sent}
        back = {each.content["rep_id"]: each for each in self.returned if not each.undone_at}
        lacking = gaps["rep_id"].value_counts()
        people = sorted({*sent, *lacking.index})
        return pd.DataFrame(
            {
                "rep_id": pd.Series(people, dtype="str"),
                "rep": pd.Series([names.get(each, each) for each in people], dtype="str"),
                "sent_on": self._days(sent, people),
                "returned_on": self._days(back, people),
                "lacking": [int(lacking.get(each, 0)) for each in people],
            }
        )

    def day_of(self, entry: Entry) -> date:
        """The day on which something was entered."""
        return entry.day_in(self.timezone)

    def _days(self, entries: Mapping[str, Entry], people: Iterable[str]) -> pd.Series:
        days = [
            pd.Timestamp(self.day_of(entries[each])) if each in entries else pd.NaT
            for each in people
        ]
        return pd.Series(days, dtype="datetime64[s]")


_FACTS = [
    *("customer_id", "field", "value", "rep_id", "author", "made_at"),
    *("author_verified", "entered_by", "version", "undone_at", "undone_by"),
]


def _row(entry: Entry) -> dict[str, object]:
    content = ("customer_id", "field", "value", "rep_id", "entered_by")
    own = ("author", "made_at", "author_verified", "version", "undone_at", "undone_by")
    return {
        **{name: printable(str(entry.content.get(name, ""))) for name in content},
        "customer_id": entry.content.get("customer_id"),
        "rep_id": entry.content.get("rep_id"),
        **{name: getattr(entry, name) for name in own},
    }


def ledger_of(store: Store, timezone: str = "UTC", *, demo: bool = False) -> Ledger:
    """Read it; days are told in ``timezone``, the company's.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    sent, returned, stated = (
        tuple(store.all(_kind(name, demo))) for name in (_SENT, _RETURNED, _STATED)
    )
    return Ledger(sent, returned, stated, tuple(store.all(_STATEMENTS[demo])), demo, timezone)


def exported_facts(ledger: Ledger) -> pd.DataFrame:
    """Everything that was ever stated in a workbook, oldest first: customer_id, field, value,
    rep_id, author, made_at, author_verified, entered_by, version, undone_at, undone_by, counts."""
    current = {each.entry_id for each in ledger.current()}
    rows = [{**_row(each), "counts": each.entry_id in current} for each in ledger.stated]
    return pd.DataFrame(rows, columns=[*_FACTS, "counts"])


def hand_out(
    store: Store, workbooks: Sequence[Asked], *, author: Author, demo: bool = False
) -> None:
    """Note that workbooks are handed out; one that is handed out again is noted once.

    Raises
    ------
    Superseded
        Somebody has handed out another one to the same person meanwhile.
    StoreError
        The store cannot be written.
    """
    ledger = ledger_of(store, demo=demo)
    newest, seen, kind = ledger.newest, ledger.versions(), _kind(_SENT, demo)
    drafts = [
        Draft(kind, subject, _sent(each), author, seen.get((kind, subject), 0))
        for each in workbooks
        if newest.get(each.rep_id) != each.version
        for subject in (_subject(each.rep_id),)
    ]
    if drafts:
        store.save_all(drafts)


def _sent(asked: Asked) -> dict[str, object]:
    return {"rep_id": asked.rep_id, "version": asked.version, "customers": sorted(asked.signs)}


def company_of(store: Store, ledger: Ledger, assessment: Assessment, today: date) -> Company:
    """What returns are held against: the workbooks handed out, the people, what else is stated."""
    reps = assessment.reps
    active = reps[reps["active"].astype(bool)]
    kept = kept_statements(store, ledger.timezone, demo=ledger.demo)
    return Company(
        asked=ledger.asked,
        newest=ledger.newest,
        reps=dict(zip(active["rep_id"], active["name"], strict=True)),
        names=dict(zip(reps["rep_id"], reps["name"], strict=True)),
        today=today,
        not_known=frozenset(
            (each.statement.customer_id or "", each.statement.rep_id or "")
            for each in kept
            if each.statement.kind is StatementKind.DOES_NOT_KNOW and each.stands(today)
        ),
        returned={
            each.content["rep_id"]: ledger.day_of(each)
            for each in ledger.returned
            if each.undone_at is None
        },
    )


def keep_returned(store: Store, ledger: Ledger, made: Return, *, author: Author) -> Entry:
    """Enter what one person has returned, as stated by that person: all of it, or nothing.

    ledger: as it was when the return was checked; author: who enters it. Returns the entry of the
    return, by which it is undone.

    Raises
    ------
    InputError
        Something of it is too long.
    Superseded
        Somebody has entered something about the same meanwhile.
    StoreError
        The store cannot be written.
    """
    subject, kind = _subject(made.rep_id), _kind(_RETURNED, ledger.demo)
    versions = ledger.versions()
    token = f"{subject[:16]}-{versions.get((kind, subject), 0) + 1}"
    # A name that nothing is left of would be nobody's: the id stands in.
    by = Author(made.rep.strip() or made.rep_id)
    content = {
        "rep_id": made.rep_id,
        "versions": list(made.versions),
        "files": [printable(each, 255) for each in made.files],
        "cells": made.cells,
        "left_out": len(made.faults),
        "token": token,
        "entered_by": author.name,
    }
    drafts = [
        Draft(kind, subject, content, by, 0),
        *(_stated(ledger.demo, made.rep_id, fact, by, author, token) for fact in made.facts),
        *(draft_of(one, author=by, seen=0, demo=ledger.demo, returned=token) for one in made.knows),
    ]
    entry, *_ = store.save_all(
        replace(each, seen=versions.get((each.kind, each.subject), 0)) for each in drafts
    )
    return entry


def _stated(demo: bool, rep_id: str, fact: Fact, by: Author, author: Author, token: str) -> Draft:
    content = {
        "customer_id": fact.customer_id,
        "field": fact.field.value,
        "value": fact.value,
        "rep_id": rep_id,
        "returned": token,
        "entered_by": author.name,
    }
    subject = _subject(fact.customer_id, fact.field.value, rep_id)
    return Draft(_kind(_STATED, demo), subject, content, by, 0)


def undo_returned(store: Store, entry_id: int, *, author: Author, demo: bool = False) -> Entry:
    """Take back everything that one return states; what it had replaced counts again.

    Raises
    ------
    InputError
        There is no such return.
    Superseded
        It was undone already.
    """
    ledger = ledger_of(store, demo=demo)
    token = next(
        (each.content["token"] for each in ledger.returned if each.entry_id == entry_id), None
    )
    every = (*ledger.stated, *ledger.statements)
    others = [each.entry_id for each in every if token and each.content.get("returned") == token]
    return store.undo_all(entry_id, others, author=author)


def _subject(*parts: str) -> str:
    """A short text for what an entry is about; ids may be long and hold anything."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
