"""A large company: ``assess.py`` against DuckDB's plain GROUP BY, and the statements of an extract
on servers against the same aggregate there.

    python -m tests.benchmarks.scale                       10,000,000 activities
    python -m tests.benchmarks.scale --activities 100000000 --customers 500000 --reps 3000
    python -m tests.benchmarks.scale --servers-only --server-activities 2000000

Everything is printed as a ratio of two measurements of one run. Servers are those of
LINCHPIN_TEST_POSTGRESQL and LINCHPIN_TEST_MARIADB (:mod:`tests.with_databases` starts them);
without one its part is left out, and said so. Run by ``make bench-scale``.
"""

import argparse
import os
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import psutil
import sqlalchemy as sa
from sqlalchemy import event

from analytics.policy import Policy
from data.extract import extract_with_earlier, with_departures, with_rep_months
from data.sources.at_hand import at_hand
from data.sources.source import open_source
from tests.benchmarks.synthetic import GROUP_BY, Size, assess, build, plain_seconds

SERVERS = {
    "PostgreSQL": "LINCHPIN_TEST_POSTGRESQL",
    "MariaDB": "LINCHPIN_TEST_MARIADB",
}
FACTOR, SECONDS, SERVER_FACTOR = 5, 6.0, 1.5
#: Megabytes that an assessment may hold: up to ten million activities, and beyond.
MEGABYTES, MEGABYTES_BEYOND, BEYOND = 2_500, 6_000, 10_000_000
ROUNDS = 3
IMPORT_DAY = date(2026, 7, 1)
#: Rows that one INSERT brings in.
_BATCH = 5_000
_TYPES = {
    "VARCHAR": sa.String(80),
    "DATE": sa.Date(),
    "TIMESTAMP": sa.DateTime(),
    "DOUBLE": sa.Double(),
}


def main() -> None:
    """Print what was measured beside its budget."""
    asked = _options()
    print(f"{platform.machine()}, {psutil.cpu_count()} cores, {_gigabytes():.0f} GiB")
    with tempfile.TemporaryDirectory() as folder:
        if not asked.servers_only:
            size = Size(asked.activities, asked.customers, asked.reps, asked.activities // 5)
            _assessed(Path(folder), size)
        if asked.server_activities:
            few = Size(asked.server_activities, asked.server_activities // 50, 500, 200_000)
            _servers(Path(folder), few)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--activities", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--reps", type=int, default=2_000)
    parser.add_argument("--server-activities", type=int, default=1_000_000, help="0: no servers")
    parser.add_argument("--servers-only", action="store_true", help="nothing of DuckDB")
    return parser.parse_args()


def _assessed(folder: Path, size: Size) -> None:
    """assess.py between two measurements of the plain statement."""
    database = folder / "company.duckdb"
    build(database, size)
    pairs, before = plain_seconds(database, ROUNDS)
    took = assess(f"duckdb:///{database}", folder)
    plain = statistics.median(before + plain_seconds(database, ROUNDS)[1])
    budget = FACTOR * plain + SECONDS
    most = MEGABYTES if size.activities <= BEYOND else MEGABYTES_BEYOND
    print(f"{size.activities:,} activities, {size.customers:,} customers, {size.reps:,} reps")
    print(f"  plain GROUP BY   {plain:8.2f} s   {pairs:,} pairs, median of {2 * ROUNDS}")
    print(f"  assess.py        {took.seconds:8.2f} s   {took.seconds / plain:.1f} times")
    print(f"  budget           {budget:8.2f} s   {FACTOR} times and {SECONDS:g} s")
    print(f"  of the budget    {took.seconds / budget:8.2f}")
    print(f"  processors       {took.processor_seconds:8.2f} s")
    print(f"  peak memory      {took.megabytes:8.0f} MB  budget {most:,} MB")


def _servers(folder: Path, size: Size) -> None:
    """What an extract takes on each server, statement by statement, beside the aggregate."""
    company = folder / "servers.duckdb"
    build(company, size)
    print(f"{size.activities:,} activities, {size.customers:,} customers, {size.reps:,} reps")
    for name, variable in SERVERS.items():
        url = os.environ.get(variable)
        if url is None:
            print(f"  {name}: no server ({variable} is not set)")
            continue
        with _database(url) as there:
            _copied(company, there)
            bare, rounds = _bare(there), [_extracted(there) for _ in range(ROUNDS)]
        parts = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
        parts["all of it"] = statistics.median(sum(each.values()) for each in rounds)
        print(f"  {name}: bare aggregate {bare:.2f} s")
        for part, seconds in parts.items():
            print(f"    {part:<28}{seconds:8.2f} s {seconds / bare:8.2f} times")
        print(f"    {'budget':<28}{SERVER_FACTOR * bare:8.2f} s {SERVER_FACTOR:8.2f} times")


@contextmanager
def _database(url: str) -> Iterator[str]:
    """The address of a database of its own, which goes again."""
    name = "linchpin_scale"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"drop database if exists {name}")
        connection.exec_driver_sql(f"create database {name}")
    try:
        address = sa.make_url(url).set(database=name)
        yield address.render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"drop database {name}")
        server.dispose()


def _copied(company: Path, url: str) -> None:
    """Bring the tables of the DuckDB file to the server."""
    engine = sa.create_engine(url)
    with duckdb.connect(str(company), read_only=True) as source, engine.begin() as target:
        for (name,) in source.execute("select table_name from duckdb_tables()").fetchall():
            rows = source.execute(f"select * from {name}")
            columns = [sa.Column(each[0], _TYPES[str(each[1])]) for each in rows.description or ()]
            table = sa.Table(name, sa.MetaData(), *columns)
            table.create(target)
            names = [column.name for column in columns]
            while batch := rows.fetchmany(_BATCH):
                target.execute(
                    table.insert(), [dict(zip(names, row, strict=True)) for row in batch]
                )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        tell = "analyze" if engine.dialect.name == "postgresql" else "analyze table activities"
        connection.exec_driver_sql(tell)
    engine.dispose()


def _bare(url: str) -> float:
    """Median seconds of the plain aggregate, fetched by the same driver."""
    engine = sa.create_engine(url)
    seconds = []
    with engine.connect() as connection:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            connection.exec_driver_sql(GROUP_BY).all()
            seconds.append(time.perf_counter() - start)
    engine.dispose()
    return statistics.median(seconds)


def _extracted(url: str) -> dict[str, float]:
    """Seconds of each statement that the server runs for an extract, executed and fetched, and of
    what is summed of that here."""
    policy, source = Policy(), open_source(url, import_day=IMPORT_DAY)
    with _asked() as statements:
        at_hand(source)
        statements.append(("", time.perf_counter()))
    seconds = {
        f"{table}, brought over": end - start for (table, start), (_, end) in pairwise(statements)
    }
    start = time.perf_counter()
    first, _ = extract_with_earlier(source, policy, days=90)
    seconds["sums for relationships"] = time.perf_counter() - start
    start = time.perf_counter()
    with_departures(source, policy, with_rep_months(source, policy, first))
    seconds["sums for departures"] = time.perf_counter() - start
    source.close()
    return seconds


@contextmanager
def _asked() -> Iterator[list[tuple[str, float]]]:
    """The tables that servers are asked for, and when."""
    statements = []

    def note(connection: sa.Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if connection.dialect.name != "duckdb":
            statements.append((re.findall(r"FROM (\w+)", statement)[-1], time.perf_counter()))

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)


def _gigabytes() -> float:
    return psutil.virtual_memory().total / 2**30


if __name__ == "__main__":
    main()
