"""The overview's sentences: the answer in money, and how far it can be proven."""

from analytics.assessment import Assessment, Portfolio
from analytics.concentration.shares import proven_share
from analytics.messages import Message, Money, Percent, message

__all__ = ["answer", "evidence_line", "loss_line"]

#: The answer speaks of the departures of this many people, or of all if there are fewer.
PEOPLE = 3


def answer(assessment: Assessment) -> Message:
    """Say in one sentence how much revenue rests on few people.

    What is *left without anyone* counts proven contacts only: the sentence names that base.
    """
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0:
        return message("No revenue of the last 12 months is at stake.")
    curve = assessment.resilience
    known = float(curve["exposure_left"].iloc[0]) if len(curve) else 0.0
    if known <= 0 or len(curve) < 2:
        return message(
            "{exposure} a year is at stake, and no record shows who knows the customers.",
            exposure=_money(portfolio.exposure, portfolio),
        )
    count = min(PEOPLE, len(curve) - 1)
    lost = known - float(curve["exposure_left"].iloc[count])
    if len(curve) == 2:
        return message(
            "All {known} a year with proven contacts rests on one person.",
            known=_money(known, portfolio),
        )
    return message(
        "If the one person who matters most left, {lost} of {known} a year with proven contacts "
        "would have nobody who knows the customer.",
        "If the {count} people who matter most left, {lost} of {known} a year with proven contacts "
        "would have nobody who knows the customer.",
        count=count,
        lost=_money(lost, portfolio),
        known=_money(known, portfolio),
    )


def loss_line(assessment: Assessment) -> Message | None:
    """Say what departures are expected to cost, and in a bad year; None without revenue."""
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0:
        return None
    return message(
        "We expect departures to cost {expected} over the next 12 months; in a bad year, one in "
        "twenty, {bad} or more.",
        expected=_money(portfolio.expected_loss, portfolio),
        bad=_money(portfolio.var_95, portfolio),
    )


def evidence_line(assessment: Assessment) -> Message | None:
    """Tell proven, inferred and unknown apart, in shares of the revenue at stake."""
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0:
        return None
    return message(
        "Who knows the customer is proven for {proven} of the {exposure} at stake, inferred from "
        "the name in the file for {inferred}, and not known for {unknown}.",
        proven=Percent(proven_share(portfolio.evidence_share)),
        exposure=_money(portfolio.exposure, portfolio),
        inferred=Percent(level_share(portfolio, "ownership")),
        unknown=Percent(level_share(portfolio, "none")),
    )


def level_share(portfolio: Portfolio, level: str) -> float:
    """Part of the revenue at stake with one level of evidence; 0 where it cannot be known."""
    return float(portfolio.evidence_share.get(level) or 0.0)


def _money(amount: float, portfolio: Portfolio) -> Money:
    return Money(float(amount), portfolio.currency)
