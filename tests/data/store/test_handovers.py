"""Handovers: started, settled bit by bit, undone; people who are away leave no reason behind."""

import inspect
from datetime import date
from typing import Any

import pytest

from analytics.errors import InputError
from data.store.entries import Author, Store
from data.store.failures import Superseded
from data.store.handovers import (
    CustomerState,
    Handover,
    handover_of,
    history_of,
    mark_task,
    save_customer,
    standing_handovers,
    start_handover,
    undo_handover,
)

ANN, BO = Author("Ann"), Author("Bo")
START, END = date(2026, 6, 1), date(2026, 6, 30)


def started(store: Store, people: tuple[str, ...] = ("r1",), **changes: Any) -> Handover:
    options: dict[str, Any] = {
        "away": False,
        "begins_on": START,
        "ends_on": END,
        "successors": {"c1": "r2", "c2": None},
        "author": ANN,
    }
    start_handover(store, people, **{**options, **changes})
    found = handover_of(store, people, away=bool(changes.get("away")))
    assert found is not None
    return found


def again(store: Store) -> Handover:
    found = handover_of(store, ["r1"], away=False)
    assert found is not None
    return found


def test_handover_is_found_by_its_people_in_any_order(store: Store) -> None:
    found = started(store, ("r1", "r0"))
    assert (found.rep_ids, found.begins_on, found.ends_on) == (("r0", "r1"), START, END)
    assert handover_of(store, ["r0", "r1"], away=False) == found
    assert handover_of(store, ["r1"], away=False) is None
    assert handover_of(store, ["r0", "r1"], away=True) is None
    assert handover_of(store, ["r0", "r1"], away=False, demo=True) is None


def test_tasks_and_customers_are_settled_and_taken_back(store: Store) -> None:
    found = started(store)
    mark_task(store, found, "talk", date(2026, 6, 2), author=BO)
    done = CustomerState("r3", "accepted", {"introduction": date(2026, 6, 5)})
    entry = save_customer(store, found, "c2", done, author=BO)
    now = again(store)
    assert now.tasks == {"talk": date(2026, 6, 2)}
    assert now.state("c1") == CustomerState("r2")
    assert now.state("c2") == CustomerState("r3", "accepted", done.done, 1)
    undo_handover(store, entry.entry_id, author=ANN)
    assert again(store).state("c2") == CustomerState(None)
    assert [each.author for each in history_of(store, now)] == ["Bo", "Bo", "Ann"]
    assert history_of(store, now)[0].undone_by == "Ann"


def test_two_people_who_settle_the_same_at_once_are_told(store: Store) -> None:
    found = started(store)
    save_customer(store, found, "c1", CustomerState("r3"), author=ANN)
    with pytest.raises(Superseded, match="Ann"):
        save_customer(store, found, "c1", CustomerState("r4"), author=BO)
    # Something else does not stand in the way.
    save_customer(store, found, "c2", CustomerState("r4"), author=BO)
    mark_task(store, found, "access", END, author=ANN)
    with pytest.raises(Superseded):
        mark_task(store, found, "access", None, author=BO)
    mark_task(store, again(store), "access", None, author=BO)
    assert again(store).tasks == {}


def test_a_second_start_of_the_same_people_is_told(store: Store) -> None:
    started(store)
    with pytest.raises(Superseded, match="Ann"):
        started(store, author=BO)


def test_an_undone_start_ends_all_of_it_and_a_new_one_begins_anew(store: Store) -> None:
    found = started(store)
    save_customer(store, found, "c1", CustomerState("r9"), author=ANN)
    undo_handover(store, found.entry.entry_id, author=ANN)
    assert handover_of(store, ["r1"], away=False) is None
    assert started(store).state("c1") == CustomerState("r2")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda store, _: started(store, ()),
        lambda store, _: started(store, ("r5",), ends_on=date(2026, 5, 1)),
        lambda store, found: mark_task(store, found, "dance", END, author=ANN),
        lambda store, found: save_customer(store, found, "c9", CustomerState(), author=ANN),
        lambda store, found: save_customer(
            store, found, "c1", CustomerState(answer="perhaps"), author=ANN
        ),
    ],
)
def test_what_cannot_be_is_refused(store: Store, wrong: Any) -> None:
    found = started(store)
    with pytest.raises(InputError):
        wrong(store, found)


def test_tasks_are_due_after_so_many_days_or_on_the_last(store: Store) -> None:
    found = started(store)
    due = {task: found.due(task) for task in ("talk", "management_visit", "access")}
    assert due == {
        "talk": date(2026, 6, 4),
        "management_visit": date(2026, 7, 1),
        "access": END,
    }


def test_of_people_who_are_away_only_days_are_kept(store: Store) -> None:
    found = started(store, away=True)
    assert set(found.entry.content) == {"rep_ids", "away", "begins_on", "ends_on", "successors"}
    assert not set(inspect.signature(start_handover).parameters) & {"reason", "note", "why"}


def test_what_stands_is_listed_newest_first(store: Store) -> None:
    first = started(store)
    both = started(store, ("r1", "r2"))
    cover = started(store, ("r3",), away=True)
    mark_task(store, both, "talk", START, author=BO)
    assert [each.entry for each in standing_handovers(store)] == [
        cover.entry,
        both.entry,
        first.entry,
    ]
    assert standing_handovers(store)[1].tasks == {"talk": START}
    undo_handover(store, first.entry.entry_id, author=BO)
    assert [each.rep_ids for each in standing_handovers(store)] == [("r3",), ("r1", "r2")]
    assert standing_handovers(store, demo=True) == []
