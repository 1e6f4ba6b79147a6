"""Google BigQuery."""

from typing import Any, ClassVar

import sqlalchemy as sa

from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.engines.warehouse import let_go
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["BigQuery"]


class BigQuery(Engine):
    """A data set of a BigQuery project, as ``bigquery://project/dataset``."""

    names = ("BigQuery",)
    drivers: ClassVar = {"bigquery": "bigquery"}
    # Who asks stands in a file of a service account, or in what the machine is signed in with.
    allowed: ClassVar = {
        "credentials": r"/[^\0]+|[A-Za-z]:[^\0]+",
        "location": r"[A-Za-z0-9-]{1,40}",
    }
    certificates = ("credentials",)
    failures: ClassVar = {
        "(?i)job timed out|jobTimeout|DeadlineExceeded": Failure.SLOW,
        "DefaultCredentialsError|RefreshError|^Unauthorized|invalid_grant": Failure.CREDENTIALS,
        "Not found: (Dataset|Project)": Failure.NO_DATABASE,
        "^Forbidden|Access Denied|accessDenied": Failure.NOT_ALLOWED,
        "rateLimitExceeded|quotaExceeded|^TooManyRequests": Failure.TOO_MANY,
        "resourcesExceeded|Resources exceeded": Failure.SERVER_FULL,
        "Not found: (Table|Routine)|Unrecognized name|Function not found": Failure.GONE,
        "(?i)bad (double|int64|date|timestamp) value|division by zero|out of range": Failure.VALUE,
        "SSLError|certificate verify": Failure.ENCRYPTION,
        "Connection refused": Failure.REFUSED,
        "Name or service|name resolution|getaddrinfo|nodename|TransportError": Failure.UNKNOWN_HOST,
        "No route|unreachable": Failure.UNREACHABLE,
        "(?i)timed out": Failure.SILENT,
        "reset by peer|RemoteDisconnected|Connection aborted|^(ServiceUnav|BadGateway)": (
            Failure.CUT
        ),
    }
    raises = ("google", "requests")
    moments = ("TIMESTAMP",)
    read_only = None
    asks_only = True
    isolation = None
    searched = None

    matches = "REGEXP_CONTAINS({0}, {1})"
    # In GROUP BY, a name that the columns need not have.
    unlabelled = "within_group_by"

    days_between = "DATE_DIFF({0}, {1}, DAY)"
    add_days = "DATE_ADD({0}, INTERVAL {1} DAY)"
    first_of_month = "DATE_TRUNC({0}, MONTH)"
    days_of_month = "COUNT(DISTINCT {0})"
    iso_day = (
        "CASE WHEN REGEXP_CONTAINS({0}, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$') AND {0} > '0001'"
        " THEN SAFE_CAST({0} AS DATE) END"
    )
    day_in_zone = "DATE({1}, {0})"
    plain_text = "CAST({0} AS STRING)"
    copied_text = plain_text
    text_id = "TRIM(CAST({0} AS STRING), ' ')"
    filled = "TRIM(CAST({0} AS STRING), ' ') <> ''"
    blank = "{0} IS NULL OR TRIM(CAST({0} AS STRING), ' ') = ''"
    # A power that no double can hold is an error.
    power2 = "CASE WHEN {0} < -1074 THEN 0.0 ELSE POW(2.0, {0}) END"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS FLOAT64) END"
    cell_number = "{1}"
    replaced = "REGEXP_REPLACE({0}, {1}, {2})"
    folded = "LOWER({0})"
    epoch_text = "REPLACE(SUBSTR(CAST(TIMESTAMP_SECONDS({0}) AS STRING), 1, 19), ' ', 'T')"
    json_text = (
        "CASE WHEN SAFE.PARSE_JSON({0}) IS NULL THEN {0}"
        " ELSE COALESCE(JSON_VALUE({0}, {1}), JSON_QUERY({0}, {1})) END"
    )
    hex_text = "TO_HEX({0})"
    list_part = "SPLIT({0}, {1})[SAFE_ORDINAL({2})]"
    pairs = (
        "SELECT JSON_VALUE(pair, '$[0]') AS first, JSON_VALUE(pair, '$[1]') AS second"
        " FROM UNNEST(JSON_QUERY_ARRAY(:pairs)) AS pair"
    )

    def url(self, address: Address) -> sa.URL:
        """The host is the project; the driver opens the file of the account by itself."""
        names = {"credentials": "credentials_path", "location": "location"}
        query = {names[name]: value for name, value in address.options.items()}
        return super().url(address).set(query=query)

    def cancel(self, connection: Any, limits: Limits) -> bool:  # noqa: ARG002
        """Close the connection; what runs is billed as it is, up to the limit of the project."""
        return let_go(connection)
