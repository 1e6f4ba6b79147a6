"""Actions in the store: what was decided, who does it, by when, and what became of it.

An action is about a customer, a person or both. Each change is a new version under the same
subject, so that of two people who change it at once the second is told, and the versions are the
record of what was decided and when. One customer has one second contact at a time: accepting
somebody else takes the place of the decision before. A proposal that was put off or rejected is
kept the same way; it has never been accepted.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.actions import Action, ActionKind, ActionState, Commission, CommissionKind
from analytics.errors import InputError
from analytics.messages import Message, message
from data.printable import printable
from data.store.entries import Author, Draft, Entry, Store

__all__ = [
    "LONGEST_TEXT",
    "KeptAction",
    "action_draft",
    "action_held",
    "actions_exported",
    "barred_pairs",
    "content_of",
    "current_actions",
    "kept_actions",
    "newest_version",
    "save_action",
    "undo_action",
]

#: Characters of a note, a reason or a topic, and of an id or a name.
LONGEST_TEXT, _LONGEST_ID = 2_000, 1_000
#: Actions about the demo company are apart: its ids may be those of anybody.
_KINDS = {False: "action", True: "demo action"}


@dataclass(frozen=True, slots=True)
class KeptAction:
    """An action with who entered it and when.

    made_on: the day in the company's zone; accepted_on: the day since which this very thing is
    agreed (of a second contact: with this person), None of a proposal that nobody has accepted.
    """

    action: Action
    entry: Entry
    made_on: date
    accepted_on: date | None


def save_action(
    store: Store, action: Action, *, author: Author, seen: int, demo: bool = False
) -> Entry:
    """Save an action, new or changed; ``seen``: see :func:`newest_version`.

    Raises
    ------
    InputError
        Something that it needs is missing, too long or no possible value.
    Superseded
        Somebody has changed it meanwhile.
    StoreError
        The store cannot be written.
    """
    (entry,) = store.save_all([action_draft(action, author=author, seen=seen, demo=demo)])
    return entry


def action_draft(action: Action, *, author: Author, seen: int, demo: bool = False) -> Draft:
    """What saving an action enters, as :func:`save_action` does; for several at once.

    Raises
    ------
    InputError
        Something that it needs is missing, too long or no possible value.
    """
    _check(action)
    return Draft(_KINDS[demo], _subject(action), content_of(action), author, seen)


def newest_version(every: Iterable[KeptAction], action: Action) -> int:
    """The newest version of what an action is about, among all that somebody has seen (with
    history); 0 where nobody had decided anything."""
    subject = _subject(action)
    return max((each.entry.version for each in every if each.entry.subject == subject), default=0)


def undo_action(store: Store, entry_id: int, *, author: Author, seen: int) -> Entry:
    """Take a change back; the version before, if any, counts again.

    Raises
    ------
    Superseded
        It was undone already, or changed meanwhile: ``seen`` is no longer the newest version.
    """
    return store.undo(entry_id, author=author, seen=seen)


def kept_actions(store: Store, timezone: str = "UTC", *, demo: bool = False) -> list[KeptAction]:
    """Every version of every action, oldest first; also those replaced or undone.

    timezone: the company's, in which days are counted; demo: those about the demo company.
    """
    kept: list[KeptAction] = []
    accepted: dict[str, tuple[str | None, date | None]] = {}
    for entry in store.all(_KINDS[demo]):
        action = action_held(entry.content)
        if action is None:
            continue
        made_on = entry.day_in(timezone)
        since = _since(accepted.get(entry.subject), action, made_on)
        if entry.undone_at is None:
            accepted[entry.subject] = (action.rep_id, since)
        kept.append(KeptAction(action, entry, made_on, since))
    return kept


def _since(before: tuple[str | None, date | None] | None, action: Action, day: date) -> date | None:
    """Since when what an action says is agreed, given person and day of the version before."""
    if action.state is ActionState.REJECTED:
        return None
    if before is not None and before[0] == action.rep_id and before[1] is not None:
        return before[1]
    return None if action.state is ActionState.PUT_OFF else day


def current_actions(every: Iterable[KeptAction]) -> list[KeptAction]:
    """Of actions with their history those that count, oldest first."""
    newest = {each.entry.subject: each for each in every if each.entry.undone_at is None}
    return sorted(newest.values(), key=lambda each: each.entry.entry_id)


def barred_pairs(every: Iterable[KeptAction]) -> list[KeptAction]:
    """The rejections that stand: of each customer and person what was decided last, where that
    was no; oldest first."""
    decided = {
        (each.action.customer_id, each.action.rep_id): each
        for each in every
        if each.entry.undone_at is None and each.action.kind is ActionKind.SECOND_CONTACT
    }
    rejected = (each for each in decided.values() if each.action.state is ActionState.REJECTED)
    return sorted(rejected, key=lambda each: each.entry.entry_id)


_OF_ACTION = ("kind", "state", "customer_id", "rep_id", "owner", "topic", "due", "until")
_OF_ENTRY = ("author", "author_verified", "made_at", "version", "undone_at", "undone_by")
#: Of them, what is a field of an action itself.
_SAID = (*_OF_ACTION, "reason", "note", "review")
_EXPORTED = (
    *_OF_ACTION,
    *("reason", "note", "commission", "commission_until", "commission_main_percent"),
    *("review", "accepted_on", "counts"),
    *_OF_ENTRY,
)


def actions_exported(every: Sequence[KeptAction]) -> pd.DataFrame:
    """The record of all decisions, oldest first: the fields of actions and entries, accepted_on,
    and whether a version counts."""
    current = {each.entry.entry_id for each in current_actions(every)}
    rows = []
    for each in every:
        agreed = each.action.commission or Commission()
        is_second = each.action.kind is ActionKind.SECOND_CONTACT
        rows.append(
            {
                **{name: getattr(each.action, name) for name in _SAID},
                "commission": agreed.kind if is_second else None,
                "commission_until": agreed.until,
                "commission_main_percent": agreed.main_percent,
                "accepted_on": each.accepted_on,
                "counts": each.entry.entry_id in current,
                **{name: getattr(each.entry, name) for name in _OF_ENTRY},
            }
        )
    return pd.DataFrame(rows, columns=list(_EXPORTED))


def _subject(action: Action) -> str:
    """A short text for what an action is about; ids may be long and hold anything."""
    about: list[str | None] = [action.kind, action.customer_id]
    if action.kind is not ActionKind.SECOND_CONTACT:
        about += [action.rep_id, printable(action.topic.strip())]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


#: What each kind is about.
_NEEDED: Mapping[ActionKind, tuple[str, ...]] = {
    ActionKind.TALK: ("rep_id",),
    ActionKind.SECOND_CONTACT: ("customer_id", "rep_id"),
    ActionKind.HANDOVER: ("rep_id",),
    ActionKind.VISIT: ("customer_id",),
    ActionKind.CHANGE_OWNER: ("customer_id", "rep_id"),
    ActionKind.OTHER: ("topic",),
}
_TEXTS, _IDS = ("topic", "reason", "note"), ("customer_id", "rep_id", "owner", "review")


def _check(action: Action) -> None:
    needed = list(_NEEDED.get(action.kind, ()))
    if action.waits and not (action.state is ActionState.PUT_OFF and not action.owner):
        needed.append("owner")
    if any(not (getattr(action, name) or "").strip() for name in needed):
        raise _refused(message("something is left empty; fill in the whole line"))
    if action.state is ActionState.REJECTED and not action.reason.strip():
        raise _refused(message("say why; the reason is kept for whoever asks later"))
    if action.kind is ActionKind.ACCEPT and not (action.customer_id or action.rep_id):
        raise _refused(message("something is left empty; fill in the whole line"))
    if action.kind is ActionKind.ACCEPT and not action.reason.strip():
        raise _refused(message("say why; the reason is kept for whoever asks later"))
    if action.state is ActionState.PUT_OFF and action.until is None:
        raise _refused(message("name the day until which it is put off"))
    if any(len(getattr(action, name) or "") > _LONGEST_ID for name in _IDS):
        raise _refused(message("an id is longer than {most} characters", most=_LONGEST_ID))
    if any(len(getattr(action, name)) > LONGEST_TEXT for name in _TEXTS):
        raise _refused(message("the note is longer than {most} characters", most=LONGEST_TEXT))
    _check_commission(action.commission)


def _check_commission(agreed: Commission | None) -> None:
    if agreed is None:
        return
    if agreed.kind is CommissionKind.STAYS and agreed.until is None:
        raise _refused(message("name the day until which the commission stays as it is"))
    if agreed.kind is CommissionKind.SHARED and agreed.main_percent not in range(101):
        raise _refused(message("name the share that the main contact keeps, 0 to 100 %"))


def _refused(reason: Message) -> InputError:
    return InputError(message("This is not saved: {reason}", reason=reason))


def content_of(action: Action) -> dict[str, Any]:
    """The fields that are filled, as JSON holds them."""
    held: dict[str, Any] = {"kind": action.kind.value, "state": action.state.value}
    held |= {name: getattr(action, name) for name in _IDS if getattr(action, name)}
    held |= {name: getattr(action, name).strip() for name in _TEXTS if getattr(action, name)}
    held |= {name: day.isoformat() for name in ("due", "until") if (day := getattr(action, name))}
    if (agreed := action.commission) is not None:
        held["commission"] = {
            "kind": agreed.kind.value,
            "until": agreed.until.isoformat() if agreed.until else None,
            "main_percent": agreed.main_percent,
        }
    return held


def action_held(held: Mapping[str, Any]) -> Action | None:
    """The action that :func:`content_of` described; None of a kind or state that this program does
    not know."""
    try:
        return Action(
            kind=ActionKind(held["kind"]),
            state=ActionState(held["state"]),
            owner=str(held.get("owner", "")),
            customer_id=held.get("customer_id"),
            rep_id=held.get("rep_id"),
            due=_day(held.get("due")),
            until=_day(held.get("until")),
            review=str(held.get("review", "")),
            commission=_commission(held.get("commission")),
            **{name: printable(str(held.get(name, "")), LONGEST_TEXT) for name in _TEXTS},
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _commission(held: Mapping[str, Any] | None) -> Commission | None:
    if held is None:
        return None
    return Commission(
        CommissionKind(held["kind"]), _day(held.get("until")), held.get("main_percent")
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
