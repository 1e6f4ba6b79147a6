"""A report is whole or not there, after a kill at any moment, and nothing of others is touched."""

import itertools
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from analytics.errors import StorageError
from data.report import folder as folder_module
from data.report.folder import check_folder, write_report
from data.report.manifest import MANIFEST, UNFINISHED, VERSION, Content
from tests.serving import ROOT

NAMES = ("customers.csv", "reps.csv", "portfolio.json")


def writer(run: str, names: tuple[str, ...] = NAMES) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        for name in names:
            (folder / name).write_text(f"{name} of {run}", encoding="utf-8")

    return write


def write(folder: Path, run: str, names: tuple[str, ...] = NAMES) -> None:
    write_report(folder, names, writer(run, names))


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def manifest(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def run_of(folder: Path) -> str | None:
    """Which run a folder holds whole by its manifest; None: no manifest. Fails on a mix."""
    if not (folder / MANIFEST).exists():
        return None
    files = manifest(folder)["files"]
    assert isinstance(files, dict)
    assert {n: Content(**c) for n, c in files.items()} == {n: Content.of(folder / n) for n in files}
    runs = {(folder / name).read_text(encoding="utf-8").rpartition(" ")[2] for name in files}
    assert len(runs) == 1
    ours = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert ours - {"mine.txt"} == {*files, MANIFEST}
    return runs.pop()


def test_manifest_says_which_files_are_whose(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    write(out, "one")
    first = manifest(out)
    assert {path.name for path in out.iterdir()} == {*NAMES, MANIFEST}
    assert (first["product"], first["version"]) == ("Linchpin", VERSION)
    assert run_of(out) == "one"
    write(out, "two")
    assert run_of(out) == "two"
    assert manifest(out)["run"] != first["run"]


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_nobody_else_reads_a_report(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "out", "one")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_files_that_a_run_no_longer_writes_go_and_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "one", (*NAMES, "hazards.csv"))
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    write(tmp_path, "two")
    assert run_of(tmp_path) == "two"
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "kept"


def refused(folder: Path, named: str) -> None:
    before = held(folder) if all(path.is_file() for path in folder.iterdir()) else None
    with pytest.raises(StorageError, match=named):
        check_folder(folder, NAMES)
    with pytest.raises(StorageError, match=named):
        write(folder, "new")
    if before is not None:
        assert held(folder) == before


def test_a_file_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "reps.csv").write_text("theirs", encoding="utf-8")
    refused(tmp_path, r"reps\.csv was not written by an earlier run")


@pytest.mark.parametrize("changed", ["reps.csv of onE", "longer than it was"])
@pytest.mark.parametrize("name", ["reps.csv", "hazards.csv"])
def test_a_file_changed_since_is_neither_replaced_nor_removed(
    tmp_path: Path, changed: str, name: str
) -> None:
    write(tmp_path, "one", (*NAMES, "hazards.csv"))
    (tmp_path / name).write_text(changed, encoding="utf-8")
    refused(tmp_path, rf"{name} was not written by an earlier run, or was changed since")


def as_folder(path: Path) -> None:
    path.mkdir()


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


def as_link(path: Path) -> None:
    (path.parent / "mine.txt").write_text("theirs", encoding="utf-8")
    path.symlink_to(path.parent / "mine.txt")


def as_dangling_link(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def as_device(path: Path) -> None:
    path.symlink_to("/dev/full")


@pytest.mark.parametrize("make", [as_folder, as_pipe, as_link, as_dangling_link, as_device])
@pytest.mark.parametrize("name", ["customers.csv", MANIFEST])
def test_what_is_no_file_is_neither_replaced_nor_waited_for(
    tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    make(tmp_path / name)
    refused(tmp_path, f"{name} was not written by an earlier run")
    assert (tmp_path / name).is_symlink() or (tmp_path / name).exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "{",
        "[" * 100_000,
        '{"product": "Other", "files": {}}',
        '{"product": "Linchpin", "files": 5}',
        '{"product": "Linchpin", "files": {"../mine.txt": {"sha256": "x", "size": 1}}}',
        '{"product": "Linchpin", "files": {"/etc/passwd": {"sha256": "x", "size": 1}}}',
        '{"product": "Linchpin", "files": {"a.csv": {"size": 1}}}',
        '{"product": "Linchpin", "files": [[["a"], {"sha256": "x", "size": 1}]]}',
    ],
)
@pytest.mark.parametrize("record", [MANIFEST, UNFINISHED])
def test_a_manifest_that_is_none_is_somebody_elses(tmp_path: Path, text: str, record: str) -> None:
    (tmp_path / record).write_text(text, encoding="utf-8")
    refused(tmp_path, f"{record} was not written by an earlier run")


def test_a_run_that_fails_leaves_the_earlier_report(tmp_path: Path) -> None:
    write(tmp_path, "one")
    before = held(tmp_path)

    def fail(folder: Path) -> None:
        (folder / "customers.csv").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="the disk is full"):
        write_report(tmp_path, NAMES, fail)
    assert held(tmp_path) == before
    with pytest.raises(StorageError, match="the disk is full"):
        write_report(tmp_path / "new" / "newer", NAMES, fail)
    assert held(tmp_path) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights of POSIX")
def test_a_folder_without_the_right_to_write_is_named_before_anything_is_read(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o500)
    try:
        for folder in (tmp_path, tmp_path / "new" / "newer"):
            with pytest.raises(StorageError, match=r"cannot be written: permission denied"):
                check_folder(folder, NAMES)
    finally:
        tmp_path.chmod(0o700)


def test_of_two_runs_at_once_the_later_waits_and_says_so_when_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "one")
    with FileLock(tmp_path / folder_module._LOCK):
        monkeypatch.setattr(folder_module, "_PATIENCE_SECONDS", 0.01)
        with pytest.raises(StorageError, match="another run is writing into this folder"):
            write(tmp_path, "two")
    assert run_of(tmp_path) == "one"


def test_runs_at_once_never_mix(tmp_path: Path) -> None:
    ready = threading.Barrier(4)

    def run(number: int) -> None:
        ready.wait()
        for turn in range(3):
            write(tmp_path, f"{number}-{turn}")

    runs = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    assert str(run_of(tmp_path)).endswith("-2")
    assert {path.name for path in tmp_path.iterdir()} == {*NAMES, MANIFEST}


#: Kills itself before the n-th thing that it asks of the file system within the folder, for every
#: n until a run ends by itself; prints how each ended.
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.data.report.test_folder import NAMES, write

base = Path(sys.argv[1])
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.listdir"}

def child(out, number):
    seen = 0
    def hook(event, arguments):
        nonlocal seen
        if event in EVENTS and str(arguments[0]).startswith(str(out)):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    write(out, "two")

for number in range(1, 1000):
    out = base / str(number)
    write(out, "one", (*NAMES, "hazards.csv"))
    (out / "mine.txt").write_text("kept")
    pid = os.fork()
    if pid == 0:
        try:
            child(out, number)
        finally:
            os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0:
        break
print(number)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_after_a_kill_at_any_moment_it_is_the_old_run_the_new_one_or_no_manifest(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    kills = int(done.stdout) - 1
    assert kills > 30
    states = [run_of(tmp_path / str(number)) for number in range(1, kills + 1)]
    assert set(states) == {"one", None, "two"}
    changes = [one for one, two in itertools.pairwise(states) if one != two]
    assert changes == ["one", None]
    for number in range(1, kills + 1):
        out = tmp_path / str(number)
        write(out, "three")
        assert run_of(out) == "three"
        assert {path.name for path in out.iterdir()} == {*NAMES, MANIFEST, "mine.txt"}
