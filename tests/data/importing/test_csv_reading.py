"""Delimited text in all its forms, and what is wrong with it, with the row as a sheet counts."""

from collections.abc import Callable

import pytest

from data.importing import ImportFaults, ImportReport, bounded_text, limits
from data.importing.bounds import bounded
from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import BATCH, RawTable
from data.schema import TABLES

Files = Callable[..., list[SourceFile]]
Refused = Callable[..., ImportFaults]


def rows_of(text: str | bytes, log: FaultLog | None = None) -> list[dict[str, object]]:
    """The rows of customers.csv with that content; no fault unless a log is given."""
    noted = FaultLog() if log is None else log
    named = noted.said_of("customers.csv", "customers")
    data = text.encode() if isinstance(text, str) else text
    raw = csv_table(SourceFile("customers.csv", data), "customers.csv", named)
    assert raw is not None
    columns = wanted(raw)
    found = [row for _, arrow in raw.read(named, columns) for row in arrow.to_pylist()]
    assert log is not None or noted.count == 0
    return found


def wanted(raw: RawTable) -> dict[str, int]:
    """The first place of the columns of customers that the header names."""
    names = [name.casefold() for name in raw.header.names]
    return {name: names.index(name) for name in TABLES["customers"].columns if name in names}


def customers(*rows: tuple[int, str, str]) -> list[dict[str, object]]:
    return [{"row": row, "customer_id": key, "name": name} for row, key, name in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_end_are_found(delimiter: str, end: str) -> None:
    lines = [["customer_id", "name", "note"], ["C1", "Acme", "x"], ["C2", "云帆", ""]]
    text = end.join(delimiter.join(line) for line in lines)
    assert rows_of(text) == customers((2, "C1", "Acme"), (3, "C2", "云帆"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_encodings_give_the_same_rows(encoding: str) -> None:
    text = "customer_id,name\nC1,上海云帆科技\n"
    assert rows_of(text.encode(encoding)) == customers((2, "C1", "上海云帆科技"))


def test_quotes_keep_delimiters_line_ends_and_quotes() -> None:
    text = 'customer_id,name\nC1,"Acme, ""the"" best\nLtd"\nC2,Bolt\n'
    assert rows_of(text) == customers((2, "C1", 'Acme, "the" best\nLtd'), (3, "C2", "Bolt"))


def test_rows_count_as_in_a_spreadsheet_past_quoted_line_ends_and_empty_lines() -> None:
    text = 'customer_id,name\n\nC1,"two\nlines"\n\n,\nC2,Bolt\n'
    assert [row["row"] for row in rows_of(text)] == [3, 6]


def test_empty_lines_before_the_header_are_counted_and_skipped() -> None:
    assert rows_of("\n,,\ncustomer_id,name,\nC1,Acme,\n") == customers((4, "C1", "Acme"))


def test_header_may_be_padded_in_any_case_and_order() -> None:
    assert rows_of(" NAME , Customer_ID \nAcme,C1\n") == customers((2, "C1", "Acme"))


def test_rows_are_numbered_across_batches() -> None:
    text = "customer_id,name\n" + "".join(f"C{i},x\n" for i in range(BATCH + 5))
    rows = rows_of(text)
    assert len(rows) == BATCH + 5
    assert rows[-1] == {"row": BATCH + 6, "customer_id": f"C{BATCH + 4}", "name": "x"}


def test_last_line_needs_no_line_end_and_header_alone_is_an_empty_table() -> None:
    assert rows_of("customer_id,name\nC1,Acme") == customers((2, "C1", "Acme"))
    assert rows_of("customer_id,name") == []


def faults_of(text: str | bytes) -> list[str]:
    log = FaultLog()
    rows_of(text, log)
    return [str(fault) for fault in log.faults]


def repairs_of(text: str | bytes) -> list[tuple[str, int, int, str]]:
    log = FaultLog()
    rows_of(text, log)
    assert log.faults == []
    return [(each.code, each.rows, each.row, each.example) for each in log.repairs.values()]


def test_filled_surplus_field_is_a_fault_of_its_row() -> None:
    assert faults_of("customer_id,name\nC1,Acme, Ltd\nC3,Bolt\n") == [
        "customers, row 2: the row has 3 fields where the header has 2 ('C1,Acme, Ltd'). "
        "Put values that hold the separator in double quotation marks",
    ]


def test_filled_field_under_no_name_at_the_end_is_a_surplus_field() -> None:
    assert len(faults_of("customer_id,name,\nC1,1,000\n")) == 1


def test_missing_last_fields_are_empty_and_empty_surplus_is_cut_off() -> None:
    text = "customer_id,name\nC1,Acme,\nC2\nC3,Bolt,,\n"
    log = FaultLog()
    assert rows_of(text, log) == customers((2, "C1", "Acme"), (3, "C2", ""), (4, "C3", "Bolt"))
    assert repairs_of(text) == [
        ("empty_surplus", 2, 2, "C1,Acme,"),
        ("short_row", 1, 3, "C2"),
    ]


def test_field_count_faults_can_be_left_out_and_other_rows_stay() -> None:
    log = FaultLog()
    assert rows_of("customer_id,name\nC1,a,b\nC2,Bolt\n", log) == customers((3, "C2", "Bolt"))
    assert (log.count, log.blocking) == (1, 0)


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
def test_separator_line_is_used_and_skipped(line: str) -> None:
    text = f"{line}\r\ncustomer_id;name\r\nC1;Acme, Ltd\r\n"
    assert rows_of(text) == customers((3, "C1", "Acme, Ltd"))


def test_repeated_header_is_a_fault_that_can_be_left_out() -> None:
    log = FaultLog()
    text = "customer_id,name\nC1,Acme\ncustomer_id,name\nC2,Bolt\n"
    assert rows_of(text, log) == customers((2, "C1", "Acme"), (4, "C2", "Bolt"))
    assert [(fault.row, fault.skippable) for fault in log.faults] == [(3, True)]


def test_headerless_file_shows_nothing_of_its_contents() -> None:
    log = FaultLog()
    data = b"1\tAnn Secret\tann@example.com\n2\tBob Secret\tbob@example.com\n"
    assert csv_table(SourceFile("customers.csv", data), "customers.csv", log) is None
    assert [str(fault) for fault in log.faults] == [
        "customers.csv: customers.csv has no header row: its first row already holds data. Export "
        "it with the names of the columns in the first row, or name them in a mapping"
    ]


def test_columns_without_header_can_be_asked_for() -> None:
    log = FaultLog()
    raw = csv_table(SourceFile("x.csv", b"1,Ann\n2,Bob\n"), "x.csv", log, header=0)
    assert raw is not None
    assert raw.header.names == ("", "")
    rows = [row for _, arrow in raw.read(log, {"name": 1}) for row in arrow.to_pylist()]
    assert rows == [{"row": 1, "name": "Ann"}, {"row": 2, "name": "Bob"}]


def test_encoding_that_is_not_certain_is_said_once() -> None:
    text = "customer_id,name\nC1,Peña\nC2,Peña\n".encode("cp1252")
    assert faults_of(text) == [
        "customers, row 2, name: the text is not UTF-8, and its encoding is not certain; it may be "
        "windows-1252, windows-1250 ('Pe\\\\xf1a'). Save the file as CSV UTF-8"
    ]


def test_undecodable_bytes_are_shown_with_row_and_column() -> None:
    good = "C2,云帆科技\n".encode()
    assert faults_of(b"customer_id,name\nC1,Ac\xffme\n" + good + b"C\xfe,x\n") == [
        "customers, row 2, name: the text holds bytes that do not decode as UTF-8 "
        "('Ac\\\\xffme'). Save the file as CSV UTF-8",
        "customers, row 4, customer_id: the text holds bytes that do not decode as UTF-8 "
        "('C\\\\xfe'). Save the file as CSV UTF-8",
    ]


def test_undecodable_bytes_stop_the_whole_import() -> None:
    log = FaultLog()
    rows_of(b"customer_id,name\nC1,\xff\n", log)
    assert log.blocking == 1


def test_undecodable_gbk_is_named_so() -> None:
    text = "customer_id,name\nC1,上海云帆科技\n".encode("gbk") + b"C2,\xff\n"
    assert "do not decode as GB18030" in faults_of(text)[0]


def test_nul_bytes_are_faults_wherever_they_are() -> None:
    assert faults_of(b"customer_id,name,other\nC1,Acme,\x00\nC2,\x00Bolt,\n") == [
        "customers, row 2, other: the text holds NUL bytes ('\\\\x00'). "
        "Export the file again as plain text in UTF-8",
        "customers, row 3, name: the text holds NUL bytes ('\\\\x00Bolt'). "
        "Export the file again as plain text in UTF-8",
    ]


def test_quotation_mark_that_is_never_closed_is_named_by_its_row() -> None:
    assert faults_of('customer_id,name\nC1,Acme\nC2,"Bolt\nC3,Echo\n') == [
        "customers, row 3: a quotation mark opens in this row and is never closed. "
        "Close it, or double it where it belongs to the text"
    ]


def test_field_as_long_as_a_file_ends_the_reading_with_a_fault() -> None:
    text = 'customer_id,name\nC1,"' + "x" * (1 << 24) + 'y"\n'
    (fault,) = faults_of(text)
    assert fault.startswith("customers, row 2: the row does not end within 8,388,608 characters.")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \n"])
def test_file_without_header_is_a_fault(content: bytes, refused: Refused, company: Files) -> None:
    (fault,) = refused(company({"customers.csv": content})).faults
    assert str(fault) == (
        "customers: customers.csv is empty: it has no header. "
        "Write the names of the columns in the first row"
    )


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"PAR1", b"%PDF-1.7", b"<html><table>"]
)
def test_csv_that_is_something_else_is_a_fault(
    content: bytes, refused: Refused, company: Files
) -> None:
    (fault,) = refused(company({"reps.csv": content})).faults
    assert str(fault) == (
        "reps: reps.csv is not a CSV file as its name says. "
        "Save it again in that format, or name it after the format it has"
    )


def test_used_column_named_twice_is_a_fault_even_in_other_case(
    refused: Refused, company: Files
) -> None:
    text = "customer_id,name,NAME,x,x\nC1,Acme,Acme,1,2\n"
    (fault,) = refused(company({"customers.csv": text})).faults
    assert 'which column holds the customer\'s name? Possible answers: "name"; "NAME"' in str(fault)
    assert not fault.skippable


def test_unnamed_columns_are_ignored_together(
    bring_in: Callable[..., ImportReport], company: Files
) -> None:
    report = bring_in(company({"customers.csv": ",customer_id,,name\n0,C1,x,Acme\n"}))
    assert report.tables["customers"].ignored == ()
    assert report.tables["customers"].rows == 1


def problem_of(text: str | bytes) -> str:
    """The one fault of customers.csv with that content, from header to last row."""
    log = FaultLog()
    named = log.said_of("customers.csv", "customers")
    data = text.encode() if isinstance(text, str) else text
    raw = csv_table(SourceFile("customers.csv", data), "customers.csv", named)
    for _ in bounded(raw, wanted(raw), named) if raw else ():
        pass
    (fault,) = log.faults
    return str(fault)


def test_header_of_any_length_within_the_limit_is_read_to_its_end() -> None:
    names = [f"custom_column_with_a_long_name_{number}" for number in range(4_000)]
    text = ",".join([*names, "customer_id", "name"]) + "\n" + "," * 4_000 + "C1,Acme\n"
    assert rows_of(text) == customers((2, "C1", "Acme"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "customer_id,name" + "," * 16_400,
            "customers: customers.csv has more than 16,384 columns. "
            "Leave out the columns that Linchpin does not know",
        ),
        (
            "," * 5_000_000,
            "customers: the header of customers.csv is longer than 4,194,304 characters. "
            "Write the names of the columns, and nothing else, in the first row",
        ),
        (
            f"customer_id,name,{'x' * 1_001}\n",
            "customers: the name of column 3 of customers.csv is longer than 1,000 characters "
            f"('{'x' * 200}…'). Write the names of the columns, and nothing else, in the first row",
        ),
        (
            ",".join("x" * 900 for _ in range(5_000)),
            "customers: the header of customers.csv is longer than 4,194,304 characters. "
            "Write the names of the columns, and nothing else, in the first row",
        ),
    ],
    ids=["columns", "commas", "name", "names"],
)
def test_header_beyond_its_limits_is_a_fault(text: str, problem: str) -> None:
    assert problem_of(text) == problem


