"""What drivers say, in one sentence each, with what to do."""

import errno
import os
import pickle
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pymysql
import pytest
import sqlalchemy as sa

from data.reader.wire import receive_answer, send
from data.sources import SourceError
from data.sources.database import open_database
from data.sources.engines import located
from data.sources.engines.base import engines
from data.sources.failures import Failure
from data.sources.limits import Limits
from data.sources.watching import within
from tests.data.conftest import Databases, databases_of
from tests.serving import ROOT, free_port

PG, MY = psycopg.errors, pymysql.err
ADDRESSES = {
    "postgresql": "postgresql://db.example/sales",
    "mysql": "mysql://db.example/sales",
    "duckdb": "duckdb:////crm/sales.duckdb",
    "sqlite": "sqlite:////crm/sales.db",
}


@pytest.mark.parametrize(
    ("scheme", "error", "failure"),
    [
        ("postgresql", PG.QueryCanceled("canceling statement"), Failure.SLOW),
        ("postgresql", PG.DeadlockDetected("deadlock detected"), Failure.LOCKED_OUT),
        ("postgresql", PG.SerializationFailure("could not serialize"), Failure.LOCKED_OUT),
        ("postgresql", PG.LockNotAvailable("lock timeout"), Failure.LOCKED_OUT),
        ("postgresql", PG.DiskFull("could not extend file"), Failure.SERVER_FULL),
        ("postgresql", PG.OutOfMemory("out of memory"), Failure.SERVER_FULL),
        ("postgresql", PG.AdminShutdown("terminating connection"), Failure.RESTARTING),
        ("postgresql", PG.CannotConnectNow("is starting up"), Failure.RESTARTING),
        ("postgresql", PG.CharacterNotInRepertoire("invalid byte sequence"), Failure.CHARACTERS),
        ("postgresql", PG.DivisionByZero("division by zero"), Failure.VALUE),
        ("postgresql", psycopg.DataError("date too large: infinity"), Failure.VALUE),
        ("postgresql", PG.DataCorrupted("invalid page in block 7"), Failure.DAMAGED),
        ("postgresql", PG.UndefinedTable("relation does not exist"), Failure.GONE),
        ("postgresql", PG.IdleInTransactionSessionTimeout("terminating"), Failure.OVERDUE),
        ("postgresql", psycopg.OperationalError(
            'connection failed: FATAL:  password authentication failed for user "crm"'
        ), Failure.CREDENTIALS),
        ("postgresql", psycopg.OperationalError(
            "connection failed: fe_sendauth: no password supplied"), Failure.CREDENTIALS),
        ("postgresql", psycopg.OperationalError(
            "connection failed: FATAL:  the database system is starting up"), Failure.RESTARTING),
        ("postgresql", psycopg.OperationalError(
            "connection failed: FATAL:  sorry, too many clients already"), Failure.TOO_MANY),
        ("postgresql", psycopg.OperationalError(
            "failed to resolve host 'db.example': [Errno -2] Name or service not known"),
            Failure.UNKNOWN_HOST),
        ("postgresql", psycopg.OperationalError(
            "connection failed: No route to host"), Failure.UNREACHABLE),
        ("postgresql", psycopg.OperationalError(
            'SSL error: certificate verify failed'), Failure.ENCRYPTION),
        ("postgresql", psycopg.OperationalError(
            "consuming input failed: server closed the connection unexpectedly"), Failure.CUT),
        ("mysql", MY.OperationalError(1969, "max_statement_time exceeded"), Failure.SLOW),
        ("mysql", MY.OperationalError(3024, "maximum statement execution time"), Failure.SLOW),
        ("mysql", MY.OperationalError(1213, "Deadlock found"), Failure.LOCKED_OUT),
        ("mysql", MY.OperationalError(1205, "Lock wait timeout"), Failure.LOCKED_OUT),
        ("mysql", MY.OperationalError(1021, "Disk full"), Failure.SERVER_FULL),
        ("mysql", MY.OperationalError(1040, "Too many connections"), Failure.TOO_MANY),
        ("mysql", MY.OperationalError(1053, "Server shutdown in progress"), Failure.RESTARTING),
        ("mysql", MY.OperationalError(2003, "Can't connect ([Errno 111] Connection refused)"),
            Failure.REFUSED),
        ("mysql", MY.OperationalError(2003, "Can't connect ([Errno -2] Name or service not known)"),
            Failure.UNKNOWN_HOST),
        ("mysql", MY.OperationalError(2003, "Can't connect (timed out)"), Failure.SILENT),
        ("mysql", MY.OperationalError(2003, "Can't connect ([Errno 113] No route to host)"),
            Failure.UNREACHABLE),
        ("mysql", MY.OperationalError(2013, "Lost connection during query"), Failure.CUT),
        ("mysql", MY.OperationalError(2006, "MySQL server has gone away"), Failure.CUT),
        ("mysql", MY.OperationalError(2026, "SSL connection error"), Failure.ENCRYPTION),
        ("mysql", MY.ProgrammingError(1146, "Table doesn't exist"), Failure.GONE),
        ("mysql", MY.DataError(1366, "Incorrect string value"), Failure.CHARACTERS),
        ("mysql", MY.DataError(1690, "BIGINT value is out of range"), Failure.VALUE),
        ("mysql", UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
            Failure.CHARACTERS),
    ],
)  # fmt: skip
def test_what_a_driver_says_has_its_meaning(
    scheme: str, error: Exception, failure: Failure
) -> None:
    kind, _ = located(ADDRESSES[scheme])
    assert kind.failure(error) is failure
    wrapped = sa.exc.DBAPIError.instance("SELECT", {}, error, Exception)
    assert kind.failure(wrapped) is failure


