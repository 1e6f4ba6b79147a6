"""An address is read in one way or refused, and nothing of what it keeps secret is ever shown."""

import random
import socket
from itertools import product
from pathlib import Path
from urllib.parse import quote

import psycopg
import pymysql
import pytest
import sqlalchemy as sa

from analytics.errors import InputError
from analytics.policy import Policy
from data.opening import given_source
from data.sources.addresses import masked
from data.sources.database import Database, open_database
from data.sources.engines import located
from data.sources.limits import Limits

REFUSED = "The address of the database cannot be used: "
#: Stands in what must not be shown; no word of a message and no part of a host holds it.
CANARY = "Qz7Kw"


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        ("crm:p@ss@db.example/sales", "write @ as %40"),
        ("crm:p:ss@db.example/sales", "write : as %3A"),
        ("crm:p/ss@db.example/sales", "write / as %2F"),
        ("crm:p?ss@db.example/sales", r"write \? as %3F"),
        ("crm:p#ss@db.example/sales", "write # as %23"),
        ("crm:p%ss@db.example/sales", "write % as %25"),
        ("crm:p ss@db.example/sales", "write a space as %20"),
        ("crm:1234/@db.example/sales", "write / as %2F"),
        ("crm:%ff@db.example/sales", "no UTF-8 text"),
        ("crm:a%00b@db.example/sales", "invisible character"),
        ("crm:a\tb@db.example/sales", "invisible character"),
        ("crm:a\u200bb@db.example/sales", "invisible character"),
        (":secret@db.example/sales", "names no user"),
        ("@db.example/sales", "names no user"),
        ("crm:secret@/sales", "names no host"),
        ("/sales", "names no host"),
        ("db.example", "names no database"),
        ("db.example/", "names no database"),
        ("db.example?sslmode=require", "names no database"),
        ("db.example/sales/2026", "name of the database as %-codes"),
        ("db.example/sales;password=x", "name of the database as %-codes"),
        ("db.example:0/sales", "from 1 to 65535"),
        ("db.example:65536/sales", "from 1 to 65535"),
        ("db.example:secret/sales", "from 1 to 65535"),
        ("db.example:٣/sales", "from 1 to 65535"),
        ("db.example:/sales", "from 1 to 65535"),
        ("a,b/sales", "its host is no name"),
        ("%2Ftmp/sales", "its host is no name"),
        ("bücher.example/sales", "its host is no name"),
        ("[fe80::1%25eth0]/sales", "its host is no name"),
        ("crm:" + "x" * 2000 + "@db.example/sales", "longer than 2,000 characters"),
    ],
)
@pytest.mark.parametrize("scheme", ["postgresql", "mysql+pymysql"])
def test_an_address_that_can_be_misread_is_refused_with_the_remedy(
    scheme: str, rest: str, reason: str
) -> None:
    with pytest.raises(InputError, match=f"{REFUSED}.*{reason}"):
        located(f"{scheme}://{rest}")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("mysql://h/d?read_default_file=/etc/my.cnf", "charset, ssl_ca"),
        ("mysql://h/d?local_infile=1", "charset, ssl_ca"),
        ("mysql://h/d?unix_socket=/run/mysqld.sock", "charset, ssl_ca"),
        ("mysql://h/d?init_command=SET+x", "charset, ssl_ca"),
        ("mysql://h/d?charset=utf8mb4&charset=latin1", "once each"),
        ("postgresql://h/d?host=elsewhere", "sslmode, sslrootcert"),
        ("postgresql://h/d?user=u&password=p", "sslmode, sslrootcert"),
        ("postgresql://h/d?passfile=/etc/passwd", "sslmode, sslrootcert"),
        ("postgresql://h/d?service=x", "sslmode, sslrootcert"),
        ("postgresql://h/d?sslmode=require&", "sslmode, sslrootcert"),
        ("postgresql://h/d?", "sslmode, sslrootcert"),
        ("postgresql://h/d?sslmode=off", "option sslmode has no value that is allowed"),
        ("postgresql://h/d?options=-c+statement_timeout%3D0", "option options has no value"),
        ("postgresql://h/d?options=-c%20search_path%3Da%20-c%20x%3Dy", "option options has no"),
    ],
)
def test_only_options_that_name_no_other_place_are_taken(url: str, allowed: str) -> None:
    with pytest.raises(InputError, match=f"{REFUSED}.*{allowed}"):
        located(url)


