"""Everything that the page Confidence shows, made once per data version, policy and language."""

from dataclasses import dataclass

from analytics.assessment import Assessment, Portfolio
from analytics.concentration.shares import proven_share
from analytics.messages import Message, Money, Percent, message
from pages.components.words import level_share
from pages.confidence.certainty import Certainty, certainty

__all__ = ["Confidence", "confidence", "evidence_line"]


@dataclass(frozen=True, slots=True, eq=False)
class Confidence:
    """``answer`` is the page's sentence; ``certainty`` what its tabs show."""

    answer: Message
    certainty: Certainty


def confidence(assessment: Assessment) -> Confidence:
    """Make the page in the language spoken now."""
    return Confidence(evidence_line(assessment.portfolio), certainty(assessment))


def evidence_line(portfolio: Portfolio) -> Message:
    """Tell proven, inferred and unknown apart, in shares of yearly customer revenue."""
    if not portfolio.exposure > 0:
        return message("No customer bought anything in the last 12 months.")
    return message(
        "Who knows the customer is proven for {proven} of {exposure} of yearly customer revenue, "
        "inferred from the name in the file for {inferred}, and not known for {unknown}.",
        proven=Percent(proven_share(portfolio.evidence_share)),
        exposure=Money(float(portfolio.exposure), portfolio.currency),
        inferred=Percent(level_share(portfolio, "ownership")),
        unknown=Percent(level_share(portfolio, "none")),
    )
