"""A reading process for a database, started before it is known that one is needed.

It takes as long to import what it needs as the program itself, which can do so meanwhile.
"""

import threading

from data.reader.limits import DATABASE
from data.reader.process import Reader

__all__ = ["database_reader", "start_ahead"]

#: What a reader of databases imports while it waits for its first question.
_PRELOAD = "data.extract"
_WAITING: list[Reader] = []
_LOCK = threading.Lock()


def start_ahead() -> None:
    """Start one that the next :func:`database_reader` hands out; nothing where one waits."""
    with _LOCK:
        if not _WAITING:
            _WAITING.append(Reader(DATABASE, preload=_PRELOAD))


def database_reader() -> Reader:
    """A reader within :data:`~data.reader.limits.DATABASE`: the one that waits, or a new one."""
    with _LOCK:
        waiting = _WAITING.pop() if _WAITING else None
    if waiting is None or waiting.ended:
        return Reader(DATABASE, preload=_PRELOAD)
    return waiting
