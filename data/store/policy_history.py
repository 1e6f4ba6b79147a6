"""Who changed what of the policy when: kept with the text before and after, and undone.

The policy file is the truth. What it says differs from what was kept last wherever somebody has
changed it by hand; that shows in the history as changed outside, and is kept with the next change
that is made here.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from analytics.errors import PolicyError
from analytics.messages import message
from analytics.policy import Policy, read_policy
from analytics.policy_settings import differences
from data.home.settings import Settings
from data.home.versions import alone
from data.policy_file import policy_text
from data.policy_writing import changed_text, replace_text
from data.store.entries import Author, Store

__all__ = [
    "PolicyChange",
    "PolicySource",
    "policy_changes",
    "policy_stamp",
    "recorded",
    "save_policy",
    "undo_policy",
]

_KIND, _SUBJECT = "policy", "policy.toml"


class PolicySource(StrEnum):
    """Where a change was made."""

    HERE = "here"
    UNDO = "undo"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One change of the policy file.

    number: its version in the store, 0 of one that is not kept there yet; author: empty where
    nobody knows; made_at: in UTC, of a change outside the day of the file; before, after: the
    whole texts; changed: the settings by path with their values before and after (None: not set),
    None where one of the texts is no policy.
    """

    number: int
    source: PolicySource
    author: str
    made_at: datetime
    before: str
    after: str
    changed: Mapping[str, tuple[Any, Any]] | None


def policy_stamp(text: str) -> str:
    """What tells one text of the file from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def policy_changes(store: Store, settings: Settings) -> list[PolicyChange]:
    """Every change that is known, newest first, one outside that is not kept yet included.

    Raises
    ------
    PolicyError
        The file cannot be read at all.
    StoreError
        The store cannot be read.
    """
    kept = [
        _change(
            each.version,
            PolicySource(each.content["source"]),
            each.author if each.content["source"] != PolicySource.OUTSIDE else "",
            datetime.fromisoformat(each.content.get("seen_at") or each.made_at.isoformat()),
            each.content["before"],
            each.content["after"],
        )
        for each in store.all(_KIND)
    ]
    text = policy_text(settings.policy)
    last = kept[-1].after if kept else ""
    if last != text:
        kept.append(_change(0, PolicySource.OUTSIDE, "", _changed_at(settings), last, text))
    return kept[::-1]


def save_policy(
    store: Store, settings: Settings, values: Mapping[str, object], *, author: Author, seen: str
) -> None:
    """Write settings by path into the file (None: the default again), and keep who did.

    seen: :func:`policy_stamp` of the text that the author has seen.

    Raises
    ------
    PolicyError
        The file was changed meanwhile, cannot be understood or written, or a setting of it cannot
        be used.
    StoreError
        The store cannot be written; then the file is as it was.
    """
    with _alone(settings):
        text = policy_text(settings.policy)
        if policy_stamp(text) != seen:
            raise PolicyError(
                message(
                    "The policy was changed meanwhile. Yours is not saved: look at what it says "
                    "now, then save again"
                )
            )
        _replace(store, settings, text, changed_text(text, values), PolicySource.HERE, author)


def undo_policy(store: Store, settings: Settings, change: PolicyChange, *, author: Author) -> None:
    """Give every setting that a change touched the value that it had before.

    Where nothing was changed since, the file becomes letter by letter what it was.

    Raises
    ------
    PolicyError, StoreError
        As :func:`save_policy`.
    """
    with _alone(settings):
        text = policy_text(settings.policy)
        _replace(store, settings, text, _undone(text, change), PolicySource.UNDO, author)


@contextmanager
def recorded(store: Store, settings: Settings, *, author: Author) -> Iterator[None]:
    """Keep what the block does to the policy file, as done by ``author``."""
    with _alone(settings):
        store.version(_KIND, _SUBJECT)  # a store that cannot be read leaves the file as it is
        before = policy_text(settings.policy)
        yield
        _keep(store, settings, before, policy_text(settings.policy), PolicySource.HERE, author)


def _undone(text: str, change: PolicyChange) -> str:
    if text == change.after:
        return change.before
    if change.changed is None:
        raise PolicyError(
            message("The policy was changed since; this change cannot be undone by itself")
        )
    before = read_policy(change.before)
    own = _own_paths(before)
    return changed_text(text, {path: own.get(path) for path in change.changed})


def _own_paths(policy: Policy) -> dict[str, Any]:
    """Settings that differ from their defaults, by path."""
    return {path: now for path, (_, now) in differences(Policy(), policy).items()}


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    with alone(settings.home, "policy"):
        yield


def _replace(
    store: Store,
    settings: Settings,
    before: str,
    after: str,
    source: PolicySource,
    author: Author,
) -> None:
    store.version(_KIND, _SUBJECT)  # a store that cannot be read leaves the file as it is
    replace_text(settings.policy, after)
    _keep(store, settings, before, after, source, author)


def _keep(
    store: Store,
    settings: Settings,
    before: str,
    after: str,
    source: PolicySource,
    author: Author,
) -> None:
    if before == after:
        return
    known = store.all(_KIND)
    seen, last = (known[-1].version, known[-1].content["after"]) if known else (0, "")
    if last != before:
        outside = {
            "before": last,
            "after": before,
            "source": PolicySource.OUTSIDE.value,
            "seen_at": _changed_at(settings).isoformat(),
        }
        store.save(_KIND, _SUBJECT, outside, author=author, seen=seen)
        seen += 1
    held = {"before": before, "after": after, "source": source.value}
    store.save(_KIND, _SUBJECT, held, author=author, seen=seen)


def _change(
    number: int, source: PolicySource, author: str, made_at: datetime, before: str, after: str
) -> PolicyChange:
    try:
        changed = differences(read_policy(before), read_policy(after))
    except PolicyError:
        changed = None
    return PolicyChange(number, source, author, made_at, before, after, changed)


def _changed_at(settings: Settings) -> datetime:
    try:
        stamp = settings.policy.stat().st_mtime
    except OSError:
        return datetime.now(UTC)
    return datetime.fromtimestamp(stamp, UTC)
