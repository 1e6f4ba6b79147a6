"""What somebody enters about a handover: tried, with the reason where it is not saved."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import LinchpinError
from analytics.messages import Message
from data.opening import today
from pages.components.loading import Context

__all__ = ["attempt", "failure", "is_demo", "present_day"]

_ERROR = "departure-handover-error"


def attempt(work: Callable[[], object]) -> None:
    """Enter something; why it is not saved is said when the page is drawn next."""
    try:
        work()
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message


def failure() -> Message | None:
    """Why the last thing entered was not saved; said once."""
    failed: Message | None = st.session_state.pop(_ERROR, None)
    return failed


def is_demo(about: Context) -> bool:
    """Whether it is about the demo company."""
    return about.kind == "demo"


def present_day(about: Context, assessment: Assessment) -> date:
    """The present day; that of the data in the demo company, where it stands still."""
    return assessment.as_of if is_demo(about) else today(about.policy)
