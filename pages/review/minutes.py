"""The minutes of a review as files, for ever: from what it had before it when it was opened."""

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import message
from analytics.pack.minutes import ReviewHeld, minutes
from analytics.pack.papers import Papers
from data.pack.writing import pack_bytes
from data.store.reviews import papers_kept
from pages.components import loading
from pages.components.catalogue import speaking
from pages.components.frame import View
from pages.components.pack import ask_form, offer_file
from pages.components.text import t, tm, write_value
from pages.review.model import ReviewShown, decided_in

__all__ = ["draw_minutes"]

_KEY = "review-minutes"


def draw_minutes(view: View, shown: ReviewShown) -> None:
    """Draw the way to the minutes."""
    try:
        papers = papers_kept(loading.store(view.about.policy), shown.review)
    except LinchpinError as error:
        st.caption(tm(error.message))
        return
    if papers is None:
        st.caption(
            t(
                "An earlier version has opened this review without keeping what minutes are made "
                "of; what was decided and frozen then stands here for good."
            )
        )
        return
    with st.popover(
        t("Minutes"), type="tertiary", icon=":material/co_present:", key=f"pack-{_KEY}"
    ):
        st.caption(
            t(
                "What the meeting had before it, what was decided and what was said; without "
                "individual estimates. They can be made at any time, and say the same."
            )
        )
        _draw_file(view, shown, papers)


def _draw_file(view: View, shown: ReviewShown, papers: Papers) -> None:
    form, spoken, hidden = ask_form(_KEY)
    held, book = _held(shown), shown.book

    def write() -> bytes:
        made = minutes(papers, held, book.people, book.customers, language=spoken, hidden=hidden)
        with speaking(spoken):
            return pack_bytes(made, form, write_value)

    of = (shown.review.review_id, shown.review.papers, repr(held), form, spoken, hidden)
    offer_file(
        view,
        lambda: view.solved("minutes", write, *of, what=message("Writing the minutes")),
        of,
        name=f"minutes-{spoken}",
        day=shown.review.opened_on,
        form=form,
        key=_KEY,
    )


def _held(shown: ReviewShown) -> ReviewHeld:
    review = shown.review
    return ReviewHeld(
        day=review.opened_on,
        closed_on=review.closed_on,
        decisions=tuple(decided_in(shown.book, review)),
        notes=review.notes,
        correction=review.correction,
        next_on=review.next_on,
    )
