"""What one reading may take of the machine, and what to say when it wants more.

Memory is resident memory: limits on address space break DuckDB and Arrow, which reserve far more
than they touch. It is looked at twenty times a second from outside, and what the system can refuse
by itself (data, processor time, the size of one file) is bounded from inside as well, some way
above.
"""

from dataclasses import dataclass
from typing import Final

from analytics.errors import InputError
from analytics.messages import Message, message

__all__ = ["DATABASE", "FILES", "Excess", "Limits", "exceeded"]

_GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that a reading may take; ``seconds`` and ``cpu_seconds`` count for one call."""

    #: Bytes of resident memory of the whole process.
    memory: int
    #: Seconds of processor time, of all cores together.
    cpu_seconds: float
    #: Seconds from the call to its answer.
    seconds: float
    #: Bytes that lie in the folder in which it works.
    output: int


#: Files that are read into a database of our own.
FILES: Final = Limits(memory=_GIB, cpu_seconds=3600, seconds=3600, output=20 * _GIB)

#: Databases that are summed up where they are; a hundred million contacts are numbers of 800 MB.
DATABASE: Final = Limits(memory=4 * _GIB, cpu_seconds=3600, seconds=1800, output=20 * _GIB)


class Excess(InputError):
    """A reading that wanted more than its limits allow."""


def exceeded(what: str, subject: str, limits: Limits) -> Excess:
    """The error for the limit of the field ``what`` that ``subject`` went beyond."""
    return Excess(_said(what, subject, limits))


def _said(what: str, subject: str, limits: Limits) -> Message:
    match what:
        case "memory":
            return message(
                "Reading {subject} takes more than {limit} MB of memory, which is the limit. Leave "
                "out tables, columns or rows that are not needed",
                subject=subject,
                limit=limits.memory >> 20,
            )
        case "output":
            return message(
                "Reading {subject} fills more than {limit} MB on disk, which is the limit. Leave "
                "out tables, columns or rows that are not needed",
                subject=subject,
                limit=limits.output >> 20,
            )
    return message(
        "Reading {subject} takes more than {limit}, which is the limit. Leave out tables, columns "
        "or rows that are not needed",
        subject=subject,
        limit=_duration(limits.cpu_seconds if what == "cpu_seconds" else limits.seconds),
    )


def _duration(seconds: float) -> Message:
    if seconds < 120:
        return message("{seconds} seconds", seconds=float(seconds))
    return message("{minutes} minutes", minutes=round(seconds / 60))
