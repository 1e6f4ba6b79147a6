"""PostgreSQL servers."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Any, ClassVar

import psycopg
import sqlalchemy as sa

from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["PostgreSQL"]

#: Rows that the driver takes from the network at once.
_AT_ONCE = 1000

#: Each of these is set where the server knows it, whatever its version.
_SETTINGS = "SELECT set_config(name, %s, false) FROM pg_settings WHERE name = %s"

#: A sum over a million rows has room in so much memory; what a server gives more, it gives.
_KILOBYTES = "65536"
_WORKING_MEMORY = (
    "SELECT set_config(name, %s, false) FROM pg_settings"
    " WHERE name = 'work_mem' AND CAST(setting AS integer) < CAST(%s AS integer)"
)


class StreamingCursor(psycopg.Cursor[Any]):
    """A cursor that takes the rows of a query as they are asked for.

    The driver's own collects all rows first, of a result without end too. (A cursor in the server
    would do, but keeps it from sharing a query among its processes.)
    """

    _ahead: Iterator[Any] | None = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement; of a query, the first two rows are taken."""
        self._ahead = None
        if not isinstance(query, str) or not query.lstrip().startswith(("SELECT", "WITH")):
            return super().execute(query, params, **options)
        rows = self.stream(query, params, size=_AT_ONCE)
        first = list(islice(rows, 2))
        if not first:  # streaming does not say which columns there would be
            return super().execute(f"SELECT * FROM ({query}) AS nothing LIMIT 0", params)
        self._ahead = chain(first, rows)
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        return super().fetchone() if self._ahead is None else next(self._ahead, None)

    def fetchmany(self, size: int = 0) -> list[Any]:
        """The next ``size`` rows."""
        if self._ahead is None:
            return super().fetchmany(size)
        return list(islice(self._ahead, size or self.arraysize))

    def fetchall(self) -> list[Any]:
        """All further rows."""
        return super().fetchall() if self._ahead is None else list(self._ahead)

    def __iter__(self) -> Any:
        return super().__iter__() if self._ahead is None else self._ahead


def _replaced_by(text: str, pattern: str, by: str) -> str:
    # Templates double the braces of the engine's own.
    pattern = pattern.replace("{", "{{").replace("}", "}}")
    return f"regexp_replace({text}, '{pattern}', '{by}', 'g')"


