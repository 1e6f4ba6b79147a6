"""Tabs whose open one lives in the address, so that a reload and a copied link keep it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

__all__ = ["Tab", "draw_open"]

_NAME = "tab"


class Tab(NamedTuple):
    """One tab: its code in the address, its label (Markdown), and what draws it."""

    code: str
    label: str
    draw: Callable[[], None]


def draw_open(tabs: Sequence[Tab], *, key: str) -> None:
    """Draw the tabs and what lies in the open one; the others wait until they are opened.

    The address decides, the first tab where it says nothing that is a tab here.
    """
    labels = {tab.code: tab.label for tab in tabs}
    st.session_state[key] = labels.get(st.query_params.get(_NAME, ""), tabs[0].label)
    containers = st.tabs(list(labels.values()), on_change=_write, args=(key, labels), key=key)
    for container, tab in zip(containers, tabs, strict=True):
        if container.open:
            with container:
                tab.draw()


def _write(key: str, labels: dict[str, str]) -> None:
    """Put the open tab into the address; the first needs no word."""
    codes = {label: code for code, label in labels.items()}
    code, first = codes.get(st.session_state[key]), next(iter(labels))
    if code is None or code == first:
        st.query_params.pop(_NAME, None)
    else:
        st.query_params[_NAME] = code
