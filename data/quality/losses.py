"""Whether enough of what the source holds reaches the figures, or the answer would be about a rest.

Looked at are the bookings and contact records dated in W that no filter, status, future date or
as-of rule takes out; rows that were left out as faulty count whenever they are dated, since many
have no readable day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from analytics.errors import InputError
from analytics.extract import Extract
from analytics.messages import (
    NO_CURRENCY,
    BySurface,
    Message,
    Money,
    Percent,
    SchemaName,
    message,
)
from analytics.policy import Policy
from data.extract.as_of import basis_of
from data.problems import listed
from data.quality.inquiry import Inquiry, booking_day, booking_word, counts, money_table
from data.quality.readings import left_out
from data.schema import TABLES
from data.sources import Source, in_place, sql
from data.sources.checks import faulty_rows

__all__ = ["LossesRefused", "Reach", "refuse_losses"]

#: Below this part of the money or of the contact records an answer is none.
_ENOUGH = 0.5
#: A currency that fewer rows are in does not decide by itself.
_SMALL = 0.1
_EXAMPLES = 3
_ACCEPT = BySurface(
    page=message("or accept the losses on the page Data"),
    terminal=message("or accept the losses (--accept-losses)"),
)


class LossesRefused(InputError):
    """Too little of the source reaches the figures, and nobody has accepted it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Of the rows of one table in one currency (None: contact records): how many there are, how
    many are of known customers, were left out as faulty, say an unknown stage; likewise money."""

    table: str
    currency: str | None
    rows: int
    joined: int
    faulty: int
    unread: int
    money: float = 0.0
    joined_money: float = 0.0
    faulty_money: float = 0.0
    unread_money: float = 0.0

    @property
    def all_rows(self) -> int:
        """With those that were left out."""
        return self.rows + self.faulty + self.unread

    @property
    def all_money(self) -> float:
        """With that of rows that were left out."""
        return self.money + self.faulty_money + self.unread_money

    @property
    def part(self) -> float:
        """The part that reaches the figures, of the money, or of the rows where there is none."""
        if self.all_money > 0:
            return self.joined_money / self.all_money
        return self.joined / self.all_rows if self.all_rows else 1.0


@in_place
def refuse_losses(source: Source, policy: Policy, extract: Extract) -> None:
    """Make sure that at least half of the bookings' money, and of the contact records, is used.

    Raises
    ------
    LossesRefused
        Less than half of either reaches the figures, because ids do not join or rows were left
        out: names table and column, the rate, examples of the ids of both sides, what to do.
    """
    with source.reading() as connection:
        basis, _ = basis_of(
            connection, source, policy, as_of=extract.as_of, currency=extract.currency
        )
        ask = Inquiry(connection, basis, extract)
        for found in (_worst(list(_bookings(ask))), _contacts(ask)):
            if found is not None and found.part < _ENOUGH:
                raise LossesRefused(_refused(ask, found))


def _worst(reaches: list[Reach]) -> Reach | None:
    """The currency of which least is used; small ones do not decide."""
    rows = sum(reach.all_rows for reach in reaches)
    large = [reach for reach in reaches if reach.all_rows >= _SMALL * rows and reach.all_rows]
    return min(large, key=lambda reach: reach.part, default=None)


def _bookings(ask: Inquiry) -> Iterator[Reach]:
    """One for each currency; one more where nothing is left of revenue, so that deals stand in."""
    source = ask.source
    if source.sells_by_deals and "revenue" in source.tables:
        for name, (count, money) in _lost(ask, "revenue").items():
            yield Reach("revenue", name, 0, 0, int(count), 0, faulty_money=money)
    rows = source.rows(money_table(source))
    day, amount = rows.c[booking_day(source)], sa.func.abs(rows.c.amount)
    booked: Any = sa.and_(day.is_not(None), rows.c.amount.is_not(None))
    column = booking_word(source)
    words = TABLES[money_table(source)].columns[column].choices
    unread = sa.func.coalesce(rows.c[column], words[0], type_=sa.String()).not_in(words)
    booked = sa.and_(booked, sa.or_(counts(source, rows), unread))
    customers = sa.select(source.rows("customers").c.customer_id)
    joined = sa.and_(rows.c.customer_id.in_(customers), sa.not_(unread))
    currency = ask.currency_of(rows)
    read = sa.not_(unread)
    each = (
        sa.select(
            currency.label("currency"),
            *_sums({"rows": read, "joined": joined, "unread": unread}, amount),
        )
        .where(booked, ask.in_window(day))
        .group_by(currency)
    )
    lost = _lost(ask, money_table(source))
    there = {row[0]: tuple(row)[1:] for row in ask.connection.execute(each)}
    for name in sorted({*there, *lost}):
        numbers = [
            float(value or 0) for value in (*there.get(name, (0,) * 6), *lost.get(name, (0, 0)))
        ]
        count, money, joins, joined_money, unknown, unknown_money, faults, faulty_money = numbers
        yield Reach(
            table=money_table(source),
            currency=name,
            rows=int(count),
            joined=int(joins),
            faulty=int(faults),
            unread=int(unknown),
            money=money,
            joined_money=joined_money,
            faulty_money=faulty_money,
            unread_money=unknown_money,
        )


def _lost(ask: Inquiry, table: str) -> dict[str, tuple[float, float]]:
    """Rows and money, by currency, that were left out of a table as faulty or by a rule."""
    faulty = faulty_rows(ask.source, table)
    currency = ask.currency_of(faulty)
    statement = sa.select(
        currency, sa.func.sum(faulty.c.rows), sa.func.sum(sa.func.abs(faulty.c.amount))
    ).group_by(currency)
    parts = [tuple(row) for row in ask.connection.execute(statement)]
    parts += left_out(ask, table)
    lost: dict[str, tuple[float, float]] = {}
    for name, count, amount in parts:
        rows, money = lost.get(name, (0.0, 0.0))
        lost[name] = (rows + float(count or 0), money + float(amount or 0))
    return lost


def _sums(conditions: dict[str, Any], amount: Any) -> Iterator[Any]:
    """For each condition how many rows meet it, and their money."""
    for name, condition in conditions.items():
        yield sql.total(condition).label(name)
        yield sql.total(condition, amount).label(f"{name}_money")


def _contacts(ask: Inquiry) -> Reach | None:
    rows, faulty = ask.source.rows("activities"), faulty_rows(ask.source, "activities")
    customers = sa.select(ask.source.rows("customers").c.customer_id)
    joined = sql.total(rows.c.customer_id.in_(customers))
    day = rows.c.happened_on
    sums = sa.select(sa.func.count(), joined).where(
        ask.in_window(day),
        rows.c.rep_id.not_in(ask.basis.system_reps),
    )
    count, joins = ask.connection.execute(sums).one()
    faults = ask.connection.scalar(sa.select(sa.func.sum(faulty.c.rows))) or 0
    faults += sum(rows for _, rows, _ in left_out(ask, "activities"))
    return Reach("activities", None, int(count), int(joins or 0), int(faults), 0)


def _refused(ask: Inquiry, reach: Reach) -> Message:
    """What was lost most of says what to do."""
    amounts = (reach.faulty_money, reach.unread_money, reach.money - reach.joined_money)
    counts = (reach.faulty, reach.unread, reach.rows - reach.joined)
    faulty, unread, unjoined = amounts if reach.all_money else counts
    because = _because_ids(ask, reach)
    if faulty >= max(unread, unjoined):
        because = message(
            "{count} row was left out as faulty or empty: mend it at its source",
            "{count} rows were left out as faulty or empty: mend them at their source",
            count=reach.faulty,
        )
    elif unread >= unjoined:
        because = message(
            "The stage or status of {count} row is none of the known words: write those",
            "The stage or status of {count} rows is none of the known words: write those",
            count=reach.unread,
        )
    if reach.currency is None or not reach.all_money:
        return message(
            "Only {part} of the rows of {table} ({joined} of {rows}) would reach the figures, so "
            "they would say nothing of the company. {because}; {or_else}",
            part=Percent(reach.part),
            table=SchemaName(reach.table),
            joined=reach.joined,
            rows=reach.all_rows,
            because=because,
            or_else=_ACCEPT,
        )
    return message(
        "Only {part} of the money in {table} ({money} of {all_money} in {rows} rows) would reach "
        "the figures, so they would say nothing of the company. {because}; {or_else}",
        part=Percent(reach.part),
        table=SchemaName(reach.table),
        money=Money(reach.joined_money, reach.currency or NO_CURRENCY),
        all_money=Money(reach.all_money, reach.currency or NO_CURRENCY),
        rows=reach.all_rows,
        because=because,
        or_else=_ACCEPT,
    )


def _because_ids(ask: Inquiry, reach: Reach) -> Message:
    rows, customers = ask.source.rows(reach.table), ask.source.rows("customers")
    listed_ids = sa.select(customers.c.customer_id)
    stray = sa.select(rows.c.customer_id).where(rows.c.customer_id.not_in(listed_ids)).distinct()
    return message(
        "{key} ({these}) is not in {target} ({those}): bring both from the same system, with the "
        "same ids",
        key=SchemaName(reach.table, "customer_id"),
        target=SchemaName("customers", "customer_id"),
        these=_some(ask, stray.order_by(rows.c.customer_id)),
        those=_some(ask, listed_ids.order_by(customers.c.customer_id)),
    )


def _some(ask: Inquiry, ids: sa.Select[Any]) -> str:
    return listed([str(each) for each in ask.connection.scalars(ids.limit(_EXAMPLES))])
