"""The page on the demo and on the small company: every choice opens, in both languages."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.opening import Settings
from data.store.entries import Author, Store
from data.store.handovers import start_handover
from tests.browser.company import write_company
from tests.pages.homes import home_of, own_home
from tests.pages.opening import heading, markdown, open_app
from tests.serving import ROOT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("departure"))


def texts(app: AppTest) -> str:
    captions = [str(each.value) for each in app.caption]
    titles = [str(each.value) for each in app.subheader]
    return "\n".join([heading(app), markdown(app), *titles, *captions])


def links(app: AppTest) -> str:
    return "\n".join(str(each.proto.label) for each in app.get("page_link"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "address",
    [
        {},
        {"tab": "past"},
        {"rep": "R1"},
        {"rep": "R1", "tab": "receivers"},
        {"rep": "R1", "tab": "ways", "weeks": "0"},
        {"rep": "R1", "kind": "competitor", "tab": "prices"},
        {"rep": "R1,R2,R3", "kind": "team", "handover": "no"},
        {"rep": "R1", "kind": "away"},
        {"rep": "nobody,<img src=x>"},
    ],
    ids=str,
)
def test_every_question_is_answered(
    home: Path, monkeypatch: pytest.MonkeyPatch, address: dict[str, str], language: str
) -> None:
    app = open_app("departure", home, monkeypatch, lang=language, **address)
    assert not app.exception
    assert heading(app)
    assert not any(word in texts(app) for word in ("nan", "NaT", "<NA>", "None"))


def test_choices_are_written_to_the_address(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app("departure", home, monkeypatch, rep="R1")
    app.button_group(key="departure-kind").set_value("competitor").run()
    assert app.query_params["kind"] == "competitor"
    app.button_group(key="departure-is").set_value("away").run()
    assert app.query_params["kind"] == "away"
    app.multiselect(key="departure-people").set_value([]).run()
    assert "rep" not in app.query_params
    assert not app.exception


def test_a_handover_is_started_ticked_and_taken_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("departure", home, monkeypatch, rep="R1", tab="handover")
    app.text_input(key="departure-start-author").set_value("Ann")
    start = next(each for each in app.button if each.label == "Start the handover")
    start.click().run()
    assert not app.exception
    assert "Handover since" in markdown(app)
    papers = [each.label for each in app.get("download_button")]
    assert {"Handover to sign, Word", "Letters to customers, Word"} <= set(papers)
    app.checkbox(key="departure-task-talk").check().run()
    assert not app.exception
    assert "done on" in app.checkbox(key="departure-task-talk").label
    shared = open_app("departure", home, monkeypatch, rep="R1,R2", tab="handover")
    assert "Handover: Ada Lovell" in links(shared)
    assert "Start the handover" in markdown(shared)
    for _ in range(2):
        undo = next(each for each in app.button if each.label == "Undo")
        undo.click().run()
        assert not app.exception
    assert "Start the handover" in markdown(app)


def test_a_handover_goes_on_when_its_leaver_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reps = next(each for each in write_company(tmp_path / "files") if each.stem == "reps")
    first, *rows = reps.read_text(encoding="utf-8").splitlines()
    days = [f"{row},2025-06-20" if row.startswith("R1") else f"{row}," for row in rows]
    reps.write_text("\n".join([f"{first},left_on", *days]), encoding="utf-8")
    home = home_of(tmp_path)
    monkeypatch.setenv("LINCHPIN_HOME", str(home))
    start_handover(
        Store.of(Settings.from_environment(ROOT)),
        ["R1"],
        away=False,
        begins_on=date(2025, 6, 1),
        ends_on=date(2200, 1, 1),
        successors={"C1": "R2"},
        author=Author("Ann"),
    )
    app = open_app("departure", home, monkeypatch, rep="R1")
    assert not app.exception
    assert heading(app).startswith("The handover of ")
    assert "Handover since" in markdown(app)
    assert "Handover: Ada Lovell" in links(open_app("departure", home, monkeypatch))
