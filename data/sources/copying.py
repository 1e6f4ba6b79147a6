"""The rows of a database as files, for those whose values have to be read as those of files are.

Only canonical columns are asked for. Each table becomes one Parquet file of texts: what the engine
stores as a number, a day or bytes is written so that it reads as nothing else. Beside each lies a
hidden file with what its rows are called, since a row of a database has no number.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlalchemy as sa

from data.problems import clipped
from data.schema import TABLES
from data.sources import sql
from data.sources.relation import Relation
from data.sources.source import Source

__all__ = ["copied_tables", "row_names"]

#: Rows that are taken at once.
_ROWS = 50_000
#: A stored number with three digits after its point, which in a text would be open.
_THREE_DIGITS = r"^(-?[0-9]+[.][0-9]{3})$"
#: The zone of a stored time, as PostgreSQL and DuckDB write whole hours.
_WHOLE_HOURS = r"([0-9][+-][0-9]{2})$"
#: The column of a table by which people know a row, where the engine knows no key.
_KNOWN_BY = {"revenue": "revenue_id", "activities": "activity_id"}
#: How readers of Parquet files number the first row.
_FIRST_ROW = 2


def copied_tables(source: Source, folder: str) -> list[str]:
    """Write each canonical table of a source into ``folder`` as ``<table>.parquet``.

    Returns the names of the tables.
    """
    with source.reading() as connection:
        inspector = sa.inspect(connection)
        for relation in source.relations.values():
            _written(connection, relation, _key(inspector, relation), Path(folder))
    return list(source.relations)


def row_names(folder: Path, table: str, rows: Collection[int]) -> dict[int, str]:
    """What rows of a copied table are called in the database (``id = 901``), by their number.

    ``folder`` is that of :func:`copied_tables`.
    """
    keys = pq.read_table(_keys_of(folder, table))
    wanted = [row for row in sorted(set(rows)) if 0 <= row - _FIRST_ROW < keys.num_rows]
    found = keys.take([row - _FIRST_ROW for row in wanted]).to_pylist()
    names = (
        ", ".join(f"{name} = {clipped(value)}" for name, value in each.items() if value)
        for each in found
    )
    return {row: name for row, name in zip(wanted, names, strict=True) if name}


def _keys_of(folder: Path, table: str) -> Path:
    """Where the names of rows lie: hidden, so that nobody takes it for a table."""
    return folder / f".keys-{table}.parquet"


def _key(inspector: sa.Inspector, relation: Relation) -> tuple[str, ...]:
    """The stored columns by which a row is found: its primary key, else what people know it by,
    else what every row has to say."""
    table = TABLES[relation.name]
    known_by = table.key or _KNOWN_BY.get(relation.name, "")
    told = (known_by,) if known_by in relation.columns else table.required
    named = tuple(relation.columns[each] for each in told if each in relation.columns)
    if relation.select is not None:
        return named
    primary = inspector.get_pk_constraint(relation.stored_name).get("constrained_columns") or []
    return tuple(primary) if primary and set(primary) <= set(relation.types) else named


def _written(
    connection: sa.Connection, relation: Relation, key: tuple[str, ...], folder: Path
) -> None:
    names = list(relation.columns)
    schema, keys = (pa.schema([(name, pa.string()) for name in each]) for each in (names, key))
    path, beside = folder / f"{relation.name}.parquet", _keys_of(folder, relation.name)
    with (
        pq.ParquetWriter(path, schema, compression="zstd") as writer,
        pq.ParquetWriter(beside, keys, compression="zstd") as key_writer,
    ):
        for rows in _rows(connection, relation, key):
            arrays = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
            columns = [
                _as_read(values, relation.type_of(name))
                for name, values in zip(names, arrays[: len(names)], strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
            key_writer.write_table(pa.table(arrays[len(names) :], schema=keys))


def _rows(connection: sa.Connection, relation: Relation, key: Sequence[str]) -> Iterator[list[Any]]:
    """The canonical columns, then those of the key, as texts."""
    table = relation.table()
    stored = [*relation.columns.values(), *key]
    texts = [sql.copied_text(table.c[name]).label(f"c{at}") for at, name in enumerate(stored)]
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