@pytest.mark.parametrize(
    ("address", "said", "failure"),
    [
        ("hive://h/crm", "Bad status: 3 (b'Error validating the login')", Failure.CREDENTIALS),
        ("hive://h/crm", "Could not connect to any of [('127.0.0.1', 1)]", Failure.REFUSED),
        ("hive://h/crm", "failed to resolve sockaddr for h:10000", Failure.UNKNOWN_HOST),
        ("hive://h/crm", "TSocket read 0 bytes", Failure.CUT),
        ("hive://h/crm", "[SCHEMA_NOT_FOUND] The schema `crm`", Failure.NO_DATABASE),
        ("hive://h/crm", "[TABLE_OR_VIEW_NOT_FOUND] `once`", Failure.GONE),
        ("hive://h/crm", "[CAST_INVALID_INPUT] The value 'a' of type", Failure.VALUE),
        ("hive://h/crm", "Query timed out after 300 seconds", Failure.SLOW),
        ("databricks://h/crm", "Error during request to server: 403: Invalid access token.",
         Failure.CREDENTIALS),
        ("trino://h/crm", "error 401: b'Unauthorized'", Failure.CREDENTIALS),
        ("trino://h/crm", "TrinoUserError(type=USER_ERROR, name=SCHEMA_NOT_FOUND)",
         Failure.NO_DATABASE),
        ("trino://h/crm", "TrinoUserError(type=USER_ERROR, name=PERMISSION_DENIED)",
         Failure.NOT_ALLOWED),
        ("snowflake://h/crm", "Incorrect username or password was specified.",
         Failure.CREDENTIALS),
        ("snowflake://h/crm", "Insufficient privileges to operate on schema", Failure.NOT_ALLOWED),
        ("bigquery://p/crm", "404 Not found: Dataset p:crm was not found", Failure.NO_DATABASE),
        ("bigquery://p/crm", "404 Not found: Table p:crm.once was not found", Failure.GONE),
    ],
)  # fmt: skip
def test_what_the_driver_of_a_warehouse_says_has_its_meaning(
    address: str, said: str, failure: Failure
) -> None:
    kind, _ = located(address)
    assert kind.failure(Exception(said)) is failure


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_is_a_sentence_with_what_to_do(failure: Failure) -> None:
    text = str(failure.error("crm", Limits(), opening=False))
    assert text.startswith("crm cannot be read: ")
    assert "{" not in text
    assert ";" in text
    assert not text.endswith(".")


def test_every_failure_can_come_about() -> None:
    ours = {Failure.SILENT, Failure.OVERDUE, Failure.TOO_MUCH, Failure.NO_CERTIFICATE,
            Failure.NO_FILE, Failure.CANCELLED}  # fmt: skip
    told = {failure for engine in engines() for failure in engine.failures.values()}
    assert told | ours == set(Failure)


def test_a_failure_crosses_to_another_process_whole(tmp_path: Path) -> None:
    error = Failure.CUT.error("crm", Limits(), opening=True)
    with (tmp_path / "pipe").open("w+b") as pipe:
        send(pipe, error)
        pipe.seek(0)
        received = receive_answer(pipe)
    assert (str(received), received.retry_after) == (str(error), error.retry_after)
    assert str(pickle.loads(pickle.dumps(error)).message) == str(error)


def test_a_port_at_which_nobody_listens_is_named() -> None:
    for scheme in ("postgresql", "mysql"):
        url = f"{scheme}://crm:s3cret@127.0.0.1:{free_port()}/sales"
        with pytest.raises(SourceError, match="opened: nothing answers at this port") as caught:
            open_database(url)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_a_host_that_nobody_knows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for scheme in ("postgresql", "mysql"):
        with pytest.raises(SourceError, match="the name of its host is not known"):
            open_database(f"{scheme}://crm:s3cret@db.example/sales")


def test_what_no_engine_knows_is_told_by_the_first_line_of_the_driver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def connect(*_: object, **__: object) -> None:
        raise pymysql.err.OperationalError(4711, "odd\x1b[31m s3cret\nsecond line")

    monkeypatch.setattr(pymysql, "connect", connect)
    with pytest.raises(SourceError) as caught:
        open_database("mysql://crm:s3cret@db.example/sales")
    told = str(caught.value)
    assert told.startswith("mysql://db.example/sales cannot be opened: (4711, 'odd")
    assert "s3cret" not in told
    assert "\x1b" not in told


