"""Database files of others: nothing else is read through them, and nothing in them is endless."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from data.frames import TEXT, fetch
from data.sources import SourceError
from data.sources.database import Database, open_database
from data.sources.limits import Limits
from tests.data.conftest import Databases, opened

QUICK = Limits(reading_seconds=1)
ENDLESS = {
    "duckdb": "SELECT sum(a.range * b.range) AS n FROM range(1000000000) a, range(1000000000) b",
    "sqlite": "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)"
    " SELECT sum(n) AS n FROM r",
}


def duckdb_file(path: Path, *statements: str) -> str:
    with duckdb.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    return f"duckdb:///{path}"


def sqlite_file(path: Path, *statements: str) -> str:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


MADE: dict[str, Callable[..., str]] = {"duckdb": duckdb_file, "sqlite": sqlite_file}


def read(database: Database, statement: str) -> None:
    try:
        with database.reading() as connection:
            connection.execute(sa.text(statement)).all()
    finally:
        database.close()


@pytest.mark.parametrize(
    "outside",
    [
        "read_csv('{file}', header = false)",
        "read_text('{file}')",
        "read_blob('{file}')",
        "glob('{folder}/*')",
        "parquet_metadata('{file}')",
        "sniff_csv('{file}')",
        "read_csv('http://127.0.0.1:9/x.csv')",
    ],
)
def test_a_view_of_duckdb_reads_no_other_file(outside: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("Qz7Kw,1\n")
    source = outside.format(file=secret, folder=tmp_path)
    bare = duckdb_file(tmp_path / "bare.duckdb", "CREATE TABLE t (a INTEGER)")
    with pytest.raises(SourceError, match="asks for something outside it") as caught:
        read(open_database(bare), f"SELECT * FROM {source}")
    assert "Qz7Kw" not in str(caught.value)
    if "http" in outside or "parquet" in outside:
        return  # the view cannot even be made without the network, or the right file
    url = duckdb_file(tmp_path / "crm.duckdb", f"CREATE VIEW reps AS SELECT * FROM {source}")
    with pytest.raises(SourceError, match=r"crm\.duckdb cannot be read: .*outside it, which"):
        read(open_database(url), "SELECT * FROM reps")


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{folder}/other.duckdb' AS other",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SET lock_configuration = false",
    ],
)
def test_no_statement_of_duckdb_opens_the_door_again(statement: str, tmp_path: Path) -> None:
    url = duckdb_file(tmp_path / "crm.duckdb", "CREATE TABLE t (a INTEGER)")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(SourceError):
        read(open_database(url), statement.format(folder=tmp_path))
    assert sorted(tmp_path.iterdir()) == before


def test_what_duckdb_cannot_keep_in_memory_lies_in_a_private_folder(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    url = duckdb_file(folder / "crm.duckdb", "CREATE TABLE t (a INTEGER)")
    database = open_database(url, Limits(memory=123_000_000, spill=45_000_000))
    with database.reading() as connection:
        settings = connection.execute(
            sa.text("SELECT name, value FROM duckdb_settings() WHERE name IN ('temp_directory',"
                    " 'memory_limit', 'max_temp_directory_size', 'enable_external_access',"
                    " 'autoload_known_extensions', 'lock_configuration', 'streaming_buffer_size')")
        ).all()  # fmt: skip
    database.close()
    found = dict(tuple(each) for each in settings)
    private = Path(found.pop("temp_directory")).parent
    assert folder not in private.parents
    assert private.stat().st_mode & 0o777 == 0o700
    assert found == {
        "memory_limit": "117.3 MiB",
        "max_temp_directory_size": "42.9 MiB",
        "enable_external_access": "false",
        "autoload_known_extensions": "false",
        "lock_configuration": "true",
        "streaming_buffer_size": "122.0 MiB",
    }


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("SELECT * FROM evil", "asks for something outside it"),
        ("SELECT load_extension('x')", "asks for something outside it"),
        ("ATTACH '{folder}/other.db' AS other", "asks for something outside it"),
        ("PRAGMA query_only = OFF", "asks for something outside it"),
        ("PRAGMA trusted_schema = ON", "asks for something outside it"),
        ("PRAGMA writable_schema = ON", "asks for something outside it"),
        ("CREATE TEMP TABLE x (a)", "."),
        ("SELECT zeroblob(20000000)", "a value of more than 10,000,000 characters"),
    ],
)
def test_a_statement_of_sqlite_only_reads(statement: str, reason: str, tmp_path: Path) -> None:
    url = sqlite_file(
        tmp_path / "crm.db",
        "CREATE TABLE t (a INTEGER)",
        "CREATE VIEW evil AS SELECT load_extension('x') AS a FROM t",
        "INSERT INTO t VALUES (1)",
    )
    before = sorted(tmp_path.iterdir())
    with pytest.raises(SourceError, match=reason):
        read(open_database(url), statement.format(folder=tmp_path))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("engine", MADE)
def test_a_view_without_end_is_stopped_and_the_source_can_be_read_again(
    engine: str, tmp_path: Path
) -> None:
    url = MADE[engine](tmp_path / "crm.db", f"CREATE VIEW reps AS {ENDLESS[engine]}")
    database = open_database(url, QUICK)
    with pytest.raises(SourceError, match="one reading took longer than 1 seconds"):
        read(database, "SELECT * FROM reps")
    with database.reading() as connection:
        assert connection.scalar(sa.select(2)) == 2
    database.close()


@pytest.mark.parametrize("engine", MADE)
def test_a_source_whose_tables_have_no_end_is_not_opened(engine: str, tmp_path: Path) -> None:
    tables = ("customers", "reps", "assignments")
    url = MADE[engine](
        tmp_path / "crm.db",
        *(
            f"CREATE VIEW {table} AS SELECT n AS customer_id, n AS rep_id, n AS name"
            f" FROM ({ENDLESS[engine]}) AS endless"
            for table in tables
        ),
    )
    with pytest.raises(SourceError, match=r"crm\.db cannot be read: one reading took longer"):
        opened(url, limits=QUICK)


@pytest.mark.parametrize("limits", [Limits(rows=15_000), Limits(size=100_000)])
def test_a_result_beyond_the_limits_is_not_taken(databases: Databases, limits: Limits) -> None:
    rows = [{"rep_id": f"r{number:07}", "name": "N"} for number in range(20_000)]
    url = databases.filled({"reps": rows})
    database, statement = open_database(url, limits), sa.text("SELECT rep_id FROM reps")
    with pytest.raises(SourceError, match=r"one of its results exceeds "):
        read(database, "SELECT rep_id FROM reps")
    # What comes in columns is counted by its size.
    if not (databases.engine == "duckdb" and limits.rows < len(rows)):
        with (
            pytest.raises(SourceError, match=r"one of its results exceeds "),
            database.reading() as c,
        ):
            fetch(c, statement.columns(sa.column("rep_id", sa.String)), {"rep_id": TEXT})  # type: ignore[arg-type]
    with database.reading() as connection:
        few = connection.execute(sa.text("SELECT rep_id FROM reps LIMIT 1000")).all()
    assert len(few) == 1000
    database.close()


def garbled(path: Path, start: int, step: int) -> None:
    data = bytearray(path.read_bytes())
    for position in range(start, len(data), step):
        data[position] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("engine", "content", "reason"),
    [
        ("duckdb", b"Dear customer, " * 500, "encrypted or no database of this kind"),
        ("duckdb", b"", "encrypted or no database of this kind"),
        ("sqlite", b"Dear customer, " * 500, "encrypted or no database of this kind"),
        ("sqlite", os.urandom(8192), "encrypted or no database of this kind"),
        ("duckdb", b"SQLite format 3\0" + bytes(4080), "encrypted or no database|damaged"),
    ],
)
def test_a_file_of_another_kind_is_named(
    engine: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "crm.db"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=rf"^crm\.db cannot be (opened|read): .*({reason})"):
        read(open_database(f"{engine}:///{path}"), "SELECT * FROM t")


@pytest.mark.parametrize("engine", MADE)
@pytest.mark.parametrize("harm", ["cut", "garbled"])
def test_a_damaged_file_is_named(engine: str, harm: str, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    url = MADE[engine](
        path,
        "CREATE TABLE t (a TEXT)",
        *(f"INSERT INTO t VALUES ('{number:0200}')" for number in range(300)),
    )
    if harm == "cut":
        os.truncate(path, path.stat().st_size // 3)
    else:
        garbled(path, 4096, 50)
    with pytest.raises(SourceError, match=r"crm\.db cannot be (opened|read): the file is damaged"):
        read(open_database(url), "SELECT count(*), max(a) FROM t")


def test_a_file_of_another_version_is_named(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    url = sqlite_file(path, "CREATE TABLE t (a)")
    data = bytearray(path.read_bytes())
    data[18:20] = b"\x09\x09"  # the version of the format that a reader must know
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"crm\.db cannot be (opened|read): "):
        read(open_database(url), "SELECT * FROM t")


def test_a_text_that_is_none_is_said_in_words(tmp_path: Path) -> None:
    url = sqlite_file(
        tmp_path / "crm.db",
        "CREATE TABLE t (a TEXT)",
        "INSERT INTO t VALUES (CAST(x'ff41' AS TEXT))",
    )
    with pytest.raises(SourceError, match="bytes that are no characters"):
        read(open_database(url), "SELECT a FROM t")


def test_a_value_that_a_view_cannot_take_is_said_in_words(tmp_path: Path) -> None:
    url = duckdb_file(tmp_path / "crm.duckdb", "CREATE VIEW t AS SELECT CAST('x' AS INTEGER) AS a")
    with pytest.raises(SourceError, match="computes with a value that it cannot take"):
        read(open_database(url), "SELECT a FROM t")


def test_a_view_of_what_is_gone_is_said_in_words(tmp_path: Path) -> None:
    for engine, made in MADE.items():
        url = made(
            tmp_path / f"crm.{engine}",
            "CREATE TABLE people (a INTEGER)",
            "CREATE VIEW t AS SELECT a FROM people",
            "DROP TABLE people",
        )
        with pytest.raises(SourceError, match="one of its views needs is not there"):
            read(open_database(url), "SELECT * FROM t")


@pytest.mark.parametrize("engine", MADE)
def test_a_file_that_another_program_writes_is_named(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    url = MADE[engine](path, "CREATE TABLE t (a INTEGER)")
    connecting = {
        "duckdb": "import duckdb; c = duckdb.connect({path!r})",
        "sqlite": "import sqlite3; c = sqlite3.connect({path!r}); c.execute('BEGIN EXCLUSIVE')",
    }[engine].format(path=str(path))
    writer = subprocess.Popen(
        [sys.executable, "-c", f"{connecting}; print(1, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    with writer:
        assert writer.stdout.readline() == b"1\n"
        with pytest.raises(SourceError, match=r"crm\.db cannot be .*open for writing; end it"):
            read(open_database(url, Limits(connect_seconds=0.1)), "SELECT * FROM t")
        writer.kill()


@pytest.mark.parametrize("engine", MADE)
def test_only_files_are_opened(engine: str, tmp_path: Path) -> None:
    pipe, place = tmp_path / "pipe.db", tmp_path / "socket.db"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        for path in (pipe, place, tmp_path, Path("/dev/zero")):
            with pytest.raises(SourceError, match="a folder, a device or a pipe; name a file"):
                open_database(f"{engine}:///{path}")
    with pytest.raises(SourceError, match="the file does not exist"):
        open_database(f"{engine}:///{tmp_path / 'none.db'}")
    with pytest.raises(SourceError, match="the file does not exist"):
        open_database(f"{engine}:///{tmp_path / ('x' * 300)}")


def test_an_engine_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    url = duckdb_file(tmp_path / "crm.db", "CREATE TABLE t (a INTEGER)")
    values = ", ".join(
        f"(SELECT list(range) FROM range(1000000)) AS a{number}" for number in range(20)
    )
    with pytest.raises(SourceError, match="needs too much memory"):
        read(open_database(url, Limits(memory=30_000_000, spill=1_000_000)), f"SELECT {values}")


@pytest.mark.parametrize("engine", MADE)
def test_a_link_that_the_user_names_is_followed(engine: str, tmp_path: Path) -> None:
    MADE[engine](tmp_path / "real.db", "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (7)")
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    database = open_database(f"{engine}:///{tmp_path / 'link.db'}")
    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT a FROM t")) == 7
    database.close()


def test_a_name_that_stands_for_another_place_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("md:crm", "http:crm", "sqlite:crm.db", "file:crm.db"):
        for engine in MADE:
            with pytest.raises(SourceError, match="the file does not exist"):
                open_database(f"{engine}:///{name}")
