"""A file whose columns have no names: three of its rows, and a field to name each column."""

from itertools import islice

import pandas as pd
import streamlit as st

from data.recognition.catalogue import Catalogued
from pages.components.text import plain_text, t, t_text
from pages.data.checking import Outcome
from pages.data.choices import choose
from pages.data.keys import DataKey

__all__ = ["draw", "nameless"]

_ROWS, _WIDTH = 3, 200


def nameless(outcome: Outcome) -> int:
    """How many files wait for the names of their columns."""
    return len(outcome.catalogue.nameless) if outcome.catalogue is not None else 0


def draw(outcome: Outcome) -> None:
    """Draw a form for every file without a header."""
    tables = outcome.catalogue.nameless if outcome.catalogue is not None else ()
    for number, table in enumerate(tables):
        with st.container(border=True, key=f"data-naming-{number}"):
            _form(outcome, table, f"{DataKey.NAMES}-{number}")


def _form(outcome: Outcome, table: Catalogued, key: str) -> None:
    said = t("{file}: the columns have no names. What do they hold?", file=table.name)
    st.markdown(f":material/help: **{said}**")
    st.caption(
        t(
            "Write what your system calls them, such as customer, salesperson, order date, amount. "
            "What stays empty is not used."
        )
    )
    shown = [t_text("Column {number}", number=at) for at, _ in enumerate(table.columns, start=1)]
    sample = [
        [plain_text(cell or "") for cell in row]
        for row in islice(zip(*(each.values for each in table.columns), strict=True), _ROWS)
    ]
    st.dataframe(pd.DataFrame(sample, columns=shown), hide_index=True, key=f"{key}-rows")
    with st.form(f"{key}-form", border=False):
        with st.container(horizontal=True, gap="small", key=f"{key}-fields"):
            names = [
                st.text_input(label, key=f"{key}-{at}", width=_WIDTH)
                for at, label in enumerate(shown)
            ]
        if st.form_submit_button(t("These are the names"), icon=":material/check:"):
            _named(outcome, table.name, names)


def _named(outcome: Outcome, source: str, names: list[str]) -> None:
    given = tuple(name.strip() for name in names)
    if any(given):
        files = outcome.chosen.files
        choose(files, named={**outcome.chosen.named, source: given})
        st.rerun()
