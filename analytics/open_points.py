"""What people decide about open points of safeguards, and what of that still stands.

Who decided and when is kept in the store (:mod:`data.store.open_points`). What was decided is about
what was seen then: where a later day brings something new, the point is open again.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["SETTLED", "PointDecision", "PointState", "standing_state"]


class PointState(StrEnum):
    """CHECKED: somebody has looked at it and sees to it; EXPLAINED: a false alarm, with its reason;
    ACCEPTED: known and left as it is until a day."""

    OPEN = "open"
    CHECKED = "checked"
    EXPLAINED = "explained"
    ACCEPTED = "accepted"


#: Whoever has a point in one of these states before them needs to do nothing.
SETTLED = (PointState.EXPLAINED, PointState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class PointDecision:
    """What was decided about one rule and one subject.

    owner: who sees to it, the rep_id of somebody on record or else a name. until: the day up to
    which it is accepted. evidence_on: the newest day of what was seen when it was decided.
    """

    code: str
    subject_type: str
    subject_id: str
    state: PointState
    owner: str = ""
    reason: str = ""
    until: date | None = None
    evidence_on: date | None = None


def standing_state(
    decided: PointDecision | None, *, evidence_on: date | None, today: date
) -> PointState:
    """The state of an open point whose newest evidence is of ``evidence_on``.

    >>> day = date(2026, 6, 1)
    >>> made = PointDecision("mass_export", "rep", "r", PointState.EXPLAINED, evidence_on=day)
    >>> str(standing_state(made, evidence_on=day, today=date(2027, 1, 1)))
    'explained'
    >>> str(standing_state(made, evidence_on=date(2026, 6, 2), today=date(2027, 1, 1)))
    'open'
    """
    if decided is None:
        return PointState.OPEN
    seen = decided.evidence_on or date.min
    if evidence_on is not None and evidence_on > seen:
        return PointState.OPEN
    if decided.state is PointState.ACCEPTED and (decided.until is None or decided.until < today):
        return PointState.OPEN
    return decided.state
