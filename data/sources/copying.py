"""The rows of a database as files, for those whose values have to be read as those of files are.

Only canonical columns are asked for. Each table becomes one Parquet file of texts: what the engine
stores as a number, a day or bytes is written so that it reads as nothing else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from data.sources import sql
from data.sources.relation import Relation
from data.sources.source import Source

__all__ = ["copied_tables"]

#: Rows that are taken at once.
_ROWS = 50_000
#: A stored number with three digits after its point, which in a text would be open.
_THREE_DIGITS = r"^(-?[0-9]+[.][0-9]{3})$"
#: The zone of a stored time, as PostgreSQL and DuckDB write whole hours.
_WHOLE_HOURS = r"([0-9][+-][0-9]{2})$"


def copied_tables(source: Source, folder: str) -> list[str]:
    """Write each canonical table of a source into ``folder`` as ``<table>.parquet``.

    Returns the names of the tables.
    """
    with source.reading() as connection:
        for name, relation in source.relations.items():
            _written(connection, relation, Path(folder) / f"{name}.parquet")
    return list(source.relations)


def _written(connection: sa.Connection, relation: Relation, path: Path) -> None:
    names = list(relation.columns)
    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _rows(connection, relation):
            columns = [
                _as_read(pa.array(values, pa.string()), relation.type_of(name))
                for name, values in zip(names, zip(*rows, strict=True), strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))


def _rows(connection: sa.Connection, relation: Relation) -> Iterator[list[Any]]:
    table = relation.table()
    texts = [
        sql.copied_text(table.c[stored]).label(name) for name, stored in relation.columns.items()
    ]
    result = connection.execute(sa.select(*texts).select_from(table))
    for rows in result.partitions(_ROWS):
        yield [tuple(row) for row in rows]


def _as_read(texts: pa.Array, type_: sa.types.TypeEngine[Any]) -> pa.Array:
    """Texts of stored numbers and times, written so that a reader has no doubt."""
    if isinstance(type_, sa.Numeric | sa.Float):
        return pc.replace_substring_regex(texts, _THREE_DIGITS, r"\10")
    if isinstance(type_, sa.DateTime):
        return pc.replace_substring_regex(texts, _WHOLE_HOURS, r"\1:00")
    return texts
