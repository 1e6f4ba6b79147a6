"""What lies behind the page of one person, tab by tab."""

from datetime import date

import pandas as pd
import streamlit as st

from analytics.messages import Message
from pages.components.columns import Column
from pages.components.definitions.panel import definition
from pages.components.tables import table
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, t_text, tm
from pages.reps.book import COVERED
from pages.reps.consequences import Consequences
from pages.reps.detail import RepDetail
from pages.reps.learning import Learning
from pages.reps.left_customers import LeftCustomers

__all__ = ["draw_left", "draw_tabs", "headed"]

NAME = "reps"


def draw_tabs(detail: RepDetail, learned: Learning, as_of: date) -> None:
    """Draw the tabs; each is filled when it is opened. Who has left has what happened since
    instead of what might."""
    tabs: list[Tab] = []
    if detail.left is not None:
        left = detail.left
        tabs.append(
            Tab("since", t("What happened since"), lambda: draw_left(left, detail.rep_id, as_of))
        )
    if detail.consequences is not None:
        tabs.append(Tab("cover", t("Cover first"), lambda: _cover(detail, as_of)))
    tabs.append(Tab("book", t("All customers of this person"), lambda: _book(detail, as_of)))
    if detail.consequences is not None:
        what_if = detail.consequences
        tabs.append(
            Tab("reasons", t("What was looked at"), lambda: _looked_at(detail, learned, as_of))
        )
        tabs.append(Tab("leaving", t("If they leave, or stay"), lambda: _what_if(what_if, as_of)))
    draw_open(tabs, key="reps-tabs")


def _book(detail: RepDetail, as_of: date) -> None:
    _rows_of(detail.book, detail.book_columns, "book", t_text("Book of business"), as_of)


def headed(text: str, term: str, key: str) -> None:
    """A heading with the definition of its term."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(text, anchor=False, width="content")
        definition(term, key=key)


def _cover(detail: RepDetail, as_of: date) -> None:
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
    )


def _looked_at(detail: RepDetail, learned: Learning, as_of: date) -> None:
    headed(t("What was looked at"), "reason", "reps-reasons")
    st.markdown(tm(learned.learned))
    _rows_of(
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
        _rows_of(learned.measures, learned.columns, "check", alt, as_of)


def _what_if(what_if: Consequences, as_of: date) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        headed(t("What would go, by the way of leaving"), "exit_kinds", "reps-exits")
        st.caption(tm(what_if.ordinary))
        alt = t_text("Revenue and customers that would go, by the way of leaving")
        _rows_of(what_if.exits, what_if.columns, "exits", alt, as_of)
    with right.container(border=True):
        headed(t("What follows for others"), "further_departures", "reps-domino")
        st.markdown(tm(what_if.domino))
    with right.container(border=True):
        headed(t("What it is worth that they stay"), "keep_value", "reps-keep")
        st.markdown(tm(what_if.keeping[0]))
        if what_if.keeping[1:]:
            headed_raise, *caveats = what_if.keeping[1:]
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(tm(headed_raise), width="content")
                definition("raise_break_even", key="reps-raise")
            for caveat in caveats:
                st.caption(tm(caveat))


def draw_left(left: LeftCustomers, rep_id: str, as_of: date) -> None:
    """Draw what became of the customers of one leaver."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.markdown("  \n".join(tm(sentence) for sentence in left.sentences), width="content")
        definition("past_departures", key=f"reps-left-{rep_id}")
    alt = t_text("Customers of who has left, the largest first")
    _rows_of(left.rows, left.columns, f"left-{rep_id}", alt, as_of)


def _lines(sentences: tuple[Message, ...]) -> None:
    st.markdown("  \n".join(tm(sentence) for sentence in sentences))


def _rows_of(
    rows: pd.DataFrame, drawn: tuple[Column, ...], key: str, alt: str, as_of: date
) -> None:
    if rows.empty:
        st.caption(t("There is nothing on record."))
        return
    table(rows, drawn, key=f"reps-{key}", page=NAME, as_of=as_of, alt=alt)
