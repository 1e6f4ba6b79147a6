"""The columns of a table on screen: what they hold, how wide, what they mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.messages import NO_CURRENCY
from pages.components import numbers
from pages.components.catalogue import language
from pages.components.text import escape, plain_text, t_text, write_value

__all__ = [
    "CardLine",
    "Cell",
    "Column",
    "Target",
    "column_config",
    "display_table",
    "trend_text",
    "written",
]


class Cell(StrEnum):
    """What a column holds, and so how it is shown and exported."""

    TEXT = "text"
    LINK = "link"
    MONEY = "money"
    #: An amount to the cent.
    EXACT = "exact"
    #: A share as number.
    PERCENT = "percent"
    #: A chance that an amount is multiplied by: with the digits to do it again.
    CHANCE = "chance"
    #: A share as bar with its number.
    BAR = "bar"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    #: Shares at consecutive days, oldest first, as a line.
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the names of a column lead: page address, query name, column of the ids."""

    path: str
    query: str
    id_column: str


@dataclass(frozen=True, slots=True)
class CardLine:
    """Where a value stands on a card, and in which words: ``line`` 1 is that of the name, ``text``
    (plain, translated) holds ``{value}``."""

    line: int
    text: str = "{value}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the frame, its label (plain text), and how it is shown.

    ``currency`` belongs to MONEY and EXACT; ``help`` is plain text; ``width`` in pixels; ``top``
    is the share at which a BAR is full. The name that leads to a page stays in sight. A column of
    words is sorted by the numbers in ``sort_by``; ``ascending`` is the direction that comes first,
    which is the largest first for amounts, numbers and days unless it is given. ``aside``: shown
    only to whom asks for more columns; files hold it always, unless it is ``costly``. ``card``: its
    place on the cards of a narrow screen; where no column of a table has one, cards list them all.
    """

    name: str
    label: str
    cell: Cell = Cell.TEXT
    help: str | None = None
    width: int | None = None
    currency: str = ""
    target: Target | None = None
    top: float = 1.0
    sort_by: tuple[str, ...] = ()
    ascending: bool | None = None
    sortable: bool = True
    aside: bool = False
    costly: bool = False
    card: CardLine | None = None

    @property
    def heading(self) -> str:
        """The label, of amounts with their unit, which single cells do not name."""
        amount = self.cell in (Cell.MONEY, Cell.EXACT)
        if not amount or self.currency in ("", NO_CURRENCY):
            return self.label
        sign = numbers.symbol(self.currency, language()).strip()
        return t_text("{label}, {currency}", label=self.label, currency=sign)

    @property
    def rises(self) -> bool:
        """Whether the smallest comes first when somebody sorts by this column at first."""
        return self.cell in _WORDS if self.ascending is None else self.ascending


_WORDS = (Cell.TEXT, Cell.LINK, Cell.FLAG)


def written(value: object, column: Column, missing: str | None = None) -> str:
    """One value as cards show it, in the reader's habit (plain text)."""
    if column.cell is Cell.TREND:
        return trend_text(value, missing)
    if value is None or pd.isna(value):
        return write_value(None) if missing is None else missing
    writers: Mapping[Cell, Callable[[Any], str]] = {
        Cell.MONEY: lambda amount: _money(amount, column, numbers.money),
        Cell.EXACT: lambda amount: _money(amount, column, numbers.money_exact),
        Cell.PERCENT: numbers.percent,
        Cell.CHANCE: numbers.chance,
        Cell.BAR: numbers.percent,
        Cell.INTEGER: numbers.integer,
        Cell.NUMBER: numbers.decimal,
        Cell.DATE: numbers.day_short,
        Cell.FLAG: lambda flag: write_value(bool(flag)),
    }
    return writers.get(column.cell, plain_text)(value)


def trend_text(value: object, missing: str | None = None) -> str:
    """Shares in a row, for cards and files."""
    if not isinstance(value, Sequence) or not value:
        return write_value(None) if missing is None else missing
    return " → ".join(numbers.percent(float(each)) for each in value)


def _money(amount: float, column: Column, write: Callable[[float, str], str]) -> str:
    return write(amount, column.currency) if column.currency else numbers.decimal(amount, 2)


def display_table(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """The rows as Arrow for ``st.dataframe``: shares in per cent, flags in words.

    Column names stay those of the frame; headings are set by :func:`column_config`.
    """
    arrays = [_array(frame, column) for column in columns]
    return pa.table(dict(zip([column.name for column in columns], arrays, strict=True)))


def _array(frame: pd.DataFrame, column: Column) -> pa.Array:
    values = frame[column.name]
    match column.cell:
        case Cell.PERCENT | Cell.CHANCE | Cell.BAR:
            values = pd.to_numeric(values).astype("Float64") * 100
        case Cell.LINK:
            if column.target is None:
                raise ValueError(f"{column.name}: a name that opens something needs its target")
            values = values.astype(object).map(_label, na_action="ignore")
        case Cell.FLAG:
            words = {True: write_value(True), False: write_value(False)}
            values = values.astype(object).map(words, na_action="ignore")
        case Cell.TREND:
            shares = [list(each) if isinstance(each, Sequence) else None for each in values]
            return pa.array(shares, type=pa.list_(pa.float64()))
        case Cell.DATE:
            return pa.array(pd.to_datetime(values), from_pandas=True).cast(pa.date32())
        case Cell.TEXT:
            values = values.astype(object).map(_one_line, na_action="ignore")
    kind = pa.string() if column.cell in (Cell.LINK, Cell.FLAG, Cell.TEXT) else None
    return pa.array(values, type=kind, from_pandas=True)


def _one_line(value: object) -> str:
    return plain_text(value)


def _label(value: object) -> str:
    """A name as the label of a button, which Streamlit would read as an icon or a list."""
    name = plain_text(value)
    return f"{_JOINER}{name}" if name.startswith((":", "[")) else name


#: Invisible; takes apart what Streamlit would read as more than a name.
_JOINER = "\u2060"


def column_config(
    columns: Sequence[Column],
    headings: Mapping[str, str] | None = None,
    opens: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Streamlit's column configuration, with headings and help in the reader's language.

    ``headings`` replace the labels by column name; ``opens`` holds, by the name of a LINK column,
    what its button is called with (key, on_click, args). A name is no link: links of a table would
    always open another tab.
    """
    headings, opens = headings or {}, opens or {}
    return {
        c.name: _configured(
            c, headings.get(c.name, c.heading), opens.get(c.name, {}), first=not position
        )
        for position, c in enumerate(columns)
    }


def _percent(digits: int) -> str:
    """The format of a share in a table, written as everywhere else."""
    return f"%.{digits}f%%" if language() == "zh" else f"%.{digits}f %%"


def _configured(column: Column, label: str, opens: Mapping[str, Any], *, first: bool) -> Any:
    common: dict[str, Any] = {
        "label": label,
        "help": escape(column.help) if column.help else None,
        "width": column.width,
        "pinned": first and column.cell is Cell.LINK,
    }
    match column.cell:
        case Cell.LINK:
            return st.column_config.ButtonColumn(
                type="tertiary", alignment="left", **common, **opens
            )
        case Cell.BAR:
            return st.column_config.ProgressColumn(
                format=_percent(0), min_value=0, max_value=column.top * 100, **common
            )
        case Cell.TREND:
            return st.column_config.LineChartColumn(y_min=0, y_max=1, **common)
        case Cell.PERCENT:
            return st.column_config.NumberColumn(format=_percent(0), **common)
        case Cell.CHANCE:
            return st.column_config.NumberColumn(format=_percent(1), **common)
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
