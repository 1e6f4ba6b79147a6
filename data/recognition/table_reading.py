"""One table read as one kind: which column is taken for what, and what must be asked.

All columns are assigned to all fields at once, so that the fits add up to the most; a field is
*asked* where its column fits badly or where another column fits about as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from data.mapping import calc
from data.recognition.catalogue import Catalogued
from data.recognition.claims import Claim, claims
from data.recognition.formulas import amounts_of_lines
from data.recognition.lexicon import meaning
from data.recognition.persons import Person, persons

__all__ = ["NO_COLUMN", "Doubt", "TableReading", "read_table"]

#: From here on a column is taken without a question, where no other fits about as well.
SURE = 0.8

#: As near as this to the best counts as fitting about as well.
NEAR = 0.12
#: The same for fields of which a wrong choice changes no figure.
EQUAL = 0.02

#: Fields of which the first of several equals may be taken.
_ANY_OF_EQUALS = frozenset(
    "customer.region rep.region rep.team rep.title rep.email contact.phone contact.email "
    "contact.title revenue.revenue_id activities.activity_id deals.updated_on rep.languages".split()
)
_MATTERING = frozenset(
    "customer.id customer.name revenue.amount revenue.booked_on deals.amount deals.closed_on "
    "deals.stage activities.happened_at rep.left_on rep.hired_on rep.notice_on quotas.quota "
    "quotas.attained".split()
)

#: The answer that no column holds it.
NO_COLUMN = "-"

_FACTS = ("revenue", "deals", "activities", "assignments", "quotas", "compensation", "contacts")
_WITHOUT_PERSON = ("reps", "contacts", "exchange_rates", "backups")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Several ways to fill a field (or the fields of a person); the likeliest first."""

    field: str
    options: tuple[dict[str, str], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What each option is called: the column by which people know it."""
        return tuple(_shown(option) for option in self.options)


@dataclass(slots=True)
class TableReading:
    """What the columns of one table are taken for; ``taken`` by field, certain or answered."""

    table: Catalogued
    kind: str
    taken: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    #: Fields that a person answered.
    answered: set[str] = field(default_factory=set)
    #: Of lines: the table of their orders, and the columns by which they belong to them.
    head: "TableReading | None" = None
    head_key: tuple[str, str] = ("", "")
    #: Of orders whose money stands on lines: the tables of these.
    lines: "list[TableReading]" = field(default_factory=list)
    #: By column: the one of the salespeople that has the same values.
    bridges: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The column taken for a field, or the formula that gives it."""
        return self.taken.get(name)

    def tells(self, name: str) -> bool:
        """Whether a field, or any of a person or company, is taken or asked."""
        fields = [*self.taken, *(doubt.field for doubt in self.doubts)]
        return any(each == name or each.startswith(f"{name}.") for each in fields)

    def names(self, entity: str) -> bool:
        """Whether a row says, or may say, who a person or company is."""
        parts = ("id", "name", "email", "first", "surname", "via")
        asked = (entity, f"{entity}.id", f"{entity}.name")
        return any(f"{entity}.{part}" in self.taken for part in parts) or any(
            doubt.field in asked for doubt in self.doubts
        )

    def columns_of(self, source: str) -> tuple[str, ...]:
        """The columns that what is taken rests on: one, or those of a formula."""
        if source in self.table.header:
            return (source,)
        return tuple(dict.fromkeys(calc.names_in(calc.parsed(source))))

    def answer(self, answers: Mapping[str, str]) -> None:
        """Settle what is answered, by question (``table.field``)."""
        for doubt in list(self.doubts):
            _answer(self, doubt, answers.get(f"{self.table.called}.{doubt.field}"))


def read_table(table: Catalogued, kind: str, answers: Mapping[str, str]) -> TableReading:
    """Read a table as a kind; ``answers`` by question (``table.field``) name a column or ``-``."""
    reading = TableReading(table, kind)
    some = claims(table, kind)
    best = _assigned(some)
    for name, claim in best.items():
        _decide(reading, name, claim, _rivals(name, claim, some, best))
    if kind not in _WITHOUT_PERSON:
        _decide_persons(reading)
    if kind == "revenue" and "revenue.amount" not in reading.taken:
        _ask_for_formula(reading)
    reading.answer(answers)
    return reading


def _ask_for_formula(reading: TableReading) -> None:
    """Ask whether the money is price times quantity, where no column holds it."""
    formulas = amounts_of_lines(reading.table)
    if not formulas:
        return
    others = [each for each in reading.doubts if each.field == "revenue.amount"]
    prices = set(formulas[0].columns)
    columns = [option for each in others for option in each.options]
    columns = [option for option in columns if not prices.intersection(option.values())]
    options = [{"revenue.amount": each.calc} for each in formulas] + columns
    reading.doubts[:] = [each for each in reading.doubts if each not in others]
    reading.doubts.append(Doubt("revenue.amount", tuple(options)))


def _assigned(some: list[Claim]) -> dict[str, Claim]:
    """One column a field and one field a column, with the greatest sum of scores."""
    fields = sorted({claim.field for claim in some})
    columns = list(dict.fromkeys(claim.column for claim in some))
    scores = np.zeros((len(fields), len(columns)))
    by_pair = {(claim.field, claim.column): claim for claim in some}
    for claim in some:
        earlier = columns.index(claim.column) * 1e-6
        at = fields.index(claim.field), columns.index(claim.column)
        scores[at] = claim.score**2 + claim.score * _stress(claim) - earlier
    rows, chosen = linear_sum_assignment(-scores)
    pairs = ((fields[row], columns[column]) for row, column in zip(rows, chosen, strict=True))
    return {pair[0]: by_pair[pair] for pair in pairs if pair in by_pair}


def _stress(claim: Claim) -> float:
    """A sum that says it is the whole one comes before its equals."""
    return 0.01 if "total" in meaning(claim.column).words else 0.0


def _rivals(name: str, claim: Claim, some: list[Claim], best: dict[str, Claim]) -> list[Claim]:
    """Other columns that fit about as well and are not better taken for something else."""
    if name in _ANY_OF_EQUALS:
        return []
    near = NEAR if name in _MATTERING else EQUAL
    elsewhere = {c.column: c.score for f, c in best.items() if f != name}
    rivals = [
        other
        for other in some
        if other.field == name
        and other.column != claim.column
        and other.score >= claim.score - near
        and elsewhere.get(other.column, 0.0) < other.score
    ]
    return sorted(rivals, key=lambda other: -other.score)


def _decide(reading: TableReading, name: str, claim: Claim, rivals: list[Claim]) -> None:
    if claim.score >= SURE and not rivals:
        reading.taken[name] = claim.column
        return
    columns = dict.fromkeys(each.column for each in (claim, *rivals))
    reading.doubts.append(Doubt(name, tuple({name: column} for column in columns)))


def _decide_persons(reading: TableReading) -> None:
    used = {*reading.taken.values()}
    people = persons(reading.table, reading.kind, used)
    field_name = "owner" if reading.kind == "customers" else "rep"
    if reading.kind == "activities" and any(person.way == "doer" for person in people):
        owner = [person for person in people if person.way == "owner"]
        people = [person for person in people if person.way != "owner"]
        _decide_person(reading, "owner", owner)
    _decide_person(reading, field_name, people)


def _decide_person(reading: TableReading, name: str, people: list[Person]) -> None:
    if not people:
        return
    likely = [person for person in people if person.score >= SURE]
    doubtful = people if not likely else [*likely, *_creator_beside_owner(reading, people)]
    if len(doubtful) == 1 and likely:
        reading.taken.update(_person_fields(name, doubtful[0]))
        return
    if _covered(name, reading):
        return
    options = tuple(_person_fields(name, person) for person in doubtful)
    reading.doubts.append(Doubt(name, options))


def _covered(name: str, reading: TableReading) -> bool:
    """Whether the table bears the canonical columns of a person already."""
    return f"{name}.id" in reading.taken


def _creator_beside_owner(reading: TableReading, people: list[Person]) -> list[Person]:
    """Who wrote a record down may be who sold, where nobody but an owner is named."""
    named = people[0].way
    if reading.kind not in _FACTS or named not in ("owner", "employee"):
        return []
    return [person for person in people if person.way == "creator"]


def _person_fields(name: str, person: Person) -> dict[str, str]:
    return {f"{name}.{attribute}": column for attribute, column in person.columns.items()}


def _answer(reading: TableReading, doubt: Doubt, answer: str | None) -> None:
    if answer is None:
        return
    chosen = next((o for o in doubt.options if _shown(o) == answer), None)
    if chosen is None and answer != NO_COLUMN:
        return
    reading.doubts.remove(doubt)
    reading.taken.update(chosen or {})
    reading.answered.update(chosen or {})


def _shown(option: dict[str, str]) -> str:
    names = [column for name, column in option.items() if name.endswith(".name")]
    return names[0] if names else next(iter(option.values()))
