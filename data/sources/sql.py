"""SQL that engines write differently, as one vocabulary.

A statement built from these expressions runs on every engine and means the same on each:
identifiers are trimmed and compared byte for byte, days are ISO calendar days, powers and
divisions are double precision, booleans are the integers 1 and 0. How an engine spells them
stands in its class (:mod:`data.sources.engines`).
"""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import BIT
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import StrSQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import _Binary

from data.problems import LARGEST_NUMBER
from data.sources.engines import spelling

__all__ = [
    "add_days",
    "as_boolean",
    "as_day",
    "as_number",
    "as_text",
    "as_text_id",
    "as_time_text",
    "blank",
    "copied_text",
    "days_between",
    "days_of_month",
    "epoch_text",
    "filled",
    "first_of_month",
    "folded",
    "hex_text",
    "incomplete_day",
    "is_bytes",
    "is_text",
    "iso_day",
    "json_text",
    "list_part",
    "needs_decoding",
    "packed",
    "parcel",
    "plain_text",
    "power2",
    "readable",
    "replaced",
    "rewritten",
    "stepwise",
    "text_mark",
    "total",
    "untrimmed",
    "usual_number",
]

Expression = sa.ColumnElement[Any]

#: What counts as yes and as no in a boolean column, in lower case.
TRUE_WORDS = ("true", "1", "yes", "是", "t", "y", "1.0")
FALSE_WORDS = ("false", "0", "no", "否", "f", "n", "0.0")

_LARGEST: sa.ColumnElement[Any] = sa.literal_column(f"{LARGEST_NUMBER:.0e}", sa.Double())
_SHIFTABLE = ("0001-01-03", "9999-12-29")

#: That all rows are taken, in words that make a step one of its own.
_WHOLE = {
    "postgresql": "OFFSET 0",
    "mariadb": "LIMIT 9223372036854775807",
    "mysql": "LIMIT 9223372036854775807",
    "sqlite": "LIMIT -1 OFFSET 0",
}

# As long as a double can hold it; servers end the statement where a cast overflows.
NUMBER = r"^ *[+-]?([0-9]{1,100}([.][0-9]{0,100})?|[.][0-9]{1,100})([eE][+-]?[0-9]{1,2})? *$"
TIME = (
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?"
    "( ?(Z|z|[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?|[+-]14(:?00)?))?)?$"
)


class Spelled(FunctionElement[Any]):
    """An expression that each engine spells in its own way, by the template of its name."""

    _traverse_internals = [  # noqa: RUF012
        *FunctionElement._traverse_internals,
        ("name", InternalTraversal.dp_string),
        ("type", InternalTraversal.dp_type),
    ]

    def __init__(self, name: str, type_: sa.types.TypeEngine[Any], *arguments: Any):
        super().__init__(*arguments)
        self.name = name
        self.type = type_


@compiles(Spelled)
def _spelled(element: Spelled, compiler: Any, **options: Any) -> str:
    if isinstance(compiler, StrSQLCompiler):  # Somebody prints a statement.
        return f"{element.name}{compiler.process(element.clause_expr, **options)}"
    template = spelling(element.name, compiler.dialect.name)
    arguments = [
        # An argument that an engine has no use for must not leave its values behind.
        compiler.process(clause, **options) if f"{{{position}}}" in template else ""
        for position, clause in enumerate(element.clauses)
    ]
    return f"({template.format(*arguments)})"


def days_between(later: Any, earlier: Any) -> Expression:
    """Whole days from ``earlier`` to ``later``; negative if it is the other way round."""
    return Spelled("days_between", sa.Integer(), later, earlier)


def add_days(day: Any, days: Any) -> Expression:
    """The day ``days`` days after ``day``."""
    return Spelled("add_days", sa.Date(), day, days)


def first_of_month(day: Any) -> Expression:
    """The first day of the month of ``day``."""
    return Spelled("first_of_month", sa.Date(), day)


def days_of_month(day: Any) -> Expression:
    """The number of distinct days, all of them of one month: an aggregate."""
    return Spelled("days_of_month", sa.Integer(), day)


