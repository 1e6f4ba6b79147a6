"""Where copies of databases lie in the home, and how long.

A folder ``mirror/<place>`` holds the files ``copy-<version>.duckdb`` of one database, and the
pointer ``copy.json``. A file that is no longer pointed to stays for an hour, for whoever reads it;
the copy of a database that was not asked for thirty days goes. Like everything in the home they are
for this user alone. They need no backup, since all of it can be read again.
"""

import os
import re
import shutil
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from data.home.private import private_folder
from data.home.refusals import reading
from data.home.replacing import publish, replace_durably
from data.home.retention import retire
from data.home.versions import alone
from data.mirror.state import State
from data.sources.engines import located

__all__ = [
    "MIRROR",
    "UNASKED_DAYS",
    "copy_file",
    "folder_of",
    "forget",
    "keep",
    "known",
    "retire_unasked",
]

#: The folder of the home with the copies.
MIRROR = "mirror"
#: The copy of a database that was asked last so long ago goes.
UNASKED_DAYS = 30
#: Files that are no longer pointed to stay so long.
_SUPERSEDED_SECONDS = 3600

_POINTER = "copy.json"
_COPY = re.compile(r"copy-([0-9a-f]{16})\.duckdb(\.wal)?")
_FOLDER = re.compile(r"[0-9a-f]{16}")


def folder_of(home: Path, url: str) -> Path:
    """Where the copies of a database lie; the same whatever the password.

    Raises
    ------
    InputError
        The address cannot be read.
    """
    _, address = located(url)
    schema = address.options.get("schema", "") + address.options.get("options", "")
    told = (address.place, address.database, address.user or "", schema)
    return home / MIRROR / sha256("\n".join(told).encode(errors="surrogatepass")).hexdigest()[:16]


def copy_file(folder: Path, state: State) -> Path:
    """The file of a state."""
    return folder / f"copy-{state.version}.duckdb"


def known(folder: Path) -> State | None:
    """The newest state of a copy; None where there is none that can be continued.

    Raises
    ------
    StorageError
        The pointer cannot be read.
    """
    pointer = folder / _POINTER
    if not pointer.is_file():
        return None
    with reading(pointer):
        state = State.from_text(pointer.read_bytes())
    return state if state is not None and copy_file(folder, state).is_file() else None


def keep(folder: Path, state: State, built: Path | None) -> None:
    """Make a state the newest one; ``built`` is its file, unless it is that of before.

    The file has its name before the pointer is replaced: whoever is killed between them, or fails,
    leaves what was.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    private_folder(folder)
    before = known(folder)
    if built is not None:
        publish(built, copy_file(folder, state))
    replace_durably(folder / _POINTER, state.text().encode())
    if before is not None and before.version != state.version:
        with suppress(OSError):
            os.utime(copy_file(folder, before))  # its hour begins
    kept = copy_file(folder, state).name
    retire(folder, lambda n: _is_other(n, kept), days=0, now=time.time() - _SUPERSEDED_SECONDS)


def _is_other(name: str, kept: str) -> bool:
    return _COPY.fullmatch(name) is not None and name.removesuffix(".wal") != kept


def forget(folder: Path) -> None:
    """Remove the copies of a database that is no longer used; who reads one still may."""
    if folder.is_dir():
        with alone(folder, MIRROR):
            shutil.rmtree(folder, ignore_errors=True)


def retire_unasked(home: Path, *, now: float, but: Path | None = None) -> None:
    """Remove the copies of databases that were not asked for :data:`UNASKED_DAYS`; ``but`` is the
    folder of one that is about to be."""
    place = home / MIRROR
    if not place.is_dir():
        return
    for folder in place.iterdir():
        pointer = folder / _POINTER
        if folder != but and _FOLDER.fullmatch(folder.name) and not folder.is_symlink():
            with suppress(OSError):
                old = (pointer if pointer.exists() else folder).stat().st_mtime
                if old < now - UNASKED_DAYS * 86_400:
                    shutil.rmtree(folder, ignore_errors=True)
