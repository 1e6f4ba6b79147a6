"""Imported data in the home folder: immutable versions and the pointer to the one in use.

Every import is a file ``data-<version>.duckdb`` that never changes; ``current.json`` lists the
versions that were in use, newest first, and is replaced in one step. None among them stands for
the demo company, which is also in use where nothing was ever imported. Whoever reads a version
keeps it open while others import; of two imports at once, the later activation wins.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from analytics.errors import InputError, LinchpinError
from analytics.messages import message
from data.home.artefacts import retire_artefacts
from data.home.imported import imported_on
from data.home.private import FILE_MODE, private_folder
from data.home.refusals import reading, shown, writing
from data.home.replacing import replace_durably
from data.home.retention import KEPT_VERSIONS, UNUSED_DAYS, retire

__all__ = [
    "POINTER",
    "VERSION",
    "DamagedData",
    "activate",
    "alone",
    "clean",
    "current",
    "damaged",
    "database_path",
    "history",
    "own_data",
    "pointer_text",
    "undo",
    "usable",
    "versions_in",
]

POINTER = "current.json"
VERSION = re.compile(r"[0-9a-f]{16}")
_OWN = "own "
_DATABASE = re.compile(r"data-([0-9a-f]{16})\.duckdb(\.wal)?")


class DamagedData(InputError):
    """What was imported cannot be read any more; other data can be chosen in its place."""


def damaged(path: Path, reason: object) -> DamagedData:
    """What to raise where imported data cannot be read; ``reason`` is a text or a Message."""
    return DamagedData(
        message(
            "the imported data {file} is damaged ({reason}): choose on the page Data which data to "
            "use, or import the files again",
            file=shown(path),
            reason=reason,
        )
    )


def database_path(home: Path, version: str) -> Path:
    """Where a version lies."""
    return home / f"data-{version}.duckdb"


def history(home: Path) -> tuple[str | None, ...]:
    """Versions that were in use, newest first; None is the demo company.

    Raises
    ------
    DamagedData
        The pointer is damaged.
    StorageError
        The pointer cannot be read.
    """
    pointer = home / POINTER
    try:
        with reading(pointer):
            content = pointer.read_bytes()
    except LinchpinError:
        if not os.path.lexists(pointer):
            return ()
        if not pointer.is_dir():
            raise
        content = b""
    versions = versions_in(content)
    if versions is None:
        raise DamagedData(
            message(
                "{file} is damaged: choose on the page Data which data to use, or import the "
                "files again",
                file=shown(pointer),
            )
        )
    return versions


def versions_in(content: bytes) -> tuple[str | None, ...] | None:
    """The versions that the content of a pointer lists; None where it is damaged."""
    try:
        versions = json.loads(content)["versions"]
        if all(version is None or VERSION.fullmatch(version) for version in versions):
            return tuple(versions)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return None


def pointer_text(versions: tuple[str | None, ...]) -> bytes:
    """The content of a pointer that lists these versions."""
    return json.dumps({"versions": list(versions)}).encode()


def current(home: Path) -> Path | None:
    """The database in use; None: the demo company.

    Raises
    ------
    DamagedData
        The pointer is damaged or the database it names is gone.
    StorageError
        The pointer cannot be read.
    """
    version = next(iter(history(home)), None)
    if version is None:
        return None
    path = database_path(home, version)
    if not path.exists():
        raise DamagedData(
            message(
                "the imported data {file} is gone: choose on the page Data which data to use, or "
                "import the files again",
                file=shown(path),
            )
        )
    return path


def usable(home: Path) -> tuple[tuple[str, str], ...]:
    """Imported data that lies in the home and can be opened, used last first.

    Each is a version and the day of its import (ISO 8601). For choosing, when the data in use
    cannot be read: every file is opened once.
    """
    before = _readable_history(home)
    found = []
    with suppress(OSError):
        names = [_DATABASE.fullmatch(path.name) for path in home.iterdir()]
        versions = {match[1]: database_path(home, match[1]) for match in names if match}
        for version, path in versions.items():
            day = imported_on(path)
            if day is not None:
                place = before.index(version) if version in before else len(before)
                found.append((place, -path.stat().st_mtime, version, day))
    return tuple((version, day) for _, _, version, day in sorted(found))


def activate(home: Path, version: str | None) -> Path | None:
    """Use a version that was checked, or the demo company (None), from now on.

    Raises
    ------
    InputError
        There is no such version.
    StorageError
        The pointer cannot be written; what was in use stays so.
    """
    path = None if version is None else database_path(home, version)
    if path is not None and not path.exists():
        raise InputError(message("there is no imported data of version {version}", version=version))
    with alone(home):
        others = [other for other in _readable_history(home) if other != version]
        _write(home, [version, *others][:KEPT_VERSIONS])
    clean(home, now=time.time())
    return path


def undo(home: Path) -> Path | None:
    """Go back to the version in use before, or to the demo company; returns what is now in use.

    Versions that are gone or damaged are passed over. The version left stays on disk for a day.

    Raises
    ------
    StorageError
        The pointer cannot be written; what was in use stays so.
    """
    with alone(home):
        before = _readable_history(home)
        left = [v for v in before[1:] if v is None or _opens(home, v)]
        if before and before[0]:
            with suppress(OSError):
                os.utime(database_path(home, before[0]))
        _write(home, left)
    _retire_figures(home)
    return database_path(home, left[0]) if left and left[0] else None


def _opens(home: Path, version: str) -> bool:
    return imported_on(database_path(home, version)) is not None


def clean(home: Path, *, now: float) -> None:
    """Remove data that is not in use and was last used a day before ``now`` (seconds since 1970).

    That is what was checked but never used, and what lies beyond the versions that are kept. The
    day keeps a version that somebody is importing again at this moment.

    Raises
    ------
    StorageError
        Nothing can be written in the home.
    """
    with alone(home):
        kept = set(_readable_history(home))

        def unused(name: str) -> bool:
            database = _DATABASE.fullmatch(name)
            return database is not None and database[1] not in kept

        retire(home, unused, days=UNUSED_DAYS, now=now)
    _retire_figures(home)


def own_data(version: str) -> str:
    """What figures of imported data are of (:mod:`data.home.artefacts`)."""
    return f"{_OWN}{version}"


def _retire_figures(home: Path) -> None:
    """Remove figures that were kept of data which nobody can go back to."""
    there = {own_data(version) for version in _readable_history(home) if version is not None}
    retire_artefacts(home, stays=lambda of: not of.startswith(_OWN) or of in there)


def _readable_history(home: Path) -> tuple[str | None, ...]:
    """The history, empty where it is damaged: a new import must be able to mend it."""
    try:
        return history(home)
    except LinchpinError:
        return ()


@contextmanager
def alone(home: Path, what: str = "current") -> Iterator[None]:
    """Let one process or thread at a time change ``what`` the home holds.

    Raises
    ------
    StorageError
        Nothing can be written in the home.
    """
    private_folder(home)
    lock = FileLock(home / f".{what}.lock", mode=FILE_MODE)
    with writing(home):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _write(home: Path, versions: list[str | None]) -> None:
    """Replace the pointer in one step; a folder in its place is moved aside."""
    pointer = home / POINTER
    if pointer.is_dir() and not pointer.is_symlink():
        with writing(pointer):
            pointer.rename(home / f"{POINTER}.damaged-{time.time_ns()}")
    replace_durably(pointer, pointer_text(tuple(versions)))
