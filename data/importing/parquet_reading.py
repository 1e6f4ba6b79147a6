"""Reading Parquet: typed columns become the text from which the common conversion starts.

A Parquet file has no header row; its first row is numbered 2, as it would be in a CSV file.
What the file says about itself is checked before anything of it is unpacked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import Fault
from data.importing import excess, faults, limits
from data.importing.cells import spelled_name
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.parquet_text import Unwritable, column_text, in_small_parts, is_nested, is_text
from data.importing.raw import BATCH, Batches, Header, RawTable
from data.printable import printable

__all__ = ["parquet_table"]

_MAGIC = b"PAR1"
_ENCRYPTED = b"PARE"
#: Length of the description and the magic number, at the end of the file.
_TAIL = 8
_LARGE = 1 << 30
_MOST_RATIO = 1_000
_MANY_ROWS = 1_000_000
_BUFFER = 1 << 20
#: How a folder is called whose rows have no value in its column.
_NOTHING = "__HIVE_DEFAULT_PARTITION__"
#: What pyarrow raises on files that are damaged or made up; names may be no UTF-8.
_UNREADABLE = (pa.ArrowException, OSError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of a table: its columns, and those that the names of its folders give."""

    file: SourceFile
    rows: int
    names: tuple[str, ...]
    given: dict[str, str]


def parquet_table(file: SourceFile, log: FaultLog) -> RawTable | None:
    """Open the file, or the parts of a folder; None, with a fault noted, where one cannot be
    read.

    A folder named ``year=2024`` gives its files the column year.
    """
    parts: list[_Part] = []
    for each in file.parts or (file,):
        opened = _opened(each, file.shown, log)
        if opened is None:
            return None
        parts.append(opened)
    if sum(part.rows for part in parts) > limits.ROWS:
        log.add(excess.too_many_rows(file.shown, file.shown))
        return None
    columns = list(dict.fromkeys(column for part in parts for column in _columns(part)))
    header = Header(1, tuple(printable(spelled_name(name)) for name, _ in columns))
    if fault := header.fault(file.shown):
        log.add(fault)
        return None
    return RawTable(
        file.shown,
        header,
        file.size,
        lambda log, wanted: _all_batches(parts, columns, file.shown, wanted, log),
        sum(part.rows for part in parts),
    )


def _opened(file: SourceFile, source: str, log: FaultLog) -> _Part | None:
    if fault := _outside(file, source):
        log.add(fault)
        return None
    try:
        with file.open() as stream:
            reader = _reader(stream, [])
            metadata, names = reader.metadata, tuple(reader.schema_arrow.names)
    except _UNREADABLE as error:
        log.add(_damaged(source, file, error))
        return None
    if fault := _described(file, source, metadata):
        log.add(fault)
        return None
    folders = [step.split("=", 1) for step in file.name.split("/")[:-1] if "=" in step]
    given = {unquote(name): unquote(value) for name, value in folders}
    return _Part(file, metadata.num_rows, names, given)


def _columns(part: _Part) -> list[tuple[str, int]]:
    """The columns of a part: the name, and how many before it have the same."""
    names = [*part.names, *(name for name in part.given if name not in part.names)]
    return [(name, names[:place].count(name)) for place, name in enumerate(names)]


def _all_batches(
    parts: Sequence[_Part],
    columns: Sequence[tuple[str, int]],
    source: str,
    wanted: Mapping[str, int],
    log: FaultLog,
) -> Batches:
    """The rows of all parts, one after the other, numbered through."""
    total = max(sum(part.rows for part in parts), 1)
    first = 2
    for part in parts:
        own = {column: place for place, column in enumerate(_columns(part))}
        held = {name: own.get(columns[place], len(own)) for name, place in wanted.items()}
        positions = {name: place for name, place in held.items() if place < len(part.names)}
        for table in _batches(part, source, positions, log, first):
            full = _with_given(table, part, columns, wanted)
            yield (table["row"][0].as_py() - 2) / total, full
        first += part.rows


def _with_given(
    table: pa.Table, part: _Part, columns: Sequence[tuple[str, int]], wanted: Mapping[str, int]
) -> pa.Table:
    """The rows with all columns that are wanted, those that the part does not hold included."""
    arrays = {"row": table["row"]}
    for name, place in wanted.items():
        if name in table.column_names:
            arrays[name] = table[name]
            continue
        value = part.given.get(columns[place][0])
        value = None if value == _NOTHING else value
        arrays[name] = pa.repeat(pa.scalar(value, pa.string()), table.num_rows)
    return pa.table(arrays)


def _reader(stream: BinaryIO, texts: list[str]) -> pq.ParquetFile:
    """Open a file so that pages are read one by one, and ``texts`` each value once."""
    return pq.ParquetFile(
        stream,
        read_dictionary=texts,
        buffer_size=_BUFFER,
        pre_buffer=False,
    )


