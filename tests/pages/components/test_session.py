import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from pages.components import session
    from pages.components.catalogue import language

    session.arrive()
    st.text(language())
    st.text(str(session.source_choice()))
    st.text(session.address("customers", customer="C/1 &"))
    st.text(str(session.selection("customer")))
    st.button("zh", key="zh", on_click=session.choose_language, args=("zh",))
    st.button("demo", key="demo", on_click=session.choose_source, args=("demo",))
    st.button("any", key="any", on_click=session.choose_source, args=(None,))
    st.button("select", key="select", on_click=session.select, args=("customer", "C2"))
    st.button("clear", key="clear", on_click=session.select, args=("customer", None))


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> list[str]:
    return [str(each.value) for each in app.text]


def test_session_starts_in_english_with_a_clean_address() -> None:
    app = opened()
    assert said(app) == ["en", "None", "/customers?customer=C%2F1+%26", "None"]
    assert dict(app.query_params) == {}


def test_link_decides_language_source_and_selection() -> None:
    app = opened(lang="zh", source="demo", customer="C1")
    assert said(app)[:2] == ["zh", "demo"]
    assert said(app)[2] == "/customers?lang=zh&source=demo&customer=C%2F1+%26"
    assert said(app)[3] == "C1"


@pytest.mark.parametrize(("name", "value"), [("lang", "fr"), ("source", "../etc")])
def test_unknown_values_in_the_address_are_dropped(name: str, value: str) -> None:
    app = opened(**{name: value})
    assert said(app)[:2] == ["en", "None"]
    assert dict(app.query_params) == {}


def test_chosen_language_and_source_stay_when_the_menu_clears_the_address() -> None:
    app = opened()
    app.button(key="zh").click().run()
    app.button(key="demo").click().run()
    app.query_params.clear()
    app.run()
    assert said(app)[:2] == ["zh", "demo"]
    assert app.query_params["lang"] in ("zh", ["zh"])
    assert app.query_params["source"] in ("demo", ["demo"])


def test_choosing_no_source_leaves_it_to_what_was_imported_last() -> None:
    app = opened(source="demo")
    app.button(key="any").click().run()
    assert said(app)[1] == "None"
    assert "source" not in app.query_params


def test_selection_is_put_into_the_address_and_taken_out() -> None:
    app = opened()
    app.button(key="select").click().run()
    assert said(app)[3] == "C2"
    app.button(key="clear").click().run()
    assert said(app)[3] == "None"
    assert "customer" not in app.query_params


def menu() -> None:
    import streamlit as st

    from pages.components import session

    session.enter(st.session_state.get("place", "customers"))
    st.button("back", key="back", on_click=session.back, args=("customer",))
    st.text(str({name: st.query_params.get_all(name) for name in st.query_params}))


def test_whoever_comes_back_by_the_menu_finds_filters_order_and_tab_as_left() -> None:
    app = AppTest.from_function(menu)
    left: dict[str, str | list[str]] = {
        "show": ["core", "single"],
        "sort": "exposure",
        "tab": "past",
    }
    for name, value in left.items():
        app.query_params[name] = value
    app.run()
    app.query_params["customer"] = "C1"
    app.query_params["tab"] = "bookings"
    app.run()
    go(app, "reps")
    assert said(app) == ["{}"]
    go(app, "customers")
    assert said(app) == ["{'show': ['core', 'single'], 'sort': ['exposure'], 'tab': ['past']}"]


def test_an_address_that_says_something_decides_alone() -> None:
    app = AppTest.from_function(menu)
    app.query_params["show"] = "core"
    app.run()
    go(app, "reps")
    go(app, "customers", q="acme")
    assert said(app) == ["{'q': ['acme']}"]


def test_the_way_back_from_a_selection_leads_to_the_list_as_it_was_left() -> None:
    app = AppTest.from_function(menu)
    app.query_params["show"] = "core"
    app.run()
    app.query_params["customer"] = "C1"
    app.query_params["tab"] = "bookings"
    app.run()
    app.button(key="back").click().run()
    assert said(app) == ["{'show': ['core']}"]


def test_who_came_by_a_link_to_a_selection_gets_back_to_the_list_of_that_link() -> None:
    app = AppTest.from_function(menu)
    for name, value in {"customer": "C1", "tab": "bookings", "show": "core", "lang": "zh"}.items():
        app.query_params[name] = value
    app.run()
    app.button(key="back").click().run()
    assert said(app) == ["{'show': ['core'], 'lang': ['zh']}"]


def test_cleared_filters_stay_cleared() -> None:
    app = AppTest.from_function(menu)
    app.query_params["show"] = "core"
    app.run()
    app.query_params.clear()
    app.run()
    go(app, "reps")
    go(app, "customers")
    assert said(app) == ["{}"]


def go(app: AppTest, place: str, **query: str) -> None:
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    app.session_state["place"] = place
    app.run()
    assert not app.exception
