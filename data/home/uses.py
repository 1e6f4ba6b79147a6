"""Which files living processes read, so that nobody removes what another still needs.

Every process that holds a file of a folder has a temporary folder there with one marker a file;
both end with the process, also where it is killed.
"""

import atexit
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock

from analytics.errors import StorageError
from data.home.temporary import living, temporary_folder

__all__ = ["held", "hold"]

_MARK = "reads "
_LOCK = Lock()
_OPEN = ExitStack()
_MARKS: dict[Path, Path] = {}
atexit.register(_OPEN.close)


def hold(file: Path) -> None:
    """Keep a file from being cleaned up for as long as this process lives.

    In a folder that cannot be written to nobody cleans up either; nothing happens then.
    """
    with _LOCK, suppress(StorageError, OSError):
        place = file.parent.resolve()
        marks = _MARKS.get(place)
        if marks is None or not marks.is_dir():
            marks = _MARKS[place] = _OPEN.enter_context(temporary_folder(place))
        (marks / f"{_MARK}{file.name}").touch(mode=0o600)


def held(place: Path) -> set[str]:
    """Names of the files of a folder that living processes hold."""
    names: set[str] = set()
    for folder in living(place):
        with suppress(OSError):
            names |= {mark.name.removeprefix(_MARK) for mark in folder.glob(f"{_MARK}*")}
    return names