def _outside(file: SourceFile, named: str) -> Fault | None:
    """Say what is wrong with the first and the last bytes."""
    if not file.size:
        return faults.empty_file(named, file.shown)
    with file.open() as stream:
        start = stream.read(len(_MAGIC))
        stream.seek(max(file.size - _TAIL, 0))
        end = stream.read(_TAIL)
    if start == _ENCRYPTED:
        return faults.protected(named, file.shown)
    if start != _MAGIC:
        return faults.wrong_format(named, file.shown, "Parquet")
    if end[-len(_MAGIC) :] != _MAGIC:
        return faults.corrupt(named, file.shown)
    if limits.FOOTER < int.from_bytes(end[:4], "little") < file.size:
        return excess.long_description(named, file.shown)
    return None


def _described(file: SourceFile, named: str, metadata: pq.FileMetaData) -> Fault | None:
    """Say what is wrong with what the file says about itself."""
    if not metadata.num_columns:
        return faults.empty_file(named, file.shown)
    if metadata.num_columns > limits.COLUMNS:
        return excess.too_many_columns(named, file.shown)
    if metadata.num_rows > limits.ROWS:
        return excess.too_many_rows(named, file.shown)
    blown = metadata.num_rows > max(_MANY_ROWS, limits.ROWS_PER_BYTE * file.size)
    if blown or metadata.num_row_groups > limits.ROW_GROUPS or _unpacks(metadata, file.size):
        return faults.bomb(named, file.shown)
    return None


def _unpacks(metadata: pq.FileMetaData, size: int) -> bool:
    groups = range(metadata.num_row_groups)
    unpacked = sum(metadata.row_group(group).total_byte_size for group in groups)
    return unpacked > _LARGE and unpacked > _MOST_RATIO * size


def _damaged(named: str, file: SourceFile, error: Exception) -> Fault:
    """The fault of a file that pyarrow cannot read."""
    if "crypt" in str(error).lower():
        return faults.protected(named, file.shown)
    if isinstance(error, pa.ArrowNotImplementedError) or "codec" in str(error).lower():
        return faults.unknown_packing(named, file.shown)
    return faults.corrupt(named, file.shown)


def _batches(
    part: _Part, table: str, positions: Mapping[str, int], log: FaultLog, first: int
) -> Iterator[pa.Table]:
    with part.file.open() as stream:
        try:
            schema = _reader(stream, []).schema_arrow
            stored = _stored_names(schema, positions, table, log)
            if not stored:
                yield from _numbered(part.rows, first)
                return
            plain = [
                each
                for name, (each, _) in stored.items()
                if not is_nested(schema.field(positions[name]).type)
            ]
            yield from _texts(_reader(stream, plain), stored, table, log, first)
        except Unwritable as error:
            log.add(faults.unreadable_column(table, error.column, error.kind))
        except _UNREADABLE as error:
            log.add(_damaged(table, part.file, error))


def _numbered(rows: int, first: int) -> Iterator[pa.Table]:
    """Rows of which no column is stored."""
    for start in range(0, rows, BATCH):
        numbers = range(first + start, first + min(start + BATCH, rows))
        yield pa.table({"row": pa.array(numbers, pa.int64())})


def _stored_names(
    schema: pa.Schema, positions: Mapping[str, int], table: str, log: FaultLog
) -> dict[str, tuple[str, int]]:
    """The name in the file of every column that can be written as text, and how many columns
    before it have the same; others are noted."""
    stored = {}
    for name, position in positions.items():
        field = schema.field(position)
        if is_text(field.type):
            stored[name] = (field.name, schema.names[:position].count(field.name))
        else:
            log.add(faults.unreadable_column(table, name, str(field.type)))
    return stored


def _texts(
    reader: pq.ParquetFile,
    stored: dict[str, tuple[str, int]],
    table: str,
    log: FaultLog,
    first: int,
) -> Iterator[pa.Table]:
    names = list(dict.fromkeys(name for name, _ in stored.values()))
    for records in reader.iter_batches(BATCH, columns=names, use_threads=False):
        # Columns of one name are all read, in the order of the file.
        places = {
            key: records.schema.get_all_field_indices(name)[turn]
            for key, (name, turn) in stored.items()
        }
        columns = {
            name: column_text(records.column(place), first, table, name, log)
            for name, place in places.items()
        }
        for start, length in in_small_parts(list(columns.values()), records.num_rows):
            rows = range(first + start, first + start + length)
            part = {
                name: column.slice(start, length).cast(pa.string())
                for name, column in columns.items()
            }
            yield pa.table({"row": pa.array(rows, pa.int64()), **part})
        first += records.num_rows
