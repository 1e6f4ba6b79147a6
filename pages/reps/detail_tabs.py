"""What lies behind the page of one person, tab by tab."""

from collections.abc import Hashable
from datetime import date

import pandas as pd
import streamlit as st

from analytics.messages import Message
from pages.components.columns import Column
from pages.components.definitions.panel import definition
from pages.components.headings import headed
from pages.components.tables import table
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, t_text, tm
from pages.departure.history import draw_left
from pages.reps.book import COVERED
from pages.reps.detail import RepDetail
from pages.reps.learning import Learning

__all__ = ["draw_tabs"]

NAME = "reps"


def draw_tabs(key: Hashable, detail: RepDetail, learned: Learning, as_of: date) -> None:
    """Draw the tabs; each is filled when it is opened. Who has left has what happened since
    instead of what might. ``key`` names the data, as tokens of tables do."""
    token = (key, detail.rep_id)
    tabs: list[Tab] = []
    if detail.left is not None:
        left = detail.left
        tabs.append(
            Tab("since", t("What happened since"), lambda: draw_left(left, detail.rep_id, as_of))
        )
    if detail.keeping is not None:
        tabs.append(Tab("cover", t("Cover first"), lambda: _cover(token, detail, as_of)))
    tabs.append(Tab("book", t("All customers of this person"), lambda: _book(token, detail, as_of)))
    if detail.keeping is not None:
        keeping = detail.keeping
        tabs.append(
            Tab(
                "reasons",
                t("What was looked at"),
                lambda: _looked_at(token, detail, learned, as_of),
            )
        )
        tabs.append(Tab("staying", t("If they stay"), lambda: _staying(keeping)))
    draw_open(tabs, key="reps-tabs")


def _book(token: Hashable, detail: RepDetail, as_of: date) -> None:
    _rows_of(token, detail.book, detail.book_columns, "book", t_text("Book of business"), as_of)


def _cover(token: Hashable, detail: RepDetail, as_of: date) -> None:
    st.caption(
        t("Customers with most to lose, and a colleague who could become their second contact.")
    )
    if detail.cover.empty:
        st.caption(t("There is nothing on record."))
        return
    table(
        detail.cover.head(COVERED),
        detail.cover_columns,
        key="reps-cover",
        page=NAME,
        as_of=as_of,
        alt=t_text("Customers to cover first"),
        whole=lambda: detail.cover,
        token=token,
    )


def _looked_at(token: Hashable, detail: RepDetail, learned: Learning, as_of: date) -> None:
    headed(t("What was looked at"), "reason", "reps-reasons")
    st.markdown(tm(learned.learned))
    _rows_of(
        token,
        detail.indicators,
        detail.indicator_columns,
        "indicators",
        t_text("What was looked at"),
        as_of,
    )
    if learned.missing:
        st.markdown(t("Not looked at, because the records do not allow it:"))
        st.markdown("\n".join(f"- {tm(each)}" for each in learned.missing))
    headed(t("Does the estimate come true?"), "past_check", "reps-backtest")
    _lines(learned.check)
    if not learned.measures.empty:
        alt = t_text("How estimates made a year before compare with what happened")
        _rows_of(token, learned.measures, learned.columns, "check", alt, as_of)


def _staying(keeping: tuple[Message, ...]) -> None:
    headed(t("What it is worth that they stay"), "keep_value", "reps-keep")
    st.markdown(tm(keeping[0]))
    if keeping[1:]:
        headed_raise, *caveats = keeping[1:]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(tm(headed_raise), width="content")
            definition("raise_break_even", key="reps-raise")
        for caveat in caveats:
            st.caption(tm(caveat))


def _lines(sentences: tuple[Message, ...]) -> None:
    st.markdown("  \n".join(tm(sentence) for sentence in sentences))


def _rows_of(
    token: Hashable, rows: pd.DataFrame, drawn: tuple[Column, ...], key: str, alt: str, as_of: date
) -> None:
    if rows.empty:
        st.caption(t("There is nothing on record."))
        return
    table(rows, drawn, key=f"reps-{key}", page=NAME, as_of=as_of, alt=alt, token=token)
