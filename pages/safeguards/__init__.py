"""Safeguards, for management: where is our own house open, who looks at it, what is settled?"""

import streamlit as st

from analytics.actions import ActionKind
from data.assessments import Loaded
from pages.components.actions.book import ActionBook, book_at_hand
from pages.components.actions.listed import draw_actions
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.purpose import draw_checks_purpose
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, tm
from pages.safeguards.book import PointBook, point_book
from pages.safeguards.checks import draw_checks
from pages.safeguards.law import draw_law
from pages.safeguards.listed import draw_points
from pages.safeguards.log import draw_log
from pages.safeguards.model import answer, figures_of
from pages.safeguards.questions import draw_questions
from pages.safeguards.records import draw_customers, draw_recording

__all__ = ["page"]


def page(view: View) -> None:
    """Draw how many points are open, then the list to work through and what lies behind it."""
    loaded = view.loaded()
    book, actions = point_book(view.about, loaded), book_at_hand(view.about, loaded.assessment)
    view.headline(tm(answer(book, loaded.assessment.currency)))
    figures(figures_of(book, loaded.assessment))
    draw_checks_purpose(view.about)
    draw_open(_tabs(view, loaded, book, actions), key="safeguards-tabs")


def _tabs(view: View, loaded: Loaded, book: PointBook, actions: ActionBook) -> list[Tab]:
    waiting = len(book.open_points)
    tabs = [
        Tab(
            "points",
            t("Open points ({count})", "Open points ({count})", count=waiting),
            lambda: draw_points(book, actions, loaded.assessment),
        ),
        Tab("questions", t("Self-check"), lambda: draw_questions(book)),
        Tab("recording", t("Recorded elsewhere"), lambda: draw_recording(view, book, loaded)),
        Tab("customers", t("Customers without anyone"), lambda: draw_customers(view, book, loaded)),
    ]
    if view.about.policy.safeguards.shows("exports"):
        tabs.append(Tab("log", t("Exports and deletions"), lambda: draw_log(view, loaded)))
    return [
        *tabs,
        Tab("law", t("Law and cost"), lambda: draw_law(view, loaded)),
        Tab("checks", t("What was checked"), lambda: draw_checks(book)),
        Tab("actions", t("Actions"), lambda: _draw_actions(actions)),
    ]


def _draw_actions(actions: ActionBook) -> None:
    """What is agreed about open points."""
    own = [each for each in actions.current if each.action.kind is ActionKind.OTHER]
    if not own:
        st.caption(t("No action is agreed yet."))
    draw_actions(actions, own, key="safeguards")
