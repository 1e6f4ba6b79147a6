"""What ``assess.py`` says when it is done: the heaviest warnings, then one paragraph."""

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.shares import proven_alone
from analytics.messages import Message, Money, message

__all__ = ["summary"]

#: So many warnings stand before the figures; all are in quality.csv.
_WARNINGS = 2


def summary(assessment: Assessment, issues: pd.DataFrame) -> str:
    """Warnings, a line each, then what was assessed and how exposed the company is.

    ``issues``: of :func:`data.quality.quality`, the heaviest first.
    """
    heavy = issues[issues["weight"] != "note"]
    lines = [_warning(row) for row in heavy.head(_WARNINGS).itertuples(index=False)]
    if more := len(heavy) - len(lines):
        said = message(
            "{count} more warning is in quality.csv.",
            "{count} more warnings are in quality.csv.",
            count=more,
        )
        lines.append(said)
    return "\n".join(line.text() for line in (*lines, _figures(assessment)))


def _warning(row: "tuple[object, ...]") -> Message:
    values = {"table": row.table, "effect": row.effect}  # type: ignore[attr-defined]
    if row.weight == "overturns":  # type: ignore[attr-defined]
        return message("Warning, this overturns the answer: {table}: {effect}", **values)
    return message("Warning, this changes the answer: {table}: {effect}", **values)


def _figures(assessment: Assessment) -> Message:
    figures, currency = assessment.portfolio, assessment.currency
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
        revenue=Money(figures.revenue_12m, currency),
        exposure=Money(figures.exposure, currency),
        single=proven_alone(figures.single_threaded_proven_share, figures.evidence_share),
        unknown=figures.unknown_customers,
        unknown_money=Money(figures.unknown_revenue, currency),
        expected=Money(figures.expected_loss, currency),
        bad=Money(figures.var_95, currency),
    )
