"""Which columns of a table may hold what, by name and by the look of their values.

A *field* is what a column may be taken for: a column of a fact such as ``revenue.amount``, or of a
person or company that a row speaks of: ``customer.name``, ``rep.team``, ``contact.phone``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from data.denied import PEOPLE_TABLES, denied
from data.recognition import patterns
from data.recognition.catalogue import Catalogued, SourceColumn
from data.recognition.lexicon import Meaning, meaning, spelled
from data.recognition.sample_types import contradicts, filled, looks_like
from data.schema import TABLES, Kind
from data.words import CHOICES

__all__ = ["Claim", "canonical", "claims", "refused"]

#: Worse fits than this are not even asked.
LEAST_SCORE = 0.5

#: A column that bears the canonical name itself.
ITS_OWN_NAME = 2.0

#: A column without a name that says anything, whose values alone suit.
BY_VALUES = 0.55

#: A column that may mean a person or a sum, and holds numbers.
BY_NUMBERS = 0.9

#: Where a record has a number for people as well, its bare id is what other tables point to.
BARE_ID = 1.05
_BARE_IDS = frozenset(("id", "recordid"))

_ENTITIES = {"customer": "customers", "rep": "reps", "contact": "contacts"}
_KEYS = {"customers": "customer_id", "reps": "rep_id", "contacts": "contact_id"}
_FIELD_OF_TABLE = {table: entity for entity, table in _ENTITIES.items()}
_REFERENCES = {"customer_id": "customer.id", "rep_id": "rep.id"}

#: Between a table and its column.
_BETWEEN = " - "

#: Of a name that does not say whose it is.
_BARE_NAMES = (frozenset(("name",)), frozenset(("fullname",)))

#: Columns of words that are taken only where one of the words is known: of a status that says
#: something else, every row would be left out.
_BY_KNOWN_WORDS = (("revenue", "status"),)

_NAME_PARTS = {"first": "first", "surname": "surname"}

#: Persons at the customer, where the table has no rows of its own for them.
_CONTACT_IN_CUSTOMERS = {
    "contact.name": ("1 contact name?|fullname?",),
    "contact.phone": ("1 phone contact? id?",),
    "contact.email": ("1 email contact?",),
    "contact.title": ("1 contact title",),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A column may be taken for a field, as well as ``score`` says (1: exactly its name)."""

    field: str
    column: str
    score: float


def canonical(field: str) -> str:
    """The canonical column of a field.

    >>> canonical("customer.id"), canonical("rep.team"), canonical("revenue.amount")
    ('customers.customer_id', 'reps.team', 'revenue.amount')
    """
    table, parted, column = field.partition(".")
    if not parted or table not in _ENTITIES:
        return field
    table = _ENTITIES[table]
    if column in _NAME_PARTS:
        column = "name"
    return f"{table}.{_KEYS[table] if column == 'id' else column}"


def refused(kind: str, column: str) -> bool:
    """Whether a column is about people in a way that is never used, or may be an identity."""
    people = kind if kind in PEOPLE_TABLES else "reps"
    about_people = kind in PEOPLE_TABLES and denied(people, column)
    return about_people or "never" in meaning(column).words


def _unnamed(column: SourceColumn) -> bool:
    """Whether the name of a column says nothing that this product knows."""
    return not meaning(column.name).words


def claims(table: Catalogued, kind: str) -> list[Claim]:
    """Everything that the columns of a table of that kind may be taken for."""
    asked = [
        Claim(field, column.name, score)
        for column in table.columns
        if not refused(kind, column.name)
        for field, score in _fields(table, kind, column).items()
        if score >= LEAST_SCORE and not _contradicted(column, field)
    ]
    if kind == "customers" and all(claim.field != "customer.name" for claim in asked):
        people = [claim.column for claim in asked if claim.field == "contact.name"]
        asked += [Claim("customer.name", column, BY_VALUES) for column in people]
        asked = [claim for claim in asked if claim.field != "contact.name"]
    asked += _sums_called_sales(table, kind)
    return [*asked, *_by_values(table, kind, {claim.field for claim in asked})]


def _sums_called_sales(table: Catalogued, kind: str) -> Iterator[Claim]:
    """ "Sales" may be the person who sells or what was sold: numbers are the latter."""
    for column in table.columns:
        if kind == "revenue" and meaning(column.name).words == {"sale"} and _is_number(column):
            yield Claim("revenue.amount", column.name, BY_NUMBERS)


def _is_number(column: SourceColumn) -> bool:
    return looks_like(column, "number") is True and not looks_like(column, "date")


