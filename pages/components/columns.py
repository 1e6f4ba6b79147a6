"""The columns of a table on screen: what they hold, how wide, what they mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.components import numbers, session
from pages.components.catalogue import language
from pages.components.text import escape, plain_text, write_value

__all__ = ["Cell", "Column", "Target", "column_config", "display_table", "written"]


class Cell(StrEnum):
    """What a column holds, and so how it is shown and exported."""

    TEXT = "text"
    LINK = "link"
    MONEY = "money"
    #: An amount to the cent.
    EXACT = "exact"
    #: A share as number.
    PERCENT = "percent"
    #: A share as bar with its number.
    BAR = "bar"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the names of a link column lead: page address, query name, column of the ids."""

    path: str
    query: str
    id_column: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the frame, its heading (plain text), and how it is shown.

    ``currency`` belongs to MONEY and EXACT; ``help`` is plain text; ``width`` in pixels; ``top``
    is the share at which a BAR is full. The name that leads to a page stays in sight.
    """

    name: str
    label: str
    cell: Cell = Cell.TEXT
    help: str | None = None
    width: int | None = None
    currency: str = ""
    target: Target | None = None
    top: float = 1.0


def written(value: object, column: Column, missing: str | None = None) -> str:
    """One value as cards show it, in the reader's habit (plain text)."""
    if value is None or pd.isna(value):
        return write_value(None) if missing is None else missing
    writers: Mapping[Cell, Callable[[Any], str]] = {
        Cell.MONEY: lambda amount: _money(amount, column, numbers.money),
        Cell.EXACT: lambda amount: _money(amount, column, numbers.money_exact),
        Cell.PERCENT: numbers.percent,
        Cell.BAR: numbers.percent,
        Cell.INTEGER: numbers.integer,
        Cell.NUMBER: numbers.decimal,
        Cell.DATE: numbers.day_short,
        Cell.FLAG: lambda flag: write_value(bool(flag)),
    }
    return writers.get(column.cell, plain_text)(value)


def _money(amount: float, column: Column, write: Callable[[float, str], str]) -> str:
    return write(amount, column.currency) if column.currency else numbers.decimal(amount, 2)


def display_table(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """The rows as Arrow for ``st.dataframe``: shares in per cent, names as links, flags in words.

    Column names stay those of the frame; headings are set by :func:`column_config`.
    """
    arrays = [_array(frame, column) for column in columns]
    return pa.table(dict(zip([column.name for column in columns], arrays, strict=True)))


def _array(frame: pd.DataFrame, column: Column) -> pa.Array:
    values = frame[column.name]
    match column.cell:
        case Cell.PERCENT | Cell.BAR:
            values = pd.to_numeric(values).astype("Float64") * 100
        case Cell.LINK:
            values = _links(frame, column)
        case Cell.FLAG:
            words = {True: write_value(True), False: write_value(False)}
            values = values.astype(object).map(words, na_action="ignore")
        case Cell.DATE:
            return pa.array(pd.to_datetime(values), from_pandas=True).cast(pa.date32())
        case Cell.TEXT:
            values = values.astype(object).map(_one_line, na_action="ignore")
    kind = pa.string() if column.cell in (Cell.LINK, Cell.FLAG, Cell.TEXT) else None
    return pa.array(values, type=kind, from_pandas=True)


def _links(frame: pd.DataFrame, column: Column) -> pd.Series:
    """Addresses whose fragment is the name: the table shows the fragment only."""
    if column.target is None:
        raise ValueError(f"{column.name}: a link column needs its target")
    base = session.address(column.target.path, **{column.target.query: ""})
    ids = (
        frame[column.target.id_column].astype(object).map(_quoted, na_action="ignore").astype("str")
    )
    names = frame[column.name].astype(object).map(_quoted_name, na_action="ignore").astype("str")
    return (base + ids + "#" + names).where(ids.notna() & names.notna(), None)


def _one_line(value: object) -> str:
    return plain_text(value)


def _quoted(value: object) -> str:
    return quote(str(value), safe="")


def _quoted_name(value: object) -> str:
    return quote(plain_text(value), safe="")


def column_config(columns: Sequence[Column]) -> dict[str, Any]:
    """Streamlit's column configuration, with headings and help in the reader's language."""
    return {c.name: _configured(c, first=not place) for place, c in enumerate(columns)}


def _configured(column: Column, *, first: bool) -> Any:
    common: dict[str, Any] = {
        "label": column.label,
        "help": escape(column.help) if column.help else None,
        "width": column.width,
        "pinned": first and column.cell is Cell.LINK,
    }
    match column.cell:
        case Cell.LINK:
            return st.column_config.LinkColumn(display_text=r"#(.*)$", alignment="left", **common)
        case Cell.BAR:
            return st.column_config.ProgressColumn(
                format="%.0f %%", min_value=0, max_value=column.top * 100, **common
            )
        case Cell.PERCENT:
            return st.column_config.NumberColumn(format="%.0f %%", **common)
        case Cell.MONEY | Cell.INTEGER:
            return st.column_config.NumberColumn(format="%,.0f", **common)
        case Cell.EXACT:
            return st.column_config.NumberColumn(format="%,.2f", **common)
        case Cell.NUMBER:
            return st.column_config.NumberColumn(format="%,.1f", **common)
        case Cell.DATE:
            habit = "YYYY年M月D日" if language() == "zh" else "D MMM YYYY"
            return st.column_config.DateColumn(format=habit, **common)
    return st.column_config.TextColumn(**common)
