"""Every page ends in the next step, and in the way to what words mean."""

from pathlib import Path

import pytest

from pages.components.next_step import next_page
from pages.components.registry import ENTRIES, Entry, grouped
from tests.pages.homes import own_home
from tests.pages.opening import open_app

PAGES = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("next"))


@PAGES
def test_every_page_ends_in_a_step_that_is_another_page(
    home: Path, monkeypatch: pytest.MonkeyPatch, entry: Entry
) -> None:
    app = open_app(entry.path, home, monkeypatch)
    assert not app.exception
    labels = [each.proto.label for each in app.get("page_link")]
    assert sum(label.startswith("Next, ") for label in labels) == 1
    assert next_page(entry.name) is not entry
    assert ("What words mean" in labels) is (entry.name != "glossary")


def test_whoever_is_under_notice_comes_first() -> None:
    assert next_page("overview", leaving=True).name == "departure"
    assert next_page("overview").name == "coverage"
    assert next_page("reps").name == "departure"


def test_a_page_outside_the_menu_is_reached_by_links_alone() -> None:
    in_menu = {each.name for _, entries in grouped() for each in entries}
    assert {each.name for each in ENTRIES} - in_menu == {"glossary"}
