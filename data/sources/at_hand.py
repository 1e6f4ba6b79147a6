"""The tables that an extract sums, brought over from a server once.

The statements of an extract look at the contacts seven times, and at the bookings as often. A
server that stores rows reads, trims and compares the texts of every row each time, which takes it
fifty times as long as to group them once. So each table is asked for once, in one state of the
database, and all statements run on a copy in columns, in memory, which goes with the source. Texts
come as they are stored and are read there as those of any file are; days, numbers and booleans come
as the server reads them, so that figures are the same.

Rows are put together by the server, some thousands in one row: to fetch rows one by one takes
longer than to sum them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data.schema import TABLES, Kind
from data.sources import sql
from data.sources.database import Database, MemoryDatabase
from data.sources.relation import Relation
from data.sources.source import Source

__all__ = ["at_hand"]

#: What no statement of an extract asks for: whole tables, and columns of the largest.
_TABLES_LEFT = ("contacts", "backups", "roles")
_COLUMNS_LEFT: Mapping[str, tuple[str, ...]] = {
    "activities": ("activity_id", "direction"),
    "revenue": ("margin", "due_on", "paid_on"),
    "access_log": ("records",),
}
#: Of what people did in systems, what is summed; to look at a customer is most of the rest.
_ACTIONS = ("login", "export")
#: Stands behind each value; where a value holds it, rows are fetched one by one.
_END = "\x1f"
#: So many rows put together, and so many of those that were, are taken at once.
_PARCELS, _ROWS = 16, 500_000
#: Days travel as numbers from this one on; those that no calendar has as its first or last.
_EPOCH, _FIRST, _LAST = date(1970, 1, 1), date.min, date.max
#: Types of the copy; all else is text.
_TYPES: Mapping[Kind, sa.types.TypeEngine[Any]] = {
    Kind.DATE: sa.Date(),
    Kind.TIME: sa.Date(),
    Kind.NUMBER: sa.Double(),
    Kind.BOOLEAN: sa.Boolean(),
}
_TEXT = sa.String()
#: What is kept of a source: the copy, and who is asked for it meanwhile.
_COPY, _ASKED = "at_hand", "asked"
_LOCK = Lock()


class _UnreadableError(Exception):
    """Values cannot be told from each other, or some are cut off."""


class _Copy:
    """The tables of one source."""

    def __init__(self, source: Source):
        self.database = MemoryDatabase(source.database)
        try:
            self.relations = _filled(source, self.database.filling)
        except BaseException:
            self.database.close()
            raise

    def cancel(self) -> None:
        self.database.cancel()

    def close(self) -> None:
        self.database.close()


def at_hand(source: Source) -> Source:
    """The same source where its tables can be read many times: itself, unless it is a server whose
    rows are brought over first. Only of what extracts are made of.

    Raises
    ------
    SourceError
        The server does not let its rows be read.
    """
    if source.kind.packed is None:
        return source
    with _LOCK:
        copy = source.kept.get(_COPY)
        if not isinstance(copy, _Copy):
            copy = source.kept[_COPY] = _Copy(source)
    return _form(source, copy)


@lru_cache(maxsize=8)
def _form(source: Source, copy: _Copy) -> Source:
    """The copy with what is stated of the source; one object each, which much is known by."""
    return replace(
        source,
        database=copy.database,
        relations=copy.relations,
        kept={},
        _rows={},
    )


def _filled(source: Source, target: duckdb.DuckDBPyConnection) -> dict[str, Relation]:
    """Bring the tables, as much as may lie on the disk, and say what they are."""
    limits = source.database.limits
    patient = replace(limits, rows=limits.spill, size=limits.spill)
    asked = source.kept[_ASKED] = Database(source.kind, source.database.address, patient)
    try:
        with asked.reading() as connection:
            return {
                name: _brought(connection, target, source, relation)
                for name, relation in source.relations.items()
                if name not in _TABLES_LEFT
            }
    finally:
        source.kept.pop(_ASKED).close()


def _brought(
    connection: sa.Connection,
    target: duckdb.DuckDBPyConnection,
    source: Source,
    relation: Relation,
) -> Relation:
    """Bring one table."""
    table = TABLES[relation.name]
    names = set(table.columns) - set(_COLUMNS_LEFT.get(relation.name, ()))
    rows = relation.brought(source.timezone, source.import_day.year + 1, names).subquery()
    kinds = {column.name: table.columns[column.name].kind for column in rows.c}
    texts = sa.select(*(_departing(rows.c[each], kind) for each, kind in kinds.items()))
    if relation.name == "access_log":
        texts = texts.where(sa.func.lower(sql.as_text(rows.c.action)).in_(_ACTIONS))
    required = [each for each in kinds if each in table.required]
    try:
        _insert(target, relation.name, kinds, _parcels(connection, texts, required))
    except _UnreadableError:
        _insert(target, relation.name, kinds, _one_by_one(connection, texts))
    return Relation(
        name=relation.name,
        stored_name=relation.name,
        columns={each: each for each in kinds},
        types={each: _TYPES.get(kind, _TEXT) for each, kind in kinds.items()},
        ignored=(),
        tidy=frozenset(each for each, kind in kinds.items() if kind not in _TYPES),
    )


def _insert(
    target: duckdb.DuckDBPyConnection,
    name: str,
    kinds: Mapping[str, Kind],
    batches: Iterator[list[pa.Array]],
) -> None:
    """Make a table of the texts in batches, in place of one that is there."""
    types = ", ".join(f"{each} {_TYPES.get(kind, _TEXT)}" for each, kind in kinds.items())
    target.execute(f"CREATE OR REPLACE TABLE {name} ({types})")
    values = ", ".join(_arriving(each, kind) for each, kind in kinds.items())
    for arrays in batches:
        target.register("batch", pa.table([_trimmed(each) for each in arrays], list(kinds)))
        target.execute(f"INSERT INTO {name} SELECT {values} FROM batch")


def _departing(value: Any, kind: Kind) -> sa.ColumnElement[Any]:
    """A value as the text in which it travels; a day as its number."""
    if kind in (Kind.DATE, Kind.TIME):
        first, last, zero = (sa.literal(each, sa.Date) for each in (_FIRST, _LAST, _EPOCH))
        value = sa.case(
            (value < first, (_FIRST - _EPOCH).days),
            (value > last, (_LAST - _EPOCH).days),
            else_=sql.days_between(value, zero),
        )
    return sql.plain_text(value).label(None)


def _arriving(name: str, kind: Kind) -> str:
    """The same as a value of the copy (DuckDB's SQL)."""
    text = f"nullif({name}, '')"
    if kind in (Kind.DATE, Kind.TIME):
        return f"DATE '{_EPOCH}' + CAST({text} AS INTEGER)"
    return f"CAST({text} AS {_TYPES[kind]})" if kind in _TYPES else text


def _parcels(
    connection: sa.Connection, texts: sa.Select[Any], required: list[str]
) -> Iterator[list[pa.Array]]:
    """The columns, many rows at once.

    Raises
    ------
    _UnreadableError
        As many values as rows cannot be told.
    """
    named = texts.subquery()
    told: Any = sa.literal("")
    for value in list(named.c)[: len(required) or 1]:
        told = told + sa.func.coalesce(value, "")
    rows = sa.select(*named.c, sql.parcel(told).label("parcel")).subquery()
    columns = [each for each in rows.c if each.name != "parcel"]
    packed = sa.select(sa.func.count(), *(sql.packed(each, _END) for each in columns))
    result = connection.execute(packed.group_by(rows.c.parcel))
    taken: list[Any] = []
    number, whole = 0, True
    for parcels in result.partitions(_PARCELS):
        # To the end, whatever is found: a result that is left unread blocks its connection.
        whole = whole and all(map(_is_whole, parcels))
        taken += parcels if whole else []
        number += sum(parcel[0] for parcel in parcels)
        if taken and number >= _ROWS:
            yield _unpacked(taken)
            taken, number = [], 0
    if not whole:
        raise _UnreadableError
    if taken:
        yield _unpacked(taken)


def _is_whole(parcel: Sequence[Any]) -> bool:
    """Whether each text of rows that were put together holds as many values as there are rows."""
    count, *texts = parcel
    return all(text.count(_END) == count and text.endswith(_END) for text in texts)


def _unpacked(parcels: list[Any]) -> list[pa.Array]:
    """The columns of rows that were put together: how many, and a text for each column."""
    _, *columns = zip(*parcels, strict=True)
    return [_values("".join(texts)) for texts in columns]


def _values(text: str) -> pa.Array:
    """The values, each with its end, that are put together in a text."""
    signs = np.frombuffer(text.encode(), np.uint8)
    is_end = signs == ord(_END)
    ends = np.flatnonzero(is_end)
    offsets = np.concatenate([[0], ends - np.arange(len(ends))])
    buffers = pa.py_buffer(offsets), pa.py_buffer(signs[~is_end])
    return pa.LargeStringArray.from_buffers(len(ends), *buffers)


def _trimmed(values: pa.Array) -> pa.Array:
    """Texts without the spaces around them, which few have: then to look is all that is done."""
    found = pc.any(pc.or_(pc.starts_with(values, " "), pc.ends_with(values, " "))).as_py()
    return pc.utf8_trim(values, " ") if found else values


def _one_by_one(connection: sa.Connection, texts: sa.Select[Any]) -> Iterator[list[pa.Array]]:
    for rows in connection.execute(texts).partitions(_ROWS):
        yield [pa.array(values, pa.large_string()) for values in zip(*rows, strict=True)]
