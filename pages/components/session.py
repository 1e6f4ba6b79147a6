"""What a session remembers and what its address says: language, data source, selections.

Language and source travel with the session from page to page and are written into the address,
so that a copied link opens the same view. Selections (``?customer=…``, ``?rep=…``) and filters
live in the address only.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.components.catalogue import LANGUAGE_KEY, LANGUAGES, Language, language

__all__ = [
    "Key",
    "address",
    "arrive",
    "back",
    "cancel",
    "cancelled",
    "carried",
    "choose_language",
    "choose_source",
    "choose_statements",
    "enter",
    "follow",
    "go",
    "going",
    "reader",
    "select",
    "selection",
    "source_choice",
    "start_again",
    "with_statements",
]

SOURCES = ("demo", "own")

#: Whether what people have stated counts.
_STATEMENTS = ("with", "without")
#: What the address says besides filters and selections.
_CARRIED = ("lang", "source", "statements")

#: What the address may select: one of these opens a detail in place of its page's list.
SELECTIONS = ("customer", "rep", "group", "review")


class Key(StrEnum):
    """Keys of the session and of its frame's widgets."""

    LANGUAGE = LANGUAGE_KEY
    SOURCE = "source"
    STATEMENTS = "statements"
    PAGE = "frame-page"
    GOING = "frame-going"
    LEFT = "frame-left"
    CANCELLED = "frame-cancelled"
    LANGUAGE_SWITCH = "frame-language"
    SOURCE_SWITCH = "frame-source"
    STATEMENTS_SWITCH = "frame-statements"


def arrive() -> None:
    """Take language and source from the address, or put the session's into it.

    Called once at the start of every run: a link decides, then what the session chose before,
    then the language of the browser. The address names only what differs from the default.
    """
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state[Key.LANGUAGE] = asked
    elif Key.LANGUAGE not in st.session_state:
        st.session_state[Key.LANGUAGE] = browser_language()
    if st.query_params.get("source") in SOURCES:
        st.session_state[Key.SOURCE] = st.query_params["source"]
    if st.query_params.get("statements") in _STATEMENTS:
        st.session_state[Key.STATEMENTS] = st.query_params["statements"]
    _write(carried())


def reader() -> str:
    """Who waits for long work: this session."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def cancel() -> None:
    """Read nothing for this session until it is told to start again."""
    st.session_state[Key.CANCELLED] = True


def cancelled() -> bool:
    """Whether the reader has cancelled what was read for this session."""
    return Key.CANCELLED in st.session_state


def start_again() -> None:
    """Read again."""
    st.session_state.pop(Key.CANCELLED, None)


def browser_language() -> Language:
    """The page language nearest to the browser's."""
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def carried() -> dict[str, str]:
    """What every link of this session carries: language and source, where they were chosen."""
    chosen: dict[str, str] = {}
    if language() != browser_language():
        chosen["lang"] = language()
    if (source := source_choice()) is not None:
        chosen["source"] = source
    if not with_statements():
        chosen["statements"] = "without"
    return chosen


def _write(wanted: Mapping[str, str]) -> None:
    for name in _CARRIED:
        if st.query_params.get(name) == wanted.get(name):
            continue
        if name in wanted:
            st.query_params[name] = wanted[name]
        elif name != "lang" or st.query_params[name] not in LANGUAGES:
            del st.query_params[name]


def choose_language(chosen: Language) -> None:
    """Speak another language from now on (callback of the switch)."""
    st.session_state[Key.LANGUAGE] = chosen
    st.query_params["lang"] = chosen


def source_choice() -> str | None:
    """``demo`` or ``own`` if this session chose, else None: what was imported last decides."""
    return cast(str | None, st.session_state.get(Key.SOURCE))


def choose_source(chosen: str | None) -> None:
    """Look at the demo company or at the own data from now on (callback of the switch)."""
    start_again()
    if chosen is None:
        st.session_state.pop(Key.SOURCE, None)
        st.query_params.pop("source", None)
    else:
        st.session_state[Key.SOURCE] = chosen
        st.query_params["source"] = chosen


def with_statements() -> bool:
    """Whether what people have stated counts in what this session sees; it does at first."""
    return st.session_state.get(Key.STATEMENTS) != "without"


def choose_statements(chosen: str) -> None:
    """See figures ``with`` or ``without`` what people have stated (callback of the switch)."""
    st.session_state[Key.STATEMENTS] = chosen
    if chosen == "with":
        st.query_params.pop("statements", None)
    else:
        st.query_params["statements"] = chosen


def selection(name: str) -> str | None:
    """What the address selects, such as the id of a ``customer``; None without a selection."""
    return st.query_params.get(name) or None


def select(name: str, value: str | None) -> None:
    """Put a selection into the address, or take it out."""
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def go(path: str, **query: str) -> None:
    """Open a selection of a page in place (callback): here at once, elsewhere by the frame."""
    if path == st.session_state.get(Key.PAGE):
        for name, value in query.items():
            select(name, value)
    else:
        st.session_state[Key.GOING] = (path, query)


def follow(href: str) -> None:
    """Open what a link inside a text leads to (a relative address), without loading anew."""
    parts = urlsplit(href)
    path = parts.path.strip("/")
    said = parse_qs(parts.query)
    query = {name: values for name, values in said.items() if name not in _CARRIED}
    if path == st.session_state.get(Key.PAGE):
        _say(query)
    else:
        st.session_state[Key.GOING] = (path, query)


def going() -> tuple[str, dict[str, str | list[str]]] | None:
    """The page and selection that a callback asked for, once."""
    return cast(
        tuple[str, dict[str, str | list[str]]] | None, st.session_state.pop(Key.GOING, None)
    )


def enter(path: str) -> None:
    """Arrive at a page: whoever comes back by the menu finds filters, order and tab as left.

    An address that says anything by itself decides alone. What was selected is not taken up again,
    for the menu leads to the list.
    """
    left, own = _left(), _own()
    coming = st.session_state.get(Key.PAGE) != path
    st.session_state[Key.PAGE] = path
    if coming and not own:
        _say(left.get(path, {}))
    elif not any(name in own for name in SELECTIONS):
        left[path] = own


def back(name: str) -> None:
    """Go back from a selection to the list of its page, as the list was left (callback)."""
    path = st.session_state.get(Key.PAGE)
    without = {each: values for each, values in _own().items() if each not in (name, "tab")}
    _say(_left().get(path, without))


def _left() -> dict[str | None, dict[str, list[str]]]:
    """What the address said of each page, by path, when it was seen last without a selection."""
    kept: dict[str | None, dict[str, list[str]]] = st.session_state.setdefault(Key.LEFT, {})
    return kept


def _say(wanted: Mapping[str, list[str]]) -> None:
    """Put this into the address, in place of all that it says beside language and source."""
    for name in _own():
        if name not in wanted:
            del st.query_params[name]
    for name, values in wanted.items():
        st.query_params[name] = values


def _own() -> dict[str, list[str]]:
    """What the address says beside language and source."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name not in _CARRIED}


def address(path: str, **query: str | list[str]) -> str:
    """A relative link to a page, for tables and cards, with language and source kept.

    ``path`` is the page's address without its slash, empty for the overview.
    """
    parameters: dict[str, str | list[str]] = {**carried(), **query}
    return f"/{path}" + (f"?{urlencode(parameters, doseq=True)}" if parameters else "")
