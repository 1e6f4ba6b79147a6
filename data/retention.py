"""What is kept for how long of what people entered, and its removal once that is over.

| what | until so many months of ``[retention]`` after that |
|---|---|
| decisions done or rejected, statements that ran out | ``entered_months`` |
| handovers that ended | ``entered_months`` |
| open points that were checked, and acceptances that ran out | ``entered_months`` |
| workbooks that were handed out, and what came back in them | ``entered_months`` |
| answers to the self-check that hold no longer | ``entered_months`` |
| alerts that were sent or given up | ``alerts_months`` |
| people in risk reviews, who go by pseudonyms from then on; figures stay | ``reviews_months`` |

What still counts stays as long as it does, such as the explanation of a false alarm, which is asked
for once; so does who changed the policy. Who entered something goes with it. What somebody enters
anew, such as an answer, counts from that day on.
Customer systems are never touched. Files of the home have rules of their own
(:mod:`data.home.retention`). What is removed is gone for good; backups of before still hold it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.open_points import PointState
from analytics.policy import Policy
from data.completion.keeping import ledger_of
from data.store.actions import current_actions, kept_actions
from data.store.alerts import deliveries, over
from data.store.entries import Entry, Store
from data.store.handovers import history_of, standing_handovers
from data.store.open_points import kept_decisions
from data.store.reviews import kept_reviews, pseudonymised
from data.store.self_checks import self_answers
from data.store.statements import current_of, kept_statements

__all__ = ["Rule", "Standing", "remove_what_is_over", "retention_at_start", "standing"]

_LOG = logging.getLogger("linchpin")

#: Of one kind and subject: since which day nothing of it counts.
Over = Iterator[tuple[str, str, date]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is removed some months after it is over.

    months: of the policy; over: kind, subject and the day since when it no longer counts; forget:
    what is done with the subjects of a kind, given the last day of theirs, instead of removing
    them.
    """

    code: str
    what: Message
    months: Callable[[Policy], int]
    over: Callable[[Store, date], Over]
    forget: Callable[[Store, str, date], object] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule as it stands: for how many months things are kept, how many are due now, and when the
    next one is (None: nothing waits)."""

    rule: Rule
    months: int
    due: int
    next_on: date | None


def _actions(store: Store, today: date) -> Over:
    del today
    for demo, kind in ((False, "action"), (True, "demo action")):
        every = kept_actions(store, demo=demo)
        open_ = {each.entry.subject for each in current_actions(every) if each.action.waits}
        yield from _ended(kind, (each.entry for each in every), open_)


def _statements(store: Store, today: date) -> Over:
    for demo, kind in ((False, "statement"), (True, "demo statement")):
        every = kept_statements(store, demo=demo, history=True)
        current = {each.entry.subject: each.statement for each in current_of(every)}
        stands = {subject for subject, each in current.items() if each.stands(today)}
        for _, subject, last_on in _ended(kind, (each.entry for each in every), stands):
            ran_out = current[subject].valid_until if subject in current else None
            yield kind, subject, ran_out or last_on


def _handovers(store: Store, today: date) -> Over:
    for demo, kind in ((False, "handover"), (True, "demo handover")):
        running = [each for each in standing_handovers(store, demo=demo) if each.ends_on >= today]
        used = {entry.subject for each in running for entry in history_of(store, each, demo=demo)}
        ends = {
            entry.subject: each.ends_on
            for each in standing_handovers(store, demo=demo)
            for entry in history_of(store, each, demo=demo)
        }
        for _, subject, last_on in _ended(kind, store.all(kind), used):
            yield kind, subject, max(last_on, ends.get(subject, last_on))


def _points(store: Store, today: date) -> Over:
    """Open points that were checked: since then; or accepted: since they are no longer. A false
    alarm is explained once and stays so."""
    del today
    for demo, kind in ((False, "open point"), (True, "demo open point")):
        every = kept_decisions(store, demo=demo)
        standing_ = {each.entry.subject: each for each in every if each.entry.undone_at is None}
        ends = {subject: each.decision.until for subject, each in standing_.items()}
        explained = {
            subject
            for subject, each in standing_.items()
            if each.decision.state is PointState.EXPLAINED
        }
        for _, subject, last_on in _ended(kind, (each.entry for each in every), explained):
            yield kind, subject, max(last_on, ends.get(subject) or last_on)


def _workbooks(store: Store, today: date) -> Over:
    """What salespeople were asked and have stated in workbooks, unless it was stated anew."""
    del today
    for demo in (False, True):
        ledger = ledger_of(store, demo=demo)
        for entries in (ledger.sent, ledger.returned, ledger.stated):
            if entries:
                yield from _ended(entries[0].kind, entries, set())


def _answers(store: Store, today: date) -> Over:
    """Answers to the self-check, since they hold no longer."""
    for demo, kind in ((False, "self-check"), (True, "demo self-check")):
        holding = {
            code: answer.valid_until for code, (answer, _) in self_answers(store, demo=demo).items()
        }
        counting = {code for code, until in holding.items() if until >= today}
        for _, subject, last_on in _ended(kind, store.all(kind), counting):
            yield kind, subject, holding.get(subject, last_on)


def _alerts(store: Store, today: date) -> Over:
    for each in over(deliveries(store)):
        told = each.told_at
        yield "alert delivery", each.delivery_id, today if told is None else told.date()


_REVIEWS = {"review": False, "demo review": True}


def _reviews(store: Store, today: date) -> Over:
    del today
    for kind, demo in _REVIEWS.items():
        for each in kept_reviews(store, demo=demo):
            if not each.hidden:
                yield kind, each.review_id, each.opened_on


def _pseudonyms(store: Store, kind: str, last: date) -> object:
    return pseudonymised(store, last + timedelta(days=1), demo=_REVIEWS[kind])


def _ended(kind: str, every: Iterable[Entry], counting: set[str]) -> Over:
    """The subjects that no longer count, with the day on which somebody touched them last."""
    last: dict[str, date] = {}
    for entry in every:
        touched = max(entry.made_at, entry.undone_at or entry.made_at).date()
        last[entry.subject] = max(touched, last.get(entry.subject, touched))
    for subject, day in last.items():
        if subject not in counting:
            yield kind, subject, day


def _entered_months(policy: Policy) -> int:
    return policy.retention.entered_months


def _reviews_months(policy: Policy) -> int:
    return policy.retention.reviews_months


def _alerts_months(policy: Policy) -> int:
    return policy.retention.alerts_months


_RULES: tuple[Rule, ...] = (
    Rule("actions", message("Decisions that are done or rejected"), _entered_months, _actions),
    Rule(
        "statements",
        message("Statements that ran out or were taken back"),
        _entered_months,
        _statements,
    ),
    Rule("handovers", message("Handovers that have ended"), _entered_months, _handovers),
    Rule(
        "points",
        message("Open points that were checked, or are accepted no longer"),
        _entered_months,
        _points,
    ),
    Rule(
        "workbooks",
        message("Workbooks for salespeople, and the answers in them that nobody has stated anew"),
        _entered_months,
        _workbooks,
    ),
    Rule(
        "answers",
        message("Answers to the self-check that hold no longer"),
        _entered_months,
        _answers,
    ),
    Rule("alerts", message("Alerts that were sent or given up"), _alerts_months, _alerts),
    Rule(
        "reviews",
        message("Names of people in risk reviews, which become pseudonyms"),
        _reviews_months,
        _reviews,
        _pseudonyms,
    ),
)


def standing(store: Store, policy: Policy, today: date) -> tuple[Standing, ...]:
    """Every rule as it stands on a day.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    return tuple(_standing(rule, store, policy, today) for rule in _RULES)


