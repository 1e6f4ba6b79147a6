"""Filters whose values live in the address, so that a copied link shows the same rows.

The address holds codes and ids, never words, so that a link works in every language. It decides:
a widget shows what the address says, and a change is written there before the page runs.
"""

from collections.abc import Mapping

import streamlit as st

__all__ = [
    "any_of",
    "is_on",
    "is_switched",
    "marks_of",
    "number_asked",
    "number_of",
    "one_of",
    "switch_of",
    "text_of",
    "wanted",
]


def any_of(name: str, label: str, options: Mapping[str, str], *, page: str) -> tuple[str, ...]:
    """Let the reader choose any of many; ``options`` are labels (plain text) by value."""
    key = _take(name, options, page)
    st.multiselect(
        label,
        list(options),
        format_func=lambda value: options.get(value, value),
        key=key,
        placeholder=label,
        label_visibility="collapsed",
        on_change=_write,
        args=(name, key),
    )
    return tuple(st.session_state[key])


def marks_of(name: str, label: str, options: Mapping[str, str], *, page: str) -> tuple[str, ...]:
    """Let the reader switch on any of a few; ``options`` are labels (Markdown) by value."""
    key = _take(name, options, page)
    st.pills(
        label,
        list(options),
        selection_mode="multi",
        format_func=lambda value: options.get(value, value),
        key=key,
        label_visibility="collapsed",
        on_change=_write,
        args=(name, key),
    )
    return tuple(st.session_state[key])


def one_of(name: str, label: str, options: Mapping[str, str], usual: str, *, page: str) -> str:
    """Let the reader choose exactly one of a few; the ``usual`` one needs no word in the
    address. ``options`` are labels (plain text) by value."""
    key = f"{page}-{name}"
    asked = st.query_params.get(name, usual)
    st.session_state[key] = value = asked if asked in options else usual
    st.pills(
        label,
        list(options),
        format_func=lambda each: options.get(each, each),
        key=key,
        on_change=_write_one,
        args=(name, key, usual),
    )
    return value


def text_of(name: str, label: str, *, page: str) -> str:
    """Let the reader search for a text."""
    key = f"{page}-{name}"
    st.session_state[key] = st.query_params.get(name, "")
    st.text_input(
        label,
        key=key,
        placeholder=label,
        label_visibility="collapsed",
        icon=":material/search:",
        on_change=_write_text,
        args=(name, key),
    )
    return str(st.session_state[key]).strip()


def number_of(name: str, label: str, *, low: int, high: int, usual: int, page: str) -> int:
    """Let the reader choose a whole number on a slider; the usual one needs no word in the address.

    There is nothing to choose where ``low`` is not below ``high``: no slider is drawn.
    """
    chosen = number_asked(name, low=low, high=high, usual=usual)
    if low >= high:
        return chosen
    key, usual = f"{page}-{name}", min(max(usual, low), high)
    st.session_state[key] = chosen
    st.slider(label, low, high, key=key, on_change=_write_number, args=(name, key, usual))
    return int(st.session_state[key])


def number_asked(name: str, *, low: int, high: int, usual: int) -> int:
    """What a slider of :func:`number_of` says, known before it is drawn."""
    if low >= high:
        return low
    asked = st.query_params.get(name, "")
    chosen = int(asked) if asked.isdecimal() and len(asked) < 9 else usual
    return min(max(chosen, low), high)


def switch_of(name: str, label: str, *, page: str) -> bool:
    """Let the reader switch something on, which the address says as ``name=1``."""
    key = f"{page}-{name}"
    st.session_state[key] = is_switched(name)
    st.toggle(label, key=key, on_change=_write_switch, args=(name, key))
    return bool(st.session_state[key])


def is_switched(name: str) -> bool:
    """Whether the address switches something on."""
    return st.query_params.get(name) == "1"


def _take(name: str, options: Mapping[str, str], page: str) -> str:
    """Put the values of the address that are options into the widget; returns its key."""
    key = f"{page}-{name}"
    st.session_state[key] = wanted(name, options)
    return key


def wanted(name: str, options: Mapping[str, str]) -> list[str]:
    """The values of the address that are options: what a filter says, known before it is drawn."""
    named = [value for value in st.query_params.get_all(name) if value in options]
    return list(dict.fromkeys(named))


def is_on(name: str, options: Mapping[str, str]) -> bool:
    """Whether the address asks for any of the options."""
    return bool(wanted(name, options))


def _write(name: str, key: str) -> None:
    values = list(st.session_state[key])
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)


def _write_number(name: str, key: str, usual: int) -> None:
    if (chosen := int(st.session_state[key])) == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)


def _write_text(name: str, key: str) -> None:
    if text := str(st.session_state[key]).strip():
        st.query_params[name] = text
    else:
        st.query_params.pop(name, None)


def _write_one(name: str, key: str, usual: str) -> None:
    picked = st.session_state[key]
    if picked == usual:
        st.query_params.pop(name, None)
    elif picked is not None:
        # A second click on what is chosen changes nothing.
        st.query_params[name] = picked


def _write_switch(name: str, key: str) -> None:
    if st.session_state[key]:
        st.query_params[name] = "1"
    else:
        st.query_params.pop(name, None)
