"""The tab on how departures add up: how many we survive, and which loss is how likely."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from pages.components.cards import Draw, Finding, Key, chart_card
from pages.components.words import names_of
from pages.confidence.findings import bad_year_finding, half_point, resilience_finding
from pages.confidence.law_charts import losses_chart, resilience_chart

__all__ = ["Law", "draw_law", "law"]


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """Frames and words of both charts; amounts in ``currency``."""

    resilience: pd.DataFrame
    resilience_words: Finding
    losses: pd.DataFrame
    losses_words: Finding
    loss_mean: float
    var_95: float
    currency: str


def law(assessment: Assessment) -> Law:
    """Prepare both charts in the reader's language."""
    portfolio, curve = assessment.portfolio, assessment.resilience
    names = names_of(assessment.reps, "rep_id")
    return Law(
        resilience=curve.assign(
            name=[names.get(rep, "") for rep in curve["rep_id"].astype(object)]
        ),
        resilience_words=resilience_finding(assessment),
        losses=assessment.losses.histogram(),
        losses_words=bad_year_finding(assessment),
        loss_mean=float(portfolio.loss_mean),
        var_95=float(portfolio.var_95),
        currency=assessment.currency,
    )


def draw_law(key: Key, shown: Law) -> None:
    """Draw both charts beside each other."""
    left, right = st.columns(2)
    with left:
        chart_card(key, "resilience", shown.resilience_words, _resilience(shown), ("resilience",))
    with right:
        chart_card(key, "losses", shown.losses_words, _losses(shown), ("var_95", "loss_law"))


def _resilience(shown: Law) -> Draw | None:
    if half_point(shown.resilience) is None:
        return None
    return lambda colours: resilience_chart(shown.resilience, colours)


def _losses(shown: Law) -> Draw | None:
    if not shown.var_95 > 0:
        return None
    return lambda colours: losses_chart(
        shown.losses, colours, shown.currency, expected=shown.loss_mean, bad=shown.var_95
    )
