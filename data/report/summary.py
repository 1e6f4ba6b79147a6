"""What ``assess.py`` says when it is done: one paragraph, the heaviest warnings first."""

from pathlib import Path

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.shares import proven_alone
from analytics.messages import Message, Money, message

__all__ = ["packed", "stated", "summary"]

#: So many warnings stand before the figures; all are in quality.csv.
_WARNINGS = 2


def summary(assessment: Assessment, issues: pd.DataFrame) -> str:
    """Warnings, then what was assessed and how exposed the company is.

    ``issues``: of :func:`data.quality.quality`, the heaviest first.
    """
    heavy = issues[issues["weight"] != "note"]
    first = heavy.head(_WARNINGS)[["weight", "table", "effect"]]
    lines = [_warning(*row) for row in first.itertuples(index=False, name=None)]
    if more := len(heavy) - len(lines):
        said = message(
            "{count} more warning is in quality.csv.",
            "{count} more warnings are in quality.csv.",
            count=more,
        )
        lines.append(said)
    return " ".join(line.text() for line in (*lines, _figures(assessment)))


def _warning(weight: str, table: str, effect: str) -> Message:
    if weight == "overturns":
        return message(
            "Warning, this overturns the answer: {table}: {effect}", table=table, effect=effect
        )
    return message(
        "Warning, this changes the answer: {table}: {effect}", table=table, effect=effect
    )


def _figures(assessment: Assessment) -> Message:
    figures = assessment.portfolio

    def money(amount: float) -> Money | Message:
        known = assessment.extract.knows_money
        return Money(amount, assessment.currency) if known else message("not known")

    def expected() -> Money | Message:
        less = figures.expected_shrinkage or 0.0
        if not (less > 0 and assessment.extract.knows_money):
            return money(figures.expected_loss)
        return message(
            "{expected} (besides, customers who stay are expected to buy {less} less)",
            expected=money(figures.expected_loss),
            less=money(less),
        )

    return message(
        "{customers} customers and {reps} active people as of {as_of} ({reason}). Revenue of the "
        "last 12 months {revenue}; yearly customer revenue {exposure}, on record with one person "
        "only (proven): {single}. Nothing is known about {unknown} customers with "
        "{unknown_money}. "
        "Expected loss within 12 months {expected}; in a bad year, one in twenty, {bad} or more.",
        customers=figures.customers,
        reps=figures.reps_active,
        as_of=figures.as_of,
        reason=assessment.extract.as_of_reason,
        revenue=money(figures.revenue_12m),
        exposure=money(figures.exposure),
        single=proven_alone(figures.single_threaded_proven_share, figures.evidence_share),
        unknown=figures.unknown_customers,
        unknown_money=money(figures.unknown_revenue),
        expected=expected(),
        bad=money(figures.var_95),
    )


def packed(file: Path) -> Message:
    """Say where the pack lies."""
    return message("The pack is {file}.", file=str(file))


def stated(count: int) -> Message:
    """Say how many statements count in the figures."""
    return message(
        "{count} statement of people counts in these figures; without it they rest on records "
        "alone.",
        "{count} statements of people count in these figures; without them they rest on records "
        "alone.",
        count=count,
    )
