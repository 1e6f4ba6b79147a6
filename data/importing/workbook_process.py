"""Read one workbook in a process of its own and write its sheets as CSV.

Started by :mod:`data.importing.workbook` as a script, without anything of Linchpin around it:
a workbook that asks for more memory or time than a table needs takes only this process down.
Arguments: the workbook, the folder to write to, the memory limit in bytes, the time in seconds.
Exit codes: 0 read, 3 protected by a password, 4 damaged.
"""

import contextlib
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

PROTECTED, DAMAGED = 3, 4


def limit(memory: int, seconds: int) -> None:
    """Cap address space and processor time of this process, where the system can."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def as_text(cell: object) -> str:
    """Write a cell so that the import reads the same value from it.

    >>> as_text(1001.0), as_text(0.5), as_text(True), as_text(date(2026, 3, 5))
    ('1001', '0.5', 'true', '2026-03-05')
    """
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case float():
            return repr(cell)
        case datetime():
            nearest = cell + timedelta(microseconds=500)
            return nearest.replace(microsecond=nearest.microsecond // 1000 * 1000).isoformat()
        case date() | time():
            return cell.isoformat()
    return str(cell)


def trimmed(rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    """Cut every row to the width of the header; cells beyond it stay only where filled."""
    width = 0
    for row in rows:
        cells = [as_text(cell) for cell in row]
        filled = len(cells)
        while filled and not cells[filled - 1].strip():
            filled -= 1
        width = width or filled
        yield cells[: max(width, filled)] if filled else []


def write_sheets(workbook: Path, folder: Path) -> None:
    """Write ``<number>.csv`` for every worksheet and their names to ``sheets.json``."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    names: list[str] = []
    with CalamineWorkbook.from_path(str(workbook)) as book:
        for sheet in book.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            rows = book.get_sheet_by_name(sheet.name).iter_rows()
            with (folder / f"{len(names)}.csv").open("w", encoding="utf-8", newline="") as target:
                csv.writer(target).writerows(trimmed(rows))
            names.append(sheet.name)
    (folder / "sheets.json").write_text(json.dumps(names), encoding="utf-8")


def main(workbook: str, folder: str, memory: str, seconds: str) -> int:
    """Run under the limits; see the module for the exit codes."""
    limit(int(memory), int(seconds))
    from python_calamine import CalamineError, PasswordError

    try:
        write_sheets(Path(workbook), Path(folder))
    except PasswordError:
        return PROTECTED
    except CalamineError as error:
        return PROTECTED if "password" in str(error).lower() else DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
