"""Which meanings name which column, and how well: what ``patterns.toml`` says, read once."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.recognition.lexicon import Meaning

__all__ = [
    "KINDS",
    "Pattern",
    "customer_columns",
    "kind_columns",
    "kind_evidence",
    "kind_names",
    "other_evidence",
    "other_names",
    "parsed",
    "person_words",
    "rep_columns",
    "score",
]

#: What is left of a score for each word that nobody knows, and for a near spelling.
UNKNOWN_WORD = 0.75
NEAR_WORD = 0.85


@dataclass(frozen=True, slots=True)
class Pattern:
    """A set of meanings: one of each of ``required``, perhaps some of ``optional``, no other."""

    weight: float
    required: tuple[frozenset[str], ...]
    optional: frozenset[str]

    def fits(self, words: frozenset[str]) -> bool:
        """Whether a name of these meanings is meant."""
        allowed = self.optional.union(*self.required)
        return words <= allowed and all(words & group for group in self.required)


def parsed(text: str) -> Pattern:
    """A line such as ``1 order|invoice date|time total?``."""
    weight, *parts = text.split()
    required = tuple(frozenset(part.split("|")) for part in parts if not part.endswith("?"))
    optional = frozenset(part.rstrip("?") for part in parts if part.endswith("?"))
    return Pattern(float(weight), required, frozenset().union(*(o.split("|") for o in optional)))


def score(meaning: Meaning, patterns: Iterable[Pattern]) -> float:
    """How well a name fits the best of the patterns, 0 to 1."""
    best = max((p.weight for p in patterns if p.fits(meaning.words)), default=0.0)
    return best * UNKNOWN_WORD**meaning.unknown * (NEAR_WORD if meaning.near else 1.0)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("patterns.toml").read_text("utf-8"))


def _all(lines: list[str]) -> tuple[Pattern, ...]:
    return tuple(parsed(line) for line in lines)


@cache
def kind_columns(kind: str) -> dict[str, tuple[Pattern, ...]]:
    """By canonical column of a kind of table (``table.column`` for one of another table)."""
    columns = _file()["kinds"].get(kind, {}).get("columns", {})
    return {name: _all(lines) for name, lines in columns.items()}


@cache
def kind_evidence(kind: str) -> tuple[Pattern, ...]:
    """What among the names of the columns speaks for a kind of table."""
    return _all(_file()["kinds"][kind]["evidence"])


@cache
def kind_names(kind: str) -> tuple[Pattern, ...]:
    """What a table of that kind is called."""
    return _all(_file()["kinds"][kind]["name"])


@cache
def other_names() -> tuple[Pattern, ...]:
    """What tables are called that are none of ours."""
    return _all(_file()["other"]["name"])


@cache
def other_evidence() -> tuple[Pattern, ...]:
    """What among the columns speaks for a table that is none of ours."""
    return _all(_file()["other"]["evidence"])


@cache
def customer_columns() -> dict[str, tuple[Pattern, ...]]:
    """By column of customers: how other tables name it."""
    return {name: _all(lines) for name, lines in _file()["customer"].items()}


@cache
def rep_columns() -> dict[str, tuple[Pattern, ...]]:
    """By column of reps: how other tables name it."""
    return {name: _all(lines) for name, lines in _file()["rep"].items()}


@cache
def person_words() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """By way of naming one of our people: words that must and words that may be there."""
    around = frozenset(_file()["person_optional"]["words"].split())
    ways = {way: parsed(f"1 {line}") for way, line in _file()["person"].items()}
    return {way: (frozenset([way]), around | p.optional) for way, p in ways.items()}


KINDS = tuple(_file()["kinds"])
