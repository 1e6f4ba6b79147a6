"""A source that fails is asked once for everybody, and a reader may give up and start again."""

from pathlib import Path

import pytest

from analytics.errors import InputError
from analytics.messages import message
from data.sources import AnySource
from pages.components import loading
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