def _standing(rule: Rule, store: Store, policy: Policy, today: date) -> Standing:
    months = rule.months(policy)
    days = [_until(day, months) for _, _, day in rule.over(store, today)]
    due = sum(day <= today for day in days)
    return Standing(rule, months, due, min((max(day, today) for day in days), default=None))


def _until(day: date, months: int) -> date:
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def remove_what_is_over(store: Store, policy: Policy, today: date) -> int:
    """Remove what is kept no longer; gives how many things went.

    Raises
    ------
    StoreError
        The store cannot be read or written.
    """
    return sum(_forgotten(rule, store, policy, today) for rule in _RULES)


def _forgotten(rule: Rule, store: Store, policy: Policy, today: date) -> int:
    months, found = rule.months(policy), list(rule.over(store, today))
    due = [each for each in found if _until(each[2], months) <= today]
    for kind in dict.fromkeys(kind for kind, _, _ in due):
        of_kind = [(subject, day) for each, subject, day in due if each == kind]
        if rule.forget is not None:
            rule.forget(store, kind, max(day for _, day in of_kind))
        else:
            store.remove(kind, (subject for subject, _ in of_kind))
    return len(due)


def retention_at_start(store: Callable[[], Store], policy: Callable[[], Policy]) -> None:
    """Remove what is kept no longer when a program starts; what fails is logged, and no more."""
    try:
        rules = policy()
        today = datetime.now(UTC).astimezone(rules.company.zone()).date()
        remove_what_is_over(store(), rules, today)
    except LinchpinError as error:
        _LOG.warning("%s", error)