def _json_reduced() -> str:
    """What is left of a text when its strings are "", its numbers and words 0, and each list or
    object that holds such values only is 0 as well: 0 where it is JSON.

    A cast of what only looks like JSON ends the statement, and servers before 16 cannot be asked
    beforehand. What is nested deeper than :data:`_JSON_DEPTH` counts as no JSON.
    """
    # Neither 0 nor half of a pair is a character that a text of the server can hold.
    pair = r"[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    character = rf"(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{{4}}|{pair}"
    string = rf'"([^"\\\u0001-\u001f]|\\["\\/bfnrt]|\\u({character}))*"'
    number = r"-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?"
    whole = r'\{("":(""|0)(,"":(""|0))*)?\}|\[((""|0)(,(""|0))*)?\]'
    text = _replaced_by("{0}", string, '""')
    text = _replaced_by(text, f"true|false|null|{number}", "0")
    text = _replaced_by(text, r"[ \t\n\r]+", "")
    for _ in range(_JSON_DEPTH):
        text = _replaced_by(text, whole, "0")
    return text


_JSON_DEPTH = 20
_JSON_REDUCED = _json_reduced()


def _quoted(schemas: str) -> str:
    """Names of schemas, with commas, as an option of a connection has them: as they are written,
    whatever their capitals, and with every space marked."""
    named = (each.strip() for each in schemas.split(","))
    return ",".join(f'"{name}"' for name in named if name).replace(" ", "\\ ")


class PostgreSQL(Engine):
    """A database of a PostgreSQL server."""

    names = ("PostgreSQL",)
    port = 5432
    drivers: ClassVar = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    # Encryption; the name by which the server knows us; the schema that holds the tables. All
    # others (other hosts, files of passwords and keys, settings of the session) stay ours.
    allowed: ClassVar = {
        "sslmode": "disable|allow|prefer|require|verify-ca|verify-full",
        "sslrootcert": r"/[^\0]+|[A-Za-z]:[^\0]+",
        "application_name": r"[\w .-]{1,63}",
        "options": r"-c ?search_path=[\w,$]{1,200}",
        "schema": r"[^\"\\\x00-\x1f]{1,200}",
    }
    certificates = ("sslrootcert",)
    failures: ClassVar = {
        "^57014": Failure.SLOW,
        "^(28|.*no password supplied|.*authentication failed)": Failure.CREDENTIALS,
        "^(3D000|.*database .* does not exist)": Failure.NO_DATABASE,
        "^(42501|.*permission denied)": Failure.NOT_ALLOWED,
        "^(53300|.*too many (clients|connections)|.*remaining connection slots)": Failure.TOO_MANY,
        "^(57P0|.*the database system is)": Failure.RESTARTING,
        "^(40|55P03)": Failure.LOCKED_OUT,
        "^53": Failure.SERVER_FULL,
        "^25P0[34]": Failure.OVERDUE,
        "^25006": Failure.READ_ONLY,
        "^(22021|22P05|.*codec can't)": Failure.CHARACTERS,
        "^(22|.*DataError)": Failure.VALUE,
        "^(42P01|42703|42883)": Failure.GONE,
        "^XX00[12]": Failure.DAMAGED,
        "Connection refused": Failure.REFUSED,
        "resolve host|Name or service|name resolution|getaddrinfo": Failure.UNKNOWN_HOST,
        "No route|unreachable": Failure.UNREACHABLE,
        "timeout expired|timed out": Failure.SILENT,
        "(?i)SSL (error|SYSCALL)|certificate|not support SSL|sslmode|pg_hba": Failure.ENCRYPTION,
        "^08|server closed|connection.*(lost|closed|reset)|reset by peer|terminat|EOF"
        "|lost synchronization|invalid response|expected authentication|unexpected|Broken pipe"
        "|consuming input": Failure.CUT,
    }
    read_only = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
    isolation = "REPEATABLE READ"
    # Of schemas that are asked for and not there, the server says nothing by itself.
    searched = (
        "SELECT coalesce(nullif(array_to_string(current_schemas(false), ', '), ''),"
        " current_setting('search_path'))"
    )

    days_between = "{0} - {1}"
    add_days = "{0} + {1}"
    first_of_month = "CAST(date_trunc('month', {0}) AS DATE)"
    days_of_month = "COUNT(DISTINCT {0})"
    day_in_zone = "CAST(timezone({0}, {1}) AS DATE)"
    plain_text = 'CAST({0} AS TEXT) COLLATE "C"'
    copied_text = plain_text
    text_id = 'trim(CAST({0} AS TEXT)) COLLATE "C"'
    filled = "trim(CAST({0} AS TEXT)) <> ''"
    blank = "{0} IS NULL OR trim(CAST({0} AS TEXT)) = ''"
    iso_day = (
        "CASE WHEN {0} ~ '^(?!0000)[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
        " THEN CASE WHEN CAST(right({0}, 2) AS integer) <= EXTRACT(day FROM"
        " CAST(left({0}, 8) || '01' AS date) + interval '1 month' - interval '1 day')"
        " THEN CAST({0} AS date) END END"
    )
    # Below 2^-1074 a double is 0, for which the server raises an underflow.
    power2 = "CASE WHEN {0} < -1074 THEN 0.0 ELSE power(2.0::double precision, {0}) END"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS double precision) END"
    cell_number = "{1}"
    replaced = "regexp_replace({0}, {1}, {2}, 'g')"
    folded = 'lower({0} COLLATE "default") COLLATE "C"'
    epoch_text = (
        "to_char(timezone('UTC', to_timestamp({0})), 'YYYY-MM-DD\"T\"HH24:MI:SS') COLLATE \"C\""
    )
    json_text = (
        f"CASE WHEN {_JSON_REDUCED} = '0' AND {{0}} ~ '[{{{{[]'"
        ' THEN (CAST({0} AS json) #>> CAST({2} AS text[])) COLLATE "C" ELSE {0} END'
    )
    hex_text = "encode({0}, 'hex') COLLATE \"C\""
    text_mark = "hashtextextended({0}, 0)"
    packed = "string_agg(coalesce({0}, ''), {1}) || {1}"
    # In the order of rows: where sums are kept by their hashes, those begun first are done first.
    parcel = "row_number() OVER () / 2048"
    list_part = "split_part({0}, {1}, CAST({2} AS integer))"
    pairs = (
        """SELECT (value ->> 0) COLLATE "C" AS first, (value ->> 1) COLLATE "C" AS second"""
        " FROM json_array_elements(CAST(:pairs AS json))"
    )

    def relations(self, inspector: sa.Inspector) -> list[str]:
        """Materialized views, too."""
        return [*super().relations(inspector), *inspector.get_materialized_view_names()]

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:
        """Who asks; and that a connection of which nothing is heard is given up."""
        options = dict(address.options)
        schema = options.pop("schema", None)
        if schema is not None:
            options["options"] = f"-c search_path={_quoted(schema)}"
        return {
            "user": address.user,
            "password": address.password,
            "application_name": "Linchpin",
            **options,
            "connect_timeout": max(2, round(limits.connect_seconds)),
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
            "cursor_factory": StreamingCursor,
        }

    def prepare(self, connection: Any, limits: Limits) -> None:
        """Also: no statement runs longer than it may, nor for a client that is gone, nor is it
        translated first."""
        super().prepare(connection, limits)
        milliseconds = round(limits.statement_seconds * 1000)
        settings = {
            "statement_timeout": str(milliseconds),
            "lock_timeout": str(milliseconds),
            "idle_in_transaction_session_timeout": str(round(limits.reading_seconds * 1000)),
            "client_connection_check_interval": "2000",
            # Translating a statement of hundreds of expressions takes longer than running it.
            "jit": "off",
        }
        with connection.cursor() as cursor:
            for name, value in settings.items():
                cursor.execute(_SETTINGS, (value, name))
            cursor.execute(_WORKING_MEMORY, (_KILOBYTES, _KILOBYTES))
        connection.commit()

    def cancel(self, connection: Any, limits: Limits) -> bool:
        """Ask the server to stop, then cut the connection, which a stalled one does not survive."""
        with suppress(psycopg.Error):
            connection.cancel_safe(timeout=limits.cancel_seconds)
        with suppress(psycopg.Error, OSError):
            here = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
            with here:
                here.shutdown(socket.SHUT_RDWR)
        return True

    def code(self, error: BaseException) -> str:
        """The SQLSTATE."""
        return getattr(error, "sqlstate", None) or super().code(error)
