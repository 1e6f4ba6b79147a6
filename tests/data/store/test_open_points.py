"""Decisions about open points: kept with history, told where somebody was quicker, undone."""

from dataclasses import replace
from datetime import date

import pytest

from analytics.errors import InputError
from analytics.open_points import PointDecision, PointState, standing_state
from analytics.self_check import QUESTIONS, VALID_DAYS, Answer
from data.store import entries
from data.store.entries import Author, Store
from data.store.failures import Superseded
from data.store.open_points import (
    kept_decisions,
    newest_decision,
    point_subject,
    save_decision,
    undo_decision,
)
from data.store.self_checks import save_answer, self_answers, undo_answer

LI, JO = Author("Li Na"), Author("Jo")
MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)
POINT = PointDecision("mass_export", "rep", "ann", PointState.CHECKED, owner="bo", evidence_on=MAY)
EXPLAINED = replace(POINT, state=PointState.EXPLAINED, reason="the yearly mailing")
ACCEPTED = replace(POINT, state=PointState.ACCEPTED, until=JUNE)
SUBJECT = point_subject("mass_export", "rep", "ann")


@pytest.mark.parametrize("decision", [POINT, EXPLAINED, ACCEPTED, replace(POINT, evidence_on=None)])
def test_decision_is_read_as_it_was_saved(store: Store, decision: PointDecision) -> None:
    save_decision(store, decision, author=LI, seen=0)
    (kept,) = kept_decisions(store)
    assert kept.decision == decision
    assert (kept.entry.author, kept.entry.version) == ("Li Na", 1)


def test_second_of_two_is_told_and_nothing_is_lost(store: Store) -> None:
    save_decision(store, POINT, author=LI, seen=0)
    with pytest.raises(Superseded, match="Li Na has entered something about the same"):
        save_decision(store, EXPLAINED, author=JO, seen=0)
    made = save_decision(store, EXPLAINED, author=JO, seen=1)
    with pytest.raises(Superseded):
        undo_decision(store, made.entry_id, author=LI, seen=1)
    standing, version = newest_decision(kept_decisions(store), SUBJECT)
    assert standing is not None
    assert (standing.decision.state, version) == (PointState.EXPLAINED, 2)


def test_undoing_brings_back_the_decision_before(store: Store) -> None:
    save_decision(store, POINT, author=LI, seen=0)
    made = save_decision(store, ACCEPTED, author=LI, seen=1)
    undo_decision(store, made.entry_id, author=JO, seen=2)
    standing, version = newest_decision(kept_decisions(store), SUBJECT)
    assert standing is not None
    assert (standing.decision, version) == (POINT, 2)
    undo_decision(store, standing.entry.entry_id, author=JO, seen=2)
    assert newest_decision(kept_decisions(store), SUBJECT) == (None, 2)


def test_points_of_another_subject_and_of_the_demo_are_apart(store: Store) -> None:
    save_decision(store, POINT, author=LI, seen=0)
    save_decision(store, replace(POINT, subject_id="ANN"), author=LI, seen=0)
    save_decision(store, POINT, author=LI, seen=0, demo=True)
    assert len(kept_decisions(store)) == 2
    assert len(kept_decisions(store, demo=True)) == 1


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (replace(EXPLAINED, reason="  "), "say why"),
        (replace(ACCEPTED, until=None), "name the day"),
        (replace(EXPLAINED, reason="x" * 2_001), "longer than 2,000"),
        (replace(POINT, subject_id="x" * 1_001), "longer than 1,000"),
    ],
)
def test_decision_that_lacks_something_is_refused(
    store: Store, decision: PointDecision, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        save_decision(store, decision, author=LI, seen=0)
    assert kept_decisions(store) == []


def test_an_alarm_is_explained_once_and_comes_back_only_with_newer_evidence() -> None:
    later = date(2027, 1, 1)
    assert standing_state(EXPLAINED, evidence_on=MAY, today=later) is PointState.EXPLAINED
    assert standing_state(EXPLAINED, evidence_on=None, today=later) is PointState.EXPLAINED
    assert standing_state(EXPLAINED, evidence_on=JUNE, today=later) is PointState.OPEN
    assert standing_state(None, evidence_on=MAY, today=later) is PointState.OPEN


def test_what_is_accepted_until_a_day_is_open_on_the_next() -> None:
    assert standing_state(ACCEPTED, evidence_on=MAY, today=JUNE) is PointState.ACCEPTED
    after = date(2026, 6, 2)
    assert standing_state(ACCEPTED, evidence_on=MAY, today=after) is PointState.OPEN


def test_answers_are_stated_by_somebody_on_a_day_and_hold_for_180_days(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_now", lambda: "2026-01-01T17:00:00.000000Z")
    save_answer(store, "backups_tested", Answer.YES, author=LI)
    made = save_answer(store, "backups_tested", Answer.NO, author=JO)
    (answer, entry) = self_answers(store, "Asia/Shanghai")["backups_tested"]
    assert (answer.answer, answer.author, answer.stated_on) == (Answer.NO, "Jo", date(2026, 1, 2))
    assert VALID_DAYS == 180
    assert answer.holds(date(2026, 7, 1))
    assert not answer.holds(date(2026, 7, 2))
    assert entry.entry_id == made.entry_id
    undo_answer(store, made.entry_id, author=JO)
    assert self_answers(store)["backups_tested"][0].answer is Answer.YES
    assert self_answers(store, demo=True) == {}


def test_an_unknown_question_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="no question brand"):
        save_answer(store, "brand", Answer.YES, author=LI)
    assert len(QUESTIONS) == 15
