"""A person fills in the workbook that was sent: reads it, writes into it, saves it anew."""

import io
from collections.abc import Iterable, Mapping

import xlsxwriter
from python_calamine import CalamineWorkbook

__all__ = ["filled_in", "saved", "sheet_rows"]


def sheet_rows(workbook: bytes) -> list[list[object]]:
    """Every row of the sheet with the customers."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return book.get_sheet_by_index(1).to_python(skip_empty_area=False)


def filled_in(
    workbook: bytes, cells: Mapping[str, Mapping[str, object]], *, more: Iterable[list[object]] = ()
) -> bytes:
    """The workbook with cells by customer_id and name of the column; ``more`` rows below."""
    rows = sheet_rows(workbook)
    names = rows[0]
    for row in rows[2:]:
        for name, value in cells.get(str(row[names.index("customer_id")]), {}).items():
            row[names.index(name)] = value
    return saved([*rows, *more])


def saved(rows: Iterable[Iterable[object]]) -> bytes:
    """A workbook of rows, as any program would save it."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("anything")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()
