"""What ids mean by statement, applied to the rows of a source before anything is summed.

The rows of an id that is the same as another count under that one, wherever ids stand; its own row
of reps or customers, if it has one, goes. A statement that leads to an id which the source does not
list is passed over: what it meant is not in this data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from analytics.statements import Identities

__all__ = ["applicable", "applied"]

#: Where ids of people and of customers stand, by the name of the column.
_PEOPLE = ("rep_id", "manager_id", "owner_id")
_CUSTOMERS = ("customer_id", "parent_id")
#: The number of a booking; deals stand in where there is no revenue.
_NUMBERS = {"revenue": "revenue_id", "deals": "deal_id"}
#: Ids that are asked for at once.
_AT_ONCE = 500


def applicable(
    identities: Identities, connection: sa.Connection, reps: sa.CTE, customers: sa.CTE
) -> Identities:
    """Those whose ids the source has; ``reps`` and ``customers`` are its own rows."""
    pairs, companies = identities.same_people, identities.same_customers
    people = {*pairs.values(), *identities.robots, *identities.left}
    people |= set(identities.bookings.values())
    known = _known(connection, reps.c.rep_id, people)
    there = _known(connection, customers.c.customer_id, companies.values())
    return replace(
        identities,
        same_people=_within(pairs, known),
        same_customers=_within(companies, there),
        robots=tuple(each for each in identities.robots if each in known),
        left={each: day for each, day in identities.left.items() if each in known},
        bookings={each: rep for each, rep in identities.bookings.items() if rep in known},
    )


def _within(pairs: Mapping[str, str], known: set[str]) -> dict[str, str]:
    return {one: other for one, other in pairs.items() if other in known}


def _known(connection: sa.Connection, column: Any, ids: Iterable[str]) -> set[str]:
    wanted, known = sorted(ids), set[str]()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        known |= {row[0] for row in connection.execute(sa.select(column).where(column.in_(part)))}
    return known


def applied(identities: Identities, table: str, rows: sa.Select[Any]) -> sa.Select[Any]:
    """The canonical rows of a table as the statements say."""
    inner = rows.subquery()
    columns: dict[str, Any] = {column.name: column for column in inner.c}
    number = _NUMBERS.get(table)
    if number in columns:
        columns["rep_id"] = _given(inner.c[number], identities.bookings, columns["rep_id"])
    if table == "reps":
        columns |= _people(identities, inner)
    for names, same in ((_PEOPLE, identities.same_people), (_CUSTOMERS, identities.same_customers)):
        for name in names:
            if name in columns:
                columns[name] = _given(columns[name], same, columns[name])
    chosen = sa.select(*(value.label(name) for name, value in columns.items()))
    merged = {"reps": identities.same_people, "customers": identities.same_customers}.get(table)
    if merged:
        key = inner.c["rep_id" if table == "reps" else "customer_id"]
        chosen = chosen.where(key.not_in(sorted(merged)))
    return chosen


def _given(key: Any, values: Mapping[str, str], otherwise: Any) -> Any:
    """What ``values`` has for a key, else ``otherwise``."""
    if not values:
        return otherwise
    return sa.case(dict(sorted(values.items())), value=key, else_=otherwise)


def _people(identities: Identities, reps: sa.Subquery) -> dict[str, Any]:
    """function and left_on of reps; a recorded last day stands, whatever is stated."""
    changed: dict[str, Any] = {}
    if identities.robots:
        robot = reps.c.rep_id.in_(identities.robots)
        changed["function"] = sa.case((robot, "system"), else_=reps.c.function)
    if identities.left:
        days = {each: sa.literal(day, sa.Date) for each, day in sorted(identities.left.items())}
        stated = sa.case(days, value=reps.c.rep_id)
        changed["left_on"] = sa.func.coalesce(reps.c.left_on, stated, type_=sa.Date())
    return changed
