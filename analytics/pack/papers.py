"""What a risk review has before it, kept as it is said: with names, or numbers in their place.

Kept is not the file but what stands in it, every sentence still untranslated and every figure with
its kind: it becomes a file of any form in either language whenever somebody asks, and people can go
by pseudonyms in it once their names are kept no longer. No individual chance is in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import pyarrow as pa

from analytics.errors import InputError
from analytics.message_json import from_json, to_json
from analytics.messages import Message, message
from analytics.pack import model
from analytics.pack.model import ChartKind, Pack, PackOptions
from analytics.pack.names import names_in_pack
from analytics.pack.pack import pack
from analytics.pack.sources import PackSources
from analytics.review.pseudonyms import Renaming

__all__ = ["Papers", "papers_from", "papers_of", "papers_to", "papers_under"]

_FORMAT = 1
#: The parts that a pack is made of, by name.
_PARTS: Mapping[str, Any] = {
    name: getattr(model, name)
    for name in model.__all__
    if is_dataclass(getattr(model, name)) and name != "PackOptions"
}
#: Fields of parts that name nobody.
_NAMELESS = ("code", "kind", "company", "options")
_PART, _FIELDS, _OPTIONS, _KIND = "part", "fields", "options", "kind"


@dataclass(frozen=True, slots=True)
class Papers:
    """The pack of a review with names and with numbers in place of people's names; numbers: by
    rep_id, what stands in place of whom."""

    named: Pack
    numbered: Pack
    numbers: Mapping[str, Message]


def papers_of(sources: PackSources) -> Papers:
    """The papers of a review that is opened on these figures."""
    numbers = names_in_pack(sources.assessment, hidden=True).numbers
    return Papers(
        pack(sources, PackOptions()), pack(sources, PackOptions(names=False)), numbers or {}
    )


def papers_to(papers: Papers) -> bytes:
    """The papers as bytes: the same for the same papers."""
    held = {
        "format": _FORMAT,
        "named": _held(papers.named),
        "numbered": _held(papers.numbered),
        "numbers": {rep_id: to_json(each) for rep_id, each in papers.numbers.items()},
    }
    text = json.dumps(held, ensure_ascii=True, sort_keys=True).encode()
    return bytes(pa.compress(text, codec="zstd", asbytes=True)) + len(text).to_bytes(8, "big")


def papers_from(content: bytes) -> Papers:
    """The papers of bytes that :func:`papers_to` wrote.

    Raises
    ------
    InputError
        A later program has written them, or they are damaged.
    """
    try:
        size = int.from_bytes(content[-8:], "big")
        held = json.loads(bytes(pa.decompress(content[:-8], size, codec="zstd")))
        if held["format"] > _FORMAT:
            raise InputError(
                message("This review was written by a newer version of Linchpin. Update it")
            )
        numbers = {rep_id: from_json(each) for rep_id, each in held["numbers"].items()}
        return Papers(_read(held["named"]), _read(held["numbered"]), numbers)
    except (OSError, KeyError, ValueError, TypeError, AttributeError):
        raise InputError(
            message("What this review has kept is damaged. Restore a backup")
        ) from None


def papers_under(papers: Papers, renaming: Renaming) -> Papers:
    """The papers with every id and name of a person replaced by a pseudonym."""
    numbers = {renaming.text(rep_id): each for rep_id, each in papers.numbers.items()}
    return Papers(_renamed(papers.named, renaming), _renamed(papers.numbered, renaming), numbers)


def _held(value: Any) -> Any:
    """A part of a pack as JSON: its name and its fields."""
    match value:
        case tuple():
            return [_held(each) for each in value]
        case ChartKind():
            return {_KIND: value.value}
        case PackOptions():
            return {_OPTIONS: {"language": value.language, "names": value.names}}
    name = type(value).__name__
    if name in _PARTS:
        held = {each.name: _held(getattr(value, each.name)) for each in fields(value)}
        return {_PART: name, _FIELDS: held}
    return to_json(value)


def _read(held: Any) -> Any:
    match held:
        case list():
            return tuple(_read(each) for each in held)
        case {"kind": kind}:
            return ChartKind(kind)
        case {"options": options}:
            return PackOptions(**options)
        case {"part": name, "fields": parts}:
            return _PARTS[name](**{each: _read(value) for each, value in parts.items()})
    return from_json(held)


def _renamed(value: Any, renaming: Renaming) -> Any:
    if type(value).__name__ in _PARTS:
        changed = {
            each.name: _renamed(getattr(value, each.name), renaming)
            for each in fields(value)
            if each.name not in _NAMELESS
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_renamed(each, renaming) for each in value)
    return renaming.value(value)
