"""How many keys lead somewhere, in rows and money: measured for every key of every table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.importing.staging import Typed, money
from data.schema import Kind

__all__ = ["NO_KEYS", "TARGETS", "join_rates", "rates"]

#: The table that a column of ids leads to, wherever it stands but in that table as its key.
TARGETS = {
    "customer_id": "customers",
    "parent_id": "customers",
    "rep_id": "reps",
    "owner_id": "reps",
    "manager_id": "reps",
    "contact_id": "contacts",
}

_COLUMNS = {
    "table": "str",
    "column": "str",
    "target": "str",
    "currency": "str",
    "rows": "int64",
    "matched": "int64",
    "unmatched": "int64",
    "money": "float64",
    "money_unmatched": "float64",
    "example": "str",
}
NO_KEYS = pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)


def join_rates(connection: sa.Connection, tables: Mapping[str, Typed]) -> pd.DataFrame:
    """One row for each key column and currency; columns as :data:`_COLUMNS`.

    ``rows`` are those in which the key is filled, ``money`` is the sum of the absolute amounts of
    those that count as revenue, ``example`` an id that leads nowhere (empty: none). Keys of
    tables that are not there are not measured.
    """
    return rates(
        (typed.name, column, target.name, *counted)
        for typed, column, target in _keys(tables)
        for counted in connection.execute(_rate(typed, column, target))
    )


def rates(counted: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """What was counted of keys, as a frame; columns as :func:`join_rates`."""
    return pd.DataFrame(list(counted), columns=list(_COLUMNS)).astype(_COLUMNS)


def _keys(tables: Mapping[str, Typed]) -> Iterator[tuple[Typed, str, Typed]]:
    for typed in tables.values():
        for column in typed.columns:
            target = tables.get(TARGETS.get(column.name, ""))
            measured = target is not None and any(each.key for each in target.columns)
            if target is not None and measured and column.kind is Kind.ID and not column.key:
                yield typed, column.name, target


def _rate(typed: Typed, column: str, target: Typed) -> sa.Select[Any]:
    amount, currency = money(typed)
    key = typed.values.c[column]
    own = next(each.name for each in target.columns if each.key)
    there = sa.select(target.values.c[own].label("id")).distinct().subquery("there")
    lost = there.c.id.is_(None)
    return (
        sa.select(
            currency,
            sa.func.count(),
            sa.func.count(there.c.id),
            sa.func.count_if(lost),
            _sum(sa.func.abs(amount)),
            _sum(sa.case((lost, sa.func.abs(amount)))),
            sa.func.coalesce(sa.func.min(sa.case((lost, key))), ""),
        )
        .select_from(typed.values.outerjoin(there, there.c.id == key))
        .where(key.is_not(None))
        .group_by(currency)
        .order_by(currency)
    )


def _sum(amount: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(amount), 0.0)
