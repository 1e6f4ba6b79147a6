from datetime import date

import numpy as np
import pandas as pd
import pytest

from pages.components.catalogue import speaking
from pages.components.columns import Cell, Column, Target, column_config, display_table, written
from pages.components.tables import cards_html

TARGET = Target("customers", "customer", "customer_id")


def test_names_stay_as_they_are_and_open_something() -> None:
    frame = pd.DataFrame({"customer_id": ["C1", None], "name": ["Elm #1 & Söhne 公司", None]})
    columns = [Column("name", "Customer", Cell.LINK, target=TARGET)]
    assert display_table(frame, columns)["name"].to_pylist() == ["Elm #1 & Söhne 公司", None]
    opens = {"name": {"key": "open-name", "on_click": print, "args": (1,)}}
    button = column_config(columns, opens=opens)["name"]
    assert (button.key, button.on_click, button.args) == ("open-name", print, (1,))


@pytest.mark.parametrize("name", [":material/delete: all", "[Acme, Bold]"])
def test_a_name_is_never_read_as_an_icon_or_as_several_buttons(name: str) -> None:
    frame = pd.DataFrame({"customer_id": ["C1"], "name": [name]})
    table = display_table(frame, [Column("name", "Customer", Cell.LINK, target=TARGET)])
    (label,) = table["name"].to_pylist()
    assert label == "\u2060" + name


def test_a_name_that_opens_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="a name that opens something needs its target"):
        display_table(pd.DataFrame({"name": ["a"]}), [Column("name", "Name", Cell.LINK)])


@pytest.mark.parametrize(
    ("column", "rises"),
    [
        (Column("a", "A", Cell.MONEY), False),
        (Column("a", "A", Cell.BAR), False),
        (Column("a", "A", Cell.DATE), False),
        (Column("a", "A"), True),
        (Column("a", "A", sort_by=("rank_low",), ascending=True), True),
        (Column("a", "A", sort_by=("chance",), ascending=False), False),
    ],
)
def test_amounts_and_days_are_sorted_with_the_largest_first(column: Column, rises: bool) -> None:
    assert column.rises is rises


def test_shares_are_shown_in_per_cent_and_missing_stays_missing() -> None:
    frame = pd.DataFrame({"share": [0.41, np.nan]})
    table = display_table(frame, [Column("share", "Share", Cell.BAR)])
    assert table["share"].to_pylist() == [pytest.approx(41), None]


def test_flags_are_words_in_the_readers_language() -> None:
    frame = pd.DataFrame({"core": pd.array([True, False, None], dtype="boolean")})
    with speaking("zh"):
        table = display_table(frame, [Column("core", "Core", Cell.FLAG)])
    assert table["core"].to_pylist() == ["是", "否", None]


def test_text_is_one_harmless_line() -> None:
    frame = pd.DataFrame({"note": ["a\nb\u202e", None]})
    assert display_table(frame, [Column("note", "Note")])["note"].to_pylist() == ["a b", None]


def test_days_are_days() -> None:
    frame = pd.DataFrame({"day": pd.to_datetime(["2026-06-30", None])})
    table = display_table(frame, [Column("day", "Day", Cell.DATE)])
    assert table["day"].to_pylist() == [date(2026, 6, 30), None]


def test_frame_and_its_column_names_are_left_alone() -> None:
    frame = pd.DataFrame({"share": [0.41], "other": [1]})
    before = frame.copy()
    table = display_table(frame, [Column("share", "占比", Cell.PERCENT)])
    assert table.column_names == ["share"]
    pd.testing.assert_frame_equal(frame, before)


def test_a_chance_has_the_digits_to_multiply_with() -> None:
    column = Column("chance", "Chance", Cell.CHANCE)
    assert column_config([column])["chance"]["type_config"]["format"] == "%.1f %%"
    assert written(0.0219, column) == "2.2\xa0%"
    table = display_table(pd.DataFrame({"chance": [0.0219]}), [column])
    assert table["chance"].to_pylist() == [pytest.approx(2.19)]


def test_headings_are_set_in_the_last_step_and_names_stay_in_sight() -> None:
    columns = [
        Column("name", "客户", Cell.LINK, target=TARGET, help="*who*"),
        Column("share", "占比", Cell.BAR, top=0.5),
        Column("amount", "金额", Cell.EXACT),
    ]
    opens = {"name": {"key": "open", "on_click": print}}
    config = column_config(columns, opens=opens)
    name = config["name"].config
    assert [c["label"] for c in (name, config["share"], config["amount"])] == [
        "客户",
        "占比",
        "金额",
    ]
    assert [c["pinned"] for c in (name, config["share"], config["amount"])] == [True, False, False]
    assert name["help"] == "\\*who\\*"
    assert config["share"]["type_config"]["max_value"] == 50
    assert config["amount"]["type_config"]["format"] == "%,.2f"


@pytest.mark.parametrize(
    ("value", "column", "text"),
    [
        (12_400_000, Column("a", "A", Cell.MONEY, currency="CNY"), "¥12.4\u00a0M"),
        (1234.5, Column("a", "A", Cell.EXACT, currency="EUR"), "€1,234.50"),
        (1234.5, Column("a", "A", Cell.MONEY), "1,234.50"),
        (0.41, Column("a", "A", Cell.BAR), "41\u00a0%"),
        (3, Column("a", "A", Cell.INTEGER), "3"),
        (date(2026, 6, 30), Column("a", "A", Cell.DATE), "30 Jun 2026"),
        (True, Column("a", "A", Cell.FLAG), "yes"),
        (None, Column("a", "A"), "not known"),
        (np.nan, Column("a", "A", Cell.MONEY), "not known"),
        ("x\ny", Column("a", "A"), "x y"),
    ],
)
def test_cards_write_values_in_the_readers_habit(value: object, column: Column, text: str) -> None:
    assert written(value, column) == text


@pytest.mark.parametrize("cell", [Cell.MONEY, Cell.EXACT])
def test_headings_of_amounts_name_the_currency_unless_there_is_none(cell: Cell) -> None:
    with speaking("en"):
        assert Column("a", "Revenue", cell, currency="CHF").heading == "Revenue, CHF"
        assert Column("a", "Revenue", cell, currency="XXX").heading == "Revenue"
        assert Column("a", "Revenue", cell).heading == "Revenue"
        assert Column("a", "Currency", currency="CHF").heading == "Currency"
    with speaking("zh"):
        assert Column("a", "销售额", cell, currency="CNY").heading == "销售额（元）"


def test_a_card_names_the_unit_beside_the_amount_alone() -> None:
    columns = (Column("a", "Name"), Column("b", "Revenue", Cell.MONEY, currency="EUR"))
    with speaking("en"):
        card = cards_html(pd.DataFrame({"a": ["Acme"], "b": [1200.0]}), columns)
    assert "<dt>Revenue</dt><dd>€1.2 k</dd>" in card.replace("\u00a0", " ")


def test_cards_may_leave_missing_values_empty() -> None:
    assert written(None, Column("a", "A"), "") == ""
