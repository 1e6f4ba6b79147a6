"""Filters: the address decides, and a change is written there."""

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from pages.components import filters

    options = {"n": "North", "s": "South"}
    found = (
        filters.any_of("team", "Team", options, page="demo"),
        filters.marks_of("show", "Show", {"core": "Core"}, page="demo"),
        filters.text_of("q", "Name", page="demo"),
    )
    st.text(repr(found))


def opened(**query: str | list[str]) -> AppTest:
    app = AppTest.from_function(script)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> str:
    assert not app.exception
    return str(app.text[0].value)


def test_without_an_address_nothing_is_filtered() -> None:
    assert shown(opened()) == "((), (), '')"


def test_the_address_decides() -> None:
    app = opened(team=["s", "n"], show="core", q=" acme ")
    assert shown(app) == "(('s', 'n'), ('core',), 'acme')"


def test_values_that_are_no_options_are_ignored_and_repeated_ones_count_once() -> None:
    assert shown(opened(team=["x", "s", "s"])) == "(('s',), (), '')"


def test_a_choice_is_written_into_the_address_and_taken_out_again() -> None:
    app = opened()
    app.multiselect(key="demo-team").set_value(["n"]).run()
    assert shown(app) == "(('n',), (), '')"
    assert app.query_params["team"] in ("n", ["n"])
    app.multiselect(key="demo-team").set_value([]).run()
    assert "team" not in app.query_params


def test_a_search_is_written_into_the_address_and_taken_out_again() -> None:
    app = opened(q="acme")
    app.text_input(key="demo-q").set_value("bold").run()
    assert app.query_params["q"] in ("bold", ["bold"])
    app.text_input(key="demo-q").set_value(" ").run()
    assert "q" not in app.query_params
    assert shown(app) == "((), (), '')"
