"""Nobody else on the machine opens what is ours, whatever the umask."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.errors import StorageError
from data.home.private import keep_to_oneself, narrow, private_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o277])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
def test_new_folder_and_those_above_it_are_private_whatever_the_umask(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "a" / "b")
    assert (mode(made), mode(made.parent)) == (0o700, 0o700)


def test_folder_of_somebody_else_keeps_its_rights(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    private_folder(shared)
    private_folder(shared / "ours")
    assert (mode(shared), mode(shared / "ours")) == (0o755, 0o700)


@pytest.mark.parametrize("below", ["", "below"])
def test_file_in_the_place_of_a_folder_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(StorageError, match=r"home.*there is a file where a folder is needed"):
        private_folder(tmp_path / "home" / below)


def test_home_that_was_open_is_narrowed_and_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data, outside = tmp_path / "data.duckdb", tmp_path.parent / f"{tmp_path.name}-outside"
    for each in (data, outside):
        each.write_text("")
        each.chmod(0o644)
    link = tmp_path / "link"
    link.symlink_to(outside)
    tmp_path.chmod(0o755)
    with caplog.at_level(logging.WARNING, "linchpin"):
        narrow(tmp_path, [data, link, tmp_path / "gone"])
        narrow(tmp_path, [data, link])
    assert (mode(tmp_path), mode(data), mode(outside)) == (0o700, 0o600, 0o644)
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path} was open to other users of this machine and no longer is"
    ]


def test_nothing_this_process_makes_by_any_means_is_open_to_others(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        keep_to_oneself()
        (tmp_path / "file").write_text("")
        (tmp_path / "folder").mkdir()
    finally:
        os.umask(before)
    assert (mode(tmp_path / "file"), mode(tmp_path / "folder")) == (0o600, 0o700)


def test_what_windows_could_not_narrow_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> None:
        asked.append(command)
        raise FileNotFoundError

    monkeypatch.setattr("data.home.private.os.name", "nt")
    monkeypatch.setattr("data.home.private.subprocess.run", refuse)
    monkeypatch.setattr("data.home.private.getpass.getuser", lambda: "ann")
    folder = str(tmp_path)
    with caplog.at_level(logging.WARNING, "linchpin"):
        narrow(tmp_path, [])
    monkeypatch.undo()
    rights = ["ann:(OI)(CI)F", "*S-1-5-18:(OI)(CI)F"]
    assert asked == [["icacls", folder, "/inheritance:r", "/grant:r", *rights, "/Q"]]
    assert "icacls could not narrow its access list" in caplog.text
