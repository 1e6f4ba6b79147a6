"""Issues of money: bookings that cannot be converted, or are negative."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from analytics.messages import Money, message
from data.extract.basis import ExtractBasis
from data.extract.money import booked, factors
from data.quality.inquiry import Inquiry, Issue
from data.sources import Source

__all__ = ["money_of", "negative", "without_rate"]


def without_rate(ask: Inquiry) -> Iterator[Issue]:
    """One issue a currency, whose money stands in that currency."""
    for currency, number, amount in ask.connection.execute(_unrated(ask.basis)):
        said = message(
            "There is no exchange rate for this row ({money}) on its day; it is left out.",
            "There are no exchange rates for these rows ({money}) on their days; they are "
            "left out.",
            count=number,
            money=Money(float(amount), currency),
        )
        issue = "currency_without_rate"
        yield Issue(money_table(ask.source), issue, said, number, currency, float(amount))


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
    by_deals = ask.source.sells_by_deals
    rows = ask.source.rows(table)
    day = rows.c.closed_on if by_deals else rows.c.booked_on
    currency = sa.func.coalesce(rows.c.currency, ask.basis.company_currency, type_=sa.String())
    wanted = sa.select(currency.label("currency"), day.label("day"))
    factor = factors(ask.basis, wanted.where(day.is_not(None)))
    joined = rows.join(factor, sa.and_(factor.c.currency == currency, factor.c.day == day))
    chosen = sa.and_(condition, rows.c.stage == "won") if by_deals else condition
    return ask.count(joined, chosen, currency, rows.c.amount * factor.c.factor)[2]


def money_table(source: Source) -> str:
    """The table that bookings come from."""
    return "deals" if source.sells_by_deals else "revenue"


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