def test_a_disk_error_of_the_client_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(pymysql, "connect", connect)
    with pytest.raises(SourceError, match=r"cannot be opened: .*Too many open files"):
        open_database("mysql://db.example/sales")


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Databases]:
    with databases_of(request.param, tmp_path_factory) as databases:
        yield databases


def of_a_reader(server: Databases, *, may_read: bool) -> tuple[str, sa.Engine, str]:
    """Address of a database with a table for a new user, an engine of its owner, their name."""
    owner = sa.create_engine(server.filled({"reps": [{"rep_id": "r", "name": "R"}]}))
    assert owner.url.database is not None
    name = f"réader_{owner.url.database[-8:]}"
    is_postgresql = owner.dialect.name == "postgresql"
    who = f'"{name}"' if is_postgresql else f"'{name}'@'127.0.0.1'"
    known_by = "PASSWORD" if is_postgresql else "IDENTIFIED BY"
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE USER {who} {known_by} 'p@s:s/密码'")
        if may_read:
            connection.exec_driver_sql(f"GRANT SELECT ON reps TO {who}")
        elif not is_postgresql:
            connection.exec_driver_sql(f"GRANT CREATE ON {owner.url.database}.* TO {who}")
    secret = quote("p@s:s/密码", safe="")
    place = f"{owner.url.host}:{owner.url.port}/{owner.url.database}"
    url = f"{owner.url.get_backend_name()}://{quote(name)}:{secret}@{place}"
    return url, owner, who


def dropped(owner: sa.Engine, who: str) -> None:
    with owner.begin() as connection:
        if owner.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP OWNED BY {who}")
        connection.exec_driver_sql(f"DROP USER {who}")
    owner.dispose()


def test_a_user_with_a_password_that_is_not_latin_can_read(server: Databases) -> None:
    url, owner, who = of_a_reader(server, may_read=True)
    database = open_database(url)
    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT name FROM reps")) == "R"
    database.close()
    if owner.dialect.name == "mysql":  # the other one trusts everybody in tests
        with pytest.raises(SourceError, match="user name or password is refused"):
            open_database(url.replace("p%40s", "p%41s"))
    dropped(owner, who)


def test_a_user_who_may_not_read_is_told_what_to_ask_for(server: Databases) -> None:
    url, owner, who = of_a_reader(server, may_read=False)
    database = open_database(url)
    with pytest.raises(SourceError, match="cannot be read: this user may not read all of it"):  # noqa: SIM117
        with database.reading() as connection:
            connection.execute(sa.text("SELECT name FROM reps"))
    database.close()
    dropped(owner, who)


def test_a_database_that_is_not_there_is_named(server: Databases) -> None:
    url = sa.make_url(server.new_url()).set(database="nothing")
    with pytest.raises(SourceError, match="/nothing cannot be opened: it has no database of this"):
        open_database(url.render_as_string(hide_password=False))


def test_encryption_that_a_server_does_not_offer_is_named(
    server: Databases, tmp_path: Path
) -> None:
    url = server.new_url()
    if server.engine == "postgresql":
        options = ["sslmode=require", "sslmode=verify-full"]
    else:
        options = ["ssl_verify_cert=true"]
    for option in options:
        with pytest.raises(SourceError, match="no encrypted connection came about"):
            open_database(f"{url}?{option}")
    name = "sslrootcert" if server.engine == "postgresql" else "ssl_ca"
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "none.pem", tmp_path / "pipe", tmp_path):
        with pytest.raises(SourceError, match="is no certificate; name a PEM file"):
            open_database(f"{url}?{name}={path}")


def test_what_comes_too_late_is_let_go_of() -> None:
    going, released = threading.Event(), threading.Event()
    with pytest.raises(TimeoutError):
        within(0.01, going.wait, lambda _: released.set())
    going.set()
    assert released.wait(10)


def test_a_time_out_of_its_own_is_passed_on() -> None:
    def own() -> None:
        raise socket.timeout("mine")  # noqa: UP041

    with pytest.raises(TimeoutError, match="mine"):
        within(10, own, lambda _: None)


@pytest.mark.parametrize("given", ["0", "-1", "x", "86401", "1.5", "٣", "999999999"])
def test_the_time_for_a_statement_is_bounded(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINCHPIN_SOURCE_SECONDS", given)
    with pytest.raises(Exception, match="must be a whole number of seconds from 1 to 86,400"):
        Limits.from_environment()


def test_everything_is_read_where_failures_are_told() -> None:
    """Elsewhere in the product nobody connects."""
    own = {ROOT / "data" / "sources" / "database.py"}
    for room in ("sources", "extract", "quality"):
        for path in sorted({*(ROOT / "data" / room).rglob("*.py"), *(ROOT / "data").glob("*.py")}):
            text = path.read_text(encoding="utf-8")
            assert path in own or "engine.connect(" not in text, path
            assert "engine.begin(" not in text, path
            assert path in own or "raw_connection(" not in text, path
