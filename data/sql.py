"""SQL that DuckDB, SQLite, PostgreSQL and MariaDB write differently, as one vocabulary.

A statement built from these expressions runs on the four engines and means the same on each:
identifiers are trimmed and compared byte for byte, days are ISO calendar days, powers and
divisions are double precision, booleans are the integers 1 and 0.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

__all__ = [
    "add_days",
    "as_boolean",
    "as_day",
    "as_number",
    "as_text",
    "as_text_id",
    "as_time_text",
    "blank",
    "days_between",
    "days_of_month",
    "filled",
    "first_of_month",
    "is_text",
    "iso_day",
    "power2",
    "total",
]

Expression = sa.ColumnElement[Any]

#: What counts as yes and as no in a boolean column, in lower case.
TRUE_WORDS = ("true", "1", "yes", "是", "t", "y", "1.0")
FALSE_WORDS = ("false", "0", "no", "否", "f", "n", "0.0")

NUMBER = r"^ *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)? *$"
TIME = (
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?"
    "( ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?))?)?$"
)


class _Portable(FunctionElement[Any]):
    """An expression with one template an engine; ``{0}``, ``{1}`` are its arguments."""

    inherit_cache = True
    templates: ClassVar[Mapping[str, str]]


@compiles(_Portable)
def _write(element: _Portable, compiler: Any, **options: Any) -> str:
    engine = {"mariadb": "mysql"}.get(compiler.dialect.name, compiler.dialect.name)
    template = element.templates.get(engine, element.templates["postgresql"])
    arguments = [compiler.process(clause, **options) for clause in element.clauses]
    return f"({template.format(*arguments)})"


class _DaysBetween(_Portable):
    name, type, inherit_cache = "days_between", sa.Integer(), True
    templates: ClassVar = {
        "duckdb": "date_diff('day', {1}, {0})",
        "sqlite": "CAST(julianday({0}) - julianday({1}) AS INTEGER)",
        "postgresql": "{0} - {1}",
        "mysql": "DATEDIFF({0}, {1})",
    }


class _AddDays(_Portable):
    name, type, inherit_cache = "add_days", sa.Date(), True
    templates: ClassVar = {
        "duckdb": "{0} + CAST({1} AS INTEGER)",
        "sqlite": "date({0}, ({1}) || ' days')",
        "postgresql": "{0} + {1}",
        "mysql": "CAST(DATE_ADD({0}, INTERVAL {1} DAY) AS DATE)",
    }


class _FirstOfMonth(_Portable):
    name, type, inherit_cache = "first_of_month", sa.Date(), True
    templates: ClassVar = {
        "duckdb": "{0} - CAST(day({0}) - 1 AS INTEGER)",
        "sqlite": "date({0}, 'start of month')",
        "postgresql": "CAST(date_trunc('month', {0}) AS DATE)",
        "mysql": "CAST(DATE_SUB({0}, INTERVAL DAYOFMONTH({0}) - 1 DAY) AS DATE)",
    }


class _DaysOfMonth(_Portable):
    # One bit a day takes half the time of DuckDB's distinct count.
    name, type, inherit_cache = "days_of_month", sa.Integer(), True
    templates: ClassVar = {
        "duckdb": "CAST(bit_count(bit_or(1::INTEGER << CAST(day({0}) - 1 AS INTEGER))) AS INTEGER)",
        "postgresql": "COUNT(DISTINCT {0})",
    }


class _Power2(_Portable):
    # Below 2^-1074 a double is 0, for which PostgreSQL raises an underflow.
    name, type, inherit_cache = "power2", sa.Double(), True
    templates: ClassVar = {
        "duckdb": "pow(2.0::DOUBLE, {0})",
        "sqlite": "pow(2.0, {0})",
        "postgresql": ("CASE WHEN {0} < -1074 THEN 0.0 ELSE power(2.0::double precision, {0}) END"),
        "mysql": "CASE WHEN {0} < -1074 THEN 0e0 ELSE POW(2e0, {0}) END",
    }


class _TextId(_Portable):
    name, type, inherit_cache = "text_id", sa.String(), True
    templates: ClassVar = {
        "duckdb": "trim(CAST({0} AS VARCHAR))",
        "sqlite": "trim(CAST({0} AS TEXT))",
        "postgresql": 'trim(CAST({0} AS TEXT)) COLLATE "C"',
        "mysql": "TRIM(CONVERT({0} USING utf8mb4)) COLLATE utf8mb4_bin",
    }


class _Text(_Portable):
    name, type, inherit_cache = "plain_text", sa.String(), True
    templates: ClassVar = {
        "duckdb": "CAST({0} AS VARCHAR)",
        "sqlite": "CAST({0} AS TEXT)",
        "postgresql": 'CAST({0} AS TEXT) COLLATE "C"',
        "mysql": "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_bin",
    }


class _Filled(_Portable):
    # Text between ! and ~ begins with no space: DuckDB need not trim a million ids to see it.
    name, type, inherit_cache = "filled", sa.Boolean(), True
    templates: ClassVar = {
        "duckdb": ("CAST({0} AS VARCHAR) BETWEEN '!' AND '~' OR trim(CAST({0} AS VARCHAR)) <> ''"),
        "sqlite": "trim(CAST({0} AS TEXT)) <> ''",
        "postgresql": "trim(CAST({0} AS TEXT)) <> ''",
        "mysql": "TRIM(CONVERT({0} USING utf8mb4)) <> ''",
    }


class _Blank(_Portable):
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


class _IsoDay(_Portable):
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


class _StoredDouble(_Portable):
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


class _TypeOf(_Portable):
    name, type, inherit_cache = "type_of", sa.String(), True
    templates: ClassVar = {"sqlite": "typeof({0})", "postgresql": "'text'"}


def days_between(later: Any, earlier: Any) -> Expression:
    """Whole days from ``earlier`` to ``later``; negative if it is the other way round."""
    return _DaysBetween(later, earlier)


def add_days(day: Any, days: Any) -> Expression:
    """The day ``days`` days after ``day``."""
    return _AddDays(day, days)


def first_of_month(day: Any) -> Expression:
    """The first day of the month of ``day``."""
    return _FirstOfMonth(day)


def days_of_month(day: Any) -> Expression:
    """The number of distinct days, all of them of one month: an aggregate."""
    return _DaysOfMonth(day)


def power2(exponent: Any) -> Expression:
    """2 to the power of ``exponent``, double precision; 0 where a double cannot hold it."""
    return _Power2(exponent)


def total(condition: Any, value: Any = None) -> Expression:
    """The sum of ``value`` over the rows that meet ``condition``, without one their number."""
    if value is None:
        return sa.func.count(sa.case((condition, 1)))
    return sa.func.coalesce(sa.func.sum(sa.case((condition, value))), 0)


def as_text(column: Any) -> Expression:
    """A text, trimmed; NULL where nothing is left."""
    return sa.func.nullif(sa.func.trim(_Text(column), type_=sa.String()), "", type_=sa.String())


def as_text_id(column: Any) -> Expression:
    """An identifier: trimmed, compared and ordered byte for byte; NULL where empty.

    Numbers become their text, so that an integer key meets a text reference.
    """
    return sa.func.nullif(_TextId(column), "", type_=sa.String())


def filled(column: Any) -> Expression:
    """For WHERE: whether a stored text or identifier holds more than spaces."""
    return _Filled(column)


def blank(column: Any) -> Expression:
    """Whether a stored text or identifier is NULL or holds only spaces."""
    return _Blank(column)


def is_text(source_type: sa.types.TypeEngine[Any]) -> bool:
    """Whether a column of this reflected type has to be read from text."""
    known = (sa.Date, sa.DateTime, sa.Numeric, sa.Float, sa.Integer, sa.Boolean)
    return not isinstance(source_type, known)


def as_number(column: Any, source_type: sa.types.TypeEngine[Any]) -> Expression:
    """A number as double precision; numeric text is read, other text is NULL."""
    if not is_text(source_type):
        return _StoredDouble(column)
    text = _Text(column)
    read = sa.case((text.regexp_match(NUMBER), sa.cast(text, sa.Double)))
    return sa.case((_TypeOf(column) == "text", read), else_=_sqlite_number(column))


class _SqliteNumber(_Portable):
    """What a SQLite cell without a fixed type holds where it holds a number."""

    name, type, inherit_cache = "sqlite_number", sa.Double(), True
    templates: ClassVar = {
        "sqlite": "CASE WHEN typeof({0}) IN ('integer', 'real') AND abs({0}) < 9e999"
        " THEN CAST({0} AS REAL) END",
        "duckdb": "CAST(NULL AS DOUBLE)",
        "postgresql": "CAST(NULL AS double precision)",
        "mysql": "NULL",
    }


def _sqlite_number(column: Any) -> Expression:
    return _SqliteNumber(column)


def as_boolean(column: Any, source_type: sa.types.TypeEngine[Any]) -> Expression:
    """1 for true, 1, yes, 是; 0 for false, 0, no, 否; NULL for anything else."""
    if isinstance(source_type, sa.Boolean):
        return sa.case((column.is_(sa.true()), 1), (column.is_(sa.false()), 0))
    word = sa.func.lower(as_text(column))
    return sa.case((word.in_(TRUE_WORDS), 1), (word.in_(FALSE_WORDS), 0))


def as_day(column: Any, source_type: sa.types.TypeEngine[Any], zone: str) -> Expression:
    """The calendar day of a date column; of trimmed ISO text, the date it begins with.

    A stored time with zone counts on its day in ``zone``, one without on its own day.
    """
    if isinstance(source_type, sa.DateTime):
        if source_type.timezone:
            return sa.cast(sa.func.timezone(zone, column), sa.Date)
        return sa.cast(column, sa.Date)
    if isinstance(source_type, sa.Date):
        return sa.type_coerce(column, sa.Date)
    whole = sa.func.substr(column, 11, 1).in_(("", "T", " "))
    return sa.case((whole, iso_day(column)))


def iso_day(text: Any) -> Expression:
    """The day that an ISO text begins with; NULL where it names no day of the calendar."""
    return _IsoDay(sa.func.substr(text, 1, 10, type_=sa.String()))


def as_time_text(
    column: Any, source_type: sa.types.TypeEngine[Any], *, checked: bool
) -> Expression:
    """A time as ISO text, its zone kept; unless ``checked``, text that is no ISO time is NULL."""
    if not is_text(source_type):
        return sa.cast(column, sa.String(40))
    if checked:
        return sa.type_coerce(column, sa.String)
    readable = sa.func.coalesce(column, "").regexp_match(TIME)
    return sa.case((sa.and_(readable, iso_day(column).is_not(None)), column))
