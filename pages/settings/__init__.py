"""Settings, for whoever answers for the program: what counts, what is kept, who is told of what."""

import streamlit as st

from analytics.errors import LinchpinError, PolicyError
from pages.components import loading
from pages.components.frame import View, explain
from pages.components.tabs import Tab, draw_open
from pages.components.text import t, tm
from pages.settings import alerts_tab, history, people_tab, policy_tab
from pages.settings.model import headline

__all__ = ["page"]


def page(view: View) -> None:
    """Draw what differs from the defaults, then everything that can be set, part by part."""
    assessed = _assessed(view)
    try:
        rules = loading.policy(loading.settings())
    except PolicyError:
        history.draw()
        return
    if assessed:
        view.headline(tm(headline(rules)))
    tabs = [Tab("policy", t("What counts"), lambda: policy_tab.draw(view, rules, assessed))]
    if assessed:
        tabs.append(Tab("people", t("Data about people"), lambda: people_tab.draw(view)))
    tabs.append(Tab("alerts", t("Alerts"), lambda: alerts_tab.draw(view, assessed)))
    tabs.append(Tab("history", t("Who changed what"), history.draw))
    draw_open(tabs, key="settings-tabs")


def _assessed(view: View) -> bool:
    """Whether there are figures; where there are none, why: settings can be changed without."""
    room = st.container()
    try:
        view.loaded()
    except LinchpinError as error:
        view.title_for_now()
        with room:
            explain(error)
        return False
    return True
