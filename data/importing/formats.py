"""How each column of days or numbers was read, and what it comes to, for a person to look over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from data.importing.column_reading import Column
from data.importing.hints import Option
from data.schema import Kind, TableColumn

__all__ = ["ColumnFormat", "formats_of"]

_DATED = (Kind.DATE, Kind.TIME)


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """The reading of one column of one file.

    ``form`` is its decimal sign (``.`` or ``,``) or the order of its days (``YMD``, ``DMY``,
    ``MDY``), empty where no value depends on it; ``written`` one value as it stands there. ``rows``
    counts the values that were read, ``total`` is their sum, ``first`` and ``last`` (ISO) the days
    between which they lie. ``options``: the readings among which somebody may choose, by the
    answer that a mapping takes.
    """

    table: str
    column: str
    kind: Literal["decimal", "order"]
    form: str
    rows: int
    written: str
    total: float | None = None
    first: str | None = None
    last: str | None = None
    options: tuple[Option, ...] = ()
    source: str = ""

    @property
    def asked(self) -> str:
        """The id of the question that chooses among the options: ``revenue.amount.decimal``."""
        return f"{self.table}.{self.column}.{self.kind}"


def formats_of(
    connection: sa.Connection,
    table: str,
    texts: sa.FromClause,
    values: sa.Table,
    columns: Mapping[TableColumn, Column],
) -> tuple[ColumnFormat, ...]:
    """The reading of every column of days or numbers of a converted table."""
    told = {c: read for c, read in columns.items() if c.kind in (*_DATED, Kind.NUMBER)}
    if not told:
        return ()
    wanted = [each for column in told for each in _sums(column, values.c[column.name])]
    found = iter(connection.execute(sa.select(*wanted).select_from(values)).one())
    formats = []
    for column, read in told.items():
        rows, least, most, total = (next(found) for _ in range(4))
        dated = column.kind in _DATED
        formats.append(
            ColumnFormat(
                table,
                column.name,
                "order" if dated else "decimal",
                read.form,
                int(rows or 0),
                _written(connection, texts.c[column.name], read),
                None if dated or total is None else float(total),
                least if dated else None,
                most if dated else None,
                read.options,
            )
        )
    return tuple(formats)


def _sums(column: TableColumn, value: sa.ColumnElement[Any]) -> list[sa.ColumnElement[Any]]:
    """How many there are, the first and the last day, and the sum."""
    if column.kind is Kind.NUMBER:
        return [sa.func.count(value), sa.null(), sa.null(), sa.func.sum(value)]
    day = sa.func.left(sa.cast(value, sa.String()), 10)
    return [sa.func.count(value), sa.func.min(day), sa.func.max(day), sa.null()]


def _written(connection: sa.Connection, text: sa.ColumnElement[Any], read: Column) -> str:
    """A value as it is written: one that needed more than a cast, where there is any."""
    if read.dictionary is not None:
        rows = read.dictionary.c
        unusual = sa.select(rows.text).where(rows.value.is_not(None)).order_by(rows.text).limit(1)
        if (shown := connection.scalar(unusual)) is not None:
            return str(shown)[:100]
    usual = sa.select(text).where(sa.func.nullif(text, "").is_not(None)).limit(1)
    return str(connection.scalar(usual) or "")[:100]
