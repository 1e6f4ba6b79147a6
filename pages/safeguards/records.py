"""What is recorded outside the customer system, and customers whom nobody has."""

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.messages import Message, Money, Percent, message
from data.assessments import Loaded
from pages.components.columns import Cell, Column, Target
from pages.components.frame import View
from pages.components.sentences.rules import RULES
from pages.components.tables import table
from pages.components.text import t, t_text, tm, tm_text
from pages.components.words import names_of
from pages.safeguards.book import Point, PointBook

__all__ = ["draw_customers", "draw_recording", "habit_rows", "recording_answer"]


def draw_recording(view: View, book: PointBook, loaded: Loaded) -> None:
    """Revenue without contact records by person, then customers that are silent or incomplete."""
    assessment = loaded.assessment
    if "activities" not in assessment.extract.tables:
        st.caption(t("No contact record is there: what is recorded elsewhere cannot be told."))
        return
    habits = view.once(
        "safeguards-habits", lambda: habit_rows(loaded.safeguards.habits, assessment)
    )
    st.markdown(tm(recording_answer(habits, assessment.currency)))
    table(
        habits,
        _habit_columns(assessment.currency),
        key="habits",
        page="safeguards",
        as_of=assessment.as_of,
        alt=t_text("Customers with revenue and without a contact record, by person"),
        token=view.context_key(),
    )
    _draw_points(view, book, "recording", assessment)


def habit_rows(habits: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Of people with customers: the columns of ``habits``, name, share; most revenue without a
    record first."""
    named = habits[habits["rep_id"] != ""]
    names = names_of(assessment.reps, "rep_id")
    rows = named.assign(
        name=named["rep_id"].map(names).fillna(named["rep_id"]),
        share=named["unrecorded"] / named["customers"],
    )
    return rows.sort_values(
        ["unrecorded_revenue", "rep_id"], ascending=[False, True], ignore_index=True
    )


def recording_answer(habits: pd.DataFrame, currency: str) -> Message:
    """How much revenue has no contact record of who is credited with it."""
    total, without = int(habits["customers"].sum()), int(habits["unrecorded"].sum())
    if not without:
        return message("With every customer who bought, a contact is on record.")
    return message(
        "With {without} of {total} customers who bought, whoever is credited with the revenue has "
        "recorded no contact: {amount} a year, {share} of these customers.",
        without=without,
        total=total,
        amount=Money(float(habits["unrecorded_revenue"].sum()), currency),
        share=Percent(without / total),
    )


def _habit_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("customers", t_text("Customers who bought"), Cell.INTEGER),
        Column("unrecorded", t_text("Without a record of this person"), Cell.INTEGER),
        Column("share", t_text("Share"), Cell.BAR),
        Column("elsewhere", t_text("With others"), Cell.PERCENT),
        Column(
            "unrecorded_revenue",
            t_text("Revenue"),
            Cell.MONEY,
            currency=currency,
        ),
    )


def draw_customers(view: View, book: PointBook, loaded: Loaded) -> None:
    """Customers whom nobody has, or who drift away."""
    _draw_points(view, book, "customers", loaded.assessment)


def _draw_points(view: View, book: PointBook, theme: str, assessment: Assessment) -> None:
    """The points of a theme that are about customers, as a table that leads to each."""
    points = [
        each for each in book.points if each.theme == theme and each.subject_type == "customer"
    ]
    if not points:
        st.caption(t("No customer is like that."))
        return
    states = tuple(each.state for each in points)
    table(
        view.once("safeguards-customers", lambda: _customer_rows(points), theme, states),
        _customer_columns(assessment.currency),
        key=theme,
        page="safeguards",
        as_of=assessment.as_of,
        alt=t_text("Customers with an open point"),
        token=(view.context_key(), states),
        wraps=True,
    )


def _customer_rows(points: list[Point]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": [each.subject_id for each in points],
            "name": [each.name for each in points],
            "rule": [tm_text(RULES[each.code]) for each in points],
            "evidence": [tm_text(each.evidence) for each in points],
            "money": [each.money for each in points],
        }
    ).astype({"money": "float64"})


def _customer_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column(
            "name",
            t_text("Customer"),
            Cell.LINK,
            target=Target("customers", "customer", "customer_id"),
        ),
        Column("rule", t_text("Rule"), width=220),
        Column("evidence", t_text("What was seen"), width=460),
        Column(
            "money",
            t_text("What hangs on it"),
            Cell.MONEY,
            currency=currency,
        ),
    )
