"""Results that are computed once for all processes of a home: files named after what they rest on.

An artefact ``artefacts/<key>`` has a first line of JSON (the key, what data it is of, the SHA-256
of the rest) and the content. Whoever makes one holds a lock that ends with its process, also where
it is killed, so that others wait and then read; a file that is damaged, or that somebody else could
have written, is as good as none. They are no part of a backup, hold people's data, and go

- with the data they are of (``of``): once it cannot be gone back to any more;
- ``UNREAD_DAYS`` after they were read last;
- oldest first, where there are more than ``MOST`` or they take more than ``MOST_BYTES``.

Nobody reads one longer than it takes to read a file, so nothing is taken from under a reader.
"""

import hashlib
import json
import logging
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from analytics.errors import StorageError
from data.home.private import FILE_MODE, private_folder
from data.home.refusals import writing
from data.home.replacing import publish
from data.home.temporary import sweep, temporary_folder

__all__ = ["FOLDER", "UNREAD_DAYS", "alone_at", "discard", "keep", "read", "retire_artefacts"]

#: The folder of the home with artefacts.
FOLDER: Final = "artefacts"
#: Days for which one stays that nobody reads.
UNREAD_DAYS: Final = 7
MOST: Final = 8
MOST_BYTES: Final = 4 << 30

_FORMAT: Final = 1
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_HEAD_BYTES: Final = 4096
_WAIT_SECONDS: Final = 0.2
_DAY: Final = 24 * 60 * 60

_LOG = logging.getLogger("linchpin")


def read(home: Path, key: str) -> bytes | None:
    """The content of an artefact; None where there is none, or none that can be trusted, which is
    said in the log and removed."""
    path = home / FOLDER / key
    try:
        content = _trusted(path, key)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        _LOG.warning("the artefact %s is not used and is made anew: %s", key[:12], why)
        discard(home, key)
        return None
    with suppress(OSError):
        os.utime(path)
    return content


def keep(home: Path, key: str, content: bytes, *, of: str) -> None:
    """Write an artefact, whole or not at all; ``of`` names the data that it rests on.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    place = home / FOLDER
    head = {"format": _FORMAT, "key": key, "of": of, "sha256": hashlib.sha256(content).hexdigest()}
    with temporary_folder(place) as folder, writing(place / key):
        staged = folder / "staged"
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as stream:
            stream.write(json.dumps(head, ensure_ascii=True).encode() + b"\n")
            stream.write(content)
        publish(staged, place / key)


def discard(home: Path, key: str) -> None:
    """Remove an artefact, if it is there."""
    with suppress(OSError):
        (home / FOLDER / key).unlink(missing_ok=True)


@contextmanager
def alone_at(home: Path, key: str, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only one, of all processes, who makes an artefact.

    Whoever waits calls ``waiting`` several times a second, and stops where that raises. There is a
    lock file for each first byte of a key, so that they are few and none needs to be removed.

    Raises
    ------
    StorageError
        Nothing can be written in the home.
    """
    place = private_folder(home / FOLDER)
    lock = FileLock(place / f".{key[:2]}.lock", mode=FILE_MODE, thread_local=False)
    while True:
        with writing(place):
            try:
                lock.acquire(timeout=_WAIT_SECONDS)
                break
            except Timeout:
                pass
        waiting()
    try:
        yield
    finally:
        lock.release()


def retire_artefacts(
    home: Path, *, stays: Callable[[str], bool] = lambda _: True, now: float | None = None
) -> None:
    """Remove what is not to be kept: see above. ``stays`` says whether data is still there.

    ``now`` counts seconds since 1970; without it, it is now.
    """
    place = home / FOLDER
    if not place.is_dir():
        return
    with suppress(StorageError, OSError):
        sweep(place)
    oldest = (time.time() if now is None else now) - UNREAD_DAYS * _DAY
    count = size = 0
    for path, state in _newest_first(place):
        count, size = count + 1, size + state.st_size
        beyond = count > MOST or size > MOST_BYTES or state.st_mtime < oldest
        if beyond or not stays(_of(path)):
            count, size = count - 1, size - state.st_size
            discard(home, path.name)


def _newest_first(place: Path) -> list[tuple[Path, os.stat_result]]:
    found = []
    for path in place.iterdir():
        if _KEY.fullmatch(path.name):
            with suppress(OSError):
                found.append((path, path.lstat()))
    return sorted(found, key=lambda each: each[1].st_mtime, reverse=True)


def _trusted(path: Path, key: str) -> bytes:
    """The content of a file that is ours, whole, and under its own key; ValueError says why not."""
    flags = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")
    handle = os.open(path, os.O_RDONLY | sum(getattr(os, each, 0) for each in flags))
    with os.fdopen(handle, "rb") as stream:
        if not _only_ours(os.fstat(stream.fileno())):
            raise ValueError("others than this user could have written it")
        head = _head(stream.readline(_HEAD_BYTES))
        content = stream.read()
    if head["format"] != _FORMAT or head["key"] != key:
        raise ValueError("it is another one, or of another version")
    if head["sha256"] != hashlib.sha256(content).hexdigest():
        raise ValueError("it is damaged")
    return content


def _only_ours(found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode):
        return False
    if os.name == "nt":  # the home's access list says it there
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _head(line: bytes) -> dict[str, Any]:
    try:
        head = json.loads(line)
        return {name: head[name] for name in ("format", "key", "of", "sha256")}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError("it has no head") from None


def _of(path: Path) -> str:
    """The data that an artefact is of; empty where it does not say."""
    try:
        with path.open("rb") as stream:
            return str(_head(stream.readline(_HEAD_BYTES))["of"])
    except (OSError, ValueError):
        return ""
