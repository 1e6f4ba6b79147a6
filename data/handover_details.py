"""What a handover writes down of each customer, and what a leaver took out of the system.

Rows that count only (known customers, real people, nothing after the as-of date), as in
:mod:`data.details`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.policy import Policy
from data.extract.as_of import plain_basis
from data.frames import DAY, NUMBER, TEXT, fetch
from data.sources import Source, in_place

__all__ = ["exports_by", "known_persons", "last_contacts"]

_KNOWN = {
    "customer_id": TEXT,
    "contact_id": TEXT,
    "contact": TEXT,
    "title": TEXT,
    "email": TEXT,
    "phone": TEXT,
    "day": DAY,
}
_LAST = {"customer_id": TEXT, "rep_id": TEXT, "day": DAY, "kind": TEXT}
_EXPORTS = {"rep_id": TEXT, "day": DAY, "records": NUMBER}


@in_place
def known_persons(
    source: Source, policy: Policy, *, customer_ids: Sequence[str], as_of: date
) -> pd.DataFrame:
    """Everybody whom the source names at some customers: customer_id, contact_id, contact (name),
    title, email, phone, day (the newest contact record of the customer that names the person).

    Sorted by customer_id, the newest contact first, who was never met last.
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        people, rows = basis.of_customers(source.rows("contacts")), basis.activities()
        met = (
            sa.select(
                rows.c.customer_id, rows.c.contact_id, sa.func.max(rows.c.happened_on).label("day")
            )
            .where(rows.c.customer_id.in_(customer_ids), rows.c.contact_id.is_not(None))
            .group_by(rows.c.customer_id, rows.c.contact_id)
            .subquery()
        )
        same = sa.and_(
            met.c.customer_id == people.c.customer_id, met.c.contact_id == people.c.contact_id
        )
        columns: dict[str, Any] = {c.name: c for c in people.c}
        columns |= {"contact": people.c.name, "day": met.c.day}
        statement = (
            sa.select(*(columns[name].label(name) for name in _KNOWN))
            .select_from(people.outerjoin(met, same))
            .where(people.c.customer_id.in_(customer_ids))
        )
        found = fetch(connection, statement, _KNOWN)
    return found.sort_values(
        ["customer_id", "day", "contact_id"],
        ascending=[True, False, True],
        kind="stable",
        ignore_index=True,
    )


@in_place
def last_contacts(
    source: Source, policy: Policy, *, customer_ids: Sequence[str], as_of: date, most: int
) -> pd.DataFrame:
    """The newest contacts with some customers, at most ``most`` each: customer_id, rep_id, day,
    kind; one row a person, day and kind, sorted by customer_id, the newest first."""
    with source.reading() as connection:
        rows = plain_basis(source, policy, as_of).activities()
        told = (
            sa.select(rows.c.customer_id, rows.c.rep_id, rows.c.happened_on.label("day"))
            .add_columns(rows.c.kind)
            .distinct()
            .where(rows.c.customer_id.in_(customer_ids))
            .subquery()
        )
        newest = (told.c.day.desc(), told.c.rep_id, told.c.kind)
        place = sa.func.row_number().over(partition_by=told.c.customer_id, order_by=newest)
        ranked = sa.select(*told.c, place.label("place")).subquery()
        statement = (
            sa.select(*(ranked.c[name] for name in _LAST))
            .where(ranked.c.place <= most)
            .order_by(ranked.c.customer_id, ranked.c.place)
        )
        return fetch(connection, statement, _LAST)


@in_place
def exports_by(
    source: Source, policy: Policy, *, rep_ids: Sequence[str], since: date, as_of: date
) -> pd.DataFrame:
    """Every export by some people after a day: rep_id, day, records (how many the log says,
    missing where it does not); the newest first. The log names no customers."""
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        log = source.rows("access_log")
        statement = (
            sa.select(log.c.rep_id, log.c.happened_on.label("day"), log.c.records)
            .where(log.c.rep_id.in_(rep_ids), log.c.action == "export")
            .where(log.c.happened_on > sa.literal(since, sa.Date), basis.seen(log.c.happened_on))
            .order_by(log.c.happened_on.desc(), log.c.rep_id, log.c.records.desc())
        )
        return fetch(connection, statement, _EXPORTS)
