"""Headings that explain themselves."""

import streamlit as st

from pages.components.definitions.panel import definition

__all__ = ["headed"]


def headed(text: str, term: str, key: str) -> None:
    """A heading with the definition of its term."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(text, anchor=False, width="content")
        definition(term, key=key)
