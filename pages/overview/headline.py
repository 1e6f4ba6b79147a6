"""The overview's four headline figures: what they mean, what is proven, how they changed."""

from collections.abc import Callable, Sequence

from analytics.assessment import Assessment, Portfolio
from analytics.comparison import Comparison
from analytics.concentration.shares import proven_alone, proven_share
from analytics.messages import Message, Money, Percent, message
from pages.components import numbers
from pages.components.figures import Figure
from pages.components.partial import buy_less
from pages.components.ranks import four_of_five
from pages.components.text import t_text
from pages.components.words import level_share

__all__ = ["change_notes", "headline_figures", "incomparable"]

#: The figures that are compared with earlier days.
_COMPARED = ("expected_loss", "single_threaded_proven_share", "bus_factor", "var_95")
_SINCE: tuple[numbers.Since, ...] = ("quarter", "year")


def headline_figures(
    assessment: Assessment, comparisons: Sequence[Comparison]
) -> tuple[Figure, ...]:
    """Expected loss, on record with one person only, how few departures, a bad year.

    ``comparisons`` are those against a quarter and a year ago, in this order. All texts are in
    the reader's language.
    """
    return (
        _expected_loss(assessment, comparisons),
        _single_threaded(assessment, comparisons),
        _bus_factor(assessment, comparisons),
        _bad_year(assessment, comparisons),
    )


def _expected_loss(assessment: Assessment, comparisons: Sequence[Comparison]) -> Figure:
    portfolio = assessment.portfolio
    currency = portfolio.currency
    meaning = (
        t_text(
            "{share} of yearly customer revenue, averaged over many such years",
            share=Percent(portfolio.expected_loss / portfolio.exposure),
        )
        if portfolio.exposure > 0
        else t_text("No customer bought anything in the last 12 months")
    )
    changes = change_notes("expected_loss", comparisons, _money_writer(currency), smallest=500)
    return Figure(
        "expected_loss",
        t_text("Expected loss, 12 months"),
        numbers.money(portfolio.expected_loss, currency),
        "expected_loss",
        notes=(
            four_of_five(portfolio.expected_loss_low, portfolio.expected_loss_high, currency),
            meaning,
            *_uncovered(assessment),
            *changes[:1],
        ),
        more=(
            *buy_less(portfolio.expected_shrinkage, currency),
            _by_evidence(assessment),
            *changes[1:],
        ),
    )


def _by_evidence(assessment: Assessment) -> str:
    """Split the expected loss by evidence."""
    customers = assessment.customers
    loss = customers["expected_loss"].groupby(customers["evidence"]).sum()
    inferred, struck = float(loss.get("ownership", 0.0)), float(loss.get("none", 0.0))
    proven = Money(float(loss.sum()) - inferred - struck, assessment.currency)
    named = Money(inferred, assessment.currency)
    if struck > 0:
        return t_text(
            "{proven} proven, {inferred} inferred, {struck} without anyone since a departure",
            proven=proven,
            inferred=named,
            struck=Money(struck, assessment.currency),
        )
    return t_text("{proven} proven, {inferred} inferred", proven=proven, inferred=named)


def _uncovered(assessment: Assessment) -> tuple[str, ...]:
    """The yearly revenue of customers for whom no loss can be computed, if there is any."""
    customers = assessment.customers
    open_ones = customers["expected_loss"].isna()
    amount = float(customers.loc[open_ones, "exposure"].sum())
    if not amount > 0:
        return ()
    return (
        t_text(
            "not known, and not counted, for {amount} of revenue",
            amount=Money(amount, assessment.currency),
        ),
    )


def _single_threaded(assessment: Assessment, comparisons: Sequence[Comparison]) -> Figure:
    portfolio = assessment.portfolio
    meaning = t_text(
        "of yearly customer revenue, with {count} customer",
        "of yearly customer revenue, with {count} customers",
        count=int(portfolio.single_threaded_customers),
    )
    proven = proven_alone(portfolio.single_threaded_proven_share, portfolio.evidence_share)
    changes: tuple[str, ...] = ()
    if isinstance(proven, Percent):
        key = "single_threaded_proven_share"
        changes = change_notes(key, comparisons, numbers.points, smallest=0.0005)
    return Figure(
        "single_threaded",
        t_text("On record with one person only"),
        numbers.percent(portfolio.single_threaded_revenue_share),
        "single_threaded",
        notes=(meaning, *changes[:1]),
        more=(_alone_by_evidence(portfolio, proven), *changes[1:]),
    )


