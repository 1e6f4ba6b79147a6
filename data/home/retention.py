"""How long files that nobody needs any more stay in the home, and their removal.

| what | stays |
|---|---|
| the versions in use and those that undo leads back to | always: the newest ``KEPT_VERSIONS`` |
| mappings that were used | always |
| imported data that was checked but never used, or lies beyond those | ``UNUSED_DAYS`` |
| copies of a folder named by LINCHPIN_SOURCE that are no longer its content | ``UNUSED_DAYS`` |
| demo companies of earlier versions of the program | ``UNUSED_DAYS`` |
| copies of databases (:mod:`data.mirror`) | 30 days after they were asked last |
| figures kept for all processes | see :mod:`data.home.artefacts` |
| what was there before a restore | ``BEFORE_RESTORE_DAYS`` |
| what people entered, also what was replaced or undone | always, in ``store.sqlite`` |
| anything temporary | as long as the process that made it lives |

Days count from the last use. What a living process reads (:mod:`data.home.uses`) always stays, no
link is followed, and names that are not ours are never touched.
"""

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from data.home.uses import held

__all__ = ["BEFORE_RESTORE_DAYS", "KEPT_VERSIONS", "UNUSED_DAYS", "remove_leftovers", "retire"]

#: So many versions stay: the one in use and those that undo leads back to.
KEPT_VERSIONS = 3
#: Days for which imported data, copies and demo companies outlive their last use.
UNUSED_DAYS = 1
#: Days for which the state before a restore is kept.
BEFORE_RESTORE_DAYS = 30

_DAY = 24 * 60 * 60
#: What earlier versions of the program left behind when they were killed, and what the engine moved
#: to disk while one was killed that read.
_LEFTOVER = re.compile(
    r"\.importing-[a-z0-9_]{8}|\.current-[a-z0-9_]{8}|\.policy-[a-z0-9_]{8}\.toml"
    r"|\.writing-[a-z0-9_]{8}|(data|demo)-[0-9a-f-]+\.duckdb\.tmp|\.demo-[0-9a-f]{12}\.duckdb\.\d+\.unfinished(\.wal)?"
)
_TEMPORARY_OF_OLD = re.compile(r"linchpin-[a-z0-9_]{8}")
_IN_TEMPORARY = re.compile(r"data-[0-9a-f]{16}\.duckdb(\.wal)?|\.importing-[a-z0-9_]{8}")


def retire(place: Path, ours: Callable[[str], bool], *, days: int, now: float) -> None:
    """Remove the files and folders of ours in a folder that were last used ``days`` before ``now``.

    ``ours`` says of a name whether it may go; ``now`` counts seconds since 1970.
    """
    with suppress(OSError):
        needed = held(place)
        for path in list(place.iterdir()):
            if ours(path.name) and _file(path.name) not in needed and _is_old(path, days, now):
                _remove(path)


def remove_leftovers(home: Path, system: Path, *, now: float) -> None:
    """Remove what earlier versions of the program left in the home and in the system's temporary
    folder ``system``, a day after the last change."""
    retire(home, lambda name: _LEFTOVER.fullmatch(name) is not None, days=1, now=now)
    retire(system, lambda name: _is_copy_of_a_source(system / name), days=1, now=now)


def _file(name: str) -> str:
    """The file beside which the engine put another."""
    return name.removesuffix(".tmp").removesuffix(".wal")


def _is_copy_of_a_source(path: Path) -> bool:
    """Whether it is a temporary folder of an ended assess.py, by all that is in it."""
    if not _TEMPORARY_OF_OLD.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
        return False
    with suppress(OSError):
        return all(_IN_TEMPORARY.fullmatch(each.name) for each in path.iterdir())
    return False


def _is_old(path: Path, days: int, now: float) -> bool:
    try:
        return path.lstat().st_mtime < now - days * _DAY
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
