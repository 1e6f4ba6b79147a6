"""What became of relationships over time: strengths by quarter, and the rhythm of contacts.

Each is one statement for all customers, read when a page asks for it; what it means is said by
:mod:`analytics.relationships.trend` and :mod:`analytics.relationships.service`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.policy import Policy
from data.extract.as_of import basis_of, plain_basis
from data.extract.basis import ExtractBasis
from data.extract.money import booked
from data.extract.rhythm import median_gaps
from data.frames import COUNT, DAY, IDS, NUMBER, TEXT, fetch
from data.sources import Source, in_place, sql

__all__ = ["booking_strengths", "contact_rhythm", "contact_strengths"]

_STRENGTHS = {
    "customer_id": IDS,
    "rep_id": IDS,
    "behind": COUNT,
    "strength": NUMBER,
    "first_on": DAY,
    "last_on": DAY,
}
_RHYTHM = {
    "customer_id": TEXT,
    "last_on": DAY,
    "gaps": COUNT,
    "median_gap_days": NUMBER,
    "visits": COUNT,
}
#: Contacts for which people see each other.
_MET = ("visit", "meeting")
#: The rhythm is that of so many days.
_TWO_YEARS = timedelta(days=730)


@in_place
def contact_strengths(
    source: Source, policy: Policy, as_of: date, ends: Sequence[date]
) -> pd.DataFrame:
    """Strength that contacts add to each pair in each of some spans of time: customer_id, rep_id,
    behind (days from the end of the span to the as-of date), strength (as of the end of its span),
    first_on, last_on (within it).

    ``ends``: the last days of the spans, in any order; the first span reaches back to the oldest
    record, and what lies after the last one is left out.
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        days = basis.contact_days()
        spans = _in_spans(basis, days, ends)
        strength = spans.c.weight * sql.power2(-_halvings(basis, spans.c.day, spans.c.behind))
        return fetch(connection, _summed(basis, spans, strength), _STRENGTHS)


@in_place
def booking_strengths(
    source: Source, policy: Policy, as_of: date, ends: Sequence[date], currency: str
) -> pd.DataFrame:
    """The same of bookings that name their rep, as :func:`contact_strengths` has it of contacts.

    A revenue_id counts once for each pair, at its latest day as of the end of each span: where it
    is booked again, what it counted before is taken off. Bookings without a rate into ``currency``,
    the reporting one, are left out.
    """
    with source.reading() as connection:
        basis, _ = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        spans = _booked_in_spans(basis, ends)
        again = sa.func.lag(spans.c.day).over(
            partition_by=(spans.c.customer_id, spans.c.rep_id, spans.c.revenue_id),
            order_by=spans.c.behind.desc(),
        )
        named = spans.c.revenue_id.is_not(None)
        rows = sa.select(*spans.c, sa.case((named, again)).label("before_on")).subquery()
        gained = sql.power2(-_halvings(basis, rows.c.day, rows.c.behind))
        taken_off = sql.power2(-_halvings(basis, rows.c.before_on, rows.c.behind))
        strength = rows.c.bookings * gained - sa.func.coalesce(taken_off, 0.0)
        return fetch(connection, _summed(basis, rows, strength), _STRENGTHS)


def _in_spans(basis: ExtractBasis, rows: sa.FromClause, ends: Sequence[date]) -> sa.Subquery:
    """The rows up to the last end, with behind."""
    behind = sa.case(
        *(
            (rows.c.day <= sa.literal(end, sa.Date), sa.literal((basis.as_of - end).days))
            for end in sorted(ends)
        )
    )
    return (
        sa.select(*rows.c, behind.label("behind"))
        .where(rows.c.day <= sa.literal(max(ends), sa.Date))
        .subquery()
    )


def _booked_in_spans(basis: ExtractBasis, ends: Sequence[date]) -> sa.Subquery:
    """One row per (customer, rep, revenue_id) and span, of rows without one per day."""
    rows = _in_spans(basis, booked(basis), ends)
    nameless = sa.case((rows.c.revenue_id.is_(None), rows.c.day))
    keyed = sa.select(*rows.c, nameless.label("nameless_on")).subquery()
    keys = ("customer_id", "own_rep_id", "revenue_id", "nameless_on", "behind")
    one = sa.case((sa.func.max(keyed.c.nameless_on).is_(None), 1), else_=sa.func.count())
    return (
        sa.select(
            keyed.c.customer_id,
            keyed.c.own_rep_id.label("rep_id"),
            keyed.c.revenue_id,
            keyed.c.behind,
            sa.func.max(keyed.c.day).label("day"),
            one.label("bookings"),
        )
        .where(keyed.c.own_rep_id.is_not(None))
        .group_by(*(keyed.c[name] for name in keys))
        .subquery()
    )


def _halvings(basis: ExtractBasis, day: Any, behind: Any) -> sa.ColumnElement[Any]:
    """How often a weight of ``day`` has been halved by the end of its span."""
    half_life = sa.literal(basis.policy.relationships.half_life_days, sa.Double)
    return sa.cast(basis.age(day) - behind, sa.Double) / half_life


def _summed(
    basis: ExtractBasis, rows: sa.FromClause, strength: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """The columns of _STRENGTHS, of known customers and real reps."""
    keys = (rows.c.customer_id, rows.c.rep_id, rows.c.behind)
    pairs = sa.select(
        *keys,
        sa.func.sum(strength).label("strength"),
        sa.func.min(rows.c.day).label("first_on"),
        sa.func.max(rows.c.day).label("last_on"),
    ).group_by(*keys)
    counting = basis.counting(pairs.subquery())
    return sa.select(*(counting.c[name] for name in _STRENGTHS)).order_by(
        counting.c.customer_id, counting.c.rep_id, counting.c.behind.desc()
    )


@in_place
def contact_rhythm(source: Source, policy: Policy, as_of: date, since: date) -> pd.DataFrame:
    """How often somebody of ours is in touch with each customer: customer_id, last_on (the last
    contact), gaps, median_gap_days (between days with contact) of the last 730 days, visits (days
    with a visit or meeting after ``since``); only customers with a contact in the 730 days."""
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        days = _days_with_contact(basis)
        gaps = median_gaps(days)
        met = sa.and_(days.c.met == 1, days.c.day > sa.literal(since, sa.Date))
        counted = (
            sa.select(
                days.c.customer_id,
                sa.func.max(days.c.day).label("last_on"),
                (sa.func.count() - 1).label("gaps"),
                sql.total(met).label("visits"),
            )
            .group_by(days.c.customer_id)
            .subquery()
        )
        columns: dict[str, Any] = {c.name: c for c in counted.c}
        columns["median_gap_days"] = gaps.c.median_gap_days
        statement = (
            sa.select(*(columns[name].label(name) for name in _RHYTHM))
            .select_from(counted.outerjoin(gaps, gaps.c.customer_id == counted.c.customer_id))
            .order_by(counted.c.customer_id)
        )
        return fetch(connection, statement, _RHYTHM)


def _days_with_contact(basis: ExtractBasis) -> sa.CTE:
    """customer_id, day, met (1: somebody was seen) of the last 730 days."""
    rows = basis.activities()
    return (
        sa.select(
            rows.c.customer_id,
            rows.c.happened_on.label("day"),
            sa.func.max(sa.case((rows.c.kind.in_(_MET), 1), else_=0)).label("met"),
        )
        .where(rows.c.happened_on > sa.literal(basis.as_of - _TWO_YEARS, sa.Date))
        .group_by(rows.c.customer_id, rows.c.happened_on)
        .cte("days_with_contact")
    )
