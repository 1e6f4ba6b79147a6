"""The way through the pages: whose they are, the menu, the search, and the pages of one group.

Streamlit's own menu knows neither counts nor a place at the foot of a phone, so that it is hidden
and this one is made of its links, which change the page without loading anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape as html_escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.errors import LinchpinError
from pages.components import loading
from pages.components.pending import Pending, pending_now
from pages.components.registry import ENTRIES, Entry, Group, grouped, link
from pages.components.search import search
from pages.components.text import t, tm

__all__ = ["Menu", "brand", "menu", "pages_of_group"]


@dataclass(frozen=True, slots=True)
class Menu:
    """The line on top: the place of product and company, and that of each group that may wait."""

    named: DeltaGenerator
    places: Mapping[str, tuple[Group, str, DeltaGenerator]]

    def count(self, waits: Mapping[str, Pending]) -> None:
        """Say of each group how much waits there."""
        for name, (group, first, place) in self.places.items():
            with place:
                _group_link(group, first, waits.get(name))


def brand(company: str) -> str:
    """The product, and the company (plain text, empty where none is named), as HTML."""
    named = f" <span>{html_escape(company)}</span>" if company else ""
    return f'<p class="lp-brand"><strong>Linchpin</strong>{named}</p>'


def menu(current: Entry) -> Menu:
    """Draw product, groups and search in one line."""
    named, places = st.empty(), {}
    named.html(brand(""), width="content")
    waits = _at_hand()
    with st.container(horizontal=True, key="frame-menu", gap="small"):
        for group, entries in grouped():
            with st.container(key=f"menu-{_state(group.name == current.group)}-{group.name}"):
                place = st.empty()
            with place:
                _group_link(group, entries[0].name, waits.get(group.name))
            places[group.name] = (group, entries[0].name, place)
    with st.container(key="frame-find"):
        search()
    return Menu(named, places)


def _at_hand() -> Mapping[str, Pending]:
    """What waits; nothing as long as that is not known, as the page will explain."""
    try:
        about = loading.at_hand()
    except LinchpinError:
        return {}
    return {} if about is None else pending_now(about)


def _group_link(group: Group, first: str, waits: Pending | None) -> None:
    title = tm(group.title)
    if waits is not None:
        title = t("{title} ({count})", title=title, count=waits.count)
    why = None if waits is None else tm(waits.why)
    link(first, title, icon=f":material/{group.icon}:", why=why)


def pages_of_group(current: Entry) -> None:
    """Draw the pages beside this one; nothing where it is alone."""
    beside = [each for each in ENTRIES if each.group == current.group]
    if len(beside) < 2 or not current.group:
        return
    with st.container(horizontal=True, width="content", key="frame-group", gap="small"):
        for each in beside:
            with st.container(width="content", key=f"beside-{_state(each is current)}-{each.name}"):
                link(each.name, tm(each.title))


def _state(current: bool) -> str:
    return "here" if current else "there"
