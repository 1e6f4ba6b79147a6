"""Reading workbooks (XLSX, XLSM, XLSB, XLS, ODS), which may come from anybody.

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
from data.importing.sheets import Damaged, Oversized, Protected, Sheet, write_sheets
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
        sheets = write_sheets(path, folder)
    except Protected:
        log.add(faults.protected(named, file.shown))
        return [], []
    except Damaged:
        log.add(faults.corrupt(named, file.shown))
        return [], []
    except Oversized:
        log.add(faults.bomb(named, file.shown))
        return [], []
    return _tables(file, sheets, folder, log)


def _tables(
    file: SourceFile, sheets: list[Sheet], folder: Path, log: FaultLog
) -> tuple[list[tuple[str | None, RawTable]], list[str]]:
    texts = [
        SourceFile(f"{sheet.name}.csv", folder / f"{number}.csv")
        for number, sheet in enumerate(sheets)
    ]
    chosen = _chosen(file, sheets, [bool(text.head().strip()) for text in texts])
    if file.table and not any(chosen):
        log.add(faults.empty_file(file.table, file.shown))
    raw_tables: list[tuple[str | None, RawTable]] = []
    ignored: list[str] = []
    for sheet, text, table in zip(sheets, texts, chosen, strict=True):
        shown = f"{file.shown}: {printable(sheet.name)}"
        if not sheet.visible and (table or table_named(sheet.name)):
            log.repaired("hidden_sheet" if table else "hidden_sheet_left", shown, 1, sheet.name)
        if table is None:
            ignored.append(shown)
        noted = log.said_of(shown, table) if table else FaultLog()
        raw = csv_table(text, shown, noted, delimiter=",")
        raw_tables += [(table, raw)] if raw else []
    return raw_tables, ignored


def _chosen(file: SourceFile, sheets: list[Sheet], filled: list[bool]) -> list[str | None]:
    """Which table each sheet is; a hidden one is none where a visible one fits as well."""
    chosen = [table_named(sheet.name) if sheet.visible else None for sheet in sheets]
    if file.table and not any(chosen):
        shown = [at for at, sheet in enumerate(sheets) if filled[at] and sheet.visible]
        hidden = [at for at, sheet in enumerate(sheets) if filled[at] and not sheet.visible]
        named = [at for at in hidden if table_named(sheets[at].name)]
        for at in (shown or ([] if named else hidden))[:1]:
            chosen[at] = file.table
    for at, sheet in enumerate(sheets):
        table = table_named(sheet.name)
        if not sheet.visible and table and table not in chosen:
            chosen[at] = table
    return chosen


def _refused(file: SourceFile) -> Fault | None:
    """Say why the file must not be given to the library at all."""
    named = file.table or file.shown
    head = file.head()
    packed = file.suffix != ".xls"
    if not head:
        return faults.empty_file(named, file.shown)
    if head.startswith(_OLE) and packed and _holds(file, _ENCRYPTED):
        return faults.protected(named, file.shown)
    if not head.startswith(_ZIP if packed else _OLE):
        return faults.wrong_format(named, file.shown, file.suffix[1:].upper())
    return _zip_fault(named, file) if packed else None


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
    start = "content.xml" if file.suffix == ".ods" else "xl/"
    if not any(entry.filename.lower().startswith(start) for entry in entries):
        return faults.wrong_format(named, file.shown, file.suffix[1:].upper())
    return None
