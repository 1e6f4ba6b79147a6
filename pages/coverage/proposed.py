"""The introductions that are proposed, as a table; a row opens the decision in place."""

import streamlit as st

from analytics.assessment import Assessment
from pages.components.actions.book import ActionBook
from pages.components.tables import table
from pages.components.text import t, t_text
from pages.coverage.model import Proposal, columns, rows

__all__ = ["draw_proposed"]


def draw_proposed(shown: tuple[Proposal, ...], assessment: Assessment, book: ActionBook) -> None:
    """Draw the proposals, or why there is none."""
    if not shown:
        st.caption(
            t("Everything that these numbers and filters leave is agreed, rejected or put off.")
            if book.current
            else t("Nothing is proposed with these numbers and filters.")
        )
        return
    st.caption(t("Choose a row to accept, replace, put off or reject it."))
    table(
        rows(shown),
        columns(assessment.currency),
        key="introductions",
        page="coverage",
        as_of=assessment.as_of,
        alt=t_text("Proposed introductions, the largest saving first; choose a row to decide."),
        wraps=True,
    )
