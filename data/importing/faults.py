"""What can be wrong with a file, in words: every problem with its remedy, at its place.

Problems that are found by SQL are named by a code (:data:`data.problems.PROBLEMS`); the others
are made here by the function of their name.
"""

from collections.abc import Sequence
from functools import cache

from analytics.errors import Fault
from analytics.messages import BySurface, Message, SchemaName, message
from data.importing.hints import Question
from data.mapping.answers import answer_line
from data.problems import PROBLEMS, clipped, listed
from data.recognition.proposal import Option as Answer
from data.recognition.proposal import Question as Doubt

__all__ = [
    "archive_in_archive",
    "bomb",
    "corrupt",
    "denied_column",
    "doubtful_total",
    "duplicate_column",
    "duplicate_table",
    "empty_file",
    "field_count",
    "grouped_report",
    "link_in_archive",
    "missing_column",
    "missing_relations",
    "missing_source",
    "missing_table",
    "no_header",
    "not_recognised",
    "nul_bytes",
    "of_code",
    "of_doubt",
    "of_question",
    "protected",
    "quoted_whole",
    "repeated_header",
    "repeated_key",
    "row_separated_otherwise",
    "separated_otherwise",
    "several_sources",
    "too_many_names",
    "uncertain_encoding",
    "unclosed_quote",
    "undecodable",
    "unknown_packing",
    "unmapped_column",
    "unreadable_column",
    "unreadable_row",
    "wrong_answer",
    "wrong_format",
]


def of_code(
    code: str, table: str, row: int, column: str, value: str | None, amount: float | None
) -> Fault:
    """The fault of one value, which leaving out its row would mend."""
    problem, remedy = PROBLEMS[code]
    return Fault(table, problem, remedy, row, column, clipped(value), amount, skippable=True)


def repeated_key(row: int, source: str | None) -> Message:
    """The problem of a key that an earlier row has; ``source``: the file, where it is another."""
    if source is None:
        return message("the key stands in row {row} already, which is kept", row=row)
    return message(
        "the key stands in row {row} of {file} already, which is kept", row=row, file=source
    )


_SHOWN_OPTIONS = 4


def of_doubt(
    question: Doubt,
    options: Sequence[tuple[Answer, str]],
    *,
    presets: Sequence[str] = (),
) -> Fault:
    """A question about tables and columns; with each answer what its money adds up to.

    ``presets``: mappings that ship with Linchpin and know these columns.
    """
    shown = [_shown_answer(option, total) for option, total in options]
    problem = message(
        "{question} Possible answers: {answers}",
        question=question.text,
        answers=_joined(shown),
    )
    return Fault(
        question.id,
        problem,
        or_preset(_answer_it(question.id, question.options[0].key), presets),
    )


def or_preset(said: Message, presets: Sequence[str]) -> Message:
    """What is said, and which mappings that ship with Linchpin know these columns."""
    if not presets:
        return said
    names = " / ".join(presets)
    use = BySurface(
        page=message("use the preset {names}", names=names),
        terminal=message("--map {names}", names=names),
    )
    return message(
        "{said}. A mapping that ships with Linchpin knows these columns: {use}", said=said, use=use
    )


def _shown_answer(option: Answer, total: str) -> Message:
    key = f'"{option.key}"'
    if total:
        return message("{key} (total {total})", key=key, total=total)
    if str(option.text) == option.key:
        return message("{key}", key=key)
    return message("{key} ({said})", key=key, said=option.text)


def _joined(parts: Sequence[Message]) -> Message:
    first, *others = parts
    return message("{first}; {others}", first=first, others=_joined(others)) if others else first


def _answer_it(asked: str, answer: str) -> Message:
    return message(
        "{do}",
        do=BySurface(
            page=message("Choose one of the answers on the page Data"),
            terminal=message(
                "Choose on the Data page, or write the answer into a TOML file, such as [answers] "
                "{line}, and give it to assess.py with --map FILE",
                line=answer_line(asked, answer),
            ),
        ),
    )


