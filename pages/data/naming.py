"""A file whose columns have no names: three of its rows, and a field to name each column."""

from collections.abc import Sequence
from itertools import islice

import pandas as pd
import streamlit as st

from data.importing.headerless import NamesKept
from data.recognition.catalogue import Catalogued
from pages.components.text import plain_text, t, t_text, tm
from pages.data.checking import Outcome
from pages.data.choices import choose
from pages.data.keys import DataKey

__all__ = ["draw", "nameless"]

_ROWS, _WIDTH = 3, 200


def nameless(outcome: Outcome) -> int:
    """How many files wait for the names of their columns."""
    return len(outcome.catalogue.nameless) if outcome.catalogue is not None else 0


def draw(outcome: Outcome) -> None:
    """Draw a form for every file without a header, and what those are called that have names."""
    for number, (source, names) in enumerate(outcome.named.items()):
        _are_named(outcome, source, names, number)
    tables = outcome.catalogue.nameless if outcome.catalogue is not None else ()
    for number, table in enumerate(tables):
        with st.container(border=True, key=f"data-naming-{number}"):
            _form(outcome, table, f"{DataKey.NAMES}-{number}")


def _are_named(outcome: Outcome, source: str, names: Sequence[str], number: int) -> None:
    """The names that are used, and the way to change them."""
    listed = ", ".join(name or "–" for name in names)
    said = (
        t("{file}: the columns are called {names}.", file=source, names=listed)
        if source in outcome.chosen.named
        else t(
            "{file}: the columns have no names; those of last time are used: {names}.",
            file=source,
            names=listed,
        )
    )
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"data-named-{number}"
    ):
        st.markdown(f":material/check: {said}", width="content")
        st.button(
            t("Name them anew"),
            key=f"{DataKey.NAMES}-anew-{number}",
            type="tertiary",
            on_click=_anew,
            args=(outcome, source),
        )


def _anew(outcome: Outcome, source: str) -> None:
    choose(outcome.chosen.files, named={**outcome.chosen.named, source: ()})


def _form(outcome: Outcome, table: Catalogued, key: str) -> None:
    said = t("{file}: the columns have no names. What do they hold?", file=table.name)
    st.markdown(f":material/help: **{said}**")
    st.caption(
        t(
            "Write what your system calls them, such as customer, salesperson, order date, amount. "
            "What stays empty is not used."
        )
    )
    kept = outcome.names_kept.get(table.name)
    if kept is not None:
        _kept(kept)
    shown = [t_text("Column {number}", number=at) for at, _ in enumerate(table.columns, start=1)]
    sample = [
        [plain_text(cell or "") for cell in row]
        for row in islice(zip(*(each.values for each in table.columns), strict=True), _ROWS)
    ]
    st.dataframe(pd.DataFrame(sample, columns=shown), hide_index=True, key=f"{key}-rows")
    filled = kept.names if kept is not None else ("",) * len(shown)
    with st.form(f"{key}-form", border=False):
        with st.container(horizontal=True, gap="small", key=f"{key}-fields"):
            names = [
                st.text_input(label, name, key=f"{key}-{at}", width=_WIDTH)
                for at, (label, name) in enumerate(zip(shown, filled, strict=True))
            ]
        if st.form_submit_button(t("These are the names"), icon=":material/check:"):
            _named(outcome, table.name, names)


def _kept(kept: NamesKept) -> None:
    """What differs from last time, or that the names of a file that looks the same are offered."""
    if not kept.changes:
        offered = t(
            "The names that you gave last time to a file that looks the same are filled in."
        )
        st.markdown(f":material/history: {offered}")
        return
    refused = t(
        "The columns are not those of last time, so their names are not used by themselves:"
    )
    st.markdown(f":material/difference: **{refused}**")
    st.markdown("\n".join(f"- {tm(each)}" for each in kept.changes))


def _named(outcome: Outcome, source: str, names: list[str]) -> None:
    given = tuple(name.strip() for name in names)
    if any(given):
        files = outcome.chosen.files
        choose(files, named={**outcome.chosen.named, source: given})
        st.rerun()
