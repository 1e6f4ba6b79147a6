"""Past reviews: a line each, which opens it as it was."""

from collections.abc import Sequence

import streamlit as st

from data.store.reviews import KeptReview
from pages.components import numbers
from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.tables import rows
from pages.components.text import t, t_text
from pages.review.model import figures_of

__all__ = ["draw_past"]


def draw_past(every: Sequence[KeptReview]) -> None:
    """Draw the list of closed reviews, the newest first; nothing before the first."""
    closed = [each for each in every if not each.is_open]
    if not closed:
        return
    st.subheader(t("Past reviews"), anchor=False)
    frame = figures_of(closed)
    frame["name"] = [t_text("Review of {day}", day=numbers.day(day)) for day in frame["day"]]
    currency = closed[-1].currency
    rows(
        frame,
        (
            Column(
                "name",
                t_text("Review"),
                Cell.LINK,
                target=Target("review", "review", "review_id"),
                width=220,
            ),
            Column("as_of", t_text("Data as of"), Cell.DATE, width=120),
            Column("single_share", t_text("With one person only"), Cell.PERCENT, width=140),
            Column(
                "expected_loss",
                t_text("Expected loss, 12 months"),
                Cell.MONEY,
                currency=currency,
                width=170,
                card=CardLine(1),
            ),
            Column("decisions", t_text("Decisions"), Cell.INTEGER, width=110),
        ),
        key="past-reviews",
        alt=t_text("Past reviews, the newest first; choose one to read it as it was."),
        token=tuple((each.review_id, each.seen, each.snapshot) for each in closed),
    )
