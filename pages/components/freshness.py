"""How fresh what is shown is: when a database was read last, and since when it cannot be.

What is in use of a database that is refreshed is one state of its copy (:mod:`data.mirror`), the
same for all sessions until the next one is ready in every respect.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from data.mapping.presets import mapping_given
from data.mapping.writing import mapping_text
from data.mirror.place import folder_of, known
from data.mirror.state import State

__all__ = ["Freshness", "ago", "failed", "forget", "freshness", "in_use", "put_in_use", "succeeded"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """When a database was read last (UTC), and the failures since: from when on, and why."""

    read_at: datetime | None = None
    tried_at: datetime | None = None
    failing_since: datetime | None = None
    reason: Message | None = None


_LOCK = Lock()
_IN_USE: dict[tuple[Path, str, str | None], State | None] = {}
_FRESHNESS: dict[str, Freshness] = {}


def freshness(where: str) -> Freshness:
    """How fresh what is shown of the database at ``where`` is."""
    return _FRESHNESS.get(where, Freshness())


def succeeded(where: str, read_at: datetime) -> None:
    """It was read."""
    with _LOCK:
        _FRESHNESS[where] = Freshness(read_at, datetime.now(UTC))


def failed(where: str, error: LinchpinError) -> None:
    """It could not be read, or what was read cannot be used."""
    now = datetime.now(UTC)
    with _LOCK:
        before = freshness(where)
        since = before.failing_since or now
        _FRESHNESS[where] = replace(before, tried_at=now, failing_since=since, reason=error.message)


def in_use(home: Path, where: str, mapping: str | None) -> State | None:
    """The state of the copy of a database that is in use; None before there is one."""
    key = (home, where, mapping)
    with _LOCK:
        if key not in _IN_USE:
            state = _on_disk(home, where, mapping)
            _IN_USE[key] = state
            if state is not None:
                _FRESHNESS.setdefault(where, Freshness(state.read_at))
        return _IN_USE[key]


def _on_disk(home: Path, where: str, mapping: str | None) -> State | None:
    try:
        state = known(folder_of(home, where))
        asked = mapping_text(mapping_given(mapping)) if mapping else ""
    except LinchpinError:
        return None  # it is said wherever the database itself is opened
    return state if state is not None and state.asked == asked else None


def put_in_use(home: Path, where: str, mapping: str | None, state: State | None) -> None:
    """Use a state from now on; None: none any more."""
    with _LOCK:
        _IN_USE[home, where, mapping] = state


def forget() -> None:
    """Know nothing, as when the server starts."""
    with _LOCK:
        _IN_USE.clear()
        _FRESHNESS.clear()


def ago(time: datetime) -> Message:
    """How long ago a time was, in words."""
    gone = max(datetime.now(UTC) - time, timedelta())
    minutes = int(gone.total_seconds() // 60)
    if minutes < 1:
        return message("just now")
    if minutes < 60:
        return message("{count} minute ago", "{count} minutes ago", count=minutes)
    if minutes < 48 * 60:
        return message("{count} hour ago", "{count} hours ago", count=minutes // 60)
    return message("{count} day ago", "{count} days ago", count=minutes // (24 * 60))
