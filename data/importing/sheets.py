"""The sheets of a workbook as CSV files, from which the common reading of text starts."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from data.importing import limits

__all__ = ["Damaged", "Oversized", "Protected", "as_text", "write_sheets"]


class Damaged(Exception):
    """The workbook cannot be read."""


class Protected(Exception):
    """The workbook asks for a password."""


class Oversized(Exception):
    """The workbook holds more sheets or more text than a table needs."""


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


def write_sheets(workbook: Path, folder: Path) -> list[str]:
    """Write ``<number>.csv`` for every worksheet; returns their names.

    Raises
    ------
    Damaged, Oversized, Protected
        There are no sheets to be had.
    """
    try:
        return _written(workbook, folder)
    except PasswordError:
        raise Protected from None
    except CalamineError as error:
        raise (Protected if "password" in str(error).lower() else Damaged) from None
    except BaseException as error:
        # What the library did not foresee either is no Exception, and named so.
        if type(error).__name__ == "PanicException":
            raise Damaged from None
        raise


def _written(workbook: Path, folder: Path) -> list[str]:
    names: list[str] = []
    size = 0
    with CalamineWorkbook.from_path(str(workbook)) as book:
        for sheet in book.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if len(names) == limits.FILES:
                raise Oversized
            rows = book.get_sheet_by_name(sheet.name).iter_rows()
            with (folder / f"{len(names)}.csv").open("w", encoding="utf-8", newline="") as target:
                writer = csv.writer(target)
                for row in trimmed(rows):
                    size += writer.writerow(row)
                    if size > limits.WORKBOOK_TEXT:
                        raise Oversized
            names.append(sheet.name)
    return names
