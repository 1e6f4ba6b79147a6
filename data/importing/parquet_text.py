"""The columns of a Parquet file as text, each value once however many rows hold it."""

import json
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from data.importing import faults, limits
from data.importing.encoding import read_marked, unmarked
from data.importing.fault_lists import FaultLog
from data.importing.raw import BATCH_TEXT

__all__ = ["Unwritable", "column_text", "in_small_parts", "is_nested", "is_text"]

_NO_TEXT = (
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
    pa.types.is_fixed_size_binary,
    pa.types.is_duration,
)


class Unwritable(Exception):
    """Values of a column that its type allows and that cannot be written as text."""

    def __init__(self, column: str, kind: str):
        super().__init__(column)
        self.column, self.kind = column, kind


def is_text(kind: pa.DataType) -> bool:
    """Whether values of the type can be written as text; binary cannot. Lists and
    structures become JSON."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    kind = kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind
    if is_nested(kind):
        return True
    if any(matches(kind) for matches in _NO_TEXT):
        return False
    try:
        pa.array([], kind).cast(pa.string())
    except pa.ArrowNotImplementedError:
        return False
    return True


def is_nested(kind: pa.DataType) -> bool:
    """Whether values of the type hold further values."""
    return bool(pa.types.is_nested(kind))


def column_text(
    column: pa.Array, first: int, table: str, name: str, log: FaultLog
) -> pa.DictionaryArray:
    """The texts of some rows from row ``first`` on; those that are damaged go to the log.

    Times with a zone come out in UTC (``…Z``). No text is longer than what is a fault anyway.

    Raises
    ------
    Unwritable
        A value cannot be written as text.
    """
    column = _as_dictionary(column, name)
    values = _sound(column, first, table, name, log)
    _note_nul(column, values, first, table, name, log)
    if (pc.max(pc.binary_length(values)).as_py() or 0) > limits.CELL:
        values = pc.utf8_slice_codeunits(values, 0, limits.CELL + 1)
    return pa.DictionaryArray.from_arrays(column.indices, values)


def _as_dictionary(column: pa.Array, name: str) -> pa.DictionaryArray:
    if pa.types.is_dictionary(column.type):
        if column.type.value_type == pa.string():
            return column
        column = column.dictionary_decode()
    if is_nested(column.type):
        return pa.array(map(_json, column), pa.string()).dictionary_encode()
    try:
        return column.cast(pa.string()).dictionary_encode()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise Unwritable(name, str(column.type)) from None


def _json(value: pa.Scalar) -> str | None:
    """A list or a structure as JSON; what JSON has no form for as its text."""
    plain = value.as_py()
    return None if plain is None else json.dumps(plain, ensure_ascii=False, default=str)


def _sound(
    column: pa.DictionaryArray, first: int, table: str, name: str, log: FaultLog
) -> pa.StringArray:
    """The values, bytes that are no UTF-8 written out; the rows that hold such are noted."""
    values = column.dictionary
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        marked = [read_marked(value) for value in values.cast(pa.binary()).to_pylist()]
        shown = [None if text is None else unmarked(text) for text in marked]
        for row, place in _rows(column, [a != b for a, b in zip(marked, shown, strict=True)]):
            text = shown[place] or ""
            log.add(faults.undecodable(table, first + row, name, text, "UTF-8"))
        return pa.array(shown, pa.string())
    return values


def _note_nul(
    column: pa.DictionaryArray,
    values: pa.StringArray,
    first: int,
    table: str,
    name: str,
    log: FaultLog,
) -> None:
    hits = pc.fill_null(pc.match_substring(values, "\0"), False)
    if pc.any(hits).as_py():
        for row, place in _rows(column, hits.to_pylist()):
            log.add(faults.nul_bytes(table, first + row, name, values[place].as_py()))


def _rows(column: pa.DictionaryArray, wrong: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The rows that hold one of the wrong values, and which one."""
    for row, place in enumerate(column.indices.to_pylist()):
        if place is not None and wrong[place]:
            yield row, place


def in_small_parts(columns: Sequence[pa.DictionaryArray], rows: int) -> Iterator[tuple[int, int]]:
    """Cut the rows so that each part, written out, takes little memory: start and length."""
    sizes = pa.array([0] * rows, pa.int64())
    for column in columns:
        lengths = pc.binary_length(column.dictionary).cast(pa.int64())
        sizes = pc.add(sizes, pc.fill_null(lengths.take(column.indices), 0))
    start, size = 0, 0
    if (pc.sum(sizes).as_py() or 0) > BATCH_TEXT:
        for row, more in enumerate(sizes.to_pylist()):
            if row > start and size + more > BATCH_TEXT:
                yield start, row - start
                start, size = row, 0
            size += more
    yield start, rows - start
