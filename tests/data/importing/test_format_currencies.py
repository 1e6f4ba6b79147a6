"""Money whose currency stands in the format of its cell only is never added up in silence."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from data.importing import ImportFaults, import_files
from data.importing.format_currencies import currency_of_format
from data.mapping.model import Mapping
from data.mapping.text import read_mapping
from tests.spreadsheets import ods

HEAD = ("Datum", "Kunde", "Verkäufer", "Betrag")


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("[$€-407] #,##0.00", "EUR"),
        ('#,##0.00 "€"', "EUR"),
        ('_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-', "EUR"),
        ("[$$-409]#,##0", "USD"),
        ("[$$-1009]#,##0", "CAD"),
        ("[$¥-411]#,##0", "JPY"),
        ("[$￥-804]#,##0", "CNY"),
        ("[$CHF-807] #,##0", "CHF"),
        ("[$kr-41D] #,##0", "SEK"),
        ("[$HK$-C04]#,##0", "HKD"),
        ("£#,##0", "GBP"),
        ('"$"#,##0', "$"),
        ('"¥"#,##0', "¥"),
        ("[$-407]dd.mm.yyyy", ""),
        ('yyyy"年"m"月"', ""),
        ('#,##0 "Stk"', ""),
        ("[Red]#,##0.00", ""),
    ],
)
def test_a_format_says_a_currency(code: str, currency: str) -> None:
    assert currency_of_format(code) == currency


def book(
    place: Path, *formats: str, above: int = 0, head: tuple[str, ...] = HEAD, total: bool = False
) -> Path:
    """Eight bookings of 100.125, whose formats take turns, below so many rows of a title."""
    with xlsxwriter.Workbook(str(place)) as target:
        sheet, day = target.add_worksheet("Aufträge"), target.add_format({"num_format": 14})
        shown = [target.add_format({"num_format": each}) for each in formats]
        if above:
            sheet.write(0, 0, "Aufträge 2026")
        sheet.write_row(above, 1, head)
        for number in range(8):
            row = above + 1 + number
            sheet.write_datetime(row, 1, date(2026, 3, 1 + number), day)
            sheet.write_row(row, 2, [f"Kunde {number % 3}", f"Person {number % 2}"])
            sheet.write_number(row, 4, 100.125, shown[number % len(shown)])
            if len(head) > len(HEAD):
                sheet.write(row, 5, "EUR")
        if total:
            sheet.write(above + 9, 1, "Summe")
            sheet.write_number(above + 9, 4, 801, shown[0])
    return place


def sums(place: Path, mapping: Mapping | None = None) -> dict[str | None, tuple[int, float]]:
    database = place.with_suffix(".duckdb")
    day = date(2026, 4, 1)
    import_files(place, database, timezone="UTC", import_day=day, mapping=mapping, limits=None)
    asked = "SELECT currency, count(*), sum(amount) FROM revenue GROUP BY currency"
    with duckdb.connect(str(database), read_only=True) as connection:
        return {code: (rows, total) for code, rows, total in connection.execute(asked).fetchall()}


@pytest.mark.parametrize("above", [0, 1, 3])
def test_two_currencies_by_format_are_two_currencies(tmp_path: Path, above: int) -> None:
    place = book(tmp_path / "b.xlsx", "[$€-407] #,##0.00", "[$$-409]#,##0.00", above=above)
    assert sums(place) == {"EUR": (4, 400.5), "USD": (4, 400.5)}


def test_one_currency_by_format_is_that_of_the_column(tmp_path: Path) -> None:
    assert sums(book(tmp_path / "b.xlsx", '#,##0.00 "€"', total=True)) == {"EUR": (8, 801.0)}


def test_a_mapping_that_says_no_currency_takes_that_of_the_format(tmp_path: Path) -> None:
    place = book(tmp_path / "b.xlsx", "[$€-407] #,##0.00", "[$$-409]#,##0.00")
    columns = {"customer_id": "Kunde", "amount": "Betrag", "booked_on": "Datum"}
    said = ", ".join(f'{name} = "{column}"' for name, column in columns.items())
    text = f"""
        [tables.orders]
        name = "Aufträge"
        [[customers]]
        from = "orders"
        one_per = "customer_id"
        columns = {{ customer_id = "Kunde", name = "Kunde" }}
        [[reps]]
        from = "orders"
        one_per = "rep_id"
        columns = {{ rep_id = "Verkäufer", name = "Verkäufer" }}
        [[revenue]]
        from = "orders"
        columns = {{ {said} }}
    """
    mapping = read_mapping(text, "orders.toml")
    assert sums(place, mapping) == {"EUR": (4, 400.5), "USD": (4, 400.5)}


def test_a_column_of_currencies_comes_before_formats(tmp_path: Path) -> None:
    place = book(tmp_path / "b.xlsx", "[$$-409]#,##0", head=(*HEAD, "Währung"))
    assert sums(place) == {"EUR": (8, 801.0)}


def test_a_sign_of_several_currencies_is_asked(tmp_path: Path) -> None:
    with pytest.raises(ImportFaults) as refused:
        sums(book(tmp_path / "b.xlsx", '"$"#,##0.00', '"€"#,##0.00'))
    said = str(refused.value)
    assert "$ 400.50" in said
    assert '"revenue.amount.currency"' in said


def test_an_open_document_says_it_of_each_cell(tmp_path: Path) -> None:
    rows = [
        ["2026-03-01", "Alder", "Ana", "EUR 100"],
        ["2026-03-02", "Birch", "Ben", "EUR 200"],
        ["2026-03-03", "Alder", "Ana", "USD 400"],
    ]
    (tmp_path / "b.ods").write_bytes(ods({"Aufträge": [list(HEAD), *rows]}))
    assert sums(tmp_path / "b.ods") == {"EUR": (2, 300.0), "USD": (1, 400.0)}
