"""Where a report may be written: apart from whatever is read, and from what is ours.

Two names of one folder or file are told by its number on its disk, not by their letters: links,
``..``, other cases of letters and folders that are mounted twice are all seen through.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from analytics.errors import StorageError
from analytics.messages import message

__all__ = ["checked_place", "lies_in", "local_path"]

#: Folders of the product that hold its code; a report in another folder of it harms nothing.
_CODE = (".git", ".streamlit", ".venv", "analytics", "data", "pages", "scripts", "tests")

Identity = tuple[int, int]


def local_path(location: str) -> Path | None:
    """The file or folder that a source names by its path or its address; None for a server."""
    if "://" not in location:
        return Path(location)
    try:
        address = sa.make_url(location)
    except (sa.exc.ArgumentError, ValueError):
        return None
    database = (address.database or "").removeprefix("file:")
    in_a_file = address.host is None and database not in ("", ":memory:")
    return Path(database.partition("?")[0]) if in_a_file else None


def checked_place(out: Path, *, read: Iterable[Path], home: Path, product: Path) -> Path:
    """The folder that ``out`` names, which need not exist yet; nothing is made.

    ``read``: source and policy file. ``home``: where imported data lives. ``product``: the folder
    of app.py.

    Raises
    ------
    StorageError
        ``out`` is no folder, or is, contains or lies in one of them.
    """
    place = _folder(out)
    for each in read:
        _apart(place, each)
    _apart(place, home)
    if _related(place, product, inside=False) or any(
        _related(place, product / name) for name in _CODE
    ):
        raise _refused(place, product)
    return place


def lies_in(place: Path, other: Path, *, code_only: bool = False) -> bool:
    """Whether a file is ``other`` or lies in it; ``code_only``: in the folders of its code."""
    within = [other / name for name in _CODE] if code_only else [other]
    around = {_identity(each) for each in (place, *place.parents)} - {None}
    return any(_identity(_reached(each)) in around for each in within)


def _folder(out: Path) -> Path:
    try:
        place = out.resolve()
        there = place.exists() or out.is_symlink()
        is_folder = place.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError(
            message("--out {folder} cannot be used: {reason}", folder=str(out), reason=reason)
        ) from None
    if there and not is_folder:
        raise StorageError(
            message("--out {folder} is not a folder; name another one", folder=str(out))
        )
    return place


def _apart(place: Path, other: Path) -> None:
    """Make sure that neither holds the other, nor files of the other by another name."""
    if _related(place, other) or _shared_file(place, other):
        raise _refused(place, other)


def _refused(place: Path, other: Path) -> StorageError:
    return StorageError(
        message(
            "--out {folder} is, contains or lies in {other}, which must not be written to; name a "
            "folder apart from it",
            folder=str(place),
            other=str(other),
        )
    )


def _related(place: Path, other: Path, *, inside: bool = True) -> bool:
    """Whether they are one, ``other`` lies in ``place`` or, unless not ``inside``, the reverse."""
    reached = _reached(other)
    within = _identity(place) in {_identity(each) for each in (reached, *reached.parents)}
    around = _identity(reached) in {_identity(each) for each in (place, *place.parents)}
    return _known(place, within) or (inside and _known(reached, around))


def _known(path: Path, same: bool) -> bool:
    """What does not exist has no number, and so is the same as nothing."""
    return same and _identity(path) is not None


def _reached(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _shared_file(place: Path, other: Path) -> bool:
    """Whether a file that is read has a name in ``place``, too, or is linked to from ``other``."""
    read = {_identity(each) for each in _files(other)} - {None}
    if any(_identity(each) in read for each in _files(place)):
        return True
    links = (each.resolve() for each in _files(other) if each.is_symlink())
    return any(_known(place, _identity(place) == _identity(each.parent)) for each in links)


def _files(path: Path) -> Iterator[Path]:
    """The files of a folder, or the file itself."""
    try:
        entries = [Path(each) for each in os.scandir(path)] if path.is_dir() else [path]
    except (OSError, ValueError):
        return
    for each in entries:
        try:
            if stat.S_ISREG(each.stat().st_mode):
                yield each
        except (OSError, ValueError):
            continue
