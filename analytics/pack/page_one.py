"""Page one: how exposed are we, is it too much, what was done, and what is asked of the board?

A figure stands there with the range that it has; one for a bad year has none that holds what is not
known of the chances, and so is not among them.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from analytics.actions import ActionKind, ActionState
from analytics.assessment import Assessment
from analytics.concentration.limits import Limit
from analytics.concentration.shares import proven_alone, proven_share
from analytics.messages import Message, Money, Percent, message
from analytics.pack.amounts import money_of
from analytics.pack.decided import overdue, sentence
from analytics.pack.model import Figure, LimitLine, PageOne, Quarter, Value
from analytics.pack.names import Names
from analytics.pack.sources import Decision, Followed, PackSources
from analytics.relationships.people import under_notice

__all__ = ["page_one"]

#: Done actions that page one names; people under notice and accepted risks likewise.
_NAMED = 3
#: Decisions of a review that page one holds.
_DECIDED = 8
_SHARES = ("rep_core_share", "single_threaded_share")


def page_one(sources: PackSources, names: Names) -> PageOne:
    """Make page one."""
    held = sources.review
    return PageOne(
        answer=_answer(sources.assessment),
        figures=(_alone(sources), _expected(sources), _fewest(sources)),
        limits=_limit_lines(sources.assessment, names),
        done_title=message("What management did since {day}", day=sources.since),
        done=tuple(_done(sources, names)),
        asked_title=message("What the board is asked to decide or to accept")
        if held is None
        else message("What was decided"),
        asked=tuple(_asked(sources, names) if held is None else _decided(held.decisions, names)),
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
    for each in sources.accepted[:_NAMED]:
        yield message(
            "Accepted until {day}: {what}. Confirm it or end it.",
            day=each.until,
            what=names.told(each.what),
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


def _decided(decisions: Sequence[Decision], names: Names) -> Iterator[Message]:
    if not decisions:
        yield message("Nothing was decided.")
    for each in decisions[:_DECIDED]:
        what = names.told(each.what)
        if each.until is not None:
            yield message("{what}: accepted until {day}.", what=what, day=each.until)
        elif each.owner and each.due is not None:
            yield message(
                "{what}: {owner}, until {day}.",
                what=what,
                owner=names.person(each.owner),
                day=each.due,
            )
        else:
            yield message("{what}.", what=what)
    if len(decisions) > _DECIDED:
        yield message(
            "{count} more decision is listed below.",
            "{count} more decisions are listed below.",
            count=len(decisions) - _DECIDED,
        )
