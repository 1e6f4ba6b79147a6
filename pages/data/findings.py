"""What the data in use holds: issues of quality, and the control total to the cent."""

from collections.abc import Hashable

import pandas as pd
import streamlit as st

from analytics.messages import NO_CURRENCY
from data.assessments import Loaded
from pages.components.columns import Cell, Column
from pages.components.loading import Context
from pages.components.tables import download_row, table
from pages.components.text import t, t_text, tm_text
from pages.components.whole import draw_whole
from pages.data import day_in_use
from pages.data.effects import weight_words

__all__ = ["draw"]


def draw(loaded: Loaded, about: Context) -> None:
    """Draw the doubt about the day, issues and control total of the data in use."""
    day_in_use.draw(about, loaded)
    _quality(loaded, about)
    _control(loaded, about.key)


def _quality(loaded: Loaded, about: Context) -> None:
    st.subheader(t("What is unclear in the data"), anchor=False)
    missing = loaded.quality["issue"] == "missing_table"
    if missing.all():
        st.markdown(t("Nothing: every row can be used."))
        return
    columns = (
        Column("effect", t_text("What is unclear, and what was done"), width=600),
        Column("does", t_text("What it does"), width=170),
        Column("rows", t_text("Rows"), Cell.INTEGER, width=90),
        Column("example", t_text("Example"), width=200),
        Column("money", t_text("Money"), Cell.EXACT, width=140),
    )
    found = about.once("quality-rows", lambda: _quality_rows(loaded.quality[~missing]))
    draw_whole(found, columns, key="quality", alt=t_text("Issues found in the data"))
    download_row(found, columns, key="quality", page="data", as_of=loaded.assessment.as_of)


def _quality_rows(quality: pd.DataFrame) -> pd.DataFrame:
    """The issues in words: effect, does, rows, example, money; the heaviest come first."""
    return quality.assign(
        effect=[tm_text(text) for text in quality["message"]],
        does=[weight_words(weight) for weight in quality["weight"]],
    )


def _control(loaded: Loaded, token: Hashable) -> None:
    st.subheader(t("From the bookings in the data to the revenue in the figures"), anchor=False)
    currency = loaded.assessment.currency
    columns = (
        Column("line", t_text("What"), width=420),
        Column("currency", t_text("Currency"), width=90),
        Column("rows", t_text("Rows"), Cell.INTEGER, width=100),
        Column("amount", t_text("Amount"), Cell.EXACT, width=170),
        Column(
            "reporting_amount",
            t_text("In the reporting currency"),
            Cell.EXACT,
            width=170,
            currency=currency,
        ),
    )
    table(
        _control_rows(loaded.control_total),
        columns,
        key="control-total",
        page="data",
        as_of=loaded.assessment.as_of,
        alt=t_text("The control total, line by line"),
        missing="",
        token=token,
    )


def _control_rows(total: pd.DataFrame) -> pd.DataFrame:
    """The control total with its lines in words: line, currency, rows, amount, reporting_amount."""
    named = total["currency"].mask(total["currency"] == NO_CURRENCY)
    return total.assign(line=[tm_text(text) for text in total["message"]], currency=named)
