"""Staging: the text of the files in temporary tables, converted, checked and kept or left out.

All tables here are temporary ones of the DuckDB file that is being built: they never reach the
file, and DuckDB moves them to disk where its memory limit would be passed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow

from data.importing.bounds import bounded
from data.importing.conversion import Conversion, conversion, spelled, survey
from data.importing.discovery import Candidate
from data.importing.fault_lists import MOST_FAULTS, FaultLog
from data.importing.faults import of_code
from data.problems import PROBLEMS
from data.schema import TABLES, TableColumn

__all__ = ["FAULTY", "Typed", "convert", "fetch_faults", "keep", "money", "note_faults", "stage"]

_TEMPORARY = ["TEMPORARY"]

#: Every fault of a value: its place, the text as written, and the code of the problem.
FAULTY = sa.Table(
    "staged_faults",
    sa.MetaData(),
    sa.Column("table_name", sa.String()),
    sa.Column("row", sa.BigInteger()),
    sa.Column("position", sa.Integer()),
    sa.Column("column_name", sa.String()),
    sa.Column("value", sa.String()),
    sa.Column("code", sa.String()),
    prefixes=_TEMPORARY,
)

_SHOWN = 201


@dataclass(frozen=True, slots=True)
class Typed:
    """One converted table: ``row``, its columns, and ``problem <column>`` where one can occur."""

    name: str
    columns: tuple[TableColumn, ...]
    texts: sa.Table
    values: sa.Table

    def problem(self, column: TableColumn) -> sa.ColumnElement[Any] | None:
        """What is wrong with the value of a column (NULL: nothing); None if nothing can be."""
        return self.values.c.get(f"problem {column.name}")


def stage(
    connection: sa.Connection,
    candidate: Candidate,
    log: FaultLog,
    progress: Callable[[float, int], None],
) -> sa.Table:
    """Load the rows of a file as text; ``progress`` hears the share read and the rows so far."""
    columns = [sa.Column(name, sa.String()) for name in candidate.used]
    name = f"text_{candidate.table}"
    table = sa.Table(
        name, sa.MetaData(), sa.Column("row", sa.BigInteger()), *columns, prefixes=_TEMPORARY
    )
    table.create(connection)
    rows = 0
    named = log.said_of(candidate.raw.source, str(candidate.table))
    for share, arrow in bounded(candidate.raw, candidate.positions, named):
        if arrow.num_rows:
            insert_from_arrow(connection, name, arrow)
            connection.commit()
        rows += arrow.num_rows
        progress(share, rows)
    return table


def convert(connection: sa.Connection, table: str, texts: sa.Table, timezone: str) -> Typed:
    """Convert the staged text of a table to its types, in one statement over all rows."""
    columns = tuple(column for column in TABLES[table].columns.values() if column.name in texts.c)
    clean = spelled(columns, texts)
    asked = survey(columns, clean, timezone)
    answers: dict[str, Any] = {}
    if asked.questions:
        statement = sa.select(*asked.questions).select_from(clean)
        answers = dict(connection.execute(statement).mappings().one())
    reading = asked.reading(answers)
    converted = {c: conversion(c, clean, reading) for c in columns}
    values = _typed_table(table, converted)
    values.create(connection)
    parts = [
        part
        for each in converted.values()
        for part in (each.value, each.problem)
        if part is not None
    ]
    statement = sa.select(clean.c.row, *parts)
    connection.execute(values.insert().from_select(list(values.c.keys()), statement))
    connection.commit()
    return Typed(table, columns, texts, values)


def _typed_table(table: str, converted: dict[TableColumn, Conversion]) -> sa.Table:
    columns: list[sa.Column[Any]] = [sa.Column("row", sa.BigInteger())]
    for column, each in converted.items():
        columns.append(sa.Column(column.name, each.sql_type))
        if each.problem is not None:
            columns.append(sa.Column(f"problem {column.name}", sa.String()))
    return sa.Table(f"typed_{table}", sa.MetaData(), *columns, prefixes=_TEMPORARY)


def note_faults(connection: sa.Connection, typed: Typed) -> None:
    """Write every faulty value of the table, repeated keys included, to :data:`FAULTY`."""
    names = list(FAULTY.c.keys())
    for position, column in enumerate(typed.columns):
        code = typed.problem(column)
        if code is not None:
            statement = _problems(typed, column, position, code)
            connection.execute(FAULTY.insert().from_select(names, statement))
        if column.key:
            connection.execute(
                FAULTY.insert().from_select(names, _repeated(typed, column, position))
            )
    connection.commit()


def _problems(
    typed: Typed, column: TableColumn, position: int, code: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    texts = typed.texts
    return (
        sa.select(*_cell(typed, column, position))
        .add_columns(sa.func.nullif(sa.func.left(texts.c[column.name], _SHOWN), ""), code)
        .join_from(typed.values, texts, texts.c.row == typed.values.c.row)
        .where(code.is_not(None))
    )


def _repeated(typed: Typed, column: TableColumn, position: int) -> sa.Select[Any]:
    """All rows but the first of each key."""
    values = typed.values
    key = values.c[column.name]
    turn = sa.func.row_number().over(partition_by=key, order_by=values.c.row)
    counted = (
        sa.select(values.c.row, key, turn.label("turn")).where(key.is_not(None)).subquery("counted")
    )
    return sa.select(
        sa.literal(typed.name),
        counted.c.row,
        sa.literal(position),
        sa.literal(column.name),
        sa.func.left(counted.c[column.name], _SHOWN),
        sa.literal("repeated_key"),
    ).where(counted.c.turn > 1)


def _cell(typed: Typed, column: TableColumn, position: int) -> list[sa.ColumnElement[Any]]:
    return [
        sa.literal(typed.name),
        typed.values.c.row,
        sa.literal(position),
        sa.literal(column.name),
    ]


def money(typed: Typed) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Amount and currency of a row as it counts as revenue: bookings, and deals that were won."""
    columns = typed.values.c
    amount: sa.ColumnElement[Any] = sa.cast(sa.null(), sa.Double())
    if typed.name == "revenue" and "amount" in columns:
        amount = columns.amount
    elif typed.name == "deals" and "amount" in columns and "stage" in columns:
        amount = sa.case((columns.stage == "won", columns.amount))
    currency = columns.currency if "currency" in columns else sa.null()
    return amount, sa.func.coalesce(sa.cast(currency, sa.String()), "")


