"""The minutes of a review as files, as long as the data and the policy are those of its day."""

import pandas as pd
import streamlit as st

from analytics.actions import Action, ActionKind
from analytics.errors import LinchpinError
from analytics.messages import Money
from analytics.pack.sources import Accepted, Decision, ReviewHeld
from analytics.review.changes import Split, what_changed
from data.assessments import Loaded
from data.store.reviews import due_on
from pages.components import loading
from pages.components.actions.words import sentence
from pages.components.frame import View
from pages.components.pack import BesidesPack, draw_pack
from pages.components.text import t
from pages.review.model import CAUSES, FIGURE_WORDS, ReviewShown, decided_in
from pages.review.opening import cadence_at_hand

__all__ = ["draw_minutes"]

#: Columns of what has changed, as a pack takes it.
_COLUMNS = ("figure", "part", "amount", "accounts")


def draw_minutes(view: View, loaded: Loaded, shown: ReviewShown) -> None:
    """Draw the way to the minutes; of a review whose day is over, why there is none."""
    if not _is_of_today(view, loaded, shown):
        st.caption(
            t(
                "Minutes as a file are made while data and policy are those of the review; what "
                "was decided and frozen then stands here for good."
            )
        )
        return
    draw_pack(view, loaded, _besides(view, shown), key="review-minutes")


def _is_of_today(view: View, loaded: Loaded, shown: ReviewShown) -> bool:
    kept, about = shown.snapshot, view.about
    return (kept.as_of, kept.data_version, kept.policy.fingerprint) == (
        loaded.assessment.as_of,
        loading.version_of(about.source),
        about.policy.fingerprint,
    )


def _besides(view: View, shown: ReviewShown) -> BesidesPack:
    review, book, about = shown.review, shown.book, view.about
    decided = decided_in(book, review)
    next_on = due_on([review], cadence_at_hand(about))
    held = ReviewHeld(
        day=review.opened_on,
        present=(),
        decisions=tuple(_decision(shown, each) for each in decided),
        next_on=next_on,
    )
    accepted = [each for each in decided if each.kind is ActionKind.ACCEPT]
    return BesidesPack(
        stamp=repr((review.review_id, decided, next_on)),
        review=held,
        changes=_changes(view, shown),
        accepted=tuple(
            Accepted(sentence(book, each), each.due_on, each.reason or each.note)
            for each in accepted
        ),
        since=None if shown.before is None else shown.before.opened_on,
    )


def _decision(shown: ReviewShown, action: Action) -> Decision:
    return Decision(
        sentence(shown.book, action),
        owner=action.owner,
        due=action.due,
        until=action.until,
        reason=action.reason,
    )


def _changes(view: View, shown: ReviewShown) -> pd.DataFrame | None:
    earlier, now = shown.earlier, shown.snapshot
    if earlier is None or shown.before is None:
        return None
    of = (shown.before.snapshot, shown.review.snapshot)
    try:
        splits = view.once("review-changes", lambda: what_changed(earlier, now), *of)
    except LinchpinError:
        return None
    return _changes_told(splits, now.currency)


def _changes_told(splits: dict[str, Split], currency: str) -> pd.DataFrame:
    """What has changed as a pack takes it: figure and part (sentences), amount, accounts (how many
    customers more count); parts that move nothing are left out."""
    rows = [
        (FIGURE_WORDS[figure], CAUSES[part.cause], Money(part.cents / 100, currency), part.counted)
        for figure, split in splits.items()
        for part in split.parts
        if part.cents or part.counted
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))
