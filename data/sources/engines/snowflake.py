"""Snowflake."""

from typing import Any, ClassVar

import sqlalchemy as sa

from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.engines.warehouse import catalog_and_schema, let_go
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["Snowflake"]


class Snowflake(Engine):
    """A schema of a Snowflake database, as ``snowflake://user:…@account/database.schema``."""

    names = ("Snowflake",)
    drivers: ClassVar = {"snowflake": "snowflake"}
    allowed: ClassVar = {
        "warehouse": r"[\w$-]{1,255}",
        "role": r"[\w$-]{1,255}",
        "private_key_file": r"/[^\0]+|[A-Za-z]:[^\0]+",
    }
    certificates = ("private_key_file",)
    failures: ClassVar = {
        "^000630|(?i:statement reached its statement.*timeout)": Failure.SLOW,
        "^(250001|390100|390144|390422)|(?i:incorrect username or password)": Failure.CREDENTIALS,
        "^002043|(?i:cannot perform .*current database)": Failure.NO_DATABASE,
        "^(003001|090105)|(?i:insufficient privileges)": Failure.NOT_ALLOWED,
        "^000606|(?i:no active warehouse)": Failure.NOT_ALLOWED,
        "^(002003|000904|002140)": Failure.GONE,
        "^(100038|100040|100035|100051|100046)": Failure.VALUE,
        "(?i)certificate|OCSP|SSLError": Failure.ENCRYPTION,
        "Connection refused": Failure.REFUSED,
        "Name or service|name resolution|getaddrinfo|nodename": Failure.UNKNOWN_HOST,
        "No route|unreachable": Failure.UNREACHABLE,
        "(?i)timed out": Failure.SILENT,
        "reset by peer|RemoteDisconnected|Connection aborted|^25000[23]": Failure.CUT,
    }
    raises = ("snowflake",)
    moments = ("TIMESTAMP_TZ", "TIMESTAMP_LTZ")
    clocks = ("TIMESTAMP_NTZ",)
    read_only = None
    asks_only = True
    isolation = None
    searched = "SELECT CURRENT_SCHEMA()"

    # The driver writes values into the text, where 0.5 is a decimal.
    bound: ClassVar = {sa.Float: "CAST({0} AS DOUBLE)", sa.Date: "CAST({0} AS DATE)"}
    # RLIKE asks for the whole text; patterns know no groups that are not counted.
    matches = "REGEXP_INSTR({0}, REPLACE({1}, '(?:', '(')) > 0"

    days_between = "DATEDIFF('day', {1}, {0})"
    add_days = "DATEADD('day', {1}, {0})"
    first_of_month = "DATE_TRUNC('month', {0})"
    days_of_month = "COUNT(DISTINCT {0})"
    iso_day = (
        "CASE WHEN REGEXP_INSTR({0}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$') > 0 AND {0} > '0001'"
        " THEN TRY_TO_DATE({0}, 'YYYY-MM-DD') END"
    )
    day_in_zone = "CAST(CONVERT_TIMEZONE({0}, {1}) AS DATE)"
    plain_text = "TO_VARCHAR({0})"
    copied_text = plain_text
    text_id = "TRIM(TO_VARCHAR({0}))"
    filled = "TRIM(TO_VARCHAR({0})) <> ''"
    blank = "{0} IS NULL OR TRIM(TO_VARCHAR({0})) = ''"
    power2 = "CASE WHEN {0} < -1074 THEN CAST(0 AS DOUBLE) ELSE POWER(CAST(2 AS DOUBLE), {0}) END"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS DOUBLE) END"
    cell_number = "{1}"
    # That capitals do not matter is an argument here, not a part of the pattern.
    replaced = (
        "REGEXP_REPLACE({0}, REPLACE(REPLACE({1}, '(?i)', ''), '(?:', '('), {2}, 1, 0,"
        " CASE WHEN STARTSWITH({1}, '(?i)') THEN 'i' ELSE 'c' END)"
    )
    folded = "LOWER({0})"
    epoch_text = "TO_CHAR(TO_TIMESTAMP_NTZ({0}), 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    json_text = (
        "CASE WHEN CHECK_JSON({0}) IS NULL"
        " THEN JSON_EXTRACT_PATH_TEXT({0}, LTRIM({1}, '$.')) ELSE {0} END"
    )
    hex_text = "LOWER(HEX_ENCODE({0}))"
    list_part = "SPLIT_PART({0}, {1}, {2})"
    pairs = (
        "SELECT CAST(GET(value, 0) AS VARCHAR) AS first, CAST(GET(value, 1) AS VARCHAR) AS second"
        " FROM TABLE(FLATTEN(INPUT => PARSE_JSON(:pairs)))"
    )

    def url(self, address: Address) -> sa.URL:
        """Database and schema are two parts of a path; the host is the account."""
        return super().url(address).set(database="/".join(catalog_and_schema(address)).strip("/"))

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:
        """Who asks; times are shown in UTC, and no statement runs longer than it may."""
        return {
            "user": address.user,
            "password": address.password,
            **address.options,
            "application": "Linchpin",
            "login_timeout": round(limits.connect_seconds),
            "session_parameters": {
                "TIMEZONE": "UTC",
                "STATEMENT_TIMEOUT_IN_SECONDS": round(limits.statement_seconds),
            },
        }

    def cancel(self, connection: Any, limits: Limits) -> bool:  # noqa: ARG002
        """Close the session, and with it what runs."""
        return let_go(connection)

    def code(self, error: BaseException) -> str:
        """The number of the error."""
        number = getattr(error, "errno", None)
        return f"{number:06d}" if isinstance(number, int) else super().code(error)
