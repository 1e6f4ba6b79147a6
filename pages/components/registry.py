"""The one list of pages: address, title, purpose, place in the menu; the frame runs them.

Every page is a package ``pages/<name>/`` with a function ``page(view: View) -> None`` in its
``__init__.py``. An entry is data: nothing here knows how a page is drawn, so that everything may
link to every page. Nothing is drawn for a page that is not listed here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from analytics.messages import Message, message
from pages.components import session
from pages.components.text import tm

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = [
    "ENTRIES",
    "Entry",
    "Group",
    "entry",
    "entry_at",
    "grouped",
    "is_page",
    "link",
    "streamlit_page",
]


@dataclass(frozen=True, slots=True)
class Group:
    """One entry of the menu: the pages that answer one question of the reader."""

    name: str
    title: Message
    #: A symbol of Material, for the bar at the foot of phones.
    icon: str


#: In the order of the reader's questions.
_GROUPS = (
    Group("overview", message("Overview"), "dashboard"),
    Group("people", message("People & customers"), "group"),
    Group("what_if", message("What if"), "logout"),
    Group("act", message("Act"), "task_alt"),
    Group("data", message("Data"), "database"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of a group. ``path`` is its address without the slash; the overview's is empty."""

    name: str
    path: str
    group: str
    title: Message
    purpose: Message


#: Of pages that links lead to, and no entry of the menu.
_NO_GROUP = ""

#: In the order in which the pages of a group stand beside each other.
ENTRIES = (
    Entry(
        "overview",
        "",
        "overview",
        message("Overview"),
        message("How much revenue rests on few people, and whether that is too much."),
    ),
    Entry(
        "reps",
        "reps",
        "people",
        message("Salespeople"),
        message("What each salesperson holds alone, and whom to talk to first."),
    ),
    Entry(
        "customers",
        "customers",
        "people",
        message("Customers"),
        message("Which customers depend on one salesperson, and why."),
    ),
    Entry(
        "network",
        "network",
        "people",
        message("Map"),
        message("Which customers hang on one person, seen at a glance."),
    ),
    Entry(
        "departure",
        "departure",
        "what_if",
        message("Departure"),
        message("What would go if somebody left or were away, and who takes over."),
    ),
    Entry(
        "coverage",
        "coverage",
        "act",
        message("Second contacts"),
        message("Who introduces whom at which customer, by when, and what that changes."),
    ),
    Entry(
        "safeguards",
        "safeguards",
        "act",
        message("Safeguards"),
        message("Where our own house is open: access, exports, agreements, backups, records, pay."),
    ),
    Entry(
        "review",
        "review",
        "act",
        message("Risk review"),
        message("Once a quarter: what changed, who may leave, what is decided, and did it help?"),
    ),
    Entry(
        "data",
        "data",
        "data",
        message("Data"),
        message("Bring in your own customer data, and see how complete it is."),
    ),
    Entry(
        "confidence",
        "confidence",
        "data",
        message("Confidence"),
        message("How far to trust the figures: what is proven, learned, and what would move them."),
    ),
    Entry(
        "settings",
        "settings",
        "data",
        message("Settings"),
        message("What counts as too much, what is kept how long, and who is told of what."),
    ),
    Entry(
        "glossary",
        "glossary",
        _NO_GROUP,
        message("Glossary"),
        message("What every word and every figure means, in English and Chinese."),
    ),
)


def grouped() -> tuple[tuple[Group, tuple[Entry, ...]], ...]:
    """The groups that have pages, each with them, in order."""
    pages = ((group, [each for each in ENTRIES if each.group == group.name]) for group in _GROUPS)
    return tuple((group, tuple(entries)) for group, entries in pages if entries)


def entry(name: str) -> Entry:
    """The page of one name."""
    return next(each for each in ENTRIES if each.name == name)


def entry_at(path: str) -> Entry:
    """The page of one address (without its slash)."""
    return next(each for each in ENTRIES if each.path == path)


def is_page(href: str) -> bool:
    """Whether a relative address leads to a page of the list."""
    return any(each.path == urlsplit(href).path.strip("/") for each in ENTRIES)


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


def link(
    name: str, label: str, *, icon: str | None = None, why: str | None = None, **query: str
) -> None:
    """Draw a link to another page; ``label`` is Markdown, ``query`` its selection; ``why`` is said
    of it in place of the page's purpose."""
    parameters = {**session.carried(), **query}
    page = streamlit_page(entry(name))
    st.page_link(page, label=label, icon=icon, help=why, query_params=parameters)
