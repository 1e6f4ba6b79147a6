"""On which line of a TOML text a key stands: parsers say what is there, but not where."""

import re
from collections.abc import Mapping

from analytics.policy_text import without_texts

__all__ = ["Key", "line_of", "lines_of", "said"]

#: A key of a TOML text from the outside inwards; a number counts the tables of an array.
Key = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*$")
_ASSIGNED = re.compile(
    r"^\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)
_PARTS = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")


def lines_of(text: str) -> dict[Key, int]:
    """The line, counted from 1, of every header and every key that begins one."""
    lines: dict[Key, int] = {}
    counted: dict[Key, int] = {}
    table: Key = ()
    depth = 0
    bare = without_texts(text).splitlines()
    for number, (line, plain) in enumerate(zip(text.splitlines(), bare, strict=False), start=1):
        header = _HEADER.match(line.partition(" #")[0]) if depth == 0 else None
        assigned = _ASSIGNED.match(line) if depth == 0 else None
        if header:
            table = _table(_parts(header[2]), header[1] == "[[", counted)
            lines.setdefault(table, number)
        elif assigned:
            lines.setdefault((*table, *_parts(assigned[1])), number)
        depth += 0 if header else sum(map(plain.count, "[{")) - sum(map(plain.count, "]}"))
    return lines


def line_of(key: Key, lines: Mapping[Key, int]) -> int | None:
    """The line of a key, else of the innermost table around it."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key)


def _parts(dotted: str) -> list[str]:
    return [next((g for g in each if g), "") for each in _PARTS.findall(dotted)]


def _table(parts: list[str], repeated: bool, counted: dict[Key, int]) -> Key:
    key: Key = ()
    for position, part in enumerate(parts):
        key = (*key, part)
        if repeated and position == len(parts) - 1:
            counted[key] = counted.get(key, -1) + 1
        if key in counted:
            key = (*key, counted[key])
    return key


def said(key: Key) -> str:
    """A key as people write it: ``reps[2].columns.name``.

    >>> said(("reps", 1, "columns", "name"))
    'reps[2].columns.name'
    """
    text = ""
    for part in key:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
