"""What holds now and somebody should know: the question of the risk review between two reviews.

A condition is one thing about one customer, person, action or limit. It has a key that stays the
same as long as it holds, so that it is told once and not at every look.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.limits import Limit
from analytics.messages import Message, Percent, message

__all__ = ["AlertKind", "Condition", "Overdue", "conditions"]


class AlertKind(StrEnum):
    """What alerts are about, in the order in which they are told."""

    LEAVER_ACCESS = "leaver_access"
    MASS_EXPORT = "mass_export"
    SINGLE_CORE = "single_core"
    LIMIT = "limit"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that holds. key: a digest, the same as long as it holds; name: of the person or
    customer, for whoever is told names; said: a sentence without names, of a limit."""

    kind: AlertKind
    key: str
    name: str
    said: Message | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """An action that should have been done: what tells it from others, and who does it."""

    subject: str
    owner: str


#: Open points of safeguards that speak of lists taken out of the customer system.
_EXPORTS = ("mass_export", "export_before_leaving")


def conditions(
    assessment: Assessment, overdue: Iterable[Overdue] = (), hazards: pd.DataFrame | None = None
) -> tuple[Condition, ...]:
    """Everything that holds, in the order of :class:`AlertKind`.

    overdue: actions that should have been done before today; hazards: open points of safeguards
    with code, subject_id and evidence_on, None where none were looked for.
    """
    return (
        *_leavers(assessment),
        *_exports(assessment, hazards),
        *_single_core(assessment),
        *_limits(assessment.limits),
        *(
            Condition(AlertKind.OVERDUE, _key(AlertKind.OVERDUE, each.subject), each.owner)
            for each in overdue
        ),
    )


def _leavers(assessment: Assessment) -> Iterator[Condition]:
    if not assessment.extract.current:
        return
    names = _names(assessment.reps, "rep_id")
    for rep in sorted(set(assessment.extract.leaver_access["rep_id"].astype(str))):
        yield _about(AlertKind.LEAVER_ACCESS, rep, names)


def _exports(assessment: Assessment, hazards: pd.DataFrame | None) -> Iterator[Condition]:
    if hazards is None:
        return
    names = _names(assessment.reps, "rep_id")
    found = hazards[hazards["code"].isin(_EXPORTS)]
    for code, rep, day in zip(
        found["code"], found["subject_id"], found["evidence_on"], strict=True
    ):
        key = _key(AlertKind.MASS_EXPORT, str(code), str(rep), str(day))
        yield Condition(AlertKind.MASS_EXPORT, key, names.get(str(rep), str(rep)))


def _single_core(assessment: Assessment) -> Iterator[Condition]:
    customers = assessment.customers
    alone = customers["core"] & customers["single_threaded"].fillna(False).astype(bool)
    names = _names(customers, "customer_id")
    for customer in sorted(customers.loc[alone, "customer_id"].astype(str)):
        yield _about(AlertKind.SINGLE_CORE, customer, names)


def _limits(limits: Sequence[Limit]) -> Iterator[Condition]:
    """Limits that are exceeded; that on leavers with access is told person by person."""
    for each in limits:
        if each.exceeded and each.code != "leaver_access":
            key = _key(AlertKind.LIMIT, each.code)
            yield Condition(AlertKind.LIMIT, key, "", _without_names(each))


def _without_names(limit: Limit) -> Message:
    if limit.code != "rep_core_share" or limit.value is None:
        return limit.message
    return message(
        "One person is the main contact of {value} of the core customers; the limit is {limit}.",
        value=Percent(limit.value),
        limit=Percent(limit.limit),
    )


def _about(kind: AlertKind, subject: str, names: dict[str, str]) -> Condition:
    return Condition(kind, _key(kind, subject), names.get(subject, subject))


def _names(frame: pd.DataFrame, key: str) -> dict[str, str]:
    named = frame.dropna(subset=["name"])
    return dict(zip(named[key].astype(str), named["name"].astype(str), strict=True))


def _key(kind: AlertKind, *about: str) -> str:
    """Ids of people stand nowhere but in their source: a digest is enough to know them again."""
    return hashlib.sha256(json.dumps([kind, *about]).encode()).hexdigest()