def _alone_by_evidence(portfolio: Portfolio, proven: Percent | Message) -> str:
    """What is proven of it, inferred or not known."""
    if not isinstance(proven, Percent):
        return t_text("proven: {proven}", proven=proven)
    return t_text(
        "{proven} proven, {inferred} more inferred, {unknown} not known",
        proven=proven,
        inferred=Percent((portfolio.single_threaded_revenue_share or 0.0) - proven.value),
        unknown=Percent(level_share(portfolio, "none")),
    )


def _bus_factor(assessment: Assessment, comparisons: Sequence[Comparison]) -> Figure:
    portfolio = assessment.portfolio
    low, high = portfolio.bus_factor_low, portfolio.bus_factor_high
    base = t_text(
        "of {people} people; counts proven contacts only, {share} of yearly customer revenue",
        people=int(portfolio.reps_active),
        share=Percent(proven_share(portfolio.evidence_share)),
    )
    notes: tuple[str, ...]
    more: tuple[str, ...] = (base,)
    if portfolio.bus_factor is not None:
        value = numbers.integer(portfolio.bus_factor)
        changes = change_notes("bus_factor", comparisons, numbers.integer)
        notes = (t_text("departures leave half of the revenue without anyone"), *changes[:1])
        more = (base, *changes[1:])
    elif low is not None and high is not None:
        value = t_text("{low} to {high}", low=int(low), high=int(high))
        notes = (t_text("departures leave half without anyone; the exact number is still open"),)
    else:
        value = t_text("not known")
        why = (
            t_text("Proven contacts cover less than half of yearly customer revenue")
            if portfolio.exposure > 0
            else t_text("No customer bought anything in the last 12 months")
        )
        notes, more = (why,), ()
    return Figure(
        "bus_factor",
        t_text("How few departures leave half"),
        value,
        "bus_factor",
        notes=notes,
        more=more,
    )


def _bad_year(assessment: Assessment, comparisons: Sequence[Comparison]) -> Figure:
    portfolio = assessment.portfolio
    meaning = t_text(
        "or more goes in one year of twenty; {average} on average in those years",
        average=Money(portfolio.es_95, portfolio.currency),
    )
    write = _money_writer(portfolio.currency)
    changes = change_notes("var_95", comparisons, write, smallest=500)
    return Figure(
        "var_95",
        t_text("Bad year, one in twenty"),
        numbers.money(portfolio.var_95, portfolio.currency),
        "var_95",
        notes=(meaning, *_uncovered(assessment), *changes[:1]),
        more=(t_text("from proven and inferred contacts"), *changes[1:]),
    )


def change_notes(
    figure: str,
    comparisons: Sequence[Comparison],
    write: Callable[[float], str],
    *,
    smallest: float = 0.0,
) -> tuple[str, ...]:
    """How a figure changed against a quarter and a year ago, or why that cannot be said.

    One line where both are not comparable for the same reason.
    """
    changes = [comparison.changes[figure] for comparison in comparisons]
    reasons = [each.reason for each in changes]
    if len(changes) == 2 and reasons[0] is not None and reasons[0] == reasons[1]:
        return (_neither(reasons[0]),)
    return tuple(
        numbers.change(each.difference, since, write, smallest=smallest)
        if each.reason is None
        else _not_comparable(since, each.reason)
        for since, each in zip(_SINCE, changes, strict=False)
    )


def incomparable(comparisons: Sequence[Comparison]) -> Message | None:
    """Why none of the headline figures can be compared; None where any can, or the reasons differ.

    Said once, it need not stand under every figure.
    """
    changes = [each.changes[figure] for each in comparisons for figure in _COMPARED]
    reasons = {None if each.reason is None else str(each.reason) for each in changes}
    first = changes[0].reason if changes else None
    if first is None or len(reasons) > 1:
        return None
    return message("Not comparable with a quarter or a year ago: {reason}.", reason=first)


def _neither(reason: Message) -> str:
    return t_text("not comparable with a quarter or a year ago: {reason}", reason=reason)


def _not_comparable(since: numbers.Since, reason: Message) -> str:
    if since == "quarter":
        return t_text("not comparable with a quarter ago: {reason}", reason=reason)
    return t_text("not comparable with a year ago: {reason}", reason=reason)


def _money_writer(currency: str) -> Callable[[float], str]:
    return lambda size: numbers.money(size, currency)
