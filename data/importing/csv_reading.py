"""Reading delimited text: comma, semicolon or tab, quotes, quoted line ends, in batches.

Rows are counted as a spreadsheet shows them: the header is row 1 where the file starts with it,
a quoted line end does not start a row, an empty line is a row (that is skipped).
"""

import csv
from collections.abc import Iterator
from typing import TextIO

import pyarrow as pa

from analytics.errors import Fault
from data.importing import excess, faults, limits
from data.importing.bounded_text import LongRow, Records, first_record
from data.importing.encoding import MARKED, TextForm, detect, open_text, unmarked
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import Batches, Header, RawTable, batch, chosen_columns
from data.printable import printable

__all__ = ["csv_table"]

_DELIMITERS = (",", ";", "\t")
#: Read after the last line: it stands alone unless a quotation mark is still open.
_END = "\x1e\x04end\x04\x1e"
_FOREIGN_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF", b"\x1f\x8b", b"\x89PNG")
_MARKUP_STARTS = (b"<!doctype", b"<html", b"<?xml", b"{\\rtf")


def csv_table(file: SourceFile, table: str | None, source: str, log: FaultLog) -> RawTable | None:
    """Find encoding, delimiter and header; None, with a fault noted, where there is no table.

    Undecodable bytes and NUL bytes are noted with their row while the batches are read.
    """
    named = table or source
    if _is_foreign(file.head()):
        log.add(faults.wrong_format(named, source, "CSV"))
        return None
    with file.open() as stream:
        form = detect(stream)
        with open_text(stream, form) as text:
            header, delimiter = _header(text, table)
    if isinstance(header, LongRow):
        log.add(excess.long_header(named, source))
        return None
    if header is None:
        log.add(faults.empty_file(named, source))
        return None
    if fault := header.fault(named, source):
        log.add(fault)
        return None
    return RawTable(
        table,
        source,
        header,
        file.size,
        lambda log: _Reading(file, named, form, delimiter, header, log).batches(),
        delimiter,
    )


def _is_foreign(head: bytes) -> bool:
    return head.startswith(_FOREIGN_STARTS) or head.lstrip().lower().startswith(_MARKUP_STARTS)


def _header(text: TextIO, table: str | None) -> tuple[Header | LongRow | None, str]:
    """Choose the delimiter under which the header holds the most known, then the most columns."""
    start = text.read(limits.HEADER + 1)
    candidates = [(_first_row(start, delimiter), delimiter) for delimiter in _DELIMITERS]
    return max(candidates, key=lambda each: _fit(each[0], table))


def _fit(header: Header | LongRow | None, table: str | None) -> tuple[int, int]:
    names = header.names if isinstance(header, Header) else ()
    return len(chosen_columns(table, names)), len(names)


def _first_row(start: str, delimiter: str) -> Header | LongRow | None:
    try:
        first = first_record(start, delimiter)
    except LongRow as error:
        return error
    if first is None:
        return None
    row, record = first
    # One more than there may be, so that it is seen that there are too many.
    names = record[: limits.COLUMNS + 1]
    return Header(row, tuple(printable(unmarked(name).strip()) for name in names))


class _Reading:
    """One pass over the rows of one file."""

    def __init__(
        self,
        file: SourceFile,
        table: str,
        form: TextForm,
        delimiter: str,
        header: Header,
        log: FaultLog,
    ):
        self.file, self.table, self.form, self.log = file, table, form, log
        self.delimiter, self.header = delimiter, header
        self.width = len(header.names)
        self.positions = chosen_columns(table, header.names)

    def batches(self) -> Batches:
        """Yield the rows after the header; faults go to the log."""
        row = 1
        with self.file.open() as stream, open_text(stream, self.form) as text:
            for records in self._records(text):
                yield stream.tell() / max(self.file.size, 1), self._batch(row, records)
                row += len(records)

    def _records(self, text: TextIO) -> Iterator[list[list[str]]]:
        reader = Records(text, self.delimiter, _END)
        row = 1
        for records in reader.batches():
            row += len(records)
            ended = self._ended(records, row - 1)
            if reader.failure:
                self.log.add(self._failed(reader.failure, row))
            yield records
            if ended:
                return

    def _failed(self, failure: LongRow | csv.Error, row: int) -> Fault:
        if isinstance(failure, LongRow):
            return excess.long_row(self.table, row)
        return faults.unreadable_row(self.table, row, str(failure))

    def _ended(self, records: list[list[str]], last_row: int) -> bool:
        """Take the end mark off; note a quotation mark that swallowed it."""
        if not records or not records[-1] or not records[-1][-1].endswith(_END):
            return not records
        if records.pop() != [_END]:
            self.log.add(faults.unclosed_quote(self.table, last_row))
        return True

    def _batch(self, first: int, records: list[list[str]]) -> pa.Table:
        rows: list[int] | range = range(first, first + len(records))
        if self.form.damaged:
            records = [
                self._undamaged(row, record) for row, record in zip(rows, records, strict=True)
            ]
        start = max(self.header.row + 1 - first, 0)
        if start or not all(map(any, records)) or set(map(len, records)) != {self.width}:
            kept = [
                (row, record)
                for row, record in zip(rows[start:], records[start:], strict=True)
                if self._fits(row, record)
            ]
            rows, records = [row for row, _ in kept], [record for _, record in kept]
        columns = {
            name: [record[position] for record in records]
            for name, position in self.positions.items()
        }
        return batch(rows, columns)

    def _fits(self, row: int, record: list[str]) -> bool:
        if len(record) == self.width and any(record):
            return True
        if any(field.strip() for field in record):
            start = self.delimiter.join(record)
            self.log.add(faults.field_count(self.table, row, len(record), self.width, start))
        return False

    def _undamaged(self, row: int, record: list[str]) -> list[str]:
        """Note damaged fields and show their bytes, so that the other checks can go on."""
        whole = "".join(record)
        if "\0" not in whole and not MARKED.search(whole):
            return record
        return [self._shown(row, position, field) for position, field in enumerate(record)]

    def _shown(self, row: int, position: int, field: str) -> str:
        column = self.header.names[position] if position < self.width else None
        shown = unmarked(field)
        if shown != field:
            encoding = self.form.encoding.upper().removesuffix("-SIG")
            self.log.add(faults.undecodable(self.table, row, column, shown, encoding))
        if "\0" in field:
            self.log.add(faults.nul_bytes(self.table, row, column, shown))
        return shown.replace("\0", "")
