"""Links to the people whom a title names."""

from collections.abc import Mapping

import streamlit as st

from pages.components.registry import link
from pages.components.text import escape

__all__ = ["people_links"]


def people_links(people: Mapping[str, str], *, key: str) -> None:
    """Draw a row of links; ``people``: names by rep_id. Nothing where nobody is named."""
    if not people:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        for rep_id, name in people.items():
            link("reps", f"**{escape(name)}**", icon=":material/person:", rep=rep_id)
