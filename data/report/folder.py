"""A report comes into its folder whole or not at all, and replaces nothing of anybody else.

All files are written into a temporary folder within it and made durable; then the old manifest
goes, each file is put in its place, and the new manifest comes last. After any crash the folder
holds the complete earlier run, the complete new one, or no manifest.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from analytics.errors import StorageError
from analytics.messages import message
from data.home.private import FILE_MODE, private_folder
from data.home.refusals import reading, writing
from data.home.replacing import publish, replace_durably, settle
from data.home.temporary import temporary_folder
from data.report.manifest import (
    MANIFEST,
    UNFINISHED,
    Content,
    Manifest,
    announcement,
    manifest_of,
    own_files,
)

__all__ = ["check_folder", "write_report"]

_LOCK = ".linchpin-report.lock"
#: So long a run waits for another one that is putting its files in place.
_PATIENCE_SECONDS = 60


def check_folder(folder: Path, names: Iterable[str]) -> None:
    """Make sure that a report may be written into a folder, before anything is read; makes nothing.

    Raises
    ------
    StorageError
        Nothing can be written there, or a file of one of the names is somebody else's.
    """
    standing = next(each for each in (folder, *folder.parents) if each.exists())
    if not os.access(standing, os.W_OK | os.X_OK):
        with writing(folder):
            raise PermissionError(13, "Permission denied")
    if standing == folder:
        with reading(folder):
            own_files(folder, names)


def write_report(folder: Path, names: Iterable[str], write: Callable[[Path], None]) -> Manifest:
    """Let ``write`` make the files of these names in a folder, and put them all in place.

    Files of earlier runs that this one does not write are removed; others are left alone.

    Raises
    ------
    StorageError
        Nothing can be written there, a file is somebody else's, or another run takes too long; the
        earlier report is as it was.
    """
    names = tuple(names)
    with _made(folder), temporary_folder(folder) as staged:
        with writing(folder):
            write(staged)
            made = manifest_of(staged, names)
        with _alone(folder):
            with reading(folder):
                earlier = own_files(folder, names)
            _put_in_place(folder, staged, earlier, made)
    return made


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make the folder where it is missing; where nothing came into it, it goes again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        private_folder(folder)
        yield
    except BaseException:
        with suppress(OSError):
            for each in missing:
                each.rmdir()
        raise


def _put_in_place(
    folder: Path, staged: Path, earlier: Mapping[str, Content], made: Manifest
) -> None:
    # For whoever comes after a crash: what is ours before and after.
    replace_durably(folder / UNFINISHED, announcement(earlier, made.files).encode())
    with writing(folder):
        (folder / MANIFEST).unlink(missing_ok=True)
        settle(folder)
    for name in made.files:
        publish(staged / name, folder / name)
    with writing(folder):
        for name in earlier.keys() - made.files.keys():
            (folder / name).unlink()
        settle(folder)
    replace_durably(folder / MANIFEST, made.text().encode())
    with writing(folder):
        (folder / UNFINISHED).unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one run at a time put its files in place."""
    lock = FileLock(folder / _LOCK, timeout=_PATIENCE_SECONDS, mode=FILE_MODE)
    with writing(folder / _LOCK):
        try:
            lock.acquire()
        except Timeout:
            raise StorageError(
                message(
                    "{folder}: another run is writing into this folder; wait for its end, or name "
                    "another folder",
                    folder=str(folder),
                )
            ) from None
    try:
        yield
    finally:
        # While it is held: whoever waits for it sees that its name is gone, and takes a new one.
        with suppress(OSError):
            (folder / _LOCK).unlink()
        lock.release()
