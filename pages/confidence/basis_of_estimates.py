"""What the estimates rest on: studies, own departures, how they fared, how the law is computed."""

from collections.abc import Iterable
from dataclasses import dataclass

from analytics.assessment import Assessment
from analytics.attrition.backtest import Backtest
from analytics.follow.model import FollowCalibration
from analytics.messages import Message, Percent, message
from pages.components import numbers
from pages.components.sentences.stacked import stacked_sentence

__all__ = ["EstimateBasis", "bases"]

#: No accuracy below is claimed: a tenth of a per cent.
_FINEST = 0.001


@dataclass(frozen=True, slots=True)
class EstimateBasis:
    """What one kind of estimate rests on: its name, the terms that explain it, sentences."""

    title: Message
    terms: tuple[str, ...]
    lines: tuple[Message, ...]


def bases(assessment: Assessment) -> tuple[EstimateBasis, ...]:
    """The chance of leaving, the chance of following, and the bad year, in this order."""
    checked = ("learned_from", "past_check")
    return (
        EstimateBasis(message("Who may leave"), checked, tuple(_leaving(assessment))),
        EstimateBasis(
            message("Who would follow"),
            checked,
            (*_following(assessment), _staying(assessment)),
        ),
        EstimateBasis(message("A bad year"), ("loss_law", "var_95"), tuple(_bad_year(assessment))),
    )


def _leaving(assessment: Assessment) -> Iterable[Message]:
    model, check = assessment.attrition.model, assessment.attrition.check
    if model is None:
        yield message("The usual rate for everybody: {reason}", reason=check)
        return
    if model.unsettled is not None:
        yield model.unsettled
    elif model.leavers:
        yield message(
            "Published evidence, and what was learned from {count} departure of this company",
            "Published evidence, and what was learned from {count} departures of this company",
            count=model.leavers,
        )
    else:
        yield message("Published evidence only: no departure of this company to learn from")
    if isinstance(check, Backtest):
        yield from _backtested(check)
    else:
        yield message("Not yet checked: {reason}", reason=check)


def _backtested(check: Backtest) -> Iterable[Message]:
    yield message(
        "Checked on the past: of {people} people {expected} were expected to leave within a year, "
        "and {left} left",
        people=check.people,
        expected=round(check.leavers / check.level),
        left=check.leavers,
    )
    yield message(
        "Who left had been given the higher chance in {share} of comparisons with who stayed "
        "(range {range}, 4 of 5 times); guessing would reach half",
        share=Percent(check.auc.value),
        range=numbers.percent_range(max(check.auc.low, 0.0), min(check.auc.high, 1.0)),
    )
    if check.beats_scorecard:
        yield message("Own departures make these estimates better than published evidence alone")
    elif check.gain.high < 0:
        yield message(
            "Own departures have made these estimates worse than published evidence alone: read "
            "them with care"
        )
    else:
        yield message(
            "Own departures do not make these estimates better than published evidence alone so "
            "far; the difference may be chance"
        )
    mixed = stacked_sentence(check)
    if mixed is not None:
        yield mixed


def _following(assessment: Assessment) -> Iterable[Message]:
    model = assessment.follow
    if model.unsettled is not None:
        yield model.unsettled
        return
    if not model.learned:
        yield message("Published evidence only: no customer of somebody who left to learn from")
        return
    yield message(
        "Published evidence, and what became of {count} customer of people who left",
        "Published evidence, and what became of {count} customers of people who left",
        count=model.outcomes,
    )
    if model.calibration is None:
        yield message("Not yet checked: too few departures to compare earlier with later ones")
    else:
        yield from _calibrated(model.calibration)


def _staying(assessment: Assessment) -> Message:
    """What is expected of customers who stay, and on what that rests."""
    figures = assessment.portfolio
    if figures.shrinking_fraction is None:
        return message("Whether customers who stay buy less is left out (own policy)")
    if not figures.shrinking_learned_from:
        return message(
            "Customers who stay are expected to buy as before: no departure to learn from"
        )
    if not figures.shrinking_fraction > 0:
        return message(
            "{count} customer of people who left stayed, and bought no less than comparable ones, "
            "beyond chance",
            "{count} customers of people who left stayed, and bought no less than comparable ones, "
            "beyond chance",
            count=figures.shrinking_learned_from,
        )
    return message(
        "A customer of one person alone who stays is expected to buy {less} less, learned from "
        "{count} customer of people who left",
        "A customer of one person alone who stays is expected to buy {less} less, learned from "
        "{count} customers of people who left",
        less=Percent(figures.shrinking_fraction),
        count=figures.shrinking_learned_from,
    )


def _calibrated(check: FollowCalibration) -> Iterable[Message]:
    yield message(
        "Learned from earlier departures, checked on {count} customer of later ones: {predicted} "
        "were expected to stop buying, {observed} did",
        "Learned from earlier departures, checked on {count} customers of later ones: {predicted} "
        "were expected to stop buying, {observed} did",
        count=check.outcomes,
        predicted=Percent(check.predicted),
        observed=Percent(check.observed),
    )
    if check.better:
        yield message("Own departures come nearer to it than published evidence alone")
    else:
        yield message("Own departures do not come nearer to it than published evidence alone")


def _accuracy(assessment: Assessment) -> Message | None:
    """How far the draw of years moves the bad year, a technical remark; None where it is exact."""
    losses = assessment.losses
    if losses.method != "simulated" or not losses.var_95 > 0:
        return None
    error = losses.standard_errors["var_95"] / losses.var_95
    return message(
        "Technical remark: {count} year is simulated; another draw would move it by {error}",
        "Technical remark: {count} years are simulated; another draw would move it by {error}",
        count=losses.scenarios,
        error=Percent(max(error, _FINEST)),
    )


def _bad_year(assessment: Assessment) -> Iterable[Message]:
    simulated = _accuracy(assessment)
    if simulated is not None:
        yield simulated
    else:
        yield message("Every possible set of departures is counted; nothing is simulated")
    rules = assessment.policy.losses
    if rules.parameter_uncertainty:
        yield message("Holds that the chances of leaving and following may be wrong, too")
    else:
        yield message("Takes the chances of leaving and following for known (own policy)")
    if rules.contagion > 0:
        yield message("A departure makes others in the same team a little more likely")
    if rules.correlation > 0:
        yield message("In some years everybody is more likely to leave, in others less")
    if not rules.contagion and not rules.correlation:
        yield message("Departures are taken as independent of each other (own policy)")
