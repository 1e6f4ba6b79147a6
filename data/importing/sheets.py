"""The sheets of a workbook as CSV files, from which the common reading of text starts."""

import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from data.importing import limits
from data.importing.archives import UNREADABLE
from data.importing.cell_errors import (
    Cell,
    Malformed,
    marked_rows,
    number_formats,
    sheet_errors,
    sheet_parts,
    styled_numbers,
)
from data.importing.format_currencies import currency_of_format, with_currencies
from data.importing.ods_errors import ods_errors
from data.importing.xls_errors import xls_errors

__all__ = ["Damaged", "Oversized", "Protected", "Sheet", "as_text", "write_sheets"]


class Damaged(Exception):
    """The workbook cannot be read."""


class Protected(Exception):
    """The workbook asks for a password."""


class Oversized(Exception):
    """The workbook holds more sheets or more text than a table needs."""


def as_text(cell: object) -> str:
    """Write a cell so that the import reads the same value from it.

    >>> as_text(1001.0), as_text(1.125), as_text(True), as_text(date(2026, 3, 5))
    ('1001', '1.1250', 'true', '2026-03-05')
    """
    match cell:
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case float() if 1e15 <= abs(cell) < 1e16:
            # A cell keeps 15 digits: what has more is written so that it is seen to be cut.
            return _scientific(cell)
        case float():
            # A stored number is certain, while three digits after a point may be thousands.
            return re.sub(r"^(-?\d{1,3}\.\d{3})$", r"\g<1>0", repr(cell))
        case datetime():
            nearest = cell + timedelta(microseconds=500)
            return nearest.replace(microsecond=nearest.microsecond // 1000 * 1000).isoformat()
        case date() | time():
            return cell.isoformat()
    return str(cell)


def _scientific(cell: float) -> str:
    mantissa, exponent = f"{cell:.16e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{exponent}"


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name, and whether it is shown."""

    name: str
    visible: bool


def write_sheets(workbook: Path, folder: Path) -> list[Sheet]:
    """Write ``<number>.csv`` for every worksheet, in their order.

    Raises
    ------
    Damaged, Oversized, Protected
        There are no sheets to be had.
    """
    try:
        return _written(workbook, folder)
    except PasswordError:
        raise Protected from None
    except (Malformed, *UNREADABLE):
        raise Damaged from None
    except CalamineError as error:
        raise (Protected if "password" in str(error).lower() else Damaged) from None
    except BaseException as error:
        # What the library did not foresee either is no Exception, and named so.
        if type(error).__name__ == "PanicException":
            raise Damaged from None
        raise


def _written(workbook: Path, folder: Path) -> list[Sheet]:
    sheets: list[Sheet] = []
    size = 0
    with CalamineWorkbook.from_path(str(workbook)) as book, _errors(workbook) as seen:
        for place, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if len(sheets) == limits.FILES:
                raise Oversized
            rows = _marked(book, sheet.name, *seen(place, sheet.name))
            with (folder / f"{len(sheets)}.csv").open("w", encoding="utf-8", newline="") as target:
                writer = csv.writer(target)
                for row in trimmed(rows):
                    size += writer.writerow(row)
                    if size > limits.WORKBOOK_TEXT:
                        raise Oversized
            sheets.append(Sheet(sheet.name, sheet.visible == SheetVisibleEnum.Visible))
    return sheets


def _marked(
    book: CalamineWorkbook, name: str, errors: Iterator[Cell], currencies: Iterator[Cell]
) -> Iterable[Sequence[object]]:
    """The rows of a sheet with its errors and the currencies of its formats."""
    sheet = book.get_sheet_by_name(name)
    first = sheet.start[1] if sheet.start else 0
    amounts = list(currencies)
    if not amounts:
        return marked_rows(sheet.iter_rows(), errors, first)
    padded = ([*[""] * first, *row] for row in sheet.iter_rows())
    return with_currencies(marked_rows(padded, errors, 0), amounts, as_text)


Seen = tuple[Iterator[Cell], Iterator[Cell]]
_NOTHING: tuple[Cell, ...] = ()


@contextmanager
def _errors(workbook: Path) -> Iterator[Callable[[int, str], Seen]]:
    """The erroneous cells of a sheet and those whose format shows a currency, by its place and
    name, where the format of the file lets them be seen."""
    if not zipfile.is_zipfile(workbook):
        by_place = xls_errors(workbook)
        yield lambda place, _: (
            iter(by_place[place] if place < len(by_place) else _NOTHING),
            iter(_NOTHING),
        )
        return
    with zipfile.ZipFile(workbook) as archive:
        names = {name.casefold() for name in archive.namelist()}
        if "xl/workbook.xml" in names:
            parts, styles = sheet_parts(archive), _money_styles(archive)
            yield lambda _, name: (
                sheet_errors(archive, _known(parts, name)),
                styled_numbers(archive, _known(parts, name), styles),
            )
        elif "content.xml" in names:
            by_name = ods_errors(archive)
            yield lambda _, name: by_name.get(name, (iter(_NOTHING), iter(_NOTHING)))
        else:
            yield lambda *_: (iter(_NOTHING), iter(_NOTHING))


def _money_styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The currency of each style of cells that shows one, by its index as text."""
    shown = enumerate(map(currency_of_format, number_formats(archive)))
    return {str(index): currency for index, currency in shown if currency}


def _known(parts: Mapping[str, str], name: str) -> str:
    if name not in parts:
        raise Malformed
    return parts[name]
