"""Workbooks go out from the Data page, come back, are kept as stated and taken back."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.completion.form import FORM, KEYS
from data.completion.keeping import ledger_of
from data.store.entries import Store
from pages.components import loading
from pages.components.tables import XLSX
from tests.data.completion.filling import saved
from tests.pages.homes import own_home
from tests.pages.opening import open_app


def _script() -> None:
    import streamlit as st

    from pages.components.frame import View
    from pages.components.navigation import Menu
    from pages.components.registry import entry_at
    from pages.data import completing

    places = [st.empty() for _ in range(4)]
    completing.draw(View(entry_at("data"), Menu(st.empty(), {}), *places))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("completing"))


def texts(app: AppTest) -> str:
    every = [*app.markdown, *app.caption, *app.error, *app.warning]
    return "\n".join(str(each.value) for each in every).replace("\\", "")


def test_workbooks_go_out_come_back_and_are_taken_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINCHPIN_HOME", str(home))
    monkeypatch.delenv("LINCHPIN_SOURCE", raising=False)
    loading.forget()
    app = AppTest.from_function(_script, default_timeout=120).run()
    assert not app.exception
    assert "0 of 0 people who were sent a workbook" in texts(app)
    assert "5 customers still lack something." in texts(app)
    app.get("download_button")[0].click().run()
    assert not app.exception
    store = Store(home / "store.sqlite")
    sent = {each.content["rep_id"]: each.content["version"] for each in ledger_of(store).sent}
    assert set(sent) == {"R1", "R2", "R3"}
    assert "0 of 3 people who were sent a workbook" in texts(app)
    rows = [
        [*KEYS, "contact", "phone", "wechat"],
        [],
        [FORM, "C1", "R1", sent["R1"], "*Wang* <b>", "0755 1234", "公司微信"],
        [FORM, "C2", "R1", sent["R1"], "Wu", "unknown", ""],
    ]
    app.file_uploader(key="completing-upload-0").set_value([("back.xlsx", saved(rows), XLSX)]).run()
    app.button(key="completing-read").click().run()
    assert not app.exception
    assert "Ada Lovell: 4 cells are taken, 1 are left out" in texts(app)
    assert "this is no phone number" in str([each.value.to_numpy() for each in app.dataframe])
    app.button(key="completing-keep").click().run()
    assert not app.exception
    (kept,) = ledger_of(store).returned
    assert "4 cells stated by Ada Lovell (unverified), returned on" in texts(app)
    assert "1 of 3 people who were sent a workbook" in texts(app)
    customer = texts(open_app("customers", home, monkeypatch, customer="C1"))
    assert "Contact person: *Wang* <b>" in customer
    assert "In touch by company WeChat" in customer
    assert "Stated by Ada Lovell (unverified) on" in customer
    assert "in a workbook" not in texts(open_app("customers", home, monkeypatch, customer="C3"))
    app.button(key=f"completing-undo-{kept.entry_id}").click().run()
    assert not app.exception
    assert ledger_of(store).facts().empty
    assert "0 of 3 people who were sent a workbook" in texts(app)
