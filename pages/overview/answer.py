"""The overview's sentences: the answer in money, what departures cost, and what that rests on."""

from collections.abc import Mapping

from analytics.assessment import Assessment, Portfolio
from analytics.concentration.bus_factor import left_alone
from analytics.messages import Message, Money, Percent, message
from pages.components.sentences.first_people import first_people, named

__all__ = ["answer", "basis_line", "loss_line"]


def answer(assessment: Assessment) -> Message:
    """Say in one sentence how much revenue rests on the first few people, by name.

    What is left without anyone counts proven contacts only, as the bus factor does.
    """
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0:
        return message("No customer bought anything in the last 12 months.")
    curve = assessment.resilience
    if not (len(curve) and curve["exposure_left"].iloc[0] > 0):
        return message(
            "No record shows who knows the customers, who buy for {exposure} a year.",
            exposure=_money(portfolio.exposure, portfolio),
        )
    people = first_people(assessment)
    if not people:
        return message(
            "Nobody's departure is expected to cost any of {exposure} a year.",
            exposure=_money(portfolio.exposure, portfolio),
        )
    return _if_they_left(people, assessment)


def _if_they_left(people: Mapping[str, str], assessment: Assessment) -> Message:
    portfolio = assessment.portfolio
    lost = left_alone(assessment.customers, assessment.edges, people)
    names = named(people)
    if not lost > 0:
        return message(
            "If {people} left, every customer would still be known by somebody.", people=names
        )
    return message(
        "If {people} left, {lost} a year would have nobody who knows the customer: {share} of "
        "yearly customer revenue.",
        people=names,
        lost=_money(lost, portfolio),
        share=Percent(lost / portfolio.exposure),
    )


def loss_line(assessment: Assessment) -> Message | None:
    """Say what departures are expected to cost, and in a bad year; None without revenue."""
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0:
        return None
    if (portfolio.expected_shrinkage or 0.0) > 0:
        return message(
            "We expect departures to cost {expected} over the next 12 months, and customers who "
            "stay to buy {less} less; in a bad year, one in twenty, both come to {bad} or more.",
            expected=_money(portfolio.expected_loss, portfolio),
            less=_money(portfolio.expected_shrinkage or 0.0, portfolio),
            bad=_money(portfolio.var_95, portfolio),
        )
    return message(
        "We expect departures to cost {expected} over the next 12 months; in a bad year, one in "
        "twenty, {bad} or more.",
        expected=_money(portfolio.expected_loss, portfolio),
        bad=_money(portfolio.var_95, portfolio),
    )


def basis_line(assessment: Assessment) -> Message | None:
    """Say what the chances behind the loss rest on; None without revenue."""
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0:
        return None
    people, customers = portfolio.attrition_learned_from, portfolio.follow_learned_from
    left = message("{count} departure", "{count} departures", count=people)
    stayed = message(
        "{count} customer of people who left",
        "{count} customers of people who left",
        count=customers,
    )
    if people and customers:
        return message(
            "That rests on published averages and on your company's own past: {left} and "
            "{customers}.",
            left=left,
            customers=stayed,
        )
    if people or customers:
        return message(
            "That rests on published averages and, of your company's own past, on {seen} only.",
            seen=left if people else stayed,
        )
    return message("That rests on published averages; nothing is learned from your company yet.")


def _money(amount: float, portfolio: Portfolio) -> Money:
    return Money(float(amount), portfolio.currency)
