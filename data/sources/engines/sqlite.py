"""SQLite, whose cells have types of their own."""

import json
import os
import re
import sqlite3
from contextlib import suppress
from functools import cache
from typing import Any, ClassVar
from urllib.parse import quote

import sqlalchemy as sa

from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["SQLite"]

#: What statements may do: read, in tables, views and loops, and ask what columns there are.
_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
}
#: Questions to the engine that reflection asks, about a table, and about a setting, which must
#: not be given a value.
_QUESTIONS = {"table_info", "table_xinfo", "table_list"}
_SETTINGS = {"query_only", "read_uncommitted"}
#: Functions that reach beyond the database, wherever they are built in.
_REFUSED = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "zipfile", "lsdir"}


class SQLite(Engine):
    """A SQLite file, opened so that it is neither written nor created."""

    names = ("SQLite",)
    drivers: ClassVar = {"sqlite": "sqlite"}
    endings = (".sqlite", ".sqlite3", ".db")
    failures: ClassVar = {
        "^SQLITE_INTERRUPT": Failure.CANCELLED,
        "^SQLITE_NOTADB": Failure.OTHER_FORMAT,
        "^SQLITE_(CORRUPT|FORMAT)|malformed": Failure.DAMAGED,
        "^SQLITE_(BUSY|LOCKED)": Failure.WRITTEN,
        "^SQLITE_(AUTH|PERM)|unsafe use|prohibited|not authorized|no such module": (
            Failure.ELSEWHERE
        ),
        "^SQLITE_READONLY": Failure.READ_ONLY,
        "^SQLITE_TOOBIG|too big": Failure.TOO_LONG,
        "^SQLITE_(NOMEM|FULL)|MemoryError": Failure.MEMORY,
        "^SQLITE_CANTOPEN": Failure.CLOSED_FILE,
        "^SQLITE_IOERR": Failure.DAMAGED,
        "decode to UTF-8|UnicodeDecodeError": Failure.CHARACTERS,
        "unsupported file format": Failure.NEWER,
        "no such|misuse of|circularly defined": Failure.GONE,
        "^(DataError|SQLITE_(RANGE|MISMATCH|CONSTRAINT))|overflow|isoformat": Failure.VALUE,
    }
    read_only = "PRAGMA query_only = ON"
    isolation = None
    typeless = True

    days_between = "CAST(julianday({0}) - julianday({1}) AS INTEGER)"
    add_days = "date({0}, ({1}) || ' days')"
    first_of_month = "date({0}, 'start of month')"
    days_of_month = "COUNT(DISTINCT {0})"
    day_in_zone = None
    is_bytes = "typeof({0}) = 'blob'"
    usual_number = "typeof({0}) IN ('integer', 'real') OR {1}"
    copied_text = (
        "CASE typeof({0}) WHEN 'blob' THEN lower(hex({0}))"
        " WHEN 'real' THEN CAST({0} AS TEXT)"
        " || CASE WHEN CAST({0} AS TEXT) GLOB '*.[0-9][0-9][0-9]' THEN '0' ELSE '' END"
        " ELSE CAST({0} AS TEXT) END"
    )
    plain_text = "CAST({0} AS TEXT)"
    text_id = "trim(CAST({0} AS TEXT))"
    filled = "trim(CAST({0} AS TEXT)) <> ''"
    blank = "{0} IS NULL OR trim(CAST({0} AS TEXT)) = ''"
    iso_day = (
        "CASE WHEN {0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
        " AND {0} > '0001' AND date({0}, '+0 days') = {0} THEN {0} END"
    )
    power2 = "pow(2.0, {0})"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS REAL) END"
    cell_number = (
        "CASE WHEN typeof({0}) = 'text' THEN {1}"
        " WHEN typeof({0}) IN ('integer', 'real') AND {0} BETWEEN -{2} AND {2}"
        " THEN CAST({0} AS REAL) END"
    )
    # Functions of our own, see prepare: the engine has neither, nor small letters beyond ASCII.
    replaced = "linchpin_replaced({0}, {1}, {2})"
    rewritten = "linchpin_rewritten({0}, {1})"
    folded = "linchpin_folded({0})"
    epoch_text = "replace(datetime({0}, 'unixepoch'), ' ', 'T')"
    json_text = (
        "CASE WHEN json_valid({0}) THEN CAST(CASE json_type({0}, {1}) WHEN 'true' THEN 'true'"
        " WHEN 'false' THEN 'false' ELSE json_extract({0}, {1}) END AS TEXT) ELSE {0} END"
    )
    hex_text = "lower(hex({0}))"
    list_part = "linchpin_list_part({0}, {1}, {2})"
    pairs = (
        "SELECT json_extract(value, '$[0]') AS first, json_extract(value, '$[1]') AS second"
        " FROM json_each(:pairs)"
    )

    def url(self, address: Address) -> sa.URL:
        """The address as a URI that says read-only."""
        path = quote(os.path.abspath(address.database))
        query = {"mode": "ro", "uri": "true"}
        return super().url(address).set(database=f"file:{path}", query=query)

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:  # noqa: ARG002
        """How long to wait for a program that writes."""
        return {"timeout": limits.connect_seconds}

    def session(self, limits: Limits) -> list[str]:
        """Also: views call nothing that reaches beyond the file, and cells are looked at."""
        guards = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0")
        return [*(f"PRAGMA {guard}" for guard in guards), *super().session(limits)]

    def prepare(self, connection: Any, limits: Limits) -> None:
        """Also: nothing but reading, and no value without end."""
        super().prepare(connection, limits)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.value)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        # Made known before anything but reading is refused: it takes a statement of its own to.
        connection.execute("SELECT value FROM json_each('[]')").close()
        for name, function in _FUNCTIONS.items():
            count = function.__code__.co_argcount
            connection.create_function(f"linchpin_{name}", count, function, deterministic=True)
        with suppress(AttributeError):  # from Python 3.12 on
            connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.set_authorizer(_allowed)

    def code(self, error: BaseException) -> str:
        """The name of the error."""
        return getattr(error, "sqlite_errorname", None) or super().code(error)


def _replaced(text: str | None, pattern: str, replacement: str) -> str | None:
    return None if text is None else re.sub(pattern, replacement, text)


def _rewritten(text: str | None, pairs: str) -> str | None:
    for pattern, by in _pairs(pairs):
        text = _replaced(text, pattern, by)
    return text


@cache
def _pairs(pairs: str) -> list[tuple[str, str]]:
    return [(pattern, by) for pattern, by in json.loads(pairs)]


def _folded(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _list_part(text: str | None, sign: str, number: int) -> str | None:
    parts = [] if text is None else text.split(sign)
    return parts[number - 1] if number <= len(parts) else None


_FUNCTIONS = {
    "replaced": _replaced,
    "rewritten": _rewritten,
    "folded": _folded,
    "list_part": _list_part,
}


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        asks = first in _QUESTIONS or (first in _SETTINGS and second is None)
        return sqlite3.SQLITE_OK if asks else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and second in _REFUSED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
