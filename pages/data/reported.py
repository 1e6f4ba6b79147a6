"""What the reader's own report says, and line by line why the data says something else."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analytics.messages import Message, message
from data.assessments import Examined
from pages.components import numbers
from pages.components.columns import Column
from pages.components.tables import rows
from pages.components.text import t, t_text, tm_text
from pages.data.keys import DataKey

__all__ = ["draw"]

#: A difference below half a unit of the smallest digit typed is none.
_EQUAL = 0.005


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: what, and how much."""

    text: Message
    amount: float


def draw(examined: Examined) -> None:
    """Let revenue, customers and records be typed, and explain what differs."""
    st.subheader(t("What does your own report say?"), anchor=False)
    st.caption(
        t(
            "Type the totals of your own report for the twelve months until {day}; what differs is "
            "explained line by line.",
            day=examined.as_of,
        )
    )
    fields: tuple[tuple[str, str, Callable[[float], None]], ...] = (
        ("revenue", t("Revenue"), lambda typed: _revenue(examined, typed)),
        ("customers", t("Customers"), lambda typed: _customers(examined, typed)),
        ("records", t("Bookings (number)"), lambda typed: _records(examined, typed)),
    )
    typed: list[tuple[float, Callable[[float], None]]] = []
    with st.container(horizontal=True, gap="small", key="data-reported-fields"):
        for name, label, explain in fields:
            value = st.number_input(
                label, value=None, key=f"{DataKey.REPORTED}-{name}", min_value=0.0, format="%0.2f"
            )
            if value is not None:
                typed.append((value, explain))
    for value, explain in typed:
        explain(value)


def differences(total: pd.DataFrame, typed: float, column: str) -> list[Line]:
    """From what the source adds up to, down to the figures, and on to what was typed.

    ``total`` is a control total, ``column`` its ``amount`` or ``rows``; of several currencies
    the lines of each stand below each other.
    """
    told = total[total["line"] != "total"]
    told = told[(told[column] != 0) | told["line"].isin(["source", "used"])]
    lines = [
        Line(
            message("{what} ({currency})", what=row.message, currency=row.currency),
            getattr(row, column),
        )
        if told["currency"].nunique() > 1
        else Line(row.message, getattr(row, column))
        for row in told.itertuples()
    ]
    return [*lines, Line(message("your report says"), typed)]


def _revenue(examined: Examined, typed: float) -> None:
    ours = float(examined.control_total.query("line == 'total'")["amount"].sum())
    _explained(
        differences(examined.control_total, typed, "amount"),
        _verdict(ours, typed, lambda amount: numbers.money_exact(amount, examined.currency)),
        "revenue",
        _hints(examined.control_total, typed, ours),
        2,
    )


def _records(examined: Examined, typed: float) -> None:
    ours = float(examined.control_total.query("line == 'total'")["rows"].sum())
    _explained(
        differences(examined.control_total, typed, "rows"),
        _verdict(ours, typed, numbers.integer),
        "records",
        _hints(examined.control_total.assign(amount=examined.control_total["rows"]), typed, ours),
        0,
    )


def _customers(examined: Examined, typed: float) -> None:
    silent = examined.customers - examined.buying
    lines = [
        Line(message("Customers in your data"), examined.customers),
        Line(message("less customers without a booking in these twelve months"), -silent),
        Line(message("Customers with a booking in these twelve months"), examined.buying),
        Line(message("your report says"), typed),
    ]
    verdict = _verdict(examined.customers, typed, numbers.integer)
    bought = silent and abs(examined.buying - typed) < _EQUAL
    hint = t("Your report counts only customers who bought in these twelve months.")
    _explained(lines, verdict, "customers", [hint] if bought else [], 0)


def _verdict(ours: float, typed: float, written: Callable[[float], str]) -> str:
    if abs(ours - typed) < _EQUAL:
        return t("{amount}: exactly what your report says.", amount=written(ours))
    gap = written(abs(ours - typed))
    if ours < typed:
        return t(
            "{amount} here, {typed} in your report: {gap} less.",
            amount=written(ours),
            typed=written(typed),
            gap=gap,
        )
    return t(
        "{amount} here, {typed} in your report: {gap} more.",
        amount=written(ours),
        typed=written(typed),
        gap=gap,
    )


def _hints(total: pd.DataFrame, typed: float, ours: float) -> list[str]:
    """Lines whose amount is the difference, and taxes that would make it."""
    said = []
    source = float(total.query("line == 'source'")["amount"].sum())
    if abs(source - typed) < _EQUAL and abs(source - ours) >= _EQUAL:
        said.append(t("Your report counts all bookings in the source, also those before the year."))
    for row in total.itertuples():
        left_out = row.line not in ("source", "used", "total") and row.amount
        if left_out and abs(abs(row.amount) - abs(typed - ours)) < _EQUAL:
            said.append(t("The difference is exactly this line: {line}", line=row.message))
    for rate in (0.06, 0.07, 0.09, 0.13, 0.19, 0.20, 0.21):
        if ours and abs(typed / ours - (1 + rate)) < 5e-4:
            said.append(
                t("It would fit if your report were with a tax of {rate}.", rate=f"{rate:.0%}")
            )
        if ours and abs(ours / max(typed, _EQUAL) - (1 + rate)) < 5e-4:
            said.append(
                t("It would fit if your report were without a tax of {rate}.", rate=f"{rate:.0%}")
            )
    if ours and abs(typed * 10_000 / ours - 1) < 5e-4:
        said.append(t("Your report seems to be in units of ten thousand."))
    return said


def _explained(lines: list[Line], verdict: str, key: str, hints: list[str], digits: int) -> None:
    st.markdown(f"**{verdict}**")
    for hint in hints:
        st.markdown(f":material/lightbulb: {hint}")
    frame = pd.DataFrame(
        {
            "line": [tm_text(line.text) for line in lines],
            "amount": [numbers.decimal(line.amount, digits) for line in lines],
        }
    ).astype("str")
    columns = (
        Column("line", t_text("What"), width=420),
        Column("amount", t_text("Amount") if digits else t_text("Number"), width=200),
    )
    alt = t_text("From the source to your report, line by line")
    rows(frame, columns, key=f"data-difference-{key}", alt=alt)
