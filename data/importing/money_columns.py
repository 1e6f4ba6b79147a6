"""The currency of an amount by the sign beside it."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import sqlalchemy as sa

from data.importing.currencies import SHARED, certain_code, fits, shared_sign
from data.importing.hints import Option, Question
from data.importing.typed import Typed, note_reading
from data.schema import TABLES

__all__ = ["settle_currencies"]

Text = sa.ColumnElement[Any]
#: What 元 means where nothing speaks for another currency.
_YUAN = ("元", "圆")


def settle_currencies(connection: sa.Connection, typed: Typed) -> Typed:
    """Give rows the currency of the sign beside their amount; signs may not contradict."""
    signed = [c.name for c in typed.columns if f"sign {c.name}" in typed.values.c]
    if not signed:
        return typed
    if "currency" not in TABLES[typed.name].columns:
        for name in signed:
            _one_sign(connection, typed, name)
        return typed
    typed = _with_currency(connection, typed)
    for name in signed:
        typed = _settled(connection, typed, name)
        sign, currency = typed.values.c[f"sign {name}"], typed.values.c.currency
        against = sa.and_(sign.is_not(None), currency.is_not(None), sa.not_(fits(sign, currency)))
        _fault(connection, typed, name, "currency_contradicts", against)
    return typed


def _fault(connection: sa.Connection, typed: Typed, name: str, code: str, rows: Text) -> None:
    connection.execute(typed.values.update().where(rows).values({f"problem {name}": code}))


def _one_sign(connection: sa.Connection, typed: Typed, name: str) -> None:
    """Without a column for the currency there can be one only."""
    sign = typed.values.c[f"sign {name}"]
    if (connection.scalar(sa.select(sa.func.count(sign.distinct()))) or 0) > 1:
        _fault(connection, typed, name, "several_currencies", sign.is_not(None))


def _with_currency(connection: sa.Connection, typed: Typed) -> Typed:
    """The table with its column of currencies, empty where the file has none."""
    if typed.has("currency"):
        return typed
    preparer = connection.dialect.identifier_preparer
    table = preparer.quote(typed.values.name)
    connection.execute(sa.DDL(f"ALTER TABLE {table} ADD COLUMN currency VARCHAR"))
    typed.values.append_column(sa.Column("currency", sa.String()))
    return typed.widened(TABLES[typed.name].columns["currency"])


def _settled(connection: sa.Connection, typed: Typed, name: str) -> Typed:
    sign, currency = typed.values.c[f"sign {name}"], typed.values.c.currency
    empty = sa.and_(sign.is_not(None), currency.is_(None))
    meant = [(sign == each, code) for each, code in typed.hints.meant(name, SHARED).items()]
    code: Text = sa.case(*meant, (sign.in_(_YUAN), "CNY"), else_=certain_code(sign))
    known = sa.and_(empty, code.is_not(None))
    shown = sign.concat(" → ").concat(code)
    if note_reading(connection, typed, name, "currency_by_sign", known, shown):
        connection.execute(typed.values.update().where(known).values(currency=code))
    left = sa.select(shared_sign(sign)).where(empty, shared_sign(sign).is_not(None)).distinct()
    signs = sorted(connection.scalars(left))
    return typed.asking(_question(connection, typed, name, signs)) if signs else typed


def _question(connection: sa.Connection, typed: Typed, name: str, signs: Sequence[str]) -> Question:
    """Which of their currencies the signs mean, with the totals in question."""
    total = "; ".join(f"{sign} {_total(connection, typed, name, sign)}" for sign in signs)
    likely = 2 if len(signs) > 1 else None
    choices = product(*(SHARED[sign][:likely] for sign in signs))
    options = tuple(Option(", ".join(codes), total) for codes in choices)
    return Question(typed.name, name, "currency", options)


def _total(connection: sa.Connection, typed: Typed, name: str, sign: str) -> str:
    values = typed.values
    asked = sa.and_(values.c[f"sign {name}"] == sign, values.c.currency.is_(None))
    total = connection.scalar(sa.select(sa.func.sum(values.c[name])).where(asked)) or 0.0
    return f"{total:,.2f}".removesuffix(".00")
