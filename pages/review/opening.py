"""Opening a review: the figures at hand are frozen with one click; and how often there is one."""

import streamlit as st

from analytics.errors import LinchpinError
from analytics.extract import Extract
from analytics.messages import message
from analytics.policy import Policy
from analytics.review.rows import sums_alike
from analytics.review.snapshot import Snapshot, snapshot_of
from data.assessments import Loaded, summed_under
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
from pages.components.frame import View, progress_bar
from pages.components.open_points import open_points
from pages.components.text import t, tm
from pages.review.meanwhile import forget_shown

__all__ = ["cadence_at_hand", "draw_cadence", "draw_opening", "taken"]

_KEY, _ERROR = "review-open", "review-cadence-error"
_FREEZING = message("Freezing the figures of today")


def taken(view: View, loaded: Loaded, earlier: Snapshot | None) -> Snapshot:
    """The figures at hand, frozen; summed as the last review did, too, where the policy has
    changed what is summed."""
    about, summed = view.about, _summed(view, loaded, earlier)
    points = open_points(about, loaded)
    return view.solved(
        "review-now",
        lambda: snapshot_of(
            loaded.assessment,
            loaded.plan,
            data_version=loading.version_of(about.source),
            quarter=loaded.comparisons[0] if loaded.comparisons else None,
            hazards=points,
            merged=about.statements.identities.same_customers,
            summed=summed,
        ),
        None if summed is None else summed[0].fingerprint,
        tuple(points.index),
        what=_FREEZING,
    )


def _summed(view: View, loaded: Loaded, earlier: Snapshot | None) -> tuple[Policy, Extract] | None:
    about, now = view.about, loaded.assessment.extract
    if earlier is None or sums_alike(earlier.policy, about.policy):
        return None
    rules = earlier.policy
    with progress_bar(st.empty()) as progress:
        extract = about.asked(
            "review-summed",
            lambda: summed_under(about.source, rules, now, about.statements),
            rules.fingerprint,
            progress=progress,
        )
    return rules, extract


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
        by, snapshot = author_given(_KEY), taken(view, loaded, earlier)
        open_review(
            loading.store(about.policy),
            snapshot,
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
