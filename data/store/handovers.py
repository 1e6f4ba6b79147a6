"""Handovers in the store: who hands over to whom until when, and what has been done of it.

A handover is one entry about a set of people; each task and each customer of it is an entry of its
own, so that two people who tick at once do not stand in each other's way. Of people who are *away*
only days are kept, never a reason: there is no field for one.
"""

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from analytics.errors import InputError
from analytics.messages import message
from data.printable import printable
from data.store.entries import Author, Draft, Entry, Store

__all__ = [
    "ANSWERS",
    "CUSTOMER_TASKS",
    "TASKS",
    "CustomerState",
    "Handover",
    "handover_of",
    "history_of",
    "mark_task",
    "save_customer",
    "standing_handovers",
    "start_handover",
    "undo_handover",
]

#: What is done once, with the days after the start until it is due (None: the last day).
TASKS: Mapping[str, int | None] = {
    "talk": 3,
    "agreement": None,
    "access": None,
}
#: What is done at every customer, with the days after the start until it is due.
CUSTOMER_TASKS: Mapping[str, int] = {
    "introduction": 7,
    "letter": 7,
    "contacts": 7,
    "management_visit": 30,
}
#: What a customer says to the successor.
ANSWERS = ("accepted", "refused", "silent")

#: Handovers of the demo company are apart: its ids may be those of anybody.
_KINDS = {False: "handover", True: "demo handover"}
_LONGEST_ID = 1_000


@dataclass(frozen=True, slots=True)
class CustomerState:
    """What is settled about one customer; version 0: nobody has said anything since the start."""

    successor_id: str | None = None
    answer: str | None = None
    done: Mapping[str, date] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Handover:
    """One handover as it stands.

    successors: as it was started, by customer_id (None: nobody yet); customers: what was settled
    since; tasks: the days on which those of TASKS were done, with versions.
    """

    entry: Entry
    rep_ids: tuple[str, ...]
    away: bool
    begins_on: date
    ends_on: date
    successors: Mapping[str, str | None]
    customers: Mapping[str, CustomerState]
    tasks: Mapping[str, date]
    versions: Mapping[str, int]

    @property
    def stamp(self) -> tuple[Hashable, ...]:
        """Differs whenever anything of it does."""
        settled = tuple(sorted((each, state.version) for each, state in self.customers.items()))
        return self.entry.entry_id, settled, tuple(sorted(self.versions.items()))

    def state(self, customer_id: str) -> CustomerState:
        """What is settled about a customer."""
        known = self.customers.get(customer_id)
        return known or CustomerState(self.successors.get(customer_id))

    def due(self, task: str) -> date:
        """Until when a task of TASKS or CUSTOMER_TASKS is due."""
        days = {**TASKS, **CUSTOMER_TASKS}[task]
        return self.ends_on if days is None else self.begins_on + timedelta(days=days)


def start_handover(
    store: Store,
    rep_ids: Sequence[str],
    *,
    away: bool,
    begins_on: date,
    ends_on: date,
    successors: Mapping[str, str | None],
    author: Author,
    demo: bool = False,
) -> Entry:
    """Start a handover, or a cover plan of people who are ``away``; durable on return.

    Raises
    ------
    InputError
        Nobody hands over, or it ends before it begins.
    Superseded
        Somebody has started one of the same people meanwhile.
    StoreError
        The store cannot be written.
    """
    if not rep_ids or any(not each or len(each) > _LONGEST_ID for each in rep_ids):
        raise InputError(message("Nobody is named who hands over"))
    if ends_on < begins_on:
        raise InputError(message("{day} lies before the beginning", day=ends_on))
    content = {
        "rep_ids": sorted(set(rep_ids)),
        "away": away,
        "begins_on": begins_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "successors": dict(successors),
    }
    subject, kind = _subject(rep_ids, away), _KINDS[demo]
    before = _current(store, kind).get(subject)
    seen = store.version(kind, subject) if before is None else before.version - 1
    return store.save(kind, subject, content, author=author, seen=seen)


def handover_of(
    store: Store, rep_ids: Iterable[str], *, away: bool, demo: bool = False
) -> Handover | None:
    """The handover of a set of people that stands; None where none was started."""
    current = _current(store, _KINDS[demo])
    subject = _subject(rep_ids, away)
    entry = current.get(subject)
    return None if entry is None else _handover(entry, current, subject)


def standing_handovers(store: Store, *, demo: bool = False) -> list[Handover]:
    """Every handover and cover plan that stands, the newest first."""
    current = _current(store, _KINDS[demo])
    started = [each for each in current.values() if "rep_ids" in each.content]
    found = [_handover(each, current, each.subject) for each in started]
    return sorted((each for each in found if each), key=lambda each: -each.entry.entry_id)


