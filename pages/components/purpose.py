"""Before people are estimated one by one, somebody answers for it: the notice, accepted by name."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import Message, Percent, message
from analytics.policy import PURPOSE_VERSION, Policy, Purpose
from data.opening import today
from data.purpose import accept_purpose, withdraw_purpose
from pages.components.loading import Context
from pages.components.policy_changes import change_recorded
from pages.components.registry import link
from pages.components.text import t, tm

__all__ = ["draw_purpose", "note_purpose"]

#: The notice, paragraph by paragraph. Whoever changes what it asks for raises PURPOSE_VERSION.
NOTICE = (
    message(
        "**What is estimated.** For every person in sales, the chance of leaving within 12 months, "
        "from dates in the job, changes of team and manager, targets, pay beside the same job, and "
        "how often customers were contacted. Never from age, sex, origin, health, family, religion "
        "or union membership."
    ),
    message(
        "**What it is for.** To find customers who would be left with nobody, to name their second "
        "contacts, and to talk with people in time."
    ),
    message(
        "**What it is not for.** No decision about somebody's employment, pay or promotion may "
        "rest on it: it is a statistical estimate that is often wrong about one person."
    ),
    message(
        "**Who answers for it.** Whoever accepts confirms that these estimates are lawful here: "
        "that people were told, that the data protection officer and, where there is one, the "
        "works council agreed, and that only those see them who need them for this purpose."
    ),
)


def _unanswered(policy: Policy) -> Message | None:
    """Why everybody has the usual rate until somebody accepts the notice; None where that is
    settled, either way."""
    rules = policy.attrition
    if not rules.individual or rules.purpose is not None:
        return None
    return message(
        "Everybody in sales has the usual rate of {rate}: before people are estimated one by one, "
        "somebody has to answer for it.",
        rate=Percent(rules.base_rate),
    )


def draw_purpose(about: Context) -> None:
    """The notice with its form, or who has accepted it; nothing on the demo company, whose people
    are invented, or where the policy switches such estimates off."""
    if about.kind == "demo" or not about.policy.attrition.individual:
        return
    accepted, waiting = about.policy.attrition.purpose, _unanswered(about.policy)
    if accepted is not None:
        _draw_accepted(accepted)
    elif waiting is not None:
        _draw_notice(about, waiting)


def note_purpose(about: Context) -> None:
    """One line on pages with chances of leaving, as long as everybody has the usual rate."""
    waiting = _unanswered(about.policy)
    if waiting is not None:
        with st.container(key="purpose-note", gap=None):
            st.caption(f":material/info: {tm(waiting)}")
            link("reps", t("What is estimated, and what it is for"))


def _draw_accepted(accepted: Purpose) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            t(
                "{name} answers for individual estimates since {day} (notice, version {version}).",
                name=accepted.name,
                day=accepted.accepted_on,
                version=PURPOSE_VERSION,
            ),
            width="content",
        )
        if st.button(t("Withdraw"), key="purpose-withdraw", type="tertiary"):
            _change(withdraw_purpose)


def _draw_notice(about: Context, waiting: Message) -> None:
    with st.container(border=True, key="purpose"):
        st.markdown(f":material/info: **{tm(waiting)}**")
        with st.expander(t("What is estimated, and what it is for")):
            for paragraph in NOTICE:
                st.markdown(tm(paragraph))
            with st.form("purpose-form", border=False):
                name = st.text_input(
                    t("Your name"), key="purpose-name", max_chars=200, autocomplete="name"
                )
                accept = st.form_submit_button(t("Accept, and estimate people one by one"))
            if accept:
                day = today(about.policy)
                _change(lambda policy_file: accept_purpose(policy_file, name, day))


def _change(change: Callable[[Path], None]) -> None:
    try:
        change_recorded(change)
    except LinchpinError as error:
        st.error(tm(error.message))
        return
    st.rerun()
