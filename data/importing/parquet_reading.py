"""Reading Parquet: typed columns become the text from which the common conversion starts.

A Parquet file has no header row; its first row is numbered 2, as it would be in a CSV file.
"""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.importing import faults
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import BATCH, Batches, Header, RawTable, chosen_columns

__all__ = ["parquet_table"]

_MAGIC = b"PAR1"
#: More rows, or more unpacked bytes per byte of file, than any table of a customer system has.
_MOST_ROWS = 200_000_000
_LARGE = 1 << 30
_NO_TEXT = (
    pa.types.is_nested,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_fixed_size_binary,
    pa.types.is_duration,
)
_MOST_RATIO = 1_000


def parquet_table(file: SourceFile, table: str | None, log: FaultLog) -> RawTable | None:
    """Open the file; None, with a fault noted, where it cannot be read."""
    named = table or file.base
    if not file.size:
        log.add(faults.empty_file(named, file.base))
        return None
    if file.head(4) != _MAGIC:
        log.add(faults.wrong_format(named, file.base, "Parquet"))
        return None
    try:
        with file.open() as stream:
            metadata = pq.read_metadata(stream)
    except (pa.ArrowException, OSError):
        log.add(faults.corrupt(named, file.base))
        return None
    if _is_blown_up(metadata, file.size):
        log.add(faults.bomb(named, file.base))
        return None
    names = tuple(name.strip() for name in metadata.schema.to_arrow_schema().names)
    header = Header(1, names)
    return RawTable(
        table, file.base, header, file.size, lambda log: _batches(file, named, header, log)
    )


def _is_blown_up(metadata: pq.FileMetaData, size: int) -> bool:
    unpacked = sum(
        metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups)
    )
    blown = unpacked > _LARGE and unpacked > _MOST_RATIO * size
    return blown or metadata.num_rows > _MOST_ROWS


def _batches(file: SourceFile, table: str, header: Header, log: FaultLog) -> Batches:
    positions = chosen_columns(table, header.names)
    first = 2
    with file.open() as stream:
        reader = pq.ParquetFile(stream)
        total = max(reader.metadata.num_rows, 1)
        names = {name: reader.schema_arrow.names[position] for name, position in positions.items()}
        texts = {name for name in names if _is_text(reader, table, name, positions[name], log)}
        wanted = [names[name] for name in texts]
        try:
            for records in reader.iter_batches(BATCH, columns=wanted):
                columns = {name: _as_text(records.column(names[name])) for name in texts}
                yield (first - 1) / total, _batch(first, records.num_rows, columns, table, log)
                first += records.num_rows
        except (pa.ArrowException, OSError):
            log.add(faults.corrupt(table, file.base))


def _is_text(reader: pq.ParquetFile, table: str, name: str, position: int, log: FaultLog) -> bool:
    """Whether the column can be written as text; binary, lists and structures cannot."""
    kind = reader.schema_arrow.field(position).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if any(matches(kind) for matches in _NO_TEXT):
        log.add(faults.unreadable_column(table, name, str(kind)))
        return False
    return True


def _batch(
    first: int, length: int, columns: dict[str, pa.Array], table: str, log: FaultLog
) -> pa.Table:
    for name, column in columns.items():
        _note_nul(first, name, column, table, log)
    return pa.table({"row": pa.array(range(first, first + length), pa.int64()), **columns})


def _as_text(column: pa.Array) -> pa.Array:
    """Times with a zone come out in UTC (``…Z``)."""
    decoded = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return decoded.cast(pa.string())


def _note_nul(first: int, name: str, column: pa.Array, table: str, log: FaultLog) -> None:
    hits = pc.match_substring(column, "\0")
    for position in pc.indices_nonzero(hits.fill_null(False)).to_pylist():
        log.add(faults.nul_bytes(table, first + position, name, column[position].as_py()))
