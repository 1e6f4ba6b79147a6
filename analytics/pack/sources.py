"""What a pack is made from, besides the assessment: what was decided, found and changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.actions import Action
from analytics.assessment import Assessment
from analytics.comparison import Comparison
from analytics.coverage.plan import CoveragePlan
from analytics.review.changes import Split

__all__ = ["Followed", "PackSources"]


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


@dataclass(frozen=True, slots=True, eq=False)
class PackSources:
    """Everything that a pack is made from.

    quarters: comparisons with earlier days, the newest day first; quality: issues of the data;
    actions: those that count; today: the day on which actions are due or not; since: from when on
    what management did is told; company: its name, empty where nothing names it. Where they are
    given: hazards (columns in :mod:`analytics.pack.guests`), and how figures have changed since the
    last review, by figure.
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
    changes: Mapping[str, Split] | None = None
