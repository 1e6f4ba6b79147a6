"""The rows behind a figure: contacts, activities and bookings.

Every function returns rows that count (known customers, real reps, nothing after the as-of
date); those of one customer or rep are the newest first.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.policy import Policy
from data.extract.as_of import basis_of, plain_basis
from data.extract.basis import ExtractBasis
from data.extract.money import credited
from data.extract.portfolio import deal_is_open
from data.frames import COUNT, DAY, NUMBER, TEXT, fetch
from data.sources import Source, in_place

__all__ = [
    "activities_of",
    "bookings_of",
    "contact_days",
    "contact_kinds",
    "contact_persons",
    "meetings_since",
    "open_deals",
    "touched_since",
    "unpaid_bookings",
    "yearly_margins",
]

_CONTACT_DAYS = {"rep_id": TEXT, "day": DAY, "kind": TEXT, "weight": NUMBER, "activities": COUNT}
_ACTIVITIES = {
    "day": DAY,
    "happened_at": TEXT,
    "customer_id": TEXT,
    "rep_id": TEXT,
    "kind": TEXT,
    "direction": TEXT,
    "contact_id": TEXT,
    "contact": TEXT,
    "activity_id": TEXT,
}
_BOOKINGS = {
    "day": DAY,
    "customer_id": TEXT,
    "rep_id": TEXT,
    "own_rep_id": TEXT,
    "revenue_id": TEXT,
    "currency": TEXT,
    "amount": NUMBER,
    "reporting_amount": NUMBER,
}
_KINDS = {
    "customer_id": TEXT,
    "rep_id": TEXT,
    "kind": TEXT,
    "activities": COUNT,
    "first_on": DAY,
}
_MEETINGS = {"customer_id": TEXT, "rep_id": TEXT, "day": DAY}
#: Contacts for which people see each other.
_MET = ("visit", "meeting")
_PERSONS = {
    "customer_id": TEXT,
    "contact_id": TEXT,
    "contact": TEXT,
    "title": TEXT,
    "day": DAY,
    "rep_id": TEXT,
}
_DEALS = {
    "customer_id": TEXT,
    "deal_id": TEXT,
    "rep_id": TEXT,
    "currency": TEXT,
    "amount": NUMBER,
    "created_on": DAY,
}
_UNPAID = {
    "customer_id": TEXT,
    "revenue_id": TEXT,
    "currency": TEXT,
    "amount": NUMBER,
    "day": DAY,
    "due_on": DAY,
}
_TOUCHED = {"customer_id": TEXT, "rep_id": TEXT, "first_on": DAY}
_MARGINS = {"customer_id": TEXT, "margin": NUMBER}


@in_place
def contact_days(source: Source, policy: Policy, customer_id: str, as_of: date) -> pd.DataFrame:
    """Contact days of one customer: rep_id, day, kind (the strongest), weight, activities.

    Of kinds with the same weight on a day, the first by name stands for it.
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        return fetch(connection, _contact_days(basis, customer_id), _CONTACT_DAYS)


def _contact_days(basis: ExtractBasis, customer_id: str) -> sa.Select[Any]:
    rows = basis.activities()
    weight = basis.weight(rows.c.kind)
    by_kind = (
        sa.select(
            rows.c.rep_id,
            rows.c.happened_on.label("day"),
            rows.c.kind,
            sa.func.max(weight).label("weight"),
            sa.func.count().label("activities"),
        )
        .where(rows.c.customer_id == customer_id)
        .group_by(rows.c.rep_id, rows.c.happened_on, rows.c.kind)
        .subquery()
    )
    same_day = (by_kind.c.rep_id, by_kind.c.day)
    position = sa.func.row_number().over(
        partition_by=same_day, order_by=(by_kind.c.weight.desc(), by_kind.c.kind)
    )
    all_day = sa.func.sum(by_kind.c.activities).over(partition_by=same_day)
    ranked = sa.select(
        *(by_kind.c[name] for name in ("rep_id", "day", "kind", "weight")),
        all_day.label("activities"),
        position.label("position"),
    ).subquery()
    return (
        sa.select(*(ranked.c[name] for name in _CONTACT_DAYS))
        .where(ranked.c.position == 1)
        .order_by(ranked.c.day.desc(), ranked.c.rep_id)
    )


