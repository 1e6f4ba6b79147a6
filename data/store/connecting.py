"""The engine of the store: durable writes, no transaction by chance, nothing secret printed."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import NullPool

from data.sources.limits import Limits
from data.store.place import Server, StorePlace

__all__ = ["engine_of"]

_BUSY_MILLISECONDS = 10_000
#: What every connection to the file begins with: nobody who was told that an entry is saved loses
#: it, not even with the power.
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA synchronous = FULL",
    # What is removed is gone, not only out of sight.
    "PRAGMA secure_delete = ON",
)


def engine_of(place: StorePlace, *, writes: bool, unchanging: bool = False) -> sa.Engine:
    """An engine for reading or writing; every connection is closed when it is given back.

    unchanging: the file lies where nobody can write, and has no log beside it.
    """
    if isinstance(place, Server):
        return _of_server(place)
    return _of_file(place, writes, unchanging)


def _of_file(store: Path, writes: bool, unchanging: bool) -> sa.Engine:
    mode = "rw" if writes else "ro&immutable=1" if unchanging else "ro"
    address = f"{store.absolute().as_uri()}?mode={mode}"
    engine = sa.create_engine(
        "sqlite://",
        connect_args={"uri": True},
        creator=lambda: _sqlite(address, writes),
        poolclass=NullPool,
        hide_parameters=True,
    )
    # The driver begins no transaction before a change of the form: this does, before everything.
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _sqlite(address: str, writes: bool) -> Any:
    import sqlite3

    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=_BUSY_MILLISECONDS / 1000
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if writes:
            connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _of_server(server: Server) -> sa.Engine:
    limits = Limits()
    arguments = server.kind.arguments(server.address, limits)
    # Entries are few; they are taken from the network at once.
    del arguments["cursor_factory"]
    milliseconds = _BUSY_MILLISECONDS
    session = f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
    arguments["options"] = f"{session} {arguments.get('options', '')}".strip()
    return sa.create_engine(
        server.kind.url(server.address),
        connect_args=arguments,
        poolclass=NullPool,
        hide_parameters=True,
    )
