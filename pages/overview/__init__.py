"""Overview, for executives: how exposed are we, and is it too much? One screen, ten seconds."""

import streamlit as st

from data.assessments import Loaded
from pages.components import frame, loading
from pages.components.definitions.panel import definition
from pages.components.figures import figures
from pages.components.frame import View
from pages.components.glyph import glyphs
from pages.components.purpose import note_purpose
from pages.components.registry import link
from pages.components.text import t, tm
from pages.overview.limit_chips import draw_chips
from pages.overview.model import Overview, overview
from pages.overview.ranking import Ranking
from pages.overview.steps import Step

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the answer, who holds what, the next steps, four figures and the limits."""
    loaded = view.loaded()
    about = loading.context()
    days = about.policy.limits.core_single_threaded_days
    shown = view.once("overview", lambda: _overview(loaded, days))
    view.headline(tm(shown.answer))
    if shown.nothing:
        frame.empty(tm(shown.nothing[0]), tm(shown.nothing[1]))
        return
    st.markdown(" ".join(tm(line) for line in shown.lines))
    note_purpose(about)
    left, right = st.columns([2, 1], gap="medium")
    with left.container(key="overview-ranking"):
        _ranking(shown.ranking, shown.currency)
    with right.container(key="overview-steps"):
        _steps(shown.steps)
    with st.container(key="overview-figures"):
        figures(shown.figures)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(draw_chips(shown.limits), width="content")
        definition("limits", key="overview-limits")
        link("confidence", t("How far to trust this"), icon=":material/arrow_forward:")


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


def _steps(steps: tuple[Step, ...]) -> None:
    st.subheader(t("What to do next") if steps else t("Nothing stands out"), anchor=False)
    for place, step in enumerate(steps):
        with st.container(border=True, key=f"overview-step-{place}", gap=None):
            st.markdown(f"**{tm(step.title)}**")
            if step.why is not None:
                st.caption(tm(step.why))
            link(
                step.page,
                t("Open"),
                icon=":material/arrow_forward:",
                **{step.query: step.subject_id},
            )
