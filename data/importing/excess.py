"""Files that hold more than a table may (:mod:`data.importing.limits`), in words."""

from analytics.errors import Fault
from analytics.messages import message
from data.importing import limits
from data.problems import clipped

__all__ = [
    "long_cell",
    "long_description",
    "long_header",
    "long_name",
    "long_row",
    "too_many_columns",
    "too_many_files",
    "too_many_rows",
    "too_much_text",
]

_FEWER = message("Leave out the columns that Linchpin does not know")
_ONLY_NAMES = message("Write the names of the columns, and nothing else, in the first row")


def too_many_columns(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} has more than {limit} columns", file=source, limit=limits.COLUMNS),
        _FEWER,
    )


def long_name(table: str, source: str, position: int, name: str) -> Fault:
    return Fault(
        table,
        message(
            "the name of column {number} of {file} is longer than {limit} characters",
            number=position,
            file=source,
            limit=limits.NAME,
        ),
        _ONLY_NAMES,
        value=clipped(name),
    )


def long_header(table: str, source: str) -> Fault:
    return Fault(
        table,
        message(
            "the header of {file} is longer than {limit} characters",
            file=source,
            limit=limits.HEADER,
        ),
        _ONLY_NAMES,
    )


def long_row(table: str, row: int) -> Fault:
    return Fault(
        table,
        message("the row does not end within {limit} characters", limit=limits.ROW),
        message("Close the quotation mark that opens in it, or export the file again"),
        row,
    )


def long_cell(table: str, row: int, column: str, value: str) -> Fault:
    return Fault(
        table,
        message("the cell holds more than {limit} characters", limit=limits.CELL),
        message("Shorten it"),
        row,
        column,
        clipped(value),
    )


def too_many_rows(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} holds more than {limit} rows", file=source, limit=limits.ROWS),
        message("Leave out the oldest ones, or name the database itself as the source"),
    )


def too_much_text(table: str, source: str) -> Fault:
    return Fault(
        table,
        message(
            "{file} unpacks to more than {gigabytes} GB of text",
            file=source,
            gigabytes=limits.TABLE_TEXT >> 30,
        ),
        message("Leave out the oldest ones, or name the database itself as the source"),
    )


def long_description(table: str, source: str) -> Fault:
    return Fault(
        table,
        message(
            "{file} needs more than {megabytes} MB to describe its columns",
            file=source,
            megabytes=limits.FOOTER >> 20,
        ),
        message("Write it again with fewer groups of rows and without statistics"),
    )


def too_many_files(source: str) -> Fault:
    return Fault(
        source,
        message("{file} holds more than {limit} files", file=source, limit=limits.FILES),
        message("Leave in it only the tables"),
    )
