"""Everything temporary: folders that go with their owner, even when it is killed.

A temporary folder ``.linchpin-<16 hexadecimal digits>`` has a lock file of its name beside it,
which its owner holds as long as it lives; the system lets go of it with the process. Whoever
makes one first removes those of the same place that nobody owns, so that nothing adds up
anywhere. No other name is ever touched, and no link is followed.
"""

import getpass
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from data.home.private import FILE_MODE, FOLDER_MODE, private_folder
from data.home.refusals import writing

__all__ = ["living", "sweep", "system_place", "temporary_folder"]

_NAME = re.compile(r"(\.linchpin-[0-9a-f]{16})(\.lock)?")


@contextmanager
def temporary_folder(place: Path) -> Iterator[Path]:
    """A new folder within ``place`` for this user alone, gone at the end whatever happens.

    Where the process is killed before, the next one that calls this or :func:`sweep` for the same
    place removes it.

    Raises
    ------
    StorageError
        Nothing can be written in ``place``.
    """
    private_folder(place)
    sweep(place)
    folder, lock = _claimed(place)
    try:
        with writing(folder):
            folder.mkdir(mode=FOLDER_MODE)
        yield folder
    finally:
        _discard(folder, lock)


def _claimed(place: Path) -> tuple[Path, FileLock]:
    """A new name within ``place``, its lock held; another one where somebody who sweeps has found
    the lock file between its making and its locking, and takes it for one left behind."""
    while True:
        folder = place / f".linchpin-{secrets.token_hex(8)}"
        lock = _lock(folder)
        with writing(folder):
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
        return folder, lock


def sweep(place: Path) -> None:
    """Remove the temporary folders of a place whose owners have ended."""
    for folder in _folders(place):
        lock = _lock(folder)
        with suppress(Timeout, OSError):
            lock.acquire(timeout=0)
            _discard(folder, lock)


def living(place: Path) -> list[Path]:
    """The temporary folders of a place whose owners live; removes the others."""
    sweep(place)
    return [folder for folder in _folders(place) if folder.is_dir()]


def system_place() -> Path:
    """Where programs without a home put what is temporary: a folder of this user alone.

    It lies in the temporary folder of the system. Where somebody else has taken its name, a
    folder with a name of chance takes its place, and nobody sweeps that one.

    Raises
    ------
    StorageError
        The temporary folder of the system cannot be written to.
    """
    place = Path(tempfile.gettempdir()) / f"linchpin-{getpass.getuser()}"
    with writing(place):
        with suppress(FileExistsError):
            place.mkdir(mode=FOLDER_MODE)
        if _is_ours(place):
            return place
        return Path(tempfile.mkdtemp(prefix="linchpin-"))


def _is_ours(place: Path) -> bool:
    found = place.lstat()
    if os.name == "nt":
        return stat.S_ISDIR(found.st_mode)
    private = not found.st_mode & 0o077
    return stat.S_ISDIR(found.st_mode) and private and found.st_uid == os.geteuid()


def _folders(place: Path) -> list[Path]:
    """The folders that lock files or folders of our names speak of."""
    try:
        names = os.listdir(place)
    except OSError:
        return []
    found = {each[1] for each in map(_NAME.fullmatch, names) if each}
    return [place / name for name in sorted(found) if not (place / name).is_symlink()]


def _lock(folder: Path) -> FileLock:
    return FileLock(f"{folder}.lock", mode=FILE_MODE, thread_local=False)


def _discard(folder: Path, lock: FileLock) -> None:
    """Remove a folder whose lock is held, then the lock file: first while it is held, where the
    system lets one, so that nobody else takes what is about to go."""
    shutil.rmtree(folder, ignore_errors=True)
    file = Path(lock.lock_file)
    if not folder.exists():
        with suppress(PermissionError):
            file.unlink(missing_ok=True)
    lock.release()
    if os.name == "nt" and not folder.exists():
        with suppress(OSError):
            file.unlink(missing_ok=True)
