"""The three figures of page one: how exposed are we, with what is known of each, and its past."""

from collections.abc import Callable
from typing import Any

from analytics.assessment import Assessment
from analytics.concentration.shares import proven_alone, proven_share
from analytics.messages import Message, Money, Percent, message
from analytics.pack.amounts import money_of
from analytics.pack.model import Figure, Quarter, Value
from analytics.pack.sources import PackSources

__all__ = ["three_figures"]


def three_figures(sources: PackSources) -> tuple[Figure, ...]:
    """What one person alone knows, the expected loss, how few departures leave half."""
    return (_alone(sources), _expected(sources), _fewest(sources))


def _alone(sources: PackSources) -> Figure:
    assessment = sources.assessment
    portfolio = assessment.portfolio
    limit = next(each for each in assessment.limits if each.code == "single_threaded_share")
    return Figure(
        code="single_threaded_proven_share",
        name=message("Revenue that one person alone knows"),
        value=proven_alone(portfolio.single_threaded_proven_share, portfolio.evidence_share),
        low=None,
        high=None,
        note=_alone_note(assessment),
        limit=Percent(limit.limit),
        exceeded=limit.exceeded,
        quarters=_quarters(sources, "single_threaded_proven_share", Percent),
        gap=_gap(sources, "single_threaded_proven_share"),
    )


def _alone_note(assessment: Assessment) -> Message:
    inferred, unknown = _level(assessment, "ownership"), _level(assessment, "none")
    if inferred is None or unknown is None:
        return message("of yearly customer revenue, proven by records")
    return message(
        "of yearly customer revenue, proven by records; {inferred} more by a name in the file "
        "only, {unknown} not known",
        inferred=inferred,
        unknown=unknown,
    )


def _level(assessment: Assessment, level: str) -> Percent | None:
    """Of customers known only so, the part of yearly customer revenue; of ``ownership`` those
    alone."""
    portfolio = assessment.portfolio
    if level != "ownership":
        share = portfolio.evidence_share.get(level)
        return None if share is None else Percent(share)
    alone, proven = (
        portfolio.single_threaded_revenue_share,
        portfolio.single_threaded_proven_share,
    )
    return None if alone is None or proven is None else Percent(max(0.0, alone - proven))


def _expected(sources: PackSources) -> Figure:
    assessment = sources.assessment
    portfolio, currency = assessment.portfolio, assessment.currency
    return Figure(
        code="expected_loss",
        name=message("Expected loss, 12 months"),
        value=money_of(assessment, portfolio.expected_loss),
        low=money_of(assessment, portfolio.expected_loss_low),
        high=money_of(assessment, portfolio.expected_loss_high),
        note=message("through departures, averaged over many such years"),
        limit=None,
        exceeded=None,
        quarters=_quarters(sources, "expected_loss", lambda amount: Money(amount, currency)),
        gap=_gap(sources, "expected_loss"),
    )


def _fewest(sources: PackSources) -> Figure:
    return Figure(
        code="bus_factor",
        name=message("How few departures leave half"),
        value=_fewest_value(sources.assessment),
        low=None,
        high=None,
        note=_fewest_note(sources.assessment),
        limit=None,
        exceeded=None,
        quarters=_quarters(sources, "bus_factor", int),
        gap=_gap(sources, "bus_factor"),
    )


def _fewest_note(assessment: Assessment) -> Message:
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0:
        return message("of {count} person", "of {count} people", count=portfolio.reps_active)
    return message(
        "of {count} person; without them nobody would know the customers behind half of the "
        "yearly revenue ({proven} of it proven by records)",
        "of {count} people; without them nobody would know the customers behind half of the "
        "yearly revenue ({proven} of it proven by records)",
        count=portfolio.reps_active,
        proven=Percent(proven_share(portfolio.evidence_share)),
    )


def _fewest_value(assessment: Assessment) -> Value:
    portfolio = assessment.portfolio
    low, high = portfolio.bus_factor_low, portfolio.bus_factor_high
    if portfolio.bus_factor is None and low is not None and high is not None:
        return message("{low} to {high}", low=int(low), high=int(high))
    return portfolio.bus_factor


def _quarters(
    sources: PackSources, figure: str, as_value: Callable[[Any], Money | Percent | int]
) -> tuple[Quarter, ...]:
    """The figure on each earlier day that is compared, and today, the oldest first."""
    now = getattr(sources.assessment.portfolio, figure)
    past = [(each.as_of, each.changes[figure].then) for each in reversed(sources.quarters)]
    known = sources.assessment.extract.knows_money or figure != "expected_loss"
    return tuple(
        Quarter(day, as_value(value) if known and value is not None else None)
        for day, value in (*past, (sources.assessment.as_of, now))
    )


def _gap(sources: PackSources, figure: str) -> Message | None:
    """Why some earlier day cannot be compared; the newest such day speaks for all."""
    changes = [each.changes[figure] for each in sources.quarters]
    reasons = [each.reason for each in changes if each.reason is not None]
    if not reasons:
        return None
    if len(reasons) == len(changes):
        return message("Earlier quarters are not comparable: {reason}.", reason=reasons[0])
    return message("Some earlier quarters are not comparable: {reason}.", reason=reasons[0])
