"""Values of a live database that cannot be used, all at once.

An import checks its files row by row and writes a clean file; a database that is read in place
is checked here, by counting in the engine. Rows with such a value count nowhere
(:meth:`data.sources.Source.rows`); a repeated key cannot be left out, since nobody can say which
of the rows is right.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from analytics.errors import Fault, InputFaults
from analytics.messages import message
from data.problems import LARGEST_NUMBER, PROBLEMS, clipped
from data.schema import TABLES, Kind
from data.sources import sql
from data.sources.relation import Relation
from data.sources.source import Source

__all__ = ["check_source", "faults_of", "faulty_rows"]

#: At most this many faults of one column are listed; all are counted.
LISTED = 1000

Expression = sa.ColumnElement[Any]


def check_source(source: Source, *, skip_faulty: bool = False) -> None:
    """Make sure that every value can be read and every key is there once.

    Files that an import has written are clean. With ``skip_faulty`` only faults count that no
    left out row can mend (repeated keys).

    Raises
    ------
    InputFaults
        All faults: the first 1,000 of each column listed, with key, value, remedy and money.
    """
    faults, total = faults_of(source)
    if skip_faulty:
        faults = [fault for fault in faults if not fault.skippable]
        total = len(faults)
    if faults:
        raise InputFaults(
            message(
                "{source}: {count} value cannot be used",
                "{source}: {count} values cannot be used",
                count=total,
                source=source.label,
            ),
            faults,
        )


def faults_of(source: Source) -> tuple[list[Fault], int]:
    """The faults of a source, at most 1,000 a column, and how many there are in all."""
    if source.checked:
        return [], 0
    faults: list[Fault] = []
    total = 0
    with source.reading() as connection:
        for relation in source.relations.values():
            for column, rows in _counts(connection, source, relation).items():
                total += rows
                faults += _listed(connection, source, relation, column)
            repeated = list(_repeated(connection, relation))
            total += len(repeated)
            faults += repeated
    return faults, total


def faulty_rows(source: Source, table: str) -> sa.Subquery:
    """Rows of a table that were left out as faulty: rows, amount, currency, example.

    One row for each faulty row, or fault of it: ``rows`` adds up to the number of rows,
    ``amount`` to their money as far as it can be read as revenue.
    """
    if source.checked:
        return _recorded(table, source.faults_by_file) if source.faults_recorded else _no_faults()
    relation = source.relations.get(table)
    if relation is None:
        return _no_faults()
    prepared = relation.prepared()
    values = relation.values(prepared, source.timezone)
    faults = relation.faults(prepared, values).values()
    key = TABLES[table].key or TABLES[table].required[0]
    money = values.get("amount", sa.cast(sa.null(), sa.Double))
    if table == "deals":
        money = sa.case((values["stage"] == "won", money))
    return (
        sa.select(
            sa.literal(1).label("rows"),
            money.label("amount"),
            values.get("currency", sql.as_text_id(sa.null())).label("currency"),
            sql.as_text(prepared.c[key]).label("example"),
        )
        .where(sa.or_(sa.false(), *faults))
        .subquery()
    )


def _recorded(table: str, by_file: bool) -> sa.Subquery:
    """What an import wrote down; the money of a row stands beside its first fault."""
    names = ("table_name", "row", "column_name", "value", "amount", "currency", "source")
    faults = sa.table("linchpin_faults", *(sa.column(name) for name in names))
    position = sa.func.row_number().over(
        partition_by=[faults.c.row, *([faults.c.source] if by_file else [])],
        order_by=(faults.c.amount.is_(None), faults.c.column_name),
    )
    return (
        sa.select(
            sa.case((position == 1, 1), else_=0).label("rows"),
            sa.type_coerce(faults.c.amount, sa.Double).label("amount"),
            sa.func.nullif(faults.c.currency, "", type_=sa.String()).label("currency"),
            sa.type_coerce(faults.c.value, sa.String).label("example"),
        )
        .where(faults.c.table_name == table)
        .subquery()
    )


def _no_faults() -> sa.Subquery:
    nothing = sa.select(
        sa.literal(0).label("rows"),
        sa.cast(sa.null(), sa.Double).label("amount"),
        sql.as_text_id(sa.null()).label("currency"),
        sql.as_text_id(sa.null()).label("example"),
    )
    return nothing.where(sa.literal(1) == 0).subquery()


def _counts(connection: sa.Connection, source: Source, relation: Relation) -> dict[str, int]:
    """Number of unusable values by column, in one pass over the table."""
    prepared = relation.prepared()
    faults = relation.faults(prepared, relation.values(prepared, source.timezone))
    if not faults:
        return {}
    counted = sa.select(*(sql.total(fault) for fault in faults.values())).select_from(prepared)
    totals = connection.execute(counted).one()
    return {name: int(rows) for name, rows in zip(faults, tuple(totals), strict=True) if rows}


def _listed(
    connection: sa.Connection, source: Source, relation: Relation, column: str
) -> Iterator[Fault]:
    prepared = relation.prepared()
    values = relation.values(prepared, source.timezone)
    fault = relation.faults(prepared, values)[column]
    key = TABLES[relation.name].key
    keyed = prepared.c[key] if key in relation.columns and key is not None else sa.null()
    amount = values["amount"] if "amount" in relation.columns else sa.null()
    shown = sql.as_text(keyed), sql.as_text(prepared.c[column]), amount
    rows = sa.select(*shown).select_from(prepared).where(fault).limit(LISTED)
    kind = TABLES[relation.name].columns[column].kind
    for found_key, value, money in connection.execute(rows):
        problem, remedy = PROBLEMS[_code(kind, value)]
        yield Fault(
            table=relation.name,
            problem=problem,
            remedy=remedy,
            column=column,
            value=clipped(found_key if value is None else value),
            amount=None if money is None else float(money),
            skippable=True,
            key=None if found_key is None or value is None else f"{key} = {clipped(found_key)}",
        )


def _code(kind: Kind, value: str | None) -> str:
    if value is None:
        return "empty"
    if kind is Kind.NUMBER:
        return "too_large" if _is_large(value) else "number"
    return "boolean" if kind is Kind.BOOLEAN else "date"


def _is_large(value: str) -> bool:
    try:
        return abs(float(value)) > LARGEST_NUMBER
    except ValueError:
        return False


def _repeated(connection: sa.Connection, relation: Relation) -> Iterator[Fault]:
    """Keys that more than one row has."""
    key = TABLES[relation.name].key
    if key is None:
        return
    prepared = relation.prepared()
    column = prepared.c[key]
    rows = sa.func.count()
    repeated = (
        sa.select(column, rows).group_by(column).having(rows > 1, column.is_not(None))
    ).limit(LISTED)
    for value, count in connection.execute(repeated):
        yield Fault(
            table=relation.name,
            problem=message("{count} row has this key", "{count} rows have this key", count=count),
            remedy=message("Keep one of them"),
            column=key,
            value=clipped(value),
        )
