"""Trino, and the engines that are built on it."""

from typing import Any, ClassVar

import sqlalchemy as sa

from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.engines.warehouse import catalog_and_schema, let_go
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["Trino"]


class Trino(Engine):
    """A schema of a Trino catalogue, as ``trino://user:…@host:443/catalog.schema``."""

    names = ("Trino",)
    drivers: ClassVar = {"trino": "trino"}
    allowed: ClassVar = {"http_scheme": "http|https"}
    failures: ClassVar = {
        "EXCEEDED_TIME_LIMIT|exceeded the maximum": Failure.SLOW,
        "401|(?i:unauthori[sz]ed|invalid credentials|authentication failed)": Failure.CREDENTIALS,
        "SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND": Failure.NO_DATABASE,
        "PERMISSION_DENIED|Access Denied|403": Failure.NOT_ALLOWED,
        "QUERY_QUEUE_FULL|429": Failure.TOO_MANY,
        "SERVER_STARTING_UP|SERVER_SHUTTING_DOWN|503": Failure.RESTARTING,
        "EXCEEDED_.*MEMORY|CLUSTER_OUT_OF_MEMORY|EXCEEDED_SPILL": Failure.SERVER_FULL,
        "TABLE_NOT_FOUND|COLUMN_NOT_FOUND|FUNCTION_NOT_FOUND|VIEW_IS_STALE": Failure.GONE,
        "INVALID_CAST_ARGUMENT|DIVISION_BY_ZERO|NUMERIC_VALUE_OUT_OF_RANGE": Failure.VALUE,
        "CertificateError|SSLError|certificate verify": Failure.ENCRYPTION,
        "Connection refused": Failure.REFUSED,
        "Name or service|name resolution|getaddrinfo|nodename": Failure.UNKNOWN_HOST,
        "No route|unreachable": Failure.UNREACHABLE,
        "(?i)timed out": Failure.SILENT,
        "reset by peer|RemoteDisconnected|Connection aborted|TrinoConnectionError": Failure.CUT,
    }
    raises = ("trino", "requests")
    read_only = None
    asks_only = True
    isolation = None
    searched = "SELECT current_schema"

    matches = "regexp_like({0}, {1})"

    days_between = "date_diff('day', {1}, {0})"
    add_days = "date_add('day', CAST({1} AS INTEGER), {0})"
    first_of_month = "date_trunc('month', {0})"
    days_of_month = "COUNT(DISTINCT {0})"
    iso_day = (
        "CASE WHEN regexp_like({0}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$') AND {0} > '0001'"
        " THEN TRY_CAST({0} AS DATE) END"
    )
    day_in_zone = "CAST(at_timezone({1}, {0}) AS DATE)"
    plain_text = "CAST({0} AS VARCHAR)"
    copied_text = plain_text
    text_id = "trim(CAST({0} AS VARCHAR))"
    filled = "trim(CAST({0} AS VARCHAR)) <> ''"
    blank = "{0} IS NULL OR trim(CAST({0} AS VARCHAR)) = ''"
    power2 = "power(CAST(2 AS DOUBLE), {0})"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS DOUBLE) END"
    cell_number = "{1}"
    # Groups of a replacement are $1; a bare $ would be one.
    replaced = (
        "regexp_replace({0}, {1},"
        r" regexp_replace(replace({2}, '$', '\$'), '\\([0-9])', '\$$1'))"
    )
    folded = "lower({0})"
    epoch_text = "format_datetime(from_unixtime({0}, 'UTC'), 'yyyy-MM-dd''T''HH:mm:ss')"
    # A name of a path that stands in quotes stands in brackets, too.
    _path = """regexp_replace({1}, '\\."([^"]*)"', '["$1"]')"""
    json_text = (
        "CASE WHEN TRY(json_parse({0})) IS NULL THEN {0} ELSE"
        f" coalesce(json_extract_scalar({{0}}, {_path}), json_format(json_extract({{0}}, {_path})))"
        " END"
    )
    hex_text = "lower(to_hex({0}))"
    list_part = "split_part({0}, {1}, CAST({2} AS BIGINT))"
    pairs = (
        "SELECT pair[1] AS first, pair[2] AS second"
        " FROM UNNEST(CAST(json_parse(:pairs) AS ARRAY(ARRAY(VARCHAR)))) AS each_pair (pair)"
    )

    def url(self, address: Address) -> sa.URL:
        """Catalogue and schema are two parts of a path."""
        return super().url(address).set(database="/".join(catalog_and_schema(address)).strip("/"))

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:
        """Who asks; times are shown in UTC, and no statement runs longer than it may."""
        given = dict(address.options)
        given.setdefault("http_scheme", "http" if address.password is None else "https")
        return {
            "user": address.user,
            "auth": _basic(address),
            "source": "Linchpin",
            "timezone": "UTC",
            "request_timeout": limits.connect_seconds,
            "session_properties": {"query_max_run_time": f"{round(limits.statement_seconds)}s"},
            **given,
        }

    def cancel(self, connection: Any, limits: Limits) -> bool:  # noqa: ARG002
        """Close the connection; its statement ends when nobody asks for more of it."""
        return let_go(connection)


def _basic(address: Address) -> Any:
    """The driver's own form of a password."""
    if address.password is None:
        return None
    from trino.auth import BasicAuthentication  # not installed everywhere

    return BasicAuthentication(address.user, address.password)
