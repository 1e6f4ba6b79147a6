"""The order of a table, which lives in the address: a control above it, and its headings.

Without an order in the address a table shows its rows as they come. The address holds the name of
a column, never its heading, so that a link works in every language; missing values come last in
either direction, and equal ones keep the order in which they came.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.components.columns import Cell, Column
from pages.components.text import t

__all__ = ["Order", "asked", "control", "headed", "ordered", "turn"]


@dataclass(frozen=True, slots=True)
class Order:
    """By which column (None: as the rows come), the smallest first or last."""

    column: str | None = None
    ascending: bool = True


def asked(columns: Sequence[Column], prefix: str = "") -> Order:
    """The order in the address; ``prefix`` tells tables of one page apart."""
    column = _named(columns, st.query_params.get(f"{prefix}sort"))
    if column is None:
        return Order()
    direction = st.query_params.get(f"{prefix}order")
    return Order(column.name, direction == "asc" if direction else column.rises)


def _named(columns: Sequence[Column], name: str | None) -> Column | None:
    return next((each for each in columns if each.sortable and each.name == name), None)


def ordered(frame: pd.DataFrame, columns: Sequence[Column], order: Order) -> pd.DataFrame:
    """The rows in this order; a column of words goes by the numbers that it names, if any."""
    column = _named(columns, order.column)
    if column is None:
        return frame
    keys = list(column.sort_by or (column.name,))
    return frame.sort_values(
        keys,
        ascending=order.ascending,
        na_position="last",
        kind="stable",
        key=_without_case,
        ignore_index=True,
    )


def _without_case(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return values
    return values.astype(object).map(lambda value: str(value).casefold(), na_action="ignore")


def turn(columns: Sequence[Column], name: str | None, prefix: str = "") -> None:
    """Order by a column from now on; once more turns the direction, None goes back."""
    column, now = _named(columns, name), asked(columns, prefix)
    if column is None:
        st.query_params.pop(f"{prefix}sort", None)
        st.query_params.pop(f"{prefix}order", None)
        return
    ascending = not now.ascending if now.column == column.name else column.rises
    st.query_params[f"{prefix}sort"] = column.name
    st.query_params[f"{prefix}order"] = "asc" if ascending else "desc"


def headed(columns: Sequence[Column], order: Order) -> dict[str, str]:
    """The headings by column name, with an arrow at the one that the rows are ordered by."""
    arrow = " ↑" if order.ascending else " ↓"
    return {
        each.name: each.heading + (arrow if each.name == order.column else "") for each in columns
    }


def control(columns: Sequence[Column], order: Order, *, key: str, prefix: str = "") -> None:
    """Let the reader choose column and direction; for narrow screens and for the keyboard."""
    labels = {each.name: each.label for each in columns if each.sortable}
    chosen = f"sort-{key}"
    st.session_state[chosen] = order.column
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"sort-row-{key}"
    ):
        st.selectbox(
            t("Sort by"),
            list(labels),
            index=None,
            format_func=lambda name: labels.get(name, name),
            key=chosen,
            placeholder=t("Sort by"),
            label_visibility="collapsed",
            width=260,
            on_change=_choose,
            args=(tuple(columns), chosen, prefix),
        )
        column = _named(columns, order.column)
        if column is not None:
            st.button(
                _direction(column, order.ascending),
                key=f"turn-{key}",
                type="tertiary",
                icon=":material/swap_vert:",
                help=t("Turn the order round"),
                on_click=turn,
                args=(tuple(columns), column.name, prefix),
            )


def _choose(columns: Sequence[Column], key: str, prefix: str) -> None:
    name = st.session_state[key]
    if name != asked(columns, prefix).column:
        turn(columns, name, prefix)


def _direction(column: Column, ascending: bool) -> str:
    if column.cell is Cell.DATE:
        return t("earliest first") if ascending else t("latest first")
    if column.rises and not column.sort_by:
        return t("A to Z") if ascending else t("Z to A")
    return t("smallest first") if ascending else t("largest first")
