"""Returned workbooks, taken apart in the reading process under the limits of every import."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import Fault
from analytics.messages import message
from data.completion.form import KEYS, MOST_ROWS
from data.home.refusals import writing
from data.home.temporary import system_place, temporary_folder
from data.importing.archives import archived_files
from data.importing.cell_errors import MARK
from data.importing.fault_lists import FaultLog
from data.importing.files import WORKBOOK_SUFFIXES, SourceFile, written
from data.importing.workbook import Sheet, workbook_tables
from data.printable import printable
from data.progress import Progress, silent
from data.reader.limits import FILES, Limits
from data.reader.process import Reader

__all__ = ["LONGEST_CELL", "ReturnedRow", "ReturnedSheet", "read_returned"]

#: Characters of one cell that is filled in.
LONGEST_CELL = 2_000
#: Rows of a returned sheet: some may be there twice.
_MOST_ROWS = 4 * MOST_ROWS


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row, by the names of its columns; ``row`` counts as the sheet does."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """What a returned file holds: its rows, or why it cannot be read."""

    file: str
    rows: tuple[ReturnedRow, ...]
    faults: tuple[Fault, ...] = ()


def read_returned(
    files: Sequence[SourceFile],
    *,
    progress: Progress | None = None,
    limits: Limits | None = FILES,
) -> list[ReturnedSheet]:
    """The sheets of returned workbooks, or of ZIP archives of them, in the order of the files.

    The reading is done in a process of its own under ``limits``; without any, in this one.

    Raises
    ------
    InputError
        The reading took more than the limits allow, or ended unexpectedly.
    StorageError
        There is no room for what workbooks unpack to.
    """
    place = system_place()
    with temporary_folder(place) as folder, writing(place):
        if limits is None:
            return taken_apart(files, folder, progress=progress or silent)
        apart = [written(file, folder, number) for number, file in enumerate(files)]
        subject = ", ".join(file.shown for file in files[:3]) + (" …" if len(files) > 3 else "")
        with Reader(limits, folder=folder, preload=__name__) as reader:
            return reader.call(
                taken_apart, apart, folder, subject=subject, progress=progress or silent
            )


def taken_apart(
    files: Sequence[SourceFile], folder: Path, *, progress: Progress
) -> list[ReturnedSheet]:
    """Inside the reading process: what each file holds."""
    sheets: list[ReturnedSheet] = []
    for number, file in enumerate(files):
        progress(number / len(files), message("Reading {subject}", subject=file.shown))
        sheets += _of_file(file, _new(folder, f"file-{number}"))
    return sheets


def _new(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def _of_file(file: SourceFile, folder: Path) -> list[ReturnedSheet]:
    if not file.is_archive:
        return [_of_workbook(file, folder)]
    log = FaultLog()
    inside = archived_files(file, folder, log)
    found = [
        _of_workbook(each, _new(folder, f"book-{number}")) for number, each in enumerate(inside)
    ]
    return [*found, *([ReturnedSheet(file.shown, (), log.ordered())] if log.faults else [])]


def _of_workbook(file: SourceFile, folder: Path) -> ReturnedSheet:
    if file.irregular or file.suffix not in WORKBOOK_SUFFIXES:
        return _refused(file, _no_workbook(file.shown))
    log = FaultLog()
    sheets = workbook_tables(file, folder, log)
    if log.faults:
        return ReturnedSheet(file.shown, (), log.ordered())
    asked = [rows for each in sheets if (rows := _rows(each)) is not None]
    if not asked:
        return _refused(file, _not_ours(file.shown))
    rows = [row for each in asked for row in each]
    if len(rows) > _MOST_ROWS:
        return _refused(file, _too_long(file.shown))
    return ReturnedSheet(file.shown, tuple(rows))


def _rows(sheet: Sheet) -> list[ReturnedRow] | None:
    """The rows below the hidden names of the columns; None of another sheet."""
    assert isinstance(sheet.data.data, Path)
    with sheet.data.data.open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        header = [name.strip() for name in next(lines, [])]
        if not set(KEYS) <= set(header) or len(set(header)) < len(header):
            return None
        return list(_filled(header, lines))


def _filled(header: list[str], lines: Iterator[list[str]]) -> Iterator[ReturnedRow]:
    """The rows that hold anything, without that of the headings; one more than is allowed."""
    kept = 0
    for number, line in enumerate(lines, start=2):
        pairs = zip(header, line, strict=False)
        cells = {name: text if name in KEYS else _cell(text) for name, text in pairs}
        if number == 2 or not any(cells.values()):
            continue
        kept += 1
        yield ReturnedRow(number, cells)
        if kept > _MOST_ROWS:
            return


def _cell(text: str) -> str:
    """A cell in one line, its lines apart by semicolons; of an overlong one so much that it is seen
    to be too long."""
    if text.startswith(MARK):
        return MARK + printable(text[1:], 20)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return printable("; ".join(line for line in lines if line), LONGEST_CELL + 1)


def _refused(file: SourceFile, fault: Fault) -> ReturnedSheet:
    return ReturnedSheet(file.shown, (), (fault,))


def _no_workbook(file: str) -> Fault:
    return Fault(
        file,
        message("this is no workbook"),
        message("return the workbook that was sent, as XLSX, XLS or ODS"),
    )


def _not_ours(file: str) -> Fault:
    return Fault(
        file,
        message("no sheet of it is one that was sent: its hidden first row or columns are missing"),
        message("fill in the workbook that was sent, without removing rows or columns of it"),
    )


def _too_long(file: str) -> Fault:
    return Fault(
        file,
        message("it holds more than {most} rows", most=_MOST_ROWS),
        message("return the workbook that was sent, without further rows"),
    )
