"""Files that hold what was computed once: trusted only whole and ours, made by one, and not for
ever."""

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from data.demo.writing import write_database
from data.home import artefacts
from data.home.artefacts import FOLDER, UNREAD_DAYS, alone_at, keep, read, retire_artefacts
from data.home.backup import back_up
from data.home.settings import Settings
from data.home.start import start
from data.home.versions import activate, database_path, own_data, undo
from tests.serving import ROOT

KEY, OTHER = "a" * 64, "b" * 64
A, B = "a" * 16, "b" * 16


def test_what_was_kept_is_read_again_and_is_for_this_user_alone(tmp_path: Path) -> None:
    assert read(tmp_path, KEY) is None
    keep(tmp_path, KEY, b"figures\n\x00", of="demo 1")
    assert read(tmp_path, KEY) == b"figures\n\x00"
    place = tmp_path / FOLDER
    assert (place.stat().st_mode & 0o777, (place / KEY).stat().st_mode & 0o777) == (0o700, 0o600)
    assert sorted(path.name for path in place.iterdir()) == [KEY]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def turned(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"figures", b"figurez"))


def headless(path: Path) -> None:
    path.write_bytes(b"\x80\x05figures")


def another(path: Path) -> None:
    keep(path.parents[1], OTHER, b"figures", of="demo 1")
    (path.parent / OTHER).replace(path)


def writable(path: Path) -> None:
    path.chmod(0o622)


def linked(path: Path) -> None:
    elsewhere = path.parents[2] / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("spoil", [cut, turned, headless, another, writable, linked, piped])
def test_damaged_and_foreign_files_are_as_good_as_none_and_go(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: object
) -> None:
    home = tmp_path / "home"
    keep(home, KEY, b"figures", of="demo 1")
    spoil(home / FOLDER / KEY)  # type: ignore[operator]
    assert read(home, KEY) is None
    assert not os.path.lexists(home / FOLDER / KEY)
    assert f"the artefact {KEY[:12]} is not used and is made anew" in caplog.text


def test_what_lies_in_the_way_is_not_followed(tmp_path: Path) -> None:
    place = tmp_path / FOLDER
    place.mkdir()
    (place / KEY).mkdir()
    assert read(tmp_path, KEY) is None


HOLDING = """
import sys, time
from pathlib import Path
from data.home.artefacts import alone_at
with alone_at(Path(sys.argv[1]), sys.argv[2], lambda: None):
    print("held", flush=True)
    time.sleep(600)
"""


def test_others_wait_for_whoever_makes_one_until_its_process_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDING, str(tmp_path), KEY]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        waited: list[float] = []

        def waiting() -> None:
            waited.append(time.monotonic())
            if len(waited) == 3:
                holder.kill()

        with alone_at(tmp_path, OTHER, pytest.fail):
            pass
        with alone_at(tmp_path, KEY, waiting):
            assert len(waited) >= 3


def test_waiting_can_be_given_up(tmp_path: Path) -> None:
    def enough() -> None:
        raise InterruptedError

    with (
        alone_at(tmp_path, KEY, enough),
        pytest.raises(InterruptedError),
        alone_at(tmp_path, KEY, enough),
    ):
        pass
    with alone_at(tmp_path, KEY, enough):
        pass


def left(home: Path) -> set[str]:
    return {path.name for path in (home / FOLDER).iterdir() if len(path.name) == 64}


def test_the_newest_few_stay_and_reading_makes_one_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artefacts, "MOST", 3)
    keys = [digit * 64 for digit in "12345"]
    for age, key in enumerate(reversed(keys)):
        keep(tmp_path, key, b"x", of="demo 1")
        os.utime(tmp_path / FOLDER / key, (time.time() - 100 * (age + 1),) * 2)
    read(tmp_path, keys[0])
    retire_artefacts(tmp_path)
    assert left(tmp_path) == {keys[0], keys[3], keys[4]}


def test_they_take_no_more_than_their_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artefacts, "MOST_BYTES", 10_000)
    for age, (key, size) in enumerate([("1" * 64, 4_000), ("2" * 64, 9_000), ("3" * 64, 4_000)]):
        keep(tmp_path, key, b"x" * size, of="demo 1")
        os.utime(tmp_path / FOLDER / key, (time.time() - age,) * 2)
    retire_artefacts(tmp_path)
    assert left(tmp_path) == {"1" * 64, "3" * 64}


def test_what_nobody_reads_goes_after_a_week_of_days_and_before_any_retention_is_over(
    tmp_path: Path,
) -> None:
    keep(tmp_path, KEY, b"x", of="demo 1")
    now = (tmp_path / FOLDER / KEY).stat().st_mtime
    retire_artefacts(tmp_path, now=now + (UNREAD_DAYS - 1) * 86_400)
    assert left(tmp_path) == {KEY}
    retire_artefacts(tmp_path, now=now + (UNREAD_DAYS + 1) * 86_400)
    assert left(tmp_path) == set()
    assert UNREAD_DAYS < 28  # the shortest month of [retention]


def test_figures_go_with_the_import_that_they_are_of_and_are_in_no_backup(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for version, key in ((A, KEY), (B, OTHER)):
        write_database(database_path(home, version), {}, {"imported_on": "2026-07-01"})
        activate(home, version)
        keep(home, key, b"x", of=own_data(version))
    keep(home, "c" * 64, b"x", of="demo 1")
    activate(home, B)
    assert left(home) == {KEY, OTHER, "c" * 64}
    back_up(Settings(home, None, home / "policy.toml"), tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert not any(key in name for name in archive.namelist() for key in left(home))
    undo(home)
    assert left(home) == {KEY, "c" * 64}
    undo(home)
    assert left(home) == {"c" * 64}


def test_start_makes_them_private_and_removes_what_is_over(tmp_path: Path) -> None:
    home = tmp_path / "home"
    keep(home, KEY, b"x", of="demo 1")
    keep(home, OTHER, b"x", of=own_data(A))
    (home / FOLDER).chmod(0o755)
    start(home)
    assert left(home) == {KEY}
    assert (home / FOLDER).stat().st_mode & 0o777 == 0o700
