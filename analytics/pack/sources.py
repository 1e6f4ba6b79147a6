"""What a pack is made from, besides the assessment: what was decided, found and changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.actions import Action
from analytics.assessment import Assessment
from analytics.comparison import Comparison
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message

__all__ = ["Accepted", "Decision", "Followed", "PackSources", "ReviewHeld"]


@dataclass(frozen=True, slots=True)
class Followed:
    """An action and what became of it.

    made_on: when it was entered in its present state; accepted_on: since when it is agreed;
    visited_on: the first visit of an agreed second contact; proven: whether records prove that
    contact.
    """

    action: Action
    made_on: date
    accepted_on: date | None = None
    visited_on: date | None = None
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A risk that stands accepted until a day; reason: as it was entered."""

    what: Message
    until: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a review decided; owner: a rep_id, or a name; reason: as it was entered."""

    what: Message
    owner: str = ""
    due: date | None = None
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReviewHeld:
    """A review whose minutes are written; present: names, as they were entered."""

    day: date
    present: tuple[str, ...]
    decisions: tuple[Decision, ...]
    next_on: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PackSources:
    """Everything that a pack is made from.

    quarters: comparisons with earlier days, the newest day first; quality: issues of the data;
    actions: those that count; today: the day on which actions are due or not; since: from when on
    what management did is told. Where they are given: hazards and changes (columns in
    :mod:`analytics.pack.guests`), accepted risks, and the review that was held.
    """

    assessment: Assessment
    quarters: tuple[Comparison, ...]
    plan: CoveragePlan
    quality: pd.DataFrame
    actions: Sequence[Followed]
    today: date
    since: date
    company: str = ""
    demo: bool = False
    hazards: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    accepted: tuple[Accepted, ...] = ()
    review: ReviewHeld | None = None
