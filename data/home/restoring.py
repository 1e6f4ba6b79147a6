"""Swapping what a home holds for what a backup held: all of it or nothing, whatever happens.

What was unpacked and checked becomes the folder ``.restoring`` by one renaming. Before it, nothing
has changed; from it on, whoever opens the home finishes the swap, however often that is cut off:
what was there is kept as ``before-restore-<time>`` first, then files, policy, what people entered
and at last the pointer get their place.
"""

import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

from analytics.errors import LinchpinError
from data.home.archive import MANIFEST, Manifest
from data.home.mappings import kept_texts, mapping_path
from data.home.refusals import writing
from data.home.replacing import settle
from data.home.retention import BEFORE_RESTORE_DAYS, retire
from data.home.settings import POLICY
from data.home.stored import STORE, StoreError, beside, copy_whole
from data.home.temporary import temporary_folder
from data.home.versions import POINTER, alone, database_path, history

__all__ = ["commit", "finish", "forget_old"]

_RESTORING = ".restoring"
_BEFORE = "before-restore-{stamp}"
_KEPT = re.compile(r"before-restore-\d{8}T\d{6}Z(-\d+)?")
_STAMP = "stamp"


def commit(home: Path, unpacked: Path) -> Path:
    """Put what was unpacked (with its manifest) in the place of what the home holds.

    Returns the folder in which what was there is kept. When this returns, or is cut off after the
    first renaming, the home holds what the backup held.

    Raises
    ------
    StorageError
        Nothing can be written; before the first renaming nothing was changed.
    """
    finish(home)
    with writing(home):
        stamp = _free_stamp(home)
        (unpacked / _STAMP).write_text(stamp, encoding="ascii")
        for path in unpacked.iterdir():
            _sync(path)
        settle(unpacked)
        with alone(home):
            os.rename(unpacked, home / _RESTORING)
            settle(home)
    finish(home)
    return home / _BEFORE.format(stamp=stamp)


def finish(home: Path) -> None:
    """Finish a swap that was begun; quick where there is none.

    Raises
    ------
    StorageError
        Nothing can be written in the home; the swap can be finished later.
    """
    coming = home / _RESTORING
    if not coming.is_dir():
        return
    with alone(home), alone(home, "store"), writing(home):
        if (coming / MANIFEST).is_file():
            stamp = (coming / _STAMP).read_text(encoding="ascii")
            try:
                manifest = Manifest.parsed((coming / MANIFEST).read_bytes())
            except ValueError:
                coming.rename(home / f"{_RESTORING}.damaged-{time.time_ns()}")
                return
            _keep(home, home / _BEFORE.format(stamp=stamp))
            _put(home, coming, manifest)
            (coming / MANIFEST).unlink()
            settle(coming)
        # Without its manifest it is what is left of a swap that was finished.
        shutil.rmtree(coming, ignore_errors=True)
        settle(home)


def forget_old(home: Path, *, now: float) -> None:
    """Remove what was there before restores of ``BEFORE_RESTORE_DAYS`` ago."""
    retire(home, lambda name: bool(_KEPT.fullmatch(name)), days=BEFORE_RESTORE_DAYS, now=now)


def _free_stamp(home: Path) -> str:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    names = [stamp, *(f"{stamp}-{number}" for number in range(2, 1000))]
    return next(name for name in names if not (home / _BEFORE.format(stamp=name)).exists())


def _keep(home: Path, kept: Path) -> None:
    """Keep what the home holds; done once, since the folder gets its name when it is whole."""
    if kept.exists():
        return
    with temporary_folder(home) as folder:
        keeping = folder / "kept"
        keeping.mkdir(mode=0o700)
        for path in _held(home):
            _link(path, keeping / path.name)
        _keep_store(home / STORE, keeping)
        settle(keeping)
        os.rename(keeping, kept)
    settle(home)


def _keep_store(store: Path, keeping: Path) -> None:
    """Unlike other files it is written into, so it is copied; a damaged one as it lies there."""
    if not store.is_file():
        return
    try:
        copy_whole(store, keeping / STORE)
        _sync(keeping / STORE)
    except StoreError:
        (keeping / STORE).unlink(missing_ok=True)
        for path in (store, *beside(store)):
            if path.is_file():
                shutil.copy2(path, keeping / path.name)


def _held(home: Path) -> list[Path]:
    """Pointer, policy, kept mappings and the data that the pointer lists, as far as they are
    there."""
    try:
        versions = history(home)
    except LinchpinError:
        versions = ()
    data = [database_path(home, version) for version in versions if version]
    kept = [mapping_path(home, each) for each in kept_texts(home)]
    return [path for path in (home / POINTER, home / POLICY, *kept, *data) if path.is_file()]


def _link(path: Path, kept: Path) -> None:
    """A second name costs no room, and files of the home are replaced, never written into."""
    try:
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)
        _sync(kept)


def _put(home: Path, coming: Path, manifest: Manifest) -> None:
    """Give every file its place, the pointer at last, passing over those that have it already."""
    names = sorted(manifest.files, key=lambda name: (name == POINTER, name))
    if POLICY not in manifest.files:
        (home / POLICY).unlink(missing_ok=True)
    if STORE not in manifest.files or (coming / STORE).exists():
        # The log of one store beside another would damage it.
        for path in (*beside(home / STORE), home / STORE):
            path.unlink(missing_ok=True)
        settle(home)
    pointer = home / POINTER
    if pointer.is_dir() and not pointer.is_symlink():
        pointer.rename(home / f"{POINTER}.damaged-{time.time_ns()}")
    for name in names:
        if name == POINTER:
            settle(home)
        with suppress(FileNotFoundError):
            os.replace(coming / name, home / name)
    settle(home)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
