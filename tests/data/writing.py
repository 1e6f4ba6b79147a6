"""Write a small company into a database of any engine, through the canonical schema."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data.schema import METADATA

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]


def as_stored(value: Any, type_: Any) -> Any:
    """A cell of the cast, written as text, in the type of its column."""
    if value is None or value == "":
        return None
    match type_:
        case sa.DateTime():
            return datetime.fromisoformat(value)
        case sa.Date():
            return date.fromisoformat(value)
        case sa.Double():
            return float(value)
        case sa.Boolean():
            return value == "true"
    return value


def _columns(table: sa.Table, rows: Sequence[Row]) -> list[str]:
    used = {name for row in rows for name in row}
    return [column.name for column in table.columns if column.name in used or not rows]


def write(engine: sa.Engine, tables: Tables, *, as_text: bool = False) -> None:
    """Create and fill the tables of ``tables``, with just the columns that its rows have.

    ``as_text`` makes every column VARCHAR and stores the text of the cast as it is.
    """
    metadata = sa.MetaData()
    with engine.begin() as connection:
        for name, rows in tables.items():
            canonical = METADATA.tables[name]
            used = _columns(canonical, rows)
            types = {c: sa.String(80) if as_text else _sized(canonical.c[c].type) for c in used}
            table = sa.Table(name, metadata, *(sa.Column(c, t) for c, t in types.items()))
            table.create(connection)
            cells = [
                {c: row.get(c) if as_text else as_stored(row.get(c), types[c]) for c in used}
                for row in rows
            ]
            if cells:
                connection.execute(table.insert(), cells)


def _sized(type_: Any) -> Any:
    """MariaDB wants a length for VARCHAR."""
    return sa.String(80) if isinstance(type_, sa.String) else type_
