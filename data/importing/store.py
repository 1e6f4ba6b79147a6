"""Imported data in the home folder: immutable versions and the pointer to the one in use.

Every import is a file ``data-<version>.duckdb`` that never changes; ``current.json`` lists the
versions that were in use, newest first, and is replaced in one step. None among them stands for
the demo company, which is also in use where nothing was ever imported. Whoever reads a version
keeps it open while others import; of two imports at once, the later activation wins.
"""

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from analytics.errors import InputError
from analytics.messages import message

__all__ = ["activate", "clean", "current", "database_path", "history", "undo"]

#: So many versions stay on disk: the one in use and those that undo leads back to.
KEPT_VERSIONS = 3

_POINTER = "current.json"
_LOCK = ".current.lock"
_VERSION = re.compile(r"[0-9a-f]{16}")
_DATABASE = re.compile(r"data-([0-9a-f]{16})\.duckdb(\.wal)?")
_STAGED_SECONDS = 24 * 60 * 60


def database_path(home: Path, version: str) -> Path:
    """Where a version lies."""
    return home / f"data-{version}.duckdb"


def history(home: Path) -> tuple[str | None, ...]:
    """Versions that were in use, newest first; None is the demo company.

    Raises
    ------
    InputError
        The pointer cannot be read.
    """
    try:
        text = (home / _POINTER).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    try:
        versions = json.loads(text)["versions"]
        if all(version is None or _VERSION.fullmatch(version) for version in versions):
            return tuple(versions)
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(
        message("{file} is damaged; import the files again", file=str(home / _POINTER))
    )


def current(home: Path) -> Path | None:
    """The database in use; None: the demo company.

    Raises
    ------
    InputError
        The pointer is damaged or the database it names is gone.
    """
    version = next(iter(history(home)), None)
    if version is None:
        return None
    path = database_path(home, version)
    if not path.exists():
        raise InputError(
            message("the imported data {file} is gone; import the files again", file=str(path))
        )
    return path


def activate(home: Path, version: str | None) -> Path | None:
    """Use a version that was checked, or the demo company (None), from now on.

    Raises
    ------
    InputError
        There is no such version.
    """
    path = None if version is None else database_path(home, version)
    if path is not None and not path.exists():
        raise InputError(message("there is no imported data of version {version}", version=version))
    with _alone(home):
        others = [other for other in _readable_history(home) if other != version]
        _write(home, [version, *others][:KEPT_VERSIONS])
    clean(home, now=time.time())
    return path


def undo(home: Path) -> Path | None:
    """Go back to the version in use before, or to the demo company; returns what is now in use.

    Versions whose file is gone are passed over. The version left stays on disk for a day.
    """
    with _alone(home):
        before = _readable_history(home)
        left = [v for v in before[1:] if v is None or database_path(home, v).exists()]
        if before and before[0] and database_path(home, before[0]).exists():
            os.utime(database_path(home, before[0]))
        _write(home, left)
    return database_path(home, left[0]) if left and left[0] else None


def clean(home: Path, *, now: float) -> None:
    """Remove what is not in use and older than a day at ``now`` (seconds since 1970).

    That is what was checked but never used, and what lies beyond the versions that are kept. The
    day keeps a version that somebody is importing again at this moment.
    """
    with _alone(home):
        kept = set(_readable_history(home))
        for path in home.iterdir():
            database = _DATABASE.fullmatch(path.name)
            leftover = path.name.startswith(".importing-")
            if (leftover or (database and database[1] not in kept)) and _is_old(path, now):
                _remove(path)


def _is_old(path: Path, now: float) -> bool:
    try:
        return path.stat().st_mtime < now - _STAGED_SECONDS
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _readable_history(home: Path) -> tuple[str | None, ...]:
    """The history, empty where it is damaged: a new import must be able to mend it."""
    try:
        return history(home)
    except InputError:
        return ()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process or thread at a time change the pointer."""
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / _LOCK):
        yield


def _write(home: Path, versions: list[str | None]) -> None:
    """Replace the pointer in one step, and only once it is on disk."""
    handle, name = tempfile.mkstemp(prefix=".current-", dir=home)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump({"versions": versions}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(name, home / _POINTER)
    _settle(home)


def _settle(folder: Path) -> None:
    """Make a change of names durable, on systems that let a folder be opened."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
