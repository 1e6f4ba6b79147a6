"""How the values of a column come from any engine and lie in the copy.

Values are the same afterwards: days and times travel as texts and become days and times where all
of them are of the calendar; numbers keep their precision.
"""

from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects.mysql import BIGINT

from data.sources import sql

__all__ = [
    "DAY_OF_ROW",
    "MARK",
    "arrow_type",
    "form_of",
    "quoted",
    "read_as",
    "staged_type",
    "types_of",
    "value_as",
]

#: The column of the copy with the number of the refresh that brought a row.
MARK = "linchpin_read"
#: That with the day by which its table is compared with the database.
DAY_OF_ROW = "linchpin_day"

WHOLE, DOUBLE, DECIMAL, NUMBER = "whole", "double", "decimal", "number"
FLAG, DAY, TIME, ZONED, TEXT = "flag", "day", "time", "zoned", "text"

#: Digits that a decimal of DuckDB may have.
_MOST_DIGITS = 38

_ARROW = {WHOLE: pa.int64(), DOUBLE: pa.float64(), FLAG: pa.bool_()}
_STAGED = {WHOLE: "BIGINT", DOUBLE: "DOUBLE", FLAG: "BOOLEAN"}
#: What all texts of a column may be, in the order in which it is tried.
_TRIED = {
    DAY: ("DATE",),
    TIME: ("TIMESTAMP",),
    ZONED: ("TIMESTAMPTZ",),
    NUMBER: ("BIGINT", "DECIMAL(38,0)", "DOUBLE"),
}
#: What a text must look like besides: a cast would round it.
_LOOKS = {"BIGINT": "-?[0-9]{1,18}", "DECIMAL(38,0)": "-?[0-9]{1,38}"}


def form_of(type_: sa.types.TypeEngine[Any], *, typeless: bool) -> str:
    """The form of a column of a reflected type; ``typeless``: cells have types of their own."""
    if typeless or sql.needs_decoding(type_):
        return TEXT
    if isinstance(type_, sa.Boolean):
        return FLAG
    if isinstance(type_, sa.Float):
        return DOUBLE
    if isinstance(type_, sa.Integer):
        return WHOLE if _fits(type_) else TEXT
    if isinstance(type_, sa.Numeric):
        return _decimal(type_)
    if isinstance(type_, sa.DateTime):
        return ZONED if type_.timezone else TIME
    return DAY if isinstance(type_, sa.Date) else TEXT


def _fits(type_: sa.Integer) -> bool:
    """Whether all its numbers have 64 bits with a sign."""
    if isinstance(type_, BIGINT):
        return not type_.unsigned
    return type(type_).__name__.upper() not in ("UBIGINT", "HUGEINT", "UHUGEINT", "UINT64")


def _decimal(type_: sa.Numeric[Any]) -> str:
    digits, scale = type_.precision, type_.scale or 0
    if digits is None or not 0 < digits <= _MOST_DIGITS or not 0 <= scale <= digits:
        return NUMBER
    return f"{DECIMAL}({digits},{scale})"


def read_as(column: Any, type_: sa.types.TypeEngine[Any], form: str) -> sa.ColumnElement[Any]:
    """What the database is asked for."""
    if sql.needs_decoding(type_):
        return sql.readable(column, type_)
    if form == DOUBLE:
        # Of a number in single precision, what it is in double precision, not how it is printed.
        return sa.cast(column, sa.Double)
    return column if form in _ARROW else sql.copied_text(column)


def arrow_type(form: str) -> pa.DataType:
    """In what the values travel."""
    return _ARROW.get(form, pa.string())


def staged_type(form: str) -> str:
    """The type of DuckDB for the same."""
    return _STAGED.get(form, "VARCHAR")


def types_of(form: str) -> tuple[str, ...]:
    """The types that a column may have in the copy, the narrowest first; the last always fits."""
    if form in _STAGED:
        return (_STAGED[form],)
    tried = (form.upper(),) if form.startswith(DECIMAL) else _TRIED.get(form, ())
    return (*tried, "VARCHAR")


def value_as(type_: str, column: str) -> str:
    """A staged value in a type of the copy (DuckDB's SQL); NULL where it is none of them."""
    name = quoted(column)
    cast = f"TRY_CAST({name} AS {type_})"
    looks = _LOOKS.get(type_)
    if looks is None:
        return cast
    return f"CASE WHEN regexp_full_match(CAST({name} AS VARCHAR), '{looks}') THEN {cast} END"


def quoted(name: str) -> str:
    """A name as DuckDB reads it, whatever is in it.

    >>> print(quoted('a"b'))
    "a""b"
    """
    return '"' + name.replace('"', '""') + '"'
