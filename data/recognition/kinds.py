"""Which canonical table a table of the source resembles most, by its name and its columns."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.recognition import patterns
from data.recognition.catalogue import Catalogued
from data.recognition.lexicon import Meaning, meaning, spelled
from data.schema import TABLES

__all__ = ["KindScore", "kind_scores"]

#: A table that bears the name of a canonical one, and each column that bears one of its names.
NAMED_ALIKE = 20.0
COLUMN_NAMED_ALIKE = 0.75

#: Less than this is no resemblance.
LEAST = 1.5

#: What a name of several meanings still says, where one of them names a kind.
PART_OF_NAME = 0.5

#: Of works as of people: where nothing else speaks of people at customers, there are none.
_NO_PERSON = frozenset(("title",))


@dataclass(frozen=True, slots=True)
class KindScore:
    """How much a table resembles a kind; ``other`` stands for a table that is none of ours."""

    kind: str
    score: float


def _canonical_table(name: str) -> str | None:
    """The canonical table of which this is the name, in whatever spelling and number.

    >>> _canonical_table("Customer"), _canonical_table("rep history"), _canonical_table("foo")
    ('customers', 'rep_history', None)
    """
    plain = spelled(name)
    return next((table for table in TABLES if plain in _spellings(table)), None)


def kind_scores(table: Catalogued) -> list[KindScore]:
    """Every kind that the table resembles, the best first."""
    named = meaning(table.called)
    columns = [meaning(column.name) for column in table.columns]
    scores = [KindScore(kind, _score(table, kind, named, columns)) for kind in patterns.KINDS]
    others = [KindScore(kind, _alike(table, kind)) for kind in TABLES if kind not in patterns.KINDS]
    foreign = _named(named, patterns.other_names()) + _spoken(columns, patterns.other_evidence())
    ordered = sorted([*scores, *others, KindScore("other", foreign)], key=lambda s: -s.score)
    return [each for each in ordered if each.score >= LEAST]


def _score(table: Catalogued, kind: str, named: Meaning, columns: list[Meaning]) -> float:
    name, evidence = _named(named, patterns.kind_names(kind)), patterns.kind_evidence(kind)
    if kind == "contacts" and not name:
        others = [column for column in columns if column.words != _NO_PERSON]
        if not _spoken(others, evidence):
            return 0.0
    return name + _spoken(columns, evidence) + _alike(table, kind)


def _alike(table: Catalogued, kind: str) -> float:
    same = {spelled(column.name) for column in table.columns}
    alike = sum(spelled(column) in same for column in TABLES[kind].columns)
    named = NAMED_ALIKE if _canonical_table(table.called) == kind and alike else 0.0
    return named + COLUMN_NAMED_ALIKE * alike * (kind in patterns.KINDS or alike >= 2)


def _named(named: Meaning, names: Iterable[patterns.Pattern]) -> float:
    """A pattern in whole, else the part of the name that one of them covers."""
    names = tuple(names)
    whole = max((p.weight for p in names if p.fits(named.words)), default=0.0)
    part = max((p.weight for p in names if _covers(p, named)), default=0.0)
    return max(whole, PART_OF_NAME * part)


def _covers(pattern: patterns.Pattern, named: Meaning) -> bool:
    return all(named.words & group for group in pattern.required)


def _spoken(columns: list[Meaning], evidence: Iterable[patterns.Pattern]) -> float:
    """Each piece of evidence counts once, however many columns speak it."""
    return sum(p.weight * max((_said(p, c) for c in columns), default=0.0) for p in evidence)


def _said(pattern: patterns.Pattern, column: Meaning) -> float:
    return patterns.UNKNOWN_WORD**column.unknown if pattern.fits(column.words) else 0.0


def _spellings(table: str) -> tuple[str, ...]:
    plain = spelled(table)
    single = plain[:-3] + "y" if plain.endswith("ies") else plain.removesuffix("s")
    return plain, single