def of_question(question: Question) -> Fault:
    """What has to be asked about a column, and how to answer; no left out row would mend it."""
    answers = [f'"{option.value}"' for option in question.options[:_SHOWN_OPTIONS]]
    if len(question.options) > len(answers):
        answers.append("…")
    problem = message(
        "{question} Possible answers: {answers}",
        question=_asked(question),
        answers=", ".join(answers),
    )
    remedy = _answer_it(question.id, question.options[0].value)
    return Fault(question.table, problem, remedy, column=question.column)


def _asked(question: Question) -> Message:
    first, *others = question.options
    if question.kind == "decimal":
        return message(
            "the numbers can be read in two ways: they add up to {first} if the point is the "
            "decimal sign, to {second} if the comma is.",
            first=first.total,
            second=others[0].total,
        )
    if question.kind == "currency":
        return message(
            "the currency sign of these amounts ({total}) belongs to several currencies.",
            total=first.total,
        )
    if question.contradiction:
        (row, value), *_, (other_row, other_value) = question.contradiction
        return message(
            "the column mixes two orders of day and month: {value} stands in row {row}, "
            "{other_value} in row {other_row}. Write all days alike, or say which order is meant: "
            "days of the other one are then faults of their rows.",
            value=value,
            row=row,
            other_value=other_value,
            other_row=other_row,
        )
    readings = "; ".join(f"{option.value}: {option.total}" for option in question.options)
    return message("day and month can be read in several orders: {readings}.", readings=readings)


def missing_table(table: str, columns: Sequence[str], similar: Sequence[str]) -> Fault:
    named, told = SchemaName(table), tuple(SchemaName(column=column) for column in columns)
    remedy = message(
        "Add a file or sheet named {table} with the columns {columns}", table=named, columns=told
    )
    if similar:
        remedy = message(
            "{files} looks like it: name it {table}, with the columns {columns}",
            files=" / ".join(similar),
            table=named,
            columns=told,
        )
    return Fault(
        table,
        message("cannot be assessed: there is no {table} table", table=SchemaName(table)),
        remedy,
    )


def missing_source(alias: str, wanted: Sequence[str], seen: Sequence[str]) -> Fault:
    return Fault(
        alias,
        message(
            "the mapping asks for {wanted}, which is none of the files: {files}",
            wanted=listed(wanted) or alias,
            files=listed(seen),
        ),
        message("Add it, or mark it as optional in the mapping"),
    )


def several_sources(alias: str, sources: Sequence[str]) -> Fault:
    return Fault(
        alias,
        message("{files} both fit what the mapping says of this table", files=" / ".join(sources)),
        message("Say in the mapping which one is meant, or name each of them as a table"),
    )


def unmapped_column(table: str, column: str, source: str) -> Fault:
    return Fault(
        table,
        message("the mapping does not say where the required column comes from"),
        message("Say it for the rows of {file}", file=source),
        column=column,
    )


def denied_column(table: str, column: str, written: str) -> Fault:
    return Fault(
        table,
        message("{column} must never be used to judge people", column=written),
        message("Take it out of the mapping"),
        column=column,
    )


def too_many_names(alias: str, source: str, names: int, columns: int) -> Fault:
    return Fault(
        alias,
        message(
            "the mapping names {names} columns, but {file} has {columns}",
            names=names,
            file=source,
            columns=columns,
        ),
        message("Name the columns from left to right, as many as there are"),
    )


