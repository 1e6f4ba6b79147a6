"""What files hold, before anything is decided."""

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.importing import ImportFaults, SourceFile, inspect_files
from data.importing.raw import told_apart
from data.recognition.catalogue import SAMPLE_ROWS, Catalogue
from tests.data.importing.conftest import Files, Import

ORDERS = "Kunde,Betrag,,Betrag\nC1,1,x,2\nC2,,y,4\n"


def parquet(rows: int) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"n": list(range(rows))}), stream)
    return stream.getvalue()


def test_every_table_is_told_with_columns_and_first_rows() -> None:
    files = [
        SourceFile("orders.csv", ORDERS.encode()),
        SourceFile("long.parquet", parquet(300)),
        SourceFile("photo.jpg", b"x"),
        SourceFile("broken.parquet", b"x"),
    ]
    heard: list[str] = []
    found = inspect_files(files, limits=None, progress=lambda _, what: heard.append(str(what)))
    orders, long = found.tables
    assert (orders.name, orders.called, orders.names, orders.rows) == (
        "orders.csv",
        "orders",
        ("orders",),
        None,
    )
    assert orders.header == ("Kunde", "Betrag", "column 3", "Betrag (2)")
    assert [column.values for column in orders.columns] == [
        ("C1", "C2"), ("1", None), ("x", "y"), ("2", "4")
    ]  # fmt: skip
    assert (long.rows, len(long.columns[0].values)) == (300, SAMPLE_ROWS)
    assert found.others == ("photo.jpg", "broken.parquet")
    assert [fault.table for fault in found.faults] == ["broken.parquet"]
    assert heard == ["looking at orders.csv", "looking at long.parquet"]


def test_catalogue_comes_out_of_the_reading_process(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    found = inspect_files(tmp_path)
    assert isinstance(found, Catalogue)
    assert found == inspect_files(tmp_path, limits=None)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a", "a", "a"], ("a", "a (2)", "a (3)")),
        (["a", "a", "a (2)"], ("a", "a (3)", "a (2)")),
        (["", ""], ("column 1", "column 2")),
        (["column 2", ""], ("column 2", "column (2)")),
    ],
)
def test_columns_of_one_name_can_be_told_apart(names: list[str], told: tuple[str, ...]) -> None:
    assert told_apart(names) == told


def test_file_that_certainly_is_a_table_is_taken_for_it(company: Files, bring_in: Import) -> None:
    files = [file for file in company() if file.name != "customers.csv"]
    client = SourceFile("client.csv", b"customer_id,name\nC1,Acme\n")
    report = bring_in([*files, client])
    assert (report.tables["customers"].source, report.tables["customers"].rows) == ("client.csv", 1)


def test_contents_of_a_file_without_header_stand_in_no_message(bring_in: Import) -> None:
    with pytest.raises(ImportFaults) as caught:
        bring_in([SourceFile("export.csv", b"Ann Smith,2026-01-05,100\nBob,2026-01-06,5\n")])
    said = " ".join(map(str, (caught.value, *caught.value.faults)))
    assert "Ann" not in said
    assert "Bob" not in said
    assert "export.csv has no header row" in said


def test_columns_without_names_are_told_and_take_those_that_are_given() -> None:
    text = "".join(f"{100 + row}\tAcme\tAnn\t0{row}.03.2026\t{row},50\n" for row in range(1, 9))
    files = [SourceFile("export.txt", text.encode())]
    waiting = inspect_files(files, limits=None)
    (nameless,) = waiting.nameless
    assert (waiting.tables, waiting.others) == ((), ("export.txt",))
    first = [column.values[0] for column in nameless.columns]
    assert first == ["101", "Acme", "Ann", "01.03.2026", "1,50"]

    names = ("order", "customer", "salesperson", "date", "")
    found = inspect_files(files, named={"export.txt": names}, limits=None)
    (table,) = found.tables
    assert table.header == ("order", "customer", "salesperson", "date", "column 5")
    assert (found.others, found.nameless, found.faults) == ((), (), ())
