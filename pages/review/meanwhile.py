"""Telling whoever had a review before them that somebody else has opened or closed it meanwhile."""

from collections.abc import Sequence

import streamlit as st

from data.store.reviews import KeptReview
from pages.components.text import t

__all__ = ["forget_shown", "remember_shown", "say_meanwhile"]

#: What this session was shown last: the id of the open review, empty where none was open.
_SHOWN = "review-shown"


def say_meanwhile(every: Sequence[KeptReview]) -> None:
    """Say what somebody else has done since this session was drawn last, if anything."""
    shown: str | None = st.session_state.pop(_SHOWN, None)
    if shown is None:
        return
    now = next((each for each in every if each.is_open), None)
    if not shown and now is not None:
        st.info(
            t(
                "{name} has opened this review meanwhile; yours was not opened.",
                name=now.opened_by,
            )
        )
    closed = next((each for each in every if each.review_id == shown and not each.is_open), None)
    if closed is not None:
        st.info(
            t(
                "{name} has closed the review meanwhile; what you have not saved is not kept.",
                name=closed.entry.author,
            )
        )


def remember_shown(every: Sequence[KeptReview]) -> None:
    """Note which review is open as this session is drawn."""
    now = next((each for each in every if each.is_open), None)
    st.session_state[_SHOWN] = "" if now is None else now.review_id


def forget_shown() -> None:
    """What follows was done by this session itself."""
    st.session_state.pop(_SHOWN, None)
