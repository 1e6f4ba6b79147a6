"""Archives of tables: read like a folder, and those that must not be unpacked."""

import gzip
import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from data.importing import ImportFaults, ImportReport, SourceFile, find_files, limits
from data.importing.archives import archived_files
from data.importing.fault_lists import FaultLog
from tests.data.importing.conftest import COMPANY
from tests.data.importing.test_workbook import CUSTOMERS, book

Import = Callable[..., ImportReport]
Refused = Callable[..., ImportFaults]


def zipped(members: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def opened(data: bytes, folder: Path) -> tuple[list[SourceFile], list[str]]:
    """The files of an archive, and its faults."""
    log = FaultLog()
    found = archived_files(SourceFile("crm.zip", data), folder, log)
    return found, [str(fault) for fault in log.faults]


def one(data: bytes) -> list[SourceFile]:
    return [SourceFile("crm.zip", data)]


@pytest.mark.parametrize("folder", ["", "export/", "./", "export\\", "/", "../", "C:\\"])
def test_tables_may_lie_in_one_folder(folder: str, tmp_path: Path) -> None:
    found, faults = opened(zipped({f"{folder}Reps.csv": "rep_id,name\n"}), tmp_path)
    assert [(file.shown, file.table, file.head()) for file in found] == [
        ("crm.zip: Reps.csv", "reps", b"rep_id,name\n")
    ]
    assert faults == []
    assert [path.name for path in tmp_path.iterdir()] == ["0"]


def test_tables_of_an_archive_are_those_of_a_folder(bring_in: Import) -> None:
    report = bring_in(one(zipped({**COMPANY, "notes.md": "x"})))
    assert {name: table.source for name, table in report.tables.items()} == {
        "reps": "crm.zip: reps.csv",
        "customers": "crm.zip: customers.csv",
        "assignments": "crm.zip: assignments.csv",
    }
    assert report.ignored == ("crm.zip: notes.md",)


def test_what_systems_leave_in_archives_is_passed_over(tmp_path: Path) -> None:
    hidden = {"__MACOSX/._customers.csv": "x", ".DS_Store": "x", "a/.git/x.csv": "", "a/": ""}
    assert opened(zipped({**hidden, "~$book.xlsx": "x"}), tmp_path) == ([], [])


def test_deeper_folders_are_listed_and_not_read(tmp_path: Path) -> None:
    (file,), faults = opened(zipped({"old/2024/customers.csv": "x"}), tmp_path)
    assert (file.shown, file.readable, faults) == ("crm.zip: customers.csv", False, [])


def test_workbook_in_an_archive_is_read(bring_in: Import) -> None:
    members = {name: text for name, text in COMPANY.items() if name != "customers.csv"}
    report = bring_in(one(zipped({**members, "Customers.xlsx": book({"x": CUSTOMERS})})))
    assert report.tables["customers"].source == "crm.zip: Customers.xlsx: x"


def test_archive_is_a_source(tmp_path: Path, bring_in: Import) -> None:
    path = tmp_path / "crm.zip"
    path.write_bytes(zipped(COMPANY))
    assert find_files(path) == find_files(tmp_path)
    assert bring_in(find_files(path)).tables["customers"].rows == 5


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_without_a_mark_are_read(encoding: str, tmp_path: Path) -> None:
    stored = "客户.csv".encode(encoding)
    data = zipped({"x" * len(stored): "y"}).replace(b"x" * len(stored), stored)
    (file,), _ = opened(data, tmp_path)
    assert (file.base, file.head()) == ("客户.csv", b"y")


def test_table_that_is_there_twice_is_named(refused: Refused) -> None:
    with warnings.catch_warnings(action="ignore"):
        stream = io.BytesIO(zipped(COMPANY))
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr("reps.csv", "rep_id,name\n")
    (fault,) = refused(one(stream.getvalue())).faults
    assert str(fault) == (
        "reps: crm.zip: reps.csv / crm.zip: reps.csv both hold this table. Leave only one of them, "
        "or name the one that counts (+: all) in a TOML file, such as [answers] "
        '"reps" = "crm.zip: reps.csv", and give it to assess.py with --map FILE'
    )


def flagged(data: bytes) -> bytes:
    """The archive as if its first member were encrypted."""
    place = data.index(b"PK\x01\x02") + 8
    return data[:place] + b"\x01" + data[place + 1 :]


def with_method(data: bytes, method: int) -> bytes:
    place = data.index(b"PK\x01\x02") + 10
    return data[:place] + struct.pack("<H", method) + data[place + 2 :]


def link() -> bytes:
    stream = io.BytesIO(zipped({name: COMPANY[name] for name in ("reps.csv", "assignments.csv")}))
    with zipfile.ZipFile(stream, "a") as archive:
        entry = zipfile.ZipInfo("customers.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def sharing() -> bytes:
    """Many members that share one packed content, itself of a harmless ratio."""
    data = zipped({"customers.csv": "x" * 30_000}, zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    return (
        data[:start]
        + entry * 900
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 900, 900, len(entry) * 900, start, 0)
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "crm.zip is empty: it has no header"),
        (b"customer_id,name\n", "crm.zip is not a ZIP file as its name says"),
        (zipped(COMPANY)[:-9], "crm.zip is damaged and cannot be read"),
        (zipped(COMPANY)[:60] + b"\xff" * 40 + zipped(COMPANY)[100:], "crm.zip is damaged and"),
        (flagged(zipped(COMPANY)), "crm.zip: customers.csv is protected by a password"),
        (with_method(zipped(COMPANY), 99), "crm.zip is compressed or encoded in a way"),
        (zipped({**COMPANY, "more.zip": zipped({})}), "crm.zip: more.zip is an archive within an"),
        (zipped({**COMPANY, "a/x.tar.GZ": b"x"}), "crm.zip: x.tar.GZ is an archive within an"),
        (
            zipped({"customers.csv": b"x,y\n" * (6 << 20)}),
            "crm.zip would unpack to far more than a table (a ZIP bomb)",
        ),
        (zipped({f"{number}.csv": "" for number in range(1_001)}), "holds more than 1,000 files"),
        (sharing(), "crm.zip would unpack to far more than a table (a ZIP bomb)"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_archive_that_must_not_be_unpacked_is_a_fault(
    data: bytes, problem: str, tmp_path: Path
) -> None:
    _, (fault,) = opened(data, tmp_path)
    assert problem in fault


def test_archive_that_cannot_be_read_is_all_that_is_said(refused: Refused) -> None:
    (fault,) = refused(one(zipped(COMPANY)[:-9])).faults
    assert str(fault) == (
        "crm.zip: crm.zip is damaged and cannot be read. "
        "Open it in the program it comes from and save it again"
    )
    assert not fault.skippable


def test_crowd_of_entries_is_not_even_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped(COMPANY)
    monkeypatch.setattr(limits, "DIRECTORY", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    _, (fault,) = opened(data, tmp_path)
    assert fault == "crm.zip: crm.zip holds more than 1,000 files. Leave in it only the tables"


def test_total_of_an_archive_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_UNPACKED", 50)
    _, (fault,) = opened(zipped(COMPANY), tmp_path)
    assert "crm.zip would unpack to far more than a table" in fault


def test_link_in_an_archive_is_never_followed(tmp_path: Path) -> None:
    found, faults = opened(link(), tmp_path)
    assert [file.table for file in found] == ["reps", "assignments"]
    assert faults == [
        "customers: crm.zip: customers.csv is a link, not a file. Put the file itself there"
    ]


def test_longer_content_than_the_directory_says_is_damage(tmp_path: Path) -> None:
    data = zipped({"customers.csv": "x" * 5_000, **COMPANY}, zipfile.ZIP_STORED)
    place = data.index(b"PK\x01\x02") + 24
    _, (fault,) = opened(data[:place] + struct.pack("<I", 10) + data[place + 4 :], tmp_path)
    assert "crm.zip is damaged and cannot be read" in fault


def test_text_packed_by_itself_is_read(
    company: Callable[..., list[SourceFile]], bring_in: Import
) -> None:
    others = [file for file in company() if file.name != "reps.csv"]
    packed = gzip.compress(b"rep_id,name\nR1,Ann\n", mtime=0)
    report = bring_in([*others, SourceFile("reps.csv.gz", packed)])
    assert report.tables["reps"].rows == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(b"rep_id,name\n" + b"R" * (30 << 20), mtime=0), "a ZIP bomb"),
        (gzip.compress(b"rep_id,name\nR1,Ann\n", mtime=0)[:-9], "is damaged"),
        (b"rep_id,name\n", "is not a GZIP file as its name says"),
    ],
)
def test_packed_text_that_must_not_be_unpacked(
    data: bytes, said: str, company: Callable[..., list[SourceFile]], refused: Refused
) -> None:
    others = [file for file in company() if file.name != "reps.csv"]
    error = refused([*others, SourceFile("reps.csv.gz", data)])
    assert any(said in str(fault) for fault in error.faults)