@in_place
def activities_of(
    source: Source,
    policy: Policy,
    *,
    customer_id: str | None = None,
    rep_id: str | None = None,
    as_of: date,
    limit: int = 1000,
) -> pd.DataFrame:
    """Single activities: day, happened_at (as stored), customer_id, rep_id, kind, direction,
    contact_id, contact (its name, if contacts has it), activity_id; at most ``limit`` rows.
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        statement = _activities(basis, customer_id, rep_id).limit(limit)
        return fetch(connection, statement, _ACTIVITIES)


def _activities(basis: ExtractBasis, customer_id: str | None, rep_id: str | None) -> sa.Select[Any]:
    rows = basis.activities()
    people = basis.source.rows("contacts")
    names = (
        sa.select(people.c.contact_id, sa.func.min(people.c.name).label("contact"))
        .group_by(people.c.contact_id)
        .subquery()
    )
    columns: dict[str, Any] = {c.name: c for c in rows.c}
    columns |= {"day": rows.c.happened_on, "contact": names.c.contact}
    return (
        sa.select(*(columns[name].label(name) for name in _ACTIVITIES))
        .select_from(rows.outerjoin(names, names.c.contact_id == rows.c.contact_id))
        .where(*_chosen(rows, customer_id, rep_id))
        .order_by(
            rows.c.happened_on.desc(),
            rows.c.happened_at.desc(),
            rows.c.customer_id,
            rows.c.rep_id,
            rows.c.kind,
            rows.c.activity_id,
        )
    )


@in_place
def bookings_of(
    source: Source,
    policy: Policy,
    *,
    customer_id: str | None = None,
    rep_id: str | None = None,
    as_of: date,
    currency: str | None = None,
    limit: int = 1000,
) -> pd.DataFrame:
    """Bookings: day, customer_id, rep_id (credited; missing: unassigned), own_rep_id, revenue_id,
    currency, amount (in it), reporting_amount (in the reporting currency ``currency``).

    ``rep_id`` chooses by the rep that is credited; at most ``limit`` rows.
    """
    with source.reading() as connection:
        basis, _ = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        rows = credited(basis)
        columns: dict[str, Any] = {c.name: c for c in rows.c} | {
            "amount": rows.c.booked_amount,
            "reporting_amount": rows.c.amount,
        }
        statement = (
            sa.select(*(columns[name].label(name) for name in _BOOKINGS))
            .where(*_chosen(rows, customer_id, rep_id))
            .order_by(rows.c.day.desc(), rows.c.customer_id, rows.c.amount.desc())
            .limit(limit)
        )
        return fetch(connection, statement, _BOOKINGS)


@in_place
def contact_kinds(source: Source, policy: Policy, as_of: date) -> pd.DataFrame:
    """Contact records in W of every pair: customer_id, rep_id, kind, activities, first_on.

    One statement for all customers, sorted by customer_id, rep_id, kind.
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        rows = basis.activities()
        pair = (rows.c.customer_id, rows.c.rep_id, rows.c.kind)
        statement = (
            sa.select(*pair, sa.func.count(), sa.func.min(rows.c.happened_on))
            .where(basis.in_window(rows.c.happened_on))
            .group_by(*pair)
            .order_by(*pair)
        )
        return fetch(connection, statement, _KINDS)


@in_place
def meetings_since(
    source: Source, policy: Policy, customer_ids: Sequence[str], since: date, as_of: date
) -> pd.DataFrame:
    """Visits and meetings with some customers (hundreds) after a day: customer_id, rep_id, day;
    one row per day and pair, sorted."""
    with source.reading() as connection:
        rows = plain_basis(source, policy, as_of).activities()
        columns = (rows.c.customer_id, rows.c.rep_id, rows.c.happened_on.label("day"))
        statement = (
            sa.select(*columns)
            .distinct()
            .where(
                rows.c.customer_id.in_(customer_ids),
                rows.c.kind.in_(_MET),
                rows.c.happened_on > since,
            )
            .order_by(*columns)
        )
        return fetch(connection, statement, _MEETINGS)


@in_place
def contact_persons(
    source: Source, policy: Policy, *, customer_ids: Sequence[str], as_of: date
) -> pd.DataFrame:
    """Whom to ask for at some customers: customer_id, contact_id, contact (name), title, day (the
    newest contact with this person), rep_id (by whom).

    One row a customer whose contact records name a person, sorted by customer_id.
    """
    with source.reading() as connection:
        rows = plain_basis(source, policy, as_of).activities()
        people = source.rows("contacts")
        newest = sa.func.row_number().over(
            partition_by=rows.c.customer_id,
            order_by=(rows.c.happened_on.desc(), rows.c.contact_id, rows.c.rep_id),
        )
        asked = rows.c.customer_id.in_(customer_ids), rows.c.contact_id.is_not(None)
        ranked = sa.select(
            *(rows.c[name] for name in ("customer_id", "contact_id", "rep_id")),
            rows.c.happened_on.label("day"),
            newest.label("position"),
        ).where(*asked)
        first = ranked.subquery()
        columns: dict[str, Any] = {c.name: c for c in first.c}
        columns |= {"contact": people.c.name, "title": people.c.title}
        statement = (
            sa.select(*(columns[name].label(name) for name in _PERSONS))
            .select_from(first.outerjoin(people, people.c.contact_id == first.c.contact_id))
            .where(first.c.position == 1)
            .order_by(first.c.customer_id)
        )
        return fetch(connection, statement, _PERSONS)


