"""A converted table, and the temporary tables in which is noted what became of its values.

All are temporary ones of the DuckDB file that is being built: they never reach the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from data.importing.fault_lists import Repair
from data.importing.formats import ColumnFormat
from data.importing.hints import NO_HINTS, Hints, Question
from data.schema import TABLES, Kind, TableColumn

__all__ = [
    "FAULTY",
    "LEFT_OUT",
    "READINGS",
    "Typed",
    "create_notes",
    "leave_out",
    "money",
    "note_file_repairs",
    "note_reading",
]

Text = sa.ColumnElement[Any]

_TEMPORARY = ["TEMPORARY"]
_META = sa.MetaData()

#: Every fault of a value: its place, the text as written, and the code of the problem.
FAULTY = sa.Table(
    "staged_faults",
    _META,
    sa.Column("table_name", sa.String()),
    sa.Column("row", sa.BigInteger()),
    sa.Column("position", sa.Integer()),
    sa.Column("column_name", sa.String()),
    sa.Column("value", sa.String()),
    sa.Column("code", sa.String()),
    prefixes=_TEMPORARY,
)

#: Rows without fault that count nowhere, and why.
LEFT_OUT = sa.Table(
    "staged_left_out",
    _META,
    sa.Column("table_name", sa.String()),
    sa.Column("row", sa.BigInteger()),
    sa.Column("code", sa.String()),
    prefixes=_TEMPORARY,
)

#: What was read or repaired with certainty though it is not written as it is meant, or left out
#: by a rule: how many rows of a column, one of them, and their money by currency.
READINGS = sa.Table(
    "staged_readings",
    _META,
    sa.Column("table_name", sa.String()),
    sa.Column("column_name", sa.String()),
    sa.Column("code", sa.String()),
    sa.Column("rows", sa.BigInteger()),
    sa.Column("example", sa.String()),
    sa.Column("amount", sa.Double()),
    sa.Column("currency", sa.String()),
    prefixes=_TEMPORARY,
)


def create_notes(connection: sa.Connection) -> None:
    """Make the tables of notes, empty."""
    _META.create_all(connection)


@dataclass(frozen=True, slots=True)
class Typed:
    """One converted table: ``row``, its columns, and ``problem <column>`` where one can occur.

    ``worded``: id columns in which a word for nothing stands, kept until it is known whether
    somebody is called that (:mod:`data.importing.identifiers`). ``questions``: columns that can
    be read in several ways; their values are NULL. ``formats``: how its days and numbers are read.
    """

    name: str
    columns: tuple[TableColumn, ...]
    texts: sa.FromClause
    values: sa.Table
    hints: Hints = NO_HINTS
    worded: frozenset[str] = frozenset()
    questions: tuple[Question, ...] = ()
    formats: tuple[ColumnFormat, ...] = ()

    def problem(self, column: TableColumn) -> Text | None:
        """What is wrong with the value of a column (NULL: nothing); None if nothing can be."""
        return self.values.c.get(f"problem {column.name}")

    def has(self, *columns: str) -> bool:
        """Whether all these columns are there."""
        return all(column in self.values.c for column in columns)

    @property
    def ids(self) -> tuple[str, ...]:
        """Names of the columns of identifiers."""
        return tuple(column.name for column in self.columns if column.kind is Kind.ID)

    def widened(self, column: TableColumn) -> "Typed":
        """The same with a further column, at its position in the canonical table."""
        columns = {each.name: each for each in (*self.columns, column)}
        order = [name for name in TABLES[self.name].columns if name in columns]
        return replace(self, columns=tuple(columns[name] for name in order))

    def asking(self, *questions: Question) -> "Typed":
        """The same with further questions."""
        return replace(self, questions=(*self.questions, *questions))


def money(typed: Typed) -> tuple[Text, Text]:
    """Amount and currency of a row as it counts as revenue: bookings, and deals that were won."""
    columns = typed.values.c
    amount: Text = sa.cast(sa.null(), sa.Double())
    if typed.name == "revenue" and "amount" in columns:
        amount = columns.amount
    elif typed.name == "deals" and "amount" in columns and "stage" in columns:
        amount = sa.case((columns.stage == "won", columns.amount))
    currency = columns.currency if "currency" in columns else sa.null()
    return amount, sa.func.coalesce(sa.cast(currency, sa.String()), "")


def note_reading(
    connection: sa.Connection, typed: Typed, column: str, code: str, condition: Any, example: Any
) -> int:
    """Note the rows that meet a condition, with their money; returns how many there are."""
    amount, currency = money(typed)
    values = typed.values
    statement = (
        sa.select(
            sa.literal(typed.name),
            sa.literal(column),
            sa.literal(code),
            sa.func.count(),
            sa.func.min_by(sa.func.left(example, 401), values.c.row),
            sa.func.sum(amount),
            currency,
        )
        .select_from(values)
        .where(condition)
        .group_by(currency)
    )
    rows = [tuple(row) for row in connection.execute(statement)]
    names = list(READINGS.c.keys())
    if rows:
        records = [dict(zip(names, row, strict=True)) for row in rows]
        connection.execute(READINGS.insert(), records)
    return sum(row[3] for row in rows)


def note_file_repairs(connection: sa.Connection, table: str, repairs: Iterable[Repair]) -> None:
    """Note what was made good in a file or sheet of a table, apart from its values."""
    records = [
        {"table_name": table, "column_name": "", "code": each.code, "rows": each.rows}
        | {"example": f"{each.source}, {each.row}: {each.example}", "amount": None, "currency": ""}
        for each in repairs
    ]
    if records:
        connection.execute(READINGS.insert(), records)


def leave_out(
    connection: sa.Connection, typed: Typed, column: str, code: str, condition: Any, example: Any
) -> int:
    """Leave the rows out that meet a condition, noted with their money."""
    count = note_reading(connection, typed, column, code, condition, example)
    if count:
        rows = sa.select(sa.literal(typed.name), typed.values.c.row, sa.literal(code))
        names = list(LEFT_OUT.c.keys())
        connection.execute(LEFT_OUT.insert().from_select(names, rows.where(condition)))
    return count
