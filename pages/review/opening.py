"""Opening a review: the figures at hand are frozen with one click; and how often there is one."""

import streamlit as st

from analytics.errors import LinchpinError
from analytics.pack.papers import papers_of
from analytics.review.snapshot import Snapshot
from data.assessments import Loaded
from data.opening import today
from data.store.reviews import (
    CADENCES,
    Cadence,
    cadence_of,
    open_review,
    set_cadence,
)
from pages.components import loading, session
from pages.components.author import ask_author, author, author_given, draw_author
from pages.components.frame import View
from pages.components.freezing import frozen_now
from pages.components.pack import pack_sources
from pages.components.text import t, tm
from pages.review.meanwhile import forget_shown

__all__ = ["cadence_at_hand", "draw_cadence", "draw_opening"]

_KEY, _ERROR = "review-open", "review-cadence-error"


def draw_opening(view: View, loaded: Loaded, earlier: Snapshot | None) -> None:
    """Draw the button that opens a review."""
    with st.form(_KEY, border=False):
        st.markdown(
            t(
                "Opening freezes the figures of now, the policy and what was known: they stay as "
                "they are, whatever becomes of the data."
            )
        )
        ask_author(_KEY)
        opens = st.form_submit_button(
            t("Open a risk review"), type="primary", icon=":material/play_arrow:"
        )
    draw_author(_KEY)
    if opens and _opened(view, loaded, earlier):
        st.rerun()


def _opened(view: View, loaded: Loaded, earlier: Snapshot | None) -> bool:
    about = view.about
    try:
        by, snapshot = author_given(_KEY), frozen_now(view, loaded, earlier)
        open_review(
            loading.store(about.policy),
            snapshot,
            papers_of(pack_sources(view, loaded)),
            author=by,
            opened_on=today(about.policy),
            demo=about.kind == "demo",
        )
    except LinchpinError as error:
        st.error(tm(error.message))
        return False
    forget_shown()
    session.select("review", None)
    return True


def cadence_at_hand(about: loading.Context) -> Cadence:
    """How often there is a review."""
    return cadence_of(loading.store(about.policy), demo=about.kind == "demo")


def draw_cadence(about: loading.Context, cadence: Cadence) -> None:
    """Draw how often there is a review; a change is kept at once."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))
    words = {
        each: t("every month") if each == 1 else t("every {count} months", count=each)
        for each in CADENCES
    }
    st.selectbox(
        t("How often do we meet?"),
        list(words),
        index=CADENCES.index(cadence.months),
        format_func=words.__getitem__,
        key=f"review-cadence-{cadence.version}",
        on_change=_set_cadence,
        args=(about, cadence),
        width=260,
        filter_mode=None,
    )


def _set_cadence(about: loading.Context, cadence: Cadence) -> None:
    """Keep how often there is a review (callback)."""
    months = st.session_state[f"review-cadence-{cadence.version}"]
    try:
        store, demo = loading.store(about.policy), about.kind == "demo"
        set_cadence(store, months, author=author(), seen=cadence.version, demo=demo)
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message
