"""What a source has of the ids that people name in statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.statements import Identities, Statement, StatementKind, Statements
from data.frames import DAY, TEXT, fetch
from data.sources import AnySource, Source, in_place

__all__ = ["Named", "named_in"]

_PEOPLE = {"rep_id": TEXT, "name": TEXT, "left_on": DAY}
_CUSTOMERS = {"customer_id": TEXT, "name": TEXT}
#: Ids that are asked for at once.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Named:
    """Names of people and customers by id, recorded last days of people, numbers of bookings."""

    people: dict[str, str]
    customers: dict[str, str]
    left: dict[str, date]
    bookings: frozenset[str]


def named_in(source: AnySource, statements: Statements) -> Named:
    """What the records have of all that statements name, whatever is stated of it.

    Raises
    ------
    SourceError
        The source cannot be read.
    """
    made = statements.made
    people = ((one.rep_id, _other(one, StatementKind.SAME_PERSON)) for one in made)
    firms = ((one.customer_id, _other(one, StatementKind.SAME_CUSTOMER)) for one in made)
    reps = {each for pair in people for each in pair if each}
    customers = {each for pair in firms for each in pair if each}
    numbers = {one.revenue_id for one in made if one.revenue_id}
    return _named(source, sorted(reps), sorted(customers), sorted(numbers))


def _other(statement: Statement, kind: StatementKind) -> str | None:
    return statement.other_id if statement.kind is kind else None


@in_place
def _named(
    source: Source, reps: Sequence[str], customers: Sequence[str], numbers: Sequence[str]
) -> Named:
    """Inside the process that has the source open."""
    plain = source.stated(Identities())
    with plain.reading() as connection:
        people = _rows(connection, plain.rows("reps"), _PEOPLE, reps)
        firms = _rows(connection, plain.rows("customers"), _CUSTOMERS, customers)
        booked = [
            _rows(connection, plain.rows(table), {number: TEXT}, numbers)[number]
            for table, number in (("revenue", "revenue_id"), ("deals", "deal_id"))
        ]
    gone = people[people["left_on"].notna()]
    return Named(
        people=_names(people, "rep_id"),
        customers=_names(firms, "customer_id"),
        left={row.rep_id: row.left_on.date() for row in gone.itertuples()},
        bookings=frozenset(pd.concat(booked)),
    )


def _rows(
    connection: sa.Connection, rows: sa.CTE, columns: dict[str, Any], ids: Sequence[str]
) -> pd.DataFrame:
    """Columns of the rows with one of the ids, which stands first; by id."""
    key = rows.c[next(iter(columns))]
    parts = [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)] or [ids]
    frames = [
        fetch(
            connection,
            sa.select(*(rows.c[name] for name in columns))
            .where(key.in_(part))
            .distinct()
            .order_by(key),
            columns,
        )
        for part in parts
    ]
    return pd.concat(frames, ignore_index=True)


def _names(rows: pd.DataFrame, key: str) -> dict[str, str]:
    named = rows["name"].fillna("").astype("object")
    return {
        each: name or each for each, name in zip(rows[key].astype("object"), named, strict=True)
    }
