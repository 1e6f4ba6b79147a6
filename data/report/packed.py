"""The pack of ``assess.py``: one file, whole or not there, that takes the place of our own only.

Which packs the runs of a report folder wrote stands in that folder (:data:`RECORD`), with size and
SHA-256 of each; a file that is not among them, or was changed since, is left alone.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from analytics.errors import StorageError
from analytics.messages import message
from data.home.refusals import reading
from data.home.replacing import replace_durably
from data.report.manifest import Content
from data.report.place import lies_in

__all__ = ["RECORD", "checked_pack", "put_pack"]

RECORD = "linchpin-pack.json"
#: So many packs a folder remembers, the newest.
_MOST = 50
_LARGEST_BYTES = 1_000_000


def checked_pack(
    target: Path, out: Path, *, read: Iterable[Path], home: Path, product: Path
) -> Path:
    """The file that ``--pack`` names, resolved; nothing is made. Its folder may be ``out``, which
    need not exist yet.

    read: source and policy file; home: where imported data lives; product: the folder of app.py.

    Raises
    ------
    StorageError
        It is or lies in one of these, its folder does not exist, or a file of that name is
        somebody else's.
    """
    with reading(target):
        place = target.parent.resolve() / target.name
    if not place.parent.is_dir() and place.parent != out.resolve():
        raise StorageError(
            message(
                "--pack {file}: its folder does not exist; make it or name another",
                file=str(target),
            )
        )
    for other in (*read, home):
        if lies_in(place, other):
            raise StorageError(
                message(
                    "--pack {file} is or lies in {other}, which must not be written to; name a "
                    "file apart from it",
                    file=str(target),
                    other=str(other),
                )
            )
    if lies_in(place, product, code_only=True):
        raise StorageError(
            message("--pack {file} lies in the program itself; name another", file=str(target))
        )
    _own(place, _recorded(out))
    return place


def put_pack(place: Path, out: Path, content: bytes) -> None:
    """Put the pack in its place, in one step, and remember it.

    Raises
    ------
    StorageError
        It cannot be written, or a file of that name is somebody else's.
    """
    known = _recorded(out)
    _own(place, known)
    made = (str(place), Content(hashlib.sha256(content).hexdigest(), len(content)))
    kept = [made, *(each for each in known if each != made)][:_MOST]
    # First, for whoever comes after a crash: what is ours before and after.
    record = [{"file": name, **asdict(each)} for name, each in kept]
    replace_durably(out / RECORD, (json.dumps(record, indent=1) + "\n").encode())
    replace_durably(place, content)


def _own(place: Path, known: list[tuple[str, Content]]) -> None:
    """Nothing, where no file has the name yet, or one that we wrote and nobody changed."""
    with reading(place):
        if not place.is_symlink() and not place.exists():
            return
        ours = {content for name, content in known if name == str(place)}
        regular = place.is_file() and not place.is_symlink()
        if regular and Content.of(place) in ours:
            return
    raise StorageError(
        message(
            "{file} was not written by an earlier run, or was changed since, and is left alone; "
            "move it away or name another file",
            file=str(place),
        )
    )


def _recorded(out: Path) -> list[tuple[str, Content]]:
    """The packs that runs of a folder wrote; none where that cannot be read."""
    path = out / RECORD
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_BYTES:
            return []
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [(str(each["file"]), Content(each["sha256"], each["size"])) for each in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
