"""Page one: how exposed are we, is it too much, what was done, and what is asked of the board?

A figure stands there with the range that it has; one for a bad year has none that holds what is not
known of the chances, and so is not among them.
"""

from collections.abc import Iterator, Sequence

from analytics.actions import ActionKind, ActionState
from analytics.assessment import Assessment
from analytics.concentration.limits import Limit
from analytics.concentration.shares import proven_alone
from analytics.messages import Message, Money, Percent, message
from analytics.pack.amounts import money_of
from analytics.pack.decided import accepted, overdue, sentence
from analytics.pack.figures import three_figures
from analytics.pack.model import LimitLine, PageOne, Value
from analytics.pack.names import Names
from analytics.pack.sources import Followed, PackSources
from analytics.relationships.people import under_notice

__all__ = ["page_one"]

#: Done actions that page one names; people under notice and accepted risks likewise.
_NAMED = 3
_SHARES = ("rep_core_share", "single_threaded_share")


def page_one(sources: PackSources, names: Names) -> PageOne:
    """Make page one."""
    return PageOne(
        answer=_answer(sources.assessment),
        figures=three_figures(sources),
        limits=_limit_lines(sources.assessment, names),
        done_title=message("What management did since {day}", day=sources.since),
        done=tuple(_done(sources, names)),
        asked_title=message("What the board is asked to decide or to accept"),
        asked=tuple(_asked(sources, names)),
    )


def _answer(assessment: Assessment) -> Message:
    portfolio = assessment.portfolio
    if not portfolio.exposure > 0 or not assessment.extract.knows_money:
        return message("No yearly customer revenue is known, so nothing can be said in money.")
    proven = proven_alone(portfolio.single_threaded_proven_share, portfolio.evidence_share)
    if not isinstance(proven, Percent):
        return message(
            "Customers buy for {exposure} a year; records do not show who knows them.",
            exposure=money_of(assessment, portfolio.exposure),
        )
    return message(
        "Of {exposure} that customers buy for a year, {alone} rest on one person alone, proven by "
        "records; departures are expected to cost {loss} within 12 months.",
        exposure=money_of(assessment, portfolio.exposure),
        alone=Money(proven.value * portfolio.exposure, assessment.currency),
        loss=money_of(assessment, portfolio.expected_loss),
    )


def _limit_lines(assessment: Assessment, names: Names) -> tuple[LimitLine, ...]:
    """The company's own limits, those exceeded first, unknown ones next."""
    made = [_limit_line(each, names) for each in assessment.limits]
    order = {True: 0, None: 1, False: 2}
    return tuple(sorted(made, key=lambda each: order[each.exceeded]))


def _limit_line(limit: Limit, names: Names) -> LimitLine:
    share = limit.code in _SHARES

    def written(value: float | None) -> Value:
        return None if value is None else Percent(value) if share else round(value)

    sentence = names.told(limit.message)
    return LimitLine(
        limit.code, sentence, written(limit.value), written(limit.limit), limit.exceeded
    )


def _done(sources: PackSources, names: Names) -> Iterator[Message]:
    done = [each for each in sources.actions if each.action.state is ActionState.DONE]
    recent = [each for each in done if each.made_on >= sources.since]
    if recent:
        yield _listed_done(recent, names)
    yield from _second_contacts(sources.actions)
    if not sources.actions:
        yield message("Nothing was entered: neither an action nor an agreed second contact.")
    elif not recent:
        yield message("No action was entered as done since then.")
    if late := overdue(sources):
        yield message("{count} action is overdue.", "{count} actions are overdue.", count=len(late))


def _listed_done(recent: Sequence[Followed], names: Names) -> Message:
    named = tuple(sentence(each.action, names) for each in recent[:_NAMED])
    if len(recent) <= _NAMED:
        return message("Done: {actions}.", actions=named)
    return message(
        "Done: {actions}, and {count} more.",
        "Done: {actions}, and {count} more.",
        count=len(recent) - _NAMED,
        actions=named,
    )


def _second_contacts(actions: Sequence[Followed]) -> Iterator[Message]:
    agreed = [
        each
        for each in actions
        if each.action.kind is ActionKind.SECOND_CONTACT and each.accepted_on is not None
    ]
    if agreed:
        yield message(
            "Of {count} agreed second contact, {proven} proven by contact records.",
            "Of {count} agreed second contacts, {proven} proven by contact records.",
            count=len(agreed),
            proven=sum(each.proven for each in agreed),
        )


def _asked(sources: PackSources, names: Names) -> Iterator[Message]:
    if doubts := int((sources.quality["weight"] == "overturns").sum()):
        yield message(
            "{count} point in the data may overturn all of this (see below): decide who settles "
            "it first.",
            "{count} points in the data may overturn all of this (see below): decide who settles "
            "them first.",
            count=doubts,
        )
    over = sum(each.exceeded is True for each in sources.assessment.limits)
    if over:
        yield message(
            "{count} of our own limits is exceeded: decide what is done, or accept it until a day.",
            "{count} of our own limits are exceeded: decide for each what is done, or accept it "
            "until a day.",
            count=over,
        )
    yield from _leaving(sources.assessment, names)
    yield from _proposal(sources)
    if late := overdue(sources):
        yield message(
            "Decide what becomes of {count} overdue action.",
            "Decide what becomes of {count} overdue actions.",
            count=len(late),
        )
    for each in accepted(sources)[:_NAMED]:
        yield message(
            "{what}: accepted until {day}. Confirm it or end it.",
            day=each.action.until,
            what=sentence(each.action, names),
        )


def _leaving(assessment: Assessment, names: Names) -> Iterator[Message]:
    reps = assessment.reps
    going = reps[under_notice(reps) & (reps["sole_customers"] > 0)]
    for row in going.sort_values("sole_revenue", ascending=False).head(_NAMED).to_dict("records"):
        yield message(
            "{person} has given notice and alone knows {count} customer with {amount} a year: "
            "decide who takes over.",
            "{person} has given notice and alone knows {count} customers with {amount} a year: "
            "decide who takes over.",
            count=int(row["sole_customers"]),
            person=names.person(row["rep_id"]),
            amount=money_of(assessment, row["sole_revenue"]),
        )


def _proposal(sources: PackSources) -> Iterator[Message]:
    planned = len(sources.plan.pairs)
    if not planned:
        return
    whole = sources.plan.frontier.set_index("pairs").loc[planned]
    today = sources.plan.frontier["expected_loss"].iloc[0]
    assessment = sources.assessment
    yield message(
        "Agree to {count} second contact (see below): it lowers the expected loss by {saving}, in "
        "4 of 5 cases by {low} to {high}.",
        "Agree to {count} second contacts (see below): they lower the expected loss by {saving}, "
        "in 4 of 5 cases by {low} to {high}.",
        count=planned,
        saving=money_of(assessment, today - whole["expected_loss"]),
        low=money_of(assessment, whole["saving_low"]),
        high=money_of(assessment, whole["saving_high"]),
    )
