"""Two spellings of one person or customer: suggested with their money, joined by a click."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.messages import NO_CURRENCY
from data.assessments import Examined
from pages.components import numbers
from pages.components.columns import Cell, Column
from pages.components.tables import download_row
from pages.components.text import t, t_text
from pages.data.checking import Outcome
from pages.data.choices import join, part
from pages.data.keys import DataKey
from pages.data.words import table_words

__all__ = ["draw"]

#: So many pairs are offered with a button; all of them are in the file.
_MOST = 8


def draw(outcome: Outcome) -> None:
    """Draw the pairs that may be one, and those that were joined, which can be taken apart."""
    found = outcome.examined.spellings if outcome.examined is not None else pd.DataFrame()
    if found.empty and not outcome.chosen.same:
        return
    st.subheader(t("Two spellings of one?"), anchor=False)
    st.caption(t("Every id counts by itself until you join two of them. Namesakes stay apart."))
    for place, said in enumerate(outcome.chosen.same):
        _joined(outcome, place, said)
    for place, row in enumerate(found.head(_MOST).itertuples()):
        _pair(outcome, place, row)
    if outcome.examined is not None and len(found):
        _file(found, outcome.examined)


def _joined(outcome: Outcome, place: int, said: tuple[str, str, str]) -> None:
    table, other, one = said
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"data-joined-{place}"
    ):
        text = t(
            "{table}: {other} counts as {one}.", table=table_words(table), other=other, one=one
        )
        st.markdown(f":material/check: {text}", width="content")
        st.button(
            t("Take them apart"),
            key=f"{DataKey.SAME}-part-{place}",
            type="tertiary",
            on_click=part,
            args=(outcome.chosen.files, said),
        )


def _pair(outcome: Outcome, place: int, row: Any) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"data-pair-{place}"
    ):
        st.markdown(_said(row, outcome.examined), width="content")
        st.button(
            t("They are one"),
            key=f"{DataKey.SAME}-{place}",
            icon=":material/merge:",
            on_click=join,
            args=(outcome.chosen.files, row.table, row.other_id, row.one_id),
        )


def _said(row: Any, examined: Examined | None) -> str:
    other, one = _called(row.other, row.other_id), _called(row.one, row.one_id)
    if not row.money or examined is None:
        return t("{other} and {one}", other=other, one=one)
    worth = (
        numbers.decimal(row.money, 2)
        if examined.currency == NO_CURRENCY
        else numbers.money_exact(row.money, examined.currency)
    )
    return t("{other} ({worth}) and {one}", worth=worth, other=other, one=one)


def _called(name: str, id_: str) -> str:
    """A name with its id, where that is another (plain text)."""
    return name if name == id_ else f"{name} · {id_}"


def _file(found: pd.DataFrame, examined: Examined) -> None:
    frame = found.assign(table=[table_words(name) for name in found["table"]])
    columns = (
        Column("table", t_text("Table")),
        Column("other", t_text("Name")),
        Column("other_id", t_text("This id")),
        Column("one", t_text("Nearly the same name")),
        Column("one_id", t_text("is the same as this id")),
        Column("money", t_text("Money"), Cell.EXACT, currency=examined.currency),
    )
    if len(found) > _MOST:
        st.caption(t("{count} more are in the file.", count=len(found) - _MOST))
    download_row(frame, columns, key="spellings", page="data", as_of=examined.as_of)
