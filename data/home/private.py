"""Files and folders that only the user who runs Linchpin may open: 0600 and 0700.

On Windows, where these modes say nothing, the folder's access list is narrowed to this user and
the system by ``icacls``.
"""

import getpass
import logging
import os
import stat
import subprocess
from collections.abc import Iterable
from pathlib import Path

from data.home.refusals import writing

__all__ = ["FILE_MODE", "FOLDER_MODE", "keep_to_oneself", "narrow", "private_folder"]

FILE_MODE, FOLDER_MODE = 0o600, 0o700

_LOG = logging.getLogger("linchpin")
#: The well-known identifier of the system itself, which backups and virus scanners run as.
_SYSTEM = "*S-1-5-18"


def keep_to_oneself() -> None:
    """From now on this process makes nothing that others may open, whatever it was started with.

    The modes of files that an engine makes by itself (databases, their logs, what they move to
    disk) follow from this alone. To be called once, when a program starts.
    """
    os.umask(0o077)


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, for this user alone (0700).

    A folder that exists already is left as it is.

    Raises
    ------
    StorageError
        The folder cannot be made; the message says why.
    """
    with writing(path):
        missing = [each for each in (path, *path.parents) if not each.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            folder.chmod(FOLDER_MODE)
        if not path.is_dir():
            raise NotADirectoryError(20, "Not a directory", str(path))
    return path


def narrow(folder: Path, files: Iterable[Path]) -> None:
    """Take from all others what rights they have to a folder and to those files in it.

    Says so once in the log where there was something to take, and where it cannot be done. Links
    are left alone: what they lead to is not ours.
    """
    if os.name == "nt":
        _narrow_access_list(folder)
        return
    wide = [folder, *(each for each in files if not each.is_symlink())]
    try:
        narrowed = [each for each in wide if _narrowed(each)]
    except OSError as error:
        _LOG.warning(
            "%s may be open to other users of this machine: %s", folder, error.strerror or error
        )
        return
    if narrowed:
        _LOG.warning("%s was open to other users of this machine and no longer is", folder)


def _narrowed(path: Path) -> bool:
    """Whether rights had to be taken away."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            path.chmod(mode & ~0o077)
    except FileNotFoundError:
        return False
    return bool(mode & 0o077)


def _narrow_access_list(folder: Path) -> None:
    """Let this user and the system alone open the folder and all in it (Windows)."""
    user = getpass.getuser()
    rights = [f"{user}:(OI)(CI)F", f"{_SYSTEM}:(OI)(CI)F"]
    command = ["icacls", str(folder), "/inheritance:r", "/grant:r", *rights, "/Q"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        _LOG.warning(
            "%s may be open to other users of this machine: icacls could not narrow its access "
            "list",
            folder,
        )
