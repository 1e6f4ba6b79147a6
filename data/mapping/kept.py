"""Mappings that are used again when the same headers come, and what differs when they do not.

What a mapping was made for stands in it: each of its tables names all ``columns`` of its header,
so that files of another name are met too.
"""

import hashlib
import json
from collections.abc import Mapping as Headers
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import InputError
from data.home.mappings import keep_text, kept_texts
from data.mapping.model import Mapping
from data.mapping.names import column_key, nearest, tables_named
from data.mapping.text import read_mapping
from data.mapping.writing import mapping_text

__all__ = [
    "Changed",
    "Changes",
    "Kept",
    "called_in",
    "keep",
    "kept_for",
    "kept_mappings",
    "signature",
]

#: So much of a header must be met for an export to be taken for a later one of the same kind.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Changed:
    """How one table differs from the one a mapping was made for.

    ``missing`` holds the columns that are gone with the nearest new one (None: there is none),
    ``new`` those that have come; ``table`` is what the source calls it now, None: it is not there.
    """

    alias: str
    table: str | None
    missing: tuple[tuple[str, str | None], ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences between an export and the one that a kept mapping was made for."""

    tables: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept mapping that these headers call for; ``changes`` is None where they are the same."""

    mapping: Mapping
    changes: Changes | None = None


def signature(headers: Headers[str, Sequence[str]]) -> str:
    """What tells one set of headers from another, whatever the tables and their order are called.

    >>> signature({"a": ["No", "Name"]}) == signature({"b": ["name ", "NO"]})
    True
    """
    keys = sorted(sorted({column_key(name) for name in names}) for names in headers.values())
    return hashlib.sha256(json.dumps(keys, ensure_ascii=False).encode()).hexdigest()[:16]


def made_for(mapping: Mapping, headers: Headers[str, Sequence[str]]) -> Mapping:
    """The mapping with the whole header in each of its tables."""
    tables = {}
    for alias, table in mapping.tables.items():
        name = called_in(mapping, alias, headers)
        columns = table.columns if name is None else tuple(headers[name])
        tables[alias] = table.model_copy(update={"columns": columns})
    return mapping.model_copy(update={"tables": tables})


def called_in(mapping: Mapping, alias: str, headers: Headers[str, Sequence[str]]) -> str | None:
    """What the source calls a table of the mapping: by its name, else by all of its columns."""
    table = mapping.tables[alias]
    for wanted in table.name:
        named = tables_named(wanted, headers)
        if named:
            return named[0]
    asked = {column_key(name) for name in table.columns}
    fitting = [n for n, given in headers.items() if asked and asked <= set(map(column_key, given))]
    return min(fitting, key=lambda name: (len(headers[name]), name), default=None)


def keep(home: Path, mapping: Mapping, headers: Headers[str, Sequence[str]]) -> None:
    """Keep a mapping for the next time that these headers come.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    keep_text(home, signature(headers), mapping_text(made_for(mapping, headers)))


def kept_mappings(home: Path) -> list[Mapping]:
    """All mappings that are kept, the newest first."""
    return [each for each in map(_read, kept_texts(home).values()) if each is not None]


def kept_for(home: Path, headers: Headers[str, Sequence[str]]) -> Kept | None:
    """The kept mapping of these headers, or of the most like ones, with what differs then."""
    texts = kept_texts(home)
    same = texts.get(signature(headers))
    mapping = _read(same) if same is not None else None
    if mapping is not None:
        return Kept(mapping)
    others = [each for each in map(_read, texts.values()) if each is not None]
    rated = [(_likeness(each, headers), each) for each in others]
    likeness, nearest_one = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    if nearest_one is None or likeness < _ALIKE:
        return None
    changes = _changes(nearest_one, headers)
    return Kept(nearest_one, changes if changes.tables else None)


def _read(text: str) -> Mapping | None:
    """A kept text that was damaged by hand is passed over."""
    try:
        return read_mapping(text, "mapping.toml")
    except InputError:
        return None


def _likeness(mapping: Mapping, headers: Headers[str, Sequence[str]]) -> float:
    """The part of the columns of all tables that is there."""
    pairs = [(table, _most_like(table.columns, headers)) for table in mapping.tables.values()]
    asked = sum(len(_keys(table.columns)) for table, _ in pairs)
    there = sum(
        len(_keys(table.columns) & _keys(headers[name]))
        for table, name in pairs
        if name is not None
    )
    return there / asked if asked else 0.0


def _most_like(columns: Sequence[str], headers: Headers[str, Sequence[str]]) -> str | None:
    wanted = _keys(columns)
    shares = {name: len(wanted & _keys(given)) for name, given in headers.items()}
    best = max(shares, key=lambda name: (shares[name], -len(headers[name])), default=None)
    return best if best is not None and wanted and shares[best] >= _ALIKE * len(wanted) else None


def _keys(names: Sequence[str]) -> set[str]:
    return {column_key(name) for name in names}


def _changes(mapping: Mapping, headers: Headers[str, Sequence[str]]) -> Changes:
    each = [
        _changed(alias, table.columns, headers)
        for alias, table in mapping.tables.items()
        if table.columns
    ]
    return Changes(tuple(c for c in each if c.table is None or c.missing or c.new))


def _changed(alias: str, columns: Sequence[str], headers: Headers[str, Sequence[str]]) -> Changed:
    name = _most_like(columns, headers)
    if name is None:
        return Changed(alias, None, tuple((column, None) for column in columns), ())
    before, now = _keys(columns), _keys(headers[name])
    new = [column for column in headers[name] if column_key(column) not in before]
    gone = [column for column in columns if column_key(column) not in now]
    return Changed(alias, name, tuple((c, nearest(c, new)) for c in gone), tuple(new))
