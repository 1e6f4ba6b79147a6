"""Every page ends in the next step: one line that leads on, and the way to what words mean."""

from collections.abc import Mapping

import streamlit as st

from pages.components.registry import ENTRIES, Entry, entry, link
from pages.components.text import t

__all__ = ["draw_next_step", "next_page"]

#: Where each page leads on to: the first of them that there is.
_NEXT: Mapping[str, tuple[str, ...]] = {
    "overview": ("coverage",),
    "reps": ("departure",),
    "customers": ("coverage",),
    "network": ("departure",),
    "departure": ("coverage",),
    "coverage": ("review", "overview"),
    "safeguards": ("review", "coverage"),
    "review": ("coverage",),
    "data": ("overview",),
    "confidence": ("data",),
    "settings": ("confidence",),
    "glossary": ("overview",),
}


def next_page(name: str, *, leaving: bool = False) -> Entry:
    """The page that a page leads on to; leaving: somebody is under notice, which comes first."""
    if name == "overview" and leaving:
        return entry("departure")
    there = {each.name for each in ENTRIES}
    return entry(next(each for each in _NEXT.get(name, ("overview",)) if each in there))


def draw_next_step(here: Entry, *, leaving: bool = False) -> None:
    """Draw the line at the foot of a page."""
    following = next_page(here.name, leaving=leaving)
    with st.container(horizontal=True, vertical_alignment="center", key="frame-foot", gap="medium"):
        label = t("Next, {title}: {purpose}", title=following.title, purpose=following.purpose)
        link(following.name, label, icon=":material/arrow_forward:")
        if here.name != "glossary":
            link("glossary", t("What words mean"), icon=":material/menu_book:")
