"""What reps who have left held on their last day, and what became of it.

Of a departed rep, what counts is what was known on ``left_on``: contacts and bookings up to that
day, assignments in force on it. What happened in the year afterwards is kept in columns of its
own. Nothing after the as-of date is seen. Tables: reps, activities, revenue (or deals),
assignments.
"""

from typing import Any

import sqlalchemy as sa

from analytics.contracts.extracted import EXTRACTED
from data.extract.basis import ExtractBasis
from data.extract.money import booked
from data.extract.relationships import contacts_recorded
from data.frames import COUNT, DAY, FLAG, IDS, TEXT, WHOLE
from data.sources import sql

__all__ = [
    "BOOKING_DAYS",
    "DEPARTURE_EDGES",
    "HELD",
    "PEOPLE_MET",
    "TOTALS",
    "WITHOUT_CONTACTS",
    "YEAR",
    "booking_days",
    "departure_edges",
    "held_customers",
    "people_met",
    "without_contacts",
]

Statement = sa.Select[Any]

DEPARTURE_EDGES = EXTRACTED["departure_edges"].kinds
BOOKING_DAYS = EXTRACTED["booking_days"].kinds

#: Rows of :func:`held_customers`, :func:`without_contacts` and :func:`people_met`.
HELD = {"leaver_id": IDS, "customer_id": IDS, "left_on": DAY}
WITHOUT_CONTACTS = {
    name: COUNT if kind == FLAG else kind for name, kind in list(DEPARTURE_EDGES.items())[:-3]
}
PEOPLE_MET = {"leaver_id": TEXT, "customer_id": TEXT, "contacts_known": WHOLE, "met": WHOLE}

YEAR = 365
#: A new owner who was entered this many days before the last day is the successor.
_HANDED_OVER_BEFORE = 31
#: What each source of rows has nothing to say about, in the order of the frame.
_NOTHING: dict[str, Any] = (
    dict.fromkeys(list(DEPARTURE_EDGES)[3:6], sa.literal(0.0, sa.Double))
    | dict.fromkeys(list(DEPARTURE_EDGES)[6:10], sa.literal(0))
    | dict.fromkeys(list(DEPARTURE_EDGES)[10:14], sa.cast(sa.null(), sa.Date))
)
#: How rows of contacts, bookings and assignments become one, where not by their sum.
TOTALS: dict[str, str] = dict.fromkeys(("owner", "assigned", "last_on"), "max") | (
    dict.fromkeys(("first_on", "after_on", "owner_from"), "min")
)


def departure_edges(basis: ExtractBasis) -> Statement:
    """Every rep in touch with a customer whom a leaver held, as of the leaver's last day.

    A leaver holds a customer with a contact or own booking up to ``left_on``, or as owner on it.
    Who came into touch or became owner only afterwards has a row, too, without strength.
    """
    held = _held(basis)
    met = _activities(basis, held)
    edges = _summed(_touched(basis, met), _sold(basis, held), _assigned(basis, held)).subquery()
    known = sa.func.count(sa.distinct(met.c.contact_id))
    people = _year_before(met, known.label("contacts"))
    same = sa.and_(
        people.c.leaver_id == edges.c.leaver_id, people.c.customer_id == edges.c.customer_id
    )
    kinds = sa.func.count(sa.distinct(met.c.kind))
    own = _year_before(met, kinds.label("channels"), known.label("met"), own=True)
    mine = sa.and_(
        own.c.leaver_id == edges.c.rep_id,
        own.c.leaver_id == edges.c.leaver_id,
        own.c.customer_id == edges.c.customer_id,
    )
    recorded = contacts_recorded(basis)
    return (
        sa.select(
            *edges.c,
            sa.case((recorded, sa.func.coalesce(people.c.contacts, 0))).label("contacts_known"),
            own.c.channels,
            sa.case((recorded, own.c.met)).label("met"),
        )
        .select_from(edges.outerjoin(people, same).outerjoin(own, mine))
        .order_by(edges.c.leaver_id, edges.c.customer_id, edges.c.rep_id)
    )


def _summed(*parts: Statement) -> Statement:
    """One row a leaver, customer and rep of the rows of all parts."""
    rows = sa.union_all(*parts).subquery()
    keys = (rows.c.leaver_id, rows.c.customer_id, rows.c.rep_id)
    columns = [
        getattr(sa.func, TOTALS.get(name, "sum"))(rows.c[name]).label(name) for name in _NOTHING
    ]
    return sa.select(*keys, *columns).group_by(*keys)


def held_customers(basis: ExtractBasis) -> Statement:
    """leaver_id, customer_id, left_on: whom each leaver held on the last day, in this order."""
    held = _held(basis)
    return sa.select(held.c.leaver_id, held.c.customer_id, held.c.left_on).order_by(
        held.c.leaver_id, held.c.customer_id
    )


