"""Put frames into a DuckDB file that holds the canonical tables."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data.schema import METADATA, NAMED_IN_CHINESE, TABLES, Kind

__all__ = ["write_database"]

_ARROW = {
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.timestamp("us"),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
}

_HANDED_OVER = "handed_over"


def write_database(
    path: Path, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, str]
) -> None:
    """Write canonical frames and the facts of the import into a new DuckDB file.

    Each frame holds columns of its table, with those of ``NAMED_IN_CHINESE`` also as
    ``<column>_zh``.
    """
    # Nothing is reset at the end: where the disk is full, that would fail again, and be logged.
    engine = sa.create_engine(f"duckdb:///{path}", pool_reset_on_return=None)
    try:
        with engine.begin() as connection:
            for name, frame in tables.items():
                _fill(connection, _table(name, frame), frame)
            _note(connection, facts)
    finally:
        engine.dispose()


def _table(name: str, frame: pd.DataFrame) -> sa.Table:
    """The canonical table with the columns of the frame, apart from the shared metadata."""
    columns = [
        sa.Column(each.name, each.type, nullable=each.nullable)
        for each in METADATA.tables[name].columns
        if each.name in frame
    ]
    local = [f"{column}_zh" for column in NAMED_IN_CHINESE.get(name, ())]
    return sa.Table(name, sa.MetaData(), *columns, *(sa.Column(each, sa.String) for each in local))


def _fill(connection: sa.Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    table.create(connection)
    driver = connection.connection.driver_connection
    assert driver is not None
    names = [column.name for column in table.columns]
    driver.register(_HANDED_OVER, _arrow(table, frame[names]))
    rows = sa.table(_HANDED_OVER, *(sa.column(name) for name in names))
    connection.execute(sa.insert(table).from_select(names, sa.select(rows)))
    driver.unregister(_HANDED_OVER)


def _arrow(table: sa.Table, frame: pd.DataFrame) -> pa.Table:
    kinds = TABLES[table.name].columns
    fields = [
        pa.field(name, _ARROW.get(kinds[name].kind, pa.string()) if name in kinds else pa.string())
        for name in frame.columns
    ]
    return pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)


def _note(connection: sa.Connection, facts: Mapping[str, str]) -> None:
    notes = sa.Table(
        "linchpin_import",
        sa.MetaData(),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
    )
    notes.create(connection)
    rows = [{"key": key, "value": value} for key, value in facts.items()]
    connection.execute(sa.insert(notes), rows)
