"""Salespeople as a page of the demo company: every tab opens, in both languages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import heading, markdown, open_app

#: The later tabs of a person, as the address says them.
TABS = ("book", "reasons")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "demo-home"


def opened(app: AppTest, tab: str) -> AppTest:
    """The page with one tab open, as a link to it shows it."""
    app.query_params["tab"] = tab
    return app.run()


def texts(app: AppTest) -> str:
    captions = [str(each.value) for each in app.caption]
    titles = [str(each.value) for each in app.subheader]
    return "\n".join([heading(app), markdown(app), *titles, *captions])


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh"])
def test_every_tab_of_a_person_opens_without_an_error(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    app = open_app("reps", home, monkeypatch, lang=language, rep="R007")
    for tab in TABS:
        opened(app, tab)
        assert not app.exception
        assert len(app.get("download_button")) >= 2
        assert not any(word in texts(app) for word in ("nan", "NaT", "<NA>", "None"))


def test_who_has_left_shows_the_customers_left_behind(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("reps", home, monkeypatch, rep="R027")
    assert not app.exception
    assert "bought" in heading(app)
    assert len(app.dataframe[0].value) == 65


def test_what_it_is_worth_that_somebody_stays_explains_itself(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("reps", home, monkeypatch, rep="R007")
    opened(app, "staying")
    labels = {each.proto.popover.label for each in app.get("popover")}
    assert {
        "What is this? Worth of a year without leaving",
        "What is this? Largest raise that pays",
    } <= labels
    assert "avoids" in texts(app)
