"""Kill a backup or a restore at each of its changes on disk, and look at what is left.

``python -m tests.data.home.killed restore|backup N HOME ARCHIVE PLACE`` kills at every n-th change
and prints the number of kills, of those that left everything as it was, and of those that left
everything new.
"""

import hashlib
import itertools
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.home import start as starting
from data.home.archive import unpack
from data.home.backup import back_up
from data.home.restore import restore
from data.home.settings import Settings
from data.home.versions import database_path, history
from data.store.entries import Store

CHANGES = ("rename", "replace", "link", "unlink", "mkdir", "rmdir", "fsync")


def fingerprint(home: Path) -> dict[str, str]:
    data = [database_path(home, version) for version in history(home) if version]
    files = [home / "current.json", home / "policy.toml", *data]
    entered = {"entered": repr(Store(home / "store.sqlite").all("test"))}
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} | entered


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work in another process, killed before its n-th change; whether it came that far."""
    child = os.fork()
    if child == 0:
        steps = itertools.count()

        def counting(real: Callable[..., Any]) -> Callable[..., Any]:
            def counted(*args: Any, **options: Any) -> Any:
                if next(steps) == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **options)

            return counted

        for name in CHANGES:
            setattr(os, name, counting(getattr(os, name)))
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def main(what: str, every: int, home: Path, archive: Path, place: Path) -> None:
    old, new = fingerprint(home), fingerprint(archive.parent / "home")
    outcomes = [0, 0]
    for step in itertools.count(0, every):
        copy, target = place / str(step) / "home", place / str(step) / "there" / "backup.zip"
        shutil.copytree(home, copy)
        settings = Settings(copy, None, copy / "policy.toml")
        if what == "restore":
            went_on = not killed_at(step, lambda: restore(settings, archive))  # noqa: B023
            starting.start(copy)
            found = fingerprint(copy)
            assert found in (old, new), (step, found)
            is_new = found == new
            assert not list(copy.glob(".restoring*"))
            assert is_new or not list(copy.glob("before-restore-*"))
        else:
            went_on = not killed_at(step, lambda: back_up(settings, target))  # noqa: B023
            is_new = target.exists()
            if is_new:
                (place / str(step) / "unpacked").mkdir()
                unpack(target, place / str(step) / "unpacked")
            back_up(settings, target.with_name("next.zip"))
            assert {path.name for path in target.parent.iterdir()} <= {"backup.zip", "next.zip"}
        if went_on:
            break
        outcomes[is_new] += 1
    print(sum(outcomes), *outcomes)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *map(Path, sys.argv[3:]))
