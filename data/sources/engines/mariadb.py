"""MariaDB and MySQL servers, which are read alike."""

from typing import ClassVar

from data.sources.engines.base import Engine

__all__ = ["MariaDB"]


class MariaDB(Engine):
    """A database of a MariaDB or MySQL server."""

    names = ("MariaDB", "MySQL")
    drivers: ClassVar = {"mariadb": "mariadb+pymysql", "mysql": "mysql+pymysql"}
    options: ClassVar = {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    read_only = "SET SESSION TRANSACTION READ ONLY"
    # Repeatable read is how these servers are set up.
    isolation = None

    days_between = "DATEDIFF({0}, {1})"
    add_days = "CAST(DATE_ADD({0}, INTERVAL {1} DAY) AS DATE)"
    first_of_month = "CAST(DATE_SUB({0}, INTERVAL DAYOFMONTH({0}) - 1 DAY) AS DATE)"
    days_of_month = "COUNT(DISTINCT {0})"
    day_in_zone = None
    plain_text = "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_bin"
    text_id = "TRIM(CONVERT({0} USING utf8mb4)) COLLATE utf8mb4_bin"
    filled = "TRIM(CONVERT({0} USING utf8mb4)) <> ''"
    blank = "{0} IS NULL OR TRIM(CONVERT({0} USING utf8mb4)) = ''"
    # A cast of 2026-02-30 shows as NULL, yet compares as if it were a day.
    iso_day = (
        "CASE WHEN {0} REGEXP '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
        " AND {0} > '0001' THEN CASE WHEN CAST(RIGHT({0}, 2) AS UNSIGNED)"
        " <= DAY(LAST_DAY(CONCAT(LEFT({0}, 8), '01'))) THEN CAST({0} AS DATE) END END"
    )
    power2 = "CASE WHEN {0} < -1074 THEN 0e0 ELSE POW(2e0, {0}) END"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS DOUBLE) END"
    cell_number = "{1}"
    pairs = (
        "SELECT first COLLATE utf8mb4_bin AS first, second COLLATE utf8mb4_bin AS second"
        " FROM JSON_TABLE(:pairs, '$[*]' COLUMNS (first VARCHAR(768) CHARACTER SET utf8mb4"
        " PATH '$[0]', second VARCHAR(768) CHARACTER SET utf8mb4 PATH '$[1]')) AS pairs"
    )
