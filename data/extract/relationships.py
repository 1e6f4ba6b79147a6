"""Who is in touch with whom: statements for the edges of the customer-to-rep graph."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from analytics.contracts.extracted import EXTRACTED
from data.extract.basis import ExtractBasis
from data.extract.money import booked
from data.frames import COUNT, DAY, NUMBER
from data.sources import sql

__all__ = [
    "ACTIVITY_EDGES",
    "ACTIVITY_EDGES_THEN",
    "BOOKING_EDGES",
    "BOOKING_EDGES_THEN",
    "OWNERSHIP",
    "TOUCHES",
    "activity_edges",
    "booking_edges",
    "contacts_known",
    "contacts_recorded",
    "ownership",
    "touches",
]

Statement = sa.Select[Any]

ACTIVITY_EDGES = EXTRACTED["activity_edges"].kinds
#: What activity_edges adds about an earlier day; pairs without any contact by then lack last_on.
ACTIVITY_EDGES_THEN = {
    "strength_then": NUMBER,
    "contact_days_then": COUNT,
    "contact_days_12m_then": COUNT,
    "activities_then": COUNT,
    "activities_12m_then": COUNT,
    "last_on_then": DAY,
}
BOOKING_EDGES = EXTRACTED["booking_edges"].kinds
BOOKING_EDGES_THEN = {"strength_then": NUMBER, "bookings_12m_then": COUNT, "last_on_then": DAY}
OWNERSHIP = EXTRACTED["ownership"].kinds
TOUCHES = EXTRACTED["touches"].kinds


def activity_edges(basis: ExtractBasis, then: ExtractBasis | None = None) -> Statement:
    """Strength and counts of every (customer, rep) with a contact day.

    ``then``: the same source as of an earlier day, whose figures are to stand beside.
    """
    days = basis.contact_days()
    rows = basis.decayed(days, days.c.weight)
    recent = basis.in_window(rows.c.day)
    edges = sa.select(
        rows.c.customer_id,
        rows.c.rep_id,
        sa.func.sum(rows.c.strength).label("strength"),
        sa.func.count().label("contact_days"),
        sql.total(recent).label("contact_days_12m"),
        sa.func.sum(rows.c.activities).label("activities"),
        sql.total(recent, rows.c.activities).label("activities_12m"),
        sa.func.min(rows.c.day).label("first_on"),
        sa.func.max(rows.c.day).label("last_on"),
        *(_contacts_then(basis, then, rows) if then else ()),
    ).group_by(rows.c.customer_id, rows.c.rep_id)
    counting = basis.counting(edges.subquery())
    return sa.select(*counting.c).order_by(counting.c.customer_id, counting.c.rep_id)


def _contacts_then(
    basis: ExtractBasis, then: ExtractBasis, rows: sa.FromClause
) -> Iterator[sa.ColumnElement[Any]]:
    """The columns of ACTIVITY_EDGES_THEN."""
    seen = then.seen(rows.c.day)
    recent = sa.and_(seen, then.in_window(rows.c.day))
    # A weight was halved less often by then, and each by the same factor.
    halvings = (basis.as_of - then.as_of).days / basis.policy.relationships.half_life_days
    factor = sa.literal(2.0**halvings, sa.Double)
    yield (sa.func.sum(sa.case((seen, rows.c.strength))) * factor).label("strength_then")
    yield sql.total(seen).label("contact_days_then")
    yield sql.total(recent).label("contact_days_12m_then")
    yield sql.total(seen, rows.c.activities).label("activities_then")
    yield sql.total(recent, rows.c.activities).label("activities_12m_then")
    yield sa.func.max(sa.case((seen, rows.c.day))).label("last_on_then")


def touches(basis: ExtractBasis) -> Statement:
    """In how many ways each (customer, rep) was in touch in W, and with how many people there."""
    rows = basis.contacts(since=basis.window_start)
    keys = (rows.c.customer_id, rows.c.rep_id)
    people = sa.func.count(sa.distinct(rows.c.contact_id))
    pairs = sa.select(
        *keys,
        sa.func.count(sa.distinct(rows.c.kind)).label("channels"),
        sa.case((contacts_recorded(basis), people)).label("met"),
    ).group_by(*keys)
    counting = basis.counting(pairs.subquery())
    return sa.select(*counting.c).order_by(counting.c.customer_id, counting.c.rep_id)


def booking_edges(basis: ExtractBasis, then: ExtractBasis | None = None) -> Statement:
    """Strength and counts of every (customer, rep) with a booking that names its rep.

    Rows with a revenue_id count once for each (customer, rep, revenue_id), at its latest day;
    rows without one count each. ``then`` as in :func:`activity_edges`.
    """
    events = _booking_events(basis, then)
    weight = sa.case((events.c.nameless == 1, events.c.bookings), else_=1)
    rows = basis.decayed(events, weight)
    columns = [
        rows.c.customer_id,
        rows.c.rep_id,
        sa.func.sum(rows.c.strength).label("strength"),
        sa.func.sum(rows.c.bookings_12m).label("bookings_12m"),
        sa.func.min(rows.c.first_on).label("first_on"),
        sa.func.max(rows.c.day).label("last_on"),
    ]
    if then:
        # A revenue_id booked again since counts at another day then: halve it from that day.
        weight = sa.case((rows.c.nameless == 1, rows.c.bookings), else_=1)
        strength = sa.func.sum(weight * sql.power2(-then.halvings(rows.c.day_then)))
        columns += [
            strength.label("strength_then"),
            sa.func.sum(rows.c.bookings_12m_then).label("bookings_12m_then"),
            sa.func.max(rows.c.day_then).label("last_on_then"),
        ]
    return (
        sa.select(*columns)
        .group_by(rows.c.customer_id, rows.c.rep_id)
        .order_by(rows.c.customer_id, rows.c.rep_id)
    )


def _booking_events(basis: ExtractBasis, then: ExtractBasis | None) -> sa.CTE:
    """One row per (customer, rep, revenue_id), of rows without one per day."""
    rows = booked(basis)
    nameless = rows.c.revenue_id.is_(None)
    columns = [
        rows.c.customer_id,
        rows.c.own_rep_id.label("rep_id"),
        sa.func.max(rows.c.day).label("day"),
        sa.func.min(rows.c.day).label("first_on"),
        sa.func.max(sa.case((nameless, 1), else_=0)).label("nameless"),
        sa.func.count().label("bookings"),
        sql.total(basis.in_window(rows.c.day)).label("bookings_12m"),
    ]
    if then:
        seen = then.seen(rows.c.day)
        recent = sa.and_(seen, then.in_window(rows.c.day))
        columns += [
            sa.func.max(sa.case((seen, rows.c.day))).label("day_then"),
            sql.total(recent).label("bookings_12m_then"),
        ]
    return (
        sa.select(*columns)
        .where(rows.c.own_rep_id.is_not(None))
        .group_by(
            rows.c.customer_id,
            rows.c.own_rep_id,
            rows.c.revenue_id,
            sa.case((nameless, rows.c.day)),
        )
        .cte("booking_events")
    )


def ownership(basis: ExtractBasis) -> Statement | sa.CompoundSelect[Any]:
    """Owners and second contacts in force on the as-of date, by assignment or by owner_id."""
    rows = basis.assignments()
    day = sa.literal(basis.as_of, sa.Date)
    assigned = sa.select(rows.c.customer_id, rows.c.rep_id, sa.literal("assignment").label("basis"))
    assigned = assigned.where(
        rows.c.role.in_(("owner", "second")),
        sa.or_(rows.c.start_on.is_(None), rows.c.start_on <= day),
        sa.or_(rows.c.end_on.is_(None), rows.c.end_on >= day),
    ).distinct()
    if not basis.current:
        return assigned.order_by("customer_id", "rep_id")
    customers = basis.customers
    owned = sa.select(customers.c.customer_id, customers.c.owner_id, sa.literal("owner_id"))
    # NULL is in no list and not in an empty one either: say what is meant.
    owned = owned.where(
        customers.c.owner_id.is_not(None), customers.c.owner_id.not_in(basis.system_reps)
    )
    both = assigned.union_all(owned).subquery()
    return sa.select(*both.c).order_by(both.c.customer_id, both.c.rep_id, both.c.basis)


def contacts_known(basis: ExtractBasis) -> sa.Subquery:
    """customer_id, contacts: distinct contact people in the activities of W."""
    rows = basis.source.rows("activities")
    met = (
        sa.select(rows.c.customer_id, rows.c.contact_id)
        .where(
            rows.c.contact_id.is_not(None),
            basis.seen(rows.c.happened_on),
            basis.in_window(rows.c.happened_on),
            rows.c.rep_id.not_in(basis.system_reps),
        )
        .distinct()
    )
    pairs = basis.of_customers(met.subquery())
    distinct = sa.func.count(sa.distinct(pairs.c.contact_id))
    return (
        sa.select(pairs.c.customer_id, distinct.label("contacts"))
        .group_by(pairs.c.customer_id)
        .subquery()
    )


def contacts_recorded(basis: ExtractBasis) -> Any:
    """Whether any activity that is seen names a contact person."""
    rows = basis.source.rows("activities")
    return sa.exists().where(rows.c.contact_id.is_not(None), basis.seen(rows.c.happened_on))
