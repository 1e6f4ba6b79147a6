"""Staging: the text of the files in temporary tables, converted, checked and kept or left out.

All tables here are temporary ones of the DuckDB file that is being built: they never reach the
file, and DuckDB moves them to disk where its memory limit would be passed.
"""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow

from data.importing.bounds import bounded
from data.importing.conversion import convert
from data.importing.fault_lists import MOST_FAULTS, FaultLog
from data.importing.faults import of_code, of_question
from data.importing.identifiers import unify
from data.importing.raw import RawTable
from data.importing.typed import FAULTY, LEFT_OUT, READINGS, Typed, create_notes, money
from data.problems import PROBLEMS
from data.schema import TableColumn

__all__ = [
    "FAULTY",
    "READINGS",
    "Typed",
    "convert",
    "create_notes",
    "fetch_faults",
    "keep",
    "money",
    "note_faults",
    "stage",
    "unify",
]

_SHOWN = 201


def stage(
    connection: sa.Connection, raw: RawTable, log: FaultLog, progress: Callable[[float, int], None]
) -> sa.Table:
    """Load the rows of a file as text; ``progress`` hears the share read and the rows so far."""
    columns = [sa.Column(name, sa.String()) for name in raw.used]
    name = f"text_{raw.table}"
    row = sa.Column("row", sa.BigInteger())
    table = sa.Table(name, sa.MetaData(), row, *columns, prefixes=["TEMPORARY"])
    table.create(connection)
    rows = 0
    for share, arrow in bounded(raw, log):
        if arrow.num_rows:
            insert_from_arrow(connection, name, arrow)
            connection.commit()
        rows += arrow.num_rows
        progress(share, rows)
    return table


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


def fetch_faults(connection: sa.Connection, tables: Iterable[Typed], log: FaultLog) -> None:
    """Add the faulty values to the log, with the money of their rows, and what has to be asked."""
    for typed in tables:
        for question in typed.questions:
            log.add(of_question(question))
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
    """Write the rows that count to the table itself; returns how many there are."""
    columns = [
        sa.Column(c.name, typed.values.c[c.name].type, nullable=not c.required)
        for c in typed.columns
    ]
    target = sa.Table(typed.name, sa.MetaData(), *columns)
    target.create(connection)
    values = typed.values
    rows = sa.select(*(values.c[c.name] for c in typed.columns)).where(
        ~_noted(FAULTY, typed), ~_noted(LEFT_OUT, typed)
    )
    connection.execute(target.insert().from_select([c.name for c in typed.columns], rows))
    connection.commit()
    return connection.scalar(sa.select(sa.func.count()).select_from(target)) or 0


def _noted(notes: sa.Table, typed: Typed) -> sa.Exists:
    """Whether a row of the table is noted there."""
    same_row = notes.c.row == typed.values.c.row
    return sa.exists().where(notes.c.table_name == typed.name).where(same_row)


def problem_text() -> sa.ColumnElement[Any]:
    """The problem of a row of :data:`FAULTY` in plain English."""
    return sa.case(
        {code: str(problem) for code, (problem, _) in PROBLEMS.items()}, value=FAULTY.c.code
    )
