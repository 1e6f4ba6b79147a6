"""The unusual spellings of one column, each once, however many rows hold it.

Most columns hold nothing that needs more than a cast. What else they hold is gathered here, read
once per spelling and joined back to the rows; decisions that need the whole column (the decimal
sign, the order of a date) are made from the spellings and their numbers.
"""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from data.importing.cell_errors import MARK
from data.importing.cleaning import cleaned, half_width, is_nothing
from data.importing.typed import READINGS, Typed, money
from data.schema import Kind, TableColumn

__all__ = ["Spellings", "gathered", "materialized", "note_spellings"]

Text = sa.ColumnElement[Any]
_VALUES = (Kind.DATE, Kind.TIME, Kind.NUMBER, Kind.BOOLEAN, Kind.CURRENCY)

_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    **dict.fromkeys(("nothing", "zero", "percent", "negative", "none", "endless"), sa.Boolean()),
    "rows": sa.BigInteger(),
    "unit": sa.Double(),
    **{f"local_{order}": sa.DateTime() for order in ("DMY", "MDY", "YMD")},
}


@dataclass(frozen=True, slots=True)
class Spellings:
    """The unusual texts of a column: a table with at least text, rows, clean and nothing.

    ``nothing``: the text is a word for nothing. ``usual``: how many other values there are.
    ``texts``: the rows of the table as text.
    """

    column: TableColumn
    table: sa.FromClause
    usual: int
    texts: sa.FromClause

    def on(self, table: sa.FromClause) -> "Spellings":
        """The same spellings with more known about them."""
        return replace(self, table=table)


def gathered(
    connection: sa.Connection,
    column: TableColumn,
    texts: sa.FromClause,
    unusual: Any,
    usual: int,
    further: tuple[str, ...],
) -> Spellings:
    """Gather the texts of a column that are not usual, without blank ones."""
    text = texts.c[column.name]
    distinct = (
        sa.select(text.label("text"), sa.func.count().label("rows"))
        .where(text.is_not(None), unusual)
        .group_by(text)
        .subquery()
    )
    clean = cleaned(distinct.c.text, column.kind)
    if column.kind in _VALUES:
        clean = half_width(clean)
    bare = sa.select(distinct.c.text, distinct.c.rows, clean.label("clean")).subquery()
    words = sa.select(*bare.c, is_nothing(bare.c.clean, further).label("nothing"))
    return Spellings(column, materialized(connection, "gathered", column, words), usual, texts)


def materialized(
    connection: sa.Connection,
    step: str,
    column: TableColumn,
    select: sa.Select[Any],
    value: sa.types.TypeEngine[Any] | None = None,
) -> sa.Table:
    """Write the rows of a statement into a temporary table, so that they are computed once.

    ``value`` is the type of a column of that name.
    """
    names = list(select.selected_columns.keys())
    types: dict[str, sa.types.TypeEngine[Any]] = {**_TYPES, "value": value or sa.String()}
    columns = [sa.Column(name, types.get(name, sa.String())) for name in names]
    table = sa.Table(f"{step} {column.name}", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    table.create(connection)
    connection.execute(table.insert().from_select(names, select))
    return table


def note_spellings(
    connection: sa.Connection, typed: Typed, column: TableColumn, read: sa.FromClause
) -> None:
    """Note how the spellings of a column were read, with the money of their rows.

    ``read`` has text, value, and code, which is NULL where there is nothing to note.
    """
    amount, currency = money(typed)
    values, texts = typed.values, typed.texts
    shown = sa.func.coalesce(sa.cast(read.c.value, sa.String()), "∅")
    example = sa.func.replace(sa.func.left(read.c.text, 201), MARK, "").concat(" → ").concat(shown)
    statement = (
        sa.select(
            sa.literal(typed.name),
            sa.literal(column.name),
            read.c.code,
            sa.func.count(),
            sa.func.min_by(example, values.c.row),
            sa.func.sum(amount),
            currency,
        )
        .select_from(values)
        .join(texts, texts.c.row == values.c.row)
        .join(read, read.c.text == texts.c[column.name])
        .where(read.c.code.is_not(None))
        .group_by(read.c.code, currency)
    )
    connection.execute(READINGS.insert().from_select(list(READINGS.c.keys()), statement))
