"""Decisions about open points of safeguards in the store: who looked, explained, or accepted until
when; with their history, a version against lost updates, and undo."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.errors import InputError
from analytics.messages import Message, message
from analytics.open_points import SETTLED, PointDecision, PointState, standing_state
from data.printable import printable
from data.store.entries import Author, Entry, Store

__all__ = [
    "KeptDecision",
    "kept_decisions",
    "newest_decision",
    "point_subject",
    "save_decision",
    "undo_decision",
    "unsettled",
]

#: Characters of a reason, and of an id or a name.
_LONGEST_TEXT, _LONGEST_ID = 2_000, 1_000
_KINDS = {False: "open point", True: "demo open point"}


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision with who made it and when (day in the company's zone)."""

    decision: PointDecision
    entry: Entry
    made_on: date


def save_decision(
    store: Store, decision: PointDecision, *, author: Author, seen: int, demo: bool = False
) -> Entry:
    """Save what was decided; ``seen``: the newest version of the point that was seen, 0 for none.

    Raises
    ------
    InputError
        Something that it needs is missing or too long.
    Superseded
        Somebody has decided about the same point meanwhile.
    StoreError
        The store cannot be written.
    """
    _check(decision)
    subject = point_subject(decision.code, decision.subject_type, decision.subject_id)
    return store.save(_KINDS[demo], subject, _content(decision), author=author, seen=seen)


def undo_decision(store: Store, entry_id: int, *, author: Author, seen: int) -> Entry:
    """Take a decision back; the one before, if any, counts again.

    Raises
    ------
    Superseded
        It was undone already, or changed meanwhile.
    """
    return store.undo(entry_id, author=author, seen=seen)


def kept_decisions(
    store: Store, timezone: str = "UTC", *, demo: bool = False
) -> list[KeptDecision]:
    """Every decision, oldest first; also those replaced or undone."""
    made = ((entry, _decision(entry)) for entry in store.all(_KINDS[demo]))
    return [
        KeptDecision(decision, entry, entry.day_in(timezone))
        for entry, decision in made
        if decision is not None
    ]


def newest_decision(every: Iterable[KeptDecision], subject: str) -> tuple[KeptDecision | None, int]:
    """Of a point what counts, and the newest version, undone or not (0 for none)."""
    of_point = [each for each in every if each.entry.subject == subject]
    standing = [each for each in of_point if each.entry.undone_at is None]
    version = max((each.entry.version for each in of_point), default=0)
    return (standing[-1] if standing else None), version


def unsettled(hazards: pd.DataFrame, every: Iterable[KeptDecision], today: date) -> pd.DataFrame:
    """Of open points (code, subject_type, subject_id, evidence_on) those that nobody has explained
    or accepted."""
    counted = {each.entry.subject: each for each in every if each.entry.undone_at is None}
    columns = ("code", "subject_type", "subject_id", "evidence_on")
    waits = (
        _state(counted.get(point_subject(*map(str, about))), day, today) not in SETTLED
        for *about, day in zip(*(hazards[name] for name in columns), strict=True)
    )
    return hazards[np.fromiter(waits, bool)]


def _state(kept: KeptDecision | None, day: pd.Timestamp, today: date) -> PointState:
    evidence_on = None if pd.isna(day) else day.date()
    return standing_state(
        None if kept is None else kept.decision, evidence_on=evidence_on, today=today
    )


def point_subject(code: str, subject_type: str, subject_id: str) -> str:
    """A short text for a point; ids may be long and hold anything."""
    about = json.dumps([code, subject_type, subject_id])
    return hashlib.sha256(about.encode()).hexdigest()


def _check(decision: PointDecision) -> None:
    if decision.state is PointState.EXPLAINED and not decision.reason.strip():
        raise _refused(message("say why; the reason is kept for whoever asks later"))
    if decision.state is PointState.ACCEPTED and decision.until is None:
        raise _refused(message("name the day until which it is accepted"))
    if len(decision.reason) > _LONGEST_TEXT:
        raise _refused(message("the note is longer than {most} characters", most=_LONGEST_TEXT))
    if max(len(decision.owner), len(decision.subject_id)) > _LONGEST_ID:
        raise _refused(message("an id is longer than {most} characters", most=_LONGEST_ID))


def _refused(reason: Message) -> InputError:
    return InputError(message("This is not saved: {reason}", reason=reason))


def _content(decision: PointDecision) -> dict[str, Any]:
    return {
        "code": decision.code,
        "subject_type": decision.subject_type,
        "subject_id": decision.subject_id,
        "state": decision.state.value,
        "owner": decision.owner.strip(),
        "reason": decision.reason.strip(),
        "until": _text(decision.until),
        "evidence_on": _text(decision.evidence_on),
    }


def _decision(entry: Entry) -> PointDecision | None:
    """The decision of an entry; None of a state that this program does not know."""
    held: Mapping[str, Any] = entry.content
    try:
        return PointDecision(
            code=str(held["code"]),
            subject_type=str(held["subject_type"]),
            subject_id=str(held["subject_id"]),
            state=PointState(held["state"]),
            owner=printable(str(held.get("owner", "")), _LONGEST_ID),
            reason=printable(str(held.get("reason", "")), _LONGEST_TEXT),
            until=_day(held.get("until")),
            evidence_on=_day(held.get("evidence_on")),
        )
    except (KeyError, ValueError, TypeError):
        return None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
