"""Salespeople, for managers: who holds what alone, and whom to talk with first?"""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from analytics.messages import Message
from data.assessments import Loaded
from pages.components import filters as address
from pages.components import frame, loading, session
from pages.components.definitions.panel import definition
from pages.components.frame import View
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.reps.departures import DepartureRecords, past_departures
from pages.reps.detail import RepDetail, rep_detail
from pages.reps.history import draw_history
from pages.reps.learning import Learning, learning
from pages.reps.left_customers import LeftCustomers, left_customers
from pages.reps.person import draw_person
from pages.reps.ranking import (
    MARKS,
    RepFilters,
    choices,
    columns,
    filtered,
    function_choices,
    headline,
    indistinct,
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
        draw_person(view, key, detail, _learning(key, loaded), loaded.assessment)
        return
    if chosen:
        st.info(t("Nobody here has the id {rep}.", rep=chosen))
    _list(view, key, loaded)


@st.cache_resource(max_entries=16, show_spinner=False)
def _rows(key: Key, _loaded: Loaded) -> pd.DataFrame:
    del key
    return rep_rows(_loaded.assessment)


@st.cache_resource(max_entries=64, show_spinner=False)
def _shown(key: Key, chosen: RepFilters, _rows: pd.DataFrame, currency: str) -> Shown:
    del key
    rows = filtered(_rows, chosen)
    return Shown(rows, totals(rows, _rows, currency))


@st.cache_resource(max_entries=256, show_spinner=False)
def _detail(key: Key, rep_id: str, _loaded: Loaded) -> RepDetail | None:
    del key
    return rep_detail(_loaded.assessment, rep_id, _loaded.plan)


@st.cache_resource(max_entries=16, show_spinner=False)
def _learning(key: Key, _loaded: Loaded) -> Learning:
    del key
    return learning(_loaded.assessment)


@st.cache_resource(max_entries=16, show_spinner=False)
def _past(key: Key, _loaded: Loaded) -> DepartureRecords:
    del key
    return past_departures(_loaded.assessment)


@st.cache_resource(max_entries=64, show_spinner=False)
def _left(key: Key, rep_id: str, _loaded: Loaded) -> LeftCustomers | None:
    del key
    return left_customers(_loaded.assessment, rep_id)


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
    people, past = st.tabs(
        [t("Everybody"), t("What happened when people left")], on_change="rerun", key="reps-views"
    )
    if people.open:
        with people:
            _ranked(key, rows, loaded)
    if past.open:
        with past:
            draw_history(
                key, _past(key, loaded), lambda rep_id: _left(key, rep_id, loaded), assessment.as_of
            )


def _ranked(key: Key, rows: pd.DataFrame, loaded: Loaded) -> None:
    assessment = loaded.assessment
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
    _apart(rows)
    if place is not None:
        session.select("rep", str(shown.rows["rep_id"].iloc[place]))
        st.rerun()


def _apart(rows: pd.DataFrame) -> None:
    """Say whose order means nothing."""
    together = indistinct(rows)
    if together is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(tm(together), width="content")
        definition("rank_band", key="reps-rank")


def _filters(rows: pd.DataFrame) -> RepFilters:
    marks = {mark: tm(word) for mark, word in MARKS.items()}
    show = address.marks_of("show", t("Show only"), marks, page=NAME)
    first, second, third = st.columns(3)
    with first:
        text = address.text_of("q", t("Name or id"), page=NAME)
    with second:
        team = address.any_of("team", t("Team"), choices(rows, "team"), page=NAME)
    with third:
        function = address.any_of("function", t("Function"), function_choices(rows), page=NAME)
    return RepFilters(show=show, team=team, function=function, q=text)