def mark_task(
    store: Store,
    handover: Handover,
    task: str,
    done_on: date | None,
    *,
    author: Author,
    demo: bool = False,
) -> Entry:
    """Say on which day one of TASKS was done (None: it is open again).

    Raises
    ------
    InputError
        There is no such task.
    Superseded
        Somebody has said something about it meanwhile.
    StoreError
        The store cannot be written.
    """
    if task not in TASKS:
        raise InputError(message("There is no task {task}", task=task))
    content = {"task": task, "done_on": None if done_on is None else done_on.isoformat()}
    seen = handover.versions.get(task, 0)
    subject = _part(handover.entry.subject, handover.entry.version, "task", task)
    return store.save(_KINDS[demo], subject, content, author=author, seen=seen)


def save_customer(
    store: Store,
    handover: Handover,
    customer_id: str,
    state: CustomerState,
    *,
    author: Author,
    demo: bool = False,
) -> Entry:
    """Settle something about a customer; ``state.version`` is the one that the author has seen.

    Raises
    ------
    InputError
        It is no customer of the handover, or the answer or a task is none there is.
    Superseded
        Somebody has settled something about the customer meanwhile.
    StoreError
        The store cannot be written.
    """
    if customer_id not in handover.successors:
        raise InputError(message("{customer} is not part of it", customer=customer_id))
    if state.answer not in (None, *ANSWERS) or not set(state.done) <= set(CUSTOMER_TASKS):
        raise InputError(message("There is no such answer or task"))
    content = {
        "customer_id": customer_id,
        "successor_id": state.successor_id,
        "answer": state.answer,
        "done": {task: day.isoformat() for task, day in state.done.items()},
    }
    subject = _part(handover.entry.subject, handover.entry.version, "customer", customer_id)
    draft = Draft(_KINDS[demo], subject, content, author, state.version)
    (entry,) = store.save_all([draft])
    return entry


def undo_handover(store: Store, entry_id: int, *, author: Author) -> Entry:
    """Take back one step, or with the entry of the start all of it; what stood before counts."""
    return store.undo(entry_id, author=author)


def history_of(store: Store, handover: Handover, *, demo: bool = False) -> list[Entry]:
    """Everything that was entered about a handover, newest first, also what was undone."""
    own = handover.entry
    subjects = {
        own.subject,
        *(_part(own.subject, own.version, "task", task) for task in TASKS),
        *(_part(own.subject, own.version, "customer", each) for each in handover.successors),
    }
    every = [each for each in store.all(_KINDS[demo]) if each.subject in subjects]
    return sorted(every, key=lambda each: -each.entry_id)


def _current(store: Store, kind: str) -> dict[str, Entry]:
    return {each.subject: each for each in store.current(kind)}


def _subject(rep_ids: Iterable[str], away: bool) -> str:
    """A short text for a set of people; ids may be long and hold anything."""
    return _hashed(["away" if away else "leaving", *sorted(set(rep_ids))])


def _part(subject: str, version: int, what: str, which: str) -> str:
    """A task or customer of one start: a new start of the same people begins anew."""
    return _hashed([subject, str(version), what, which])


def _hashed(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _handover(entry: Entry, current: Mapping[str, Entry], subject: str) -> Handover | None:
    """The handover of an entry; None of one that this program cannot read."""
    held: Mapping[str, Any] = entry.content
    try:
        successors = {str(each): by for each, by in held["successors"].items()}
        begins_on = date.fromisoformat(held["begins_on"])
        ends_on = date.fromisoformat(held["ends_on"])
        rep_ids, away = tuple(held["rep_ids"]), bool(held["away"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    parts = {
        (what, which): current.get(_part(subject, entry.version, what, which))
        for what, names in (("task", TASKS), ("customer", successors))
        for which in names
    }
    told = {key: each for key, each in parts.items() if each is not None}
    tasks = {task: each for (what, task), each in told.items() if what == "task"}
    return Handover(
        entry,
        rep_ids,
        away,
        begins_on,
        ends_on,
        successors,
        {key: _state(each) for (what, key), each in told.items() if what == "customer"},
        {
            task: date.fromisoformat(each.content["done_on"])
            for task, each in tasks.items()
            if each.content.get("done_on")
        },
        {task: each.version for task, each in tasks.items()},
    )


def _state(entry: Entry) -> CustomerState:
    held = entry.content
    answer = held.get("answer")
    return CustomerState(
        held.get("successor_id"),
        printable(str(answer), _LONGEST_ID) if answer in ANSWERS else None,
        {task: date.fromisoformat(day) for task, day in held.get("done", {}).items()},
        entry.version,
    )
