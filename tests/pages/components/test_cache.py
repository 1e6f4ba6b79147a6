from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from pages.components.cache import Kept


def test_result_is_made_once() -> None:
    kept: Kept[list[int]] = Kept(2)
    first = kept.get("a", lambda: [1])
    assert kept.get("a", lambda: [2]) is first
    assert kept.has("a")
    assert not kept.has("b")


def test_none_is_a_result() -> None:
    kept: Kept[None] = Kept(1)
    made: list[int] = []
    for _ in range(2):
        kept.get("a", lambda: made.append(1))
    assert made == [1]


def test_oldest_result_makes_room() -> None:
    kept: Kept[str] = Kept(2)
    for key in "ab":
        kept.get(key, lambda key=key: key)
    kept.get("a", lambda: "again")
    kept.get("c", lambda: "c")
    assert [kept.has(key) for key in "abc"] == [True, False, True]


def test_what_fails_is_tried_again() -> None:
    kept: Kept[int] = Kept(1)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert not kept.has("a")
    assert kept.get("a", lambda: 3) == 3


def test_readers_who_come_meanwhile_wait_for_the_same_result() -> None:
    kept: Kept[object] = Kept(1)
    made: list[int] = []
    together, go_on = Barrier(4), Event()

    def make() -> object:
        made.append(1)
        go_on.wait(5)
        return object()

    def read() -> object:
        together.wait(5)
        go_on.set()
        return kept.get("a", make)

    with ThreadPoolExecutor(4) as pool:
        results = {id(result) for result in pool.map(lambda _: read(), range(4))}
    assert len(results) == 1
    assert made == [1]


def test_forgetting_drops_everything() -> None:
    kept: Kept[int] = Kept(2)
    kept.get("a", lambda: 1)
    kept.forget()
    assert not kept.has("a")


def test_what_is_not_wanted_is_let_go() -> None:
    kept: Kept[str] = Kept(2)
    for key in "ab":
        kept.get(key, lambda key=key: key)
    kept.drop(lambda key: key == "a")
    assert not kept.has("a")
    assert kept.get("b", lambda: "again") == "b"
