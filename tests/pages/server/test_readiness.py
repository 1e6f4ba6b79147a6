"""Readiness tells the truth, in time, and why only in the log."""

import threading
import time

import pytest

from analytics.errors import StorageError
from analytics.messages import message
from pages.server import readiness
from pages.server.readiness import Readiness


@pytest.fixture(autouse=True)
def _asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_STANDS_SECONDS", -1.0)


def test_each_thing_is_said_by_one_word_and_the_reason_once_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    down = True

    def store() -> None:
        if down:
            raise StorageError(message("the disk is gone"))

    def home() -> None:
        if down:
            raise KeyError("/srv/secret")

    looked = Readiness({"home": home, "store": store, "policy": lambda: None})
    for _ in range(2):
        assert looked.look() == {"home": "failed", "store": "failed", "policy": "ok"}
    down = False
    assert set(looked.look().values()) == {"ok"}
    assert [record.getMessage() for record in caplog.records] == [
        "not ready: home: KeyError",
        "not ready: store: the disk is gone",
        "ready again: home",
        "ready again: store",
    ]


def test_what_hangs_is_no_answer_and_is_not_asked_again_before_it_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readiness, "_PATIENCE_SECONDS", 0.3)
    answering, asked = threading.Event(), []

    def source() -> None:
        asked.append(True)
        answering.wait(60)

    looked = Readiness({"source": source, "home": lambda: None})
    begun = time.monotonic()
    for _ in range(2):
        assert looked.look() == {"source": "no answer", "home": "ok"}
    assert time.monotonic() - begun < 10
    assert len(asked) == 1
    answering.set()
    while looked.look()["source"] != "ok":
        assert time.monotonic() - begun < 30


def test_an_answer_stands_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    looked = Readiness({"home": lambda: asked.append(True)})
    looked.look()
    monkeypatch.setattr(readiness, "_STANDS_SECONDS", 60.0)
    assert looked.look() == {"home": "ok"}
    assert len(asked) == 1
