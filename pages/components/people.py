"""The people whom sentences and lists name, and links to those of a title."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.components.registry import link
from pages.components.text import escape

__all__ = ["contacts_named", "people_links"]


def contacts_named(customers: pd.DataFrame) -> pd.Series:
    """Who is named as the contact of each customer: who alone knows it, by statement too, else the
    main contact (missing where there is none)."""
    return customers["sole_knower_id"].fillna(customers["top_rep_id"])


def people_links(people: Mapping[str, str], *, key: str) -> None:
    """Draw a row of links; ``people``: names by rep_id. Nothing where nobody is named."""
    if not people:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        for rep_id, name in people.items():
            link("reps", f"**{escape(name)}**", icon=":material/person:", rep=rep_id)
