"""The one list of pages: address, title, purpose; app.py builds the menu from it.

Every page is a package ``pages/<name>/`` with a function ``page(view: View) -> None`` in its
``__init__.py``. The frame draws the head before it and hands it the
:class:`~pages.components.frame.View`; nothing is drawn for a page that is not listed here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from analytics.messages import Message, message
from pages.components import session
from pages.components.text import tm

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

    from pages.components.frame import View

__all__ = ["ENTRIES", "Entry", "entry", "link", "navigation_pages"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page. ``path`` is its address without the slash; the overview's is empty."""

    name: str
    path: str
    title: Message
    purpose: Message

    def run(self) -> None:
        """Draw the page inside the frame."""
        from pages.components.frame import framed

        framed(self, self._draw)

    def _draw(self, view: "View") -> None:
        """Imported inside the frame, so that even a page that fails to has its title."""
        draw: Callable[[View], None] = import_module(f"pages.{self.name}").page
        draw(view)

    def navigation_page(self) -> "Page":
        """The page as Streamlit's navigation and links take it, in the reader's language.

        Without an icon: Streamlit would ask a font server for it, as the icon of the browser tab.
        """
        return st.Page(
            self.run,
            title=tm(self.title),
            url_path=self.path,
            default=not self.path,
            help=tm(self.purpose),
        )


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
        "data",
        "data",
        message("Data"),
        message("Bring in your own customer data, and see how complete it is."),
    ),
)


def entry(name: str) -> Entry:
    """The page of one name."""
    return next(each for each in ENTRIES if each.name == name)


def navigation_pages() -> "list[Page]":
    """All pages for ``st.navigation``."""
    return [each.navigation_page() for each in ENTRIES]


def link(name: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to another page; ``label`` is Markdown, ``query`` its selection."""
    parameters = {**session.carried(), **query}
    st.page_link(entry(name).navigation_page(), label=label, icon=icon, query_params=parameters)
