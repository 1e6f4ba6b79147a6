"""Overview, customers and salespeople of the demo company, in both languages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.catalogue import LANGUAGES
from tests.pages.opening import heading, markdown, open_app

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=LANGUAGES)
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, AppTest]:
    """Every address of these pages, drawn once."""
    home = tmp_path_factory.getbasetemp() / "demo-home"
    addresses: dict[str, tuple[str, dict[str, str]]] = {
        "overview": ("", {}),
        "customers": ("customers", {}),
        "core": ("customers", {"show": "core", "q": "C0"}),
        "none": ("customers", {"q": "no such customer"}),
        "customer": ("customers", {"customer": "C0163"}),
        "reps": ("reps", {}),
        "rep": ("reps", {"rep": "R007"}),
        "leaver": ("reps", {"show": "left", "columns": "1"}),
    }
    apps = {}
    with pytest.MonkeyPatch.context() as patch:
        for name, (path, query) in addresses.items():
            apps[name] = open_app(path, home, patch, lang=str(request.param), **query)
    return apps


def test_every_address_is_drawn_without_an_error(opened: dict[str, AppTest]) -> None:
    assert [name for name, app in opened.items() if app.exception] == []


def test_every_address_has_its_own_sentence(opened: dict[str, AppTest]) -> None:
    sentences = [heading(opened[name]) for name in ("overview", "customers", "customer", "rep")]
    assert len(set(sentences)) == 4
    assert all("¥" in sentence or "元" in sentence for sentence in sentences)


def test_the_overview_has_four_figures_and_their_definitions(opened: dict[str, AppTest]) -> None:
    text = markdown(opened["overview"])
    assert text.count("lp-value") == 4
    assert len(opened["overview"].get("popover")) >= 4


def test_every_table_can_be_downloaded(opened: dict[str, AppTest]) -> None:
    for name in ("customers", "customer", "reps", "rep"):
        assert len(opened[name].get("download_button")) == 2


def test_filters_of_the_address_are_kept_and_counted(opened: dict[str, AppTest]) -> None:
    assert opened["core"].text_input(key="customers-q").value == "C0"
    whole = opened["customers"].dataframe[0].value
    core = opened["core"].dataframe[0].value
    assert 0 < len(core) < len(whole)


def test_a_filter_that_keeps_nothing_says_so(opened: dict[str, AppTest]) -> None:
    assert not opened["none"].dataframe
    assert opened["none"].button(key="customers-clear")


def test_who_has_left_is_listed_without_a_chance_of_leaving(opened: dict[str, AppTest]) -> None:
    gone = opened["leaver"].dataframe[0].value
    assert len(gone) > 0
    assert set(gone["band_words"]) == {"–"}


def test_nothing_reads_like_a_program(opened: dict[str, AppTest]) -> None:
    for name, app in opened.items():
        captions = " ".join(str(each.value) for each in app.caption)
        text = f"{heading(app)} {markdown(app)} {captions}"
        assert not any(word in text for word in ("nan", "NaT", "<NA>", "None")), name


def test_the_way_back_keeps_the_filters(
    opened: dict[str, AppTest], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = opened["customer"]
    app.query_params["show"] = "core"
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path.parent / "demo-home"))
    app.button(key="customers-back").click().run()
    assert "customer" not in app.query_params
    assert app.query_params["show"] in ("core", ["core"])
