"""Where the files of a source lie, and which table each of them is.

A file is named after its table (``customers.csv``, ``Revenue.XLSX``); only the stem of its base
name counts, whatever its case, so a name that an upload sends never becomes a path.
"""

import hashlib
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from analytics.errors import InputError
from analytics.messages import message
from data.importing import limits
from data.importing.file_names import Certainty, named_like
from data.printable import printable

__all__ = [
    "TEXT_SUFFIXES",
    "WORKBOOK_SUFFIXES",
    "SourceFile",
    "content_hash",
    "find_files",
    "written",
]

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_ARCHIVE_SUFFIX = ".zip"
_SUFFIXES = (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, ".parquet")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file, on disk (``data`` is a path) or uploaded (``data`` holds its bytes).

    ``container`` is the archive it comes from, as it is shown; ``irregular`` says that it is no
    file with a content of its own (a link out of the folder, a device), which is never opened.
    ``parts`` are the files of a folder that is one table; their names lead to them from it.
    """

    name: str
    data: bytes | Path
    container: str = ""
    irregular: bool = False
    parts: tuple["SourceFile", ...] = ()

    @property
    def base(self) -> str:
        """The name without any folder, whichever system's separators it carries.

        >>> SourceFile("../../x\\\\Customers.CSV", b"").base
        'Customers.CSV'
        """
        base = printable(re.split(r"[/\\]", self.name)[-1])
        return base if len(base) <= limits.FILE_NAME else f"{base[: limits.FILE_NAME]}…"

    @property
    def shown(self) -> str:
        """How the file is called in words: ``crm.zip: customers.csv``."""
        return f"{self.container}: {self.base}" if self.container else self.base

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
        """Whether the file can be read, as far as its name and its kind say."""
        return not self.irregular and self.suffix in _SUFFIXES

    @property
    def is_archive(self) -> bool:
        """Whether the name is that of an archive of tables."""
        return not self.irregular and self.suffix == _ARCHIVE_SUFFIX

    @property
    def is_packed(self) -> bool:
        """Whether the name is that of one text packed by itself: ``customers.csv.gz``."""
        steps = [step.lower() for step in Path(self.base).suffixes[-2:]]
        packed = len(steps) == 2 and steps[0] in TEXT_SUFFIXES and steps[1] == ".gz"
        return packed and not self.irregular

    @property
    def size(self) -> int:
        """Length in bytes."""
        if self.parts:
            return sum(part.size for part in self.parts)
        return len(self.data) if isinstance(self.data, bytes) else self.data.stat().st_size

    def state(self) -> tuple[int, ...]:
        """What changes when a file on disk is written or replaced; nothing for an upload."""
        if self.parts:
            return tuple(each for part in self.parts for each in part.state())
        if isinstance(self.data, bytes):
            return ()
        try:
            found = self.data.stat()
        except OSError:
            return ()
        return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

    def open(self) -> BinaryIO:
        """Open the content for reading; the caller closes it.

        Raises
        ------
        InputError
            The file cannot be opened, or is none any more.
        """
        if isinstance(self.data, bytes):
            return io.BytesIO(self.data)
        try:
            return _opened(self.data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InputError(
                message("{file} cannot be read: {reason}", file=self.shown, reason=reason)
            ) from None

    def head(self, length: int = 4096) -> bytes:
        """The first bytes of the content."""
        with self.open() as stream:
            return stream.read(length)


def _opened(path: Path) -> BinaryIO:
    """Open a regular file; a pipe that took its place meanwhile must not keep us waiting."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "it is no regular file")
    return os.fdopen(handle, "rb")


def written(file: SourceFile, folder: Path, number: int) -> SourceFile:
    """The file as it lies on disk; one that does not is written to the folder."""
    if not isinstance(file.data, bytes):
        return file
    path = folder / f"upload-{number}"
    path.write_bytes(file.data)
    return replace(file, data=path)


