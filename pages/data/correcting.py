"""Correcting what columns are taken for: by hand, or as the file that says it."""

import streamlit as st

from pages.components.text import t
from pages.data import by_hand, mapping_file
from pages.data.checking import Outcome

__all__ = ["draw"]


def draw(outcome: Outcome) -> None:
    """The mapping by hand, and as a file; drawn only while they are open."""
    for name, title, drawn in (
        ("hand", t("Correct it by hand"), by_hand.draw),
        ("file", t("The mapping as a file"), mapping_file.draw),
    ):
        folded = st.expander(title, key=f"data-open-{name}", on_change="rerun")
        if folded.open:
            with folded:
                drawn(outcome)
