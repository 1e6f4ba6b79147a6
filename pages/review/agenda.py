"""The agenda: limits first, then who may leave, who depends on one person, the own house."""

from collections.abc import Sequence
from html import escape as html_escape

import pandas as pd
import streamlit as st

from analytics.messages import message
from data.store.reviews import KeptReview
from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.frame import View
from pages.components.headings import headed
from pages.components.tables import table
from pages.components.text import t, t_text, tm_text
from pages.components.whole import draw_whole
from pages.components.words import word_or_code
from pages.review.model import (
    LimitLine,
    ReviewShown,
    customers_alone,
    limit_lines,
    open_points,
    people_first,
)

__all__ = ["SEVERITIES", "draw_agenda"]

#: How grave an open point is.
SEVERITIES = {
    "high": message("grave"),
    "medium": message("to be mended"),
    "low": message("worth knowing"),
}


def draw_agenda(view: View, shown: ReviewShown, every: Sequence[KeptReview]) -> None:
    """Draw limits and the three questions, from what the review has frozen."""
    _draw_limits(limit_lines(shown.snapshot, shown.review, every))
    _draw_people(view, shown)
    _draw_customers(view, shown)
    _draw_house(shown)


def _draw_limits(lines: Sequence[LimitLine]) -> None:
    headed(t("Where are we above our own limits?"), "limits", "review-limits")
    items = "".join(map(_limit, lines))
    st.html(f'<ul class="lp-limits">{items}</ul>')


def _limit(line: LimitLine) -> str:
    state = {True: "over", False: "within", None: "open"}[line.limit.exceeded]
    word = {
        True: t_text("above the limit"),
        False: t_text("within the limit"),
        None: t_text("not known"),
    }[line.limit.exceeded]
    since = "" if line.since is None else f" · {html_escape(tm_text(line.since))}"
    said = html_escape(tm_text(line.limit.message))
    return f'<li class="lp-{state}"><b>{html_escape(word)}{since}</b><span>{said}</span></li>'


def _draw_people(view: View, shown: ReviewShown) -> None:
    snapshot = shown.snapshot
    headed(t("Who may leave, and whom do we talk to first?"), "expected_loss", "review-people")
    st.caption(
        t(
            "In the order of what is expected to go within 12 months. It says what rests on "
            "somebody, not what somebody has in mind."
        )
    )
    rows = people_first(snapshot)
    if rows.empty:
        st.caption(t("Nobody holds a customer who might go along."))
        return
    _table(
        view,
        shown,
        "people",
        rows,
        _people_columns(snapshot.currency, shown),
        t_text("People in the order of what is expected to go; choose one to decide."),
    )


def _draw_customers(view: View, shown: ReviewShown) -> None:
    headed(
        t("Which customers depend on one person, and who becomes their second contact?"),
        "single_threaded",
        "review-customers",
    )
    rows = customers_alone(shown.snapshot)
    if rows.empty:
        st.caption(t("No customer is on record with one person only."))
        return
    _table(
        view,
        shown,
        "customers",
        rows,
        _customer_columns(shown.snapshot.currency, shown),
        t_text("Customers on record with one person only; choose one to decide."),
    )


def _table(
    view: View,
    shown: ReviewShown,
    key: str,
    rows: pd.DataFrame,
    columns: Sequence[Column],
    alt: str,
) -> None:
    table(
        rows,
        columns,
        key=f"agenda-{key}",
        page="review",
        as_of=shown.snapshot.as_of,
        alt=alt,
        missing="",
        token=(view.context_key(), key, shown.review.review_id, shown.review.snapshot),
    )


def _draw_house(shown: ReviewShown) -> None:
    """The third question, where somebody has looked."""
    points = open_points(shown.snapshot)
    if points is None:
        return
    st.subheader(t("Where is our own house open?"), anchor=False)
    if points.empty:
        st.caption(t("No open point was found."))
        return
    words = [word_or_code(SEVERITIES, each) for each in points["severity"]]
    draw_whole(
        points.assign(severity=words),
        (
            Column("evidence", t_text("What was found")),
            Column("severity", t_text("How grave"), width=120),
            Column("remedy", t_text("What to do")),
        ),
        key="review-house",
        alt=t_text("Open points of the own house, the gravest first."),
    )


def _target(shown: ReviewShown, query: str) -> Target:
    """An open review decides in place; of a closed one a name leads to its page."""
    page = "review" if shown.review.is_open else {"rep": "reps", "customer": "customers"}[query]
    return Target(page, query, f"{query}_id")


def _people_columns(currency: str, shown: ReviewShown) -> tuple[Column, ...]:
    return (
        Column("name", t_text("Name"), Cell.LINK, target=_target(shown, "rep"), width=150),
        Column("team", t_text("Team"), width=110, card=CardLine(2)),
        Column("notice", t_text("Note"), width=100, card=CardLine(3)),
        Column("sole_customers", t_text("Customers alone"), Cell.INTEGER, width=120),
        _money("sole_revenue", t_text("With them only"), currency),
        _money("expected_loss", t_text("Expected to go"), currency, CardLine(1)),
    )


def _customer_columns(currency: str, shown: ReviewShown) -> tuple[Column, ...]:
    only = CardLine(2, t_text("only {person}", person="{value}"))
    proposed = CardLine(3, t_text("proposed: {value}", value="{value}"))
    return (
        Column("name", t_text("Customer"), Cell.LINK, target=_target(shown, "customer"), width=180),
        Column("person", t_text("Only person"), width=130, card=only),
        Column("second", t_text("Proposed second contact"), width=150, card=proposed),
        _money("exposure", t_text("Yearly revenue"), currency),
        _money("expected_loss", t_text("Expected to go"), currency, CardLine(1)),
    )


def _money(name: str, label: str, currency: str, card: CardLine | None = None) -> Column:
    return Column(name, label, Cell.MONEY, currency=currency, width=125, card=card)
