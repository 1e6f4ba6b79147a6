"""Reading delimited text: comma, semicolon or tab, quotes, quoted line ends, in batches.

Rows are counted as a spreadsheet shows them: the header is row 1 where the file starts with it,
a quoted line end does not start a row, an empty line is a row (that is skipped).
"""

import csv
from collections.abc import Iterator, Mapping
from typing import TextIO

import pyarrow as pa

from analytics.errors import Fault
from data.importing import excess, faults, limits
from data.importing.bounded_text import LongRow, Records
from data.importing.cells import is_blank
from data.importing.encoding import MARKED, TextForm, detect, in_encoding, open_text, unmarked
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.layout import DELIMITERS, Layout, laid_out
from data.importing.raw import Batches, Header, RawTable, batch
from data.importing.report_rows import (
    RECORD,
    REPEATED,
    TOTAL,
    Judge,
    Row,
    end_of_records,
    is_line,
)
from data.problems import clipped

__all__ = ["csv_table"]

#: Read after the last line: it stands alone unless a quotation mark is still open.
_END = "\x1e\x04end\x04\x1e"
_FOREIGN_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF", b"\x1f\x8b", b"\x89PNG")
_MARKUP_STARTS = (b"<!doctype", b"<html", b"<?xml", b"{\\rtf")


def csv_table(
    file: SourceFile,
    source: str,
    log: FaultLog,
    *,
    delimiter: str | None = None,
    header: int | None = None,
    carried: bool = False,
    encoding: str | None = None,
) -> RawTable | None:
    """Find encoding, delimiter and header; None, with a fault noted, where there is no table.

    ``delimiter`` and ``header`` (the row of the names from 1 on; 0: there are none) say what is
    known of them; ``carried`` that empty cells of a grouped report will be filled from above;
    ``encoding`` is that of the text, where it is known.
    Undecodable bytes and NUL bytes are noted with their row while the batches are read.
    """
    if _is_foreign(file.head()):
        log.add(faults.wrong_format(source, source, "CSV"))
        return None
    with file.open() as stream:
        form = detect(stream) if encoding is None else in_encoding(stream, encoding)
        with open_text(stream, form) as text:
            layout = laid_out(text.read(limits.HEADER + 1), delimiter, header)
    named = Header(layout.row, layout.names)
    if fault := _misshapen(layout, source) or named.fault(source):
        log.add(fault)
        return None
    return RawTable(
        source,
        named,
        file.size,
        lambda log, columns: _Reading(file, source, form, layout, log, columns, carried).batches(),
        delimiter=layout.delimiter,
        form=form,
    )


def _misshapen(layout: Layout, source: str) -> Fault | None:
    """Why there is no table in the text."""
    if isinstance(layout.fault, LongRow):
        return excess.long_header(source, source)
    if layout.fault is not None:
        return faults.unreadable_row(source, 1, str(layout.fault))
    if layout.of_rows:
        return faults.separated_otherwise(source, source, layout.delimiter, layout.of_rows)
    if layout.quoted:
        return faults.quoted_whole(source)
    if layout.empty:
        return faults.empty_file(source, source)
    return None if layout.names else faults.no_header(source, source)


def _is_foreign(head: bytes) -> bool:
    return head.startswith(_FOREIGN_STARTS) or head.lstrip().lower().startswith(_MARKUP_STARTS)