def without_contacts(basis: ExtractBasis) -> Statement:
    """What bookings and assignments say in departure_edges."""
    held = _held(basis)
    return _summed(_sold(basis, held), _assigned(basis, held))


def people_met(basis: ExtractBasis) -> Statement:
    """leaver_id, customer_id, contacts_known and met of departure_edges."""
    met = _activities(basis, _held(basis))
    own = sa.case((met.c.rep_id == met.c.leaver_id, met.c.contact_id))
    known, whom = (sa.func.count(sa.distinct(each)) for each in (met.c.contact_id, own))
    return sa.select(*_year_before(met, known.label("contacts_known"), whom.label("met")).c)


def _leavers(basis: ExtractBasis) -> sa.CTE:
    """leaver_id, left_on of everybody who has left, robots aside."""
    rows = basis.people
    return (
        sa.select(rows.c.rep_id.label("leaver_id"), rows.c.left_on)
        .where(basis.departed(rows), rows.c.left_on.is_not(None))
        .cte("leavers")
    )


def _held(basis: ExtractBasis) -> sa.CTE:
    """leaver_id, customer_id, left_on: whom each leaver held on the last day."""
    leavers, bookings, owners = _leavers(basis), booked(basis), basis.assignments()
    rows = basis.source.rows("activities")
    own = (
        sa.select(leavers.c.leaver_id, rows.c.customer_id, leavers.c.left_on)
        .where(rows.c.rep_id == leavers.c.leaver_id, rows.c.happened_on <= leavers.c.left_on)
        .distinct()
    )
    met = sa.select(*basis.of_customers(own.subquery()).c)
    sold = sa.select(leavers.c.leaver_id, bookings.c.customer_id, leavers.c.left_on).where(
        bookings.c.own_rep_id == leavers.c.leaver_id, bookings.c.day <= leavers.c.left_on
    )
    owned = sa.select(leavers.c.leaver_id, owners.c.customer_id, leavers.c.left_on).where(
        owners.c.rep_id == leavers.c.leaver_id,
        owners.c.role == "owner",
        _in_force(owners, leavers.c.left_on),
    )
    return sa.union(met, sold, owned).cte("held")


def _in_force(rows: sa.FromClause, day: Any) -> sa.ColumnElement[bool]:
    begun = sa.or_(rows.c.start_on.is_(None), rows.c.start_on <= day)
    return sa.and_(begun, sa.or_(rows.c.end_on.is_(None), rows.c.end_on >= day))


def _activities(basis: ExtractBasis, held: sa.CTE) -> sa.CTE:
    """Activities of real reps with held customers, and their age on the leaver's last day.

    The age is negative after it. Held customers are known ones: without groups of customers
    there is nothing to look up first.
    """
    grouped = basis.policy.company.group_by_parent
    rows: sa.FromClause = basis.activities() if grouped else basis.source.rows("activities")
    return (
        sa.select(
            held.c.leaver_id,
            held.c.left_on,
            held.c.customer_id,
            rows.c.rep_id,
            rows.c.happened_on.label("day"),
            rows.c.kind,
            rows.c.contact_id,
            sql.days_between(held.c.left_on, rows.c.happened_on).label("age"),
        )
        .where(
            rows.c.customer_id == held.c.customer_id,
            basis.seen(rows.c.happened_on),
            rows.c.rep_id.not_in(basis.system_reps),
        )
        .cte("met")
    )


def _part(rows: sa.FromClause, **figures: Any) -> Statement:
    """Rows of one source in the columns of departure_edges, nothing where it has none."""
    keys = (rows.c.leaver_id, rows.c.customer_id, rows.c.rep_id)
    columns = [value.label(name) for name, value in (_NOTHING | figures).items()]
    return sa.select(*keys, *columns).group_by(*keys)


def _decay(basis: ExtractBasis, weight: Any, age: Any) -> sa.ColumnElement[Any]:
    half_life = sa.literal(basis.policy.relationships.half_life_days, sa.Double)
    return weight * sql.power2(-sa.cast(age, sa.Double) / half_life)


def _touched(basis: ExtractBasis, met: sa.CTE) -> Statement:
    """Strength and counts of contact days up to the last day, strength of the year after it."""
    days = _contact_days(basis, met)
    before, after = days.c.age >= 0, days.c.age < 0
    strength = sa.case((before, _decay(basis, days.c.weight, days.c.age)), else_=0.0)
    # The later clock stands a year after the last day, or at the as-of date if that is earlier.
    since = sa.case((days.c.gone > YEAR, YEAR), else_=days.c.gone) + days.c.age
    soon = sa.and_(after, days.c.age >= -YEAR)
    return _part(
        days,
        activity_strength=sa.func.sum(strength),
        later_strength=sa.func.sum(sa.case((soon, _decay(basis, days.c.weight, since)), else_=0.0)),
        activities_12m=sql.total(sa.and_(before, days.c.age < YEAR), days.c.activities),
        first_on=sa.func.min(sa.case((before, days.c.day))),
        last_on=sa.func.max(sa.case((before, days.c.day))),
        after_on=sa.func.min(sa.case((after, days.c.day))),
    )


