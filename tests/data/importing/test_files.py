"""Where files lie and which table they are."""

from pathlib import Path

import pytest

from analytics.errors import InputError
from data.importing.files import SourceFile, content_hash, find_files


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("customers.csv", "customers"),
        ("Customers.XLSX", "customers"),
        ("../../reps.csv", "reps"),
        ("C:\\exports\\deals.parquet", "deals"),
        ("exchange_rates.csv", "exchange_rates"),
        ("orders.csv", None),
        ("customers_old.csv", None),
        ("/etc/passwd", None),
    ],
)
def test_stem_of_base_name_decides_the_table(name: str, table: str | None) -> None:
    assert SourceFile(name, b"").table == table


def test_hostile_upload_name_never_becomes_a_path() -> None:
    file = SourceFile("../../../etc/customers.csv", b"customer_id,name\n")
    assert file.base == "customers.csv"
    assert file.head() == b"customer_id,name\n"


def test_folder_lists_files_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("reps.csv", "customers.csv", ".DS_Store", "~$book.xlsx", "notes.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / "deals.csv").mkdir()
    assert [file.name for file in find_files(tmp_path)] == ["customers.csv", "notes.md", "reps.csv"]


def test_single_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "crm.xlsx"
    path.write_bytes(b"PK")
    assert find_files(path) == [SourceFile("crm.xlsx", path)]


def test_place_that_does_not_exist_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere does not exist; name a folder, a workbook"):
        find_files(tmp_path / "nowhere")


def test_empty_folder_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no files"):
        find_files(tmp_path)


def test_content_hash_depends_on_content_and_options_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    on_disk, uploaded = SourceFile("a.csv", path), SourceFile("../A.csv", b"1")
    other = SourceFile("b.csv", b"2")
    assert content_hash([on_disk, other]) == content_hash([other, uploaded])
    assert content_hash([on_disk]) != content_hash([SourceFile("a.csv", b"2")])
    assert content_hash([on_disk], "UTC") != content_hash([on_disk], "Asia/Shanghai")
    assert len(content_hash([on_disk])) == 16
