"""From a statement to a frame whose types do not depend on the engine.

Texts are pandas ``str``, identifiers that repeat a hundred thousand times categories of them, days
``datetime64[s]``, counts ``int64``, amounts ``float64``, booleans ``boolean``; an empty result has
the same types as a full one.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from numpy.typing import NDArray

__all__ = [
    "COUNT",
    "DAY",
    "FLAG",
    "IDS",
    "MOST",
    "NUMBER",
    "TEXT",
    "WHOLE",
    "TooMuchError",
    "conform",
    "fetch",
    "fetch_numbers",
]

#: The execution option of a connection that says how many rows, and characters and bytes in them,
#: one result may have.
MOST = "linchpin_most"

#: Rows that are taken from a result of Arrow at once.
_BATCH = 65_536

#: What a column of a result holds.
TEXT, IDS, DAY, NUMBER, COUNT = "text", "ids", "day", "number", "count"
WHOLE, FLAG = "whole", "flag"

_ARROW = {
    TEXT: pa.large_string(),
    IDS: pa.large_string(),
    DAY: pa.timestamp("s"),
    NUMBER: pa.float64(),
    COUNT: pa.int64(),
    WHOLE: pa.int64(),
    FLAG: pa.int64(),
}


class TooMuchError(Exception):
    """A result has more rows than it may, or larger ones."""


def fetch(
    connection: sa.Connection,
    statement: sa.Select[Any] | sa.CompoundSelect[Any],
    kinds: Mapping[str, str],
) -> pd.DataFrame:
    """Run a statement and return its rows with the columns and kinds of ``kinds``.

    ``count`` columns are never missing, ``whole`` numbers may be (``Int64``), ``flag`` columns
    come from the integers 1, 0 and NULL.

    Raises
    ------
    TooMuchError
        The result exceeds what the option :data:`MOST` of the connection allows.
    """
    if connection.dialect.name == "duckdb":
        result: Any = connection.execute(statement, execution_options={"duckdb_arrow": True})
        most = connection.get_execution_options().get(MOST)
        return _from_arrow(result.arrow if most is None else _collected(result, most[1]), kinds)
    rows = connection.execute(statement).all()
    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return conform(dict(zip(kinds, columns, strict=True)), kinds)


def fetch_numbers(connection: sa.Connection, statement: sa.Select[Any]) -> NDArray[np.int64]:
    """Run a statement of one column of whole numbers, none missing, and return them.

    Only of an engine that hands over Arrow; as many rows as may be by their size.

    Raises
    ------
    TooMuchError
        They take more than the option :data:`MOST` of the connection allows.
    """
    result: Any = connection.execute(statement, execution_options={"duckdb_arrow": True})
    _, most = connection.get_execution_options().get(MOST, (0, sys.maxsize))
    numbers, count = np.empty(_BATCH, np.int64), 0
    with result.batches(_BATCH) as batches:
        for batch in batches:
            part = batch.column(0).cast(pa.int64()).to_numpy()
            if numbers.itemsize * (count + len(part)) > most:
                raise TooMuchError
            if count + len(part) > len(numbers):
                # In place, where there is room: a hundred million are not there twice.
                numbers.resize(count + len(part) + count // 4, refcheck=False)
            numbers[count : count + len(part)] = part
            count += len(part)
    numbers.resize(count, refcheck=False)
    return numbers


def _collected(result: Any, size: int) -> pa.Table:
    """The result of Arrow, as far as it stays within bounds: a row is no more than its bytes."""
    with result.batches(_BATCH) as batches:
        schema, taken = batches.schema, []
        for batch in batches:
            taken.append(batch)
            size -= batch.get_total_buffer_size()
            if size < 0:
                raise TooMuchError
    return pa.Table.from_batches(taken, schema)


def conform(columns: Mapping[str, Iterable[Any]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Give columns of plain values the types of their kinds, also where there is no row."""
    series = {name: _typed(columns.get(name, ()), kind) for name, kind in kinds.items()}
    return pd.DataFrame(series, columns=list(kinds))


def _typed(values: Iterable[Any], kind: str) -> pd.Series:
    cells = list(values)
    match kind:
        case "text":
            return pd.Series(cells, dtype="str")
        case "ids":
            return pd.Series(cells, dtype="str").astype("category")
        case "day":
            days = [None if cell is None else str(cell)[:10] for cell in cells]
            return pd.Series(np.array(days, dtype="datetime64[s]"))
        case "number":
            numbers = [np.nan if cell is None else float(cell) for cell in cells]
            return pd.Series(numbers, dtype="float64")
        case "count":
            return pd.Series([int(cell) for cell in cells], dtype="int64")
    wholes = pd.array([None if cell is None else int(cell) for cell in cells], dtype="Int64")
    return pd.Series(wholes).astype("boolean" if kind == FLAG else "Int64")


def _from_arrow(table: pa.Table, kinds: Mapping[str, str]) -> pd.DataFrame:
    named = table.rename_columns(list(kinds))
    series = {name: _series(named.column(name), kind) for name, kind in kinds.items()}
    return pd.DataFrame(series, columns=list(kinds))


def _series(column: pa.ChunkedArray, kind: str) -> pd.Series:
    if kind == DAY and not pa.types.is_date(column.type):
        column = column.cast(pa.date32())
    cast = column.cast(_ARROW[kind])
    match kind:
        case "text":
            return pd.Series(pd.array(cast, dtype="str"))
        case "ids":
            return pd.Series(_categories(cast))
        case "whole" | "flag":
            whole = cast.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
            return whole.astype("boolean") if kind == FLAG else whole
    return cast.to_pandas().rename(None)


def _categories(column: pa.ChunkedArray) -> pd.Categorical:
    """Sorted categories: each identifier is read once, however often it is there."""
    encoded = column.combine_chunks().dictionary_encode()
    names = pd.Index(pd.array(encoded.dictionary, dtype="str"))
    order = names.argsort()
    position = np.empty(len(names), np.int64)
    position[order] = np.arange(len(names))
    codes = encoded.indices.fill_null(-1).to_numpy()
    return pd.Categorical.from_codes(
        np.where(codes >= 0, position[codes] if len(names) else -1, -1), categories=names[order]
    )
