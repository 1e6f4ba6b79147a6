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

__all__ = ["CHECKS_NOTICE", "NOTICE", "draw_checks_purpose", "draw_purpose", "note_purpose"]

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

#: The notice about checks on single people.
CHECKS_NOTICE = (
    message(
        "**What is looked at.** Of every person: which agreements are signed, what the account may "
        "see and export and when it was last used, days with unusually many exported or deleted "
        "records, and pay, commission, promotion and long-term plan beside the middle of the same "
        "job, in groups of five and more. Never what was viewed or written, and no private account."
    ),
    message(
        "**What it is for.** To close accounts that should be closed, to sign what is missing, to "
        "ask about what looks unusual, and to talk about pay before somebody else does."
    ),
    message(
        "**What it is not for.** An open point is a question, not an accusation. No decision about "
        "somebody's employment may rest on it; each switch can be turned off in the policy."
    ),
    message(
        "**Who answers for it.** Whoever accepts confirms that these checks are lawful here: that "
        "people were told, that the data protection officer and, where there is one, the works "
        "council agreed, and that only those see them who need them for this purpose."
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


def draw_checks_purpose(about: Context) -> None:
    """The notice about checks on single people, or who has accepted it; nothing on the demo
    company, or where the policy switches all of them off."""
    rules = about.policy.safeguards
    switched = (rules.pay, rules.agreements, rules.access_cards, rules.exports)
    if about.kind == "demo" or not any(switched):
        return
    if rules.purpose is not None:
        _draw_accepted(rules.purpose, "safeguards")
    else:
        waiting = message(
            "Nothing about single people is shown here: before pay, agreements, access and exports "
            "of people are looked at one by one, somebody has to answer for it."
        )
        _draw_notice(about, waiting, "safeguards")


def _draw_accepted(accepted: Purpose, section: str = "attrition") -> None:
    said = (
        t(
            "{name} answers for individual estimates since {day} (notice, version {version}).",
            name=accepted.name,
            day=accepted.accepted_on,
            version=PURPOSE_VERSION,
        )
        if section == "attrition"
        else t(
            "{name} answers for checks on single people since {day} (notice, version {version}).",
            name=accepted.name,
            day=accepted.accepted_on,
            version=PURPOSE_VERSION,
        )
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(said, width="content")
        if st.button(t("Withdraw"), key=_key(section, "withdraw"), type="tertiary"):
            _change(lambda policy_file: withdraw_purpose(policy_file, section=section))


def _draw_notice(about: Context, waiting: Message, section: str = "attrition") -> None:
    with st.container(border=True, key=_key(section)):
        st.markdown(f":material/info: **{tm(waiting)}**")
        estimates = section == "attrition"
        with st.expander(
            t("What is estimated, and what it is for")
            if estimates
            else t("What is looked at, and what it is for")
        ):
            for paragraph in NOTICE if estimates else CHECKS_NOTICE:
                st.markdown(tm(paragraph))
            with st.form(_key(section, "form"), border=False):
                name = st.text_input(
                    t("Your name"), key=_key(section, "name"), max_chars=200, autocomplete="name"
                )
                accept = st.form_submit_button(
                    t("Accept, and estimate people one by one")
                    if estimates
                    else t("Accept, and look at people one by one")
                )
            if accept:
                day = today(about.policy)
                _change(lambda policy_file: accept_purpose(policy_file, name, day, section=section))


def _key(section: str, part: str = "") -> str:
    """Of a widget; those of estimates came first and carry no section."""
    parts = ("purpose", "" if section == "attrition" else section, part)
    return "-".join(each for each in parts if each)


def _change(change: Callable[[Path], None]) -> None:
    try:
        change_recorded(change)
    except LinchpinError as error:
        st.error(tm(error.message))
        return
    st.rerun()
