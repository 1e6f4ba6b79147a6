"""How much waits behind the entries of the menu, and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.relationships.people import under_notice
from data.opening import today
from data.store.actions import current_actions
from pages.components import loading

__all__ = ["Pending", "pending", "pending_now"]


@dataclass(frozen=True, slots=True)
class Pending:
    """So many things wait for the reader, and what they are."""

    count: int
    why: Message


def pending(reps: pd.DataFrame, quality: pd.DataFrame, overdue: int) -> Mapping[str, Pending]:
    """What waits, by group of the menu; groups where nothing does are left out.

    reps: as in :class:`~analytics.assessment.Assessment`; quality: with the weight of each issue;
    overdue: actions that should have been done before today.
    """
    leaving, heavy = int(under_notice(reps).sum()), int((quality["weight"] != "note").sum())
    every = {
        "what_if": Pending(
            leaving,
            message(
                "{count} person is under notice", "{count} people are under notice", count=leaving
            ),
        ),
        "act": Pending(
            overdue,
            message("{count} action is overdue", "{count} actions are overdue", count=overdue),
        ),
        "data": Pending(
            heavy,
            message(
                "{count} warning changes the answer",
                "{count} warnings change the answer",
                count=heavy,
            ),
        ),
    }
    return {name: each for name, each in every.items() if each.count}


def pending_now(about: loading.Context) -> Mapping[str, Pending]:
    """What waits in a context whose assessment is at hand."""
    found = loading.loaded(about)
    return pending(found.assessment.reps, found.quality, _overdue(about))


def _overdue(about: loading.Context) -> int:
    """Actions that are overdue; none where they cannot be read, as the page says."""
    try:
        every = loading.actions_at_hand(about.kind, about.policy)
    except LinchpinError:
        return 0
    day = today(about.policy)
    return sum(each.action.is_overdue(day) for each in current_actions(every))
