"""Answers to what had to be asked about the reading of a column: decimal sign, order, currency."""

import re
from collections.abc import Iterator
from typing import NamedTuple, get_args

from analytics.messages import Message, message
from data.mapping.model import DateOrder, Mapping
from data.mapping.names import nearest_said
from data.schema import TABLES

__all__ = ["Asked", "answer_line", "codes", "reading_asked", "wrong_answers"]

#: What is asked about the reading of a column.
KINDS = ("decimal", "order", "currency")

_CODE = re.compile("[A-Z]{3}")


class Asked(NamedTuple):
    """The parts of an id such as ``revenue.amount.decimal``."""

    table: str
    column: str
    kind: str


def reading_asked(asked: str) -> Asked | None:
    """The column and kind of a question about reading; None for any other question.

    >>> reading_asked("revenue.amount.decimal"), reading_asked("Orders.revenue.amount")
    (Asked(table='revenue', column='amount', kind='decimal'), None)
    """
    parts = asked.split(".")
    return Asked(*parts) if len(parts) == 3 and parts[2] in KINDS else None


def codes(answer: str) -> tuple[str, ...]:
    """The currencies of an answer: one for each sign that is asked.

    >>> codes("USD, cny")
    ('USD', 'CNY')
    """
    return tuple(each.strip().upper() for each in answer.split(",") if each.strip())


def answer_line(asked: str, answer: str) -> str:
    """The line of TOML that gives an answer.

    >>> print(answer_line("revenue.amount.decimal", ","))
    "revenue.amount.decimal" = ","
    """
    return f"{_quoted(asked)} = {_quoted(answer)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def wrong_answers(mapping: Mapping) -> Iterator[tuple[str, Message]]:
    """The answers of which can be said without the source that they answer nothing."""
    for asked, answer in mapping.answers.items():
        reading = reading_asked(asked)
        why = _wrong(reading, answer) if reading else _beside_parts(mapping)
        if why is not None:
            yield asked, why


def _beside_parts(mapping: Mapping) -> Message | None:
    if not mapping.parts:
        return None
    return message(
        "it makes its tables itself, so that only the reading of columns is asked, such as {id}",
        id="revenue.amount.decimal",
    )


def _wrong(reading: Asked, answer: str) -> Message | None:
    if reading.table not in TABLES:
        near = nearest_said(reading.table, [*TABLES])
        return message("there is no such table; {near}", near=near)
    columns = TABLES[reading.table].columns
    if reading.column not in columns:
        near = nearest_said(reading.column, [*columns])
        return message("{table} has no such column; {near}", table=reading.table, near=near)
    if reading.kind == "currency":
        right = bool(codes(answer)) and all(map(_CODE.fullmatch, codes(answer)))
        return None if right else message("write the three letters of ISO 4217, such as CNY")
    words = (".", ",") if reading.kind == "decimal" else get_args(DateOrder)
    if answer in words:
        return None
    return message("write one of {words}", words=", ".join(f"'{word}'" for word in words))
