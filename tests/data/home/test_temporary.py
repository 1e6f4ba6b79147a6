"""Temporary folders go with their owner, and nothing else does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from data.home import temporary
from data.home.temporary import living, sweep, system_place, temporary_folder
from tests.serving import ROOT

OWNER = """
import sys
from pathlib import Path
from data.home.temporary import temporary_folder
with temporary_folder(Path(sys.argv[1])) as folder:
    (folder / "whole CRM").write_text("secret")
    print(folder, flush=True)
    sys.stdin.read()
"""


@contextmanager
def owner(place: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """Another process that owns a temporary folder until it is ended."""
    command = [sys.executable, "-c", OWNER, str(place)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield Path(process.stdout.readline().strip()), process
        finally:
            process.kill()


def test_folder_is_private_and_gone_at_the_end(tmp_path: Path) -> None:
    def use(folder: Path) -> None:
        (folder / "file").write_text("x")
        assert folder.parent == tmp_path
        assert os.name == "nt" or folder.stat().st_mode & 0o777 == 0o700
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), temporary_folder(tmp_path) as folder:
        use(folder)
    assert list(tmp_path.iterdir()) == []


def test_folder_of_a_living_process_stays(tmp_path: Path) -> None:
    with owner(tmp_path) as (folder, process):
        sweep(tmp_path)
        assert living(tmp_path) == [folder]
        assert (folder / "whole CRM").read_text() == "secret"
        process.communicate("")
    assert list(tmp_path.iterdir()) == []


def test_folder_of_a_killed_process_goes_with_the_next_that_needs_one(tmp_path: Path) -> None:
    with owner(tmp_path) as (folder, process):
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert folder.exists()
        with temporary_folder(tmp_path) as mine:
            assert living(tmp_path) == [mine]
    assert list(tmp_path.iterdir()) == []


def test_own_folders_are_not_swept_by_the_same_process(tmp_path: Path) -> None:
    with temporary_folder(tmp_path) as first, temporary_folder(tmp_path) as second:
        sweep(tmp_path)
        assert sorted(living(tmp_path)) == sorted([first, second])


def test_a_lock_file_that_a_sweep_takes_for_one_left_behind_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acquire, taken = FileLock.acquire, []

    def swept_first(lock: FileLock, *args: object, **options: object) -> object:
        if not taken and str(lock.lock_file).startswith(str(tmp_path)):
            taken.append(lock.lock_file)
            raise Timeout(lock.lock_file)
        return acquire(lock, *args, **options)

    monkeypatch.setattr(FileLock, "acquire", swept_first)
    with temporary_folder(tmp_path) as folder:
        assert folder.is_dir()
        assert f"{folder}.lock" not in taken


def test_nothing_foreign_is_removed_and_no_link_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("x")
    place = tmp_path / "place"
    place.mkdir()
    for name in (".linchpin-notes", "linchpin-0123456789abcdef", ".linchpin-0123456789abcde"):
        (place / name).mkdir()
    (place / ".linchpin-0123456789abcdef").symlink_to(precious)
    left = place / ".linchpin-00000000000000aa"
    left.mkdir()
    (left / "link").symlink_to(precious)
    kept = sorted(path.name for path in place.iterdir() if path != left)
    sweep(place)
    assert sorted(path.name for path in place.iterdir()) == kept
    assert (precious / "file").read_text() == "x"


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
@pytest.mark.parametrize("taken", ["link", "file", "open to all"])
def test_place_that_somebody_else_took_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: str
) -> None:
    monkeypatch.setattr(temporary.tempfile, "gettempdir", lambda: str(tmp_path))
    usual = system_place()
    assert usual == system_place()
    usual.rmdir()
    if taken == "link":
        usual.symlink_to(tmp_path)
    elif taken == "file":
        usual.write_text("")
    else:
        usual.mkdir()
        usual.chmod(0o755)
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    other = system_place()
    assert other.parent == tmp_path
    assert other != usual
    assert other.stat().st_mode & 0o777 == 0o700
