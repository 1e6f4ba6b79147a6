"""The archive of a backup: a ZIP file of plain files and a manifest with their SHA-256.

Nothing in it is compressed, so that it is never larger than it looks. An archive is trusted in
nothing: names, lengths, hashes and contents are looked at before anything else is done with it.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from analytics.errors import InputError
from analytics.messages import message
from data.home.imported import imported_on
from data.home.mappings import KEPT_MAPPING
from data.home.private import FILE_MODE
from data.home.refusals import reading, shown
from data.home.settings import POLICY
from data.home.stored import STORE, is_whole
from data.home.versions import POINTER, VERSION, database_path, versions_in

__all__ = ["MANIFEST", "Manifest", "pack", "unpack"]

MANIFEST = "manifest.json"

_FORMAT = 1
#: Names that a backup may hold: the pointer, the policy, what people entered, kept mappings and
#: imported data.
_KEPT = re.compile(
    rf"{re.escape(POINTER)}|{re.escape(POLICY)}|{re.escape(STORE)}|data-{VERSION.pattern}\.duckdb"
    rf"|{KEPT_MAPPING.pattern}"
)
_MOST_FILES = 1000
_MANIFEST_BYTES = 1_000_000
_CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: SHA-256 by name, when it was made (ISO 8601, UTC), and whether the
    policy lay outside the home."""

    files: Mapping[str, str]
    made_at: str
    policy_from_outside: bool = False

    def text(self) -> bytes:
        """The manifest as JSON."""
        fields = {
            "format": _FORMAT,
            "made_at": self.made_at,
            "policy_from_outside": self.policy_from_outside,
            "files": dict(self.files),
        }
        return json.dumps(fields, indent=1).encode()

    @classmethod
    def parsed(cls, text: bytes) -> "Manifest":
        """Raises ValueError where the text is no manifest of this format."""
        try:
            fields = json.loads(text)
            files = fields["files"]
            good = fields["format"] == _FORMAT and all(
                _KEPT.fullmatch(name) and _SHA256.fullmatch(digest)
                for name, digest in files.items()
            )
            if good:
                return cls(files, str(fields["made_at"]), fields["policy_from_outside"] is True)
        except (KeyError, TypeError, AttributeError, RecursionError):
            pass
        raise ValueError(MANIFEST)


def pack(
    archive: Path, files: Mapping[str, Path | bytes], *, made_at: str, policy_from_outside: bool
) -> None:
    """Write files, by the name they get, and their manifest into a new archive."""
    digests = {}
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_STORED) as opened:
        for name, content in files.items():
            with opened.open(_entry(name), "w", force_zip64=True) as target:
                digests[name] = _copied(content, target)
        manifest = Manifest(digests, made_at, policy_from_outside)
        opened.writestr(_entry(MANIFEST), manifest.text())
    archive.chmod(FILE_MODE)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = FILE_MODE << 16
    return entry


def _copied(content: Path | bytes, target: IO[bytes]) -> str:
    """Copy a content; returns its SHA-256."""
    if isinstance(content, bytes):
        target.write(content)
        return hashlib.sha256(content).hexdigest()
    with reading(content):
        stream = content.open("rb")
    with stream:
        return _streamed(stream, target)


def _streamed(stream: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def unpack(archive: Path, folder: Path) -> Manifest:
    """Copy what an archive holds, with its manifest, into a new folder, and check all of it.

    Raises
    ------
    InputError
        It is no backup, damaged, or holds what a backup never holds; the message says what.
    StorageError
        The archive cannot be read.
    """
    with reading(archive):
        stream = archive.open("rb")
    try:
        with stream, zipfile.ZipFile(stream) as opened:
            manifest = _checked(opened, archive)
            _extract(opened, manifest, archive, folder)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        reason = f"it is no backup of Linchpin, or is damaged ({error})"
        raise _refused(archive, reason) from None
    _check_contents(manifest, archive, folder)
    (folder / MANIFEST).write_bytes(manifest.text())
    return manifest


def _checked(opened: zipfile.ZipFile, archive: Path) -> Manifest:
    """The manifest, once all names, kinds and lengths are what a backup has."""
    entries = opened.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _MOST_FILES or len(set(names)) < len(names):
        raise _refused(archive, "it holds too many files")
    if sum(entry.file_size for entry in entries) > archive.stat().st_size:
        raise _refused(archive, "it unpacks to more than its own length")
    for entry in entries:
        kind = entry.external_attr >> 16 & 0o170000
        plain = entry.compress_type == zipfile.ZIP_STORED and kind in (0, 0o100000)
        known = entry.filename == MANIFEST or _KEPT.fullmatch(entry.filename)
        if not plain or not known:
            raise _refused(archive, f"it holds {entry.filename!r}, which no backup does")
    if MANIFEST not in names or opened.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise _refused(archive, "it has no manifest")
    manifest = Manifest.parsed(opened.read(MANIFEST))
    if set(manifest.files) != set(names) - {MANIFEST}:
        raise _refused(archive, "its manifest names other files than it holds")
    return manifest


def _extract(opened: zipfile.ZipFile, manifest: Manifest, archive: Path, folder: Path) -> None:
    for name, digest in manifest.files.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with opened.open(name) as stream, os.fdopen(handle, "wb") as target:
            found = _streamed(stream, target)
            target.flush()
            os.fsync(target.fileno())
        if found != digest:
            raise _refused(archive, f"{name} differs from its SHA-256")


def _check_contents(manifest: Manifest, archive: Path, folder: Path) -> None:
    """Whether the pointer lists the data that is there, and that can be opened."""
    pointer = folder / POINTER
    versions: Any = versions_in(pointer.read_bytes()) if POINTER in manifest.files else None
    if versions is None:
        raise _refused(archive, f"{POINTER} is missing or damaged")
    paths = {database_path(folder, version) for version in versions if version}
    mappings = {name for name in manifest.files if KEPT_MAPPING.fullmatch(name)}
    others = mappings | {POINTER, POLICY, STORE}
    data = {folder / name for name in manifest.files if name not in others}
    if paths != data:
        raise _refused(archive, f"{POINTER} names other data than it holds")
    damaged = [path.name for path in sorted(paths) if imported_on(path) is None]
    if damaged:
        raise _refused(archive, f"{damaged[0]} cannot be opened")
    if STORE in manifest.files and not is_whole(folder / STORE):
        raise _refused(archive, f"{STORE} is damaged")


def _refused(archive: Path, reason: str) -> InputError:
    return InputError(
        message(
            "{file} cannot be restored: {reason}. Nothing was changed; choose another backup",
            file=shown(archive),
            reason=reason,
        )
    )
