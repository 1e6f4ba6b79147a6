"""Where the files of a source lie, and which table each of them is.

A file is named after its table (``customers.csv``, ``Revenue.XLSX``); only the stem of its base
name counts, whatever its case, so a name that an upload sends never becomes a path.
"""

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from analytics.errors import InputError
from analytics.messages import message
from data.schema import TABLES

__all__ = ["TEXT_SUFFIXES", "WORKBOOK_SUFFIXES", "SourceFile", "content_hash", "find_files"]

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xls")
_SUFFIXES = (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, ".parquet")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file, on disk (``data`` is a path) or uploaded (``data`` holds its bytes)."""

    name: str
    data: bytes | Path

    @property
    def base(self) -> str:
        """The name without any folder, whichever system's separators it carries.

        >>> SourceFile("../../x\\\\Customers.CSV", b"").base
        'Customers.CSV'
        """
        return re.split(r"[/\\]", self.name)[-1]

    @property
    def suffix(self) -> str:
        """What the name says the format is, in lower case: ``.csv`` …"""
        return Path(self.base).suffix.lower()

    @property
    def table(self) -> str | None:
        """The canonical table that the file is named after, if any."""
        return table_named(Path(self.base).stem)

    @property
    def readable(self) -> bool:
        """Whether the name is that of a format that can be read at all."""
        return self.suffix in _SUFFIXES

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.data) if isinstance(self.data, bytes) else self.data.stat().st_size

    def open(self) -> BinaryIO:
        """Open the content for reading; the caller closes it."""
        return io.BytesIO(self.data) if isinstance(self.data, bytes) else self.data.open("rb")

    def head(self, length: int = 4096) -> bytes:
        """The first bytes of the content."""
        with self.open() as stream:
            return stream.read(length)


def table_named(name: str) -> str | None:
    """Return the canonical table of that name, whatever its case; None if there is none."""
    folded = name.strip().casefold()
    return folded if folded in TABLES else None


def find_files(location: Path) -> list[SourceFile]:
    """List the files of a folder (not of its subfolders), or the one file, sorted by name.

    Files that are no table are listed as well: the import names what it ignores. Hidden files
    and the lock files of office programs are left out.

    Raises
    ------
    InputError
        The place does not exist, or the folder is empty.
    """
    if location.is_file():
        return [SourceFile(location.name, location)]
    if not location.is_dir():
        raise InputError(
            message(
                "{location} does not exist; name a folder, a workbook or a file",
                location=str(location),
            )
        )
    paths = [path for path in sorted(location.iterdir()) if path.is_file()]
    files = [SourceFile(path.name, path) for path in paths if not path.name.startswith((".", "~$"))]
    if not files:
        raise InputError(message("the folder {location} holds no files", location=str(location)))
    return files


def content_hash(files: Iterable[SourceFile], *options: str) -> str:
    """Fingerprint of names, contents and options: 16 hexadecimal digits, the same in any order."""
    digest = hashlib.sha256()
    for name, content in sorted((file.base.casefold(), _digest(file)) for file in files):
        digest.update(f"{name}\0{content}\0".encode())
    for option in options:
        digest.update(f"{option}\0".encode())
    return digest.hexdigest()[:16]


def _digest(file: SourceFile) -> str:
    digest = hashlib.sha256()
    with file.open() as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
