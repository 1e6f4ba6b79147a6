"""What an issue is, and how the data is asked about it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from analytics.extract import Extract
from analytics.messages import Message
from analytics.relationships.people import human_reps
from data.extract.as_of import record_days
from data.extract.basis import ExtractBasis
from data.extract.money import factors
from data.sources import Source

__all__ = ["EVENT_DAYS", "Inquiry", "Issue", "booking_day", "booking_word", "counts", "money_table"]

#: The day that dates a row, for tables of events.
EVENT_DAYS = {
    "activities": "happened_on",
    "revenue": "booked_on",
    "deals": "closed_on",
    "access_log": "happened_on",
    "backups": "finished_on",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One kind of thing that is unclear in one table; see :func:`data.quality.quality`."""

    table: str
    issue: str
    said: Message
    rows: int | None = None
    example: str | None = None
    money: float | None = None
    #: What it does to the answer: the part of the money (or of the contact records) that it leaves
    #: out, reassigns or reads otherwise, and how many people; 0 where rows stay as they are.
    share: float = 0.0
    people: int = 0


@dataclass(frozen=True, eq=False)
class Inquiry:
    """One source, asked over one connection."""

    connection: sa.Connection
    basis: ExtractBasis
    extract: Extract

    @property
    def source(self) -> Source:
        """The source that is asked."""
        return self.basis.source

    @cached_property
    def people(self) -> int:
        """How many people the reps of the extract are, robots aside."""
        return int(human_reps(self.extract.reps).sum())

    def rests_on(self, table: str) -> bool:
        """Whether the answer rests on a table: on bookings and contacts, else on assignments."""
        instead = table == "assignments" and "activities" not in self.source.filled
        return instead or table in (money_table(self.source), "activities")

    def part(self, table: str, condition: Any, *, anytime: bool = False) -> float:
        """The part of the answer behind rows that meet a condition; 0 where it rests on others.

        Of bookings: of the Σ|amount| of W, as far as a rate is known. Of other tables: of the
        rows, of those dated in W where they are dated. ``anytime``: rows that meet the condition
        count whenever they are dated.
        """
        if not self.rests_on(table):
            return 0.0
        rows = self.source.rows(table)
        if table == money_table(self.source):
            day = rows.c[booking_day(self.source)]
            currency = self.currency_of(rows)
            wanted = sa.select(currency.label("currency"), day.label("day"))
            factor = factors(self.basis, wanted.where(day.is_not(None)))
            same = sa.and_(factor.c.currency == currency, factor.c.day == day)
            weight = sa.func.abs(rows.c.amount * factor.c.factor)
            sold = counts(self.source, rows)
            condition, dated = sa.and_(condition, sold), sa.and_(self.in_window(day), sold)
            return self._part(rows.join(factor, same), condition, weight, dated, anytime)
        event = EVENT_DAYS.get(table)
        dated = self.in_window(rows.c[event]) if event else sa.true()
        return self._part(rows, condition, sa.literal(1.0), dated, anytime)

    def in_window(self, day: Any) -> Any:
        """Whether a day lies in W, or after it where only the records that count end there.

        Rows that lead nowhere do not move the as-of date: those of its last weeks are lost, too,
        and where none leads anywhere, those of all days are.
        """
        last = self.source.import_day if self.basis.current else self.basis.until
        until = day <= sa.literal(last, sa.Date)
        if record_days(self.source, self.basis.policy).newest() is None:
            return until
        return sa.and_(self.basis.in_window(day), until)

    def _part(self, rows: Any, condition: Any, weight: Any, dated: Any, anytime: bool) -> float:
        meeting = sa.func.sum(sa.case((condition, weight), else_=0.0))
        chosen = sa.or_(dated, condition) if anytime else dated
        sums = sa.select(meeting, sa.func.sum(weight)).select_from(rows).where(chosen)
        some, all_ = (_amount(value) or 0.0 for value in self.connection.execute(sums).one())
        return some / all_ if all_ else 0.0

    def currency_of(self, rows: sa.FromClause) -> Any:
        """The currency of each row, the company's where it names none."""
        company = self.basis.company_currency
        return sa.func.coalesce(rows.c.currency, company, type_=sa.String())

    def count(
        self, rows: sa.FromClause, condition: Any, example: Any, money: Any = None
    ) -> tuple[int, str | None, float | None]:
        """How many rows meet a condition, their smallest example and their money."""
        amount = sa.null() if money is None else sa.func.sum(money)
        statement = sa.select(sa.func.count(), sa.func.min(example), amount).select_from(rows)
        number, shown, worth = self.connection.execute(statement.where(condition)).one()
        return number, None if shown is None else str(shown), _amount(worth)


def _amount(value: Any) -> float | None:
    return None if value is None else float(value)


def money_table(source: Source) -> str:
    """The table that bookings come from."""
    return "deals" if source.sells_by_deals else "revenue"


def counts(source: Source, rows: sa.FromClause) -> Any:
    """Whether a row of :func:`money_table` is a booking by its stage or status."""
    if source.sells_by_deals:
        return rows.c.stage == "won"
    return sa.func.coalesce(rows.c.status, "booked", type_=sa.String()) == "booked"


def booking_word(source: Source) -> str:
    """The column of :func:`money_table` with the stage or status of a booking."""
    return "stage" if source.sells_by_deals else "status"


def booking_day(source: Source) -> str:
    """The column of :func:`money_table` with the day of a booking."""
    return "closed_on" if source.sells_by_deals else "booked_on"
