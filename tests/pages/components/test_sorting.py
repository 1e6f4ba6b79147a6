"""The order of a table: the address decides, headings and the control write it there."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.components.columns import Cell, Column
from pages.components.sorting import Order, headed, ordered
from tests.pages.opening import click_heading, click_name, click_row

COLUMNS = (
    Column("name", "Customer"),
    Column("amount", "Revenue", Cell.MONEY),
    Column("rank", "Rank", sort_by=("low", "high"), ascending=True),
    Column("note", "Note", sortable=False),
)
FRAME = pd.DataFrame(
    {
        "name": ["bold", "Acme", "Dune", None],
        "amount": [2.0, 30.0, None, 2.0],
        "rank": ["2 to 11", "1", "11", "1,001"],
        "low": [2, 1, 11, 1001],
        "high": [11, 1, 11, 1001],
        "note": ["z", "y", "x", "w"],
    }
)


def places(order: Order) -> list[int]:
    """Where the rows of FRAME stand in this order."""
    return ordered(FRAME.assign(place=range(4)), COLUMNS, order)["place"].tolist()


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order(), [0, 1, 2, 3]),
        (Order("amount", False), [1, 0, 3, 2]),
        (Order("amount", True), [0, 3, 1, 2]),
        (Order("name", True), [1, 0, 2, 3]),
        (Order("name", False), [2, 0, 1, 3]),
        (Order("rank", True), [1, 0, 2, 3]),
        (Order("rank", False), [3, 2, 0, 1]),
        (Order("note", True), [0, 1, 2, 3]),
        (Order("nowhere", True), [0, 1, 2, 3]),
    ],
)
def test_numbers_go_by_size_names_by_letter_and_the_unknown_last(
    order: Order, expected: list[int]
) -> None:
    assert places(order) == expected


def test_the_heading_says_by_what_the_rows_are_ordered() -> None:
    assert headed(COLUMNS, Order("amount", False))["amount"] == "Revenue ↓"
    assert headed(COLUMNS, Order("amount", True))["amount"] == "Revenue ↑"
    assert headed(COLUMNS, Order("amount", True))["name"] == "Customer"


def page(rows: int = 9) -> None:
    import pandas as pd
    import streamlit as st

    from pages.components import session
    from pages.components.columns import Cell, Column, Target
    from pages.components.tables import table

    session.enter("customers")
    frame = pd.DataFrame(
        {
            "id": [f"C{number}" for number in range(rows)],
            "name": [f"N{number}" for number in range(rows)],
            "rep_id": ["R1", None, *["R2"] * (rows - 2)],
            "contact": ["Ann", None, *["Bo"] * (rows - 2)],
            "amount": [float(number * 7 % rows) for number in range(rows)],
        }
    )
    columns = (
        Column("name", "Customer", Cell.LINK, target=Target("customers", "customer", "id")),
        Column("contact", "Contact", Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("amount", "Revenue", Cell.MONEY, currency="CNY"),
    )
    table(frame, columns, key="all", page="customers", as_of=None, alt="All")
    st.text(str(session.going()))


def opened(rows: int = 9, **query: str) -> AppTest:
    app = AppTest.from_function(page, kwargs={"rows": rows})
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def asked(app: AppTest) -> dict[str, str]:
    assert not app.exception
    return {
        name: value[0] if isinstance(value, list) else value
        for name, value in app.query_params.items()
    }


def amounts(app: AppTest) -> list[float]:
    return [float(amount) for amount in app.dataframe[0].value["amount"]]


def test_the_first_click_on_an_amount_puts_the_largest_on_top_and_the_next_turns_round() -> None:
    app = click_heading(opened(), 0, "amount")
    assert asked(app) == {"all-sort": "amount", "all-order": "desc"}
    assert amounts(app) == sorted(amounts(app), reverse=True)
    app = click_heading(app, 0, "amount")
    assert asked(app) == {"all-sort": "amount", "all-order": "asc"}
    assert amounts(app) == sorted(amounts(app))
    labels = json.loads(app.dataframe[0].proto.columns)
    assert labels["amount"]["label"] == "Revenue, ¥ ↑"


def test_a_copied_link_keeps_the_order() -> None:
    app = opened(**{"all-sort": "amount", "all-order": "asc"})
    assert amounts(app) == sorted(amounts(app))
    assert app.selectbox(key="sort-all").value == "amount"


def test_the_control_sorts_turns_and_goes_back() -> None:
    app = opened()
    app.selectbox(key="sort-all").set_value("amount").run()
    assert asked(app) == {"all-sort": "amount", "all-order": "desc"}
    assert app.button(key="turn-all").label == "largest first"
    app.button(key="turn-all").click().run()
    assert asked(app)["all-order"] == "asc"
    assert amounts(app) == sorted(amounts(app))
    app.selectbox(key="sort-all").set_value(None).run()
    assert asked(app) == {}


def test_few_rows_need_no_control() -> None:
    assert not opened(rows=3).selectbox


def test_a_row_of_the_own_page_opens_in_place_and_keeps_the_order() -> None:
    app = click_heading(opened(), 0, "amount")
    first = str(app.dataframe[0].value["name"].iloc[0]).replace("N", "C")
    assert asked(click_row(app, 0, 0)) == {
        "all-sort": "amount",
        "all-order": "desc",
        "customer": first,
    }


def test_a_name_opens_what_it_names_here_or_on_its_page() -> None:
    assert asked(click_name(opened(), 0, "name", 4))["customer"] == "C4"
    elsewhere = click_name(opened(), 0, "contact", 0)
    assert elsewhere.text[0].value == "('reps', {'rep': 'R1'})"
    assert "rep" not in asked(elsewhere)


def test_a_cell_without_a_name_opens_nothing() -> None:
    app = click_name(opened(), 0, "contact", 1)
    assert (app.text[0].value, asked(app)) == ("None", {})


def test_the_order_is_kept_in_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    from pages.components import tables

    files: list[pd.DataFrame] = []
    monkeypatch.setattr(tables, "download_row", lambda frame, *_, **__: files.append(frame))
    app = opened(**{"all-sort": "amount", "all-order": "desc"})
    assert files[-1]["amount"].tolist() == amounts(app)
