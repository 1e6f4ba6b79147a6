"""Salespeople, for managers: who holds what alone, and whom to talk with first?"""

import streamlit as st

from data.assessments import Loaded
from pages.components import listing
from pages.components.frame import View
from pages.components.loading import Context
from pages.components.purpose import draw_purpose
from pages.components.registry import link
from pages.components.sentences.first_people import owner_lines
from pages.components.text import t, tm
from pages.reps.detail import RepDetail, rep_detail
from pages.reps.learning import learning
from pages.reps.person import draw_person
from pages.reps.ranking import headline, rep_listing

__all__ = ["page"]


def page(view: View) -> None:
    """Draw one person, if the address chooses one, else the ranked list."""
    loaded = view.loaded()
    assessment, about = loaded.assessment, view.about
    counted_as = about.statements.identities
    detail = listing.opened(
        "rep",
        lambda rep_id: _detail(about, counted_as.person(rep_id), loaded),
        lambda rep_id: t("Nobody here has the id {rep}.", rep=rep_id),
    )
    if detail:
        view.name_the_tab(detail.name)
        learned = view.once("learning", lambda: learning(assessment))
        draw_person(view, about.key, detail, learned, loaded)
        return
    view.headline(tm(view.once("reps-headline", lambda: headline(assessment))))
    _list(view, about, loaded)


def _list(view: View, about: Context, loaded: Loaded) -> None:
    assessment = loaded.assessment
    for line in view.once("reps-owners", lambda: owner_lines(assessment)):
        st.caption(tm(line))
    draw_purpose(about)
    ranked = view.once("reps", lambda: rep_listing(assessment))
    listing.draw(view, ranked, assessment.as_of)
    past = t("What happened when people left")
    link("departure", past, icon=":material/history:", tab="past")


def _detail(about: Context, rep_id: str, loaded: Loaded) -> RepDetail | None:
    return about.once("rep", lambda: rep_detail(loaded.assessment, rep_id, loaded.plan), rep_id)