def _fields(table: Catalogued, kind: str, column: SourceColumn) -> dict[str, float]:
    named = (
        meaning(column.name),
        *_without_its_own_table(kind, column.name),
        *_with_its_table(table, kind, column.name),
    )
    scores = {
        field: max(patterns.score(each, ways) for each in named) for field, ways in _patterns(kind)
    }
    if spelled(column.name) in _BARE_IDS:
        scores = {field: score * BARE_ID for field, score in scores.items()}
    own = _own_name(kind, column.name)
    return {**scores, own: ITS_OWN_NAME} if own else scores


def _without_its_own_table(kind: str, name: str) -> Iterator[Meaning]:
    """Exports that write the table before each column: ``Deal - Organization``."""
    table, sign, rest = name.partition(_BETWEEN)
    if sign and patterns.score(meaning(table), patterns.kind_names(kind)) > 0:
        yield meaning(rest)


def _with_its_table(table: Catalogued, kind: str, name: str) -> Iterator[Meaning]:
    """Bookings on a sheet that is named after customers: a bare name on it is the customer's."""
    if kind == "revenue" and meaning(name).words in _BARE_NAMES:
        about = meaning(table.called)
        if patterns.score(about, patterns.kind_names("customers")) > 0:
            yield Meaning(about.words | {"customer", "name"}, 0, about.near)


def _own_name(kind: str, name: str) -> str | None:
    plain = spelled(name)
    column = next((c for c in TABLES[kind].columns if spelled(c) == plain), None)
    return _field(kind, column) if column else None


def _field(kind: str, column: str) -> str:
    if "." in column:
        return column
    if column in _REFERENCES:
        return _REFERENCES[column]
    if kind not in _FIELD_OF_TABLE:
        return f"{kind}.{column}"
    entity = _FIELD_OF_TABLE[kind]
    return f"{entity}.{'id' if column == _KEYS[kind] else column}"


def _patterns(kind: str) -> Iterator[tuple[str, tuple[patterns.Pattern, ...]]]:
    """The fields that a table of a kind may have; a field may come more than once."""
    ways: dict[str, tuple[patterns.Pattern, ...]] = {}
    sources = [(_field(kind, column), p) for column, p in patterns.kind_columns(kind).items()]
    if kind != "reps":
        sources += [(f"customer.{c}", p) for c, p in patterns.customer_columns().items()]
        sources += [(f"rep.{c}", p) for c, p in patterns.rep_columns().items()]
    if kind == "customers":
        sources += [(f, tuple(map(patterns.parsed, w))) for f, w in _CONTACT_IN_CUSTOMERS.items()]
    if kind in ("reps", "contacts"):
        entity = _FIELD_OF_TABLE[kind]
        sources += [(f"{entity}.{p}", (patterns.parsed(f"1 {p} {entity}?"),)) for p in _NAME_PARTS]
    for field, some in sources:
        if _exists(field):
            ways[field] = (*ways.get(field, ()), *some)
    yield from ways.items()


def _exists(field: str) -> bool:
    table, _, column = canonical(field).partition(".")
    return table in TABLES and column in TABLES[table].columns


def _contradicted(column: SourceColumn, field: str) -> bool:
    table, _, name = canonical(field).partition(".")
    kind = TABLES[table].columns[name].kind
    if name in ("period_start", "period_end"):
        return looks_like(column, "month") is False
    if (table, name) in _BY_KNOWN_WORDS and spelled(column.name) != spelled(name):
        return not _has_known_word(column, table, name)
    return contradicts(column, kind)


def _has_known_word(column: SourceColumn, table: str, name: str) -> bool:
    known = {*TABLES[table].columns[name].choices, *CHOICES[table, name]}
    return any(value.strip().casefold() in known for value in filled(column))


def _by_values(table: Catalogued, kind: str, fields: set[str]) -> Iterator[Claim]:
    """The one day and the one sum of money of a fact, where no name says which it is."""
    for name, column in TABLES[kind].columns.items():
        field = _field(kind, name)
        if not column.required or field in fields or column.kind not in _LOOKS:
            continue
        suited = [each for each in table.columns if _unnamed(each) and _looks(each, column.kind)]
        if len(suited) == 1:
            yield Claim(field, suited[0].name, BY_VALUES)


_LOOKS = {Kind.DATE: "date", Kind.TIME: "date", Kind.NUMBER: "number"}


def _looks(column: SourceColumn, kind: Kind) -> bool:
    look = _LOOKS[kind]
    days = looks_like(column, "date")
    if column.kind is not None and not filled(column):
        return column.kind == look
    return looks_like(column, look) is True and (look == "date" or not days)
