"""The introductions that are proposed, as a table; a row opens the decision in place."""

from collections.abc import Hashable

import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import LinchpinError
from data.store.actions import action_draft
from pages.components import loading
from pages.components.actions.book import DUE_DAYS, DUE_DAYS_LEAVING, ActionBook
from pages.components.author import author
from pages.components.frame import View
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.coverage.deciding import proposed_action
from pages.coverage.model import Proposal, columns, rows

__all__ = ["draw_proposed"]

_ERROR = "coverage-all-error"


def draw_proposed(
    view: View,
    shown: tuple[Proposal, ...],
    assessment: Assessment,
    book: ActionBook,
    token: Hashable,
) -> None:
    """Draw the proposals, or why there is none; ``token`` names them."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))
    if not shown:
        st.caption(
            t("Everything that these numbers and filters leave is agreed, rejected or put off.")
            if book.current
            else t("Nothing is proposed with these numbers and filters.")
        )
        return
    st.caption(t("Choose a row to accept, replace, put off or reject it."))
    table(
        view.once("coverage-rows", lambda: rows(shown), token),
        columns(assessment.currency),
        key="introductions",
        page="coverage",
        as_of=assessment.as_of,
        alt=t_text("Proposed introductions, the largest saving first; choose a row to decide."),
        token=(view.context_key(), token),
        wraps=True,
    )
    _draw_all(shown, book)


def _draw_all(shown: tuple[Proposal, ...], book: ActionBook) -> None:
    """One button for whoever agrees with the whole list."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            t("Accept all {count}", "Accept all {count}", count=len(shown)),
            key="coverage-all",
            icon=":material/done_all:",
            on_click=_accept_all,
            args=(shown, book),
        )
        st.caption(
            t(
                "Main contacts see to it within {days} days, those under notice within {few}; the "
                "commission stays open.",
                days=DUE_DAYS,
                few=DUE_DAYS_LEAVING,
            ),
            width="content",
        )


def _accept_all(shown: tuple[Proposal, ...], book: ActionBook) -> None:
    """Accept every proposal, or none where somebody has decided about one (callback)."""
    by = author()
    actions = [proposed_action(each, book.today) for each in shown]
    try:
        loading.store(book.about.policy).save_all(
            [
                action_draft(each, author=by, seen=book.seen(each), demo=book.is_demo)
                for each in actions
            ]
        )
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message
