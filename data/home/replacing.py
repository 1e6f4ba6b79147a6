"""Files that are whole or not there: written beside, on disk, renamed, and the name on disk."""

import os
from pathlib import Path

from data.home.private import FILE_MODE, private_folder
from data.home.refusals import writing
from data.home.temporary import temporary_folder

__all__ = ["publish", "replace_durably", "settle"]


def replace_durably(path: Path, content: bytes, *, mode: int = FILE_MODE) -> None:
    """Put a file with this content in the place of ``path``, in one step, durable on return.

    After any crash the file is the one before or the one after. Of a link, the link is replaced.

    Raises
    ------
    StorageError
        It cannot be written; what was there is unchanged.
    """
    with temporary_folder(path.parent) as folder, writing(path):
        staged = folder / "staged"
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        publish(staged, path, mode=mode)


def publish(staged: Path, target: Path, *, mode: int = FILE_MODE) -> None:
    """Give a finished file of the same disk its name in one step, durable on return.

    Raises
    ------
    StorageError
        It cannot be done; what had that name is unchanged.
    """
    private_folder(target.parent)
    with writing(target):
        staged.chmod(mode)
        _sync(staged)
        os.replace(staged, target)
        settle(target.parent)


def settle(folder: Path) -> None:
    """Make changes of the names in a folder durable, on systems that let a folder be opened."""
    if os.name == "posix":
        _sync(folder)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR
    opened = os.open(path, flags)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
