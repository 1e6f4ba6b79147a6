"""Where a pack may lie, and that it takes the place of nobody else's file."""

import json
from pathlib import Path

import pytest

from analytics.errors import StorageError
from data.report.packed import RECORD, checked_pack, put_pack


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def checked(target: Path, out: Path, *read: Path) -> Path:
    home, product = out.parent / "home", out.parent / "product"
    for each in (home, product / "data"):
        each.mkdir(parents=True, exist_ok=True)
    return checked_pack(target, out, read=read, home=home, product=product)


def test_a_pack_is_put_in_place_and_replaced_by_the_next_run(tmp_path: Path, out: Path) -> None:
    target = checked(tmp_path / "board.pdf", out)
    put_pack(target, out, b"first")
    assert checked(tmp_path / "board.pdf", out) == target
    put_pack(target, out, b"second")
    assert target.read_bytes() == b"second"
    assert target.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("before", ["somebody's", "changed"])
def test_what_is_not_ours_or_was_changed_is_left_alone(
    tmp_path: Path, out: Path, before: str
) -> None:
    target = tmp_path / "board.pdf"
    if before == "changed":
        put_pack(target, out, b"ours")
    target.write_bytes(b"theirs")
    with pytest.raises(StorageError, match="is left alone; move it away or name another file"):
        checked(target, out)
    with pytest.raises(StorageError, match="is left alone"):
        put_pack(target, out, b"ours again")
    assert target.read_bytes() == b"theirs"


def test_a_link_is_not_followed(tmp_path: Path, out: Path) -> None:
    (tmp_path / "theirs.pdf").write_bytes(b"theirs")
    (tmp_path / "board.pdf").symlink_to(tmp_path / "theirs.pdf")
    with pytest.raises(StorageError, match="is left alone"):
        checked(tmp_path / "board.pdf", out)


def test_what_is_read_the_home_and_the_program_are_refused(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "crm"
    source.mkdir()
    for place, read in (
        (source / "board.xlsx", [source]),
        (tmp_path / "home" / "board.xlsx", []),
        (tmp_path / "product" / "data" / "board.xlsx", []),
    ):
        place.parent.mkdir(parents=True, exist_ok=True)
        with pytest.raises(StorageError, match="name a"):
            checked(place, out, *read)


def test_a_source_that_is_a_workbook_is_not_replaced(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "crm.xlsx"
    source.write_bytes(b"theirs")
    with pytest.raises(StorageError, match="is or lies in"):
        checked(tmp_path / ".." / tmp_path.name / "crm.xlsx", out, source)


def test_it_may_lie_in_the_folder_of_the_report_before_that_is_made(tmp_path: Path) -> None:
    out = tmp_path / "later"
    assert checked(out / "board.pdf", out) == out / "board.pdf"


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path, out: Path) -> None:
    with pytest.raises(StorageError, match="its folder does not exist"):
        checked(tmp_path / "nowhere" / "board.pdf", out)


@pytest.mark.parametrize("record", ["", "[1]", '{"file": 1}', "\x00", "[" * 5000])
def test_a_record_that_cannot_be_read_makes_every_file_somebody_elses(
    tmp_path: Path, out: Path, record: str
) -> None:
    put_pack(tmp_path / "board.pdf", out, b"ours")
    (out / RECORD).write_text(record, encoding="utf-8")
    with pytest.raises(StorageError, match="is left alone"):
        checked(tmp_path / "board.pdf", out)


def test_the_record_holds_what_may_lie_there_before_it_does(tmp_path: Path, out: Path) -> None:
    put_pack(tmp_path / "board.pdf", out, b"first")
    put_pack(tmp_path / "board.pdf", out, b"second")
    rows = json.loads((out / RECORD).read_text(encoding="utf-8"))
    assert [each["size"] for each in rows] == [len(b"second"), len(b"first")]
