"""Salespeople, for managers: who holds what alone, and whom to talk with first?"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.messages import Message
from data.assessments import Loaded
from pages.components import filters as address
from pages.components import frame, loading, session
from pages.components.columns import Column
from pages.components.definitions import definition
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.tables import table
from pages.components.text import escape, t, t_text, tm
from pages.components.theme import CONFIG, Palette, chart, figure
from pages.reps import charts
from pages.reps.detail import RepDetail, rep_detail
from pages.reps.ranking import (
    MARKS,
    Filters,
    choices,
    columns,
    filtered,
    function_choices,
    headline,
    rep_rows,
    totals,
)

__all__ = ["page"]

Key = tuple[str, ...]
NAME = "reps"


class Shown(NamedTuple):
    """The rows that pass the filters, and what they come to."""

    rows: pd.DataFrame
    totals: Message


def page(view: View) -> None:
    """Draw one person, if the address chooses one, else the ranked list."""
    loaded = view.loaded()
    key = loading.context().key
    chosen = session.selection("rep")
    detail = _detail(key, chosen, loaded) if chosen else None
    if detail:
        _person(view, key, detail, loaded)
        return
    if chosen:
        st.info(t("Nobody here has the id {rep}.", rep=chosen))
    _list(view, key, loaded)


@st.cache_resource(max_entries=16, show_spinner=False)
def _rows(key: Key, _loaded: Loaded) -> pd.DataFrame:
    del key
    return rep_rows(_loaded.assessment)


@st.cache_resource(max_entries=64, show_spinner=False)
def _shown(key: Key, chosen: Filters, _rows: pd.DataFrame, currency: str) -> Shown:
    del key
    rows = filtered(_rows, chosen)
    return Shown(rows, totals(rows, _rows, currency))


@st.cache_resource(max_entries=256, show_spinner=False)
def _detail(key: Key, rep_id: str, _loaded: Loaded) -> RepDetail | None:
    del key
    return rep_detail(_loaded.assessment, rep_id)


@st.cache_resource(max_entries=16, show_spinner=False)
def _headline(key: Key, _loaded: Loaded) -> Message:
    del key
    return headline(_loaded.assessment)


def _list(view: View, key: Key, loaded: Loaded) -> None:
    assessment = loaded.assessment
    view.headline(tm(_headline(key, loaded)))
    rows = _rows(key, loaded)
    if rows.empty:
        frame.empty(
            t("There are no salespeople in this data."),
            t("Bring in the table of people on the page Data."),
        )
        return
    shown = _shown(key, _filters(rows), rows, assessment.currency)
    st.markdown(tm(shown.totals))
    if shown.rows.empty:
        frame.empty(t("Nobody passes these filters."), t("Take one of the filters away."))
        return
    st.caption(t("Choose a row or a name to see the customers and reasons."))
    place = table(
        shown.rows,
        columns(assessment.currency, assessment.policy.limits.rep_core_share),
        key="people",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Salespeople, the largest expected loss first; choose a row for the details."),
        selectable=True,
    )
    if place is not None:
        session.select("rep", str(shown.rows["rep_id"].iloc[place]))
        st.rerun()


def _filters(rows: pd.DataFrame) -> Filters:
    marks = {mark: tm(word) for mark, word in MARKS.items()}
    show = address.marks_of("show", t("Show only"), marks, page=NAME)
    first, second, third = st.columns(3)
    with first:
        text = address.text_of("q", t("Name or id"), page=NAME)
    with second:
        team = address.any_of("team", t("Team"), choices(rows, "team"), page=NAME)
    with third:
        function = address.any_of("function", t("Function"), function_choices(rows), page=NAME)
    return Filters(show=show, team=team, function=function, q=text)


def _person(view: View, key: Key, detail: RepDetail, loaded: Loaded) -> None:
    as_of = loaded.assessment.as_of
    view.headline(tm(detail.answer))
    st.button(
        t("All salespeople"),
        key="reps-back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.select,
        args=("rep", None),
    )
    st.caption(" · ".join(escape(fact) for fact in detail.facts))
    if detail.figures:
        figures(detail.figures)
    _step(detail)
    left, right = st.columns(2)
    with left:
        _book(key, detail, loaded.assessment.currency)
    with right:
        _leaving(key, detail)
    _tables(detail, as_of)


def _step(detail: RepDetail) -> None:
    if detail.step is None:
        return
    with st.container(border=True, key="reps-step"):
        lines = [tm(reason) for reason in detail.step.reasons]
        step = f"**:material/arrow_forward: {tm(detail.step.next_step)}**"
        st.markdown("  \n".join([*lines, step]))


def _book(key: Key, detail: RepDetail, currency: str) -> None:
    if not (detail.book["exposure"] > 0).any():
        with st.container(border=True, height="stretch"):
            st.subheader(t("No customers with revenue at stake"), anchor=False)
        return
    title = t("The largest customers of {rep}", rep=detail.name)
    _chart(
        key,
        ("book", detail.rep_id),
        title,
        t("Revenue at stake a year; filled: nobody else knows them, hatched: others do, too"),
        t_text(
            "Bar chart: the largest of {count} customer by revenue at stake.",
            "Bar chart: the largest of {count} customers by revenue at stake.",
            count=len(detail.book),
        ),
        lambda colours: charts.book_chart(detail.book, colours, currency),
    )


def _leaving(key: Key, detail: RepDetail) -> None:
    with st.container(border=True, key="reps-leaving", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            heading = tm(detail.band) if detail.band else t("What is on record")
            st.subheader(heading, anchor=False)
            definition("attrition_probability", key="reps-leaving")
        st.markdown(tm(detail.coverage))
        if detail.months.empty:
            st.caption(t("No contacts month by month are on record."))
            return
        st.caption(t("Days with contact, by month; the last three against the twelve before"))
        drawing = figure(
            (key, NAME, "months", detail.rep_id),
            lambda colours: charts.months_chart(detail.months, colours),
        )
        st.plotly_chart(
            drawing,
            theme=None,
            config=CONFIG,
            key="reps-months",
            alt=t_text("Bar chart: days with contact by month."),
        )


def _chart(
    key: Key,
    name: tuple[str, str],
    title: str,
    subtitle: str,
    alt: str,
    build: Callable[[Palette], go.Figure],
) -> None:
    chart(title, subtitle, figure((key, NAME, *name), build), alt=alt, key=f"reps-{name[0]}")


def _tables(detail: RepDetail, as_of: date) -> None:
    """What lies behind the figures, each in its tab, drawn when it is opened."""
    cover, book, reasons = st.tabs(
        [t("Cover first"), t("All customers of this person"), t("What was looked at")],
        on_change="rerun",
        key="reps-tabs",
    )
    if cover.open:
        with cover:
            _cover(detail, as_of)
    if book.open:
        with book:
            _rows_of(detail.book, detail.book_columns, "book", t_text("Book of business"), as_of)
    if reasons.open:
        with reasons:
            _indicators(detail, as_of)


def _cover(detail: RepDetail, as_of: date) -> None:
    st.caption(
        t("Customers with most to lose, and a colleague who could become their second contact.")
    )
    _rows_of(detail.cover, detail.cover_columns, "cover", t_text("Customers to cover first"), as_of)


def _indicators(detail: RepDetail, as_of: date) -> None:
    if detail.chance:
        st.markdown(tm(detail.chance))
    _rows_of(
        detail.indicators,
        detail.indicator_columns,
        "indicators",
        t_text("What was looked at"),
        as_of,
    )


def _rows_of(
    rows: pd.DataFrame, drawn: tuple[Column, ...], key: str, alt: str, as_of: date
) -> None:
    if rows.empty:
        st.caption(t("There is nothing on record."))
        return
    table(rows, drawn, key=f"reps-{key}", page=NAME, as_of=as_of, alt=alt)
