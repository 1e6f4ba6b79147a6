"""How long, and how much, a source may keep its reader waiting."""

import os
from dataclasses import dataclass

from analytics.errors import InputError
from analytics.messages import message

__all__ = ["SECONDS_SETTING", "Limits"]

#: The setting that gives slow databases longer, in seconds a statement.
SECONDS_SETTING = "LINCHPIN_SOURCE_SECONDS"
_LONGEST = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one source; the defaults are those of the product.

    ``connect_seconds`` holds for everything before the first statement: asking for the host's
    address, the handshake, the encryption and the log-in. ``statement_seconds`` is told to the
    server, so that no statement outlives a reader who was killed. ``reading_seconds`` holds for
    all statements that one reading runs, and for a connection on which nothing arrives.
    ``cancel_seconds`` is how long a server may take to answer that a statement shall end.
    """

    connect_seconds: float = 10
    statement_seconds: float = 300
    reading_seconds: float = 600
    cancel_seconds: float = 2
    #: Rows of one statement that are fetched one by one; the largest result, pairs of customer and
    #: salesperson, is a fifth.
    rows: int = 5_000_000
    #: Characters and bytes that the values of one statement hold.
    size: int = 1_000_000_000
    #: The longest value, in characters and bytes, where an engine can be told.
    value: int = 10_000_000
    #: Memory of an engine that runs in this process, and its room on disk, in bytes.
    memory: int = 750_000_000
    spill: int = 8_000_000_000

    @classmethod
    def from_environment(cls) -> "Limits":
        """The defaults, with the time that LINCHPIN_SOURCE_SECONDS gives to a statement.

        Raises
        ------
        InputError
            The setting is no whole number from 1 to 86,400.
        """
        given = os.environ.get(SECONDS_SETTING)
        if not given:
            return cls()
        seconds = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
        if not 1 <= seconds <= _LONGEST:
            raise InputError(
                message(
                    "{setting} must be a whole number of seconds from 1 to {most}",
                    setting=SECONDS_SETTING,
                    most=_LONGEST,
                )
            )
        return cls(statement_seconds=seconds, reading_seconds=2 * seconds)
