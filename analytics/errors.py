"""The errors of Linchpin, by what they mean to the person who reads them.

LinchpinError
├── PolicyError       policy.toml holds a key or value that cannot be used
├── InputError        the source cannot be assessed as a whole (no customers, no currency …)
├── StorageError      a file or folder cannot be read or written (full disk, no right to …)
├── InputFaults       single values, rows or columns of the source cannot be used
└── NotSettled        a model finds no most probable answer (models answer it with their prior)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analytics.messages import Message

__all__ = [
    "Fault",
    "InputError",
    "InputFaults",
    "LinchpinError",
    "NotSettled",
    "PolicyError",
    "StorageError",
]


class LinchpinError(Exception):
    """Anything that a user can understand and mend; carries its :class:`Message`."""

    def __init__(self, message: Message):
        super().__init__(str(message))
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process can take the error over as it is."""
        return type(self), (self.message,)


class PolicyError(LinchpinError):
    """A key or value of the policy that cannot be used."""


class InputError(LinchpinError):
    """The source as a whole cannot be assessed; the message says what is missing."""


class StorageError(LinchpinError):
    """A file or folder that cannot be read or written; the message names it, why, and a remedy."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in the source that cannot be used, and how to mend it.

    ``row`` counts as the file does (the header is row 1); a row of a database has no number, but a
    ``key`` by which it is found there (``id = 901``). ``amount`` is the money of the row where it
    could be read.
    """

    table: str
    problem: Message
    remedy: Message
    row: int | None = None
    column: str | None = None
    value: str | None = None
    amount: float | None = None
    #: True where leaving out this one row lets the rest be imported.
    skippable: bool = False
    #: The file, and its columns, where these are called otherwise than the table.
    source: str | None = None
    key: str | None = None

    @property
    def location(self) -> str:
        """The table, and what it is called in its file."""
        return self.table if self.source is None else f"{self.table} ({self.source})"

    def __str__(self) -> str:
        location = [self.location, self.key or (self.row and f"row {self.row}"), self.column]
        where = ", ".join(str(part) for part in location if part)
        shown = "" if self.value is None else f" ({self.value!r})"
        return f"{where}: {self.problem}{shown}. {self.remedy}"


class InputFaults(LinchpinError):
    """All faults of a source at once; nothing of it has been imported."""

    def __init__(self, message: Message, faults: Sequence[Fault]):
        super().__init__(message)
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.faults)


class NotSettled(LinchpinError):
    """The search for the most probable parameters of a model ended at no maximum.

    Those who fit a model answer it with what was known beforehand, and say so.
    """
