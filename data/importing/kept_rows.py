"""The rows of text files and sheets, kept from one check of the same files to the next.

Every answer of a reader has the files checked anew. Most of that time goes into taking texts apart,
which no answer changes: so what came of it lies in a folder of those very files, and only what the
answer touches is computed again. Rows with a fault are not kept: who mends them brings new files.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Self

import pyarrow as pa

from analytics.errors import Fault
from data.importing.fault_lists import FaultLog, Repair
from data.importing.plan import Needed
from data.importing.raw import Batches, RawTable

__all__ = ["with_kept_rows"]

#: Bytes of a file: smaller ones are read as fast again, larger ones would fill the disk.
_SMALLEST, _LARGEST = 1 << 20, 1 << 28
#: Of wider tables most columns are of no use.
_WIDEST = 200
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


def with_kept_rows(needed: Needed, folder: Path) -> Needed:
    """A table whose rows are read from its file once, and from the folder from then on.

    The folder belongs to one set of files, which do not change.
    """
    raw = needed.raw
    wide = len(raw.header.names) > _WIDEST
    if raw.form is None or wide or not _SMALLEST <= raw.size <= _LARGEST:
        return needed
    told = (raw.source, raw.header.row, raw.header.names, raw.form.encoding, raw.delimiter)
    read_as = (needed.table.header, bool(needed.table.carry_down))
    key = hashlib.sha256(repr((told, read_as)).encode()).hexdigest()[:24]
    return replace(needed, raw=replace(raw, read=partial(_read, raw, folder / key)))


def _read(raw: RawTable, place: Path, log: FaultLog, columns: Mapping[str, int]) -> Batches:
    """The rows, from where they are kept, else from the file."""
    rows, notes = place.with_suffix(".arrow"), place.with_suffix(".json")
    if notes.exists():
        log.made_good(Repair(**each) for each in json.loads(notes.read_text("utf-8")))
        with pa.memory_map(str(rows)) as stored, pa.ipc.open_file(stored) as reader:
            for at in range(reader.num_record_batches):
                batch = pa.Table.from_batches([reader.get_batch(at)])
                yield (at + 1) / reader.num_record_batches, _wanted(batch, columns)
        return
    noting = _Noting(log)
    with closing(raw.read(noting, _all(raw))) as batches, _Keeping(rows) as keeping:
        for share, batch in batches:
            keeping.add(batch)
            yield share, _wanted(batch, columns)
        if not noting.count and keeping.finish():
            repairs = [asdict(each) for each in noting.repairs.values()]
            notes.write_text(json.dumps(repairs), encoding="utf-8")


def _all(raw: RawTable) -> dict[str, int]:
    """Every column, by a name that says its place."""
    return {f"c{place}": place for place in range(len(raw.header.names))}


def _wanted(batch: pa.Table, columns: Mapping[str, int]) -> pa.Table:
    places = [f"c{place}" for place in columns.values()]
    return batch.select(["row", *places]).rename_columns(["row", *columns])


class _Noting(FaultLog):
    """A log that passes on what it is told, and counts it."""

    def __init__(self, log: FaultLog) -> None:
        super().__init__()
        self._log = log

    def add(self, fault: Fault) -> None:
        """Pass one fault on."""
        self.count += 1
        self._log.add(fault)

    def repaired(self, code: str, source: str, row: int, example: str, rows: int = 1) -> None:
        """Pass on what was made good, and note it."""
        super().repaired(code, source, row, example, rows)
        self._log.repaired(code, source, row, example, rows)


class _Keeping:
    """Rows on their way to where they are kept; a full disk ends that, never the reading."""

    def __init__(self, place: Path) -> None:
        self._place, self._part = place, place.with_suffix(".part")
        self._writer: pa.ipc.RecordBatchFileWriter | None = None
        self._failed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing half written."""
        self._let_go()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def add(self, rows: pa.Table) -> None:
        """Keep some rows."""
        if self._failed:
            return
        try:
            if self._writer is None:
                self._writer = pa.ipc.new_file(str(self._part), rows.schema, options=_PACKED)
            self._writer.write_table(rows)
        except OSError:
            self._failed = True

    def finish(self) -> bool:
        """Whether all rows are kept now."""
        if self._failed or self._writer is None:
            return False
        self._let_go()
        if not self._failed:
            self._part.replace(self._place)
        return not self._failed

    def _let_go(self) -> None:
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                writer.close()
        except OSError:
            self._failed = True
