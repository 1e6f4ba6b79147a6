"""Long work is done once, as long as somebody waits, and a failure stands for a while."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from analytics.errors import InputError
from analytics.messages import Message, message
from data.progress import Cancelled, Progress
from pages.components import work
from pages.components.work import Work

DOING = message("Doing it")


def until(finish: Event) -> Callable[[Progress], str]:
    """Work that tells its progress until it may finish."""

    def make(tell: Progress) -> str:
        while not finish.is_set():
            tell(0.5, DOING)
            finish.wait(0.01)
        return "made"

    return make


def test_it_is_done_once_for_all_who_come_meanwhile() -> None:
    shared: Work[object] = Work(2)
    made: list[int] = []
    finish = Event()

    def make(tell: Progress) -> object:
        made.append(1)
        until(finish)(tell)
        return object()

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(shared.get, "a", make, reader=number) for number in range(4)]
        time.sleep(0.05)
        finish.set()
        results = {id(each.result()) for each in waiting}
    assert (len(results), len(made)) == (1, 1)
    assert shared.has("a")


def test_the_reader_hears_what_is_being_done() -> None:
    shared: Work[str] = Work(1)
    finish, heard = Event(), []

    def hear(done: float, what: Message) -> None:
        heard.append((done, str(what)))
        if done:
            finish.set()

    assert shared.get("a", until(finish), reader=1, progress=hear) == "made"
    assert (0.5, "Doing it") in heard


def test_a_failure_stands_for_some_seconds_and_is_tried_again_on_demand() -> None:
    shared: Work[str] = Work(1)
    tried: list[int] = []

    def fail(_tell: Progress) -> str:
        tried.append(1)
        raise InputError(message("no answer"))

    for _ in range(3):
        with pytest.raises(InputError, match="no answer"):
            shared.get("a", fail, reader=1)
    assert len(tried) == 1
    shared.retry()
    assert shared.get("a", lambda _: "made", reader=1) == "made"


def test_a_failure_is_tried_again_after_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "FAILURE_SECONDS", 0.0)
    shared: Work[int] = Work(1)
    with pytest.raises(ZeroDivisionError):
        shared.get("a", lambda _: 1 // 0, reader=1)
    assert shared.get("a", lambda _: 3, reader=1) == 3


def test_it_is_given_up_when_everybody_has_cancelled() -> None:
    shared: Work[str] = Work(1)
    given_up, finish = Event(), Event()

    def make(tell: Progress) -> str:
        try:
            return until(finish)(tell)
        except Cancelled:
            given_up.set()
            raise

    class Gone(Exception):
        pass

    def leave(done: float, _what: Message) -> None:
        if done:
            raise Gone

    for reader in ("first", "second"):
        with pytest.raises(Gone):
            shared.get("a", make, reader=reader, progress=leave)
    shared.cancel("first")
    assert not given_up.wait(0.2)
    shared.cancel("second")
    assert given_up.wait(5)
    finish.set()
    assert shared.get("a", make, reader="third") == "made"


def test_it_is_given_up_some_time_after_the_last_page_has_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work, "PATIENCE_SECONDS", 0.3)
    shared: Work[str] = Work(1)
    given_up = Event()

    def make(tell: Progress) -> str:
        try:
            return until(Event())(tell)
        except Cancelled:
            given_up.set()
            raise

    def gone(done: float, _what: Message) -> None:
        if done:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        shared.get("a", make, reader=1, progress=gone)
    assert given_up.wait(5)


def test_the_oldest_makes_room_and_what_is_dropped_is_made_again() -> None:
    shared: Work[str] = Work(2)
    for key in "abc":
        shared.get(key, lambda _, key=key: key, reader=1)  # type: ignore[misc]
    assert [shared.has(key) for key in "abc"] == [False, True, True]
    shared.drop(lambda key: key == "b")
    assert [shared.has(key) for key in "abc"] == [False, False, True]
    shared.forget()
    assert not shared.has("c")
