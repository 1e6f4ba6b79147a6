"""Opening a home: refused, narrowed, swept, once."""

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.errors import StorageError
from data.home import start as starting
from data.home.place import INSIST
from data.home.start import absent_on, start
from data.home.versions import database_path
from tests.data.home.test_temporary import owner


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A process that has opened nothing, with a temporary folder of its own."""
    monkeypatch.setattr(starting, "_STARTED", set())
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "system"))
    monkeypatch.delenv(INSIST, raising=False)
    (tmp_path / "system").mkdir()
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_home_is_private_from_then_on_whatever_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    (home / "given").mkdir(parents=True)
    ours = ["current.json", "policy.toml", f"data-{'a' * 16}.duckdb", "given/data-1.duckdb"]
    for name in (*ours, "notes.txt"):
        (home / name).write_text("")
    with caplog.at_level(logging.WARNING, "linchpin"):
        start(home)
        start(home)
    assert {(home / name).stat().st_mode & 0o777 for name in ours} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (home, home / "given")} == {0o700}
    assert (home / "notes.txt").stat().st_mode & 0o777 == 0o644
    assert caplog.text.count("was open to other users") == 1
    (home / "new").write_text("")
    assert (home / "new").stat().st_mode & 0o777 == 0o600


def test_what_killed_processes_left_goes_and_what_living_ones_own_stays(tmp_path: Path) -> None:
    home, given = tmp_path / "home", tmp_path / "home" / "given"
    with owner(home) as (dead, process), owner(given) as (alive, _), owner(given) as (dead_too, q):
        for each in (process, q):
            each.kill()
            each.wait()
        start(home)
        assert [each.exists() for each in (dead, dead_too, alive)] == [False, False, True]


def test_data_that_was_checked_and_never_used_goes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    checked = database_path(home, "a" * 16)
    checked.write_bytes(b"")
    os.utime(checked, (1, 1))
    start(home)
    assert not checked.exists()


def test_home_in_no_fit_place_is_refused_each_time(tmp_path: Path) -> None:
    home = tmp_path / "Dropbox" / "home"
    for _ in range(2):
        with pytest.raises(StorageError, match="Dropbox copies to other machines"):
            start(home)
    assert not home.exists()


def test_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(StorageError, match="there is a file where a folder is needed"):
        start(tmp_path / "home")


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_home_that_can_only_be_read_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    real = os.open

    def read_only(path: object, flags: int, *args: int, **options: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(home) in str(path):
            raise OSError(30, os.strerror(30), str(path))
        return real(path, flags, *args, **options)  # type: ignore[arg-type]

    def refuse(path: Path, _mode: int) -> None:
        raise OSError(30, os.strerror(30), str(path))

    monkeypatch.setattr(os, "open", read_only)
    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level(logging.WARNING, "linchpin"):
        start(home)
    assert "may be open to other users of this machine: Read-only file system" in caplog.text
    assert "its disk is read-only. Make it writable" in caplog.text


def test_what_windows_does_not_do_is_said_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(starting, "absent_on", lambda _: absent_on("nt"))
    start(tmp_path / "home")
    assert "Windows sets the reading process no limits by itself" in caplog.text
