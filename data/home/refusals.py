"""What the disk refuses, in words: which file, why, and what to do."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analytics.errors import StorageError
from analytics.messages import Message, message

__all__ = ["reading", "shown", "writing"]

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM)
_FILE_FOR_FOLDER = (errno.ENOTDIR, errno.EEXIST)
#: What engines that write by themselves pass on of the system's words, with what they mean.
_TOLD = {os.strerror(code): code for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)}


def shown(path: Path) -> str:
    """How a file is named on screen: with the folder it lies in, but not where on the disk.

    >>> shown(Path("/srv/crm/.linchpin/current.json"))
    '.linchpin/current.json'

    Temporary folders, which nobody knows, are passed over.

    >>> shown(Path("/srv/crm/.linchpin/.linchpin-0123456789abcdef/demo.duckdb"))
    '.linchpin/demo.duckdb'
    """
    return "/".join([part for part in path.parts if not part.startswith(".linchpin-")][-2:])


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Name what is written and why it could not be.

    Also errors of other kinds are taken for the disk's where they pass on its words ("No space
    left on device"), as those of a database engine do.

    Raises
    ------
    StorageError
        The disk is full, read-only or forbids it; the message names file, cause and remedy.
    """
    try:
        yield
    except Exception as error:
        code = _code(error)
        if code is None:
            raise
        raise StorageError(_cannot_write(path, code)) from None


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Name what is read and why it could not be.

    Raises
    ------
    StorageError
        The system refuses to open or read the file.
    """
    try:
        yield
    except OSError as error:
        raise StorageError(_cannot_read(path, error)) from None


def _code(error: Exception) -> int | None:
    """The system's number of what went wrong; None where it was not the disk."""
    if isinstance(error, OSError):
        return error.errno or errno.EIO
    text = str(error)
    return next((code for words, code in _TOLD.items() if words in text), None)


def _cannot_write(path: Path, code: int) -> Message:
    file = shown(path)
    if code in _FULL:
        return message(
            "{file} cannot be written: the disk is full. Free some space, then try again",
            file=file,
        )
    if code == errno.EROFS:
        return message(
            "{file} cannot be written: its disk is read-only. Make it writable, or set "
            "LINCHPIN_HOME to another folder",
            file=file,
        )
    if code in _FORBIDDEN:
        return message(
            "{file} cannot be written: permission denied. Give the user who runs Linchpin the "
            "right to write there",
            file=file,
        )
    if code in _FILE_FOR_FOLDER:
        return message(
            "{file} cannot be written: there is a file where a folder is needed. Move it away, or "
            "name another folder",
            file=file,
        )
    return message("{file} cannot be written: {reason}", file=file, reason=os.strerror(code))


def _cannot_read(path: Path, error: OSError) -> Message:
    if isinstance(error, PermissionError):
        return message(
            "{file} cannot be read: permission denied. Give the user who runs Linchpin the right "
            "to read it",
            file=shown(path),
        )
    reason = error.strerror or str(error)
    return message("{file} cannot be read: {reason}", file=shown(path), reason=reason)
