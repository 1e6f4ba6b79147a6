"""Notes, closing, correcting and undoing a review; and the one place of its downloads."""

from dataclasses import replace

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import SchemaName
from data.opening import today
from data.store.reviews import (
    LONGEST_NOTES,
    KeptReview,
    close_review,
    correct_review,
    save_notes,
    undo_review,
)
from pages.components import loading
from pages.components.actions.listed import draw_record
from pages.components.author import ask_author, author, author_given, draw_author
from pages.components.frame import View
from pages.components.text import escape, t, tm
from pages.review.deciding import draw_decisions
from pages.review.meanwhile import forget_shown
from pages.review.minutes import draw_minutes
from pages.review.model import ReviewShown, decided_in, outcome_now

__all__ = ["draw_closing"]

_KEY, _ERROR = "review-close", "review-undo-error"


def draw_closing(view: View, shown: ReviewShown) -> None:
    """Draw decisions, notes and what ends the review, or what corrects it."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))
    st.subheader(t("What is decided"), anchor=False)
    draw_decisions(shown)
    st.subheader(t("Notes"), anchor=False)
    if shown.review.is_open:
        _draw_form(shown)
    else:
        _draw_closed(shown)
    st.caption(
        t(
            "On record on that day: {tables}",
            tables=tuple(SchemaName(each) for each in sorted(shown.snapshot.tables)),
        )
    )
    _draw_downloads(view, shown)


def _draw_downloads(view: View, shown: ReviewShown) -> None:
    """The one place where a review is taken along as files."""
    with st.container(key="review-downloads"):
        draw_minutes(view, shown)
        draw_record(shown.book, key="review")


def _draw_form(shown: ReviewShown) -> None:
    review, name = shown.review, f"{_KEY}-seen-{shown.review.review_id}"
    seen: int = st.session_state.setdefault(name, review.seen)
    with st.form(_KEY, border=False):
        notes = st.text_area(
            t("What was said, for the minutes"),
            value=review.notes,
            max_chars=LONGEST_NOTES,
            key=f"{_KEY}-notes-{review.review_id}",
        )
        ask_author(_KEY)
        with st.container(horizontal=True):
            keep = st.form_submit_button(t("Keep the notes"))
            close = st.form_submit_button(
                t("Close the review"), type="primary", icon=":material/lock:"
            )
    draw_author(_KEY)
    st.caption(
        t(
            "Closing freezes figures, decisions and notes. Afterwards only a correction is taken, "
            "and what was before stays."
        )
    )
    if keep or close:
        st.session_state.pop(name)
        if _saved(shown, replace(review, seen=seen), notes, closes=close):
            st.rerun()
    elif review.seen > seen:
        _say_theirs(review)
    first = review.entry.version == 1
    _draw_undo(shown, t("Undo the opening") if first else t("Undo the last step"))


def _say_theirs(review: KeptReview) -> None:
    """The notes that somebody else has kept since the form was drawn."""
    st.info(
        t(
            "{name} has kept other notes meanwhile: {notes}",
            name=review.entry.author,
            notes=review.notes,
        )
    )


def _saved(shown: ReviewShown, review: KeptReview, notes: str, *, closes: bool) -> bool:
    """Whether it is saved; what cannot be saved stays in the form. ``review``: as it was seen."""
    book = shown.book
    try:
        store, by = loading.store(book.about.policy), author_given(_KEY)
        if not closes:
            save_notes(store, review, notes, author=by, demo=book.is_demo)
            return True
        close_review(
            store,
            review,
            decided_in(book, review),
            notes,
            author=by,
            closed_on=today(book.about.policy),
            outcome=outcome_now(book, review, shown.before),
            demo=book.is_demo,
        )
        forget_shown()
    except LinchpinError as error:
        if closes and _is_closed(shown):
            return True  # by somebody else in this very moment, as the next run says
        st.error(tm(error.message))
        if shown.review.seen > review.seen:
            _say_theirs(shown.review)
        return False
    return True


def _is_closed(shown: ReviewShown) -> bool:
    """Whether the review is closed as the store holds it now."""
    book = shown.book
    try:
        every = loading.reviews_at_hand(book.about.kind, book.about.policy)
    except LinchpinError:
        return False
    found = (each for each in every if each.review_id == shown.review.review_id)
    return any(not each.is_open for each in found)


def _draw_closed(shown: ReviewShown) -> None:
    review = shown.review
    lines = review.notes.splitlines() or [""]
    st.markdown("  \n".join(map(escape, lines)) if review.notes else t("No notes were kept."))
    if review.correction:
        st.caption(t("Corrected: {reason}", reason=review.correction))
    st.caption(
        t("Closed by {name} on {day}", name=review.entry.author, day=review.closed_on)
        if not review.correction
        else t("Closed on {day}", day=review.closed_on)
    )
    with st.expander(t("Correct the notes")), st.form("review-correct", border=False):
        notes = st.text_area(
            t("Notes"),
            value=review.notes,
            max_chars=LONGEST_NOTES,
            key=f"review-correct-notes-{review.seen}",
        )
        reason = st.text_input(t("Why"), key=f"review-correct-why-{review.seen}", max_chars=2000)
        ask_author("review-correct")
        correct = st.form_submit_button(t("Correct"))
    if correct and _corrected(shown, notes, reason):
        st.rerun()
    _draw_undo(shown, t("Undo the correction") if review.correction else t("Open it again"))


def _corrected(shown: ReviewShown, notes: str, reason: str) -> bool:
    book = shown.book
    try:
        store, by = loading.store(book.about.policy), author_given("review-correct")
        correct_review(store, shown.review, notes, reason, author=by, demo=book.is_demo)
    except LinchpinError as error:
        st.error(tm(error.message))
        return False
    return True


def _draw_undo(shown: ReviewShown, label: str) -> None:
    st.button(label, key="review-undo", type="tertiary", on_click=_undo, args=(shown,))


def _undo(shown: ReviewShown) -> None:
    """Take the last step back (callback)."""
    try:
        store, demo = loading.store(shown.book.about.policy), shown.book.is_demo
        undo_review(store, shown.review, author=author(), demo=demo)
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message
