"""Mappings that were used in this home, one file for each set of headers, to be used again.

A file is named after what its headers look like (``mapping-<signature>.toml``), so that a later
mapping of the same headers takes its place.
"""

import re
from pathlib import Path

from data.home.replacing import replace_durably

__all__ = ["KEPT_MAPPING", "keep_text", "kept_texts", "mapping_path"]

KEPT_MAPPING = re.compile(r"mapping-([0-9a-f]{16})\.toml")

#: A mapping that is larger was not written here.
_LARGEST = 512 * 1024


def mapping_path(home: Path, signature: str) -> Path:
    """Where the mapping of headers of this signature lies."""
    return home / f"mapping-{signature}.toml"


def keep_text(home: Path, signature: str, text: str) -> None:
    """Keep the text of a mapping for headers of this signature, durable on return.

    Raises
    ------
    StorageError
        It cannot be written; what was kept before is unchanged.
    """
    replace_durably(mapping_path(home, signature), text.encode("utf-8"))


def kept_texts(home: Path) -> dict[str, str]:
    """The texts that are kept, by signature, the newest first; those that cannot be read are
    passed over."""
    paths = [path for path in home.glob("mapping-*.toml") if KEPT_MAPPING.fullmatch(path.name)]
    texts: dict[str, str] = {}
    for path in sorted(paths, key=_changed, reverse=True):
        match = KEPT_MAPPING.fullmatch(path.name)
        text = _text(path)
        if match is not None and text is not None:
            texts[match[1]] = text
    return texts


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _text(path: Path) -> str | None:
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
