"""Statements that would run for an hour, and what a server says is running."""

import time
from collections.abc import Callable

import sqlalchemy as sa

from data.sources.database import open_database

__all__ = ["LONG", "eventually", "read_long", "running"]

#: A statement by dialect that keeps a server busy, and does not merely sleep; ``many`` is a table
#: of many rows.
LONG = {
    "postgresql": "SELECT count(*) FROM generate_series(1, 1000000000000) AS long_statement",
    "mysql": "SELECT count(*) FROM many AS long_statement JOIN many AS b JOIN many AS c"
    " ON long_statement.text <= CONCAT(b.text, c.text)",
}
_RUNNING = {
    "postgresql": "SELECT pid FROM pg_stat_activity WHERE state = 'active'"
    " AND query LIKE '%long\\_statement%' AND pid <> pg_backend_pid()",
    "mysql": "SELECT id FROM information_schema.processlist WHERE command = 'Query'"
    " AND info LIKE '%long\\_statement%' AND id <> CONNECTION_ID()",
}
_SECONDS = 60


def running(url: str) -> list[int]:
    """The numbers of the connections on which a long statement runs."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return list(connection.exec_driver_sql(
                _RUNNING[engine.dialect.name].replace("%", "%%")
            ).scalars())  # fmt: skip
    finally:
        engine.dispose()


def eventually(true: Callable[[], bool]) -> None:
    """Wait for what another process does; AssertionError if it does not within a minute."""
    deadline = time.monotonic() + _SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def read_long(url: str) -> None:
    """Run a statement without end."""
    with open_database(url).reading() as connection:
        connection.execute(sa.text(LONG[connection.dialect.name])).all()
