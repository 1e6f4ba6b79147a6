"""Tabs: the address decides which one is open, and a click is written there."""

from streamlit.testing.v1 import AppTest

from tests.pages.opening import click_tab


def script(language: str = "en") -> None:
    import streamlit as st

    from pages.components.tabs import Tab, draw_open

    first, second = ("First", "Second") if language == "en" else ("一", "二")
    draw_open(
        (Tab("one", first, lambda: st.text("1")), Tab("two", second, lambda: st.text("2"))),
        key="tabs",
    )


def opened(tab: str | None = None, language: str = "en") -> AppTest:
    app = AppTest.from_function(script, kwargs={"language": language})
    if tab is not None:
        app.query_params["tab"] = tab
    return app.run()


def shown(app: AppTest) -> list[str]:
    assert not app.exception
    return [each.value for each in app.text]


def test_only_the_open_tab_is_drawn_the_first_without_an_address() -> None:
    assert shown(opened()) == ["1"]


def test_a_link_opens_its_tab_in_every_language() -> None:
    assert shown(opened("two")) == ["2"]
    assert shown(opened("two", "zh")) == ["2"]


def test_an_unknown_tab_is_the_first() -> None:
    assert shown(opened("three")) == ["1"]


def test_a_click_is_written_into_the_address_and_the_first_tab_needs_no_word() -> None:
    app = opened()
    click_tab(app, "Second")
    assert shown(app) == ["2"]
    assert app.query_params["tab"] in ("two", ["two"])
    click_tab(app, "First")
    assert shown(app) == ["1"]
    assert "tab" not in app.query_params
