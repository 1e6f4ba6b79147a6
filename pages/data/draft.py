"""The mapping that is being changed by hand, kept for the session until it is used or dropped."""

from collections.abc import Callable

import streamlit as st

from data.mapping.model import Mapping
from pages.data.keys import DataKey

__all__ = ["change", "draft", "drop"]


def draft(files: tuple[str, ...], start: Mapping) -> Mapping:
    """The draft for these files, which begins as the mapping at hand."""
    held: tuple[tuple[str, ...], Mapping, Mapping] | None = st.session_state.get(DataKey.DRAFT)
    if held is None or held[0] != files or held[1] != start:
        st.session_state[DataKey.DRAFT] = held = (files, start, start)
    return held[2]


def change(files: tuple[str, ...], changed: Callable[[Mapping], Mapping]) -> None:
    """Change the draft (callback)."""
    held = st.session_state.get(DataKey.DRAFT)
    if held is not None and held[0] == files:
        st.session_state[DataKey.DRAFT] = (files, held[1], changed(held[2]))


def drop() -> None:
    """Forget the draft and what its fields hold (callback)."""
    st.session_state.pop(DataKey.DRAFT, None)
    keep = {f"{DataKey.HAND}-table"}
    for key in list(st.session_state):
        if str(key).startswith(f"{DataKey.HAND}-") and key not in keep:
            del st.session_state[key]
