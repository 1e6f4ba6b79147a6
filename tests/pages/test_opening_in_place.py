"""Names open in place, the tab of the browser is called after what is open, ways back remember."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.browser.company import HOSTILE_NAMES
from tests.pages.homes import own_home
from tests.pages.opening import click_heading, click_name, click_row, heading, open_app


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("opening"))


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the tab of the browser has been called, the newest last."""
    said: list[str] = []
    real = st.set_page_config

    def listened(**config: object) -> None:
        said.append(str(config["page_title"]))
        real(**config)  # type: ignore[arg-type]

    monkeypatch.setattr(st, "set_page_config", listened)
    return said


def asked(app: AppTest, name: str) -> str | None:
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def test_the_tab_is_called_after_the_customer_or_person_that_is_open(
    home: Path, monkeypatch: pytest.MonkeyPatch, titles: list[str]
) -> None:
    app = open_app("customers", home, monkeypatch)
    assert titles[-1] == "Customers · Linchpin"
    name = app.dataframe[0].value["display_name"].iloc[1]
    click_name(app, 0, "display_name", 1)
    assert titles[-1] == f"{name} · Linchpin"
    app.button(key="customers-back").click().run()
    assert titles[-1] == "Customers · Linchpin"
    people = open_app("reps", home, monkeypatch, columns="1")
    person = people.dataframe[0].value["display_name"].iloc[0]
    click_row(people, 0, 0)
    assert titles[-1] == f"{person} · Linchpin"


def test_a_contact_in_the_list_of_customers_opens_the_page_of_that_person(
    home: Path, monkeypatch: pytest.MonkeyPatch, titles: list[str]
) -> None:
    app = open_app("customers", home, monkeypatch, show="single")
    contact = app.dataframe[0].value["contact"].iloc[0]
    app = click_name(app, 0, "contact", 0)
    assert not app.exception
    assert titles[-1] == f"{contact} · Linchpin"
    assert asked(app, "rep")
    assert asked(app, "show") is None
    assert str(contact) in heading(app).replace("\\", "")


def test_names_of_a_detail_open_in_place_too(
    home: Path, monkeypatch: pytest.MonkeyPatch, titles: list[str]
) -> None:
    app = click_row(open_app("reps", home, monkeypatch, columns="1"), 0, 0)
    app.query_params["tab"] = "book"
    app.run()
    customer = app.dataframe[0].value["name"].iloc[0]
    app = click_name(app, 0, "name", 0)
    assert not app.exception
    assert titles[-1] == f"{customer} · Linchpin"
    assert asked(app, "customer")


@pytest.mark.slow
def test_hostile_names_are_plain_text_in_the_tab_and_no_buttons_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, titles: list[str]
) -> None:
    app = open_app("customers", own_home(tmp_path, names=HOSTILE_NAMES), monkeypatch)
    for row in range(len(app.dataframe[0].value)):
        opened = click_row(app, 0, row)
        assert not opened.exception
        assert titles[-1].endswith(" · Linchpin")
        assert titles[-1].isprintable()
        app = opened.button(key="customers-back").click().run()


def test_the_list_is_sorted_over_all_rows_and_survives_a_reload(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = click_heading(open_app("customers", home, monkeypatch), 0, "exposure")
    amounts = app.dataframe[0].value["exposure"].tolist()
    assert amounts == sorted(amounts, reverse=True)
    link = {name: str(asked(app, name)) for name in app.query_params}
    again = open_app("customers", home, monkeypatch, **link)
    assert again.dataframe[0].value["exposure"].tolist() == amounts


def test_filters_are_found_again_after_a_visit_to_another_page(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit.util import calc_hash

    app = open_app("customers", home, monkeypatch, show="core")
    kept = len(app.dataframe[0].value)
    for path in ("reps", "customers"):
        app.query_params.clear()
        app._page_hash = calc_hash(path)
        app.run()
        assert not app.exception
    assert asked(app, "show") == "core"
    assert len(app.dataframe[0].value) == kept