class _Reading:
    """One pass over the rows of one file."""

    def __init__(
        self,
        file: SourceFile,
        source: str,
        form: TextForm,
        layout: Layout,
        log: FaultLog,
        columns: Mapping[str, int],
        carried: bool,
    ):
        self.file, self.source, self.form, self.log = file, source, form, log
        self.layout, self.carried = layout, carried
        self.width = len(layout.names)
        self.columns = columns
        self.judge = Judge(layout.names if layout.row else (), self.width, self._above)
        self.uncertain = False

    def batches(self) -> Batches:
        """Yield the rows after the header; faults and repairs go to the log."""
        if self.layout.titles:
            self._repaired("title_rows", 1, self.layout.title, self.layout.titles)
        row = 1
        with self.file.open() as stream, open_text(stream, self.form) as text:
            for records, ended in self._records(text):
                share = stream.tell() / max(self.file.size, 1)
                yield share, self._batch(row, records, ended)
                row += len(records)
                if row > limits.ROWS + self.layout.row:  # empty ones take time, too
                    self.log.add(excess.too_many_rows(self.source, self.source))
                    return
        place = self.judge.grouped()
        if place is not None and not self.carried:
            self.log.add(faults.grouped_report(self.source, self.layout.names[place]))

    def _above(self, row: int) -> Iterator[list[str]]:
        """The records between the header and a row, once more."""
        current = 0
        with self.file.open() as stream, open_text(stream, self.form) as text:
            for records in Records(text, self.layout.delimiter, _END).batches():
                for record in records:
                    current += 1
                    if current >= row:
                        return
                    if current > self.layout.row:
                        yield record

    def _repaired(self, code: str, row: int, example: str, rows: int = 1) -> None:
        self.log.repaired(code, self.source, row, clipped(example) or "", rows)

    def _records(self, text: TextIO) -> Iterator[tuple[list[list[str]], bool]]:
        """The batches of records, and whether each is the last."""
        reader = Records(text, self.layout.delimiter, _END)
        row, before = 1, None
        for records in reader.batches():
            row += len(records)
            ended = self._ended(records, row - 1)
            if reader.failure:
                self.log.add(self._failed(reader.failure, row))
            if before is not None:
                yield before, not records
            before = records
            if ended:
                break
        if before:
            yield before, True

    def _failed(self, failure: LongRow | csv.Error, row: int) -> Fault:
        if isinstance(failure, LongRow):
            return excess.long_row(self.source, row)
        return faults.unreadable_row(self.source, row, str(failure))

    def _ended(self, records: list[list[str]], last_row: int) -> bool:
        """Take the end mark off; note a quotation mark that swallowed it."""
        if not records or not records[-1] or not records[-1][-1].endswith(_END):
            return not records
        if records.pop() != [_END]:
            self.log.add(faults.unclosed_quote(self.source, last_row))
        return True

    def _batch(self, first: int, records: list[list[str]], ended: bool) -> pa.Table:
        if not any(records):  # empty lines only, of which a file may have many millions
            return batch([], {name: [] for name in self.columns})
        rows: list[int] | range = range(first, first + len(records))
        if self.form.damaged:
            records = [
                self._undamaged(row, record) for row, record in zip(rows, records, strict=True)
            ]
        start = max(self.layout.row + 1 - first, 0)
        kept = list(zip(rows, records, strict=True))[start:]
        end = end_of_records(kept, self.width) if ended else len(kept)
        if end < len(kept) or not self._are_plain(records[start:]):
            kept = [*self._judged(self._fitted(kept[:end])), *self._below(kept[end:])]
        columns = {
            name: [record[position] for _, record in kept]
            for name, position in self.columns.items()
        }
        return batch([row for row, _ in kept], columns)

    def _are_plain(self, records: list[list[str]]) -> bool:
        """Whether all rows have the width of the header, a value, and nothing of a report."""
        return (
            all(map(any, records))
            and set(map(len, records)) <= {self.width}
            and self.judge.plain(records)
        )

    def _fitted(self, rows: list[Row]) -> Iterator[Row]:
        """The rows with a value, as wide as the header."""
        for row, record in rows:
            if len(record) == self.width and any(record):
                yield row, record
            elif not all(map(is_blank, record)):
                fitted = self._as_wide(row, record)
                if fitted is not None:
                    yield row, fitted

    def _as_wide(self, row: int, record: list[str]) -> list[str] | None:
        """The row with its missing last fields empty, or its empty surplus fields cut off."""
        start = self.layout.delimiter.join(record)
        if other := self._parted_otherwise(record):
            sign = self.layout.delimiter
            self.log.add(
                faults.quoted_whole(self.source, row, start)
                if other == sign
                else faults.row_separated_otherwise(self.source, row, start, sign, other)
            )
            return None
        if len(record) <= self.width:
            if not is_line(record, self.width):
                self._repaired("short_row", row, start)
            return record + [""] * (self.width - len(record))
        if all(map(is_blank, record[self.width :])):
            if self.layout.row:
                self._repaired("empty_surplus", row, start)
            return record[: self.width]
        self.log.add(faults.field_count(self.source, row, len(record), self.width, start))
        return None

    def _parted_otherwise(self, record: list[str]) -> str | None:
        """The separator by which a row that the header's parts into too few fields has as many."""
        if len(record) >= self.width or not self.layout.row:
            return None
        whole = self.layout.delimiter.join(record)
        signs = [each for each in DELIMITERS if each in record[0]]
        found = (each for each in signs if whole.count(each) == self.width - 1)
        return next(found, None)

    def _judged(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The records among the rows: totals are left out, and headers that come once more."""
        for row, record in rows:
            verdict = self.judge.judged(row, record)
            shown = self.layout.delimiter.join(record)
            if verdict == RECORD:
                yield row, record
            elif verdict == TOTAL:
                self._repaired("total_row", row, shown)
            elif verdict == REPEATED:
                self.log.add(faults.repeated_header(self.source, row))
            else:
                self.log.add(faults.doubtful_total(self.source, row, shown))

    def _below(self, rows: list[Row]) -> Iterator[Row]:
        """The records among the last rows: lines below a report and bare sums are left out."""
        for row, record in rows:
            fitted = next(self._fitted([(row, record)]), None)
            shown = self.layout.delimiter.join(record)
            if fitted is None:
                continue
            if is_line(fitted[1], self.width):
                self._repaired("footer_row", row, shown)
            elif self.judge.adds_up(row, fitted[1]) and self.judge.rows_summed > 1:
                self._repaired("total_row", row, shown)
            else:
                yield fitted

    def _undamaged(self, row: int, record: list[str]) -> list[str]:
        """Note damaged fields and show their bytes, so that the other checks can go on."""
        whole = "".join(record)
        if "\0" not in whole and not MARKED.search(whole):
            return record
        return [self._shown(row, position, field) for position, field in enumerate(record)]

    def _shown(self, row: int, position: int, field: str) -> str:
        column = self.layout.names[position] if position < self.width else None
        shown = unmarked(field)
        if shown != field and not self.uncertain:
            # Where the encoding itself is not certain, one place says so for all.
            self.uncertain = not self.form.certain
            self.log.add(self._undecodable(row, column, shown))
        if "\0" in field:
            self.log.add(faults.nul_bytes(self.source, row, column, shown))
        return shown.replace("\0", "")

    def _undecodable(self, row: int, column: str | None, shown: str) -> Fault:
        if not self.form.certain:
            return faults.uncertain_encoding(self.source, row, column, shown, self.form.likely)
        return faults.undecodable(self.source, row, column, shown, self.form.shown)
