"""What becomes of the errors of a workbook (:mod:`data.importing.cell_errors`) in a column.

In a key, a day or time and a number they are faults of their row; elsewhere the value is empty,
which is counted.
"""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from data.importing.cell_errors import MARK, UNCOMPUTED
from data.importing.column_reading import Column
from data.importing.dictionaries import materialized
from data.schema import Kind, TableColumn

__all__ = ["with_errors", "without_mark"]

_FAULTY_KINDS = frozenset({Kind.DATE, Kind.TIME, Kind.NUMBER})


def without_mark(text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A text as it is shown to people."""
    return sa.func.replace(sa.func.replace(text, UNCOMPUTED, ""), MARK, "")


def with_errors(connection: sa.Connection, column: TableColumn, read: Column) -> Column:
    """The reading of a column in which cells of a workbook hold errors, if any do."""
    rows = read.dictionary
    if rows is None:
        return read
    erroneous = rows.c.text.startswith(MARK, autoescape=True)
    if not connection.scalar(sa.select(sa.func.count()).select_from(rows).where(erroneous)):
        return read
    faulty = column.key or column.kind in _FAULTY_KINDS
    name = sa.case((rows.c.text == UNCOMPUTED, "uncomputed"), else_="cell_error")
    told: dict[str, Any] = {
        "value": sa.null(),
        "problem": name if faulty else sa.null(),
        "code": sa.null() if faulty else sa.literal("cell_error"),
        "sign": sa.null(),
    }
    columns = [
        sa.case((erroneous, told[each.name]), else_=each).label(each.name)
        if each.name in told
        else each
        for each in rows.c
    ]
    table = materialized(connection, "marked", column, sa.select(*columns), read.sql_type)
    return replace(read, dictionary=table, can_fail=read.can_fail or faulty)
