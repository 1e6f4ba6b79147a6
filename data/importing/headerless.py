"""Files without a header: the names that somebody gave to their columns, met again next month.

Names belong to columns by their place alone, so that they are used again only where there are as
many columns and each looks as it did: two columns that have changed places would be misread in
silence.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import Fault
from analytics.messages import Message, message
from data.importing.catalogue import sampled
from data.importing.raw import RawTable
from data.mapping import model
from data.mapping.kept import kept_mappings
from data.mapping.names import table_key
from data.recognition.catalogue import Catalogued, SourceColumn
from data.recognition.sample_types import look_of

__all__ = ["NamesKept", "looks_of", "names_kept", "not_as_named"]

_REMEDY = message("Export the columns as before, or name them anew (in the mapping: names, looks)")
_LOOKS: Mapping[str, Message] = {
    "date": message("days"),
    "number": message("numbers"),
    "email": message("e-mail addresses"),
    "text": message("texts"),
}
_DIGITS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class NamesKept:
    """The names that were given to a file of this name before.

    ``changes`` says how its columns differ; without any, and of ``same`` name, they are used by
    themselves. ``names`` holds an empty text where one cannot be told to fit.
    """

    names: tuple[str, ...]
    changes: tuple[Message, ...] = ()
    same: bool = True

    @property
    def fits(self) -> bool:
        """Whether the names can be used without a question."""
        return self.same and not self.changes


def looks_of(columns: Sequence[SourceColumn]) -> tuple[model.Look, ...]:
    """What columns look like, from left to right."""
    return tuple(map(look_of, columns))


def names_kept(home: Path, table: Catalogued) -> NamesKept | None:
    """The names that were kept for a file without a header, the newest first; None where no kept
    mapping names a file like it.

    A file of another name, all of whose columns look like those of a kept one, may be the same;
    its names are a suggestion.
    """
    looks = looks_of(table.columns)
    kept = [
        each
        for mapping in kept_mappings(home)
        for each in mapping.tables.values()
        if each.header == 0 and each.looks
    ]
    called = table.names or (table.called,)
    named = _named_alike(called, kept, _bare)
    named = _named_alike(called, named, table_key) or named
    alike = [each for each in named or kept if not list(_changes(each, looks))]
    if alike:
        return NamesKept(alike[0].names, same=bool(named))
    if not named:
        return None
    return NamesKept(_fitting(named[0], looks), tuple(_changes(named[0], looks)))


def not_as_named(table: model.SourceTable, raw: RawTable) -> list[Fault]:
    """Why the columns of a file are not those to which a mapping gives names, as faults."""
    changes = _changes(table, looks_of(sampled(raw)))
    return [Fault(raw.source, change, _REMEDY) for change in changes]


def _named_alike(
    called: Sequence[str], kept: Sequence[model.SourceTable], key: Callable[[str], str]
) -> list[model.SourceTable]:
    mine = set(map(key, called))
    return [each for each in kept if mine & set(map(key, each.name))]


def _bare(name: str) -> str:
    """A file's name without what differs from month to month.

    >>> _bare("orders_2026-03.txt") == _bare("Orders 2026-04.txt")
    True
    """
    key = table_key(name)
    return _DIGITS.sub("", key) or key


def _changes(table: model.SourceTable, looks: Sequence[str]) -> Iterator[Message]:
    """How the columns of a file differ from those that were named."""
    if len(looks) != len(table.looks):
        yield message(
            "it has {now} columns; when they were named there were {before}",
            now=len(looks),
            before=len(table.looks),
        )
    for place, (before, now) in enumerate(zip(table.looks, looks, strict=False), start=1):
        name = table.names[place - 1]
        if name and _differ(before, now):
            yield message(
                "column {place} ({name}) held {before} and now holds {now}",
                place=place,
                name=name,
                before=_LOOKS[before],
                now=_LOOKS[now],
            )


def _differ(before: str, now: str) -> bool:
    return bool(before and now and before != now)


def _fitting(table: model.SourceTable, looks: Sequence[str]) -> tuple[str, ...]:
    """The names of columns that look as they did; of a file with another number of columns only
    those before the first that does not, since what follows may have moved."""
    names = []
    for name, before, now in zip(table.names, table.looks, looks, strict=False):
        differs = _differ(before, now)
        if differs and len(looks) != len(table.looks):
            break
        names.append("" if differs else name)
    return (*names, *[""] * (len(looks) - len(names)))
