"""The way through the pages: whose they are, the menu, the search, and the pages of one group.

Streamlit's own menu knows neither counts nor a place at the foot of a phone, so that it is hidden
and this one is made of its links, which change the page without loading anew.
"""

from html import escape as html_escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.registry import ENTRIES, Entry, grouped, link
from pages.components.search import search
from pages.components.text import tm

__all__ = ["brand", "menu", "pages_of_group"]


def brand(company: str) -> str:
    """The product, and the company (plain text, empty where none is named), as HTML."""
    named = f" <span>{html_escape(company)}</span>" if company else ""
    return f'<p class="lp-brand"><strong>Linchpin</strong>{named}</p>'


def menu(current: Entry) -> DeltaGenerator:
    """Draw product, groups and search in one line; gives the place of product and company."""
    named = st.empty()
    named.html(brand(""), width="content")
    with st.container(horizontal=True, key="frame-menu", gap="small"):
        for group, entries in grouped():
            with st.container(key=f"menu-{_state(group.name == current.group)}-{group.name}"):
                link(entries[0].name, tm(group.title), icon=f":material/{group.icon}:")
    with st.container(key="frame-find"):
        search()
    return named


def pages_of_group(current: Entry) -> None:
    """Draw the pages beside this one; nothing where it is alone."""
    beside = [each for each in ENTRIES if each.group == current.group]
    if len(beside) < 2:
        return
    with st.container(horizontal=True, width="content", key="frame-group", gap="small"):
        for each in beside:
            with st.container(width="content", key=f"beside-{_state(each is current)}-{each.name}"):
                link(each.name, tm(each.title))


def _state(current: bool) -> str:
    return "here" if current else "there"
