"""The page Confidence: its tabs open without an error, and only what is open is computed."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics.assessment import Assessment
from analytics.policy import Policy
from data.progress import Progress
from data.sources import Source
from pages.components import loading
from tests.pages.homes import own_home
from tests.pages.opening import markdown, open_app

#: The later tabs, as the address says them.
TABS = ("checked", "law", "changes", "doubts")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("confidence"))


def opened(app: AppTest, tab: str) -> AppTest:
    """The page with one tab open, as a link to it shows it."""
    app.query_params["tab"] = tab
    return app.run()


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_every_tab_opens_without_an_error(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    app = open_app("confidence", home, monkeypatch, lang=language)
    first = markdown(app)
    for tab in TABS:
        opened(app, tab)
        assert not app.exception
        assert markdown(app) != first


def test_assumptions_are_computed_when_their_tab_is_opened_and_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    compute = loading.assumptions

    def listened(source: Source, policy: Policy, now: Assessment, _: Progress) -> pd.DataFrame:
        return compute(source, policy, now, lambda done, _doing: told.append(done))

    monkeypatch.setattr(loading, "assumptions", listened)
    loading.forget()
    app = open_app("confidence", home, monkeypatch)
    assert told == []
    for _ in range(2):
        opened(app, "changes")
    # Today's loss and both ends of every range, each told once.
    assert told == pytest.approx([step / 15 for step in range(15)])


def test_every_definition_of_the_page_opens_at_one_click(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("confidence", home, monkeypatch)
    labels = {each.proto.popover.label for each in app.get("popover")}
    assert {
        "What is this? What the estimates rest on",
        "What is this? How the bad year is computed",
    } <= labels
