"""Numbers of a mapping: signs between digits, factors, inverse rates and formulas.

What is no number stays as it is written; the reading that follows names it.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from data.mapping import calc
from data.sources import sql
from data.sources.mapped.rows import Rows, Value

__all__ = ["calculated", "inverted", "multiplied", "with_point"]

Expression = sa.ColumnElement[Any]

_TEXT = sa.String()
_GROUPED = {
    ".": "^[+-]?([0-9]+|[0-9]{1,3}([, '’][0-9]{3})+)([.][0-9]+)?$",
    ",": "^[+-]?([0-9]+|[0-9]{1,3}([. '’][0-9]{3})+)(,[0-9]+)?$",
}
_NO_NUMBER = "division by 0"


def with_point(rows: Rows, value: Value, decimal: str) -> Value:
    """A number written with this decimal sign, as ``1234.5``."""
    text = rows.let(value)
    plain = sql.replaced(text.sql, "[, '’]" if decimal == "." else "[. '’]", "")
    if decimal == ",":
        plain = sa.func.replace(plain, ",", ".", type_=_TEXT)
    read = sa.case((text.sql.regexp_match(_GROUPED[decimal]), plain), else_=text.sql)
    return Value(read, text.level)


def multiplied(rows: Rows, value: Value, factor: float) -> Value:
    """The number times a factor."""
    return _made(rows, value, lambda number: number * sa.literal(factor, sa.Double()))


def inverted(rows: Rows, value: Value) -> Value:
    """1 divided by the number; 0 stays 0."""
    one: Expression = sa.literal(1.0, sa.Double())
    return _made(rows, value, lambda number: one / sa.func.nullif(number, sa.literal(0.0)))


def _made(rows: Rows, value: Value, make: Callable[[Expression], Expression]) -> Value:
    text = rows.let(value)
    number = rows.let(Value(sql.as_number(text.sql, _TEXT), text.level))
    made = rows.let(Value(make(number.sql), number.level))
    read = sa.case((made.sql.is_not(None), _plain(made.sql)), else_=text.sql)
    return Value(read, made.level)


def _plain(number: Expression) -> Expression:
    return sql.replaced(sql.as_text(number), "[.]0+$", "")


def calculated(rows: Rows, formula: calc.Calculation, texts: dict[str, Value]) -> Value:
    """The result of a formula over texts by name; the first of them that is no number, if any."""
    numbers = {
        name: rows.let(Value(sql.as_number(text.sql, _TEXT), text.level))
        for name, text in texts.items()
    }
    level = max((number.level for number in numbers.values()), default=0)
    result = rows.let(Value(_computed(formula, numbers), level))
    bad = [
        (sa.and_(text.sql.is_not(None), numbers[name].sql.is_(None)), text.sql)
        for name, text in texts.items()
    ]
    empty = [(text.sql.is_(None), sa.null()) for text in texts.values()]
    divided = (result.sql.is_(None), sa.literal(_NO_NUMBER, sa.Text()))
    read = sa.case(*bad, *empty, divided, else_=_plain(result.sql))
    return Value(read, result.level)


def _computed(formula: calc.Calculation, numbers: dict[str, Value]) -> Expression:
    return calc.worked_out(
        formula,
        lambda value: sa.cast(sa.literal(value, sa.Double()), sa.Double),
        lambda name: numbers[name].sql,
        lambda left, right: left / sa.func.nullif(right, sa.literal(0.0, sa.Double())),
    )
