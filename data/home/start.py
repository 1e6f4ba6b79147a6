"""What is done once when a program opens a home: is it in its place, private, and swept?"""

import logging
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from analytics.errors import StorageError
from data.home.artefacts import FOLDER as ARTEFACTS
from data.home.place import check_place
from data.home.private import keep_to_oneself, narrow, private_folder
from data.home.restoring import finish, forget_old
from data.home.retention import remove_leftovers
from data.home.temporary import sweep, system_place
from data.home.versions import clean

__all__ = ["GIVEN", "absent_on", "start"]

#: The folder of the home with copies of what LINCHPIN_SOURCE names.
GIVEN = "given"
#: The folder of the home with logs.
_LOGS = "log"

_LOG = logging.getLogger("linchpin")
_LOCK = Lock()
_STARTED: set[Path] = set()
#: Files of ours, whose modes are seen to.
_OURS = re.compile(
    r"(data-|demo-).*\.duckdb(\.wal)?|current\.json|policy\.toml|store\.sqlite(-wal|-shm)?"
    r"|.*\.log(\.\d+)?|[0-9a-f]{64}"
)


def start(home: Path) -> None:
    """Open a home, once in the life of a process; quick when it is open already.

    A restore that was cut off is finished first.

    Refuses a home on a network or synchronised folder, takes from others what rights they have to
    it, and removes everything temporary whose owner has ended and whatever has outlived its use
    (:mod:`data.home.retention`), also in the system's temporary folder.

    Raises
    ------
    StorageError
        The home lies in no fit place, is a file, or cannot be made.
    """
    with _LOCK:
        if home in _STARTED and home.is_dir():
            finish(home)
            return
        check_place(home)
        keep_to_oneself()
        private_folder(home)
        narrow(home, _ours(home))
        finish(home)
        _sweep(home)
        for each in absent_on(os.name):
            _LOG.warning("%s", each)
        _STARTED.add(home)


def absent_on(system: str) -> list[str]:
    """What a system (``os.name``) does not do of what is promised elsewhere; said at every start.

    >>> absent_on("posix")
    []
    """
    if system != "nt":
        return []
    return [
        "Windows sets the reading process no limits by itself (no job object is made): its memory, "
        "time and output are watched, twenty times a second, and it is ended beyond them"
    ]


def _ours(home: Path) -> list[Path]:
    places = [home, home / GIVEN, home / _LOGS, home / ARTEFACTS]
    return [
        *places,
        *(each for place in places if place.is_dir() for each in place.iterdir() if _is_ours(each)),
    ]


def _is_ours(path: Path) -> bool:
    return _OURS.fullmatch(path.name) is not None and not path.is_symlink()


def _sweep(home: Path) -> None:
    """What cannot be removed stays: a home that can only be read is a home."""
    now = time.time()
    with suppress(OSError, StorageError):
        sweep(system_place())
    for place in (home, home / GIVEN):
        sweep(place)
        remove_leftovers(place, Path(tempfile.gettempdir()), now=now)
    forget_old(home, now=now)
    if os.access(home, os.W_OK):
        try:
            clean(home, now=now)
        except StorageError as error:
            _LOG.warning("%s", error)
