"""Opening a customer system so that it can only be read.

Whatever the engine, two locks hold: the session is read-only, and nothing here writes.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from analytics.errors import InputError
from analytics.messages import message

__all__ = ["label_of", "open_engine", "reason"]

#: Drivers that are installed, by what a URL may begin with.
DRIVERS = {
    "duckdb": "duckdb",
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


def open_engine(url: str) -> sa.Engine:
    """Connect to a database, read-only, and make sure that it answers.

    Raises
    ------
    InputError
        If the address is none, its engine is not supported, or nothing answers there. The
        message never holds the password.
    """
    address = _address(url)
    engine = None
    try:
        engine = _engine(address)
        with engine.connect() as connection:
            connection.execute(sa.select(1))
    except (SQLAlchemyError, OSError, ImportError) as error:
        if engine is not None:
            engine.dispose()
        raise InputError(
            message(
                "{source} cannot be opened: {reason}",
                source=label_of(address),
                reason=reason(error, address),
            )
        ) from None
    return engine


def label_of(url: str | sa.URL) -> str:
    """How to name a database on screen: its address without user and password.

    >>> label_of("postgresql://crm:secret@db.example/sales")
    'postgresql://db.example/sales'
    """
    address = sa.make_url(url)
    if address.get_backend_name() in ("duckdb", "sqlite"):
        return (address.database or ":memory:").replace("\\", "/").rsplit("/", 1)[-1]
    port = f":{address.port}" if address.port else ""
    return f"{address.get_backend_name()}://{address.host or ''}{port}/{address.database or ''}"


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise InputError(
            message(
                "This is not the address of a database; it looks like {example}",
                example="postgresql://user:password@host/database",
            )
        ) from None
    engine = address.drivername.partition("+")[0]
    if engine not in DRIVERS:
        raise InputError(
            message(
                "{engine} databases are not supported; supported are {engines}",
                engine=engine,
                engines="DuckDB, SQLite, PostgreSQL, MariaDB, MySQL",
            )
        )
    return address.set(drivername=DRIVERS[engine])


def _engine(address: sa.URL) -> sa.Engine:
    backend = address.get_backend_name()
    engine = sa.create_engine(_locked(address), **_options(backend))
    if backend in _READ_ONLY:
        event.listen(engine, "connect", _lock(_READ_ONLY[backend]))
    return engine


def _locked(address: sa.URL) -> sa.URL:
    """The address with which SQLite neither writes nor creates a file."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return address
    path = address.database.removeprefix("file:")
    return address.set(database=f"file:{quote(path)}", query={"mode": "ro", "uri": "true"})


def _options(backend: str) -> dict[str, Any]:
    if backend == "duckdb":
        # A file that is only read must not make the engine fetch extensions from the network.
        config = {"autoinstall_known_extensions": "false"}
        return {"connect_args": {"read_only": True, "config": config}}
    if backend == "sqlite":
        return {}
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}


def _lock(statement: str) -> Any:
    def lock(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    return lock


def reason(error: Exception, address: sa.URL) -> str:
    """The first line of what the driver says, without password or folder of the server."""
    if isinstance(error, NoSuchModuleError | ImportError):
        return f"the driver for {address.get_backend_name()} is not installed"
    text = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
    line = text.splitlines()[0]
    if address.get_backend_name() in ("duckdb", "sqlite"):
        folder = Path((address.database or "").removeprefix("file:")).parent
        line = line.replace(f"{folder}{os.sep}", "")
    return line.replace(address.password, "***") if address.password else line