def _contact_days(basis: ExtractBasis, met: sa.CTE) -> sa.Subquery:
    """Contact days; ``gone`` is the number of days from the last day to the as-of date."""
    keys = (met.c.leaver_id, met.c.customer_id, met.c.rep_id, met.c.day, met.c.age, met.c.left_on)
    days = (
        sa.select(
            *keys,
            sa.func.max(basis.weight(met.c.kind)).label("weight"),
            sa.func.count().label("activities"),
        )
        .group_by(*keys)
        .subquery()
    )
    return sa.select(*days.c, basis.age(days.c.left_on).label("gone")).subquery()


def _sold(basis: ExtractBasis, held: sa.CTE) -> Statement:
    """Strength and counts of bookings that name their rep: once for each revenue_id."""
    rows = booked(basis)
    nameless = rows.c.revenue_id.is_(None)
    age = sql.days_between(held.c.left_on, rows.c.day)
    events = (
        sa.select(
            held.c.leaver_id,
            held.c.customer_id,
            rows.c.own_rep_id.label("rep_id"),
            sa.func.min(age).label("age"),
            sa.func.max(sa.case((nameless, 1), else_=0)).label("nameless"),
            sa.func.count().label("bookings"),
            sql.total(age < YEAR).label("bookings_12m"),
            sa.func.min(rows.c.day).label("first_on"),
            sa.func.max(rows.c.day).label("last_on"),
        )
        .where(
            rows.c.customer_id == held.c.customer_id,
            rows.c.own_rep_id.is_not(None),
            rows.c.day <= held.c.left_on,
        )
        .group_by(
            held.c.leaver_id,
            held.c.customer_id,
            rows.c.own_rep_id,
            rows.c.revenue_id,
            sa.case((nameless, rows.c.day)),
        )
        .subquery()
    )
    weight = sa.case((events.c.nameless == 1, events.c.bookings), else_=1)
    return _part(
        events,
        booking_strength=sa.func.sum(_decay(basis, weight, events.c.age)),
        bookings_12m=sa.func.sum(events.c.bookings_12m),
        first_on=sa.func.min(events.c.first_on),
        last_on=sa.func.max(events.c.last_on),
    )


def _assigned(basis: ExtractBasis, held: sa.CTE) -> Statement:
    """Owners and second contacts in force on the last day; owners from the days around it on."""
    rows = basis.assignments()
    then = _in_force(rows, held.c.left_on)
    owns = rows.c.role == "owner"
    follows = sa.and_(
        owns,
        basis.seen(rows.c.start_on),
        sql.days_between(held.c.left_on, rows.c.start_on) <= _HANDED_OVER_BEFORE,
    )
    chosen = (
        sa.select(
            held.c.leaver_id,
            held.c.customer_id,
            rows.c.rep_id,
            sa.case((then, 1), else_=0).label("assigned"),
            sa.case((sa.and_(then, owns), 1), else_=0).label("owner"),
            sa.case((follows, rows.c.start_on)).label("owner_from"),
        )
        .where(
            rows.c.customer_id == held.c.customer_id,
            rows.c.role.in_(("owner", "second")),
            sa.or_(then, follows),
        )
        .subquery()
    )
    return _part(
        chosen,
        owner=sa.func.max(chosen.c.owner),
        assigned=sa.func.max(chosen.c.assigned),
        owner_from=sa.func.min(chosen.c.owner_from),
    )


def _year_before(met: sa.CTE, *figures: Any, own: bool = False) -> sa.Subquery:
    """leaver_id, customer_id and figures of the activities in the year before; own: only of the
    leaver's."""
    rows = [met.c.age >= 0, met.c.age < YEAR]
    keys = (met.c.leaver_id, met.c.customer_id)
    whose = [met.c.rep_id == met.c.leaver_id] if own else []
    return sa.select(*keys, *figures).where(*rows, *whose).group_by(*keys).subquery()


def booking_days(basis: ExtractBasis) -> Statement:
    """What every customer booked on each day, and the positive part; nothing without a leaver."""
    rows, leavers = booked(basis), _leavers(basis)
    positive = sa.case((rows.c.amount > 0, rows.c.amount), else_=0.0)
    keys = (rows.c.customer_id, rows.c.day)
    return (
        sa.select(
            *keys,
            sa.func.sum(rows.c.amount).label("amount"),
            sa.func.sum(positive).label("positive"),
        )
        .where(sa.exists(sa.select(leavers.c.leaver_id)))
        .group_by(*keys)
        .order_by(*keys)
    )
