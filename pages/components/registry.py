"""The one list of pages: address, title, purpose; the frame runs them, app.py builds the menu.

Every page is a package ``pages/<name>/`` with a function ``page(view: View) -> None`` in its
``__init__.py``. An entry is data: nothing here knows how a page is drawn, so that everything may
link to every page. Nothing is drawn for a page that is not listed here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from analytics.messages import Message, message
from pages.components import session
from pages.components.text import tm

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = ["ENTRIES", "Entry", "entry", "entry_at", "link", "streamlit_page"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page. ``path`` is its address without the slash; the overview's is empty."""

    name: str
    path: str
    title: Message
    purpose: Message


ENTRIES = (
    Entry(
        "overview",
        "",
        message("Overview"),
        message("How much revenue rests on few people, and whether that is too much."),
    ),
    Entry(
        "customers",
        "customers",
        message("Customers"),
        message("Which customers depend on one salesperson, and why."),
    ),
    Entry(
        "reps",
        "reps",
        message("Salespeople"),
        message("What each salesperson holds alone, and whom to talk to first."),
    ),
    Entry(
        "departure",
        "departure",
        message("Departure"),
        message("What would go if somebody left or were away, and who takes over."),
    ),
    Entry(
        "data",
        "data",
        message("Data"),
        message("Bring in your own customer data, and see how complete it is."),
    ),
)


def entry(name: str) -> Entry:
    """The page of one name."""
    return next(each for each in ENTRIES if each.name == name)


def entry_at(path: str) -> Entry:
    """The page of one address (without its slash)."""
    return next(each for each in ENTRIES if each.path == path)


def _elsewhere() -> None:
    """A link only names its page; the page itself is run by the navigation."""


def streamlit_page(entry: Entry, run: Callable[[], None] = _elsewhere) -> "Page":
    """The page as Streamlit's navigation and links take it, in the reader's language.

    Without an icon: Streamlit would ask a font server for it, as the icon of the browser tab.
    """
    return st.Page(
        run,
        title=tm(entry.title),
        url_path=entry.path,
        default=not entry.path,
        help=tm(entry.purpose),
    )


def link(name: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to another page; ``label`` is Markdown, ``query`` its selection."""
    parameters = {**session.carried(), **query}
    st.page_link(streamlit_page(entry(name)), label=label, icon=icon, query_params=parameters)
