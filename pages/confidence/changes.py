"""The tab on what would change the expected loss; assumptions are computed when it is opened."""

from datetime import date

import streamlit as st

from analytics.losses.stress import JointStress
from pages.components.cards import Key, chart_card
from pages.components.frame import View
from pages.components.tables import table
from pages.components.text import t_text, tm
from pages.confidence.assumptions import Moves, moves, stress_bars, stress_finding
from pages.confidence.charts import moves_chart, stress_chart

__all__ = ["draw_changes"]


def draw_changes(
    view: View, key: Key, stress: JointStress, today: float, currency: str, as_of: date
) -> None:
    """Draw the stress at once, and the assumptions as soon as they are computed."""
    left, right = st.columns([3, 2])
    with right:
        _stress(key, stress, currency)
    with left:
        assumed = view.assumed(st.empty())
        assumptions = view.once("moves", lambda: moves(assumed, today, currency))
        _assumptions(key, assumptions, currency)
    if assumptions.alone is not None:
        st.markdown(tm(assumptions.alone))
    table(
        assumptions.frame,
        assumptions.columns,
        key="assumptions",
        page="confidence",
        as_of=as_of,
        alt=t_text("What would change the expected loss"),
        token=key,
    )


def _assumptions(key: Key, assumptions: Moves, currency: str) -> None:
    moving = assumptions.frame["span"].max() > 0
    chart_card(
        key,
        "moves",
        assumptions.finding,
        (lambda colours: moves_chart(assumptions.frame, colours, currency, assumptions.today))
        if moving
        else None,
        ("what_matters", "expected_loss"),
    )


def _stress(key: Key, stress: JointStress, currency: str) -> None:
    chart_card(
        key,
        "stress",
        stress_finding(stress, currency),
        lambda colours: stress_chart(stress_bars(stress), colours, currency),
        ("joint_stress", "expected_loss"),
    )
