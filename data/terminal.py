"""How a program without a browser talks with whoever started it: its streams and its end.

Nobody may be listening, the terminal may know few letters, and files or exceptions may hold what a
terminal obeys: none of that ends a program or changes its exit code.
"""

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn, TextIO

from data.logs import masked
from data.printable import printable

__all__ = [
    "Terminated",
    "complain",
    "let_every_character_out",
    "open_standard_files",
    "say",
    "told_to_end",
]

#: Characters of one line on stderr.
_LONGEST_LINE = 1_000


class Terminated(BaseException):
    """The system asks this program to end."""


def say(text: str) -> None:
    """Write the result to stdout."""
    _write(text, sys.stdout)


def complain(*lines: str) -> None:
    """Write to stderr, a line each, without secrets and what a terminal would obey."""
    for line in lines:
        _write(printable(masked(line), _LONGEST_LINE), sys.stderr)


def _write(text: str, stream: TextIO | None) -> None:
    if stream is None:
        return
    try:
        print(text, file=stream, flush=True)
    except (OSError, ValueError):
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Let what is still to be written go nowhere, so that the end of the program is quiet."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def let_every_character_out() -> None:
    """Write as an escape what an encoding lacks, such as a name that is not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def open_standard_files() -> None:
    """Give stdin, stdout and stderr a file where they are closed.

    Else the next file that is opened gets their number, and what is said goes into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


@contextmanager
def told_to_end() -> Iterator[None]:
    """Let SIGTERM unwind as Ctrl-C does, so that what is temporary goes; a second one ends all.

    Raises
    ------
    Terminated
        The system asked for it within the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
