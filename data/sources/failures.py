"""Why a source cannot be read, in words: one sentence for each kind of failure.

Each engine says which of its driver's errors is which (``Engine.failures``); what none of them
knows is told by the first line of the driver, clipped and without secrets.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from analytics.errors import InputError
from analytics.messages import Message, message
from data.sources.limits import SECONDS_SETTING, Limits

__all__ = ["Failure", "SourceError", "unknown"]

#: Seconds in which the same answer is to be expected: of a place that may recover by itself, and
#: of one whose answer only changes when somebody changes something.
_SOON, _LATER = 5.0, 30.0


class SourceError(InputError):
    """A source cannot be opened or read; asking again within ``retry_after`` seconds is no use."""

    def __init__(self, message: Message, retry_after: float = 0.0):
        super().__init__(message)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.retry_after)


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of failure: what is wrong and what to do, and how soon to ask again."""

    text: Message
    retry_after: float = _LATER


class Failure(Enum):
    """The kinds of failures."""

    REFUSED = Reason(
        message("nothing answers at this port; check host and port, and whether the server runs"),
        _SOON,
    )
    UNKNOWN_HOST = Reason(
        message("the name of its host is not known; check the name and the network"), _SOON
    )
    UNREACHABLE = Reason(
        message("its network cannot be reached; check the connection, a VPN or a firewall"), _SOON
    )
    SILENT = Reason(
        message(
            "it did not answer within {connect} seconds; check the server and the network up to it"
        ),
        _SOON,
    )
    CUT = Reason(message("the connection broke off; try again"), _SOON)
    SLOW = Reason(
        message(
            "it took longer than {statement} seconds; try again when it has less to do, or give it "
            "more time with {setting}"
        )
    )
    OVERDUE = Reason(
        message(
            "one reading took longer than {reading} seconds; try again when it has less to do, or "
            "give it more time with {setting}"
        )
    )
    CANCELLED = Reason(message("reading was stopped; begin again when you want to"), 0.0)
    CREDENTIALS = Reason(
        message(
            "user name or password is refused; check both, and that @ : / # ? % in them are "
            "written as %40 %3A %2F %23 %3F %25"
        )
    )
    NO_DATABASE = Reason(
        message("it has no database of this name; check the name at the end of the address")
    )
    NOT_ALLOWED = Reason(
        message("this user may not read all of it; have SELECT granted on its tables and views")
    )
    TOO_MANY = Reason(message("the server takes no more connections; try again in a minute"))
    RESTARTING = Reason(message("the server is starting or stopping; try again in a minute"), _SOON)
    ENCRYPTION = Reason(
        message("no encrypted connection came about; check its certificate and the options for it")
    )
    NO_CERTIFICATE = Reason(
        message("the file that its options name is no certificate; name a PEM file")
    )
    LOCKED_OUT = Reason(
        message("another program keeps locked what is to be read; try again later"), _SOON
    )
    SERVER_FULL = Reason(
        message("the server has no room left on disk or in memory; tell whoever runs it")
    )
    CHARACTERS = Reason(
        message("it holds a text with bytes that are no characters; mend the text, or its encoding")
    )
    VALUE = Reason(
        message(
            "one of its views computes with a value that it cannot take; mend the value or the view"
        )
    )
    GONE = Reason(
        message("a table, column or function that one of its views needs is not there; mend it")
    )
    MISSING = Reason(message("the file does not exist; check its name and folder"))
    NO_FILE = Reason(message("it is a folder, a device or a pipe; name a file"))
    CLOSED_FILE = Reason(message("the file may not be read; change its rights"))
    OTHER_FORMAT = Reason(
        message("the file is encrypted or no database of this kind; name one that is")
    )
    NEWER = Reason(
        message("the file was written by another version; export its tables to CSV or Parquet")
    )
    DAMAGED = Reason(message("the file is damaged; take it from a backup"))
    WRITTEN = Reason(
        message("another program has the file open for writing; end it, or name a copy of the file")
    )
    MEMORY = Reason(message("it needs too much memory; store what its views compute as tables"))
    TOO_MUCH = Reason(
        message(
            "one of its results exceeds {rows} rows or {size} GB; make its tables or views smaller"
        )
    )
    TOO_LONG = Reason(message("it holds a value of more than {value} characters; shorten it"))
    ELSEWHERE = Reason(
        message(
            "one of its views asks for something outside it, which a source may not; store its "
            "rows as a table"
        )
    )
    READ_ONLY = Reason(
        message("a view or function in it would write, and a source is only read; do without")
    )

    def reason(self, limits: Limits) -> Message:
        """What is wrong and what to do."""
        text = self.value.text
        known = {
            "connect": limits.connect_seconds,
            "statement": limits.statement_seconds,
            "reading": limits.reading_seconds,
            "setting": SECONDS_SETTING,
            "rows": limits.rows,
            "size": limits.size / 1e9,
            "value": limits.value,
        }
        used = {name: value for name, value in known.items() if f"{{{name}}}" in text.template}
        return Message(text.template, used)

    def error(self, source: str, limits: Limits, *, opening: bool) -> SourceError:
        """The sentence that names the source."""
        return _told(source, self.reason(limits), self.value.retry_after, opening)


def unknown(source: str, line: str, *, opening: bool) -> SourceError:
    """For a failure that no engine knows: what the driver says."""
    return _told(source, line, _SOON, opening)


def _told(source: str, reason: Message | str, retry_after: float, opening: bool) -> SourceError:
    if opening:
        told = message("{source} cannot be opened: {reason}", source=source, reason=reason)
    else:
        told = message("{source} cannot be read: {reason}", source=source, reason=reason)
    return SourceError(told, retry_after)
