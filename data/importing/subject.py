"""Which file is being read: noted by the reading process where its parent finds it if it ends."""

from dataclasses import replace
from pathlib import Path

from analytics.errors import LinchpinError

__all__ = ["named", "note_subject", "noted_subject"]

_FILE = "subject"
_LONGEST = 300


def note_subject(folder: Path, source: str) -> None:
    """Remember that ``source`` is read from now on."""
    (folder / _FILE).write_text(source, encoding="utf-8", errors="backslashreplace")


def noted_subject(folder: Path) -> str | None:
    """What was read last; None where nothing was noted."""
    try:
        with (folder / _FILE).open(encoding="utf-8", errors="replace") as stream:
            return stream.read(_LONGEST) or None
    except OSError:
        return None


def named(error: LinchpinError, source: str | None) -> LinchpinError:
    """The error of a whole reading, said of the one file that was being read."""
    if source is None or "subject" not in error.message.values:
        return error
    values = {**error.message.values, "subject": source}
    return type(error)(replace(error.message, values=values))
