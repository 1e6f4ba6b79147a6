"""Which files of a report folder are ours: name, size and SHA-256 of each, written last.

A folder without ``linchpin-manifest.json`` holds no whole report. While files are being replaced,
``.linchpin-unfinished.json`` lists those of both runs, so that after a crash the next run knows
them for ours.
"""

import hashlib
import json
import re
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from analytics.errors import StorageError
from analytics.messages import message

__all__ = [
    "MANIFEST",
    "UNFINISHED",
    "VERSION",
    "Content",
    "Manifest",
    "announcement",
    "manifest_of",
    "own_files",
]

MANIFEST, UNFINISHED = "linchpin-manifest.json", ".linchpin-unfinished.json"

#: Of the product, as in pyproject.toml.
VERSION = "0.1.0"

_PRODUCT = "Linchpin"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}\.(csv|json)")
_LARGEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: its SHA-256 (hexadecimal) and its size in bytes."""

    sha256: str
    size: int

    @classmethod
    def of(cls, path: Path) -> "Content":
        """Read a file to its end."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return cls(digest, file.tell())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of one run, and of which run."""

    product: str
    version: str
    run: str
    time: str
    files: Mapping[str, Content]

    def text(self) -> str:
        """As it is written: indented JSON."""
        return json.dumps(asdict(self), indent=1) + "\n"


def manifest_of(folder: Path, names: Iterable[str]) -> Manifest:
    """The manifest of files that lie in a folder, for a new run at this moment."""
    files = {name: Content.of(folder / name) for name in sorted(names)}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(_PRODUCT, VERSION, secrets.token_hex(8), now, files)


def own_files(folder: Path, wanted: Iterable[str]) -> dict[str, Content]:
    """The files that earlier runs wrote into a folder, and nobody has changed since.

    Raises
    ------
    StorageError
        A file of these or the ``wanted`` names is somebody else's, or no file at all.
    """
    known: dict[str, set[Content]] = {name: set() for name in wanted}
    for record in (MANIFEST, UNFINISHED):
        for name, content in _recorded(folder / record):
            known.setdefault(name, set()).add(content)
    there = sorted(name for name in known if _is_there(folder / name))
    return {name: _own(folder / name, known[name]) for name in there}


def announcement(*contents: Mapping[str, Content]) -> str:
    """What :data:`UNFINISHED` says: every content that files of ours may have, as JSON."""
    files = [(name, asdict(content)) for each in contents for name, content in each.items()]
    return json.dumps({"product": _PRODUCT, "files": files}, indent=1) + "\n"


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _own(path: Path, contents: set[Content]) -> Content:
    """The content of a file, which is one of these."""
    found = path.lstat()
    if stat.S_ISREG(found.st_mode) and found.st_size in {each.size for each in contents}:
        content = Content.of(path)
        if content in contents:
            return content
    raise _foreign(path)


def _foreign(path: Path) -> StorageError:
    return StorageError(
        message(
            "{file} was not written by an earlier run, or was changed since, and is left alone; "
            "move it away or name another folder",
            file=str(path),
        )
    )


def _recorded(path: Path) -> list[tuple[str, Content]]:
    """Names and contents of a manifest; none where there is none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > _LARGEST_BYTES:
            raise _foreign(path)
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        raise _foreign(path) from None
    try:
        return _understood(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _foreign(path) from None


def _understood(found: dict[str, object]) -> list[tuple[str, Content]]:
    """Only plain names: what a manifest lists may be removed."""
    files = found["files"]
    if found["product"] != _PRODUCT or not isinstance(files, list | dict):
        raise ValueError("not a manifest")
    pairs = files.items() if isinstance(files, dict) else [tuple(each) for each in files]
    made = [(name, Content(content["sha256"], content["size"])) for name, content in pairs]
    if not all(_NAME.fullmatch(name) for name, _ in made):
        raise ValueError("not a name of ours")
    return made