@pytest.mark.parametrize(
    "row",
    [
        "," * 3_000,
        "C2," + "x" * 3_000,
        'C2,"' + "x" * 3_000,
        'C2,"' + "x\n" * 1_500,
        '"a\n",' * 900,
    ],
    ids=["commas", "cell", "quote", "quoted lines", "quoted cells"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_row_that_goes_on_beyond_the_limit_is_a_fault_and_those_before_it_stay(
    row: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ROW", 1_000)
    monkeypatch.setattr(bounded_text, "_PIECE", 64)
    log = FaultLog()
    rows = rows_of("customer_id,name\nC1,Acme\n" + row + end, log)
    assert rows == customers((2, "C1", "Acme"))
    assert [str(fault) for fault in log.faults] == [
        "customers, row 3: the row does not end within 1,000 characters. "
        "Close the quotation mark that opens in it, or export the file again"
    ]


def test_many_rows_in_many_pieces_are_each_of_them_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROW", 40)
    monkeypatch.setattr(bounded_text, "_PIECE", 16)
    monkeypatch.setattr(bounded_text, "BATCH_TEXT", 100)
    text = "customer_id,name\n" + "".join(f'C{i},"a\nb"\r\n' for i in range(500))
    assert [row["customer_id"] for row in rows_of(text)] == [f"C{i}" for i in range(500)]


def test_cell_beyond_the_limit_is_a_fault_of_its_row_and_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "CELL", 300)
    assert problem_of(f"customer_id,name\nC1,{'云' * 300}\nC2,{'云' * 301}\n") == (
        "customers, row 3, name: the cell holds more than 300 characters "
        f"('{'云' * 200}…'). Shorten it"
    )


def test_table_of_too_many_rows_or_too_much_text_is_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "customer_id,name\nC1,Acme\nC2,Bolt\n"
    with monkeypatch.context() as patch:
        patch.setattr(limits, "ROWS", 1)
        assert "customers.csv holds more than 1 rows" in problem_of(text)
    monkeypatch.setattr(limits, "TABLE_TEXT", 10)
    assert "customers.csv unpacks to more than 0 GB of text" in problem_of(text)


def told_of(text: str) -> list[str]:
    """All faults of customers.csv with that content, as they are said."""
    log = FaultLog()
    raw = csv_table(SourceFile("customers.csv", text.encode()), "customers.csv", log)
    if raw is not None:
        list(raw.read(log, wanted(raw)))
    return list(map(str, log.faults))


HEAD, ROWS = "customer_id{0}name{0}note\n", "C1{0}Acme{0}x\nC2{0}Bolt{0}\n"


@pytest.mark.parametrize(
    ("header", "rows", "signs"),
    [
        (";", ",", "semicolons, but its rows are by commas"),
        (",", ";", "commas, but its rows are by semicolons"),
        (",", "\t", "commas, but its rows are by tabs"),
    ],
)
@pytest.mark.parametrize("above", ["", "Customers of 2026\n\n"])
def test_header_and_rows_with_other_separators_are_named(
    above: str, header: str, rows: str, signs: str
) -> None:
    (said,) = told_of(above + HEAD.format(header) + ROWS.format(rows))
    assert f"the header of customers.csv is separated by {signs}. Export it again" in said


def test_a_row_with_another_separator_is_named_and_the_others_are_read() -> None:
    for other in ("C3;Cog;y\n", "C3;Cog;1,5\n"):
        (said,) = told_of(HEAD.format(",") + ROWS.format(",") + other)
        assert "row 4: the row is separated by semicolons, but the header by commas" in said
    assert told_of(HEAD.format(",") + ROWS.format(",") + "C3,a; b; c\n") == []


@pytest.mark.parametrize(
    "text",
    ['customer_id,name\n"C1,Acme"\n', '"customer_id,name"\n"C1,Acme"\n"C2,Bolt"\n'],
)
def test_a_row_that_is_quoted_as_a_whole_is_named(text: str) -> None:
    (said,) = told_of(text)
    assert "quotation marks enclose the whole row" in said


def test_an_encoding_that_is_not_known_is_said_once() -> None:
    log = FaultLog()
    text = "customer_id,name\nC1,شركة النور\nC2,القاهرة\n".encode("cp1256")
    raw = csv_table(SourceFile("customers.csv", text), "customers.csv", log)
    assert raw is not None
    list(raw.read(log, wanted(raw)))
    (fault,) = log.faults
    assert "the text is in no encoding that is known here" in str(fault)
