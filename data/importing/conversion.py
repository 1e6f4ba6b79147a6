"""From the text of a file to typed values: one SQL expression for the value of each column, one
for the code of what is wrong with it (see ``data.problems``).

Blanks around a value never count, and a value of blanks is empty. Columns of dates, times,
numbers and yes/no also take ``NULL``, ``None``, ``NaN``, ``N/A``, ``\\N`` and ``-`` as empty;
identifiers, names and choices keep such words, since somebody may be called that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.importing.dates_and_times import DateTimeText, zoned
from data.importing.numbers import (
    DecimalSign,
    Form,
    decimal_sign,
    form_of,
    number_value,
    plain_spelling,
)
from data.problems import LARGEST_NUMBER
from data.schema import Kind, TableColumn

__all__ = ["Conversion", "Reading", "Survey", "conversion", "spelled", "survey"]

Text = sa.ColumnElement[Any]

_BLANKS = " \t\r\n\v\f\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff"
_FULL = "０１２３４５６７８９．，－＋（）￥：／　"
_HALF = "0123456789.,-+()¥:/ "
_EMPTY_WORDS = ("null", "none", "nan", "nat", "n/a", "#n/a", "\\n", "-", "--")
_WORDED = (Kind.DATE, Kind.TIME, Kind.NUMBER, Kind.BOOLEAN)
# Spellings that need no cleaning, which is most of them: a regular expression costs less.
_USUAL_TEXT = r"[!-~](?:[ -~]*[!-~])?"
_USUAL_VALUE = r"[0-9](?:[ -~]*[!-~])?"
#: No number, day or time is written in more characters, the blanks around it included.
_LONGEST_VALUE = 100
_TRUE = ("true", "1", "1.0", "yes", "y", "t", "是")
_FALSE = ("false", "0", "0.0", "no", "n", "f", "否")
#: ¥ and $ are left out: several countries use them.
_CURRENCIES = {"RMB": "CNY", "元": "CNY", "人民币": "CNY", "€": "EUR", "£": "GBP"}
_ENDLESS = r"(?i)[+-]?inf(?:inity)?"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of one table are written, as far as single values leave it open."""

    decimal_signs: Mapping[str, DecimalSign]
    zoned: frozenset[str]
    timezone: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Value and problem of one column.

    The problem is NULL where there is none, and None where the column cannot have any.
    """

    value: Text
    problem: Text | None
    sql_type: sa.types.TypeEngine[Any]


def _cleaned(text: Text, kind: Kind) -> Text:
    """The text without blanks around it; NULL where it says nothing."""
    worded = kind in _WORDED
    as_it_is: Text = sa.func.regexp_full_match(text, _USUAL_VALUE if worded else _USUAL_TEXT)
    if worded:
        as_it_is = sa.and_(as_it_is, sa.func.strlen(text) <= _LONGEST_VALUE)
    return sa.case((as_it_is, text), else_=_thoroughly_cleaned(text, worded))


def _short(text: Text) -> Text:
    """The text, cut where it goes on for longer than any value, so that it is none."""
    cut = sa.func.left(text, _LONGEST_VALUE).concat("…")
    return sa.case((sa.func.length(text) > _LONGEST_VALUE, cut), else_=text)


def _thoroughly_cleaned(text: Text, worded: bool) -> Text:
    half = sa.func.translate(_short(text), _FULL, _HALF) if worded else text
    bare = sa.func.nullif(sa.func.trim(half, _BLANKS), "")
    return sa.case((sa.func.lower(bare).in_(_EMPTY_WORDS), None), else_=bare) if worded else bare


@dataclass(frozen=True, slots=True)
class Survey:
    """Questions about all values of a table, to be asked in one statement."""

    questions: tuple[sa.Label[Any], ...]
    timezone: str

    def reading(self, answers: Mapping[str, Any]) -> Reading:
        """Decide from the answers by name of the question."""
        signs = {
            name.removeprefix("point "): decimal_sign(
                answers[name] or 0, answers[name.replace("point ", "comma ", 1)] or 0
            )
            for name in answers
            if name.startswith("point ")
        }
        zoned = {name.removeprefix("zoned ") for name, answer in answers.items() if answer is True}
        return Reading(signs, frozenset(zoned), self.timezone)


def spelled(columns: Iterable[TableColumn], texts: sa.FromClause) -> sa.Subquery:
    """All cleaned texts, ``row``, and for numbers their plain spelling and its form beside it.

    Each layer is a subquery of its own, so that the engine computes every expression once.
    """
    columns = tuple(columns)
    numbers = [column.name for column in columns if column.kind is Kind.NUMBER]
    texts = sa.select(
        texts.c.row, *(_cleaned(texts.c[c.name], c.kind).label(c.name) for c in columns)
    ).subquery("clean")
    plain = (plain_spelling(texts.c[name]).label(f"plain {name}") for name in numbers)
    texts = sa.select(*texts.c, *plain).subquery("plain")
    forms = (form_of(texts.c[f"plain {name}"]).label(f"form {name}") for name in numbers)
    return sa.select(*texts.c, *forms).subquery("spelled")


def survey(columns: Iterable[TableColumn], texts: sa.Subquery, timezone: str) -> Survey:
    """Ask for the decimal signs of the numbers and the zones of the times."""
    questions: list[sa.Label[Any]] = []
    for column in columns:
        if column.kind is Kind.NUMBER:
            form = texts.c[f"form {column.name}"]
            questions += [_count(form == Form.POINT.value, f"point {column.name}")]
            questions += [_count(form == Form.COMMA.value, f"comma {column.name}")]
        elif column.kind is Kind.TIME:
            questions.append(
                sa.func.bool_or(zoned(texts.c[column.name])).label(f"zoned {column.name}")
            )
    return Survey(tuple(questions), timezone)


def _count(condition: sa.ColumnElement[bool], name: str) -> sa.Label[Any]:
    return sa.func.count_if(condition).label(name)


def conversion(column: TableColumn, texts: sa.Subquery, reading: Reading) -> Conversion:
    """Convert one column of :func:`spelled` texts."""
    text = texts.c[column.name]
    value, problem, sql_type = _converted(column, texts, reading)
    if column.required:
        missing = "empty_key" if column.key else "empty"
        problem = sa.case((text.is_(None), missing), else_=problem)
    return Conversion(value, problem, sql_type)


def _converted(
    column: TableColumn, texts: sa.Subquery, reading: Reading
) -> tuple[Text, Text | None, sa.types.TypeEngine[Any]]:
    kind, text = column.kind, texts.c[column.name]
    match kind:
        case Kind.DATE:
            value: Text = DateTimeText(text).day(reading.timezone)
            return value, DateTimeText(text).problem(value), kind.sql_type
        case Kind.TIME if column.name in reading.zoned:
            value = DateTimeText(text).iso
            return value, DateTimeText(text).problem(value), sa.String()
        case Kind.TIME:
            value = DateTimeText(text).local
            return value, DateTimeText(text).problem(value), kind.sql_type
        case Kind.NUMBER:
            return *_number(column.name, texts, reading.decimal_signs[column.name]), kind.sql_type
        case Kind.BOOLEAN:
            return *_boolean(text), kind.sql_type
        case Kind.CURRENCY:
            return *_currency(text), kind.sql_type
        case Kind.CHOICE:
            return sa.func.lower(text), None, kind.sql_type
    return text, None, kind.sql_type


def _number(name: str, texts: sa.Subquery, sign: DecimalSign) -> tuple[Text, Text]:
    text, form = texts.c[name], texts.c[f"form {name}"]
    number = number_value(texts.c[f"plain {name}"], form, sign)
    finite = sa.func.isfinite(number)
    large = sa.func.abs(number) > LARGEST_NUMBER
    endless = sa.or_(sa.not_(finite), sa.func.regexp_full_match(text, _ENDLESS))
    problem = sa.case(
        (endless, "not_finite"),
        (large, "too_large"),
        (sa.or_(text.is_(None), number.is_not(None)), sa.null()),
        (form == Form.AMBIGUOUS.value, "ambiguous_number"),
        else_="number",
    )
    return sa.case((sa.and_(finite, sa.not_(large)), number)), problem


def _boolean(text: Text) -> tuple[Text, Text]:
    lower = sa.func.lower(text)
    value = sa.case((lower.in_(_TRUE), sa.true()), (lower.in_(_FALSE), sa.false()))
    return value, sa.case((sa.and_(text.is_not(None), value.is_(None)), "boolean"))


def _currency(text: Text) -> tuple[Text, Text]:
    upper = sa.func.upper(text)
    code = sa.case(_CURRENCIES, value=upper, else_=upper)
    value = sa.case((sa.func.regexp_full_match(code, "[A-Z]{3}"), code))
    return value, sa.case((sa.and_(text.is_not(None), value.is_(None)), "currency"))
