"""Issues of money: bookings that cannot be converted, or are negative."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from analytics.messages import Money, message
from data.extract.basis import ExtractBasis
from data.extract.money import booked, factors
from data.quality.inquiry import Inquiry, Issue, booking_day, counts, money_table

__all__ = ["money_of", "negative", "without_rate", "worth"]


def without_rate(ask: Inquiry) -> Iterator[Issue]:
    """One issue a currency, whose money stands in that currency."""
    # Read to the end first: a server answers one question at a time on a connection.
    unrated = ask.connection.execute(_unrated(ask.basis)).all()
    seen = _seen_bookings(ask) if unrated else 0
    for currency, number, amount in unrated:
        said = message(
            "There is no exchange rate for this row ({money}) on its day; it is left out.",
            "There are no exchange rates for these rows ({money}) on their days; they are "
            "left out.",
            count=number,
            money=Money(float(amount), currency),
        )
        issue, table = "currency_without_rate", money_table(ask.source)
        # By rows, as there is no rate to weigh their money with that of the others.
        yield Issue(table, issue, said, number, currency, float(amount), number / seen)


def negative(ask: Inquiry) -> Iterator[Issue]:
    rows = booked(ask.basis)
    number, example, money = ask.count(rows, rows.c.amount < 0, rows.c.customer_id, rows.c.amount)
    if number:
        said = message(
            "This booking is negative; as a credit note it counts with its sign.",
            "These bookings are negative; as credit notes they count with their sign.",
            count=number,
        )
        table = money_table(ask.source)
        yield Issue(table, "negative_revenue", said, number, example, money)


def money_of(ask: Inquiry, table: str, condition: Any) -> float | None:
    """The money of rows of revenue, or of won deals that stand in, where a rate is known."""
    if table != money_table(ask.source):
        return None
    rows = ask.source.rows(table)
    return worth(ask, sa.and_(condition, counts(ask.source, rows)))


def worth(ask: Inquiry, condition: Any, *, absolute: bool = False) -> float | None:
    """The money of the rows of :func:`~data.quality.inquiry.money_table` that meet a condition,
    of any day and stage, where a rate is known; ``absolute``: Σ|amount|."""
    rows = ask.source.rows(money_table(ask.source))
    day, currency = rows.c[booking_day(ask.source)], ask.currency_of(rows)
    wanted = sa.select(currency.label("currency"), day.label("day"))
    factor = factors(ask.basis, wanted.where(day.is_not(None)))
    joined = rows.join(factor, sa.and_(factor.c.currency == currency, factor.c.day == day))
    amount = sa.func.abs(rows.c.amount) if absolute else rows.c.amount
    return ask.count(joined, condition, currency, amount * factor.c.factor)[2]


def _seen_bookings(ask: Inquiry) -> int:
    rows = ask.source.bookings()
    counted = sa.select(sa.func.count()).select_from(rows).where(ask.basis.seen(rows.c.booked_on))
    return ask.connection.scalar(counted) or 0


def _unrated(basis: ExtractBasis) -> sa.Select[Any]:
    """currency, rows, amount of bookings that are seen but cannot be converted."""
    rows = basis.of_customers(basis.source.bookings())
    currency = sa.func.coalesce(rows.c.currency, basis.company_currency, type_=sa.String())
    each = (
        sa.select(currency.label("currency"), rows.c.booked_on.label("day"), rows.c.amount)
        .where(basis.seen(rows.c.booked_on))
        .cte("seen_bookings")
    )
    factor = factors(basis, sa.select(each.c.currency, each.c.day))
    same = sa.and_(factor.c.currency == each.c.currency, factor.c.day == each.c.day)
    return (
        sa.select(each.c.currency, sa.func.count(), sa.func.sum(each.c.amount))
        .select_from(each.join(factor, same))
        .where(factor.c.factor.is_(None))
        .group_by(each.c.currency)
        .order_by(each.c.currency)
    )