def fetch_faults(connection: sa.Connection, tables: Iterable[Typed], log: FaultLog) -> None:
    """Add the faulty values to the log, with the money of their rows."""
    for typed in tables:
        amount, _ = money(typed)
        here = FAULTY.c.table_name == typed.name
        count = connection.scalar(sa.select(sa.func.count()).where(here).select_from(FAULTY))
        statement = (
            sa.select(FAULTY.c.row, FAULTY.c.column_name, FAULTY.c.value, FAULTY.c.code, amount)
            .join_from(FAULTY, typed.values, typed.values.c.row == FAULTY.c.row)
            .where(here)
            .order_by(FAULTY.c.row, FAULTY.c.position)
            .limit(max(MOST_FAULTS - len(log.faults), 0))
        )
        listed = 0
        for row, column, value, code, worth in connection.execute(statement):
            log.add(of_code(code, typed.name, row, column, value, worth))
            listed += 1
        log.count += (count or 0) - listed


def keep(connection: sa.Connection, typed: Typed) -> int:
    """Write the rows without fault to the table itself; returns how many there are."""
    columns = [
        sa.Column(c.name, typed.values.c[c.name].type, nullable=not c.required)
        for c in typed.columns
    ]
    target = sa.Table(typed.name, sa.MetaData(), *columns)
    target.create(connection)
    values = typed.values
    faulty = (
        sa.exists().where(FAULTY.c.table_name == typed.name).where(FAULTY.c.row == values.c.row)
    )
    rows = sa.select(*(values.c[c.name] for c in typed.columns)).where(~faulty)
    connection.execute(target.insert().from_select([c.name for c in typed.columns], rows))
    connection.commit()
    return connection.scalar(sa.select(sa.func.count()).select_from(target)) or 0


def problem_text() -> sa.ColumnElement[Any]:
    """The problem of a row of :data:`FAULTY` in plain English."""
    return sa.case(
        {code: str(problem) for code, (problem, _) in PROBLEMS.items()}, value=FAULTY.c.code
    )
