"""Whoever reads may be killed; the server does not go on computing for nobody."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from data.sources import SourceError
from data.sources.watching import cancel_all
from tests.data.conftest import Databases, databases_of
from tests.data.sources.statements import eventually, read_long, running
from tests.serving import ROOT

pytestmark = pytest.mark.slow

#: Reads from a server in this process, or lets a reading process do it.
ALONE = "from tests.data.sources.statements import read_long; read_long({url!r})"
WITH_READER = (
    "from data.reader.process import Reader; from data.reader.limits import DATABASE; "
    "from tests.data.sources.statements import read_long; "
    "Reader(DATABASE).call(read_long, {url!r}, subject='crm')"
)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[str]:
    with databases_of(request.param, tmp_path_factory) as databases:
        yield filled(databases)


def filled(databases: Databases) -> str:
    url = databases.filled({})
    engine = sa.create_engine(url)
    many = sa.Table("many", sa.MetaData(), sa.Column("text", sa.String(100)))
    with engine.begin() as connection:
        many.create(connection)
        connection.execute(many.insert(), [{"text": "x" * 100}] * 20_000)
    engine.dispose()
    return url


def begun(program: str, url: str, **environment: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", program.format(url=url)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: bool(running(url)))
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process


def test_a_program_that_is_killed_leaves_no_statement_behind(url: str) -> None:
    """MariaDB does not notice that its client is gone, but knows how long it may take."""
    process = begun(ALONE, url, LINCHPIN_SOURCE_SECONDS="3")
    process.kill()
    process.wait()
    eventually(lambda: not running(url))


def test_a_reading_process_interrupts_what_runs_when_its_program_is_killed(
    url: str,
) -> None:
    process = begun(WITH_READER, url)
    process.kill()
    process.wait()
    eventually(lambda: not running(url))


def test_the_end_of_the_program_ends_what_is_read(url: str) -> None:
    told: list[SourceError] = []

    def read() -> None:
        try:
            read_long(url)
        except SourceError as error:
            told.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    eventually(lambda: bool(running(url)))
    cancel_all()
    thread.join(10)
    assert [str(error).endswith("begin again when you want to") for error in told] == [True]
    eventually(lambda: not running(url))
