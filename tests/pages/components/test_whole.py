"""A text that says what is wrong is whole, whatever it holds."""

from streamlit.testing.v1 import AppTest


def _script() -> None:
    import pandas as pd

    from pages.components.columns import Cell, Column
    from pages.components.whole import draw_whole

    frame = pd.DataFrame({"said": ["x" * 900 + "<b>", None], "rows": [1234, 2]})
    columns = (Column("said", "What & why"), Column("rows", "Rows", Cell.INTEGER))
    draw_whole(frame, columns, key="k", alt="Issues")


def test_long_texts_are_whole_escaped_and_nothing_stands_for_what_is_missing() -> None:
    app = AppTest.from_function(_script).run()
    assert not app.exception
    table, cards = (str(each.proto.body) for each in app.get("html"))
    assert "x" * 900 + "&lt;b&gt;" in table
    assert "What &amp; why" in table
    assert '<td></td><td class="lp-number">2</td>' in table
    assert '<td class="lp-number">1,234</td>' in table
    assert "x" * 900 in cards
