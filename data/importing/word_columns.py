"""Reading the unusual spellings of ids, names, choices, currencies and yes/no."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from data.importing.cleaning import bare, is_lost_id
from data.importing.column_reading import Column, direct
from data.importing.currencies import SHARED, certain_code
from data.importing.dictionaries import Spellings, materialized
from data.importing.hints import Hints
from data.schema import Kind
from data.words import CHOICES, boolean_words, nothing_in_boolean

__all__ = ["read_words"]

Text = sa.ColumnElement[Any]


def read_words(connection: sa.Connection, table: str, spellings: Spellings, hints: Hints) -> Column:
    """The reading of a column of words with unusual spellings."""
    rows, kind = spellings.table, spellings.column.kind
    match kind:
        case Kind.ID:
            value, problem, code = _id(rows)
        case Kind.CHOICE:
            value, problem, code = _choice(rows, table, spellings.column.name)
        case Kind.BOOLEAN:
            value, problem, code = _boolean(rows, spellings.column.name)
        case Kind.CURRENCY:
            value, problem, code = _currency(rows, hints, spellings.column.name)
        case _:
            value, problem, code = rows.c.clean, sa.null(), _around(rows)
    select = sa.select(
        rows.c.text,
        value.label("value"),
        sa.cast(problem, sa.String()).label("problem"),
        sa.cast(code, sa.String()).label("code"),
    )
    plain = direct(spellings.column)
    read = materialized(connection, "read", spellings.column, select, plain.sql_type)
    worded = kind is Kind.ID and _any(connection, rows, rows.c.nothing)
    return replace(
        plain, dictionary=read, can_fail=plain.can_fail or kind is Kind.ID, worded=worded
    )


def _any(connection: sa.Connection, rows: sa.FromClause, condition: Text) -> bool:
    return bool(connection.scalar(sa.select(sa.func.count()).select_from(rows).where(condition)))


def _around(rows: sa.FromClause) -> Text:
    """What was taken off around a text."""
    white = bare(rows.c.text)
    return sa.case(
        (rows.c.clean.is_(None), sa.null()),
        (rows.c.clean != white, "text_marker"),
        (white != rows.c.text, "space_around"),
    )


def _id(rows: sa.FromClause) -> tuple[Text, Text, Text]:
    lost = is_lost_id(rows.c.clean)
    return rows.c.clean, sa.case((lost, "lost_id")), _around(rows)


def _choice(rows: sa.FromClause, table: str, column: str) -> tuple[Text, Text, Text]:
    lower = sa.func.lower(rows.c.clean)
    meanings = dict(CHOICES.get((table, column), {}))
    meaning: Text = sa.case(meanings, value=lower, else_=lower) if meanings else lower
    code = sa.case(
        (rows.c.nothing, "word_for_nothing"), (meaning != lower, "known_word"), else_=sa.null()
    )
    return sa.case((rows.c.nothing, sa.null()), else_=meaning), sa.null(), code


def _boolean(rows: sa.FromClause, column: str) -> tuple[Text, Text, Text]:
    lower = sa.func.lower(rows.c.clean)
    words = boolean_words(column)
    yes, no = ([word for word, is_yes in words.items() if is_yes is side] for side in (True, False))
    value: Text = sa.case((lower.in_(yes), sa.true()), (lower.in_(no), sa.false()))
    nothing = sa.and_(
        value.is_(None), sa.or_(rows.c.nothing, lower.in_(list(nothing_in_boolean())))
    )
    problem = sa.case(
        (sa.or_(rows.c.clean.is_(None), nothing), sa.null()), (value.is_(None), "boolean")
    )
    as_no = sa.and_(value.is_not(None), rows.c.nothing)
    return value, problem, sa.case((nothing, "word_for_nothing"), (as_no, "word_for_no"))


def _currency(rows: sa.FromClause, hints: Hints, column: str) -> tuple[Text, Text, Text]:
    upper = sa.func.upper(rows.c.clean)
    shared = [(upper == sign, code) for sign, code in hints.meant(column, SHARED).items()]
    certain = certain_code(upper)
    value: Text = sa.case(
        (rows.c.nothing, sa.null()), *shared, (upper.in_(["元", "圆"]), "CNY"), else_=certain
    )
    filled = sa.and_(rows.c.clean.is_not(None), sa.not_(rows.c.nothing))
    problem = sa.case((sa.and_(filled, value.is_(None)), "currency"))
    code = sa.case((rows.c.nothing, "word_for_nothing"), (value != upper, "currency_sign"))
    return value, problem, code
