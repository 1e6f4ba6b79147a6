"""The two cards with the curves: their findings in words, and the same for who does not see."""

from collections.abc import Hashable

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Money, Percent, message
from pages.components.cards import Draw, Finding, chart_card
from pages.components.frame import View
from pages.coverage.charts import loss_chart, single_chart

__all__ = ["loss_card", "single_card"]


def single_card(
    view: View, curve: pd.DataFrame, number: int, assessment: Assessment, key: tuple[Hashable, ...]
) -> None:
    """Revenue in single hands by number of introductions."""
    limit = assessment.policy.limits.single_threaded_share
    below = curve.index[curve["single_share"] <= limit]
    title = (
        message("No number of these introductions brings it below the limit")
        if below.empty
        else message("Single hands are within the limit already")
        if below[0] == 0
        else message(
            "{count} introduction brings single hands within the limit",
            "{count} introductions bring single hands within the limit",
            count=int(below[0]),
        )
    )
    words = Finding(
        title,
        message(
            "Share of yearly revenue on record with one person only, by number of introductions: "
            "agreed ones first, then those that save most expected loss"
        ),
        message(
            "Falling line chart: {now} today, {after} with {number} introductions.",
            now=Percent(float(curve["single_share"].iloc[0])),
            after=Percent(float(curve["single_share"].iloc[number])),
            number=number,
        ),
    )
    drawn = not curve["single_share"].isna().any() and len(curve) > 1
    _card(
        view,
        "coverage-single",
        words,
        (lambda colours: single_chart(curve, colours, number, limit)) if drawn else None,
        (*key, number),
        ("single_threaded", "limits"),
    )


def loss_card(
    view: View, curve: pd.DataFrame, number: int, assessment: Assessment, key: tuple[Hashable, ...]
) -> None:
    """Expected loss by number of introductions, with its range."""
    currency = assessment.currency
    before, after = (float(curve["expected_loss"].iloc[each]) for each in (0, number))
    words = Finding(
        message(
            "Of {before} expected loss a year, {saved} would be saved",
            before=Money(before, currency),
            saved=Money(before - after, currency),
        ),
        message(
            "Expected loss of 12 months by number of introductions; shaded: range of what they "
            "save (4 of 5 times)"
        ),
        message(
            "Falling line chart: {before} today, {after} with {number} introductions.",
            before=Money(before, currency),
            after=Money(after, currency),
            number=number,
        ),
    )
    _card(
        view,
        "coverage-loss",
        words,
        (lambda colours: loss_chart(curve, colours, number, currency)) if len(curve) > 1 else None,
        (*key, number),
        ("second_contact_plan", "expected_loss"),
    )


def _card(
    view: View,
    name: str,
    words: Finding,
    build: Draw | None,
    of: tuple[Hashable, ...],
    terms: tuple[str, ...],
) -> None:
    chart_card((*view.context_key(), repr(of)), name, words, build, terms)
