"""Apache Spark by its Thrift server, and whatever else speaks Hive's protocol and Spark's SQL."""

import socket
from contextlib import suppress
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects import registry

from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["Spark"]

registry.register("hive.linchpin", "data.sources.dialects.hive", "SparkDialect")


class Spark(Engine):
    """A database of Spark's catalogue."""

    names = ("Spark",)
    drivers: ClassVar = {"hive": "hive+linchpin"}
    # How the server asks who we are. A Kerberos ticket is that of the process.
    allowed: ClassVar = {
        "auth": "NONE|NOSASL|LDAP|CUSTOM|KERBEROS",
        "kerberos_service_name": r"[\w.-]{1,63}",
    }
    failures: ClassVar = {
        r"Query timed out|QUERY_TIMED_OUT|TIMEDOUT": Failure.SLOW,
        r"Error validating the login|Bad status: 3|PasswordAuthentication|AUTHENTICATION": (
            Failure.CREDENTIALS
        ),
        "SCHEMA_NOT_FOUND|NoSuchDatabase|Database '.*' not found": Failure.NO_DATABASE,
        r"INSUFFICIENT_PERMISSIONS|[Pp]ermission denied|AccessControlException": (
            Failure.NOT_ALLOWED
        ),
        "(?i)too many (sessions|connections)|limit.*connections": Failure.TOO_MANY,
        "OutOfMemory|No space left|SparkOutOfMemory|Total size of serialized results": (
            Failure.SERVER_FULL
        ),
        "SparkContext was shut down|stopped SparkContext|cancelled because SparkContext": (
            Failure.RESTARTING
        ),
        "TABLE_OR_VIEW_NOT_FOUND|UNRESOLVED_|ROUTINE_NOT_FOUND|INCOMPATIBLE_VIEW": Failure.GONE,
        "CAST_INVALID_INPUT|CAST_OVERFLOW|ARITHMETIC_OVERFLOW|DIVIDE_BY_ZERO|CANNOT_PARSE|"
        "NUMERIC_VALUE_OUT_OF_RANGE|INVALID_ARRAY_INDEX|DateTimeException": Failure.VALUE,
        "MALFORMED_RECORD|CANNOT_READ_FILE|FAILED_READ_FILE|is not a Parquet file": Failure.DAMAGED,
        "Connection refused|Could not connect to any of": Failure.REFUSED,
        "Name or service|name resolution|getaddrinfo|nodename|failed to resolve": (
            Failure.UNKNOWN_HOST
        ),
        "No route|unreachable": Failure.UNREACHABLE,
        "(?i)timed out": Failure.SILENT,
        r"TSocket read 0 bytes|reset by peer|Broken pipe|TTransportException|BrokenPipe"
        "|Bad file descriptor|Invalid SessionHandle|Invalid OperationHandle": Failure.CUT,
    }
    raises: ClassVar[tuple[str, ...]] = ("thrift", "pyhive")
    read_only = None
    asks_only = True
    # Every statement sees the newest state of each of its tables; there is no state of all.
    isolation = None
    searched = None  # Spark has no information_schema.

    bound: ClassVar = {sa.Float: "CAST({0} AS DOUBLE)", sa.Date: "CAST({0} AS DATE)"}
    matches = "{0} RLIKE {1}"
    # Both are conditions of WHERE only; a list or a number out of a subquery is a value anywhere.
    among = "array_contains((SELECT collect_set(each) FROM {1} AS among (each)), {0})"
    exists = "(SELECT COUNT(1) FROM (SELECT 1 FROM {0} AS found LIMIT 1)) = 1"

    days_between = "datediff({0}, {1})"
    add_days = "date_add({0}, CAST({1} AS INT))"
    first_of_month = "trunc({0}, 'MM')"
    # One bit a day is one aggregate; a distinct count sends the rows around once more.
    days_of_month = "CAST(bit_count(bit_or(shiftleft(1, day({0}) - 1))) AS INT)"
    iso_day = (
        "CASE WHEN {0} RLIKE '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' AND {0} > '0001'"
        " THEN TRY_CAST({0} AS DATE) END"
    )
    # The session's own zone is UTC, see below.
    day_in_zone = "CAST(from_utc_timestamp({1}, {0}) AS DATE)"
    plain_text = "CAST({0} AS STRING)"
    copied_text = plain_text
    text_id = "trim(CAST({0} AS STRING))"
    filled = "trim(CAST({0} AS STRING)) <> ''"
    blank = "{0} IS NULL OR trim(CAST({0} AS STRING)) = ''"
    power2 = "pow(CAST(2 AS DOUBLE), {0})"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS DOUBLE) END"
    cell_number = "{1}"
    # Groups of a replacement are $1; a bare $ would be one.
    replaced = (
        "regexp_replace({0}, {1},"
        r" regexp_replace(replace({2}, '$', '\\$'), '\\\\([0-9])', '\\$$1'))"
    )
    folded = "lower({0})"
    epoch_text = "date_format(timestamp_seconds({0}), 'yyyy-MM-dd\\'T\\'HH:mm:ss')"
    json_text = (
        "CASE WHEN get_json_object({0}, '$') IS NULL THEN {0} ELSE get_json_object({0}, {1}) END"
    )
    hex_text = "lower(hex({0}))"
    list_part = "split_part({0}, {1}, CAST({2} AS INT))"
    pairs = (
        "SELECT pair[0] AS first, pair[1] AS second"
        " FROM (SELECT explode(from_json(:pairs, 'array<array<string>>')) AS pair)"
    )

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:  # noqa: ARG002
        """Who asks, and how it is proved."""
        options = dict(address.options)
        options.setdefault("auth", "NONE" if address.password is None else "LDAP")
        return {"username": address.user, "password": address.password, **options}

    def session(self, limits: Limits) -> list[str]:
        """Times are shown in UTC, and no statement runs longer than it may."""
        seconds = max(1, round(limits.statement_seconds))
        return ["SET TIME ZONE 'UTC'", f"SET spark.sql.thriftServer.queryTimeout={seconds}"]

    def cancel(self, connection: Any, limits: Limits) -> bool:  # noqa: ARG002
        """Cut the connection: with it the server ends the session and what runs in it."""
        buffered = connection._transport
        # With signing-in by SASL, and without.
        inner: Any = getattr(
            buffered, "_trans", getattr(buffered, "_TBufferedTransport__trans", None)
        )
        with suppress(AttributeError, OSError):  # it may just be closing
            inner.handle.shutdown(socket.SHUT_RDWR)
        return True
