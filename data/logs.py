"""The log: one line of JSON for each thing that went wrong, under an id that people are told, and
for the few events that an operator counts (:func:`log_event`).

Written for this user alone into ``log/`` of the home, a million bytes a file, six files at most.
Nothing of a line is raw: it is ASCII, control characters and everything else are escaped. What an
exception says is clipped, since it may hold values of customers, and known secrets are masked. Each
line names the request that it came up in, where there is one. With ``LINCHPIN_LOG=json`` the same
lines go to stderr, for whoever collects them there.
"""

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO
from urllib.parse import unquote
from uuid import uuid4

from data.home.private import FILE_MODE, private_folder
from data.printable import printable

__all__ = [
    "REQUEST_HEADER",
    "LogFile",
    "OneLine",
    "file_log",
    "keep_secret",
    "log_event",
    "log_failure",
    "log_path",
    "masked",
    "name_request",
    "named_request",
    "stderr_log",
]

#: Characters of what an exception says, of where it came from, and of a traceback (its end).
_MESSAGE, _WHERE, _TRACEBACK = 500, 200, 8_000
FILE_BYTES, OLDER_FILES = 1_000_000, 5
#: Characters of a line on a terminal.
_LINE = 300
#: What follows in the texts of SQLAlchemy: the statement, and the values bound to it.
_STATEMENT = re.compile(r"\s*\[(?:SQL|parameters): .*", re.DOTALL)
_SECRET_OPTIONS = re.compile(r"pass|pwd|secret|token|key", re.IGNORECASE)
_SHORTEST_SECRET = 3

#: Where a request carries its id, and an answer gives it back.
REQUEST_HEADER = "X-Request-ID"
#: The environment variable that says how to write to stderr, and its one value.
_FORM, _JSON = "LINCHPIN_LOG", "json"

_LOG = logging.getLogger("linchpin")
_EVENTS = logging.getLogger("linchpin.events")
_REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
_SECRETS: set[str] = set()


def log_path(home: Path, program: str) -> Path:
    """Where a program (``server`` or ``assess``) writes its log."""
    return home / "log" / f"{program}.log"


def log_failure(error: BaseException, *, where: str) -> str:
    """Log a failure once, and return the id under which it stands in the log.

    ``where``: the page, or the program, in which it came up.
    """
    number = uuid4().hex[:8]
    _LOG.error("failure", exc_info=error, extra={"id": number, "where": where})
    return number


def log_event(event: str, **numbers: float) -> None:
    """Log something that went as it should, with seconds and counts; nothing else goes into it."""
    _EVENTS.info(event, extra={"event": event, "numbers": numbers})


def name_request(request: str | None) -> None:
    """Say in which request everything happens from now on in this thread or task."""
    _REQUEST.set(request)


def named_request() -> str | None:
    """The request in which this happens, if any."""
    return _REQUEST.get()


@contextmanager
def file_log(path: Path) -> Iterator["LogFile"]:
    """Write warnings and errors of all libraries, and our events, into a log as long as the block
    lasts."""
    _EVENTS.setLevel(logging.INFO)
    handler = LogFile(path)
    logging.getLogger().addHandler(handler)
    try:
        yield handler
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()


class LogFile(RotatingFileHandler):
    """A log, made with its folder when there is something to write.

    ``writable`` is False once something could not be written.
    """

    def __init__(self, path: Path):
        super().__init__(
            path, maxBytes=FILE_BYTES, backupCount=OLDER_FILES, encoding="ascii", delay=True
        )
        self.writable = True
        self.addFilter(_worth_a_line)
        self.setFormatter(_AsJson())

    def _open(self) -> TextIOWrapper:
        private_folder(Path(self.baseFilename).parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(self.baseFilename, flags, FILE_MODE)
        return open(handle, "a", encoding="ascii")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802
        """A log that cannot be written must not end what is being logged."""
        self.writable = False


def _worth_a_line(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or hasattr(record, "event")


class _AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        said = _clipped(masked(str(error) if error else record.getMessage()), _MESSAGE)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "id": getattr(record, "id", None) or uuid4().hex[:8],
            "request": _REQUEST.get(),
            "where": _clipped(getattr(record, "where", record.name), _WHERE),
            "type": type(error).__name__ if error else None,
            "message": said,
            "traceback": _frames(error) if error else None,
        }
        if hasattr(record, "event"):
            kept = {name: line[name] for name in ("time", "level", "request")}
            line = {**kept, "event": said, **getattr(record, "numbers", {})}
        return json.dumps(line, ensure_ascii=True).replace("\x7f", "\\u007f")


class OneLine(logging.StreamHandler[IO[str]]):
    """Warnings and errors for a terminal: level, id and what was said, in one harmless line."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.setLevel(logging.WARNING)

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        error = record.exc_info[1] if record.exc_info else None
        said = f"{type(error).__name__}: {error}" if error else record.getMessage()
        number = getattr(record, "id", None)
        parts = [record.levelname, *([number] if number else []), masked(said)]
        return printable(" ".join(parts), _LINE)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """A terminal that is gone must not end what is being logged."""


def stderr_log() -> logging.Handler:
    """What writes to stderr, as LINCHPIN_LOG says: a line for people, or JSON for programs."""
    return _JsonLines() if os.environ.get(_FORM) == _JSON else OneLine()


class _JsonLines(logging.StreamHandler[IO[str]]):
    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.addFilter(_worth_a_line)
        self.setFormatter(_AsJson())

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Whoever collects may be gone; that must not end what is being logged."""


def _frames(error: BaseException) -> str:
    """Where it came up, cause by cause, without what any of them says beyond its beginning."""
    parts: list[str] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        said = _clipped(masked(str(each)), _MESSAGE)
        parts.insert(
            0, f"{''.join(traceback.format_tb(each.__traceback__))}{type(each).__name__}: {said}"
        )
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n".join(parts)[-_TRACEBACK:]


def _clipped(text: str, most: int) -> str:
    bare = _STATEMENT.sub("", text)
    return bare if len(bare) <= most else f"{bare[:most]}…"


def keep_secret(location: str) -> None:
    """Mask the secrets of a database's address in whatever is logged or shown from now on."""
    _, parted, rest = location.partition("://")
    if not parted:
        return
    login, _, place = rest.rpartition("@")
    _, _, password = login.partition(":")
    options = [each.partition("=") for each in re.split(r"[?&]", place)[1:]]
    texts = [password, *password.split("@")]
    texts += [value for key, _, value in options if _SECRET_OPTIONS.search(key)]
    _SECRETS.update(
        each
        for text in texts
        for each in (text, unquote(text), unquote(text.replace("+", " ")))
        if len(each) >= _SHORTEST_SECRET
    )


def masked(text: str) -> str:
    """The text with ``***`` in place of every known secret.

    >>> masked("nothing to hide")
    'nothing to hide'
    """
    for secret in sorted(_SECRETS, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
