"""How the tables of a database are read: seen, corrected by hand, checked, and put into use."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.errors import Fault
from data.importing.understood import is_enough
from data.mapping.writing import mapping_text
from data.schema import TABLES
from data.sources.listing import Place
from pages.components import loading
from pages.components.frame import progress_bar
from pages.components.text import escape, t, tm
from pages.data import correcting, effects, reported, spelled, understood
from pages.data.database_checking import Seen, seen
from pages.data.keys import DataKey
from pages.data.words import column_words

__all__ = ["draw"]

#: So many faults are told.
_MOST = 20

Use = Callable[[Place, str, str], None]


def draw(place: Place, secret: str, password: str, use: Use) -> None:
    """Draw what a database is taken for, the editor, and what it does to the answer; ``use`` puts
    it into use with the text of its mapping."""
    with progress_bar(st.empty(), loading.cancel_check, "database") as progress:
        result = seen(place, secret, password, progress)
    outcome = result.outcome
    if outcome.catalogue is not None:
        st.subheader(t("Understood"), anchor=False)
        understood.draw(outcome)
        correcting.draw(outcome)
    if outcome.reason is not None:
        _refused(result)
    elif outcome.mapping is not None and not is_enough(outcome.mapping):
        st.markdown(
            ":material/info: "
            + t(
                "Customers, salespeople and one of bookings, contact records, deals or assignments "
                "are needed. Say under “Correct it by hand” which tables they are."
            )
        )
    if outcome.examined is None:
        return
    st.subheader(t("Checked"), anchor=False)
    if outcome.examined.refusal is not None:
        st.markdown(f":material/warning: **{tm(outcome.examined.refusal)}**")
    effects.draw_issues(outcome.examined)
    effects.draw_joins(result.keys, pd.DataFrame())
    spelled.draw(outcome)
    reported.draw(outcome.examined)
    _in_use(result, place, secret, use)


def _refused(result: Seen) -> None:
    with st.container(border=True, key="data-database-reason"):
        if result.outcome.reason is not None:
            st.markdown(f":material/info: **{tm(result.outcome.reason)}**")
        if result.faults:
            st.markdown("\n".join(f"- {_fault(each)}" for each in result.faults[:_MOST]))
        if len(result.faults) > _MOST:
            left = len(result.faults) - _MOST
            st.caption(t("{count} further one", "{count} further ones", count=left))


def _fault(fault: Fault) -> str:
    """A fault in one line: where, what is wrong, what to do (Markdown)."""
    name = f"{fault.table}.{fault.column}" if fault.column else fault.table
    known = fault.column in TABLES[fault.table].columns if fault.table in TABLES else False
    where = column_words(name) if known else name
    said = tm(fault.problem) + (f" ({escape(fault.value)})" if fault.value is not None else "")
    return f"{escape(where)}: {said}. {tm(fault.remedy)}"


def _in_use(result: Seen, place: Place, secret: str, use: Use) -> None:
    examined, mapping = result.outcome.examined, result.outcome.mapping
    if examined is None or mapping is None:
        return
    with st.container(border=True, key="data-database-effect"):
        first, *others = effects.effect_words(examined)
        st.markdown(f"**{first}**")
        if others:
            st.markdown("\n".join(f"- {line}" for line in others))
        st.button(
            t("Use this database with this mapping"),
            key=f"{DataKey.DATABASE}-use-mapped",
            type="primary",
            icon=":material/check:",
            disabled=examined.refusal is not None,
            on_click=use,
            args=(place, secret, mapping_text(mapping)),
        )
