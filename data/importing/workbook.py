"""Reading workbooks (XLSX, XLS), which may come from anybody.

The directory of the ZIP file is checked before anything is unpacked; then the sheets are written as
CSV for the common reader.
"""

from pathlib import Path

from analytics.errors import Fault
from data.importing import faults, limits
from data.importing.archives import UNREADABLE, blown_up, directory
from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile, table_named, written
from data.importing.raw import RawTable
from data.importing.sheets import Damaged, Oversized, Protected, write_sheets
from data.printable import printable

__all__ = ["workbook_tables"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20


def workbook_tables(
    file: SourceFile, folder: Path, log: FaultLog
) -> tuple[list[tuple[str | None, RawTable]], list[str]]:
    """Return the tables of a workbook and the names of the sheets that are none.

    Sheets named after tables are these tables; else the first sheet that is not empty is the
    table after which the file is named. ``folder`` is an empty one for what is unpacked.
    """
    fault = _refused(file)
    if fault:
        log.add(fault)
        return [], []
    named = file.table or file.shown
    try:
        path = written(file, folder, 0).data
        assert isinstance(path, Path)
        names = write_sheets(path, folder)
    except Protected:
        log.add(faults.protected(named, file.shown))
        return [], []
    except Damaged:
        log.add(faults.corrupt(named, file.shown))
        return [], []
    except Oversized:
        log.add(faults.bomb(named, file.shown))
        return [], []
    sheets = [
        (name, SourceFile(f"{name}.csv", folder / f"{number}.csv"))
        for number, name in enumerate(names)
    ]
    return _tables(file, sheets, log)


def _tables(
    file: SourceFile, sheets: list[tuple[str, SourceFile]], log: FaultLog
) -> tuple[list[tuple[str | None, RawTable]], list[str]]:
    chosen = {name: table_named(name) for name, _ in sheets}
    if not any(chosen.values()):
        filled = [name for name, sheet in sheets if sheet.head().strip()]
        chosen.update(dict.fromkeys(filled[:1], file.table))
    if file.table and not any(chosen.values()):
        log.add(faults.empty_file(file.table, file.shown))
    raw_tables: list[tuple[str | None, RawTable]] = []
    ignored: list[str] = []
    for name, sheet in sheets:
        shown = f"{file.shown}: {printable(name)}"
        if chosen[name] is None:
            ignored.append(shown)
        noted = log.said_of(shown, str(chosen[name])) if chosen[name] else FaultLog()
        raw = csv_table(sheet, shown, noted)
        raw_tables += [(chosen[name], raw)] if raw else []
    return raw_tables, ignored


def _refused(file: SourceFile) -> Fault | None:
    """Say why the file must not be given to the library at all."""
    named = file.table or file.shown
    head = file.head()
    if not head:
        return faults.empty_file(named, file.shown)
    if head.startswith(_OLE) and file.suffix == ".xlsx" and _holds(file, _ENCRYPTED):
        return faults.protected(named, file.shown)
    if not head.startswith(_ZIP if file.suffix == ".xlsx" else _OLE):
        return faults.wrong_format(named, file.shown, file.suffix[1:].upper())
    return _zip_fault(named, file) if file.suffix == ".xlsx" else None


def _holds(file: SourceFile, mark: bytes) -> bool:
    """Whether the bytes stand anywhere in the file."""
    before = b""
    with file.open() as stream:
        while chunk := stream.read(_CHUNK):
            if mark in before + chunk:
                return True
            before = chunk[-len(mark) :]
    return False


def _zip_fault(named: str, file: SourceFile) -> Fault | None:
    try:
        with file.open() as stream:
            entries = directory(stream)
    except (NotImplementedError, *UNREADABLE):
        return faults.corrupt(named, file.shown)
    if entries is None or len(entries) > limits.WORKBOOK_ENTRIES:
        return faults.bomb(named, file.shown)
    if blown_up(entries, file.size, limits.WORKBOOK_UNPACKED, limits.WORKBOOK_RATIO):
        return faults.bomb(named, file.shown)
    if not any(entry.filename.lower().startswith("xl/") for entry in entries):
        return faults.wrong_format(named, file.shown, "XLSX")
    return None
