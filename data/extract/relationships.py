"""Who is in touch with whom: statements for the edges of the customer-to-rep graph."""

from typing import Any

import sqlalchemy as sa

from data import sql
from data.extract.basis import Basis
from data.extract.money import booked
from data.frames import COUNT, DAY, NUMBER, TEXT

__all__ = [
    "ACTIVITY_EDGES",
    "BOOKING_EDGES",
    "OWNERSHIP",
    "activity_edges",
    "booking_edges",
    "contacts_known",
    "contacts_recorded",
    "ownership",
]

Statement = sa.Select[Any]

ACTIVITY_EDGES = {
    "customer_id": TEXT,
    "rep_id": TEXT,
    "strength": NUMBER,
    "contact_days": COUNT,
    "contact_days_12m": COUNT,
    "activities": COUNT,
    "activities_12m": COUNT,
    "first_on": DAY,
    "last_on": DAY,
}
BOOKING_EDGES = {
    "customer_id": TEXT,
    "rep_id": TEXT,
    "strength": NUMBER,
    "bookings_12m": COUNT,
    "first_on": DAY,
    "last_on": DAY,
}
OWNERSHIP = {"customer_id": TEXT, "rep_id": TEXT, "basis": TEXT}


def activity_edges(basis: Basis) -> Statement:
    """Strength and counts of every (customer, rep) with a contact day."""
    days = sa.select(*basis.contact_days(filtered=False).c).cte()
    source, strength = basis.decayed(days, days.c.weight)
    recent = basis.in_window(days.c.day)
    edges = (
        sa.select(
            days.c.customer_id,
            days.c.rep_id,
            strength.label("strength"),
            sa.func.count().label("contact_days"),
            sql.total(recent).label("contact_days_12m"),
            sa.func.sum(days.c.activities).label("activities"),
            sql.total(recent, days.c.activities).label("activities_12m"),
            sa.func.min(days.c.day).label("first_on"),
            sa.func.max(days.c.day).label("last_on"),
        )
        .select_from(source)
        .group_by(days.c.customer_id, days.c.rep_id)
        .subquery()
    )
    rows = basis.of_customers(edges)
    return (
        sa.select(*rows.c)
        .where(rows.c.rep_id.not_in(basis.system_reps))
        .order_by(rows.c.customer_id, rows.c.rep_id)
    )


def booking_edges(basis: Basis) -> Statement:
    """Strength and counts of every (customer, rep) with a booking that names its rep.

    Rows with a revenue_id count once for each (customer, rep, revenue_id), at its latest day;
    rows without one count each.
    """
    rows = booked(basis)
    nameless = rows.c.revenue_id.is_(None)
    events = (
        sa.select(
            rows.c.customer_id,
            rows.c.own_rep_id.label("rep_id"),
            sa.func.max(rows.c.day).label("day"),
            sa.func.min(rows.c.day).label("first_on"),
            sa.func.max(sa.case((nameless, 1), else_=0)).label("nameless"),
            sa.func.count().label("bookings"),
            sql.total(basis.in_window(rows.c.day)).label("bookings_12m"),
        )
        .where(rows.c.own_rep_id.is_not(None))
        .group_by(
            rows.c.customer_id,
            rows.c.own_rep_id,
            rows.c.revenue_id,
            sa.case((nameless, rows.c.day)),
        )
        .cte()
    )
    weight = sa.case((events.c.nameless == 1, events.c.bookings), else_=1)
    source, strength = basis.decayed(events, weight)
    return (
        sa.select(
            events.c.customer_id,
            events.c.rep_id,
            strength.label("strength"),
            sa.func.sum(events.c.bookings_12m).label("bookings_12m"),
            sa.func.min(events.c.first_on).label("first_on"),
            sa.func.max(events.c.day).label("last_on"),
        )
        .select_from(source)
        .group_by(events.c.customer_id, events.c.rep_id)
        .order_by(events.c.customer_id, events.c.rep_id)
    )


def ownership(basis: Basis) -> Statement | sa.CompoundSelect[Any]:
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


def contacts_known(basis: Basis) -> sa.Subquery:
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


def contacts_recorded(basis: Basis) -> Any:
    """Whether any activity that is seen names a contact person."""
    rows = basis.source.rows("activities")
    return sa.exists().where(rows.c.contact_id.is_not(None), basis.seen(rows.c.happened_on))
