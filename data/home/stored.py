"""The file of Linchpin's own store within the home, as backup and restore see it: one database.

What it holds is the business of :mod:`data.store`; here it is only copied whole, and told from a
damaged one. While a program writes there, the engine keeps a log beside the file (``-wal``), which
is part of it; a copy is made by the engine itself, so that it holds the log, too.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from analytics.errors import StorageError
from analytics.messages import Message, message
from data.home.private import FILE_MODE
from data.home.refusals import shown

__all__ = ["STORE", "StoreError", "beside", "copy_whole", "damaged", "is_whole"]

#: The name of the store in the home.
STORE = "store.sqlite"

_BUSY_SECONDS = 10.0


class StoreError(StorageError):
    """The store cannot be read or written; figures can be shown without it."""


def damaged(place: str, reason: Message | str) -> StoreError:
    """What to raise where the file is no database, or does not hold together."""
    return StoreError(
        message(
            "what people entered cannot be read: {file} is damaged ({reason}). Restore a backup, "
            "or move the file away to begin anew; it is not touched meanwhile",
            file=place,
            reason=reason,
        )
    )


def beside(store: Path) -> tuple[Path, Path]:
    """The files that the engine keeps beside the store while it is open."""
    return store.with_name(f"{store.name}-wal"), store.with_name(f"{store.name}-shm")


@contextmanager
def _opened(store: Path) -> Iterator[sqlite3.Connection]:
    """A connection of the driver to an existing store.

    Raises
    ------
    sqlite3.Error
        It is not there, cannot be opened, or is damaged.
    """
    address = f"{store.absolute().as_uri()}?mode=ro"
    with closing(
        sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    ) as connection:
        # What lies in a file from elsewhere runs nothing of its own.
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def copy_whole(store: Path, copy: Path) -> None:
    """Copy a store as it is at one moment, with what its log holds, into a file of its own.

    Raises
    ------
    StoreError
        The store is damaged.
    OSError
        The copy cannot be written.
    """
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    try:
        with _opened(store) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            # One file, complete without a log beside it.
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise damaged(shown(store), str(error)) from None
    if not is_whole(copy):
        raise damaged(shown(store), message("it does not hold together"))


def is_whole(store: Path) -> bool:
    """Whether a file is a database that holds together."""
    try:
        with _opened(store) as connection:
            return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False
