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
from pages.components.loading import Context
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.reps.departures import past_departures
from pages.reps.detail import RepDetail, rep_detail
from pages.reps.history import draw_history
from pages.reps.learning import learning
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

NAME = "reps"


class Shown(NamedTuple):
    """The rows that pass the filters, and what they come to."""

    rows: pd.DataFrame
    totals: Message


def page(view: View) -> None:
    """Draw one person, if the address chooses one, else the ranked list."""
    loaded = view.loaded()
    about = loading.context()
    chosen = session.selection("rep")
    detail = _detail(about, chosen, loaded) if chosen else None
    if detail:
        learned = about.once("learning", lambda: learning(loaded.assessment))
        draw_person(view, about.key, detail, learned, loaded.assessment)
        return
    if chosen:
        st.info(t("Nobody here has the id {rep}.", rep=chosen))
    _list(view, about, loaded)


def _detail(about: Context, rep_id: str, loaded: Loaded) -> RepDetail | None:
    return about.once("rep", lambda: rep_detail(loaded.assessment, rep_id, loaded.plan), rep_id)


def _left(about: Context, rep_id: str, loaded: Loaded) -> LeftCustomers | None:
    return about.once("left-customers", lambda: left_customers(loaded.assessment, rep_id), rep_id)


def _list(view: View, about: Context, loaded: Loaded) -> None:
    assessment = loaded.assessment
    view.headline(tm(about.once("reps-headline", lambda: headline(assessment))))
    rows = about.once("reps", lambda: rep_rows(assessment))
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
            _ranked(about, rows, loaded)
    if past.open:
        with past:
            known = about.once("past-departures", lambda: past_departures(assessment))
            draw_history(
                about.key, known, lambda rep_id: _left(about, rep_id, loaded), assessment.as_of
            )


def _ranked(about: Context, rows: pd.DataFrame, loaded: Loaded) -> None:
    assessment = loaded.assessment
    chosen = _filters(rows)
    shown = about.once("reps-shown", lambda: _shown(chosen, rows, assessment.currency), chosen)
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


def _shown(chosen: RepFilters, rows: pd.DataFrame, currency: str) -> Shown:
    passing = filtered(rows, chosen)
    return Shown(passing, totals(passing, rows, currency))


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