def table_named(name: str) -> str | None:
    """Return the canonical table that a name certainly means; None if there is none."""
    meant = named_like(name)
    return meant[0] if meant and meant[1] is not Certainty.AFFIXED else None


def find_files(location: Path) -> list[SourceFile]:
    """List the files of a folder (not of its subfolders), or the one file, sorted by name.

    Files that are no table are listed as well: the import names what it ignores. Hidden files
    and the lock files of office programs are left out. A link counts only where it leads to
    another file of the folder.

    Raises
    ------
    InputError
        The place does not exist, is neither folder nor file, or cannot be read; the folder is
        empty or holds too many files; or something else than a file is named like a table.
    """
    try:
        mode = location.stat().st_mode
        if stat.S_ISREG(mode):
            return [SourceFile(location.name, location)]
        if not stat.S_ISDIR(mode):
            raise InputError(message("{place} is no folder and no file", place=str(location)))
        return _files_of(location)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise InputError(
            message(
                "{location} does not exist; name a folder, a workbook or a file",
                location=printable(str(location))[: limits.FILE_NAME],
            )
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        place = printable(str(location))[: limits.FILE_NAME]
        raise InputError(
            message("{place} cannot be read: {reason}", place=place, reason=reason)
        ) from None


def _files_of(folder: Path) -> list[SourceFile]:
    shown = printable(str(folder))
    with os.scandir(folder) as entries:
        seen = (entry for entry in entries if not entry.name.startswith((".", "~$")))
        found = list(islice(_regular(folder, seen), limits.FILES + 1))
    if len(found) > limits.FILES:
        raise InputError(
            message("{folder} holds more than {limit} files", folder=shown, limit=limits.FILES)
        )
    if not found:
        raise InputError(message("the folder {location} holds no files", location=shown))
    return sorted(found, key=lambda file: file.name)


def _regular(folder: Path, entries: Iterable["os.DirEntry[str]"]) -> Iterator[SourceFile]:
    """The files of a folder; what is none and could be taken for a table is an error."""
    inside = folder.resolve()
    for entry in entries:
        path = folder / entry.name
        file = SourceFile(entry.name, path, irregular=not _is_own_file(path, inside))
        if parts := _parts(path) if file.irregular and _is_parted(entry, file) else ():
            yield replace(file, irregular=False, parts=parts)
            continue
        if not file.irregular or not path.is_dir():
            yield file
        bears_name = file.suffix in (*_SUFFIXES, _ARCHIVE_SUFFIX) and file.table is not None
        if file.irregular and bears_name:
            raise InputError(
                message(
                    "{file} is no file of this folder but a link out of it, a folder, a pipe or a "
                    "device; put the file itself there",
                    file=file.base,
                )
            )


def _is_parted(entry: "os.DirEntry[str]", file: SourceFile) -> bool:
    return file.suffix == ".parquet" and entry.is_dir(follow_symlinks=False)


def _parts(folder: Path) -> tuple[SourceFile, ...]:
    """The parts of a table that was written as a folder, in the order of their names.

    Links out of their folder and what is hidden are left out.
    """
    parts: list[SourceFile] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        for name in names:
            path = Path(place, name)
            shown = not name.startswith((".", "_")) and path.suffix.lower() == ".parquet"
            if shown and _is_own_file(path, Path(place).resolve()):
                parts.append(SourceFile(path.relative_to(folder).as_posix(), path))
        if len(parts) > limits.FILES:
            raise InputError(
                message(
                    "{folder} holds more than {limit} files",
                    folder=printable(str(folder)),
                    limit=limits.FILES,
                )
            )
    return tuple(sorted(parts, key=lambda part: part.name))


def _is_own_file(path: Path, folder: Path) -> bool:
    try:
        real = path.resolve(strict=True)
        return real.parent == folder and stat.S_ISREG(real.stat().st_mode)
    except (OSError, RuntimeError):
        return False


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
    if file.irregular:
        return digest.hexdigest()
    if file.parts:
        for part in file.parts:
            digest.update(f"{part.name}\0{_digest(part)}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()
    with file.open() as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
