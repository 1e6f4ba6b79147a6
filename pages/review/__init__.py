"""Risk review, for the meeting once a quarter: what changed, who may leave, what is decided?"""

import streamlit as st

from analytics.messages import message
from analytics.review.snapshot import Snapshot
from data.assessments import Loaded
from data.opening import today
from data.pack.since import compared_with
from data.store.reviews import KeptReview, due_on
from pages.components import loading, session
from pages.components.actions.book import ActionBook, book_at_hand
from pages.components.facts import policy_words
from pages.components.frame import View
from pages.components.freezing import frozen_now
from pages.components.purpose import note_purpose
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, tm
from pages.components.words import listed
from pages.review.agenda import draw_agenda
from pages.review.changed import draw_changed
from pages.review.closing import draw_closing
from pages.review.deciding import draw_deciding, draw_decisions
from pages.review.meanwhile import remember_shown, say_meanwhile
from pages.review.model import ReviewShown, decided_in, due_sentence, headline, names_then
from pages.review.opening import cadence_at_hand, draw_cadence, draw_opening
from pages.review.outcome import draw_outcome
from pages.review.past import draw_past
from pages.review.slides import draw_slides

__all__ = ["page"]


def page(view: View) -> None:
    """Draw the review that is open or chosen; without one, when the next is due."""
    loaded, about = view.loaded(), view.about
    every = loading.reviews_at_hand(about.kind, about.policy)
    book = book_at_hand(about, loaded.assessment)
    say_meanwhile(every)
    remember_shown(every)
    review = _chosen(every)
    if review is None:
        _draw_between(view, loaded, every)
    else:
        _draw_review(view, _shown(about, review, every, book), every)


def _chosen(every: list[KeptReview]) -> KeptReview | None:
    """The review that the address names, else the open one."""
    asked = session.selection("review")
    named = [each for each in every if each.review_id == asked]
    return next(iter(named or [each for each in every if each.is_open]), None)


def _shown(
    about: loading.Context, review: KeptReview, every: list[KeptReview], book: ActionBook
) -> ReviewShown:
    snapshot = loading.snapshot_at_hand(review, about.policy)
    before = next((each for each in every if each.review_id == review.previous), None)
    earlier = None if before is None else loading.snapshot_at_hand(before, about.policy)
    compared = _compared(about, before, snapshot, is_hidden=review.hidden)
    return ReviewShown(review, snapshot, before, earlier, compared, names_then(book, snapshot))


def _compared(
    about: loading.Context, before: KeptReview | None, snapshot: Snapshot, *, is_hidden: bool
) -> Snapshot:
    """The figures as they are compared with the review before, if any."""
    if before is None or is_hidden:
        return snapshot
    return compared_with(loading.store(about.policy), before, snapshot)


def _draw_between(view: View, loaded: Loaded, every: list[KeptReview]) -> None:
    """Between two reviews: when the next is due, its button, what has changed so far."""
    about = view.about
    cadence = cadence_at_hand(about)
    view.headline(tm(due_sentence(due_on(every, cadence), today(about.policy))))
    last = every[-1] if every else None
    earlier = None if last is None else loading.snapshot_at_hand(last, about.policy)
    with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
        with st.container(width="stretch"):
            draw_opening(view, loaded, earlier)
        draw_cadence(about, cadence)
    draw_past(every)
    if earlier is not None and last is not None:
        st.subheader(t("Since the last review"), anchor=False)
        now = _compared(about, last, frozen_now(view, loaded, earlier), is_hidden=False)
        draw_changed(view, earlier, now, last.snapshot, "now")


def _draw_review(view: View, shown: ReviewShown, every: list[KeptReview]) -> None:
    """A review as tabs: agenda, changes, outcome, slides, minutes."""
    review = shown.review
    view.headline(tm(headline(shown)))
    _draw_about(shown)
    if review.is_open:
        note_purpose(view.about)
    decided = len(decided_in(shown.book, review))
    of = (None if shown.before is None else shown.before.snapshot, review.snapshot)
    draw_open(
        (
            Tab("agenda", t("Agenda"), lambda: _draw_agenda(view, shown, every)),
            Tab(
                "changed",
                t("What has changed"),
                lambda: draw_changed(view, shown.earlier, shown.compared, *of),
            ),
            Tab("outcome", t("Did the risk fall?"), lambda: draw_outcome(view, shown)),
            Tab("slides", t("Slides"), lambda: draw_slides(shown, every)),
            Tab(
                "minutes",
                t("Decisions ({count})", "Decisions ({count})", count=decided),
                lambda: draw_closing(view, shown),
            ),
        ),
        key="review-tabs",
    )
    draw_past([each for each in every if each.review_id != review.review_id])


def _draw_about(shown: ReviewShown) -> None:
    """Which review this is, and that its figures are those of its day."""
    review, rules = shown.review, policy_words(shown.snapshot.policy.changed)
    said = (
        message(
            "Risk review opened on {day} by {name}, with the data of {as_of}",
            day=review.opened_on,
            name=review.opened_by,
            as_of=review.as_of,
        )
        if review.is_open
        else message(
            "Risk review of {day}, closed on {closed}: everything as it was then, with the data of "
            "{as_of}",
            day=review.opened_on,
            closed=review.closed_on,
            as_of=review.as_of,
        )
    )
    known = [message("Policy of the day: {policy}", policy=rules)] if rules else []
    if review.hidden:
        known.append(message("People go by pseudonyms: the time for which names are kept is over"))
    whole = listed([said, *known])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("" if whole is None else tm(whole), width="stretch")
        if session.selection("review") is not None:
            st.button(
                t("Back"),
                key="review-back",
                type="tertiary",
                icon=":material/arrow_back:",
                on_click=session.back,
                args=("review",),
            )


def _draw_agenda(view: View, shown: ReviewShown, every: list[KeptReview]) -> None:
    """The agenda; while the review is open, with the place to decide beside it."""
    if not shown.review.is_open:
        draw_agenda(view, shown, every)
        return
    chosen = session.selection("rep") or session.selection("customer")
    with st.container(key="review-chosen" if chosen else "review-room"):
        left, right = st.columns([2, 1], gap="medium")
    with left:
        draw_agenda(view, shown, every)
    with right:
        draw_deciding(shown)
        st.subheader(t("What is decided"), anchor=False)
        draw_decisions(shown)
