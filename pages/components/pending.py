"""How much waits behind the entries of the menu, and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.relationships.people import under_notice
from data.opening import today
from data.store.actions import current_actions
from data.store.alerts import DeliveryState
from pages.components import loading

__all__ = ["Pending", "pending", "pending_now"]


@dataclass(frozen=True, slots=True)
class Pending:
    """So many things wait for the reader, and what they are."""

    count: int
    why: Message


def pending(
    reps: pd.DataFrame,
    quality: pd.DataFrame,
    overdue: int,
    undelivered: int = 0,
    review_due: date | None = None,
) -> Mapping[str, Pending]:
    """What waits, by group of the menu; groups where nothing does are left out.

    reps: as in :class:`~analytics.assessment.Assessment`; quality: with the weight of each issue;
    overdue: actions that should have been done before today; undelivered: alerts of which nobody
    knows whether they arrived, or that did not; review_due: the day on which a risk review was due
    that has not been opened yet.
    """
    leaving, heavy = int(under_notice(reps).sum()), int((quality["weight"] != "note").sum())
    every = {
        "what_if": Pending(
            leaving,
            message(
                "{count} person is under notice", "{count} people are under notice", count=leaving
            ),
        ),
        "act": _to_act(overdue, review_due),
        "data": _of_data(heavy, undelivered),
    }
    return {name: each for name, each in every.items() if each.count}


def _to_act(overdue: int, review_due: date | None) -> Pending:
    late = message("{count} action is overdue", "{count} actions are overdue", count=overdue)
    if review_due is None:
        return Pending(overdue, late)
    review = message("The risk review was due on {day}", day=review_due)
    if not overdue:
        return Pending(1, review)
    return Pending(overdue + 1, message("{first}. {rest}", first=late, rest=review))


def _of_data(heavy: int, undelivered: int) -> Pending:
    warnings = message(
        "{count} warning changes the answer", "{count} warnings change the answer", count=heavy
    )
    if not undelivered:
        return Pending(heavy, warnings)
    alerts = message(
        "{count} alert has not surely arrived",
        "{count} alerts have not surely arrived",
        count=undelivered,
    )
    if not heavy:
        return Pending(undelivered, alerts)
    both = message("{first}. {rest}", first=warnings, rest=alerts)
    return Pending(heavy + undelivered, both)


def pending_now(about: loading.Context) -> Mapping[str, Pending]:
    """What waits in a context whose assessment is at hand."""
    found = loading.loaded(about)
    return pending(
        found.assessment.reps, found.quality, _overdue(about), _undelivered(), _review_due(about)
    )


def _review_due(about: loading.Context) -> date | None:
    """The day on which a review was due, unless one is open; None also where that cannot be read,
    as the page says."""
    try:
        due = loading.review_due_at_hand(about.kind, about.policy)
    except LinchpinError:
        return None
    return due if due is not None and due <= today(about.policy) else None


def _undelivered() -> int:
    """Alerts that have not surely arrived; none where they cannot be read, as the page says."""
    try:
        every = loading.deliveries_at_hand()
    except LinchpinError:
        return 0
    return sum(each.state in _NOT_ARRIVED for each in every)


_NOT_ARRIVED = (DeliveryState.UNCLEAR, DeliveryState.FAILED)


def _overdue(about: loading.Context) -> int:
    """Actions that are overdue; none where they cannot be read, as the page says."""
    try:
        every = loading.actions_at_hand(about.kind, about.policy)
    except LinchpinError:
        return 0
    day = today(about.policy)
    return sum(each.action.is_overdue(day) for each in current_actions(every))
