"""The day as of which figures are wanted in place of the newest one, chosen by a person."""

from dataclasses import dataclass
from datetime import date

from data.store.entries import Author, Entry, Store

__all__ = ["ChosenDay", "choose_day", "chosen_day", "undo_day"]

_KIND = "as of"


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """A day that was chosen for one state of the data, by whom and when (in the company's zone)."""

    day: date
    author: str
    made_on: date
    entry: Entry


def chosen_day(store: Store, version: str, timezone: str = "UTC") -> ChosenDay | None:
    """The day that counts for a version of the data; None where the newest record decides.

    Later data ask anew: the day was chosen for what these records leave open.
    """
    found = [each for each in store.current(_KIND) if each.subject == version]
    if not found:
        return None
    entry = found[-1]
    made_on = entry.day_in(timezone)
    return ChosenDay(date.fromisoformat(entry.content["day"]), entry.author, made_on, entry)


def choose_day(store: Store, version: str, day: date, *, author: Author) -> Entry:
    """Take a day for a version of the data; durable on return.

    Raises
    ------
    Superseded
        Somebody has chosen another day meanwhile.
    StoreError
        The store cannot be written.
    """
    seen = store.version(_KIND, version)
    return store.save(_KIND, version, {"day": day.isoformat()}, author=author, seen=seen)


def undo_day(store: Store, chosen: ChosenDay, *, author: Author) -> Entry:
    """Go back to what counted before: the day of the newest record, or an earlier choice."""
    return store.undo(chosen.entry.entry_id, author=author)
