"""Own files in through the Data page: figures change, downloads agree, undo, and faulty files."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import load_workbook

from tests.browser.company import REVENUE, write_company
from tests.browser.visiting import Visit
from tests.serving import Server


def upload(window: Visit, files: list[Path]) -> None:
    """Hand files to the Data page and have them checked."""
    window.open("/data")
    window.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
    window.page.get_by_role("button", name=f"Check {len(files)} file").click()


def imported(window: Visit, files: list[Path]) -> None:
    upload(window, files)
    window.page.get_by_role("button", name="Import and use this data").click()
    expect(window.page.get_by_text("Imported. Every page now shows your data.")).to_be_visible()


def downloaded(window: Visit, kind: str, table: str = "") -> bytes:
    """The bytes of a table's download, CSV or Excel: of the first table, or of one by its key."""
    place = window.page.locator(f".st-key-downloads-{table}") if table else window.page
    with window.page.expect_download() as download:
        place.get_by_role("button", name=f"Download as {kind}").first.click()
    return download.value.path().read_bytes()


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def excel_rows(content: bytes) -> list[dict[str, object]]:
    head, *rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.mark.slow
def test_preview_tells_rows_and_money_before_anything_is_in_use(
    visit: Callable[..., Visit], own_server: Server, tmp_path: Path
) -> None:
    window = visit(own_server)
    upload(window, write_company(tmp_path / "crm"))
    expect(window.page.get_by_text("Ready: 81 rows in 4 tables")).to_be_visible()
    expect(window.page.get_by_text("Bookings: 10 rows, €1,000,000.00 in total")).to_be_visible()
    expect(window.page.get_by_text("Demo company", exact=True)).to_be_visible()


@pytest.mark.slow
def test_imported_files_are_on_every_page_in_every_download_and_undone_by_one_click(
    visit: Callable[..., Visit], own_server: Server, tmp_path: Path
) -> None:
    window = visit(own_server)
    demo_sentence = window.open().heading.inner_text()
    imported(window, write_company(tmp_path / "crm"))

    window.choose("Overview")
    expect(window.heading).not_to_have_text(demo_sentence)
    expect(window.page.get_by_text("Demo company", exact=True)).to_have_count(0)

    window.choose("Customers")
    from_csv, from_excel = (
        csv_rows(downloaded(window, "CSV")),
        excel_rows(downloaded(window, "Excel")),
    )
    name, revenue = column_with(from_csv, "Borealis"), column_with(from_csv, "600000.0")
    assert {row[name] for row in from_csv} == {row[name] for row in from_excel}
    assert {row[name]: float(row[revenue]) for row in from_csv} == {
        row[name]: row[revenue] for row in from_excel
    }
    assert sorted(float(row[revenue]) for row in from_csv) == sorted(map(float, REVENUE.values()))

    window.choose("Data")
    window.page.get_by_role("button", name="Undo: go back to the demo company").click()
    expect(window.page.get_by_text("Demo company", exact=True)).to_be_visible()
    window.choose("Overview")
    expect(window.heading).to_have_text(demo_sentence)


def column_with(rows: list[dict[str, str]], value: str) -> str:
    """The heading of the column that holds ``value``."""
    return next(name for row in rows for name, cell in row.items() if cell == value)


@pytest.mark.slow
def test_another_window_sees_the_import_too(
    visit: Callable[..., Visit], own_server: Server, tmp_path: Path
) -> None:
    first, second = visit(own_server), visit(own_server)
    second.open("/customers")
    imported(first, write_company(tmp_path / "crm"))
    second.open("/customers")
    assert len(csv_rows(downloaded(second, "CSV"))) == len(REVENUE)


@pytest.fixture
def faulty_files(tmp_path: Path) -> list[Path]:
    """The company with a day and an amount that cannot be used; an empty name is no fault."""
    files = write_company(tmp_path / "crm")
    for file, right, wrong in (
        ("activities.csv", "2025-04-03", "2025-13-41"),
        ("revenue.csv", "300000", "lots"),
        ("customers.csv", "Cassia", ""),
    ):
        path = tmp_path / "crm" / file
        path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    return files


def test_faulty_files_show_every_fault_at_once_and_change_nothing(
    visit: Callable[..., Visit], own_server: Server, faulty_files: list[Path]
) -> None:
    window = visit(own_server)
    demo_sentence = window.open().heading.inner_text()
    upload(window, faulty_files)
    expect(window.page.get_by_text("2 faults, so nothing was imported")).to_be_visible()
    faults = csv_rows(downloaded(window, "CSV", "faults"))
    assert {row["Table"]: row["Value"] for row in faults} == {
        "activities": "2025-13-41",
        "revenue": "lots",
    }
    assert all(row["What is wrong"] and row["What to do"] for row in faults)
    expect(window.page.get_by_role("button", name="Import and use this data")).to_have_count(0)
    assert window.open().heading.inner_text() == demo_sentence


@pytest.mark.slow
def test_faulty_rows_can_be_left_out_after_seeing_what_they_are_worth(
    visit: Callable[..., Visit], own_server: Server, faulty_files: list[Path]
) -> None:
    window = visit(own_server)
    upload(window, faulty_files)
    window.page.get_by_role("button", name="Leave out 2 faulty rows").click()
    window.page.get_by_role("button", name="Import and use this data").click()
    expect(window.page.get_by_text("Imported. Every page now shows your data.")).to_be_visible()
    window.choose("Customers")
    assert len(csv_rows(downloaded(window, "CSV"))) == len(REVENUE)
