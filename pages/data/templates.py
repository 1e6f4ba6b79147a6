"""Empty templates: one workbook with a sheet a table, ready to be filled and brought back."""

import io

import xlsxwriter

from data.schema import TABLES, Kind, Table, TableColumn
from pages.components.catalogue import Language, speaking
from pages.data.words import kind_words

__all__ = ["template_workbook"]

#: Rows of a sheet that offer the allowed values of a column.
_OFFERED = 10_000

#: The longest list of values that a sheet can hold in one cell's rule.
_LONGEST_LIST = 255


def template_workbook(language: Language) -> bytes:
    """Make the workbook: headings bold where a column is needed, a note saying what it holds."""
    buffer = io.BytesIO()
    with speaking(language), xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#dfe4ea"})
        plain = book.add_format({"bg_color": "#f4f6f8"})
        for table in TABLES.values():
            _sheet(book, table, bold, plain)
    return buffer.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    table: Table,
    bold: xlsxwriter.format.Format,
    plain: xlsxwriter.format.Format,
) -> None:
    sheet = book.add_worksheet(table.name)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    for index, column in enumerate(table.columns.values()):
        sheet.write_string(0, index, column.name, bold if column.required else plain)
        sheet.write_comment(0, index, kind_words(column))
        formats = {Kind.DATE: days, Kind.ID: text, Kind.TEXT: text}
        sheet.set_column(index, index, max(len(column.name) + 3, 14), formats.get(column.kind))
        _offer(sheet, index, column)
    sheet.freeze_panes(1, 0)


def _offer(sheet: xlsxwriter.worksheet.Worksheet, index: int, column: TableColumn) -> None:
    """Let the sheet offer the allowed values without insisting on them."""
    if column.choices and len(",".join(column.choices)) <= _LONGEST_LIST:
        rule = {
            "validate": "list",
            "source": list(column.choices),
            "error_type": "information",
            "ignore_blank": True,
        }
        sheet.data_validation(1, index, _OFFERED, index, rule)
