"""What a click into a table does: a heading sorts, a name or a row opens what it names in place."""

from collections.abc import Sequence
from typing import Any, Literal, cast

import pandas as pd
import streamlit as st

from pages.components import session, sorting
from pages.components.columns import Column, Target

__all__ = ["bar_clicked", "clicked", "ids", "modes", "opens"]


def modes(*, rows: bool, headings: bool) -> list[Literal["single-row", "single-column"]]:
    """Rows that can be opened; and headings, which would sort in the browser alone otherwise."""
    listened: list[Literal["single-row", "single-column"]] = []
    if rows:
        listened.append("single-row")
    if headings:
        listened.append("single-column")
    return listened


def clicked(
    widget: str,
    columns: tuple[Column, ...],
    prefix: str,
    lead: Target | None,
    row_ids: Sequence[object],
) -> None:
    """Order by the heading, or open the row, that the reader clicked."""
    selection = st.session_state[widget]["selection"]
    if selection["columns"]:
        name = str(selection["columns"][0])
        if any(column.sortable and column.name == name for column in columns):
            sorting.turn(columns, name, prefix)
    elif selection["rows"] and lead is not None:
        _open(lead, row_ids, selection["rows"][0])


def ids(frame: pd.DataFrame, target: Target | None) -> tuple[object, ...]:
    """The ids of the rows, in their order, to which the names of a column lead."""
    return () if target is None else tuple(frame[target.id_column])


def opens(frame: pd.DataFrame, columns: Sequence[Column], key: str) -> dict[str, dict[str, Any]]:
    """What the names of each column do when clicked."""
    buttons: dict[str, dict[str, Any]] = {}
    for column in columns:
        if column.target is not None:
            click = f"open-{key}-{column.name}"
            args = (click, column.target, ids(frame, column.target))
            buttons[column.name] = {"key": click, "on_click": _open_named, "args": args}
    return buttons


def bar_clicked(widget: str, path: str, query: str) -> None:
    """Open what the bar of a chart stands for (callback); its id is on the axis of names."""
    points = st.session_state[widget]["selection"]["points"]
    if points:
        session.go(path, **{query: str(points[0]["y"])})


def _open_named(click: str, target: Target, row_ids: Sequence[object]) -> None:
    _open(target, row_ids, st.session_state[click]["row"])


def _open(target: Target, row_ids: Sequence[object], row: int) -> None:
    if 0 <= row < len(row_ids) and not pd.isna(cast(Any, row_ids[row])):
        session.go(target.path, **{target.query: str(row_ids[row])})
