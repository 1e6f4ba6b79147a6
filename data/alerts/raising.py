"""One look at a source: what holds, what is new since the last look, and who is told of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.alerts.arising import Alert, arising
from analytics.alerts.conditions import Condition, Overdue, conditions
from analytics.assessment import Assessment
from analytics.messages import Message
from data.alerts.outbox import addressed
from data.store.actions import current_actions, kept_actions
from data.store.alerts import Delivery, held_before, put_into_outbox, recipients
from data.store.entries import Author, Store

__all__ = ["Look", "keep", "look", "overdue_on"]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one look at a source found. first: nobody has looked before; outgoing: what is to be
    sent, to each recipient one message; seen: the version of the look before."""

    source: str
    holding: tuple[Condition, ...]
    alerts: tuple[Alert, ...]
    outgoing: tuple[Delivery, ...]
    first: bool
    seen: int


def overdue_on(store: Store, day: date, *, demo: bool = False) -> list[Overdue]:
    """The actions that should have been done before a day."""
    return [
        Overdue(each.entry.subject, each.action.owner)
        for each in current_actions(kept_actions(store, demo=demo))
        if each.action.is_overdue(day)
    ]


def look(
    store: Store,
    source: str,
    assessment: Assessment,
    overdue: Sequence[Overdue],
    say: Callable[[Message, str], str],
    *,
    hazards: pd.DataFrame | None = None,
) -> Look:
    """Look at a source; nothing is kept or sent.

    source: what tells it from others; say: writes a sentence in a language; hazards: open points of
    safeguards, None where none were looked for.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    before, seen = held_before(store, source)
    holding = conditions(assessment, overdue, hazards)
    alerts = arising(holding, before)
    outgoing = addressed(alerts, recipients(store), assessment.policy.company.name, say)
    return Look(source, holding, alerts, tuple(outgoing), before is None, seen)


def keep(store: Store, found: Look, *, author: Author) -> None:
    """Keep what was found, and put what is to be sent into the outbox: both or neither.

    Raises
    ------
    Superseded
        Somebody else has looked at the same source meanwhile.
    StoreError
        The store cannot be written.
    """
    holding = {each.key for each in found.holding}
    put_into_outbox(store, found.source, holding, found.outgoing, author=author, seen=found.seen)
