"""The map as a page of the demo company: every view and selection opens, in both languages."""

import json
import math
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.home.positions import positions_before
from pages.components import loading
from tests.pages.homes import home_of, own_home
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


def test_customers_stay_where_they_stood_with_the_data_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_home(tmp_path)
    loading.forget()  # or the same data would have been laid out in another home already
    assert not open_app("network", home, monkeypatch).exception
    stood = positions_before(home, "own ", "the data of next quarter")
    assert set(stood) == {"C1", "C2", "C3", "C4", "C5"}
    with (tmp_path / "files" / "customers.csv").open("a", encoding="utf-8") as file:
        file.write("C6,Gander,R3\n")
    home_of(tmp_path)
    assert not open_app("network", home, monkeypatch).exception
    (kept,) = (json.loads(path.read_text("utf-8")) for path in home.glob("map-*.json"))
    assert {each: tuple(at) for each, at in kept["start"].items()} == stood
    moved = {each: math.dist(stood[each], at) for each, at in kept["end"].items()}
    assert moved.keys() == stood.keys()
    assert max(moved.values()) < 0.1
