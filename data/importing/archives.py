"""ZIP archives: their directory, looked at before anything is unpacked, and the tables in them.

The names of members only say which table each is: they never become paths.
"""

import gzip
import lzma
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from data.importing import excess, faults, limits
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile

__all__ = ["UNREADABLE", "archived_files", "blown_up", "directory", "unzipped"]

_START = (b"PK\x03\x04", b"PK\x05\x06")
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_LENGTH, _LONGEST_COMMENT = 22, 1 << 16
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
_ENCRYPTED, _UTF8 = 0x1, 0x800
_CHUNK = 1 << 20
_GZIP = ".gz"

#: What the module raises on archives that are damaged or made up.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
)


def directory(stream: BinaryIO) -> list[zipfile.ZipInfo] | None:
    """The entries of an archive; None where there are far too many even to list them.

    Raises
    ------
    UNREADABLE
        There is no directory that can be read.
    """
    size = stream.seek(0, 2)
    stream.seek(max(size - _END_LENGTH - _LONGEST_COMMENT, 0))
    tail = stream.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_LENGTH:
        raise zipfile.BadZipFile
    # An archive of more than 4 GB or 65,535 entries says so in a record of its own.
    if tail.find(_END_64, max(end - 20, 0), end) >= 0:
        return None
    if int.from_bytes(tail[end + 12 : end + 16], "little") > limits.DIRECTORY:
        return None
    with zipfile.ZipFile(stream) as archive:
        return archive.infolist()


def blown_up(entries: list[zipfile.ZipInfo], size: int, most: int, ratio: int) -> bool:
    """Whether an archive of ``size`` bytes would unpack to more than ``most`` bytes, or the whole
    or one entry to so many times its size.

    Entries may also share the same packed bytes; what counts is what they unpack to.
    """
    sizes = [(entry.file_size, entry.compress_size) for entry in entries]
    total = sum(unpacked for unpacked, _ in sizes)
    return total > most or any(
        unpacked > limits.LARGE_ENTRY and unpacked > ratio * max(packed, 1)
        for unpacked, packed in [*sizes, (total, size)]
    )


def archived_files(file: SourceFile, folder: Path, log: FaultLog) -> list[SourceFile]:
    """The files of an archive of tables, unpacked to the empty ``folder`` where they are read.

    None of them, with a fault noted, where the archive must not be unpacked. Tables may lie in
    one folder of the archive; what lies deeper is listed and not read.
    """
    if not file.head(4).startswith(_START):
        empty = not file.size
        wrong = faults.wrong_format(file.base, file.base, "ZIP")
        log.add(faults.empty_file(file.base, file.base) if empty else wrong)
        return []
    with file.open() as stream:
        try:
            entries = directory(stream)
            if entries is None or len(entries) > limits.WORKBOOK_ENTRIES:
                log.add(excess.too_many_files(file.base))
                return []
            return _unpacked(file, stream, entries, folder, log)
        except NotImplementedError:
            log.add(faults.unknown_packing(file.base, file.base))
        except UNREADABLE:
            log.add(faults.corrupt(file.base, file.base))
    return []


def _unpacked(
    file: SourceFile,
    stream: BinaryIO,
    entries: list[zipfile.ZipInfo],
    folder: Path,
    log: FaultLog,
) -> list[SourceFile]:
    members = [(entry, _parts(entry)) for entry in entries if not _is_hidden(entry)]
    if len(members) > limits.FILES:
        log.add(excess.too_many_files(file.base))
        return []
    kept = [entry for entry, _ in members]
    if blown_up(kept, file.size, limits.ARCHIVE_UNPACKED, limits.ARCHIVE_RATIO):
        log.add(faults.bomb(file.base, file.base))
        return []
    found = []
    with zipfile.ZipFile(stream) as archive:
        for number, (entry, parts) in enumerate(members):
            member = SourceFile(
                parts[-1], b"", file.base, irregular=len(parts) > 2 or not _is_regular(entry)
            )
            if member.suffix in _ARCHIVES:
                log.add(faults.archive_in_archive(file.base, member.shown))
            elif entry.flag_bits & _ENCRYPTED:
                log.add(faults.protected(member.table or file.base, member.shown))
            elif not _is_regular(entry) and member.table:
                log.add(faults.link_in_archive(member.table, member.shown))
            elif member.irregular or not member.readable:
                found.append(member)
            else:
                path = folder / str(number)
                _unpack(archive, entry, path)
                found.append(SourceFile(parts[-1], path, file.base))
    return found


def unzipped(file: SourceFile, folder: Path, log: FaultLog) -> SourceFile:
    """The text of a ``.csv.gz``, unpacked to the empty ``folder`` under the limits of an archive.

    A fault is noted, and the file comes back unreadable, where it must not be unpacked.
    """
    name = file.name[: -len(_GZIP)]
    path = folder / "0"
    most = min(limits.ARCHIVE_UNPACKED, max(limits.LARGE_ENTRY, limits.ARCHIVE_RATIO * file.size))
    unreadable = SourceFile(name, b"", file.container, irregular=True)
    size = 0
    try:
        with file.open() as stream, gzip.open(stream) as packed, path.open("wb") as target:
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    log.add(faults.bomb(file.base, file.base))
                    return unreadable
                target.write(chunk)
    except UNREADABLE:
        head = file.head(2)
        wrong = faults.wrong_format(file.base, file.base, "GZIP")
        log.add(faults.corrupt(file.base, file.base) if head == b"\x1f\x8b" else wrong)
        return unreadable
    return SourceFile(name, path, file.container)


def _is_hidden(entry: zipfile.ZipInfo) -> bool:
    parts = _parts(entry)
    hidden = any(part.startswith((".", "~$")) and part != ".." for part in parts)
    return entry.is_dir() or not parts or parts[0] == "__MACOSX" or hidden


def _parts(entry: zipfile.ZipInfo) -> list[str]:
    """Folders and name of a member; names without a mark are UTF-8 or GBK where they decode."""
    return [part for part in re.split(r"[/\\]", _name(entry)) if part not in ("", ".")]


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        stored = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gbk"):
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_regular(entry: zipfile.ZipInfo) -> bool:
    """Whether a member is a file: systems that know links say so beside the name."""
    mode = entry.external_attr >> 16
    return stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    """Write one member, at most as long as the directory says it is."""
    left = entry.file_size
    with archive.open(entry) as packed, path.open("wb") as target:
        while chunk := packed.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile
            target.write(chunk)
