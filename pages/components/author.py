"""Who enters something: a name that is asked once a browser, unverified until there is a sign-in.

The browser keeps it in a cookie of its own, set when somebody gives the name and sent to this
server alone; without one it is the user of the system.
"""

from urllib.parse import unquote

import streamlit as st

from analytics.errors import InputError
from data.store.entries import Author, system_user
from pages.components.text import t

__all__ = ["COOKIE", "ask_author", "author", "author_given", "draw_author", "to_keep"]

#: The name of the cookie.
COOKIE = "linchpin-author"
_NAME, _TO_KEEP, _ASKED = "author-name", "author-to-keep", "author-asked"


def author() -> Author:
    """Whoever enters something in this browser."""
    return _told() or Author(system_user())


def _told() -> Author | None:
    """Who has given a name: in this session, else in this browser before."""
    name = st.session_state.get(_NAME)
    if name is None:
        name = unquote(st.context.cookies.get(COOKIE) or "")
    try:
        return Author(name)
    except InputError:
        return None


def to_keep() -> str | None:
    """A name that the browser has still to keep, once."""
    kept: str | None = st.session_state.pop(_TO_KEEP, None)
    return kept


def draw_author(key: str) -> None:
    """Say under which name something is entered, with the way to another one; nothing where none
    was given yet, see :func:`ask_author`. ``key`` tells apart the places of a page."""
    told = _told()
    if told is None or _ASKED in st.session_state:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            t("Entered by {name}, unverified until there is a sign-in.", name=told.name),
            width="content",
        )
        st.button(t("Another name"), key=f"{key}-rename", type="tertiary", on_click=_ask)


def ask_author(key: str) -> None:
    """Ask for the name where none was given yet, or another one is to be; may stand in a form."""
    if _told() is None or _ASKED in st.session_state:
        st.text_input(
            t("Your name (unverified until there is a sign-in)"),
            value=author().name,
            key=f"{key}-author",
            max_chars=200,
            autocomplete="name",
            width=400,
        )


def author_given(key: str) -> Author:
    """Whoever enters something now; a name that was asked for is kept by the browser.

    Raises
    ------
    InputError
        The name that was asked for is empty.
    """
    now = Author(st.session_state.get(f"{key}-author", author().name))
    if now != _told():
        st.session_state[_NAME] = st.session_state[_TO_KEEP] = now.name
    st.session_state.pop(_ASKED, None)
    return now


def _ask() -> None:
    st.session_state[_ASKED] = True
