"""Reading workbooks (XLSX, XLS), which may come from anybody.

The directory of the ZIP file is checked before anything is unpacked, and the sheets are read in
a process with limited memory and time, which writes them as CSV for the common reader.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from analytics.errors import Fault
from data.importing import faults, workbook_process
from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile, table_named
from data.importing.raw import RawTable

__all__ = ["workbook_tables"]

MEMORY_LIMIT = 3 << 29  # 1.5 GiB of address space
SECONDS_LIMIT = 180

_MOST_ENTRIES = 10_000
_MOST_UNPACKED = 1 << 30
_LARGE_ENTRY = 20 << 20
_MOST_RATIO = 100

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def workbook_tables(
    file: SourceFile, folder: Path, log: FaultLog
) -> tuple[list[RawTable], list[str]]:
    """Return the tables of a workbook and the names of the sheets that are none.

    Sheets named after tables are these tables; else the first sheet that is not empty is the
    table after which the file is named. ``folder`` is an empty one for what is unpacked.
    """
    path = _on_disk(file, folder)
    fault = _refused(file, path) or _unpacked(file, path, folder)
    if fault:
        log.add(fault)
        return [], []
    sheets = [
        (name, SourceFile(f"{name}.csv", folder / f"{number}.csv"))
        for number, name in enumerate(json.loads((folder / "sheets.json").read_bytes()))
    ]
    return _tables(file, sheets, log)


def _tables(
    file: SourceFile, sheets: list[tuple[str, SourceFile]], log: FaultLog
) -> tuple[list[RawTable], list[str]]:
    chosen = {name: table_named(name) for name, _ in sheets}
    if not any(chosen.values()):
        filled = [name for name, sheet in sheets if sheet.head().strip()]
        chosen.update(dict.fromkeys(filled[:1], file.table))
    if file.table and not any(chosen.values()):
        log.add(faults.empty_file(file.table, file.base))
    raw_tables, ignored = [], []
    for name, sheet in sheets:
        shown = f"{file.base}: {name}"
        if chosen[name] is None:
            ignored.append(shown)
        raw = csv_table(sheet, chosen[name], shown, log if chosen[name] else FaultLog())
        raw_tables += [raw] if raw else []
    return raw_tables, ignored


def _on_disk(file: SourceFile, folder: Path) -> Path:
    if isinstance(file.data, Path):
        return file.data
    path = folder / "workbook"
    path.write_bytes(file.data)
    return path


def _refused(file: SourceFile, path: Path) -> Fault | None:
    """Say why the file must not be given to the reader at all."""
    named = file.table or file.base
    head = file.head()
    if not head:
        return faults.empty_file(named, file.base)
    if head.startswith(_OLE) and file.suffix == ".xlsx" and _ENCRYPTED in path.read_bytes():
        return faults.protected(named, file.base)
    if not head.startswith(_ZIP if file.suffix == ".xlsx" else _OLE):
        return faults.wrong_format(named, file.base, file.suffix[1:].upper())
    return _zip_fault(named, file, path) if file.suffix == ".xlsx" else None


def _zip_fault(named: str, file: SourceFile, path: Path) -> Fault | None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return faults.corrupt(named, file.base)
    if len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _MOST_UNPACKED:
        return faults.bomb(named, file.base)
    if any(_is_blown_up(entry) for entry in entries):
        return faults.bomb(named, file.base)
    if not any(entry.filename.lower().startswith("xl/") for entry in entries):
        return faults.wrong_format(named, file.base, "XLSX")
    return None


def _is_blown_up(entry: zipfile.ZipInfo) -> bool:
    large = entry.file_size > _LARGE_ENTRY
    return large and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)


def _unpacked(file: SourceFile, path: Path, folder: Path) -> Fault | None:
    """Let the other process write the sheets; say what went wrong if something did."""
    command = [sys.executable, "-I", workbook_process.__file__, str(path), str(folder)]
    named = file.table or file.base
    try:
        done = subprocess.run(
            [*command, str(MEMORY_LIMIT), str(SECONDS_LIMIT)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=2 * SECONDS_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return faults.too_big(named, file.base)
    match done.returncode:
        case 0:
            return None
        case workbook_process.PROTECTED:
            return faults.protected(named, file.base)
        case workbook_process.DAMAGED:
            return faults.corrupt(named, file.base)
    return faults.too_big(named, file.base)
