import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from analytics.errors import Fault
from analytics.messages import message
from pages.components.catalogue import speaking
from pages.components.downloads import csv_bytes
from pages.data import report
from pages.data.report import fault_rows

UNREADABLE = message("the date cannot be read")
REMEDY = message("Write it as 2026-03-05")
FAULTS = (
    Fault("revenue", UNREADABLE, REMEDY, 3, "booked_on", "=1+1", 300_000.0, True),
    Fault("revenue", UNREADABLE, REMEDY, 9, "booked_on", "some day", None, True),
    Fault("reps", message("there is no {table} table", table="reps"), REMEDY),
)


def test_faults_become_rows_in_the_readers_language() -> None:
    rows = fault_rows(FAULTS)
    assert list(rows["problem"]) == [
        "the date cannot be read",
        "the date cannot be read",
        "there is no reps table",
    ]
    assert rows["row"].tolist()[:2] == [3, 9]
    assert rows["row"].isna().tolist() == [False, False, True]
    assert rows["amount"].isna().tolist() == [False, True, True]


def test_no_faults_give_an_empty_table_with_the_same_columns() -> None:
    assert list(fault_rows(()).columns) == list(fault_rows(FAULTS).columns)


def test_all_faults_are_in_the_file_and_none_is_a_formula() -> None:
    content = report._faults_file(csv_bytes, FAULTS, report._fault_columns(), "en")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["Value"] for row in rows] == ["'=1+1", "some day", ""]
    assert [row["Row"] for row in rows] == ["3", "9", ""]


def test_file_speaks_the_language_of_who_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(report, "fault_rows", lambda _: spoken.append(report.language()))
    report._faults_file(lambda *_: b"", FAULTS, (), "zh")
    assert spoken == ["zh"]
    with speaking("en"):
        assert report.language() == "en"


def test_page_shows_a_hundred_faults_and_says_how_many_there_are() -> None:
    def page() -> None:
        import pandas as pd

        from analytics.errors import Fault
        from analytics.messages import message
        from data.importing import ImportFaults, ImportReport
        from pages.data.checking import Outcome
        from pages.data.choices import Choices
        from pages.data.report import draw_faults

        text = message("the date cannot be read")
        row = "A1,Alder & Daughters,24, High Street,Camford"
        joined = [Fault("orders", text, text, number, None, row) for number in (4, 7)]
        faults = [
            Fault("revenue", text, text, row, "booked_on", "x", 1.0, True) for row in range(150)
        ]
        left_out = pd.DataFrame(
            {"table": ["revenue"], "currency": [""], "rows": [150], "amount": [150.0]}
        )
        found = ImportReport(
            "v", None, {}, (), (), left_out, left_out, {}, sources={"orders": "o.csv"}
        )
        error = ImportFaults(text, [*joined, *faults], 152, 0, found)
        draw_faults(Outcome(Choices(), faults=error), [])

    app = AppTest.from_function(page).run()
    assert not app.exception
    # One cause is said once, with its rows.
    assert app.markdown[2].value == r"**o\.csv**"
    assert app.markdown[3].value.startswith(
        "- 2 rows: the date cannot be read: 4, 7; for example A1"
    )
    (said,) = app.markdown[5].value.splitlines()
    assert said.startswith("- booked on, 98 rows: the date cannot be read: 0 (x), 1 (x), 2 (x)")
    assert said.endswith("11 (x) …. **the date cannot be read**")
    assert [each.value for each in app.caption] == ["The first 100 of 152 are shown."]
    assert "150 rows of Bookings, worth 150" in app.markdown[1].value
