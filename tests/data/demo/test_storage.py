"""The demo company's file: built once, found again, rebuilt where it is damaged."""

import errno
import logging
import os
import shutil
from pathlib import Path

import pytest

from analytics.errors import StorageError
from data.demo import DEMO_VERSION, storage
from data.demo.storage import demo_file
from data.progress import silent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which building the demo company takes no time."""

    def build(path: Path, _progress: object) -> None:
        path.write_bytes(b"a company")

    monkeypatch.setattr(storage, "build_demo", build)
    return tmp_path / "home"


def test_demo_is_built_once_and_found_again(home: Path) -> None:
    first = demo_file(home, silent)
    before = first.stat().st_ino
    assert demo_file(home, silent) == first
    assert first.stat().st_ino == before
    assert first.name.startswith(DEMO_VERSION)
    assert os.name == "nt" or first.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", [b"", b"a compani", b"a company\0"])
def test_damaged_demo_is_rebuilt_with_a_word_in_the_log(
    home: Path, caplog: pytest.LogCaptureFixture, damage: bytes
) -> None:
    path = demo_file(home, silent)
    path.write_bytes(damage)
    with caplog.at_level(logging.WARNING, "linchpin"):
        assert demo_file(home, silent).read_bytes() == b"a company"
    assert f"{path.name} is damaged and is built anew" in caplog.text


def test_full_disk_is_named_and_nothing_stays(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StorageError, match=r"home/demo-.*cannot be written: the disk is full"):
        demo_file(home, silent)
    assert [path.name for path in home.iterdir()] == [".demo.lock"]


def test_demos_of_other_versions_go_a_day_after_their_last_use(home: Path) -> None:
    home.mkdir()
    old, recent = home / "demo-0123456789ab.duckdb", home / "demo-0123456789ac.duckdb"
    mine = home / "demo-of-mine.csv"
    for path in (old, recent, mine):
        path.write_bytes(b"")
    for path in (old, mine):
        os.utime(path, (1, 1))
    path = demo_file(home, silent)
    left = {each.name for each in home.iterdir() if not each.name.startswith(".")}
    assert left == {path.name, recent.name, mine.name}
    shutil.rmtree(home)
