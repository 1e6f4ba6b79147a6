"""DuckDB: files that imports write, and files of others."""

from typing import ClassVar

from data.sources.engines.base import Engine

__all__ = ["DuckDB"]


class DuckDB(Engine):
    """A DuckDB file, opened so that the library itself refuses to write."""

    names = ("DuckDB",)
    drivers: ClassVar = {"duckdb": "duckdb"}
    endings = (".duckdb", ".ddb")
    # A file that is only read must not make the engine fetch extensions from the network.
    options: ClassVar = {
        "connect_args": {"read_only": True, "config": {"autoinstall_known_extensions": "false"}}
    }
    read_only = None
    isolation = None
    unchanging = True
    holds_imports = True

    days_between = "date_diff('day', {1}, {0})"
    add_days = "{0} + CAST({1} AS INTEGER)"
    first_of_month = "{0} - CAST(day({0}) - 1 AS INTEGER)"
    # One bit a day takes half the time of a distinct count.
    days_of_month = (
        "CAST(bit_count(bit_or(1::INTEGER << CAST(day({0}) - 1 AS INTEGER))) AS INTEGER)"
    )
    day_in_zone = "CAST(timezone({0}, {1}) AS DATE)"
    plain_text = "CAST({0} AS VARCHAR)"
    text_id = "trim(CAST({0} AS VARCHAR))"
    # Text between ! and ~ begins with no space: a million ids need not be trimmed to see it.
    filled = "CAST({0} AS VARCHAR) BETWEEN '!' AND '~' OR trim(CAST({0} AS VARCHAR)) <> ''"
    blank = (
        "{0} IS NULL OR (NOT CAST({0} AS VARCHAR) BETWEEN '!' AND '~'"
        " AND trim(CAST({0} AS VARCHAR)) = '')"
    )
    iso_day = "CASE WHEN {0} LIKE '____-__-__' AND {0} > '0001' THEN TRY_CAST({0} AS DATE) END"
    power2 = "pow(2.0::DOUBLE, {0})"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS DOUBLE) END"
    cell_number = "{1}"
    pairs = (
        "SELECT pair ->> '$[0]' AS first, pair ->> '$[1]' AS second"
        " FROM (SELECT unnest(CAST(CAST(:pairs AS JSON) AS JSON[])) AS pair)"
    )
