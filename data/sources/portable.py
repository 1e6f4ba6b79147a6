"""Expressions that the engines write differently: one template an engine.

:mod:`data.sources.sql` gives them their meaning; nothing else uses them.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

__all__ = [
    "AddDays",
    "Blank",
    "DaysBetween",
    "DaysOfMonth",
    "Filled",
    "FirstOfMonth",
    "IsoDay",
    "Power2",
    "SqliteNumber",
    "StoredDouble",
    "Text",
    "TextId",
    "TypeOf",
]


class Portable(FunctionElement[Any]):
    """An expression with one template an engine; ``{0}``, ``{1}`` are its arguments."""

    inherit_cache = True
    templates: ClassVar[Mapping[str, str]]


@compiles(Portable)
def _write(element: Portable, compiler: Any, **options: Any) -> str:
    engine = {"mariadb": "mysql"}.get(compiler.dialect.name, compiler.dialect.name)
    template = element.templates.get(engine, element.templates["postgresql"])
    arguments = [compiler.process(clause, **options) for clause in element.clauses]
    return f"({template.format(*arguments)})"


class DaysBetween(Portable):
    name, type, inherit_cache = "days_between", sa.Integer(), True
    templates: ClassVar = {
        "duckdb": "date_diff('day', {1}, {0})",
        "sqlite": "CAST(julianday({0}) - julianday({1}) AS INTEGER)",
        "postgresql": "{0} - {1}",
        "mysql": "DATEDIFF({0}, {1})",
    }


class AddDays(Portable):
    name, type, inherit_cache = "add_days", sa.Date(), True
    templates: ClassVar = {
        "duckdb": "{0} + CAST({1} AS INTEGER)",
        "sqlite": "date({0}, ({1}) || ' days')",
        "postgresql": "{0} + {1}",
        "mysql": "CAST(DATE_ADD({0}, INTERVAL {1} DAY) AS DATE)",
    }


class FirstOfMonth(Portable):
    name, type, inherit_cache = "first_of_month", sa.Date(), True
    templates: ClassVar = {
        "duckdb": "{0} - CAST(day({0}) - 1 AS INTEGER)",
        "sqlite": "date({0}, 'start of month')",
        "postgresql": "CAST(date_trunc('month', {0}) AS DATE)",
        "mysql": "CAST(DATE_SUB({0}, INTERVAL DAYOFMONTH({0}) - 1 DAY) AS DATE)",
    }


class DaysOfMonth(Portable):
    # One bit a day takes half the time of DuckDB's distinct count.
    name, type, inherit_cache = "days_of_month", sa.Integer(), True
    templates: ClassVar = {
        "duckdb": "CAST(bit_count(bit_or(1::INTEGER << CAST(day({0}) - 1 AS INTEGER))) AS INTEGER)",
        "postgresql": "COUNT(DISTINCT {0})",
    }


class Power2(Portable):
    # Below 2^-1074 a double is 0, for which PostgreSQL raises an underflow.
    name, type, inherit_cache = "power2", sa.Double(), True
    templates: ClassVar = {
        "duckdb": "pow(2.0::DOUBLE, {0})",
        "sqlite": "pow(2.0, {0})",
        "postgresql": ("CASE WHEN {0} < -1074 THEN 0.0 ELSE power(2.0::double precision, {0}) END"),
        "mysql": "CASE WHEN {0} < -1074 THEN 0e0 ELSE POW(2e0, {0}) END",
    }


class TextId(Portable):
    name, type, inherit_cache = "text_id", sa.String(), True
    templates: ClassVar = {
        "duckdb": "trim(CAST({0} AS VARCHAR))",
        "sqlite": "trim(CAST({0} AS TEXT))",
        "postgresql": 'trim(CAST({0} AS TEXT)) COLLATE "C"',
        "mysql": "TRIM(CONVERT({0} USING utf8mb4)) COLLATE utf8mb4_bin",
    }


class Text(Portable):
    name, type, inherit_cache = "plain_text", sa.String(), True
    templates: ClassVar = {
        "duckdb": "CAST({0} AS VARCHAR)",
        "sqlite": "CAST({0} AS TEXT)",
        "postgresql": 'CAST({0} AS TEXT) COLLATE "C"',
        "mysql": "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_bin",
    }


class Filled(Portable):
    # Text between ! and ~ begins with no space: DuckDB need not trim a million ids to see it.
    name, type, inherit_cache = "filled", sa.Boolean(), True
    templates: ClassVar = {
        "duckdb": ("CAST({0} AS VARCHAR) BETWEEN '!' AND '~' OR trim(CAST({0} AS VARCHAR)) <> ''"),
        "sqlite": "trim(CAST({0} AS TEXT)) <> ''",
        "postgresql": "trim(CAST({0} AS TEXT)) <> ''",
        "mysql": "TRIM(CONVERT({0} USING utf8mb4)) <> ''",
    }


class Blank(Portable):
    name, type, inherit_cache = "blank", sa.Boolean(), True
    templates: ClassVar = {
        "duckdb": (
            "{0} IS NULL OR (NOT CAST({0} AS VARCHAR) BETWEEN '!' AND '~'"
            " AND trim(CAST({0} AS VARCHAR)) = '')"
        ),
        "sqlite": "{0} IS NULL OR trim(CAST({0} AS TEXT)) = ''",
        "postgresql": "{0} IS NULL OR trim(CAST({0} AS TEXT)) = ''",
        "mysql": "{0} IS NULL OR TRIM(CONVERT({0} USING utf8mb4)) = ''",
    }


class IsoDay(Portable):
    """The day that a text of ten characters names; NULL where it names none."""

    name, type, inherit_cache = "iso_day", sa.Date(), True
    templates: ClassVar = {
        "duckdb": "CASE WHEN {0} LIKE '____-__-__' AND {0} > '0001' THEN TRY_CAST({0} AS DATE) END",
        "sqlite": (
            "CASE WHEN {0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
            " AND {0} > '0001' AND date({0}, '+0 days') = {0} THEN {0} END"
        ),
        "postgresql": (
            "CASE WHEN {0} ~ '^(?!0000)[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
            " THEN CASE WHEN CAST(right({0}, 2) AS integer) <= EXTRACT(day FROM"
            " CAST(left({0}, 8) || '01' AS date) + interval '1 month' - interval '1 day')"
            " THEN CAST({0} AS date) END END"
        ),
        # A cast of 2026-02-30 shows as NULL, yet compares as if it were a day.
        "mysql": (
            "CASE WHEN {0} REGEXP '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
            " AND {0} > '0001' THEN CASE WHEN CAST(RIGHT({0}, 2) AS UNSIGNED)"
            " <= DAY(LAST_DAY(CONCAT(LEFT({0}, 8), '01'))) THEN CAST({0} AS DATE) END END"
        ),
    }


class StoredDouble(Portable):
    """A stored number as double precision; NaN and the infinities, which no sum survives, NULL."""

    name, type, inherit_cache = "stored_double", sa.Double(), True
    templates: ClassVar = {
        "duckdb": ("CASE WHEN isfinite(CAST({0} AS DOUBLE)) THEN CAST({0} AS DOUBLE) END"),
        "sqlite": "CASE WHEN abs({0}) < 9e999 THEN CAST({0} AS REAL) END",
        "postgresql": (
            "CASE WHEN CAST({0} AS double precision) NOT IN ('NaN', 'Infinity', '-Infinity')"
            " THEN CAST({0} AS double precision) END"
        ),
        "mysql": "CAST({0} AS DOUBLE)",
    }


class TypeOf(Portable):
    name, type, inherit_cache = "type_of", sa.String(), True
    templates: ClassVar = {"sqlite": "typeof({0})", "postgresql": "'text'"}


class SqliteNumber(Portable):
    """What a SQLite cell without a fixed type holds where it holds a number."""

    name, type, inherit_cache = "sqlite_number", sa.Double(), True
    templates: ClassVar = {
        "sqlite": "CASE WHEN typeof({0}) IN ('integer', 'real') AND abs({0}) < 9e999"
        " THEN CAST({0} AS REAL) END",
        "duckdb": "CAST(NULL AS DOUBLE)",
        "postgresql": "CAST(NULL AS double precision)",
        "mysql": "NULL",
    }
