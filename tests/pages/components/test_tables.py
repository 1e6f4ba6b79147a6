import pytest
from streamlit.testing.v1 import AppTest

from pages.components import tables


def page(rows: int, selectable: bool) -> None:
    import datetime

    import pandas as pd
    import streamlit as st

    from pages.components.columns import Cell, Column, Target
    from pages.components.tables import table

    frame = pd.DataFrame(
        {
            "id": [f"C{number}" for number in range(rows)],
            "name": ["<script>alert(1)</script>", *["Elm & Sons"] * (rows - 1)],
            "amount": [None, *[12_400_000.0] * (rows - 1)],
        }
    )
    columns = (
        Column("name", "Customer", Cell.LINK, target=Target("customers", "customer", "id")),
        Column("amount", "Revenue", Cell.MONEY, currency="CNY"),
    )
    chosen = table(
        frame,
        columns,
        key="ranking",
        page="customers",
        as_of=datetime.date(2026, 6, 30),
        alt="All customers",
        selectable=selectable,
    )
    st.text(f"chosen {chosen}")


def run(rows: int = 3, selectable: bool = False) -> AppTest:
    app = AppTest.from_function(page, kwargs={"rows": rows, "selectable": selectable}).run()
    assert not app.exception
    return app


def cards(app: AppTest) -> str:
    (html,) = app.get("html")
    return str(html.proto.body)


def test_table_draws_rows_cards_and_two_downloads() -> None:
    app = run()
    assert list(app.dataframe[0].value.columns) == ["name", "amount"]
    assert len(app.dataframe[0].value) == 3
    assert [button.label for button in app.get("download_button")] == [
        "Download as Excel",
        "Download as CSV",
    ]
    assert app.text[0].value == "chosen None"


def test_table_says_what_it_is_and_what_is_not_known() -> None:
    proto = run().dataframe[0].proto
    assert proto.alt == "All customers"
    assert proto.placeholder == "not known"


def test_cards_escape_names_and_lead_to_their_page() -> None:
    html = cards(run())
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'href="/customers?customer=C1" target="_self">Elm &amp; Sons</a>' in html
    assert "<dt>Revenue</dt><dd>not known</dd>" in html
    assert "<dt>Revenue</dt><dd>¥12.4\u00a0M</dd>" in html


def test_many_rows_become_few_cards_that_say_so() -> None:
    html = cards(run(rows=40))
    assert html.count("<li>") == tables.CARDS
    assert "12 of 40 shown; all are in the file." in html
    assert "shown" not in cards(run(rows=12))


def test_nothing_is_chosen_before_a_click() -> None:
    assert run(selectable=True).text[0].value == "chosen None"


def test_downloads_are_made_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("made without being asked for")

    monkeypatch.setattr(tables.downloads, "xlsx_bytes", never)
    monkeypatch.setattr(tables.downloads, "csv_bytes", never)
    assert len(run().get("download_button")) == 2
