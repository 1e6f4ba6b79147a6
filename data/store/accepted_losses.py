"""Whether somebody has accepted that less than half of a database reaches the figures."""

import hashlib
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from data.store.entries import Author, Entry, Store

__all__ = ["AcceptedLosses", "accept_losses", "accepted_losses", "undo_accepted_losses"]

_KIND = "accepted losses"


@dataclass(frozen=True, slots=True)
class AcceptedLosses:
    """Who accepted the losses of a database, and when (in the company's zone)."""

    author: str
    made_on: date
    entry: Entry


def accepted_losses(store: Store, location: str, timezone: str = "UTC") -> AcceptedLosses | None:
    """Who accepted the losses of the database at ``location``; None where nobody has.

    It stands as long as that database is used: what is lost is still said on every page.
    """
    found = [each for each in store.current(_KIND) if each.subject == _subject(location)]
    if not found:
        return None
    entry = found[-1]
    made_on = entry.day_in(timezone)
    return AcceptedLosses(entry.author, made_on, entry)


def accept_losses(store: Store, location: str, *, author: Author) -> Entry:
    """Accept the losses of the database at ``location``; durable on return.

    Raises
    ------
    Superseded
        Somebody has accepted them meanwhile.
    StoreError
        The store cannot be written.
    """
    subject = _subject(location)
    return store.save(
        _KIND, subject, {"accepted": True}, author=author, seen=store.version(_KIND, subject)
    )


def undo_accepted_losses(store: Store, accepted: AcceptedLosses, *, author: Author) -> Entry:
    """Refuse such losses again."""
    return store.undo(accepted.entry.entry_id, author=author)


def _subject(location: str) -> str:
    """The place alone: a location may hold a user, a password and other secrets."""
    parts = urlsplit(location)
    place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return hashlib.sha256(place.encode()).hexdigest()
