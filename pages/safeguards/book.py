"""Open points with what was decided about them, and the answers to the self-check."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from analytics.errors import LinchpinError
from analytics.hazard_rules import HAZARD_RULES
from analytics.messages import Message
from analytics.open_points import SETTLED, PointDecision, PointState, standing_state
from analytics.safeguards.checking import Check
from analytics.self_check import SelfAnswer
from data.assessments import Loaded
from data.opening import today
from data.store.entries import Entry
from data.store.open_points import KeptDecision, newest_decision, point_subject
from pages.components import loading
from pages.components.loading import Context
from pages.components.sentences.rules import theme_of
from pages.components.text import Link
from pages.components.words import names_of

__all__ = ["Point", "PointBook", "point_book"]

_PLACES = {"rep": ("reps", "rep"), "customer": ("customers", "customer")}


@dataclass(frozen=True, slots=True)
class Point:
    """One open point as a reader sees it. ``version``: the newest one of its decisions that was
    seen; ``key``: a short text that tells it from all others."""

    code: str
    severity: str
    subject_type: str
    subject_id: str
    name: str
    evidence: Message
    remedy: Message
    evidence_on: date | None
    money: float | None
    state: PointState
    decided: KeptDecision | None
    version: int
    key: str

    @property
    def theme(self) -> str:
        """What it is about."""
        return theme_of(self.code)

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.state not in SETTLED

    def decision(self, state: PointState, **more: object) -> PointDecision:
        """What it becomes."""
        made = PointDecision(
            self.code, self.subject_type, self.subject_id, state, evidence_on=self.evidence_on
        )
        return replace(made, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class PointBook:
    """What may be seen of the safeguards of one context.

    points: the gravest first; checks: of rules that may be seen; hidden: how many rules are about
    single people and wait for somebody who answers for it; answers: by question.
    """

    about: Context
    points: tuple[Point, ...]
    checks: tuple[Check, ...]
    hidden: int
    answers: dict[str, tuple[SelfAnswer, Entry]]

    @property
    def open_points(self) -> tuple[Point, ...]:
        """Those that nobody has settled."""
        return tuple(each for each in self.points if each.is_open)

    @property
    def today(self) -> date:
        """Today, in the company's zone."""
        return today(self.about.policy)

    @property
    def is_demo(self) -> bool:
        """Whether it is about the demo company."""
        return self.about.kind == "demo"


def point_book(about: Context, loaded: Loaded) -> PointBook:
    """The open points that this reader may see; without decisions where the store cannot be read,
    as the page says on top."""
    rules = about.policy.safeguards
    found = loaded.safeguards
    seen = {code for code, rule in HAZARD_RULES.items() if rules.shows(rule.switch)}
    try:
        decided = loading.decisions_at_hand(about.kind, about.policy)
        answers = loading.answers_at_hand(about.kind, about.policy)
    except LinchpinError:
        decided, answers = [], {}
    by_subject: dict[str, list[KeptDecision]] = {}
    for each in decided:
        by_subject.setdefault(each.entry.subject, []).append(each)
    names = {
        "rep": names_of(loaded.assessment.reps, "rep_id"),
        "customer": names_of(loaded.assessment.customers, "customer_id"),
    }
    day = today(about.policy)
    points = tuple(
        _point(row, by_subject, names, day) for row in found.shown(rules).to_dict("records")
    )
    checks = tuple(each for each in found.checks if each.code in seen)
    waiting = [each for each in found.checks if each.enabled and each.code not in seen]
    return PointBook(about, points, checks, len(waiting), answers)


def _point(
    row: dict[object, object],
    decided: dict[str, list[KeptDecision]],
    names: dict[str, dict[str, str]],
    day: date,
) -> Point:
    code, kind, subject_id = (str(row[name]) for name in ("code", "subject_type", "subject_id"))
    subject = point_subject(code, kind, subject_id)
    kept, version = newest_decision(decided.get(subject, ()), subject)
    evidence_on, money = row["evidence_on"], row["money"]
    on = None if pd.isna(evidence_on) else pd.Timestamp(evidence_on).date()
    decision = None if kept is None else kept.decision
    name = names.get(kind, {}).get(subject_id, subject_id)
    return Point(
        code=code,
        severity=str(row["severity"]),
        subject_type=kind,
        subject_id=subject_id,
        name=name,
        evidence=_linked(row["evidence_message"], kind, subject_id, name),  # type: ignore[arg-type]
        remedy=row["remedy_message"],  # type: ignore[arg-type]
        evidence_on=on,
        money=float(money) if isinstance(money, float) and not pd.isna(money) else None,
        state=standing_state(decision, evidence_on=on, today=day),
        decided=kept,
        version=version,
        key=subject[:12],
    )


def _linked(said: Message, kind: str, subject_id: str, name: str) -> Message:
    """The sentence, its name leading to the page of whom it is about."""
    if kind not in _PLACES or kind not in said.values:
        return said
    path, query = _PLACES[kind]
    return replace(said, values={**said.values, kind: Link(name, path, query, subject_id)})