def power2(exponent: Any) -> Expression:
    """2 to the power of ``exponent``, double precision; 0 where a double cannot hold it."""
    return Spelled("power2", sa.Double(), exponent)


def total(condition: Any, value: Any = None) -> Expression:
    """The sum of ``value`` over the rows that meet ``condition``, without one their number."""
    if value is None:
        return sa.func.count(sa.case((condition, 1)))
    return sa.func.coalesce(sa.func.sum(sa.case((condition, value))), 0)


def plain_text(column: Any) -> Expression:
    """A stored value as the text that it is, untrimmed; it compares by its bytes."""
    return Spelled("plain_text", sa.String(), column)


def copied_text(column: Any) -> Expression:
    """A stored value as a text that reads as nothing else, for a copy."""
    return Spelled("copied_text", sa.String(), column)


def needs_decoding(source_type: sa.types.TypeEngine[Any]) -> bool:
    """Whether values of a reflected type are bytes or bits, which are no text of their own."""
    return isinstance(source_type, BIT | _Binary)


def readable(column: Any, source_type: sa.types.TypeEngine[Any]) -> Expression:
    """Stored bits as a number, bytes as hexadecimal digits in stored order; all else as it is."""
    if isinstance(source_type, BIT):
        return Spelled("plain_text", sa.String(), sa.type_coerce(column, sa.Integer()) + 0)
    return hex_text(column) if isinstance(source_type, _Binary) else column


def is_bytes(column: Any) -> Expression:
    """Whether the cell of a column that may hold anything holds bytes."""
    return Spelled("is_bytes", sa.Boolean(), column)


def incomplete_day(column: Any) -> Expression:
    """Whether a stored date lacks its month or its day, as in 2026-03-00."""
    return Spelled("incomplete_day", sa.Boolean(), column)


def usual_number(column: Any, usual: Any) -> Expression:
    """Whether a cell holds a number, or a text that is usual."""
    return Spelled("usual_number", sa.Boolean(), column, usual)


def as_text(column: Any) -> Expression:
    """A text, trimmed; NULL where nothing is left."""
    text = Spelled("plain_text", sa.String(), column)
    return sa.func.nullif(sa.func.trim(text, type_=sa.String()), "", type_=sa.String())


def as_text_id(column: Any) -> Expression:
    """An identifier: trimmed, compared and ordered byte for byte; NULL where empty.

    Numbers become their text, so that an integer key meets a text reference.
    """
    return sa.func.nullif(Spelled("text_id", sa.String(), column), "", type_=sa.String())


def filled(column: Any) -> Expression:
    """For WHERE: whether a stored text or identifier holds more than spaces."""
    return Spelled("filled", sa.Boolean(), column)


def blank(column: Any) -> Expression:
    """Whether a stored text or identifier is NULL or holds only spaces."""
    return Spelled("blank", sa.Boolean(), column)


def untrimmed(column: Any) -> Expression:
    """Whether a stored text begins or ends with a space, or is empty; NULL for NULL."""
    text = Spelled("plain_text", sa.String(), column)
    return sa.or_(text == "", sa.func.trim(text, type_=sa.String()) != text)


def is_text(source_type: sa.types.TypeEngine[Any]) -> bool:
    """Whether a column of this reflected type has to be read from text."""
    native = (sa.Date, sa.DateTime, sa.Numeric, sa.Float, sa.Integer, sa.Boolean)
    return not isinstance(source_type, native)


def as_number(column: Any, source_type: sa.types.TypeEngine[Any]) -> Expression:
    """A number as double precision; numeric text is read, other text is NULL.

    So is what is not finite, or beyond ``LARGEST_NUMBER``.
    """
    if not is_text(source_type):
        return Spelled("stored_double", sa.Double(), column, _LARGEST)
    text = Spelled("plain_text", sa.String(), column)
    number = sa.cast(text, sa.Double)
    small = sa.case((sa.func.abs(number) <= _LARGEST, number))
    read = sa.case((text.regexp_match(NUMBER), small))
    # Where cells have types of their own, one may hold a number that need not be read.
    return Spelled("cell_number", sa.Double(), column, read, _LARGEST)


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
            return Spelled("day_in_zone", sa.Date(), sa.literal(zone), column)
        return sa.cast(column, sa.Date)
    if isinstance(source_type, sa.Date):
        return sa.type_coerce(column, sa.Date)
    whole = sa.func.substr(column, 11, 1).in_(("", "T", " "))
    return sa.case((whole, iso_day(column)))


