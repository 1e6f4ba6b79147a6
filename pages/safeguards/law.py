"""The law of non-competes as information, and what one would cost beside the revenue held."""

import pandas as pd
import streamlit as st

from analytics.messages import Message, Money, message
from analytics.safeguards.cards import noncompete_against_revenue
from analytics.safeguards.law import Jurisdiction, Said
from data.assessments import Loaded
from data.law import law
from pages.components.catalogue import language
from pages.components.columns import Cell, Column, Target
from pages.components.frame import View
from pages.components.headings import headed
from pages.components.tables import table
from pages.components.text import escape, t, t_text, tm
from pages.components.words import names_of

__all__ = ["cost_answer", "draw_law", "gap_answer"]


def draw_law(view: View, loaded: Loaded) -> None:
    """What the law says, with source and date; then the arithmetic, where it may be shown."""
    rules = view.about.policy.safeguards
    if rules.shows("pay") and rules.shows("agreements"):
        _draw_cost(view, loaded)
    st.caption(
        t(
            "What the law says is information, with source and day, never advice: ask somebody who "
            "knows the law of the place before you act."
        )
    )
    for place in law().values():
        _draw_place(place)


def _said(text: Said) -> str:
    """A sentence of the files in the reader's language."""
    return text.zh if language() == "zh" else text.en


def _draw_place(place: Jurisdiction) -> None:
    with st.container(border=True, key=f"law-{place.code}"):
        st.markdown(f"**{escape(_said(place.name))}**")
        for rule in place.rules:
            st.markdown(escape(_said(rule.says)))
            st.caption(
                t(
                    "{article}. Looked up on {day}: {source}, {url}",
                    article=_said(rule.article),
                    day=rule.checked_on,
                    source=_said(rule.source),
                    url=rule.url,
                )
            )


def cost_answer(cards: pd.DataFrame, months: float) -> list[Message]:
    """In all, by currency of pay: what non-competes would cost beside what would go along."""
    return [
        message(
            "A non-compete of {months} months with {count} person would cost {cost} at least, by "
            "the law of the place; {held} a year would go along with this person.",
            "A non-compete of {months} months with each of {count} people would cost {cost} at "
            "least, by the law of the place; {held} a year would go along with them.",
            count=int(row.people),
            months=months,
            cost=Money(float(row.cost), row.pay_currency),
            held=Money(float(row.held), row.pay_currency),
        )
        for row in noncompete_against_revenue(cards).itertuples()
    ]


def gap_answer(cards: pd.DataFrame) -> list[Message]:
    """In all, by currency of pay: what closing the gaps to the middle of the job costs a year."""
    below = cards[cards["pay_gap"] > 0]
    return [
        message(
            "To bring {count} person to the middle of the same job costs {cost} a year.",
            "To bring {count} people to the middle of the same job costs {cost} a year.",
            count=len(rows),
            cost=Money(float(rows["pay_gap"].sum()), str(currency)),
        )
        for currency, rows in below.groupby("pay_currency")
    ]


def _draw_cost(view: View, loaded: Loaded) -> None:
    assessment, cards = loaded.assessment, loaded.safeguards.cards
    limits = view.about.policy.safeguards.rule("non_compete_term").limits
    headed(t("What a non-compete would cost"), "non_compete_cost", "safeguards-cost")
    lines = [*cost_answer(cards, limits["usual_to_months"]), *gap_answer(cards)]
    if not lines:
        st.caption(t("Neither pay nor a jurisdiction is recorded: nothing can be computed."))
        return
    st.markdown("  \n".join(tm(line) for line in lines))
    st.caption(t("Arithmetic, no promise."))
    names = names_of(assessment.reps, "rep_id")
    known = cards[cards["non_compete_cost"].notna() | (cards["pay_gap"] > 0)]
    rows = known.assign(name=known["rep_id"].map(names)).sort_values(
        ["revenue_held", "rep_id"], ascending=[False, True], ignore_index=True
    )
    table(
        rows,
        _columns(assessment.currency),
        key="costs",
        page="safeguards",
        as_of=assessment.as_of,
        alt=t_text("What a non-compete would cost beside what would go along, by person"),
        token=view.context_key(),
    )


def _columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column(
            "revenue_held",
            t_text("Would go with this person"),
            Cell.MONEY,
            currency=currency,
        ),
        Column(
            "non_compete_cost",
            t_text("A non-compete costs"),
            Cell.MONEY,
            help=t_text("In the currency of the pay record"),
        ),
        Column("pay_gap", t_text("Pay gap a year"), Cell.MONEY),
        Column("pay_currency", t_text("Currency of pay")),
    )
