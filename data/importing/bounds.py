"""What the rows of a table may hold, whatever the format they come from."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from data.importing import excess, faults, limits
from data.importing.fault_lists import FaultLog
from data.importing.raw import Batches, RawTable

__all__ = ["bounded"]

_SHOWN = 201


def bounded(raw: RawTable, columns: Mapping[str, int], log: FaultLog) -> Batches:
    """The batches of these columns of a table, up to where it holds more than a table may.

    Faults go to the log.
    """
    table, rows, size = raw.source, 0, 0
    for share, arrow in raw.read(log, columns):
        rows += arrow.num_rows
        size += arrow.nbytes
        if rows > limits.ROWS:
            log.add(excess.too_many_rows(table, raw.source))
            return
        if size > limits.TABLE_TEXT:
            log.add(excess.too_much_text(table, raw.source))
            return
        if size > max(limits.TEXT_UNJUDGED, limits.TEXT_RATIO * raw.size):
            log.add(faults.bomb(table, raw.source))
            return
        yield share, _short_cells(table, arrow, log)


def _short_cells(table: str, arrow: pa.Table, log: FaultLog) -> pa.Table:
    """Note cells that are too long, and keep no more of them than is shown."""
    for place, name in enumerate(arrow.column_names[1:], start=1):
        column = arrow.column(name)
        if (pc.max(pc.binary_length(column)).as_py() or 0) <= limits.CELL:
            continue
        long = pc.fill_null(pc.greater(pc.utf8_length(column), limits.CELL), False)
        for position in pc.indices_nonzero(long).to_pylist():
            row, value = arrow["row"][position].as_py(), column[position].as_py()
            log.add(excess.long_cell(table, row, name, value))
        clipped = pc.utf8_slice_codeunits(column, 0, _SHOWN)
        arrow = arrow.set_column(place, name, pc.if_else(long, clipped, column))
    return arrow
