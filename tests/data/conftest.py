"""A company whose answers can be counted by hand, in every engine.

Three reps (ann in sales, ben in service, cid who left on 2026-05-31) look after five customers;
``a1`` and ``A1`` differ only by a capital. Decoys that must not count: a mail robot, a customer
and a rep that no table lists, rows after the import day, a currency without a rate.
As of 2026-06-30 the window W begins on 2025-07-01.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from analytics.extract import Extract
from analytics.policy import Policy, read_policy
from data.extract import extract
from data.sources import Source, open_source
from tests.data.writing import Tables, write

IMPORT_DAY = date(2026, 7, 10)
SERVERS = {
    "postgresql": os.environ.get(
        "LINCHPIN_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1/postgres"
    ),
    "mariadb": os.environ.get("LINCHPIN_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1/"),
}
ENGINES = ("duckdb", "sqlite", "postgresql", "mariadb")
#: Text instead of types is held every day by the engine that reads files; the others widen it.
#: Of a file and of a server one each; ``make test-slow`` takes all.
_EVERY_DAY = ("duckdb", "postgresql")
_WIDER = {engine: () if engine == "duckdb" else (pytest.mark.slow,) for engine in ENGINES}

CAST: Tables = {
    "reps": [
        {"rep_id": "ann", "name": "Ann", "function": "sales", "team": "North",
         "hired_on": "2020-01-01", "notice_on": "2026-07-05", "last_promoted_on": "2026-06-30"},
        {"rep_id": "ben", "name": "Ben", "function": "service", "team": "North",
         "manager_id": "ann", "hired_on": "2021-01-01"},
        {"rep_id": "cid", "name": "Cid", "function": "", "team": "South", "left_on": "2026-05-31",
         "left_to": "competitor"},
        {"rep_id": "bot", "name": "Mail robot", "function": "system"},
    ],
    "customers": [
        {"customer_id": "a1", "name": "Alpha", "owner_id": "ann", "industry": "Food",
         "created_on": "2024-01-01"},
        {"customer_id": "A1", "name": "Alpha Upper", "owner_id": "bot", "parent_id": "a1"},
        {"customer_id": "b2 ", "name": "Beta", "owner_id": "cid", "created_on": "2026-07-01"},
        {"customer_id": "c3", "name": "Gamma", "owner_id": "dee", "contract_ends_on": "2026-12-31"},
        {"customer_id": "d4", "name": "Delta", "parent_id": "d4"},
    ],
    "activities": [
        # a1 × ann: one day with mail and visit (visit counts), 2026-06-30; one call 90 days before.
        {"customer_id": "a1", "rep_id": "ann", "happened_at": "2026-06-30T09:00:00",
         "kind": "email", "contact_id": "p1"},
        {"customer_id": "a1", "rep_id": "ann", "happened_at": "2026-06-30T10:00:00",
         "kind": "visit", "contact_id": "p2"},
        {"customer_id": "a1", "rep_id": "ann", "happened_at": "2026-04-01T10:00:00",
         "kind": "Call", "contact_id": "p1"},
        # a1 × ben: 180 days before, an unknown kind; and one before W.
        {"customer_id": "a1", "rep_id": "ben", "happened_at": "2026-01-01T10:00:00",
         "kind": "fax", "contact_id": "p3"},
        {"customer_id": "a1 ", "rep_id": " ben", "happened_at": "2025-06-30T23:59:59",
         "kind": "meeting", "contact_id": "p9"},
        {"customer_id": "A1", "rep_id": "ben", "happened_at": "2026-06-30T00:00:00",
         "kind": "", "contact_id": ""},
        {"customer_id": "b2", "rep_id": "cid", "happened_at": "2026-05-31T12:00:00",
         "kind": "meeting", "contact_id": "p4"},
        {"customer_id": "b2", "rep_id": "eve", "happened_at": "2026-05-31T12:00:00",
         "kind": "message", "contact_id": "p4"},
        # Decoys: a robot, an unknown customer, a day after the import.
        {"customer_id": "a1", "rep_id": "bot", "happened_at": "2026-07-02T12:00:00",
         "kind": "email", "contact_id": "p7"},
        {"customer_id": "zz", "rep_id": "ann", "happened_at": "2026-07-03T12:00:00",
         "kind": "visit", "contact_id": "p8"},
        {"customer_id": "a1", "rep_id": "ann", "happened_at": "2026-07-11T12:00:00",
         "kind": "visit", "contact_id": "p8"},
    ],
    "revenue": [
        {"customer_id": "a1", "rep_id": "ann", "amount": "100", "currency": "EUR",
         "booked_on": "2026-06-30", "revenue_id": "o1"},
        {"customer_id": "a1", "rep_id": "ann", "amount": "50.5", "currency": "",
         "booked_on": "2026-06-20", "revenue_id": "o1"},
        {"customer_id": "a1", "rep_id": "ben", "amount": "-20", "currency": "EUR",
         "booked_on": "2026-06-30", "revenue_id": ""},
        {"customer_id": "a1", "rep_id": "ann", "amount": "7", "currency": "EUR",
         "booked_on": "2025-06-30", "revenue_id": "o0"},
        # 2.0 until 2026-05-31, 4.0 from 2026-06-01 on.
        {"customer_id": "A1", "rep_id": "", "amount": "10", "currency": "usd",
         "booked_on": "2026-05-31", "revenue_id": ""},
        {"customer_id": "A1", "rep_id": "", "amount": "10", "currency": "USD",
         "booked_on": "2026-06-01", "revenue_id": ""},
        # b2: cid owned it until 2026-05-31, ann afterwards.
        {"customer_id": "b2", "rep_id": "", "amount": "1000", "currency": "EUR",
         "booked_on": "2026-05-31", "revenue_id": ""},
        {"customer_id": "b2", "rep_id": "bot", "amount": "2000", "currency": "EUR",
         "booked_on": "2026-06-01", "revenue_id": ""},
        {"customer_id": "c3", "rep_id": "", "amount": "300", "currency": "EUR",
         "booked_on": "2026-03-01", "revenue_id": ""},
        # Decoys: no rate for GBP at all, none yet for USD, unknown customer, after the import.
        {"customer_id": "c3", "rep_id": "ann", "amount": "9", "currency": "GBP",
         "booked_on": "2026-03-01", "revenue_id": ""},
        {"customer_id": "c3", "rep_id": "ann", "amount": "9", "currency": "USD",
         "booked_on": "2025-12-31", "revenue_id": ""},
        {"customer_id": "zz", "rep_id": "fay", "amount": "5", "currency": "EUR",
         "booked_on": "2026-06-30", "revenue_id": ""},
        {"customer_id": "a1", "rep_id": "ann", "amount": "11", "currency": "EUR",
         "booked_on": "2026-07-11", "revenue_id": ""},
    ],
    "exchange_rates": [
        {"currency": "USD", "valid_on": "2026-01-01", "rate": "2.0"},
        {"currency": "USD", "valid_on": "2026-06-01", "rate": "4.0"},
        {"currency": "USD", "valid_on": "2026-06-30", "rate": "5.0"},
    ],
    "deals": [
        {"deal_id": "x1", "customer_id": "a1", "stage": "won", "amount": "1",
         "closed_on": "2026-06-15", "created_on": "2026-01-01", "rep_id": "ann"},
        {"deal_id": "x2", "customer_id": "a1", "stage": "open", "amount": "1",
         "closed_on": "2026-07-05", "created_on": "2026-01-01", "rep_id": "ann"},
    ],
    "assignments": [
        {"customer_id": "b2", "rep_id": "cid", "role": "", "start_on": "", "end_on": "2026-05-31"},
        {"customer_id": "b2", "rep_id": "ann", "role": "owner", "start_on": "2026-06-01",
         "end_on": ""},
        {"customer_id": "b2", "rep_id": "ben", "role": "owner", "start_on": "2026-06-01",
         "end_on": ""},
        {"customer_id": "b2", "rep_id": "bot", "role": "owner", "start_on": "2026-06-01",
         "end_on": ""},
        {"customer_id": "a1", "rep_id": "ben", "role": "second", "start_on": "2026-06-30",
         "end_on": "2026-06-30"},
        {"customer_id": "a1", "rep_id": "ann", "role": "support", "start_on": "", "end_on": ""},
        {"customer_id": "zz", "rep_id": "ann", "role": "owner", "start_on": "", "end_on": ""},
    ],
    "rep_history": [
        {"rep_id": "ann", "valid_from": "2026-01-01", "team": "West", "manager_id": "cid"},
        {"rep_id": "ann", "valid_from": "2026-04-01", "team": "East", "manager_id": "cid"},
        {"rep_id": "ann", "valid_from": "2026-07-08", "team": "North", "manager_id": ""},
    ],
    "quotas": [
        {"rep_id": "ann", "period_start": "2026-01-01", "period_end": "2026-12-31",
         "quota": "1000", "attained": "0.5"},
        {"rep_id": "ann", "period_start": "2027-01-01", "period_end": "2027-12-31",
         "quota": "2000", "attained": ""},
    ],
    "compensation": [
        {"rep_id": "ann", "period_start": "2026-01-01", "base": "50000", "long_term_plan": "true"},
        {"rep_id": "ben", "period_start": "2026-01-01", "base": "40000", "long_term_plan": "false"},
    ],
    "access": [
        {"rep_id": "cid", "scope": "all", "active": "true", "revoked_on": ""},
        {"rep_id": "cid", "scope": "team", "active": "", "revoked_on": "2026-07-01"},
        {"rep_id": "cid", "scope": "own", "active": "false", "revoked_on": ""},
        {"rep_id": "cid", "scope": "own", "active": "true", "revoked_on": "2026-06-30"},
        {"rep_id": "ann", "scope": "all", "active": "true", "revoked_on": ""},
    ],
    "access_log": [
        {"rep_id": "cid", "action": "export", "happened_at": "2026-05-20T08:00:00"},
        {"rep_id": "cid", "action": "login", "happened_at": "2026-05-20T08:00:00"},
        {"rep_id": "cid", "action": "login", "happened_at": "2026-05-21T08:00:00"},
        {"rep_id": "bot", "action": "login", "happened_at": "2026-05-21T08:00:00"},
        {"rep_id": "cid", "action": "view", "happened_at": "2026-05-21T08:00:00"},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Databases:
    """Fresh databases of one engine; those of a server are dropped afterwards."""

    engine: str
    new_url: Callable[[], str]

    def filled(self, tables: Tables, *, as_text: bool = False) -> str:
        """URL of a new database that holds ``tables``."""
        url = self.new_url()
        engine = sa.create_engine(url)
        write(engine, tables, as_text=as_text)
        engine.dispose()
        return url


def unreachable(engine: str, error: Exception) -> None:
    """Skip, or fail where the whole promise has to be tested."""
    reason = f"{engine} is not reachable: {str(error).splitlines()[0]}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def server_databases(engine: str) -> Iterator[Databases]:
    """Databases with unique names on a running server."""
    server = sa.create_engine(SERVERS[engine], isolation_level="AUTOCOMMIT")
    made: list[str] = []
    force = " WITH (FORCE)" if engine == "postgresql" else ""
    texts = "" if engine == "postgresql" else " CHARACTER SET utf8mb4"

    def new_url() -> str:
        name = f"linchpin_test_{os.getpid()}_{secrets.token_hex(4)}"
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}{texts}")
        made.append(name)
        return server.url.set(database=name).render_as_string(hide_password=False)

    try:
        with server.connect() as connection:
            connection.execute(sa.select(1))
    except sa.exc.OperationalError as error:
        unreachable(engine, error)
    yield Databases(engine, new_url)
    with server.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE {name}{force}")
    server.dispose()


def file_databases(engine: str, folder: Path) -> Databases:
    """Databases in files of their own."""
    return Databases(engine, lambda: f"{engine}:///{folder / secrets.token_hex(4)}.{engine}")


@contextmanager
def databases_of(engine: str, folders: pytest.TempPathFactory) -> Iterator[Databases]:
    """Databases of one engine, for as long as the context lasts."""
    if engine in SERVERS:
        yield from server_databases(engine)
    else:
        yield file_databases(engine, folders.mktemp(engine))


@pytest.fixture
def duckdb_files(tmp_path: Path) -> Databases:
    """Fresh DuckDB files, for what does not depend on the engine."""
    return file_databases("duckdb", tmp_path)


Opens = Callable[..., Source]


def opened(url: str, **options: Any) -> Source:
    """Open a source with the import day of the cast."""
    return open_source(url, **({"import_day": IMPORT_DAY} | options))


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy of the cast: it keeps its books in euros."""
    return read_policy('[company]\ncurrency = "EUR"')


