"""The demo company's file in the home: built once, found again, and rebuilt where it is damaged.

Its name ends with the fingerprint of its own content, so that damage is seen before it is read.
"""

import hashlib
import logging
import os
import time
from contextlib import suppress
from pathlib import Path

from data.demo import DEMO_VERSION, build_demo
from data.home.refusals import reading
from data.home.replacing import publish
from data.home.retention import UNUSED_DAYS, retire
from data.home.temporary import temporary_folder
from data.home.uses import hold
from data.home.versions import alone
from data.progress import Progress

__all__ = ["demo_file", "is_demo_file"]

_LOG = logging.getLogger("linchpin")


def demo_file(home: Path, progress: Progress) -> Path:
    """The file of the demo company, built first where there is none that is whole.

    Demo companies of other versions of the program go a day after they were last used.

    Raises
    ------
    StorageError
        It has to be built and cannot be written.
    """
    path = _whole(home) or _built(home, progress)
    hold(path)
    with suppress(OSError):
        os.utime(path)
    retire(home, lambda name: _is_other(name, path.name), days=UNUSED_DAYS, now=time.time())
    return path


def is_demo_file(path: Path) -> bool:
    """Whether this is the file of a demo company, as this or another version has built it."""
    version, _, fingerprint = path.stem.rpartition("-")
    named = version.startswith("demo-") and path.suffix == ".duckdb" and path.is_file()
    return named and fingerprint == _fingerprint(path)


def _built(home: Path, progress: Progress) -> Path:
    with alone(home, "demo"):
        # Somebody else may have built it meanwhile.
        path = _whole(home)
        if path is None:
            with temporary_folder(home) as folder:
                staged = folder / "demo.duckdb"
                build_demo(staged, progress)
                path = home / f"{DEMO_VERSION}-{_fingerprint(staged)}.duckdb"
                publish(staged, path)
        return path


def _whole(home: Path) -> Path | None:
    """The file whose content is that of its name; damaged ones are removed, with a word."""
    for path in sorted(home.glob(f"{DEMO_VERSION}-*.duckdb")):
        with reading(path):
            whole = path.is_file() and path.stem == f"{DEMO_VERSION}-{_fingerprint(path)}"
        if whole:
            return path
        _LOG.warning("the demo company's file %s is damaged and is built anew", path.name)
        with suppress(OSError):
            path.unlink()
    return None


def _fingerprint(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]


def _is_other(name: str, used: str) -> bool:
    return name.startswith("demo-") and name.endswith((".duckdb", ".wal")) and name != used