def missing_relations(tables: Sequence[str]) -> Fault:
    return Fault(
        "/".join(tables),
        message(
            "cannot be assessed: there is none of the tables {tables}",
            tables=tuple(map(SchemaName, tables)),
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


def wrong_answer(asked: str, why: Message) -> Fault:
    return Fault("[answers]", why, message("Mend or remove the line in the mapping"), column=asked)


def not_recognised(why: Message) -> Fault:
    return Fault(
        "tables",
        why,
        message("Name the column so that it says what it holds, or write a mapping"),
    )


def duplicate_table(table: str, sources: Sequence[str]) -> Fault:
    return Fault(
        table,
        message("{files} both hold this table", files=" / ".join(sources)),
        message(
            "Leave only one of them, or {name_it}",
            name_it=BySurface(
                page=message("say under Correct it by hand which one counts"),
                terminal=message(
                    "name the one that counts (+: all) in a TOML file, such as [answers] {line}, "
                    "and give it to assess.py with --map FILE",
                    line=answer_line(table, sources[0]),
                ),
            ),
        ),
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


def no_header(table: str, source: str) -> Fault:
    return Fault(
        table,
        message("{file} has no header row: its first row already holds data", file=source),
        message(
            "Export it with the names of the columns in the first row, or name them in a mapping"
        ),
    )


_SIGNS = {
    ",": message("commas"),
    ";": message("semicolons"),
    "\t": message("tabs"),
    "|": message("vertical bars"),
}
_ONE_SIGN = message("Export it again, with one sign between the columns of all rows")


def separated_otherwise(table: str, source: str, header: str, rows: str) -> Fault:
    """The fault of a file whose header another sign separates than its rows."""
    return Fault(
        table,
        message(
            "the header of {file} is separated by {header}, but its rows are by {rows}",
            file=source,
            header=_SIGNS[header],
            rows=_SIGNS[rows],
        ),
        _ONE_SIGN,
    )


_QUOTED = message("quotation marks enclose the whole row, so that it is one single value")


def quoted_whole(table: str, row: int | None = None, start: str | None = None) -> Fault:
    """The fault of a row, or of all rows, that is one value because of its quotation marks."""
    remedy = message("Take away the marks around the row, and halve those that are doubled in it")
    return Fault(table, _QUOTED, remedy, row, None, clipped(start), skippable=row is not None)


@cache
def _other_sign(header: str, row: str) -> Message:
    return message(
        "the row is separated by {row}, but the header by {header}",
        row=_SIGNS[row],
        header=_SIGNS[header],
    )


def row_separated_otherwise(table: str, row: int, start: str, header: str, sign: str) -> Fault:
    """The fault of a row that another sign separates than the header."""
    problem = _other_sign(header, sign)
    return Fault(table, problem, _ONE_SIGN, row, None, clipped(start), skippable=True)


def repeated_header(table: str, row: int) -> Fault:
    return Fault(
        table,
        message("the header stands here once more"),
        message("Remove the row; where a second table begins, put it into a file of its own"),
        row,
        skippable=True,
    )


def doubtful_total(table: str, row: int, start: str) -> Fault:
    return Fault(
        table,
        message("the row is called a total, but its figures are not the sum of the rows above"),
        message("Remove the row, or export the table without totals"),
        row,
        None,
        clipped(start),
        skippable=True,
    )


def grouped_report(table: str, column: str) -> Fault:
    return Fault(
        table,
        message("only the first row of every group has a value here (a grouped report)"),
        message("Export a plain list in which every row has it, or carry it down in a mapping"),
        column=column,
    )


@cache
def _uncertain_encoding(likely: tuple[str, ...]) -> Message:
    if not likely:
        return message("the text is in no encoding that is known here")
    return message(
        "the text is not UTF-8, and its encoding is not certain; it may be {encodings}",
        encodings=", ".join(likely),
    )


def uncertain_encoding(
    table: str, row: int, column: str | None, value: str, likely: tuple[str, ...]
) -> Fault:
    return Fault(table, _uncertain_encoding(likely), _SAVE_AGAIN, row, column, clipped(value))


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


def errors_in_binary(table: str, source: str) -> Fault:
    """A binary workbook shows cells with errors as empty ones."""
    return Fault(
        table,
        message("{file} holds cells with errors such as #N/A, which XLSB hides", file=source),
        message("Save it as XLSX, where they are named, or mend them"),
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
