"""Reading workbooks (XLSX, XLSM, XLSB, XLS, ODS), which may come from anybody.

The directory of the ZIP file is checked before anything is unpacked; then the sheets are written as
CSV for the common reader.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import Fault
from data.importing import faults, limits
from data.importing.archives import UNREADABLE, blown_up, directory
from data.importing.cell_errors import Malformed
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile, written
from data.importing.sheets import Damaged, Oversized, Protected, write_sheets
from data.importing.xlsb_errors import holds_errors
from data.printable import printable

__all__ = ["Sheet", "workbook_tables"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet, written as CSV; ``source`` is how it is called in words."""

    name: str
    source: str
    data: SourceFile
    visible: bool


def workbook_tables(file: SourceFile, folder: Path, log: FaultLog) -> list[Sheet]:
    """The sheets of a workbook; none, with a fault noted, where it cannot be read.

    ``folder`` is an empty one for what is unpacked.
    """
    if fault := _refused(file):
        log.add(fault)
        return []
    try:
        path = written(file, folder, 0).data
        assert isinstance(path, Path)
        sheets = write_sheets(path, folder)
    except Protected:
        log.add(faults.protected(file.shown, file.shown))
        return []
    except Damaged:
        log.add(faults.corrupt(file.shown, file.shown))
        return []
    except Oversized:
        log.add(faults.bomb(file.shown, file.shown))
        return []
    return [
        Sheet(
            printable(sheet.name),
            f"{file.shown}: {printable(sheet.name)}",
            SourceFile(f"{sheet.name}.csv", folder / f"{number}.csv"),
            sheet.visible,
        )
        for number, sheet in enumerate(sheets)
    ]


def _refused(file: SourceFile) -> Fault | None:
    """Say why the file must not be given to the library at all."""
    named = file.shown
    head = file.head()
    packed = file.suffix != ".xls"
    if not head:
        return faults.empty_file(named, file.shown)
    if head.startswith(_OLE) and packed and _holds(file, _ENCRYPTED):
        return faults.protected(named, file.shown)
    if not head.startswith(_ZIP if packed else _OLE):
        return faults.wrong_format(named, file.shown, file.suffix[1:].upper())
    fault = _zip_fault(named, file) if packed else None
    return fault or (_hidden_errors(named, file) if file.suffix == ".xlsb" else None)


def _hidden_errors(named: str, file: SourceFile) -> Fault | None:
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as archive:
            return faults.errors_in_binary(named, file.shown) if holds_errors(archive) else None
    except (Malformed, *UNREADABLE):
        return faults.corrupt(named, file.shown)


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
