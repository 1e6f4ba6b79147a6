"""The pack for the meeting on the overview: chosen, made on demand, and what was chosen."""

import io
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from data.pack.writing import FORMS
from pages.components import numbers
from pages.components import pack as component
from tests.pages.homes import own_home
from tests.pages.opening import heading, open_app

KEY = "overview-pack"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("pack"))


def downloads(app: AppTest) -> list[str]:
    return [each.label for each in app.get("download_button")]


def test_every_form_is_offered() -> None:
    assert tuple(component._FORMS) == FORMS


@pytest.mark.parametrize(("language", "saved"), [("en", "Save the file"), ("zh", "保存文件")])
def test_nothing_is_made_until_it_is_asked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch, language: str, saved: str
) -> None:
    app = open_app("", home, monkeypatch, lang=language)
    assert not app.exception
    assert saved not in downloads(app)
    app.button(key=f"{KEY}-make").click().run()
    assert not app.exception
    assert saved in downloads(app)


def test_another_choice_is_made_anew(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app("", home, monkeypatch)
    app.selectbox(key=f"{KEY}-form").set_value("docx").run()
    app.button(key=f"{KEY}-make").click().run()
    assert "Save the file" in downloads(app)
    app.checkbox(key=f"{KEY}-hidden").check().run()
    assert "Save the file" not in downloads(app)
    app.button(key=f"{KEY}-make").click().run()
    assert "Save the file" in downloads(app)


def test_individual_estimates_are_offered_only_where_somebody_answers_for_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("", home, monkeypatch)
    assert heading(app)
    assert [each.key for each in app.checkbox] == [f"{KEY}-hidden"]


def test_the_file_holds_the_figures_of_the_page(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    written = component.pack_bytes

    def kept(*of: object) -> bytes:
        made.append(written(*of))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(component, "pack_bytes", kept)
    app = open_app("", home, monkeypatch)
    component_form = app.selectbox(key=f"{KEY}-form")
    component_form.set_value("xlsx").run()
    app.button(key=f"{KEY}-make").click().run()
    book = CalamineWorkbook.from_filelike(io.BytesIO(made[0]))
    rows = {row[0]: row for row in book.get_sheet_by_name("Page one").to_python()}
    shown = "\n".join(str(each.proto.body) for each in app.get("html"))
    amount = float(rows["Expected loss, 12 months"][1])
    (currency,) = re.findall(r"amounts in ([A-Z]{3})", "".join(map(str, rows)))
    assert amount > 0
    assert f">{numbers.money(amount, currency, 'en')}<" in shown
