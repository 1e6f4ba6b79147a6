import csv
import io
from datetime import date

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from pages.components.columns import Cell, Column, Target
from pages.components.downloads import csv_bytes, file_name, xlsx_bytes

FORMULAS = (
    '=HYPERLINK("https://tracker.example","open")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tcmd",
    "\r=1",
    "＝1+1",
    "\u00a0\u200b＠SUM(A1)",
)

COLUMNS = (
    Column("name", "客户", Cell.LINK, target=Target("customers", "customer", "customer_id")),
    Column("note", "Note"),
    Column("amount", "=Amount", Cell.MONEY, currency="EUR"),
    Column("share", "Share", Cell.BAR),
    Column("people", "People", Cell.INTEGER),
    Column("day", "Day", Cell.DATE),
    Column("core", "Core", Cell.FLAG),
)


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["C2", "C1", "C3"],
            "name": ['Elm, Sons & "Co"', "北极星", FORMULAS[0]],
            "note": ["-1", None, "plain"],
            "amount": [1234.567891, -5.0, np.nan],
            "share": [0.4137, 1.0, np.nan],
            "people": pd.array([3, None, 0], dtype="Int64"),
            "day": [date(2026, 6, 30), None, date(1999, 12, 31)],
            "core": pd.array([True, False, None], dtype="boolean"),
            "secret": ["not", "on", "screen"],
        },
        index=[7, 3, 5],
    )


def read_csv(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_amounts_have_the_cents_of_their_currency_and_shares_every_digit() -> None:
    rows = pd.DataFrame({"a": [635595.7500000001], "yen": [1234.56], "part": [1 / 3]})
    columns = (
        Column("a", "A", Cell.MONEY),
        Column("yen", "Yen", Cell.EXACT, currency="JPY"),
        Column("part", "Part", Cell.PERCENT),
    )
    assert read_csv(csv_bytes(rows, columns))[1] == ["635595.75", "1235.0", str(1 / 3)]


def test_csv_has_a_byte_order_mark_and_windows_lines(frame: pd.DataFrame) -> None:
    content = csv_bytes(frame, COLUMNS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 4
    assert content.count(b"\n") == 4


def test_csv_holds_what_the_table_shows_with_full_precision(frame: pd.DataFrame) -> None:
    head, *rows = read_csv(csv_bytes(frame, COLUMNS))
    assert head == ["客户", "Note", "'=Amount, €", "Share", "People", "Day", "Core"]
    assert rows == [
        ['Elm, Sons & "Co"', "'-1", "1234.57", "0.4137", "3", "2026-06-30", "true"],
        ["北极星", "", "-5.0", "1.0", "", "", "false"],
        ["'" + FORMULAS[0], "plain", "", "", "0", "1999-12-31", ""],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_never_starts_like_a_formula_in_csv(text: str) -> None:
    frame = pd.DataFrame({"name": [text]})
    ((_,), (cell,)) = read_csv(csv_bytes(frame, (Column("name", "Name"),)))
    assert cell == "'" + text


def test_negative_numbers_stay_numbers_in_csv() -> None:
    frame = pd.DataFrame({"amount": [-1.5]})
    assert read_csv(csv_bytes(frame, (Column("amount", "Amount", Cell.MONEY),)))[1] == ["-1.5"]


def test_xlsx_holds_what_the_table_shows(frame: pd.DataFrame) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(frame, COLUMNS, "Customers")))
    assert book.sheet_names == ["Customers"]
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head == ["客户", "Note", "=Amount, €", "Share", "People", "Day", "Core"]
    assert rows == [
        ['Elm, Sons & "Co"', "-1", 1234.57, 0.4137, 3.0, date(2026, 6, 30), True],
        ["北极星", "", -5.0, 1.0, "", "", False],
        [FORMULAS[0], "plain", "", "", 0.0, date(1999, 12, 31), ""],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula_or_link_in_xlsx(text: str) -> None:
    import zipfile

    frame = pd.DataFrame({"name": [text, "https://tracker.example"]})
    content = xlsx_bytes(frame, (Column("name", "Name"),))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert archive.read("xl/styles.xml").decode().count('quotePrefix="1"') == 1
        assert '<c r="A2" s="' in sheet
        assert '<c r="A3" t="s"' in sheet
        assert "hyperlink" not in sheet
        assert not any("rels" in name and "sheet1" in name for name in archive.namelist())


def test_infinite_and_missing_numbers_are_empty_cells() -> None:
    frame = pd.DataFrame({"amount": [np.inf, -np.inf, np.nan, 1.0]})
    content = xlsx_bytes(frame, (Column("amount", "Amount", Cell.MONEY),))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python(skip_empty_area=False) == [["Amount"], [""], [""], [""], [1.0]]


def test_empty_table_still_has_its_headings() -> None:
    frame = pd.DataFrame({column.name: [] for column in COLUMNS})
    assert read_csv(csv_bytes(frame, COLUMNS))[0][0] == "客户"
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(frame, COLUMNS)))
    assert len(book.get_sheet_by_index(0).to_python()) == 1


def test_file_name_says_page_table_and_day() -> None:
    assert (
        file_name("reps", "book", date(2026, 6, 30), "csv") == "linchpin-reps-book-2026-06-30.csv"
    )
    assert file_name("data", "", None, "xlsx") == "linchpin-data.xlsx"
