"""What people state because they know better than the records, and what each statement changes.

A statement never changes what is measured: who knows a customer by statement adds to or takes from
``known_by``, never to strength, share or what is proven. The others say what an id means (a robot,
another id of the same person or customer), when somebody left, or whose a booking is; they hold on
every day, whenever they were made. Every figure exists with statements and without.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

import pandas as pd

from analytics.messages import Message, message

__all__ = [
    "NO_STATEMENTS",
    "VALID_DAYS",
    "Identities",
    "OnRecord",
    "Statement",
    "StatementKind",
    "Statements",
    "stated_ties",
    "topmost",
    "without_effect",
]

#: Days for which somebody's word stands on who knows a customer; then it has to be said again.
VALID_DAYS = 180


class StatementKind(StrEnum):
    """What can be stated."""

    KNOWS = "knows"
    DOES_NOT_KNOW = "does_not_know"
    ROBOT = "robot"
    LEFT = "left"
    SAME_PERSON = "same_person"
    SAME_CUSTOMER = "same_customer"
    BOOKING_OF = "booking_of"


_OF_TIES = (StatementKind.KNOWS, StatementKind.DOES_NOT_KNOW)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    ``knows``, ``does_not_know``: rep_id and customer_id, ``day`` since when (None: not said).
    ``robot``: rep_id. ``left``: rep_id, ``day`` the last one. ``same_person``: rep_id is the same
    as other_id, under which everything counts. ``same_customer``: likewise customer_id.
    ``booking_of``: revenue_id is a booking of rep_id.
    """

    kind: StatementKind
    stated_on: date
    rep_id: str | None = None
    customer_id: str | None = None
    other_id: str | None = None
    revenue_id: str | None = None
    day: date | None = None
    note: str = ""

    @property
    def valid_until(self) -> date | None:
        """The last day on which it stands; None: until it is undone."""
        if self.kind not in _OF_TIES:
            return None
        return self.stated_on + timedelta(days=VALID_DAYS)

    def stands(self, today: date) -> bool:
        """Whether it stands on a day."""
        return self.valid_until is None or today <= self.valid_until


@dataclass(frozen=True, slots=True)
class Identities:
    """What ids mean, by statement: applied to rows before anything is summed.

    same_people, same_customers: the id under which another one counts, never one that counts
    under a further one itself; robots: reps that are no people; left: last days of reps of whom
    no record says one; bookings: whose a booking (revenue_id) is.
    """

    same_people: Mapping[str, str] = field(default_factory=dict)
    same_customers: Mapping[str, str] = field(default_factory=dict)
    robots: tuple[str, ...] = ()
    left: Mapping[str, date] = field(default_factory=dict)
    bookings: Mapping[str, str] = field(default_factory=dict)

    def customer(self, customer_id: str) -> str:
        """The id under which a customer counts."""
        return self.same_customers.get(customer_id, customer_id)

    def person(self, rep_id: str) -> str:
        """The id under which a person counts."""
        return self.same_people.get(rep_id, rep_id)

    def __bool__(self) -> bool:
        return any((self.same_people, self.same_customers, self.robots, self.left, self.bookings))


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements that count, in the order in which they were made; a later one of the same
    subject overrules."""

    made: tuple[Statement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.made)

    def standing(self, today: date) -> "Statements":
        """Those that stand on a day."""
        return Statements(tuple(each for each in self.made if each.stands(today)))

    @property
    def fingerprint(self) -> str:
        """A short text that differs whenever a figure could differ; empty without statements."""
        if not self.made:
            return ""
        told = [
            repr((each.kind.value, each.rep_id, each.customer_id, each.other_id))
            + repr((each.revenue_id, each.day))
            for each in self.made
        ]
        text = "\n".join(told).encode(errors="surrogatepass")
        return hashlib.sha256(text).hexdigest()[:12]

    @property
    def identities(self) -> Identities:
        """What ids mean."""
        people = _pairs(self._of(StatementKind.SAME_PERSON), "rep_id")
        customers = _pairs(self._of(StatementKind.SAME_CUSTOMER), "customer_id")
        return Identities(
            same_people=_others(topmost(people)),
            same_customers=_others(topmost(customers)),
            robots=tuple(sorted({each.rep_id or "" for each in self._of(StatementKind.ROBOT)})),
            left={each.rep_id or "": each.day for each in self._of(StatementKind.LEFT) if each.day},
            bookings={
                each.revenue_id or "": each.rep_id or ""
                for each in self._of(StatementKind.BOOKING_OF)
            },
        )

    def _of(self, *kinds: StatementKind) -> list[Statement]:
        return [each for each in self.made if each.kind in kinds]

    def ties(self) -> list[Statement]:
        """Who knows whom and who does not."""
        return self._of(*_OF_TIES)


NO_STATEMENTS = Statements()


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the data has of what statements name.

    people, customers, bookings: ids that it holds; listed: the people who have a row of their own,
    instead of being only named by other tables; active: people who are there today, as all that
    is stated has it; left: recorded last days of people.
    """

    people: frozenset[str]
    listed: frozenset[str]
    customers: frozenset[str]
    bookings: frozenset[str]
    active: frozenset[str]
    left: Mapping[str, date] = field(default_factory=dict)