@pytest.mark.parametrize("scheme", ["duckdb", "sqlite"])
@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        ("/crm.db?threads=4", "has no options"),
        ("/crm.db?mode=rw", "has no options"),
        ("host/crm.db", "a file has no host"),
        ("crm:secret@host/crm.db", "a file has no host"),
        ("", "a file has no host"),
        ("/", "names no file"),
        ("/:memory:", "names no file"),
        ("/a\0b", "invisible character"),
    ],
)
def test_an_address_of_a_file_is_its_path_and_nothing_else(
    scheme: str, rest: str, reason: str
) -> None:
    with pytest.raises(InputError, match=f"{REFUSED}.*{reason}"):
        located(f"{scheme}://{rest}")


def test_a_file_may_have_any_printable_name(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c@d%41: 客户.db"
    engine = sa.create_engine("sqlite://", creator=lambda: _sqlite(path))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
    engine.dispose()
    database = open_database(f"sqlite:///{path}")
    with database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == ["t"]
    assert database.label == path.name
    database.close()


def _sqlite(path: Path) -> object:
    import sqlite3

    return sqlite3.connect(path)


def test_what_is_written_as_codes_reaches_the_driver_as_it_is() -> None:
    password = "p@s:s/w#o?r%d 密码"
    kind, address = located(
        f"postgresql://{quote('a@b')}:{quote(password, safe='')}@[::1]:5433/sales%202026"
        "?sslmode=require&options=-c%20search_path%3Dcrm"
    )
    arguments = kind.arguments(address, Limits())
    assert (arguments["user"], arguments["password"]) == ("a@b", password)
    assert (arguments["sslmode"], arguments["options"]) == ("require", "-c search_path=crm")
    url = kind.url(address)
    assert (url.host, url.port, url.database) == ("::1", 5433, "sales 2026")
    assert (url.username, url.password, url.query) == (None, None, {})


@pytest.mark.parametrize(
    ("schema", "option"),
    [
        ("crm", '-c search_path="crm"'),
        ("Buch%202026", '-c search_path="Buch\\ 2026"'),
        ("crm,Public", '-c search_path="crm","Public"'),
    ],
)
def test_a_schema_is_read_under_the_name_that_it_has(schema: str, option: str) -> None:
    kind, address = located(f"postgresql://reader@host/crm?schema={schema}")
    assert kind.arguments(address, Limits())["options"] == option


def test_a_mysql_driver_gets_any_password_as_the_bytes_of_its_text() -> None:
    kind, address = located(f"mysql://crm:{quote('密码é')}@db.example/sales")
    assert kind.arguments(address, Limits())["password"] == "密码é".encode()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every host that would be asked for; the drivers answer as loudly as they can."""
    hosts: list[str] = []

    def look_up(host: object, *_: object, **__: object) -> object:
        hosts.append(str(host))
        raise socket.gaierror(-2, f"Name or service not known: {host}")

    def connect(*_: object, **named: object) -> object:
        hosts.append(str(named.get("host")))
        text = " ".join(str(each) for each in named.values())
        repeated = f"{text} {quote(text, safe='')}\n{text}"
        error = psycopg.OperationalError if "dbname" in named else pymysql.err.OperationalError
        raise error(repeated)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setattr(pymysql, "connect", connect)
    return hosts


def hostile_addresses() -> list[str]:
    """Addresses with a canary in user, password, options and what looks like them."""
    chance = random.Random(10)
    bare = [*"@:/#?%&=;, +\\[]'\"<>\t", "", "é", "密", "\x00", "%40", "%3A", "%2F", "%zz", "@@"]
    shapes = (
        "{s}://{u}:{p}@db.example/sales",
        "{s}://{u}:{p}@db.example:5432/sales?{o}",
        "{s}://{p}@db.example/sales",
        "{s}://{u}@{p}@db.example/sales",
        "{s}://db.example/sales?user={u}&password={p}",
        "{s}://db.example/sales;password={p}",
        "{s}://db.example:{p}/sales",
        "{s}://{u}:{p}@/sales",
        "{s}://{u}:{p}@db.example",
    )
    made = []
    for shape, scheme, character in product(shapes, ("postgresql", "mysql"), bare):
        parts = [f"{CANARY}{chance.randrange(100)}" for _ in range(3)]
        word = character.join(parts)
        option = f"{CANARY}={CANARY}" if chance.random() < 0.5 else f"application_name={CANARY}"
        made.append(shape.format(s=scheme, u=f"{CANARY}u", p=word, o=option))
    return made


def test_there_are_enough_hostile_addresses() -> None:
    assert len(set(hostile_addresses())) >= 480


def test_no_hostile_address_shows_its_secrets_or_asks_for_a_piece_of_them(
    asked: list[str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    for url in hostile_addresses():
        with pytest.raises(InputError) as caught:
            open_database(url)
        shown = f"{caught.value}{caught.value!r}{caught.value.__cause__}{caught.value.args}"
        assert CANARY not in shown, url
        assert "\n" not in str(caught.value), url
    assert set(asked) == {"db.example"}
    output = capfd.readouterr()
    assert CANARY not in caplog.text + output.out + output.err


@pytest.mark.parametrize(
    "location",
    [
        f"postgresql:/crm:{CANARY}@db.example/sales",
        f"crm:{CANARY}@db.example/sales",
        f"postgresql:{CANARY}",
        f"jdbc:postgresql://db.example/sales?password={CANARY}",
        f"\npostgresql://crm:{CANARY}@db.example/sales",
        f"mysql:\n{CANARY}@db.example",
        f"crm:{CANARY}@{'x' * 5000}",
    ],
)
def test_what_is_nearly_an_address_is_not_taken_for_a_file_and_shown(
    location: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        given_source(location, Policy(), tmp_path)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("location", ["crm/" + "x" * 5000, "x" * 300, "a\0b", "a\x1b[31m"])
def test_a_name_that_no_file_has_is_said_in_a_line(location: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r" (does not exist$|cannot be opened: )") as caught:
        given_source(location, Policy(), tmp_path)
    told = str(caught.value)
    assert len(told) < 250
    assert told.isprintable()


def test_what_is_printed_of_a_database_holds_no_secret() -> None:
    url = f"postgresql://{CANARY}u:{CANARY}p@db.example/sales?application_name={CANARY}n"
    kind, address = located(url)
    database = Database(kind, address, Limits())
    printed = f"{address!r}{address}{database!r}{database.engine!r}{database.engine.url!r}"
    assert CANARY not in printed
    assert "db.example" in printed
    assert database.label == "postgresql://db.example/sales"


def test_every_piece_of_a_secret_is_hidden_as_written_and_decoded() -> None:
    _, address = located("postgresql://ada:p%40ss%3Aword%2Fx@db.example/sales")
    told = "p@ss:word/x p%40ss%3Aword%2Fx ss word WORD ada:p ax x"
    assert masked(told, address) == "*** *** *** *** *** ***:*** ax ***"


def test_a_message_is_one_line_without_codes_for_the_terminal() -> None:
    _, address = located("postgresql://db.example/sales")
    assert masked("\n\x1b[31mred\x07\nsecond", address) == r"\x1b[31mred\x07"
    assert len(masked("x" * 5000, address)) == 200
