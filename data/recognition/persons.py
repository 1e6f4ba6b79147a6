"""Who of our own people stands in a row: by which words, with id, name or e-mail address."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from data.recognition import patterns
from data.recognition.catalogue import Catalogued, SourceColumn
from data.recognition.claims import refused
from data.recognition.lexicon import Meaning, meaning
from data.recognition.sample_types import looks_like

__all__ = ["Person", "persons"]

_ATTRIBUTES = frozenset(("id", "name", "fullname", "email", "title"))

#: How well each way of naming a person says who sold, or who was in touch.
_SOLD = {"sales": 1.0, "owner": 0.92, "sale": 0.85, "employee": 0.85, "doer": 0.8, "creator": 0.55}
_IN_TOUCH = _SOLD | {"doer": 1.0, "employee": 0.9}
_OWNS = {"sales": 1.0, "owner": 1.0, "doer": 0.85, "employee": 0.7, "sale": 0.8}


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a row; ``columns`` by ``id``, ``name`` or ``email``."""

    way: str
    score: float
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The column by which people know this person."""
        return self.columns.get("name") or next(iter(self.columns.values()))


def persons(table: Catalogued, kind: str, taken: Iterable[str] = ()) -> list[Person]:
    """The people of ours whom a row of that kind of table names, the likeliest first.

    Two columns of one way (two salespeople) are two people; an id, a name and an e-mail address
    of one way are one.
    """
    weights = {"customers": _OWNS, "activities": _IN_TOUCH}.get(kind, _SOLD)
    persons: list[Person] = []
    for column in table.columns:
        if column.name in set(taken) or refused("reps", column.name):
            continue
        named = meaning(column.name)
        way = _way(named)
        if way in weights and not _is_number_of(column, named):
            _add(persons, way, weights[way], column.name, named)
    return sorted(persons, key=lambda person: -person.score)


def _is_number_of(column: SourceColumn, named: Meaning) -> bool:
    """Whether "employees" are how many a company has, and "sales" what was sold."""
    return named.words in ({"employee"}, {"sale"}) and looks_like(column, "number") is True


def _way(named: Meaning) -> str | None:
    if (
        "sale" in named.words
        and named.words <= {"sale", "employee"}
        and "employee" not in named.words
    ):
        return "sale"
    for way, (needed, optional) in patterns.person_words().items():
        if way == "sale":
            continue
        if needed <= named.words <= needed | optional | _ATTRIBUTES:
            return way
    return None


def _add(persons: list[Person], way: str, weight: float, column: str, named: Meaning) -> None:
    attribute = _attribute(named)
    score = weight * patterns.UNKNOWN_WORD**named.unknown
    same = [p for p in persons if p.way == way and attribute not in p.columns]
    if same and same[-1].score == score:
        same[-1].columns[attribute] = column
    else:
        persons.append(Person(way, score, {attribute: column}))


def _attribute(named: Meaning) -> str:
    return "id" if "id" in named.words else "email" if "email" in named.words else "name"
