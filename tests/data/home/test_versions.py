"""Versions of imported data: the pointer, going back, and two importers at once."""

import errno
import json
import os
import sys
import threading
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import pytest

from analytics.errors import InputError, StorageError
from data.demo.writing import write_database
from data.home.uses import hold
from data.home.versions import (
    DamagedData,
    activate,
    clean,
    current,
    database_path,
    history,
    undo,
    usable,
)

A, B, C, D = (letter * 16 for letter in "abcd")
DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The content of a file that says of itself that it was imported on 2026-07-01."""
    path = tmp_path_factory.mktemp("imported") / "data.duckdb"
    write_database(path, {}, {"imported_on": "2026-07-01"})
    return path.read_bytes()


@pytest.fixture
def home(tmp_path: Path, imported: bytes) -> Path:
    """A home with four checked versions."""
    for version in (A, B, C, D):
        database_path(tmp_path, version).write_bytes(imported)
    return tmp_path


def test_nothing_imported_is_the_demo(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert undo(tmp_path) is None


def test_activated_version_is_in_use(home: Path) -> None:
    assert activate(home, A) == current(home) == database_path(home, A)
    assert json.loads((home / "current.json").read_text()) == {"versions": [A]}


def test_undo_goes_back_step_by_step_to_the_demo(home: Path) -> None:
    activate(home, A)
    activate(home, B)
    assert undo(home) == current(home) == database_path(home, A)
    assert undo(home) is None
    assert current(home) is None


def test_demo_can_be_chosen_and_left_again(home: Path) -> None:
    activate(home, A)
    assert activate(home, None) is None
    assert current(home) is None
    assert undo(home) == database_path(home, A)


def test_activating_the_same_version_again_keeps_the_way_back(home: Path) -> None:
    activate(home, A)
    activate(home, B)
    activate(home, B)
    assert history(home) == (B, A)


def test_few_versions_are_kept_and_old_ones_removed_after_a_day(home: Path) -> None:
    for version in (A, B, C, D):
        activate(home, version)
    assert history(home) == (D, C, B)
    assert database_path(home, A).exists()
    clean(home, now=database_path(home, A).stat().st_mtime + DAY + 1)
    assert [database_path(home, v).exists() for v in (A, B, C, D)] == [False, True, True, True]


def test_only_data_that_nobody_needs_is_cleaned(home: Path) -> None:
    activate(home, A)
    for name in ("demo.duckdb", "data-mine.duckdb", "policy.toml"):
        (home / name).write_text("x")
    hold(database_path(home, D))
    newest = max(path.stat().st_mtime for path in home.iterdir())
    os.utime(database_path(home, C), (newest + DAY, newest + DAY))
    clean(home, now=newest + DAY + 1)
    assert sorted(path.name for path in home.iterdir() if path.suffix == ".duckdb") == [
        f"data-{A}.duckdb",
        f"data-{C}.duckdb",
        f"data-{D}.duckdb",
        "data-mine.duckdb",
        "demo.duckdb",
    ]
    assert current(home) == database_path(home, A)


def test_version_that_was_never_checked_cannot_be_activated(home: Path) -> None:
    activate(home, A)
    with pytest.raises(InputError, match="there is no imported data of version 0000"):
        activate(home, "0" * 16)
    assert current(home) == database_path(home, A)


def test_undo_passes_over_versions_that_are_gone(home: Path) -> None:
    for version in (A, B, C):
        activate(home, version)
    database_path(home, B).unlink()
    assert undo(home) == database_path(home, A)


@pytest.mark.parametrize("content", [b"", b"garbage" * 9999, None])
def test_undo_passes_over_versions_that_are_damaged(
    home: Path, imported: bytes, content: bytes | None
) -> None:
    for version in (A, B, C):
        activate(home, version)
    cut = imported[: len(imported) // 4]
    database_path(home, B).write_bytes(cut if content is None else content)
    assert undo(home) == database_path(home, A)


def test_database_that_is_gone_is_named(home: Path) -> None:
    activate(home, A)
    database_path(home, A).unlink()
    with pytest.raises(InputError, match=r"the imported data .*data-a+\.duckdb is gone: choose"):
        current(home)


DAMAGED = {
    "empty": b"",
    "cut": b"{",
    "list": b"[]",
    "number": b'{"versions": 3}',
    "foreign path": b'{"versions": ["../x"]}',
    "not UTF-8": b'\xff\xfe{"versions": []}',
    "nested": b"[" * 100_000,
    "binary": bytes(range(256)),
    "folder": None,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_damaged_pointer_is_named_and_mended_by_the_next_import(
    home: Path, content: bytes | None
) -> None:
    pointer = home / "current.json"
    if content is None:
        (pointer / "below").mkdir(parents=True)
    else:
        pointer.write_bytes(content)
    with pytest.raises(DamagedData, match=r"current\.json is damaged: choose .* or import the"):
        current(home)
    assert usable(home) == tuple((version, "2026-07-01") for version in usable_order(home))
    assert activate(home, B) == current(home)


def usable_order(home: Path) -> list[str]:
    newest = sorted((A, B, C, D), key=lambda v: -database_path(home, v).stat().st_mtime)
    return sorted(newest, key=lambda v: (-database_path(home, v).stat().st_mtime, v))


def test_pointer_that_cannot_be_read_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    activate(home, A)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(StorageError, match=r"current\.json cannot be read: permission denied"):
        current(home)


def test_usable_data_is_listed_by_its_last_use_without_what_is_damaged(home: Path) -> None:
    for version in (A, B, C):
        activate(home, version)
    database_path(home, B).write_bytes(b"garbage")
    assert usable(home) == ((C, "2026-07-01"), (A, "2026-07-01"), (D, "2026-07-01"))
    assert usable(home / "nowhere") == ()


@pytest.mark.parametrize("step", [lambda home: activate(home, B), undo], ids=["activate", "undo"])
def test_full_disk_is_named_and_what_was_in_use_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: Callable[[Path], object]
) -> None:
    activate(home, A)

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(StorageError, match="the disk is full"):
            step(home)
    assert history(home) == (A,)


def test_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("")
    with pytest.raises(StorageError, match="there is a file where a folder is needed"):
        activate(home, None)


def activate_often(home: str, version: str) -> None:
    """What one of several importing processes does."""
    for _ in range(20):
        activate(Path(home), version)


def check_pointer(home: Path, last: set[str]) -> None:
    assert (history(home)[0]) in last
    assert set(history(home)) == last
    assert len({database_path(home, v).read_bytes() for v in (A, B, C, D)}) == 1
    assert not list(home.glob(".linchpin-*"))


def test_two_threads_at_once_leave_one_whole_pointer_and_both_files(home: Path) -> None:
    threads = [threading.Thread(target=activate_often, args=(str(home), v)) for v in (A, B)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_pointer(home, {A, B})


def test_two_processes_at_once_leave_one_whole_pointer_and_both_files(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A page tested in the same process before has left its script as the main module.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    spawn = get_context("spawn")
    processes = [spawn.Process(target=activate_often, args=(str(home), v)) for v in (A, B)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    check_pointer(home, {A, B})
