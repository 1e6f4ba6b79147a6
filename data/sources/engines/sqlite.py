"""SQLite, whose cells have types of their own."""

from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, unquote

import sqlalchemy as sa

from data.sources.engines.base import Engine

__all__ = ["SQLite"]


class SQLite(Engine):
    """A SQLite file, opened so that it is neither written nor created."""

    names = ("SQLite",)
    drivers: ClassVar = {"sqlite": "sqlite"}
    endings = (".sqlite", ".db")
    read_only = "PRAGMA query_only = ON"
    isolation = None
    typeless = True

    days_between = "CAST(julianday({0}) - julianday({1}) AS INTEGER)"
    add_days = "date({0}, ({1}) || ' days')"
    first_of_month = "date({0}, 'start of month')"
    days_of_month = "COUNT(DISTINCT {0})"
    day_in_zone = None
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
    pairs = (
        "SELECT json_extract(value, '$[0]') AS first, json_extract(value, '$[1]') AS second"
        " FROM json_each(:pairs)"
    )

    def address(self, given: sa.URL) -> sa.URL:
        """The address as a URI that says read-only; in memory there is nothing to lock."""
        address = super().address(given)
        if not address.database:
            return address
        path = quote(address.database.removeprefix("file:"))
        return address.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})

    def file(self, address: sa.URL) -> Path | None:
        """The file that an address names, also as a URI."""
        path = address.database or ""
        if not path.startswith("file:"):
            return super().file(address)
        return Path(unquote(path.removeprefix("file:")))
