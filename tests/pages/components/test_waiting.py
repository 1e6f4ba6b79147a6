"""A source that fails is asked once for everybody, and a reader may give up and start again."""

from pathlib import Path
from secrets import token_hex
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from analytics.errors import InputError
from analytics.messages import Message, message
from analytics.policy import Policy
from data.access import LOCAL
from data.progress import Cancelled
from data.sources import AnySource
from pages.components import loading, session
from pages.components.loading import Context
from pages.components.session import Key
from tests.pages.opening import heading, markdown, open_app

PLACE = "postgresql://reader@127.0.0.1:1/crm"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of a source that does not answer."""
    places: list[str] = []

    def fail(location: str, *_: object, **__: object) -> AnySource:
        places.append(location)
        raise InputError(message("{place} does not answer", place="crm"))

    monkeypatch.setattr(loading, "given_source", fail)
    return places


def test_a_source_that_fails_is_asked_once_for_all_pages_and_again_on_demand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    for path in ("", "customers", "reps"):
        app = open_app(path, tmp_path, monkeypatch, source_location=PLACE)
        assert "crm does not answer" in markdown(app)
    assert asked == [PLACE]
    app.button(key="frame-again").click().run()
    assert asked == [PLACE, PLACE]


@pytest.mark.usefixtures("asked")
def test_a_reader_who_gave_up_reads_nothing_until_starting_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("", tmp_path, monkeypatch, source_location=PLACE)
    app.session_state[Key.CANCELLED] = True
    app.run()
    assert "Reading the data was cancelled" in markdown(app)
    assert heading(app) == "Overview"
    again = app.button(key="frame-again")
    assert again.label == "Start again"
    again.click().run()
    assert "crm does not answer" in markdown(app)


def test_rows_behind_a_figure_are_asked_for_once_and_can_be_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "reader", lambda: "somebody")
    monkeypatch.setattr(session, "cancel", lambda: None)
    monkeypatch.setattr(loading, "language", lambda: "en")
    begun, stopped = Event(), Event()
    source = SimpleNamespace(version=token_hex(), cancel=stopped.set)
    about = Context("demo", cast(Any, source), Policy(), LOCAL)

    def rows() -> bool:
        begun.set()
        return stopped.wait(60)

    def give_up(_done: float, _what: Message) -> None:
        if begun.is_set():
            loading.cancel()
            raise Cancelled(message("given up"))

    with pytest.raises(Cancelled):
        about.asked("rows", rows, progress=give_up)
    assert stopped.wait(60)
    asked: list[str] = []
    for _ in range(2):
        about.asked("others", lambda: asked.append("others"))
    assert asked == ["others"]
