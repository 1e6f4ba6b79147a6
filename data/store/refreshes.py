"""How often a database is asked for what is new, as somebody chose it on the Data page."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from data.store.entries import Author, Entry, Store

__all__ = ["Interval", "Refreshing", "choose_interval", "refreshing"]

_KIND = "refreshing"


class Interval(StrEnum):
    """How often; ``off``: it is read where it is, whenever somebody looks."""

    OFF = "off"
    QUARTER = "15 minutes"
    HOUR = "hour"
    DAY = "day"

    @property
    def length(self) -> timedelta | None:
        """The time from one refresh to the next."""
        return _LENGTHS.get(self)


_LENGTHS = {
    Interval.QUARTER: timedelta(minutes=15),
    Interval.HOUR: timedelta(hours=1),
    Interval.DAY: timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Refreshing:
    """How often a database is refreshed, and who chose it."""

    interval: Interval
    author: str
    entry: Entry


def refreshing(store: Store, location: str) -> Refreshing | None:
    """What was chosen for the database at ``location``; None where nothing was."""
    found = [each for each in store.current(_KIND) if each.subject == _subject(location)]
    if not found:
        return None
    entry = found[-1]
    return Refreshing(Interval(entry.content["every"]), entry.author, entry)


def choose_interval(store: Store, location: str, interval: Interval, *, author: Author) -> Entry:
    """Choose how often the database at ``location`` is refreshed; durable on return.

    Raises
    ------
    Superseded
        Somebody has chosen otherwise meanwhile.
    StoreError
        The store cannot be written.
    """
    subject = _subject(location)
    seen = store.version(_KIND, subject)
    return store.save(_KIND, subject, {"every": interval.value}, author=author, seen=seen)


def _subject(location: str) -> str:
    """The place alone: a location may hold a user, a password and other secrets."""
    parts = urlsplit(location)
    place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return hashlib.sha256(place.encode()).hexdigest()
