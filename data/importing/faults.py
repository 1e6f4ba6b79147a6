"""What can be wrong with a file, in words: every problem with its remedy, at its place.

Problems that are found by SQL are named by a code (:data:`data.problems.PROBLEMS`); the others
are made here by the function of their name.
"""

from collections.abc import Sequence
from functools import cache

from analytics.errors import Fault
from analytics.messages import Message, message
from data.importing.hints import Question
from data.problems import PROBLEMS, clipped, listed

__all__ = [
    "archive_in_archive",
    "bomb",
    "corrupt",
    "duplicate_column",
    "duplicate_table",
    "empty_file",
    "field_count",
    "link_in_archive",
    "missing_column",
    "missing_relations",
    "missing_table",
    "nul_bytes",
    "of_code",
    "of_question",
    "protected",
    "unclosed_quote",
    "undecodable",
    "unknown_packing",
    "unreadable_column",
    "unreadable_row",
    "wrong_format",
]


def of_code(
    code: str, table: str, row: int, column: str, value: str | None, amount: float | None
) -> Fault:
    """The fault of one value, which leaving out its row would mend."""
    problem, remedy = PROBLEMS[code]
    return Fault(table, problem, remedy, row, column, clipped(value), amount, skippable=True)


_SHOWN_OPTIONS = 4


def of_question(question: Question) -> Fault:
    """What has to be asked about a column, and how to answer; no left out row would mend it."""
    shown = question.options[:_SHOWN_OPTIONS]
    answers = [f'{question.kind} = "{option.value}"' for option in shown]
    if len(question.options) > len(shown):
        answers.append("…")
    remedy = message(
        "Choose on the Data page, or say in the mapping for this column one of: {answers}",
        answers=", ".join(answers),
    )
    return Fault(question.table, _asked(question), remedy, column=question.column)


def _asked(question: Question) -> Message:
    first, *others = question.options
    if question.kind == "decimal":
        return message(
            "the numbers can be read in two ways: they add up to {first} if the point is the "
            "decimal sign, to {second} if the comma is",
            first=first.total,
            second=others[0].total,
        )
    if question.kind == "currency":
        return message(
            "the currency sign of these amounts ({total}) belongs to several currencies",
            total=first.total,
        )
    readings = "; ".join(f"{option.value}: {option.total}" for option in question.options)
    return message("day and month can be read in several orders: {readings}", readings=readings)


def missing_table(table: str, columns: Sequence[str]) -> Fault:
    return Fault(
        table,
        message("cannot be assessed: there is no {table} table", table=table),
        message(
            "Add a file or sheet named {table} with the columns {columns}",
            table=table,
            columns=", ".join(columns),
        ),
    )


def missing_relations(tables: Sequence[str]) -> Fault:
    return Fault(
        "/".join(tables),
        message(
            "cannot be assessed: there is none of the tables {tables}", tables=", ".join(tables)
        ),
        message("Add at least one of them, so that it is known who deals with which customer"),
    )


def missing_column(table: str, column: str, source: str, columns: Sequence[str]) -> Fault:
    return Fault(
        table,
        message("the required column is missing"),
        message(
            "Add it to {file}, whose columns are {columns}",
            file=source,
            columns=listed(columns) or "—",
        ),
        column=column,
    )


def duplicate_column(table: str, row: int, column: str) -> Fault:
    return Fault(
        table,
        message("the header names this column twice"),
        message("Rename or remove one of the two"),
        row,
        column,
    )


def duplicate_table(table: str, sources: Sequence[str]) -> Fault:
    return Fault(
        table,
        message("{files} both hold this table", files=" / ".join(sources)),
        message("Leave only one of them"),
    )


@cache
def _field_count(fields: int, expected: int) -> Message:
    return message(
        "the row has {found} fields where the header has {expected}",
        found=fields,
        expected=expected,
    )


_QUOTE = message("Put values that hold the separator in double quotation marks")


def field_count(table: str, row: int, fields: int, expected: int, start: str) -> Fault:
    return Fault(
        table, _field_count(fields, expected), _QUOTE, row, None, clipped(start), skippable=True
    )


_SAVE_AGAIN = message("Save the file as CSV UTF-8")
_NUL = message("the text holds NUL bytes")
_NUL_REMEDY = message("Export the file again as plain text in UTF-8")


@cache
def _undecodable(encoding: str) -> Message:
    return message("the text holds bytes that do not decode as {encoding}", encoding=encoding)


def undecodable(table: str, row: int, column: str | None, value: str, encoding: str) -> Fault:
    return Fault(table, _undecodable(encoding), _SAVE_AGAIN, row, column, clipped(value))


def nul_bytes(table: str, row: int, column: str | None, value: str) -> Fault:
    return Fault(table, _NUL, _NUL_REMEDY, row, column, clipped(value.replace("\0", "\\x00")))


def unclosed_quote(table: str, row: int) -> Fault:
    return Fault(
        table,
        message("a quotation mark opens in this row and is never closed"),
        message("Close it, or double it where it belongs to the text"),
        row,
    )


def unreadable_row(table: str, row: int, reason: str) -> Fault:
    return Fault(
        table,
        message("the file cannot be read from here on: {reason}", reason=reason),
        message("Export the file again"),
        row,
    )


def empty_file(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} is empty: it has no header", file=source),
        message("Write the names of the columns in the first row"),
    )


def wrong_format(table: str, source: str, expected: str) -> Fault:
    return Fault(
        table,
        message("{file} is not a {format} file as its name says", file=source, format=expected),
        message("Save it again in that format, or name it after the format it has"),
    )


def protected(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} is protected by a password", file=source),
        message("Save it without a password"),
    )


def corrupt(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} is damaged and cannot be read", file=source),
        message("Open it in the program it comes from and save it again"),
    )


def bomb(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} would unpack to far more than a table (a ZIP bomb)", file=source),
        message("Check where it comes from; export the table as CSV"),
    )


def unknown_packing(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} is compressed or encoded in a way that is not known here", file=source),
        message("Write it again, compressed with Snappy, Zstandard or GZIP"),
    )


def archive_in_archive(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} is an archive within an archive", file=source),
        message("Put the tables themselves into the archive"),
    )


def link_in_archive(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} is a link, not a file", file=source),
        message("Put the file itself there"),
    )


def unreadable_column(table: str, column: str, kind: str) -> Fault:
    return Fault(
        table,
        message("the column holds values of the type {type}, which is no text", type=kind),
        message("Export it as text"),
        column=column,
    )
