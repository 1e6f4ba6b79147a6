"""A table that is read, not searched: every text whole, on as many lines as it needs.

The grid of :mod:`pages.components.tables` cuts a text off where its cell ends; what says what is
wrong and what to do about it must be read to its end. On narrow screens the rows are cards.
"""

from collections.abc import Sequence
from html import escape as html_escape

import pandas as pd
import streamlit as st

from pages.components.columns import Cell, Column, written
from pages.components.tables import cards_html

__all__ = ["draw_whole"]

_NUMBERS = (Cell.INTEGER, Cell.EXACT, Cell.MONEY, Cell.NUMBER, Cell.PERCENT)


def draw_whole(frame: pd.DataFrame, columns: Sequence[Column], *, key: str, alt: str) -> None:
    """Draw the rows as they come; a missing value is an empty cell. ``alt`` names the table for
    readers who do not see it."""
    head = "".join(f'<th scope="col"{_side(each)}>{_text(each.label)}</th>' for each in columns)
    body = "".join(
        f"<tr>{''.join(_cell(row[each.name], each) for each in columns)}</tr>"
        for row in frame.to_dict("records")
    )
    with st.container(key=f"wide-table-{key}"):
        st.html(
            f'<table class="lp-whole"><caption>{_text(alt)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
    with st.container(key=f"cards-{key}"):
        st.html(cards_html(frame, columns, ""))


def _cell(value: object, column: Column) -> str:
    return f"<td{_side(column)}>{_text(written(value, column, ''))}</td>"


def _side(column: Column) -> str:
    return ' class="lp-number"' if column.cell in _NUMBERS else ""


def _text(text: str) -> str:
    return html_escape(text, quote=True)