def iso_day(text: Any) -> Expression:
    """The day that an ISO text begins with; NULL where it names no day of the calendar."""
    return Spelled("iso_day", sa.Date(), sa.func.substr(text, 1, 10, type_=sa.String()))


def as_time_text(
    column: Any, source_type: sa.types.TypeEngine[Any], *, checked: bool
) -> Expression:
    """A time as ISO text, its zone kept; unless ``checked``, text that is no ISO time is NULL."""
    if not is_text(source_type):
        return sa.cast(column, sa.String(40))
    if checked:
        return sa.type_coerce(column, sa.String)
    readable = sa.func.coalesce(column, "").regexp_match(TIME)
    # A zone may move a time by a day, and the day after must be one of the calendar, too.
    within = sa.func.substr(column, 1, 10, type_=sa.String()).between(*_SHIFTABLE)
    return sa.case((sa.and_(readable, within, iso_day(column).is_not(None)), column))


def replaced(text: Any, pattern: str, by: str) -> Expression:
    """A text with whatever a pattern matches replaced; ``\\1`` stands for a group of the pattern.

    Patterns hold only what all engines know: classes, groups, bounds and ``(?i)`` in front.
    """
    return Spelled("replaced", sa.String(), text, _text(pattern), _text(by))


def rewritten(text: Any, pairs: Sequence[tuple[str, str]]) -> Expression:
    """A text after several patterns, each replaced in what the one before has left."""
    nested = text
    for pattern, by in pairs:
        nested = replaced(nested, pattern, by)
    return Spelled("rewritten", sa.String(), text, _text(json.dumps([*pairs])), nested)


def folded(text: Any) -> Expression:
    """A text in small letters, to be compared whatever its capitals."""
    return Spelled("folded", sa.String(), text)


def epoch_text(seconds: Any) -> Expression:
    """The UTC time so many seconds after 1970-01-01, as ISO text without a zone."""
    return Spelled("epoch_text", sa.String(), seconds)


def json_text(text: Any, path: list[str | int]) -> Expression:
    """What stands under a path in a JSON text; the text itself where it is no JSON."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path)
    array = ",".join(str(step) if isinstance(step, int) else f'"{step}"' for step in path)
    return Spelled("json_text", sa.String(), text, _text(f"${steps}"), _text(f"{{{array}}}"))


def hex_text(stored: Any) -> Expression:
    """Stored bytes as hexadecimal digits in small letters."""
    return Spelled("hex_text", sa.String(), stored)


def text_mark(text: Any) -> Expression:
    """A whole number that tells a text from others; not of every engine."""
    return Spelled("text_mark", sa.BigInteger(), text)


def packed(text: Any, sign: str) -> Expression:
    """An aggregate: all texts, each followed by a sign; not of every engine."""
    return Spelled("packed", sa.String(), text, _text(sign))


def parcel(text: Any) -> Expression:
    """A number that some thousands of rows share, by a text of each; not of every engine."""
    return Spelled("parcel", sa.BigInteger(), text)


def list_part(text: Any, sign: str, number: Any) -> Expression:
    """One part, counted from 1, of a text whose parts a sign separates."""
    return Spelled("list_part", sa.String(), text, _text(sign), number)


def stepwise(select: sa.Select[Any], *dialects: str) -> sa.Select[Any]:
    """The same rows; engines are kept from writing all steps into each other again.

    What is used four times in each of five steps would else be computed a thousand times.
    ``dialects``: only those.
    """
    for dialect in dialects or _WHOLE:
        select = select.suffix_with(_WHOLE[dialect], dialect=dialect)
    return select


def _text(value: str) -> Expression:
    return sa.literal(value, sa.Text())