def without_effect(
    statement: Statement,
    made: Statements,
    record: OnRecord,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Message | None:
    """Why a statement changes no figure today, or not all that it says; None where it does.

    made: all that stands, with this one; names: of people and customers by id.

    >>> gone = Statement(StatementKind.ROBOT, date(2026, 6, 30), rep_id="R9")
    >>> nobody = OnRecord(*(frozenset[str]() for _ in range(5)))
    >>> str(without_effect(gone, Statements((gone,)), nobody))
    'R9 is not in this data, so nothing follows from it'
    """
    return (
        _missing(statement, record)
        or _unlisted(statement, record)
        or _said_of_another(statement, made, names)
        or _circle(statement, made, names)
        or _overruled(statement, made, record, names)
    )


def _missing(statement: Statement, record: OnRecord) -> Message | None:
    named = [(statement.rep_id, record.people), (statement.customer_id, record.customers)]
    of_people = statement.kind is StatementKind.SAME_PERSON
    named.append((statement.other_id, record.people if of_people else record.customers))
    for each, there in named:
        if each is not None and each not in there:
            return message("{id} is not in this data, so nothing follows from it", id=each)
    number = statement.revenue_id
    if number is not None and number not in record.bookings:
        return message(
            "no booking in this data has the number {number}, so nothing follows from it",
            number=number,
        )
    return None


def _unlisted(statement: Statement, record: OnRecord) -> Message | None:
    """Whom only other tables name can be known by others, but nothing can be put under the id."""
    match statement.kind:
        case StatementKind.SAME_PERSON:
            rep = statement.other_id
        case StatementKind.ROBOT | StatementKind.LEFT | StatementKind.BOOKING_OF:
            rep = statement.rep_id
        case _:
            return None
    if rep in record.listed:
        return None
    return message(
        "{id} has no row among the salespeople in this data, so nothing follows from it", id=rep
    )


def _said_of_another(
    statement: Statement, made: Statements, names: Mapping[str, str]
) -> Message | None:
    """What is said of an id that counts under another one as a person."""
    if statement.kind not in (StatementKind.ROBOT, StatementKind.LEFT):
        return None
    rep = statement.rep_id or ""
    other = made.identities.same_people.get(rep)
    if other is None:
        return None
    return message(
        "{one} is stated to be the same as {other}, so that only what is said of {other} counts",
        one=names.get(rep, rep),
        other=names.get(other, other),
    )


def _circle(statement: Statement, made: Statements, names: Mapping[str, str]) -> Message | None:
    """Ids that are stated to be the same in a circle are one all the same, under the first."""
    of_people = statement.kind is StatementKind.SAME_PERSON
    if not of_people and statement.kind is not StatementKind.SAME_CUSTOMER:
        return None
    pairs = _pairs(made._of(statement.kind), "rep_id" if of_people else "customer_id")
    start = (statement.rep_id if of_people else statement.customer_id) or ""
    here, seen = pairs.get(start), {start}
    while here is not None and here not in seen:
        seen.add(here)
        here = pairs.get(here)
    if here != start:
        return None
    top = topmost(pairs)[start]
    return message(
        "others have stated it the other way round; all of it counts for {top}",
        top=names.get(top, top),
    )


def _overruled(
    statement: Statement, made: Statements, record: OnRecord, names: Mapping[str, str]
) -> Message | None:
    rep = statement.rep_id or ""
    if statement.kind is StatementKind.LEFT and rep in record.left:
        recorded = record.left[rep]
        if recorded != statement.day:
            return message("the records name {day} as the last day, and that stands", day=recorded)
    if statement.kind is StatementKind.KNOWS:
        top = made.identities.person(rep)
        if top not in record.active:
            return message(
                "{rep} is no longer active, or no person, and counts as knowing nobody",
                rep=names.get(top, top),
            )
    return None


def _others(tops: Mapping[str, str]) -> dict[str, str]:
    return {one: top for one, top in tops.items() if one != top}


def _pairs(statements: Iterable[Statement], name: str) -> dict[str, str]:
    pairs = ((getattr(each, name), each.other_id) for each in statements)
    return {one: other for one, other in pairs if one and other and one != other}


def stated_ties(
    statements: Statements,
    *,
    as_of: date,
    current: bool,
    groups: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """Who is stated to know whom at the end of a day: customer_id, rep_id (text, one row a pair,
    sorted), knows (bool).

    A statement that says since when holds from that day on; one that does not holds today
    (``current``) and says nothing of earlier days. Ids that are stated to be the same are one; of
    two statements about a pair the later one holds. Where groups count as one customer, ``groups``
    has the head of each company that is none: who knows a company of a group knows the group, and
    who does not know one company may know another, so that this counts of the head alone. That
    they still stand is the caller's to see (:meth:`Statements.standing`).
    """
    same = statements.identities
    pairs: dict[tuple[str, str], bool] = {}
    for each in statements.ties():
        begun = current if each.day is None else each.day <= as_of
        if begun and each.customer_id and each.rep_id:
            customer = same.customer(each.customer_id)
            rep = same.person(each.rep_id)
            pairs[customer, rep] = each.kind is StatementKind.KNOWS
    pairs = _of_groups(pairs, groups)
    rows = sorted(pairs)
    return pd.DataFrame(
        {
            "customer_id": pd.Series([customer for customer, _ in rows], dtype="str"),
            "rep_id": pd.Series([rep for _, rep in rows], dtype="str"),
            "knows": pd.Series([pairs[row] for row in rows], dtype=bool),
        }
    )


def _of_groups(
    pairs: Mapping[tuple[str, str], bool], groups: Mapping[str, str]
) -> dict[tuple[str, str], bool]:
    of_heads = {pair: knows for pair, knows in pairs.items() if pair[0] not in groups}
    for (customer, rep), knows in pairs.items():
        if knows and customer in groups:
            of_heads[groups[customer], rep] = True
    return of_heads


def topmost(parents: Mapping[str, str]) -> dict[str, str]:
    """The last parent above everybody who has one; in circles the smallest id.

    Each parent is looked up a few times, however long the chains are.

    >>> topmost({"c": "b", "b": "a", "y": "x", "x": "y", "z": "y"})
    {'c': 'a', 'b': 'a', 'y': 'x', 'x': 'x', 'z': 'x'}
    """
    tops: dict[str, str] = {}
    for start in parents:
        path: dict[str, int] = {}
        here = start
        while here not in tops and here not in path and (parent := parents.get(here)) is not None:
            path[here] = len(path)
            here = parent
        if here in path:
            here = min(list(path)[path[here] :])
        tops.update(dict.fromkeys(path, tops.get(here, here)))
    return tops
