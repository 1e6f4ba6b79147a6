"""Workbooks: sheets as tables, cells as values, and files that must not be opened."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from data.importing import ImportFaults, ImportReport, SourceFile
from data.importing.cell_errors import MARK, UNCOMPUTED, Malformed
from data.importing.sheets import as_text, write_sheets
from data.importing.xlsb_errors import holds_errors
from tests.serving import ROOT

Rows = Sequence[Sequence[object]]
Sheets = Mapping[str, Rows]
Refused = Callable[..., ImportFaults]
Import = Callable[..., ImportReport]
Stored = Callable[[ImportReport, str], pd.DataFrame]

BOOKED = ("customer_id", "amount", "booked_on")
SUPERSTORE = ROOT.parent / "shared/datasets/cn_superstore/superstore_cn.xls"

CUSTOMERS: Rows = [["customer_id", "name", "created_on"], [1001, "Acme", date(2026, 3, 5)]]
REPS: Rows = [["rep_id", "name"], ["R1", "Ann"]]
REVENUE: Rows = [
    ["customer_id", "amount", "booked_on", "rep_id", None, None],
    [1001, 1234.5, date(2026, 3, 5), "R1"],
    [],
    [1001, "1,234.567", 46086, "R1"],
]


def book(sheets: Sheets) -> bytes:
    """A workbook with these rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as target:
        day = target.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = target.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, cell, day)
                    elif cell is not None:
                        sheet.write(number, place, cell)
    return stream.getvalue()


def one_book(name: str = "crm.xlsx", **sheets: Rows) -> list[SourceFile]:
    return [SourceFile(name, book(sheets))]


def test_sheet_a_table_and_other_sheets_are_listed(bring_in: Import, stored: Stored) -> None:
    report = bring_in(one_book(customers=CUSTOMERS, Reps=REPS, revenue=REVENUE, Notes=[["x"]]))
    assert report.ignored == ("crm.xlsx: Notes",)
    assert report.tables["reps"].source == "crm.xlsx: Reps"
    assert stored(report, "revenue").to_dict("list") == {
        "customer_id": ["1001", "1001"],
        "amount": [1234.5, 1234.567],
        "booked_on": [date(2026, 3, 5), date(2026, 3, 5)],
        "rep_id": ["R1", "R1"],
    }
    assert stored(report, "customers")["created_on"].tolist() == [date(2026, 3, 5)]


def test_file_named_after_a_table_holds_it_in_its_first_filled_sheet(
    bring_in: Import, stored: Stored
) -> None:
    files = [
        SourceFile(
            "customers.xlsx", book({"Empty": [], "Sheet1": CUSTOMERS, "Old": [["note"], ["x"]]})
        ),
        SourceFile("REPS.XLSX", book({"x": REPS})),
        SourceFile("revenue.xlsx", book({"x": REVENUE})),
    ]
    report = bring_in(files)
    assert report.ignored == ("customers.xlsx: Empty", "customers.xlsx: Old")
    assert stored(report, "customers")["name"].tolist() == ["Acme"]


def test_rows_of_a_sheet_count_as_on_screen(refused: Refused) -> None:
    rows = [["rep_id", "name"], ["R1", "Ann"], [], ["R2"], ["R3", "Cy", "beyond"]]
    error = refused(one_book(customers=CUSTOMERS, reps=rows, revenue=REVENUE))
    assert [str(fault) for fault in error.faults] == [
        "reps, row 5: the row has 3 fields where the header has 2 ('R3,Cy,beyond'). "
        "Put values that hold the separator in double quotation marks",
    ]


def test_formulas_and_hostile_names_stay_text(bring_in: Import, stored: Stored) -> None:
    name = "<b>=cmd|' /C calc'!A0</b> ![x](http://evil.example)"
    rows = [["customer_id", "name"], ["@SUM(1)", name]]
    report = bring_in(one_book(customers=rows, reps=REPS, revenue=REVENUE))
    assert stored(report, "customers").values.tolist() == [["@SUM(1)", name]]


def test_cells_are_written_as_the_import_reads_them() -> None:
    cells = [
        1001.0,
        0.1,
        1e20,
        True,
        date(2026, 3, 5),
        datetime.fromisoformat("2026-03-05T14:30"),
        "  x ",
        None,
    ]
    assert [as_text(cell) for cell in cells] == [
        "1001",
        "0.1",
        "1e+20",
        "true",
        "2026-03-05",
        "2026-03-05T14:30:00",
        "  x ",
        "None",
    ]


def test_times_of_sheets_are_rounded_to_the_millisecond() -> None:
    nearly = datetime.fromisoformat("2026-03-05T14:29:59.999900")
    assert as_text(nearly) == "2026-03-05T14:30:00"


