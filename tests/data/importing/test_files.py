"""Where files lie and which table they are."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.errors import InputError
from data.importing import limits
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
    (tmp_path / "archive").mkdir()
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


def link_out(path: Path) -> None:
    other = path.parent.parent / "elsewhere.csv"
    other.write_text("customer_id,name\n")
    path.symlink_to(other)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


IRREGULAR = {
    "link out of the folder": link_out,
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "link to nothing": lambda path: path.symlink_to(path.parent / "gone"),
    "link to itself": lambda path: path.symlink_to(path),
    "link to the folder": lambda path: path.symlink_to(path.parent),
    "pipe": os.mkfifo,
    "socket": listening,
    "folder": Path.mkdir,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file."""
    made = tmp_path / "crm"
    made.mkdir()
    (made / "reps.csv").write_text("rep_id,name\n")
    return made


@pytest.mark.parametrize("make", IRREGULAR.values(), ids=IRREGULAR)
@pytest.mark.parametrize("name", ["customers.csv", "Revenue.XLSX", "deals.zip"])
def test_what_is_no_file_of_the_folder_and_bears_the_name_of_a_table_is_refused(
    make: Callable[[Path], None], name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    make(folder / name)
    with pytest.raises(InputError, match=f"{name} is no file of this folder but a link out of it"):
        find_files(folder)


@pytest.mark.parametrize("make", IRREGULAR.values(), ids=IRREGULAR)
def test_what_is_no_file_of_the_folder_is_never_read(
    make: Callable[[Path], None], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    make(folder / "other.csv")
    assert [file.name for file in find_files(folder) if file.readable] == ["reps.csv"]


def test_link_to_another_file_of_the_folder_is_that_file(folder: Path) -> None:
    (folder / "people.txt").write_text("customer_id,name\n")
    (folder / "customers.csv").symlink_to("people.txt")
    assert [file.name for file in find_files(folder) if file.readable and file.table] == [
        "customers.csv",
        "reps.csv",
    ]


def test_pipe_that_takes_the_place_of_a_file_is_not_waited_for(folder: Path) -> None:
    (file,) = find_files(folder)
    (folder / "reps.csv").unlink()
    os.mkfifo(folder / "reps.csv")
    with pytest.raises(InputError, match=r"reps\.csv cannot be read: it is no regular file"):
        file.open()


@pytest.mark.parametrize("place", ["x" * 5_000, "a\0b", "\udcff"], ids=["long", "nul", "bytes"])
def test_place_with_an_impossible_name_is_an_input_error(place: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_files(tmp_path / place)
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


def test_device_is_no_source() -> None:
    with pytest.raises(InputError, match="/dev/zero is no folder and no file"):
        find_files(Path("/dev/zero"))


def test_names_are_shown_with_what_a_screen_does_not_show_written_out(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff\x1b[2J\n.csv")).write_text("x")
    (folder / "a\u202egpj.csv").write_text("x")
    assert [file.base for file in find_files(folder)] == [
        "a\\u202egpj.csv",
        "reps.csv",
        "\\xff\\x1b[2J\\n.csv",
    ]
    assert SourceFile("x" * 300 + ".csv", b"").base == "x" * 255 + "…"


def test_folder_of_too_many_files_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES", 2)
    for number in range(2):
        (folder / f"{number}.csv").touch()
    with pytest.raises(InputError, match="crm holds more than 2 files"):
        find_files(folder)
