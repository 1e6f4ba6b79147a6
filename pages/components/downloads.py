"""Tables as files: XLSX and CSV with exactly the rows, order and headings of the screen.

Values are unformatted: amounts to the cent, other numbers with full precision, days as days. Text
never becomes a formula: in XLSX it is written as text, which it stays when somebody edits the cell,
in CSV a leading apostrophe keeps a spreadsheet from reading it as one
(:mod:`data.report.spreadsheets`). Numbers stay numbers.
"""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter
from babel.numbers import get_currency_precision

from analytics.messages import NO_CURRENCY
from data.report.spreadsheets import is_formula, neutral
from pages.components.columns import Cell, Column, trend_text

__all__ = ["csv_bytes", "file_name", "xlsx_bytes"]

_FORMATS = {
    Cell.MONEY: "#,##0.00",
    Cell.EXACT: "#,##0.00",
    Cell.PERCENT: "0.0%",
    Cell.CHANCE: "0.0%",
    Cell.BAR: "0.0%",
    Cell.INTEGER: "#,##0",
    Cell.NUMBER: "#,##0.00",
    Cell.DATE: "yyyy-mm-dd",
}

_TEXTS = (Cell.TEXT, Cell.LINK, Cell.TREND)

#: As an apostrophe that Excel keeps apart from the text: an edited cell stays a text.
_QUOTED = {"quote_prefix": True}

#: A wider column is wrapped by the reader, not by us.
_WIDEST = 60


def file_name(page: str, table: str, as_of: date | None, ending: str) -> str:
    """The name of a download: page, table and as-of date.

    >>> file_name("customers", "ranking", date(2026, 6, 30), "xlsx")
    'linchpin-customers-ranking-2026-06-30.xlsx'
    """
    parts = ["linchpin", page, table, as_of.isoformat() if as_of else ""]
    return "-".join(part for part in parts if part) + f".{ending}"


def _exported(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """The columns of the table by name, in their order; amounts to the cent of their currency."""
    digits = {
        column.name: get_currency_precision(column.currency or NO_CURRENCY)
        for column in columns
        if column.cell in (Cell.MONEY, Cell.EXACT)
    }
    shown = frame[[column.name for column in columns]].round(digits)
    for column in columns:
        if column.cell is Cell.TREND:
            shown[column.name] = [trend_text(each, "") for each in shown[column.name]]
    return shown


def csv_bytes(frame: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    """The table as CSV that Excel opens rightly: UTF-8 with BOM, commas, CRLF."""
    shown = _exported(frame, columns)
    data = {index: _csv_column(shown[c.name], c) for index, c in enumerate(columns)}
    made = pd.DataFrame(data, index=shown.index)
    made.columns = pd.Index([neutral(column.heading) for column in columns])
    text = made.to_csv(index=False, lineterminator="\r\n")
    return ("\ufeff" + text).encode()


def _csv_column(values: pd.Series, column: Column) -> pd.Series:
    if column.cell is Cell.DATE:
        return pd.to_datetime(values).dt.strftime("%Y-%m-%d").astype(object)
    if column.cell in _TEXTS:
        return values.astype(object).map(lambda value: neutral(str(value)), na_action="ignore")
    if column.cell is Cell.FLAG:
        return values.astype(object).map({True: "true", False: "false"}, na_action="ignore")
    return values


def xlsx_bytes(frame: pd.DataFrame, columns: Sequence[Column], sheet: str = "Linchpin") -> bytes:
    """The table as a workbook: one sheet, bold headings, filters, number formats, widths."""
    shown = _exported(frame, columns)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(sheet[:31])
        bold = {"bold": True, "text_wrap": True, "valign": "top"}
        heading, quoted_heading = (book.add_format({**bold, **more}) for more in ({}, _QUOTED))
        quoted = book.add_format(_QUOTED)
        for index, column in enumerate(columns):
            style = quoted_heading if is_formula(column.heading) else heading
            page.write_string(0, index, column.heading, style)
            pattern = _FORMATS.get(column.cell)
            usual = pattern and book.add_format({"num_format": pattern})
            _write_column(page, index, shown[column.name], column, usual, quoted)
        page.freeze_panes(1, 1)
        if columns:
            page.autofilter(0, 0, len(shown), len(columns) - 1)
    return buffer.getvalue()


def _write_column(
    page: Any, index: int, values: pd.Series, column: Column, usual: Any, quoted: Any
) -> None:
    """Write the cells in their ``usual`` format, ``quoted`` where a text looks like a formula."""
    writers = {
        Cell.TEXT: page.write_string,
        Cell.LINK: page.write_string,
        Cell.TREND: page.write_string,
        Cell.FLAG: page.write_boolean,
        Cell.DATE: page.write_datetime,
    }
    write = writers.get(column.cell, page.write_number)
    cells = _native(values, column)
    for row, value in enumerate(cells, start=1):
        if value is not None:
            formula = isinstance(value, str) and is_formula(value)
            write(row, index, value, quoted if formula else usual)
    longest = max((len(str(value)) for value in cells if value is not None), default=0)
    width = max(longest, min(len(column.heading), 24)) + 2
    page.set_column(index, index, min(max(width, 10), _WIDEST))


def _native(values: pd.Series, column: Column) -> list[Any]:
    """The values as Python's own, None where missing or not finite."""
    if column.cell is Cell.DATE:
        values = pd.to_datetime(values)
    elif column.cell in _TEXTS:
        values = values.astype(object).map(str, na_action="ignore")
    elif column.cell is not Cell.FLAG:
        values = (
            pd.to_numeric(values).astype("Float64").replace([float("inf"), -float("inf")], pd.NA)
        )
    plain = values.astype(object)
    return plain.where(plain.notna(), None).tolist()