@in_place
def open_deals(
    source: Source, policy: Policy, *, customer_ids: Sequence[str], as_of: date
) -> pd.DataFrame:
    """Deals of some customers that are open at the end of the as-of date: customer_id, deal_id,
    rep_id, currency, amount (in it), created_on; sorted by customer_id, deal_id."""
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        rows = basis.of_customers(source.rows("deals"))
        statement = (
            sa.select(*(rows.c[name] for name in _DEALS))
            .where(rows.c.customer_id.in_(customer_ids), deal_is_open(basis, rows))
            .order_by(rows.c.customer_id, rows.c.deal_id)
        )
        return fetch(connection, statement, _DEALS)


@in_place
def unpaid_bookings(
    source: Source, policy: Policy, *, customer_ids: Sequence[str], as_of: date
) -> pd.DataFrame:
    """Bookings of some customers that are due and not paid at the end of the as-of date:
    customer_id, revenue_id, currency, amount (in it), day, due_on; sorted by customer_id, day.

    None where no booking says when it is due.
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        rows = basis.of_customers(source.rows("revenue"))
        columns: dict[str, Any] = {c.name: c for c in rows.c} | {"day": rows.c.booked_on}
        unpaid = sa.or_(rows.c.paid_on.is_(None), sa.not_(basis.seen(rows.c.paid_on)))
        statement = (
            sa.select(*(columns[name].label(name) for name in _UNPAID))
            .where(rows.c.customer_id.in_(customer_ids), rows.c.status == "booked", unpaid)
            .where(rows.c.due_on.is_not(None), rows.c.amount > 0, basis.seen(rows.c.booked_on))
            .order_by(rows.c.customer_id, rows.c.booked_on, rows.c.revenue_id)
        )
        return fetch(connection, statement, _UNPAID)


@in_place
def touched_since(
    source: Source, policy: Policy, *, customer_ids: Sequence[str], since: date, as_of: date
) -> pd.DataFrame:
    """Who has been in touch with some customers after a day: customer_id, rep_id, first_on (the
    first contact after it); one row a pair, sorted by both."""
    with source.reading() as connection:
        rows = plain_basis(source, policy, as_of).activities()
        pair = (rows.c.customer_id, rows.c.rep_id)
        statement = (
            sa.select(*pair, sa.func.min(rows.c.happened_on))
            .where(rows.c.customer_id.in_(customer_ids))
            .where(rows.c.happened_on > sa.literal(since, sa.Date))
            .group_by(*pair)
            .order_by(*pair)
        )
        return fetch(connection, statement, _TOUCHED)


@in_place
def yearly_margins(
    source: Source, policy: Policy, *, customer_ids: Sequence[str], as_of: date, currency: str
) -> pd.DataFrame:
    """Margin of the last 365 days of some customers in the reporting currency: customer_id, margin.

    Only customers all of whose bookings in that time carry a margin in that currency; sorted by
    customer_id.
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        rows = basis.of_customers(source.rows("revenue"))
        home = sa.func.coalesce(rows.c.currency, policy.company.currency or currency)
        usable = sa.and_(rows.c.margin.is_not(None), home == currency)
        statement = (
            sa.select(rows.c.customer_id, sa.func.sum(rows.c.margin).label("margin"))
            .where(rows.c.customer_id.in_(customer_ids), rows.c.status == "booked")
            .where(basis.seen(rows.c.booked_on), basis.in_window(rows.c.booked_on))
            .group_by(rows.c.customer_id)
            .having(sa.func.sum(sa.case((usable, 0), else_=1)) == 0)
            .order_by(rows.c.customer_id)
        )
        return fetch(connection, statement, _MARGINS)


def _chosen(rows: sa.FromClause, customer_id: str | None, rep_id: str | None) -> list[Any]:
    chosen = {"customer_id": customer_id, "rep_id": rep_id}
    return [rows.c[name] == value for name, value in chosen.items() if value is not None]
