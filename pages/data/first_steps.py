"""The first four steps with data of one's own, for whoever has none yet or has just brought it."""

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import message
from pages.components import loading
from pages.components.registry import link
from pages.components.text import t
from pages.data.steps import draw_path, states

__all__ = ["draw_first_steps"]

_TITLES = (
    message("Bring your data"),
    message("Check what was read"),
    message("Say what you sell"),
    message("See your first figures"),
)
_NOTES = (
    message("Exports of your system as they are, or its database; a few minutes."),
    message("Every doubt is asked, every fault named, before anything is used."),
    message("It decides how many months of revenue count."),
    message("Who holds what alone, what would go, and whom to talk to first."),
)
#: With data in use and nothing said of what is sold.
_BROUGHT = 2


def _steps_done(kind: str, has_own: bool, sells: str) -> int | None:
    """How many of the steps are done; None where all are, or the demo company is shown to somebody
    who has data of their own.

    >>> _steps_done("demo", False, ""), _steps_done("own", True, "")
    (0, 2)
    """
    if kind == "demo":
        return None if has_own else 0
    return None if sells else _BROUGHT


def draw_first_steps() -> None:
    """Draw the steps as far as they are done, with the way to the next one; nothing where all are,
    or where that cannot be said."""
    try:
        kind, has_own = loading.kind(), loading.own_kind() is not None
        sells = loading.policy(loading.settings()).company.sells
    except LinchpinError:
        return
    done = _steps_done(kind, has_own, sells)
    if done is None:
        return
    with st.container(border=True, key="first-steps"):
        st.markdown(f"**{t('Four steps to your own figures')}**")
        draw_path(states(done, _NOTES, _TITLES))
        label = t("Say what you sell") if done else t("Bring your data")
        link("data", label, icon=":material/arrow_forward:")
