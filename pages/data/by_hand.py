"""The mapping by hand: for each table of Linchpin which rows and columns it is made of.

Changes go into a draft; the files are checked again when the reader says so.
"""

import streamlit as st

from data.mapping import editing
from data.mapping.model import Mapping, Part
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES
from pages.components.text import escape, plain_text, t, t_text
from pages.data import hand_details
from pages.data.checking import Outcome
from pages.data.choices import Way, choose_mapping
from pages.data.draft import change, draft, drop
from pages.data.hand_columns import column_options, source_table
from pages.data.keys import DataKey
from pages.data.mapping_file import mapping_at_hand
from pages.data.words import column_alone, table_words

__all__ = ["draw"]


def draw(outcome: Outcome) -> None:
    """Draw the editor of the mapping at hand."""
    if outcome.catalogue is None or not outcome.catalogue.tables:
        return
    start = mapping_at_hand(outcome)
    now = draft(outcome.chosen.files, start)
    st.caption(
        t(
            "Choose a table of Linchpin, then say which of your columns is what. * is needed. "
            "Nothing is read anew before you check it."
        )
    )
    table = st.selectbox(
        t("Table of Linchpin"),
        list(TABLES),
        format_func=lambda name: _table_label(now, name),
        key=f"{DataKey.HAND}-table",
        filter_mode=None,
    )
    for at, part in enumerate(now.parts.get(table, ())):
        with st.container(border=True, key=f"{DataKey.HAND}-part-{table}-{at}"):
            _part(outcome, table, at, part, now)
    _add(outcome, table, now)
    hand_details.everywhere(outcome, now)
    with st.container(horizontal=True, gap="small", key="data-hand-buttons"):
        st.button(
            t("Check with this mapping"),
            key=f"{DataKey.HAND}-apply",
            type="primary",
            icon=":material/fact_check:",
            disabled=now == start,
            on_click=_apply,
            args=(outcome.chosen.files, start),
        )
        if now != start:
            st.button(
                t("Discard the changes"),
                key=f"{DataKey.HAND}-discard",
                icon=":material/undo:",
                on_click=drop,
            )


def _apply(files: tuple[str, ...], start: Mapping) -> None:
    mapping = draft(files, start)
    drop()
    choose_mapping(files, Way.BY_HAND, mapping)


def _table_label(mapping: Mapping, name: str) -> str:
    sign = "✓ " if name in mapping.parts else ""
    needed = " *" if name in REQUIRED_TABLES else ""
    one_of = f" ({t_text('one of these four')})" if name in RELATION_TABLES else ""
    return f"{sign}{table_words(name)}{needed}{one_of}"


def _add(outcome: Outcome, table: str, now: Mapping) -> None:
    """A further source of rows: the first, or one that stands below the others (a union)."""
    assert outcome.catalogue is not None
    names = {each.called: each for each in outcome.catalogue.tables}
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="small", key="data-hand-row"
    ):
        chosen = st.selectbox(
            t("Rows of"),
            list(names),
            format_func=lambda name: plain_text(names[name].name),
            key=f"{DataKey.HAND}-source",
            filter_mode=None,
        )
        below = table in now.parts
        st.button(
            t("Add these rows below") if below else t("Take these rows"),
            key=f"{DataKey.HAND}-add",
            icon=":material/add:",
            on_click=_add_part,
            args=(outcome.chosen.files, table, chosen, len(now.parts.get(table, ()))),
        )


def _add_part(files: tuple[str, ...], table: str, source: str, at: int) -> None:
    part = Part.model_validate({"from": source, "columns": {}})
    change(files, lambda mapping: editing.with_part(mapping, table, at, part))


def _part(outcome: Outcome, table: str, at: int, part: Part, now: Mapping) -> None:
    source = source_table(outcome, now, part.source)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", key=f"data-hand-head-{table}-{at}"
    ):
        st.markdown(f"**{t('Rows of {table}', table=source.name if source else part.source)}**")
        st.button(
            t("Remove"),
            key=f"{DataKey.HAND}-remove-{table}-{at}",
            icon=":material/delete:",
            type="tertiary",
            on_click=_remove,
            args=(outcome.chosen.files, table, at),
        )
    options = column_options(outcome, now, part)
    halves = st.columns(2)
    for place, (name, column) in enumerate(TABLES[table].columns.items()):
        with halves[place % 2]:
            _column(outcome, table, at, part, name, options, needed=column.required)
    hand_details.draw(outcome, now, table, at, part, options)


def _remove(files: tuple[str, ...], table: str, at: int) -> None:
    change(files, lambda mapping: editing.without_part(mapping, table, at))


def _column(
    outcome: Outcome,
    table: str,
    at: int,
    part: Part,
    name: str,
    options: dict[str, str],
    *,
    needed: bool,
) -> None:
    expression = part.columns.get(name)
    taken = editing.simple_column(expression)
    given = next((each for each in options if taken and each.casefold() == taken.casefold()), None)
    key = f"{DataKey.HAND}-{table}-{at}-{name}"
    empty = t_text("computed") if expression is not None and given is None else t_text("nothing")
    st.selectbox(
        escape(column_alone(f"{table}.{name}")) + (" \\*" if needed else ""),
        list(options),
        index=list(options).index(given) if given is not None else None,
        format_func=options.__getitem__,
        placeholder=empty,
        key=key,
        on_change=_take,
        args=(outcome.chosen.files, table, at, name, key),
        filter_mode="contains",
    )


def _take(files: tuple[str, ...], table: str, at: int, name: str, widget: str) -> None:
    column = st.session_state.get(widget)

    def changed(mapping: Mapping) -> Mapping:
        part = mapping.parts[table][at]
        before = part.columns.get(name)
        expression = hand_details.taken_from(before, column)
        return editing.with_part(mapping, table, at, editing.with_column(part, name, expression))

    change(files, changed)
