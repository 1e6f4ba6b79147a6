"""Did the risk fall? What came of second contacts, and what was decided and never done."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.messages import Message, Percent, message
from analytics.review.progress import RiskFall, risk_fall
from data.store.reviews import Introduced, Outcome
from pages.components.actions.book import ActionBook
from pages.components.frame import View
from pages.components.headings import headed
from pages.components.text import t, tm
from pages.review.deciding import decision_words
from pages.review.model import ReviewShown, fall_sentence, outcome_now

__all__ = ["draw_outcome"]


def _outcome(shown: ReviewShown) -> Outcome:
    """What came of earlier decisions: as it stood when the review was closed, or as it stands."""
    if not shown.review.is_open:
        return shown.review.outcome
    return outcome_now(shown.book, shown.review, shown.before)


def draw_outcome(view: View, shown: ReviewShown) -> None:
    """Draw whether the risk fell, which second contacts took root, what was never done."""
    if shown.earlier is None or shown.before is None:
        st.caption(t("This is the first review: the next one says whether the risk fell."))
        return
    outcome, earlier = _outcome(shown), shown.earlier
    fall = view.once(
        "review-fall",
        lambda: risk_fall(earlier, shown.snapshot, outcome.treated),
        shown.before.snapshot,
        shown.review.snapshot,
        outcome.treated,
    )
    headed(t("Did the risk fall?"), "risk_fall", "review-fall")
    st.markdown(tm(fall_sentence(fall)))
    st.caption(tm(_groups(fall)))
    _draw_introduced(shown.book, outcome.introduced)
    _draw_overdue(shown.book, outcome)


def _groups(fall: RiskFall) -> Message:
    """Who was held against whom."""
    if fall.effect is None or fall.change is None or fall.others is None:
        return message(
            "{treated} customers with a second contact accepted since, {others} without",
            treated=fall.treated,
            others=fall.untreated,
        )
    return message(
        "{treated} customers with a second contact accepted since: from {start} on average it "
        "moved by {own} points; customers of the same risk and the same trend moved by {others}",
        treated=len(fall.matched),
        start=Percent(float(fall.matched["start"].mean())),
        own=round(100 * fall.change, 1),
        others=round(100 * fall.others, 1),
    )


def _draw_introduced(book: ActionBook, introduced: tuple[Introduced, ...]) -> None:
    st.subheader(t("Which second contacts took root?"), anchor=False)
    if not introduced:
        st.caption(t("No second contact was accepted between the two reviews."))
        return
    proven = sum(each.proven for each in introduced)
    visited = sum(each.visited_on is not None for each in introduced)
    st.markdown(
        t(
            "Of {count} accepted second contact, {visited} has visited and {proven} is proven by "
            "contact records.",
            "Of {count} accepted second contacts, {visited} have visited and {proven} are proven "
            "by contact records.",
            count=len(introduced),
            visited=visited,
            proven=proven,
        )
    )
    ordered = sorted(introduced, key=lambda each: (each.proven, each.visited_on is not None))
    st.markdown("\n".join(f"- {tm(_rooted(book, each))}" for each in ordered))


def _rooted(book: ActionBook, each: Introduced) -> Message:
    parts: Mapping[str, Any] = {
        "person": book.person(each.rep_id),
        "customer": book.customer(each.customer_id),
    }
    if each.proven:
        return message("{person} at {customer}: proven by contact records", **parts)
    if each.visited_on is not None:
        return message("{person} at {customer}: visited on {day}", day=each.visited_on, **parts)
    return message("{person} at {customer}: not visited since {day}", day=each.accepted_on, **parts)


def _draw_overdue(book: ActionBook, outcome: Outcome) -> None:
    st.subheader(t("What was decided and never done?"), anchor=False)
    if not outcome.overdue:
        st.caption(t("Nothing is overdue."))
        return
    st.markdown("\n".join(f"- {tm(decision_words(book, each))}" for each in outcome.overdue))
