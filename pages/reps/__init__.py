"""Salespeople, for managers: who holds what alone, and whom to talk with first?"""

import streamlit as st

from data.assessments import Loaded
from pages.components import listing, loading
from pages.components.frame import View
from pages.components.loading import Context
from pages.components.purpose import draw_purpose
from pages.components.sentences.first_people import owner_lines
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, tm
from pages.reps.departures import past_departures
from pages.reps.detail import RepDetail, rep_detail
from pages.reps.history import draw_history
from pages.reps.learning import learning
from pages.reps.left_customers import LeftCustomers, left_customers
from pages.reps.person import draw_person
from pages.reps.ranking import headline, rep_listing

__all__ = ["page"]


def page(view: View) -> None:
    """Draw one person, if the address chooses one, else the ranked list."""
    loaded = view.loaded()
    assessment, about = loaded.assessment, loading.context()
    detail = listing.opened(
        "rep",
        lambda rep_id: _detail(about, rep_id, loaded),
        lambda rep_id: t("Nobody here has the id {rep}.", rep=rep_id),
    )
    if detail:
        view.name_the_tab(detail.name)
        learned = view.once("learning", lambda: learning(assessment))
        draw_person(view, about.key, detail, learned, assessment)
        return
    view.headline(tm(view.once("reps-headline", lambda: headline(assessment))))
    _list(view, about, loaded)


def _list(view: View, about: Context, loaded: Loaded) -> None:
    assessment = loaded.assessment
    for line in owner_lines(assessment):
        st.caption(tm(line))
    draw_purpose(about)
    ranked = view.once("reps", lambda: rep_listing(assessment))
    if ranked.rows.empty:
        listing.draw(view, ranked, assessment.as_of)
        return
    draw_open(
        (
            Tab("people", t("Everybody"), lambda: listing.draw(view, ranked, assessment.as_of)),
            Tab(
                "past",
                t("What happened when people left"),
                lambda: _history(view, about, loaded),
            ),
        ),
        key="reps-views",
    )


def _history(view: View, about: Context, loaded: Loaded) -> None:
    assessment = loaded.assessment
    departures = view.once("past-departures", lambda: past_departures(assessment))
    draw_history(
        about.key, departures, lambda rep_id: _left(about, rep_id, loaded), assessment.as_of
    )


def _detail(about: Context, rep_id: str, loaded: Loaded) -> RepDetail | None:
    return about.once("rep", lambda: rep_detail(loaded.assessment, rep_id, loaded.plan), rep_id)


def _left(about: Context, rep_id: str, loaded: Loaded) -> LeftCustomers | None:
    return about.once("left-customers", lambda: left_customers(loaded.assessment, rep_id), rep_id)
