"""Every page of the registry, in both languages, on good, hostile and broken data."""

import re
from pathlib import Path

import pytest

from pages.components.catalogue import LANGUAGES, speaking
from pages.components.registry import ENTRIES, Entry
from pages.components.text import escape, tm_text
from tests.browser.company import HOSTILE_NAMES
from tests.pages.homes import own_home
from tests.pages.opening import heading, html, markdown, open_app

PAGES = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("hostile"), names=HOSTILE_NAMES)


@IN_BOTH
@PAGES
def test_first_request_draws_the_page_with_its_one_heading(
    home: Path, monkeypatch: pytest.MonkeyPatch, entry: Entry, language: str
) -> None:
    app = open_app(entry.path, home, monkeypatch, lang=language)
    assert not app.exception
    assert heading(app).strip()
    assert ("EUR" if language == "en" else "欧元") in markdown(app)


@IN_BOTH
@PAGES
def test_broken_source_is_explained_under_the_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: Entry, language: str
) -> None:
    gone = str(tmp_path / "gone")
    app = open_app(entry.path, tmp_path, monkeypatch, source_location=gone, lang=language)
    assert not app.exception
    assert escape(gone) in markdown(app)
    if entry.name != "data":
        with speaking("zh" if language == "zh" else "en"):
            assert heading(app) == tm_text(entry.title)


@PAGES
def test_hostile_names_are_drawn_as_text(
    hostile_home: Path, monkeypatch: pytest.MonkeyPatch, entry: Entry
) -> None:
    app = open_app(entry.path, hostile_home, monkeypatch)
    assert not app.exception
    spoken = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    for element in spoken:
        assert not re.search(r"(?<!\\)[<\[!](img|script|h1|click|pixel)", str(element.value))
        assert "https://" not in str(element.value)
    assert not re.search("<(img|script|h1)", html(app))
