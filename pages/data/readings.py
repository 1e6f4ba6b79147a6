"""Questions of how a column is to be read, each reading with what the column then adds up to."""

import streamlit as st

from analytics.messages import Message, message
from data.importing.hints import Option, Question
from pages.components.text import t, tm
from pages.data.checking import Outcome
from pages.data.choices import answer
from pages.data.keys import DataKey
from pages.data.words import column_words

__all__ = ["draw"]

_VALUES = {
    ".": message("a point, as in 1,234.50"),
    ",": message("a comma, as in 1.234,50"),
    "YMD": message("year, month, day"),
    "DMY": message("day, month, year"),
    "MDY": message("month, day, year"),
}


def draw(outcome: Outcome) -> None:
    """Draw every column that can be read in several ways."""
    if outcome.read is None or not outcome.read.questions:
        return
    st.subheader(t("Columns that can be read in two ways"), anchor=False)
    for question in outcome.read.questions:
        _question(outcome, question)


def _question(outcome: Outcome, question: Question) -> None:
    key = f"{DataKey.QUESTION}-{question.id}"
    labels = {each.value: _label(each) for each in question.options}
    st.radio(
        tm(_asked(question)),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key=key,
        on_change=answer,
        args=(outcome.chosen.files, question.id, key),
    )


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
