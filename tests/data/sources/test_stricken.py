"""Servers behind a network that cuts, stalls, trickles and babbles: one sentence, and no hang."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import assess
from analytics.policy import Policy
from data.opening import given_source
from data.sources import SourceError
from data.sources.database import Database, open_database
from data.sources.limits import Limits
from tests.data.conftest import CAST, Databases, databases_of
from tests.data.sources.proxy import Proxy, proxied
from tests.data.sources.statements import LONG, eventually, running

QUICK = Limits(connect_seconds=1, statement_seconds=20, reading_seconds=2, cancel_seconds=1)
ROWS = 20_000


@pytest.fixture(
    scope="module", params=["postgresql", pytest.param("mariadb", marks=pytest.mark.slow)]
)
def server(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Databases]:
    with databases_of(request.param, tmp_path_factory) as databases:
        yield databases


@pytest.fixture(scope="module")
def direct(server: Databases) -> str:
    """The address of a database that holds the cast, and a table with two megabytes of text."""
    url = server.filled(CAST)
    engine = sa.create_engine(url)
    many = sa.Table("many", sa.MetaData(), sa.Column("text", sa.String(100)))
    with engine.begin() as connection:
        many.create(connection)
        connection.execute(many.insert(), [{"text": "x" * 100}] * ROWS)
    engine.dispose()
    return url


@pytest.fixture
def proxy(direct: str) -> Iterator[Proxy]:
    address = sa.make_url(direct)
    assert address.host is not None
    assert address.port is not None
    with proxied(address.host, address.port) as proxy:
        yield proxy


@pytest.fixture
def url(direct: str, proxy: Proxy) -> str:
    return sa.make_url(direct).set(port=proxy.port).render_as_string(hide_password=False)


def read_many(database: Database) -> int:
    with database.reading() as connection:
        return len(connection.execute(sa.text("SELECT text FROM many")).all())


@pytest.mark.parametrize(
    ("conduct", "after", "reason"),
    [
        ("silent", 0, "did not answer within 1 seconds"),
        ("trickle", 0, "did not answer within 1 seconds"),
        ("stall", 30, "did not answer within 1 seconds"),
        ("cut", 0, "the connection broke off"),
        ("cut", 30, "the connection broke off"),
        ("rubbish", 0, "the connection broke off"),
    ],
)
def test_a_handshake_that_does_not_come_about_is_one_sentence(
    url: str, proxy: Proxy, conduct: str, after: int, reason: str
) -> None:
    proxy.behave(conduct, after)
    with pytest.raises(SourceError) as caught:
        open_database(url, QUICK)
    told = str(caught.value)
    assert told.startswith(f"{url.partition('+')[0].replace('mariadb', 'mysql')}://")
    assert f":{proxy.port}/" in told
    assert " cannot be opened: " in told
    assert reason in told
    assert caught.value.retry_after > 0


@pytest.mark.parametrize(
    ("conduct", "reason"),
    [
        ("cut", "the connection broke off"),
        ("stall", "one reading took longer than 2 seconds"),
        ("trickle", "one reading took longer than 2 seconds"),
    ],
)
def test_a_result_that_does_not_arrive_whole_is_one_sentence_and_the_next_reading_works(
    url: str, proxy: Proxy, conduct: str, reason: str
) -> None:
    database = open_database(url, QUICK)
    proxy.behave(conduct, 100_000)
    with pytest.raises(SourceError, match=rf"cannot be read: {reason}"):
        read_many(database)
    assert proxy.struck.is_set()
    proxy.behave("pass")
    assert read_many(database) == ROWS
    database.close()


@pytest.mark.slow
def test_a_statement_cut_off_runs_no_longer_on_the_server(direct: str, url: str) -> None:
    database = open_database(url, QUICK)
    with pytest.raises(SourceError, match="longer than 2 seconds"), database.reading() as reading:
        reading.execute(sa.text(LONG[reading.dialect.name]))
    eventually(lambda: not running(direct))
    database.close()


def test_a_server_that_stops_statements_itself_is_told_how_long(direct: str) -> None:
    limits = Limits(statement_seconds=1)
    database = open_database(direct, limits)
    with pytest.raises(SourceError, match="longer than 1 seconds"), database.reading() as reading:
        reading.execute(sa.text(LONG[reading.dialect.name])).all()
    assert not running(direct)
    database.close()


def test_cancelling_ends_every_reading_here_and_on_the_server(direct: str) -> None:
    database = open_database(direct, Limits())
    told: list[str] = []

    def read() -> None:
        try:
            with database.reading() as reading:
                reading.execute(sa.text(LONG[reading.dialect.name])).all()
        except SourceError as error:
            told.append(str(error))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(running(direct)) == 3)
    database.cancel()
    for thread in threads:
        thread.join(10)
    assert len(told) == 3
    assert all(each.endswith("cannot be read: reading was stopped; begin again when you want to")
               for each in told)  # fmt: skip
    eventually(lambda: not running(direct))
    with database.reading() as reading:
        assert reading.scalar(sa.select(1)) == 1
    database.close()


def test_no_statement_begins_after_the_end_of_a_reading(direct: str) -> None:
    database = open_database(direct, Limits())

    def read_on_after_the_end() -> None:
        with database.reading() as reading:
            for thread in database._watch.cancel():
                thread.join(0.2)
            reading.execute(sa.select(2))

    with pytest.raises(SourceError, match="reading was stopped"):
        read_on_after_the_end()
    database.close()


@pytest.mark.slow
@pytest.mark.parametrize("conduct", ["cut", "stall"])
def test_the_program_ends_with_the_sentence(
    url: str,
    proxy: Proxy,
    conduct: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LINCHPIN_SOURCE_SECONDS", "1")
    proxy.behave(conduct, 2_000)
    assert assess.main(["--source", url, "--out", str(tmp_path / "out")]) == 2
    words = capfd.readouterr().err
    assert "Traceback" not in words
    told = [line for line in words.splitlines() if "cannot be" in line]
    assert len(told) == 1
    assert f":{proxy.port}/" in told[0]


def test_what_a_page_opens_ends_with_the_sentence_and_recovers(
    url: str, proxy: Proxy, tmp_path: Path, policy: Policy
) -> None:
    proxy.behave("cut", 2_000)
    with pytest.raises(SourceError, match="the connection broke off; try again") as caught:
        given_source(url, policy, tmp_path)
    assert caught.value.retry_after > 0
    proxy.behave("pass")
    given_source(url, policy, tmp_path).close()
