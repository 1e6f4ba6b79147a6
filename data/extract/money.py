"""Bookings in the reporting currency, and whose revenue they are.

A booking is credited to the rep it names; else to whoever owned the customer on that day; else
to today's owner (only where the as-of date is today's); else to nobody. A rep whose function is
``system`` counts as no rep: such a booking follows the owner chain.
"""

from typing import Any

import sqlalchemy as sa

from data.extract.basis import ExtractBasis

__all__ = ["booked", "credited", "factors"]

Expression = sa.ColumnElement[Any]


#: A rate below it, or above its inverse, is no rate of any two currencies.
_SMALLEST_RATE = 1e-9


def booked(basis: ExtractBasis) -> sa.Subquery:
    """Bookings that are seen: customer_id, own_rep_id, day, revenue_id, currency, booked_amount,
    amount.

    ``booked_amount`` is in ``currency``, ``amount`` in the reporting currency at the rate of the
    booking day; rows in a currency without a rate for that day are left out. ``own_rep_id`` is
    NULL for a system rep.
    """
    rows = basis.of_customers(basis.source.bookings())
    currency = sa.func.coalesce(rows.c.currency, basis.company_currency, type_=sa.String())
    system = basis.system_reps
    own = sa.case((rows.c.rep_id.not_in(system), rows.c.rep_id))
    chosen = sa.select(
        rows.c.customer_id,
        own.label("own_rep_id"),
        rows.c.booked_on.label("day"),
        rows.c.revenue_id,
        currency.label("currency"),
        rows.c.amount.label("booked_amount"),
        rows.c.amount,
    ).where(basis.seen(rows.c.booked_on))
    if basis.currencies <= {basis.currency}:
        return chosen.subquery()
    return _converted(basis, chosen.cte())


def _converted(basis: ExtractBasis, rows: sa.CTE) -> sa.Subquery:
    factor = factors(basis, sa.select(rows.c.currency, rows.c.day))
    joined = rows.join(
        factor, sa.and_(factor.c.currency == rows.c.currency, factor.c.day == rows.c.day)
    )
    columns = [
        (rows.c.amount * factor.c.factor).label("amount") if c.name == "amount" else c
        for c in rows.c
    ]
    return sa.select(*columns).select_from(joined).where(factor.c.factor.is_not(None)).subquery()


def factors(basis: ExtractBasis, wanted: sa.Select[Any]) -> sa.Subquery:
    """currency, day, factor into the reporting currency (NULL without a rate) for ``wanted`` days.

    ``wanted`` selects currency and day. Rates are stated in the company's currency; the one that
    holds on a day is the latest whose ``valid_on`` is not after it.
    """
    days = wanted.distinct().subquery()
    spans = _rate_spans(basis)
    own, reporting = spans.alias(), spans.alias()
    joined = days.outerjoin(own, _holds(own, days.c.currency, days.c.day)).outerjoin(
        reporting, _holds(reporting, basis.currency, days.c.day)
    )
    factor = sa.case(
        (days.c.currency == basis.currency, 1.0),
        else_=_rate(basis, days.c.currency, own.c.rate)
        / _rate(basis, sa.literal(basis.currency), reporting.c.rate),
    )
    return (
        sa.select(days.c.currency, days.c.day, factor.label("factor"))
        .select_from(joined)
        .subquery()
    )


def _rate(basis: ExtractBasis, currency: Any, rate: Any) -> Expression:
    return sa.case((currency == basis.company_currency, sa.literal(1.0, sa.Double)), else_=rate)


def _holds(span: Any, currency: Any, day: Any) -> Expression:
    return sa.and_(
        span.c.currency == currency,
        span.c.valid_on <= day,
        sa.or_(span.c.next_on.is_(None), day < span.c.next_on),
    )


def _rate_spans(basis: ExtractBasis) -> sa.CTE:
    """currency, rate, valid_on, next_on: each rate holds until the next; of two, the larger."""
    rows = basis.source.rows("exchange_rates")
    each = (
        sa.select(rows.c.currency, rows.c.valid_on, sa.func.max(rows.c.rate).label("rate"))
        .where(rows.c.rate.between(_SMALLEST_RATE, 1 / _SMALLEST_RATE))
        .group_by(rows.c.currency, rows.c.valid_on)
        .subquery()
    )
    following = sa.func.lead(each.c.valid_on).over(
        partition_by=each.c.currency, order_by=each.c.valid_on
    )
    return sa.select(
        each.c.currency, each.c.rate, each.c.valid_on, following.label("next_on")
    ).cte()


def credited(basis: ExtractBasis) -> sa.Subquery:
    """Every booking that is seen with the rep it is credited to: columns of booked and rep_id."""
    rows = sa.select(*booked(basis).c).cte()
    without = sa.select(rows.c.customer_id, rows.c.day).where(rows.c.own_rep_id.is_(None))
    owner = _owner_of_day(basis, without)
    joined = rows.outerjoin(
        owner, sa.and_(owner.c.customer_id == rows.c.customer_id, owner.c.day == rows.c.day)
    )
    chain = [rows.c.own_rep_id, owner.c.rep_id]
    if basis.current:
        today = _owners_today(basis)
        joined = joined.outerjoin(today, today.c.customer_id == rows.c.customer_id)
        chain.append(today.c.owner_id)
    rep = sa.func.coalesce(*chain, type_=sa.String())
    return sa.select(*rows.c, rep.label("rep_id")).select_from(joined).subquery()


def _owner_of_day(basis: ExtractBasis, wanted: sa.Select[Any]) -> sa.Subquery:
    """customer_id, day, rep_id: the owner assignment in force; the latest start, then smallest id.

    ``wanted`` selects customer_id and day.
    """
    days = wanted.distinct().subquery()
    rows = basis.assignments()
    in_force = sa.and_(
        rows.c.customer_id == days.c.customer_id,
        rows.c.role == "owner",
        sa.or_(rows.c.start_on.is_(None), rows.c.start_on <= days.c.day),
        sa.or_(rows.c.end_on.is_(None), rows.c.end_on >= days.c.day),
    )
    position = sa.func.row_number().over(
        partition_by=(days.c.customer_id, days.c.day),
        order_by=(
            sa.case((rows.c.start_on.is_(None), 1), else_=0),
            rows.c.start_on.desc(),
            rows.c.rep_id,
        ),
    )
    ranked = (
        sa.select(days.c.customer_id, days.c.day, rows.c.rep_id, position.label("position"))
        .select_from(days.join(rows, in_force))
        .subquery()
    )
    return (
        sa.select(ranked.c.customer_id, ranked.c.day, ranked.c.rep_id)
        .where(ranked.c.position == 1)
        .subquery()
    )


def _owners_today(basis: ExtractBasis) -> sa.Subquery:
    rows = basis.customers
    return (
        sa.select(rows.c.customer_id, rows.c.owner_id)
        .where(rows.c.owner_id.is_not(None), rows.c.owner_id.not_in(basis.system_reps))
        .subquery()
    )
