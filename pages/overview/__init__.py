"""Overview, for executives: how exposed are we, and is it too much? One screen, ten seconds."""

import streamlit as st

from data.assessments import Loaded
from pages.components import frame
from pages.components.actions.book import ActionBook, book_at_hand
from pages.components.actions.listed import draw_failure, draw_offer
from pages.components.definitions.panel import definition
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.glyph import glyphs
from pages.components.pack import draw_pack
from pages.components.purpose import note_purpose
from pages.components.registry import link
from pages.components.text import t, tm
from pages.data.first_steps import draw_first_steps
from pages.overview.limit_chips import draw_chips
from pages.overview.model import Overview, overview
from pages.overview.ranking import Ranking
from pages.overview.steps import MOST, Step

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the answer, who holds what, the next steps, four figures and the limits."""
    loaded = view.loaded()
    about = view.about
    days = about.policy.limits.core_single_threaded_days
    shown = view.once("overview", lambda: _overview(loaded, days))
    view.headline(tm(shown.answer))
    if shown.nothing:
        frame.empty(tm(shown.nothing[0]), tm(shown.nothing[1]))
        draw_first_steps()
        return
    st.markdown(" ".join(tm(line) for line in shown.lines))
    note_purpose(about)
    left, right = st.columns([2, 1], gap="medium")
    with left.container(key="overview-ranking"):
        _ranking(shown.ranking, shown.currency)
    with right.container(key="overview-steps"):
        _steps(shown.steps, book_at_hand(about, loaded.assessment))
    with st.container(key="overview-figures"):
        figures(shown.figures)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(draw_chips(shown.limits), width="content")
        definition("limits", key="overview-limits")
        link("confidence", t("How far to trust this"), icon=":material/arrow_forward:")
        draw_pack(view, loaded, key="overview-pack")
    draw_first_steps()


def _overview(loaded: Loaded, days: int) -> Overview:
    return overview(loaded.assessment, loaded.comparisons, loaded.plan, days)


def _ranking(shown: Ranking, currency: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.subheader(tm(shown.title), anchor=False)
        definition(
            "expected_loss", "rank_band", "attrition_interval", "exposure", key="overview-people"
        )
    st.html(glyphs(shown.shown, currency, all_of=shown.all_of))
    if shown.rest:
        st.caption(" ".join(tm(line) for line in shown.rest))


def _steps(steps: tuple[Step, ...], book: ActionBook) -> None:
    waiting = [each for each in steps if not book.is_settled(each.action)][:MOST]
    st.subheader(t("What to do next") if waiting else t("Nothing stands out"), anchor=False)
    draw_failure()
    for step in waiting:
        key = f"{step.page}-{step.subject_id}"
        with st.container(border=True, key=f"overview-step-{key}", gap=None):
            st.markdown(f"**{tm(step.title)}**")
            if step.why is not None:
                st.caption(tm(step.why))
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                link(
                    step.page,
                    t("Open"),
                    icon=":material/arrow_forward:",
                    **{step.query: step.subject_id},
                )
                draw_offer(book, step.action, key=f"overview-{key}")
    if book.overdue:
        late = t(
            "{count} action is overdue", "{count} actions are overdue", count=len(book.overdue)
        )
        link("coverage", late, icon=":material/warning:", tab="agreed")
