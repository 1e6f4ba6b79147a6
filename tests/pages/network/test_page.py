"""The map as a page of the demo company: every view and selection opens, in both languages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import click_row, heading, html, markdown, open_app


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "demo-home"


def texts(app: AppTest) -> str:
    captions = [str(each.value) for each in app.caption]
    titles = [str(each.value) for each in app.subheader]
    return "\n".join([heading(app), markdown(app), *titles, *captions])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_view_and_selection_opens_from_its_address(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    app = open_app("network", home, monkeypatch, lang=language)
    for query in (
        {},
        {"rep": "R007"},
        {"customer": "C0001"},
        {"view": "matrix"},
        {"view": "table"},
        {"view": "nonsense", "rep": "nobody", "group": "none"},
    ):
        app.query_params.clear()
        for name, value in {"lang": language, **query}.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, query
        assert not any(word in texts(app) for word in ("nan", "NaT", "<NA>", "None")), query


def test_a_row_of_the_table_chooses_the_person_on_the_map(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("network", home, monkeypatch, view="table")
    rows = app.dataframe[0].value
    assert rows["petal"].is_monotonic_decreasing
    assert len(app.get("download_button")) == 2
    click_row(app, 0, 0)
    assert app.query_params["rep"]
    app.query_params.pop("view")
    app.run()
    assert rows["name"].iloc[0] in [str(each.value) for each in app.subheader]


def test_the_matrix_shows_the_largest_customers_of_a_team(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("network", home, monkeypatch, view="matrix", team="Team East")
    assert html(app).count('<th scope="row"') == 40
    assert app.selectbox[0].value == "Team East"


def test_an_id_that_nobody_has_is_said_to_be_unknown(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("network", home, monkeypatch, rep="nobody")
    assert "nobody" in str(app.info[0].value)
