"""Actions are kept with their history; of two who change one at once, the second is told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analytics.actions import Action, ActionKind, ActionState, Commission, CommissionKind
from analytics.errors import InputError
from data.store import entries
from data.store.actions import (
    actions_exported,
    barred_pairs,
    current_actions,
    kept_actions,
    newest_version,
    save_action,
    undo_action,
)
from data.store.entries import Author, Store
from data.store.failures import Superseded

LI, JO = Author("Li Na"), Author("Jo")
MAY, JUNE = date(2026, 5, 4), date(2026, 6, 1)
PAIR = Action(ActionKind.SECOND_CONTACT, "ann", customer_id="acme", rep_id="sue", due=JUNE)
TALK = Action(ActionKind.TALK, "Ms 李", rep_id="bo", note="  about <b>pay</b>\u202e ")
REJECTED = replace(PAIR, state=ActionState.REJECTED, reason="too far away")


def saved(store: Store, *actions: Action) -> None:
    for action in actions:
        save_action(store, action, author=LI, seen=newest_version(kept_actions(store), action))


def current(store: Store) -> list[Action]:
    return [each.action for each in current_actions(kept_actions(store))]


@pytest.mark.parametrize(
    "action",
    [
        PAIR,
        REJECTED,
        replace(PAIR, commission=Commission(CommissionKind.STAYS, JUNE)),
        replace(PAIR, commission=Commission(CommissionKind.SHARED, main_percent=70)),
        replace(PAIR, commission=Commission()),
        replace(PAIR, state=ActionState.PUT_OFF, until=JUNE),
        Action(ActionKind.OTHER, "Jo", ActionState.DONE, topic="Letter"),
        Action(ActionKind.VISIT, "Jo", customer_id="acme", due=MAY),
        Action(ActionKind.CHANGE_OWNER, "Jo", customer_id="acme", rep_id="bo", review="2026-05-04"),
        Action(
            ActionKind.ACCEPT,
            state=ActionState.PUT_OFF,
            rep_id="bo",
            until=JUNE,
            reason="retires soon",
            review="2026-05-04",
        ),
    ],
)
def test_action_is_read_as_it_was_saved(store: Store, action: Action) -> None:
    saved(store, action)
    (kept,) = kept_actions(store)
    assert kept.action == action
    assert (kept.entry.author, kept.entry.version) == ("Li Na", 1)


def test_text_of_people_is_kept_as_one_harmless_line(store: Store) -> None:
    saved(store, TALK)
    assert current(store)[0].note == "about <b>pay</b>\\u202e"
    assert current(store)[0].owner == "Ms 李"


def test_second_of_two_who_change_an_action_is_told_and_nothing_is_lost(store: Store) -> None:
    saved(store, PAIR)
    seen = newest_version(kept_actions(store), PAIR)
    save_action(store, replace(PAIR, owner="first"), author=JO, seen=seen)
    for other in (replace(PAIR, rep_id="cy"), replace(PAIR, state=ActionState.DONE)):
        with pytest.raises(Superseded, match="Jo has entered something about the same"):
            save_action(store, other, author=LI, seen=seen)
    with pytest.raises(Superseded, match="Jo has entered"):
        undo_action(store, kept_actions(store)[0].entry.entry_id, author=LI, seen=seen)
    assert [each.owner for each in current(store)] == ["first"]
    assert len(kept_actions(store)) == 2


def test_undoing_brings_back_the_version_before(store: Store) -> None:
    saved(store, PAIR, replace(PAIR, state=ActionState.DONE))
    done = current_actions(kept_actions(store))[0]
    undo_action(store, done.entry.entry_id, author=JO, seen=done.entry.version)
    assert current(store) == [PAIR]
    assert newest_version(kept_actions(store), PAIR) == 2


def test_actions_about_another_or_of_the_demo_are_apart(store: Store) -> None:
    saved(store, PAIR, replace(PAIR, customer_id="bold"), TALK, replace(TALK, topic="again"))
    save_action(store, PAIR, author=LI, seen=0, demo=True)
    assert len(current(store)) == 4
    assert len(kept_actions(store, demo=True)) == 1


def test_agreement_counts_from_the_day_on_which_this_person_was_accepted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = replace(PAIR, state=ActionState.PUT_OFF, until=JUNE)
    other = replace(PAIR, rep_id="cy")
    versions = [later, PAIR, replace(PAIR, owner="bo"), later, other, REJECTED, PAIR]
    for day, action in enumerate(versions, start=1):
        monkeypatch.setattr(entries, "_now", lambda day=day: f"2026-05-0{day}T17:00:00.000000Z")
        saved(store, action)
    since = [each.accepted_on for each in kept_actions(store, "Asia/Shanghai")]
    days = [None, 3, 3, 3, 6, None, 8]
    assert since == [day and date(2026, 5, day) for day in days]


def test_rejection_stands_until_the_pair_is_accepted_or_it_is_undone(store: Store) -> None:
    saved(store, REJECTED, replace(PAIR, rep_id="cy"))
    assert [each.action.rep_id for each in barred_pairs(kept_actions(store))] == ["sue"]
    rejection = kept_actions(store)[0].entry
    undo_action(store, rejection.entry_id, author=LI, seen=2)
    assert barred_pairs(kept_actions(store)) == []
    saved(store, REJECTED, PAIR)
    assert barred_pairs(kept_actions(store)) == []


@pytest.mark.parametrize(
    ("state", "until", "day", "overdue"),
    [
        (ActionState.OPEN, None, date(2026, 6, 1), False),
        (ActionState.OPEN, None, date(2026, 6, 2), True),
        (ActionState.DONE, None, date(2026, 6, 2), False),
        (ActionState.PUT_OFF, date(2026, 7, 1), date(2026, 7, 1), False),
        (ActionState.PUT_OFF, date(2026, 7, 1), date(2026, 7, 2), True),
    ],
)
def test_action_is_overdue_after_its_day(
    state: ActionState, until: date | None, day: date, overdue: bool
) -> None:
    assert replace(PAIR, state=state, until=until).is_overdue(day) is overdue
    assert not replace(PAIR, due=None).is_overdue(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rep_id": None}, "left empty"),
        ({"owner": " "}, "left empty"),
        ({"state": ActionState.REJECTED}, "say why"),
        ({"state": ActionState.PUT_OFF}, "until which it is put off"),
        ({"kind": ActionKind.CHANGE_OWNER, "rep_id": None}, "left empty"),
        ({"kind": ActionKind.ACCEPT, "state": ActionState.PUT_OFF, "until": JUNE}, "say why"),
        ({"kind": ActionKind.ACCEPT, "customer_id": None, "rep_id": None}, "left empty"),
        ({"note": "x" * 2_001}, "longer than 2,000"),
        ({"customer_id": "x" * 1_001}, "longer than 1,000"),
        ({"commission": Commission(CommissionKind.STAYS)}, "until which the commission stays"),
        ({"commission": Commission(CommissionKind.SHARED)}, "0 to 100"),
        ({"commission": Commission(CommissionKind.SHARED, main_percent=101)}, "0 to 100"),
    ],
)
def test_action_that_lacks_something_is_refused(
    store: Store, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        saved(store, replace(PAIR, **changes))
    assert kept_actions(store) == []


def test_what_a_later_program_has_saved_is_left_alone(store: Store) -> None:
    saved(store, PAIR)
    store.save("action", "s", {"kind": "dance", "state": "open"}, author=LI, seen=0)
    store.save("action", "t", {"kind": "talk"}, author=LI, seen=0)
    assert current(store) == [PAIR]


def test_record_holds_every_decision_and_whether_it_counts(store: Store) -> None:
    saved(store, replace(PAIR, commission=Commission(CommissionKind.SHARED, main_percent=60)))
    saved(store, replace(PAIR, state=ActionState.DONE, review="2026-05-04"))
    record = actions_exported(kept_actions(store))
    assert record["counts"].tolist() == [False, True]
    assert record["state"].tolist() == ["open", "done"]
    assert record["commission"].tolist() == ["shared", "open"]
    assert record["review"].tolist() == ["", "2026-05-04"]
    assert actions_exported([]).columns.equals(record.columns)
