"""Versions of imported data: the pointer, going back, and two importers at once."""

import json
import os
import sys
import threading
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import pytest

from analytics.errors import InputError
from data.importing import ImportFaults, ImportReport, SourceFile
from data.importing.store import activate, clean, current, database_path, history, undo

A, B, C, D = (letter * 16 for letter in "abcd")
DAY = 24 * 60 * 60


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with four checked versions."""
    for version in (A, B, C, D):
        database_path(tmp_path, version).write_bytes(version.encode())
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


def test_only_stale_files_of_imports_are_cleaned(home: Path) -> None:
    activate(home, A)
    for name in ("demo.duckdb", "data-mine.duckdb", "policy.toml"):
        (home / name).write_text("x")
    (home / ".importing-dead").mkdir()
    newest = max(path.stat().st_mtime for path in home.iterdir())
    os.utime(database_path(home, C), (newest + DAY, newest + DAY))
    clean(home, now=newest + DAY + 1)
    assert sorted(path.name for path in home.iterdir() if path.suffix == ".duckdb") == [
        f"data-{A}.duckdb",
        f"data-{C}.duckdb",
        "data-mine.duckdb",
        "demo.duckdb",
    ]
    assert not (home / ".importing-dead").exists()
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


def test_database_that_is_gone_is_named(home: Path) -> None:
    activate(home, A)
    database_path(home, A).unlink()
    with pytest.raises(InputError, match=r"the imported data .* is gone; import the files again"):
        current(home)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"versions": 3}', '{"versions": ["../x"]}'])
def test_damaged_pointer_is_named_and_mended_by_the_next_import(home: Path, text: str) -> None:
    (home / "current.json").write_text(text)
    with pytest.raises(InputError, match=r"current\.json is damaged; import the files again"):
        current(home)
    assert activate(home, B) == current(home)


def test_failing_import_leaves_the_pointer_untouched(
    company: Callable[..., list[SourceFile]],
    bring_in: Callable[..., ImportReport],
    refused: Callable[..., ImportFaults],
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    report = bring_in(company())
    activate(home, report.version)
    before = (home / "current.json").read_bytes()
    refused(company({"reps.csv": "rep_id\n"}))
    assert (home / "current.json").read_bytes() == before
    assert current(home) == report.path
    assert not list(home.glob(".importing-*"))


def activate_often(home: str, version: str) -> None:
    """What one of several importing processes does."""
    for _ in range(20):
        activate(Path(home), version)


def check_pointer(home: Path, last: set[str]) -> None:
    assert (history(home)[0]) in last
    assert set(history(home)) == last
    assert all(database_path(home, v).read_bytes() == v.encode() for v in (A, B, C, D))
    assert not list(home.glob(".current-*"))


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