def with_customers(
    company: Callable[..., list[SourceFile]], name: str, data: bytes
) -> list[SourceFile]:
    """The company with another file for its customers."""
    others = [file for file in company() if file.name != "customers.csv"]
    return [*others, SourceFile(name, data)]


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * (8 << 20))
    return stream.getvalue()


def crowd() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"xl/{number}", "")
    return stream.getvalue()


def other_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("customers.xlsx", bomb(), "would unpack to far more than a table (a ZIP bomb)"),
        ("customers.xlsx", crowd(), "would unpack to far more than a table (a ZIP bomb)"),
        ("customers.xlsx", LOCKED, "is protected by a password"),
        ("customers.xlsx", b"", "is empty: it has no header"),
        ("customers.xlsx", b"a,b\n1,2\n", "is not a XLSX file as its name says"),
        ("customers.xlsx", other_zip(), "is not a XLSX file as its name says"),
        ("customers.xls", b"<html><table></table>", "is not a XLS file as its name says"),
        ("customers.xls", book({"x": CUSTOMERS}), "is not a XLS file as its name says"),
        ("customers.xlsx", book({"x": CUSTOMERS})[:-300], "is damaged and cannot be read"),
        ("customers.xls", OLE + b"\0" * 600, "is damaged and cannot be read"),
        ("customers.xlsx", book({"x": []}), "is empty: it has no header"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_workbook_that_cannot_be_read_is_a_fault(
    company: Callable[..., list[SourceFile]], refused: Refused, name: str, data: bytes, problem: str
) -> None:
    (fault,) = refused(with_customers(company, name, data)).faults
    assert (fault.table, str(fault.problem)) == ("customers", f"{name} {problem}")
    assert not fault.skippable


def test_same_table_in_a_sheet_and_a_file_is_a_fault(refused: Refused) -> None:
    files = one_book(customers=CUSTOMERS, reps=REPS, revenue=REVENUE)
    files.append(SourceFile("../Reps.csv", b"rep_id,name\n"))
    (fault,) = refused(files).faults
    assert str(fault) == (
        "reps: crm.xlsx: reps / Reps.csv both hold this table. Leave only one of them, "
        "or name the one that counts (+: all) in a TOML file, such as [answers] "
        '"reps" = "crm.xlsx: reps", and give it to assess.py with --map FILE'
    )


@pytest.mark.skipif(not SUPERSTORE.exists(), reason="shared data sets are not here")
def test_old_workbook_is_read_through_to_its_last_row(tmp_path: Path) -> None:
    write_sheets(SUPERSTORE, tmp_path)
    orders = pd.read_csv(tmp_path / "0.csv")
    assert (len(orders), orders["客户 ID"].nunique(), orders["客户名称"].nunique()) == (
        10_000,
        790,
        771,
    )
    assert pd.to_datetime(orders["订单日期"]).notna().all()


def xlsx_of(*rows: str, name: str = "customers", state: str = "visible") -> bytes:
    """A workbook as programs write it, with these cells as they stand in the XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    cells = "".join(f"<row>{row}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets>'
        f'<sheet name="{name}" sheetId="1" state="{state}" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="b" Type="{kinds}/worksheet" Target="worksheets/one.xml"/>'
        "</Relationships>",
        "xl/worksheets/one.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()


def said(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_cells(data: bytes, folder: Path) -> list[list[str]]:
    """The cells of the first sheet, as the common reader gets them."""
    path = folder / "book"
    path.write_bytes(data)
    write_sheets(path, folder)
    with (folder / "0.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_errors_and_formulas_without_result_are_seen(tmp_path: Path) -> None:
    rows = [
        said("B1", "id") + said("C1", "amount") + said("D1", "note"),
        said("B2", "C1") + '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        said("B3", "C2") + '<c r="C3"><f>SUM(A1)</f><v/></c><c r="D3" t="str"><f>A1</f><v></v></c>',
        '<c r="B4" t="e"><v>#N/A</v></c><c r="C4"><f>1+1</f><v>2</v></c>',
        '<c r="A6"><f>A1</f></c>',
    ]
    assert sheet_cells(xlsx_of(*rows), tmp_path) == [
        ["", "id", "amount", "note"],
        ["", "C1", f"{MARK}#DIV/0!", ""],
        ["", "C2", UNCOMPUTED, ""],
        ["", f"{MARK}#N/A", "2", ""],
        [],
        [UNCOMPUTED],
    ]


def test_workbook_with_declarations_of_its_own_is_damaged(
    company: Callable[..., list[SourceFile]], refused: Refused
) -> None:
    data = xlsx_of(said("A1", "customer_id") + '<c r="B1" t="e"><v>#N/A</v></c>')
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode()
            if part.endswith("one.xml"):
                content = f'<!DOCTYPE a [<!ENTITY b "c">]>{content}'
            new.writestr(part, content)
    error = refused(with_customers(company, "customers.xlsx", stream.getvalue()))
    assert "is damaged and cannot be read" in str(error.faults[0])


def test_number_that_a_cell_cannot_keep_is_written_as_one_that_is_cut() -> None:
    assert as_text(1234567890123456.0) == "1.234567890123456e+15"
    assert as_text(123456789012345.0) == "123456789012345"


def hidden_book(visible: str, hidden: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as target:
        for name in (hidden, visible):
            sheet = target.add_worksheet(name)
            sheet.write_row(0, 0, ["customer_id", "name"])
            sheet.write_row(1, 0, ["C1", f"from {name}"])
        target.get_worksheet_by_name(visible).activate()
        target.get_worksheet_by_name(visible).set_first_sheet()
        target.get_worksheet_by_name(hidden).hide()
    return stream.getvalue()


@pytest.mark.parametrize("hidden", ["customers", "Old"])
def test_hidden_sheet_is_not_used_where_a_visible_one_fits(
    hidden: str, company: Callable[..., list[SourceFile]], bring_in: Import, stored: Stored
) -> None:
    files = with_customers(company, "customers.xlsx", hidden_book("Sheet2", hidden))
    report = bring_in(files)
    assert stored(report, "customers")["name"].tolist() == ["from Sheet2"]
    assert f"customers.xlsx: {hidden}" in report.ignored


def test_macro_workbook_is_read(
    company: Callable[..., list[SourceFile]], bring_in: Import, stored: Stored
) -> None:
    report = bring_in(with_customers(company, "customers.xlsm", book({"x": CUSTOMERS})))
    assert stored(report, "customers")["name"].tolist() == ["Acme"]


def test_errors_are_faults_in_keys_days_and_amounts_and_empty_elsewhere(
    company: Callable[..., list[SourceFile]], refused: Refused, bring_in: Import, stored: Stored
) -> None:
    head = "".join(said(f"{at}1", name) for at, name in zip("ABC", BOOKED, strict=True))
    wrong = '<c r="{}" t="e"><v>#REF!</v></c>'
    rows = [
        head + said("D1", "rep_id"),
        said("A2", "C1") + wrong.format("B2") + said("C2", "2026-03-05"),
        said("A3", "C1") + '<c r="B3"><f>A1</f></c>' + said("C3", "2026-03-05"),
        said("A4", "C1") + said("B4", "5") + wrong.format("C4"),
        said("A5", "C1") + said("B5", "5") + said("C5", "2026-03-05") + wrong.format("D5"),
    ]
    data = xlsx_of(*rows, name="revenue")
    error = refused([*company(), SourceFile("revenue.xlsx", data)])
    assert [(fault.row, fault.column, fault.value) for fault in error.faults] == [
        (2, "amount", "#REF!"),
        (3, "amount", None),
        (4, "booked_on", "#REF!"),
    ]
    assert "a formula without a result. Open the workbook in Excel" in str(error.faults[1])
    report = bring_in([*company(), SourceFile("revenue.xlsx", data)], skip_faulty=True)
    assert stored(report, "revenue")["rep_id"].tolist() == [None]


def test_error_in_a_key_is_said_once_for_its_row(
    company: Callable[..., list[SourceFile]], refused: Refused
) -> None:
    wrong = '<c r="A{0}" t="e"><v>#N/A</v></c>'
    rows = [said("A1", "customer_id") + said("B1", "name")]
    rows += [wrong.format(row) + said(f"B{row}", "Acme") for row in (2, 3)]
    error = refused(with_customers(company, "customers.xlsx", xlsx_of(*rows)))
    assert [(fault.row, str(fault.problem)) for fault in error.faults] == [
        (2, "the cell of the workbook holds an error"),
        (3, "the cell of the workbook holds an error"),
    ]


def record(number: int, content: bytes) -> bytes:
    """A record of a binary workbook."""
    return bytes([number, len(content)]) + content


@pytest.mark.parametrize("cell", [3, 11])
def test_a_binary_workbook_with_errors_is_refused_with_a_remedy(
    refused: Refused, cell: int
) -> None:
    # The place of the cell, its style, and #N/A.
    sheet = record(0, bytes(17)) + record(5, bytes(16)) + record(cell, bytes(8) + b"\x2a")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    fault = refused([SourceFile("crm.xlsb", stream.getvalue())]).faults[0]
    assert "holds cells with errors such as #N/A" in str(fault)
    assert "Save it as XLSX" in str(fault)


def test_records_of_other_cells_are_no_errors() -> None:
    stream = io.BytesIO()
    long = bytes([0x83, 0x01, 0x80, 0x01]) + bytes(128)
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.bin", long + record(4, bytes([3] * 9)))
        assert not holds_errors(archive)
        archive.writestr("xl/worksheets/sheet2.bin", bytes([7, 40, 0]))
        with pytest.raises(Malformed):
            holds_errors(archive)
