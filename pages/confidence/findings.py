"""What the charts of how departures add up find, as sentences true to the frames they draw."""

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Money, Percent, message
from pages.components.cards import Finding

__all__ = ["bad_year_finding", "half_point", "resilience_finding"]


def half_point(curve: pd.DataFrame) -> int | None:
    """The first row of the resilience curve with less than half left; None without."""
    below = np.flatnonzero(curve["share_left"].to_numpy(dtype=float) < 0.5)
    return int(below[0]) if len(below) else None


def resilience_finding(assessment: Assessment) -> Finding:
    """How many departures the company survives."""
    curve = assessment.resilience
    half_row = half_point(curve)
    if half_row is None:
        title = message("No proven contacts show how many departures we survive")
        return Finding(title, title, title)
    departures = int(curve["departures"].iloc[half_row])
    title = message(
        "After {count} departure, half of the revenue has nobody who knows the customer",
        "After {count} departures, half of the revenue has nobody who knows the customer",
        count=departures,
    )
    subtitle = message(
        "Share of revenue with proven contacts whose customer is still known by somebody; each "
        "time the most costly next departure"
    )
    alt = message(
        "Falling step chart. {title}. After the first departure {share} is left.",
        title=title,
        share=Percent(float(curve["share_left"].iloc[min(1, len(curve) - 1)])),
    )
    return Finding(title, subtitle, alt)


def bad_year_finding(assessment: Assessment) -> Finding:
    """What a bad year costs."""
    portfolio = assessment.portfolio
    if not portfolio.var_95 > 0:
        title = message("No year in twenty is expected to cost revenue through departures")
        return Finding(title, title, title)
    title = message(
        "In a bad year, one in twenty, {bad} or more would go",
        bad=Money(portfolio.var_95, portfolio.currency),
    )
    subtitle = message(
        "How likely which loss of yearly revenue through departures is within 12 months"
    )
    alt = message(
        "Histogram. {title}; on average {expected}.",
        title=title,
        expected=Money(portfolio.loss_mean, portfolio.currency),
    )
    return Finding(title, subtitle, alt)
