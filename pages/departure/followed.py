"""A handover with what the records show of it: how far each customer is, which steps are done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.departure.progress import managers, progress
from data.store.handovers import CUSTOMER_TASKS, Handover

__all__ = ["Particulars", "customer_tasks", "followed", "steps_done"]

#: What records of visits and meetings show: the step, and the column of its day.
_SEEN = {"introduction": "met_on", "management_visit": "managed_on"}


@dataclass(frozen=True, slots=True, eq=False)
class Particulars:
    """The rows behind a handover: persons and last_contacts of :mod:`data.handover_details`, deals,
    unpaid, touches and meetings (since the start) of :mod:`data.details`."""

    persons: pd.DataFrame
    last_contacts: pd.DataFrame
    deals: pd.DataFrame
    unpaid: pd.DataFrame
    touches: pd.DataFrame
    meetings: pd.DataFrame


def followed(assessment: Assessment, found: Handover, behind: Particulars) -> pd.DataFrame:
    """How far each customer is by the records; columns:
    :data:`analytics.contracts.departing.DEPARTING` (``progress``)."""
    return progress(
        assessment.edges,
        behind.touches,
        behind.meetings,
        {each: found.state(each).successor_id for each in found.successors},
        found.rep_ids,
        management=managers(assessment.reps, found.rep_ids),
    )


def customer_tasks(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What is to be done at a customer; management visits shared core customers. facts: core,
    known_by (may be missing)."""
    shared = pd.notna(facts["known_by"]) and facts["known_by"] > 1
    visited = bool(facts["core"]) and shared
    return tuple(each for each in CUSTOMER_TASKS if each != "management_visit" or visited)


def steps_done(found: Handover, records: pd.DataFrame) -> dict[str, dict[str, date]]:
    """Of each customer the steps that are done, with their days: as somebody said, else as the
    records of :func:`followed` show."""
    return {
        str(row["customer_id"]): {
            **{task: row[name].date() for task, name in _SEEN.items() if pd.notna(row[name])},
            **found.state(str(row["customer_id"])).done,
        }
        for row in records.to_dict("records")
    }
