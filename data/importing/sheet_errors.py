"""What becomes of the errors of a workbook (:mod:`data.importing.cell_errors`) in a table.

In a key, a day or time and a number they are faults of their row; elsewhere the value is empty,
which is counted.
"""

import sqlalchemy as sa

from data.importing.cell_errors import MARK, UNCOMPUTED
from data.importing.fault_lists import FaultLog
from data.schema import TABLES, Kind, TableColumn

__all__ = ["emptied", "named"]

_FAULTY_KINDS = frozenset({Kind.DATE, Kind.TIME, Kind.NUMBER})


def _is_faulty(column: TableColumn) -> bool:
    return column.key or column.kind in _FAULTY_KINDS


def emptied(
    connection: sa.Connection, table: str, texts: sa.Table, log: FaultLog, source: str
) -> None:
    """Empty the erroneous cells of a staged table where an empty value is no loss of a figure.

    ``texts`` has the columns of the canonical table, as text, and ``row``.
    """
    for name, column in TABLES[table].columns.items():
        if name not in texts.c or _is_faulty(column):
            continue
        cell = texts.c[name]
        erroneous = cell.startswith(MARK, autoescape=True)
        count, row, example = connection.execute(
            sa.select(sa.func.count(), sa.func.min(texts.c.row), sa.func.min(cell)).where(erroneous)
        ).one()
        if count:
            shown = example.removeprefix(MARK) if example != UNCOMPUTED else ""
            log.repaired("cell_error", source, row, f"{name}: {shown}", count)
            connection.execute(texts.update().where(erroneous).values({name: None}))


def named(connection: sa.Connection, table: str, texts: sa.Table, faulty: sa.Table) -> None:
    """Name the errors of the workbook among the faults of a table, keys included, as what they
    are; ``faulty`` is where the faults lie."""
    for position, name in enumerate(name for name in TABLES[table].columns if name in texts.c):
        column, cell = TABLES[table].columns[name], texts.c[name]
        if not column.key:
            continue
        fault = sa.select(
            *(sa.literal(table), texts.c.row, sa.literal(position), sa.literal(name), cell),
            sa.literal("cell_error"),
        ).where(cell.startswith(MARK, autoescape=True))
        here = sa.and_(faulty.c.table_name == table, faulty.c.value.startswith(MARK))
        connection.execute(faulty.delete().where(here, faulty.c.column_name == name))
        connection.execute(faulty.insert().from_select(list(faulty.c.keys()), fault))
    code = sa.case((faulty.c.value == UNCOMPUTED, "uncomputed"), else_="cell_error")
    erroneous = sa.and_(faulty.c.table_name == table, faulty.c.value.startswith(MARK))
    shown = sa.func.nullif(sa.func.substr(faulty.c.value, 2), "=")
    connection.execute(faulty.update().where(erroneous).values(code=code, value=shown))
    connection.commit()