@pytest.fixture(scope="session")
def casts(tmp_path_factory: Any) -> Iterator[Callable[[str, bool], Source]]:
    """The cast in an engine, typed or as text; written and opened once for all files of tests."""
    with ExitStack() as kept:

        @cache
        def cast(engine: str, as_text: bool) -> Source:
            databases = kept.enter_context(databases_of(engine, tmp_path_factory))
            return kept.enter_context(closing(opened(databases.filled(CAST, as_text=as_text))))

        yield cast


@pytest.fixture(
    scope="session",
    params=[
        pytest.param((engine, as_text), id=f"{engine}-{kind}", marks=marks)
        for engine in ENGINES
        for kind, as_text, marks in (("typed", False, ()), ("text", True, _WIDER[engine]))
    ],
)
def cast_source(request: pytest.FixtureRequest, casts: Callable[[str, bool], Source]) -> Source:
    """The cast in every engine, with columns of the canonical types and all as VARCHAR."""
    return casts(*request.param)


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(engine, marks=() if engine in _EVERY_DAY else pytest.mark.slow)
        for engine in ENGINES
    ],
)
def databases(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Databases]:
    """Fresh databases of every engine."""
    with databases_of(request.param, tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="session")
def blank(databases: Databases) -> Iterator[sa.Engine]:
    """An empty database of every engine, to evaluate expressions in."""
    engine = sa.create_engine(databases.new_url())
    yield engine
    engine.dispose()


@pytest.fixture
def opens() -> Iterator[Opens]:
    """Open sources with the import day of the cast; they are closed after the test."""
    sources: list[Source] = []

    def open_(url: str, **options: Any) -> Source:
        sources.append(opened(url, **options))
        return sources[-1]

    yield open_
    for source in sources:
        source.close()


@pytest.fixture(scope="session")
def extracts(policy: Policy) -> Callable[[Source], Extract]:
    """The extract of a source as of its newest record; made once for all files of tests."""
    return cache(lambda source: extract(source, policy))


@pytest.fixture(scope="session")
def cast_extract(cast_source: Source, extracts: Callable[[Source], Extract]) -> Extract:
    """The extract of the cast as of its newest record."""
    return extracts(cast_source)
