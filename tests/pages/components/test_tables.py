import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.components import tables
from pages.components.catalogue import Language, speaking
from pages.components.columns import CardLine, Cell, Column


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


def test_many_rows_become_few_cards_and_twenty_more_at_a_time() -> None:
    app = run(rows=47)
    assert cards(app).count("<li>") == tables.CARDS == 20
    assert "20 of 47 shown" in [each.value for each in app.caption]
    app.button(key="more-ranking").click().run()
    assert cards(app).count("<li>") == 40
    assert app.query_params["ranking-cards"] in ("40", ["40"])
    assert app.button(key="more-ranking").label == "Show 7 more"
    app.button(key="more-ranking").click().run()
    assert cards(app).count("<li>") == 47
    assert not [each for each in app.button if each.key == "more-ranking"]


def test_cards_have_three_lines_where_columns_say_so() -> None:
    frame = pd.DataFrame(
        {"id": ["1"], "name": ["<b>"], "loss": [5.0], "sum": [9.0], "who": ["Ann & Bo"], "x": ["-"]}
    )
    columns = (
        Column("name", "Customer"),
        Column("loss", "Loss", Cell.INTEGER, card=CardLine(1, "loses {value}")),
        Column("sum", "Sum", Cell.INTEGER, card=CardLine(2)),
        Column("who", "Who", card=CardLine(2, "with {value}")),
        Column("x", "Left out"),
    )
    assert tables.cards_html(frame, columns) == (
        '<ul class="lp-cards"><li><p class="lp-card-title lp-card-head"><span>&lt;b&gt;</span>'
        "<b>loses 5</b></p><p>9 · with Ann &amp; Bo</p></li></ul>"
    )


def test_nothing_is_chosen_before_a_click() -> None:
    assert run(selectable=True).text[0].value == "chosen None"


def test_downloads_are_made_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("made without being asked for")

    monkeypatch.setattr(tables.downloads, "xlsx_bytes", never)
    monkeypatch.setattr(tables.downloads, "csv_bytes", never)
    assert len(run().get("download_button")) == 2


def test_named_rows_are_put_into_form_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = tables.display_table

    def counted(*parts: object) -> object:
        made.append(1)
        return real(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "display_table", counted)
    columns = (Column("name", "Name"),)
    frame = pd.DataFrame({"name": ["a"]})

    def drawn(token: str | None, language: Language = "en") -> object:
        with speaking(language):
            return tables._drawn(frame, columns, key="t", missing=None, token=token, count=20)

    first = drawn("v1")
    assert drawn("v1") is first
    assert drawn("v1", "zh") is not first
    assert drawn("v2") is not first
    assert len(made) == 3
    drawn(None)
    drawn(None)
    assert len(made) == 5


def test_long_texts_of_cards_run_over_their_whole_width_and_empty_ones_are_left_out() -> None:
    frame = pd.DataFrame({"name": ["Elm"], "why": ["x" * 40], "note": [None]})
    columns = (Column("name", "Name"), Column("why", "Why"), Column("note", "Note"))
    html = tables.cards_html(frame, columns, missing="")
    assert f'<dt class="lp-long">Why</dt><dd class="lp-long">{"x" * 40}</dd>' in html
    assert "Note" not in html
