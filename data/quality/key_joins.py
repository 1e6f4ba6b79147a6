"""How many keys of a source lead somewhere, in rows and money: what an import counts of files."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.importing.joins import TARGETS, rates
from data.schema import TABLES, Kind
from data.sources import Source, in_place, sql

__all__ = ["key_joins"]


@in_place
def key_joins(source: Source) -> pd.DataFrame:
    """One row for each key column that the source has and each currency; columns and meaning as
    :func:`data.importing.joins.join_rates`."""
    with source.reading() as connection:
        return rates(
            (table, column, target, *counted)
            for table, column, target in _keys(source)
            for counted in connection.execute(_rate(source, table, column, target))
        )


def _keys(source: Source) -> Iterator[tuple[str, str, str]]:
    for table in TABLES:
        for column in TABLES[table].columns.values():
            target = TARGETS.get(column.name, "")
            there = column.name in source.tables.get(table, ()) and target in source.tables
            if there and column.kind is Kind.ID and not column.key:
                yield table, column.name, target


def _rate(source: Source, table: str, column: str, target: str) -> sa.Select[Any]:
    theirs, own = source.rows(target), _key_of(target)
    there = sa.select(theirs.c[own].label("id")).distinct().subquery("there")
    keys = _keyed(table, source.rows(table), column)
    found, amount = there.c.id, sa.func.abs(keys.c.amount)
    return (
        sa.select(
            keys.c.currency,
            sa.func.count(),
            sa.func.count(found),
            sql.total(found.is_(None)),
            sa.func.coalesce(sa.func.sum(amount), 0.0),
            sa.func.coalesce(sa.func.sum(sa.case((found.is_(None), amount))), 0.0),
            sa.func.coalesce(sa.func.min(sa.case((found.is_(None), keys.c.id))), ""),
        )
        .select_from(keys.outerjoin(there, found == keys.c.id))
        .group_by(keys.c.currency)
        .order_by(keys.c.currency)
    )


def _key_of(table: str) -> str:
    return next(each.name for each in TABLES[table].columns.values() if each.key)


def _keyed(table: str, rows: sa.CTE, column: str) -> sa.Subquery:
    """The rows whose key is filled: id, amount, currency."""
    return (
        sa.select(
            rows.c[column].label("id"),
            _amount(table, rows).label("amount"),
            _currency(rows).label("currency"),
        )
        .where(rows.c[column].is_not(None))
        .subquery("keys")
    )


def _amount(table: str, rows: sa.CTE) -> sa.ColumnElement[Any]:
    """What a row counts as revenue: bookings, and deals that were won."""
    if table == "revenue":
        return rows.c.amount
    if table == "deals":
        return sa.case((rows.c.stage == "won", rows.c.amount))
    return sa.cast(sa.null(), sa.Double())


def _currency(rows: sa.CTE) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(rows.c.currency, "") if "currency" in rows.c else sa.literal("")
