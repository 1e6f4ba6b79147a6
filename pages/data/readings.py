"""How every column of days and numbers is read, with what it comes to; what is open is asked."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.messages import Message, message
from data.importing import ColumnFormat
from data.importing.hints import Option, Question
from pages.components import numbers
from pages.components.columns import Cell, Column
from pages.components.tables import download_row, rows
from pages.components.text import plain_text, t, t_text, tm, tm_text
from pages.data.checking import Outcome
from pages.data.choices import answer
from pages.data.keys import DataKey
from pages.data.words import column_words

__all__ = ["draw_formats", "draw_questions", "few", "open_readings"]

_VALUES = {
    ".": message("a point, as in 1,234.50"),
    ",": message("a comma, as in 1.234,50"),
    "YMD": message("year, month, day"),
    "DMY": message("day, month, year"),
    "MDY": message("month, day, year"),
}


def open_readings(outcome: Outcome) -> int:
    """How many columns wait for somebody to say how they are read."""
    return len({each.id for each in outcome.read.questions}) if outcome.read else 0


def draw_questions(outcome: Outcome) -> None:
    """Draw every column that can be read in several ways and about which nobody has decided."""
    if outcome.read is None or not outcome.read.questions:
        return
    st.subheader(t("Columns that can be read in two ways"), anchor=False)
    by_id: dict[str, list[Question]] = {}
    for question in outcome.read.questions:
        by_id.setdefault(question.id, []).append(question)
    for asked in by_id.values():
        first, *more = asked
        options = first.options if not more else _together(asked)
        _choice(outcome, first.id, _asked(first), options, None)


def draw_formats(outcome: Outcome) -> None:
    """Draw how each column of days or numbers is read, and offer the readings that are as good."""
    if outcome.read is None or not outcome.read.formats:
        return
    lines = _lines(outcome.read.formats)
    st.subheader(t("How days and numbers are read"), anchor=False)
    frame = pd.DataFrame(
        {
            "column": [column_words(f"{each[0].table}.{each[0].column}") for each in lines],
            "written": [plain_text(each[0].written) for each in lines],
            "read": [tm_text(_form(each[0])) for each in lines],
            "rows": [sum(part.rows for part in each) for each in lines],
            "comes": [_comes_to(each) for each in lines],
            "files": [_files(each) for each in lines],
        }
    ).astype({"column": "str", "written": "str", "read": "str", "comes": "str", "files": "str"})
    columns = (
        Column("column", t_text("Column"), width=220),
        Column("written", t_text("As it is written"), width=150),
        Column("read", t_text("Read as"), width=270),
        Column("rows", t_text("Values"), Cell.INTEGER, width=90),
        Column("comes", t_text("Comes to"), width=220),
        Column("files", t_text("File")),
    )
    alt = t_text("How each column of days and numbers is read")
    rows(frame, columns, key="data-formats", alt=alt, missing="")
    download_row(frame, columns, key="formats", page="data", as_of=None)
    _changeable(outcome, outcome.read.formats)


def _changeable(outcome: Outcome, formats: Sequence[ColumnFormat]) -> None:
    """The columns of which another reading is as good, each with its answer."""
    open_now = {each.id for each in outcome.read.questions} if outcome.read else set()
    seen: set[str] = set()
    for each in formats:
        if each.options and each.asked not in open_now and each.asked not in seen:
            seen.add(each.asked)
            said = Question(each.table, each.column, each.kind, each.options)
            _choice(outcome, each.asked, _asked(said), each.options, each.form)


def _choice(
    outcome: Outcome, asked: str, text: Message, options: Sequence[Option], now: str | None
) -> None:
    key = f"{DataKey.QUESTION}-{asked}"
    labels = {each.value: _label(each) for each in options}
    values = list(labels)
    st.radio(
        tm(text),
        values,
        index=values.index(now) if now in values else None,
        format_func=labels.__getitem__,
        key=key,
        on_change=answer,
        args=(outcome.chosen.files, asked, key),
    )


def _together(asked: Sequence[Question]) -> tuple[Option, ...]:
    """The options of one column in several files, each with what it comes to in all of them."""
    totals: dict[str, list[str]] = {}
    for question in asked:
        for option in question.options:
            totals.setdefault(option.value, []).append(option.total)
    return tuple(Option(value, "; ".join(each)) for value, each in totals.items())


def _asked(question: Question) -> Message:
    column = column_words(f"{question.table}.{question.column}")
    if question.kind == "decimal":
        return message("{column}: which sign stands before the decimals?", column=column)
    if question.kind == "order":
        return message("{column}: in which order are day and month written?", column=column)
    return message("{column}: which currency is meant by the sign?", column=column)


def _label(option: Option) -> str:
    meaning = _VALUES.get(option.value) or message("{code}", code=option.value)
    return t("{meaning}: then it is {total}", meaning=meaning, total=option.total)


def _lines(formats: Sequence[ColumnFormat]) -> list[list[ColumnFormat]]:
    """The columns, those together that are read alike in several files."""
    alike: dict[tuple[str, str, str], list[ColumnFormat]] = {}
    for each in formats:
        if each.rows or each.options:
            alike.setdefault((each.table, each.column, each.form), []).append(each)
    return list(alike.values())


def _form(each: ColumnFormat) -> Message:
    if each.form:
        return _VALUES[each.form]
    if each.kind == "order":
        return message("day that can be read in one way only")
    return message("number that can be read in one way only")


def _comes_to(parts: Sequence[ColumnFormat]) -> str:
    """The sum of numbers, the first and the last of days."""
    days = [day for part in parts for day in (part.first, part.last) if day]
    if days:
        return t_text("{first} to {last}", first=min(days), last=max(days))
    totals = [part.total for part in parts if part.total is not None]
    return t_text("{total} in total", total=numbers.decimal(sum(totals), 2)) if totals else ""


def _files(parts: Sequence[ColumnFormat]) -> str:
    names = list(dict.fromkeys(part.source for part in parts))
    return few(names)


def few(names: Sequence[str]) -> str:
    """The first name, and how many more there are (plain text)."""
    if len(names) < 2:
        return plain_text(names[0]) if names else ""
    return t_text(
        "{name} and {count} more",
        "{name} and {count} more",
        name=plain_text(names[0]),
        count=len(names) - 1,
    )
