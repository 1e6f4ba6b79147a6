"""Doubts about the as-of date: does anything rest on days when little was recorded any more, and
is the newest record so old that the answer is one of the past?"""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import sqlalchemy as sa

from analytics.messages import BySurface, Message, Percent, message
from data.extract.as_of import dated_records, record_days
from data.extract.record_days import Gap, last_busy_day
from data.frames import DAY, fetch
from data.quality.inquiry import Inquiry, Issue, money_table

__all__ = ["day_doubts", "old_records", "span_doubts"]

#: A newest record is old from here on: a quarter (92 days) that is closed and exported a month
#: later is as fresh as reports by the quarter ever are.
_OLD_DAYS = 120
_DAY, _YEAR = timedelta(days=1), timedelta(days=365)
#: So late may bookings begin in a span without a word.
_LATE = timedelta(days=31)
_TABLES = {"activity": "activities", "closing": "deals"}


def day_doubts(ask: Inquiry) -> Iterator[Issue]:
    """One issue where the newest day is doubtful; a day that the reader chose is not doubted."""
    newest = record_days(ask.source, ask.basis.policy).newest()
    if newest is None or newest[1] != ask.basis.as_of:
        return
    gap = _gap(ask)
    before, still = _customers(ask)
    thinned = 2 * still < before
    if gap is None and not thinned:
        return
    until = gap[1].last_on if gap else ask.basis.as_of
    better = last_busy_day(_customer_days(ask), until) if thinned else until
    kind = gap[0] if gap else newest[0]
    said = _said(gap[1] if gap else None, before, still, better, ask.basis.as_of)
    table = _TABLES.get(kind, money_table(ask.source))
    example = None if better is None else better.isoformat()
    yield Issue(table, "as_of_doubtful", said, example=example, share=1.0)


def old_records(ask: Inquiry) -> Iterator[Issue]:
    """One issue where the newest record is long before the day of the import; a day that the
    reader chose is not the newest one."""
    newest = record_days(ask.source, ask.basis.policy).newest()
    if newest is None or newest[1] != ask.basis.as_of:
        return
    age = (ask.source.import_day - newest[1]).days
    if age > _OLD_DAYS:
        table = _TABLES.get(newest[0], money_table(ask.source))
        said = message(
            "The newest record is of {day}, {count} day before {today}: the figures say how "
            "things stood then, not today; bring a newer export.",
            "The newest record is of {day}, {count} days before {today}: the figures say how "
            "things stood then, not today; bring a newer export.",
            day=newest[1],
            count=age,
            today=ask.source.import_day,
        )
        # So much of the last twelve months is unknown.
        yield Issue(
            table, "newest_record_old", said, example=str(newest[1]), share=age / _YEAR.days
        )


def span_doubts(ask: Inquiry) -> Iterator[Issue]:
    """One issue where bookings begin long after the span does whose mean counts as a year's."""
    exposure, as_of = ask.basis.policy.exposure, ask.basis.as_of
    booked = record_days(ask.source, ask.basis.policy).kinds.get("booking")
    if exposure.years == 1 or booked is None:
        return
    first, begins = booked.days[0], as_of - exposure.span
    if first - begins <= _LATE:
        return
    said = message(
        "A year's revenue is counted as the mean of {months} months, but bookings begin only on "
        "{first}, so that it is too low; {remedy}.",
        months=exposure.months,
        first=first,
        remedy=BySurface(
            page=message("choose fewer months under What do you sell?"),
            terminal=message("set fewer exposure.months in the policy"),
        ),
    )
    missing = (first - begins) / (exposure.span + _DAY)
    table = money_table(ask.source)
    yield Issue(table, "span_not_covered", said, example=first.isoformat(), share=missing)


def _gap(ask: Inquiry) -> tuple[str, Gap] | None:
    """The earliest gap that more than outliers lie behind, and the kind of record it is in."""
    kinds = record_days(ask.source, ask.basis.policy).kinds.items()
    gaps = [(kind, days.doubtful(ask.basis.as_of)) for kind, days in kinds]
    there = [(kind, gap) for kind, gap in gaps if gap is not None]
    return min(there, key=lambda each: each[1].last_on, default=None)


def _said(gap: Gap | None, before: int, still: int, better: date | None, as_of: date) -> Message:
    remedy = (
        message("no earlier day is better")
        if better is None
        else message("the last day without that doubt is {day}", day=better)
    )
    if gap is not None:
        return message(
            "Nothing is recorded between {last} and {next}, unusually long, and {part} of the "
            "records lie behind it; the figures are as of {day}, {remedy}.",
            last=gap.last_on,
            next=gap.next_on,
            part=Percent(gap.behind),
            day=as_of,
            remedy=remedy,
        )
    return message(
        "Of {count} customer with records in the year before, {still} has any in the twelve months "
        "up to {day}, as of which the figures are; {remedy}.",
        "Of {count} customers with records in the year before, {still} have any in the twelve "
        "months up to {day}, as of which the figures are; {remedy}.",
        count=before,
        still=still,
        day=as_of,
        remedy=remedy,
    )


def _records(ask: Inquiry) -> sa.Subquery:
    """customer_id, day of everything that is dated and seen."""
    parts = []
    for _, rows, day in dated_records(ask.basis):
        chosen = sa.select(rows.c.customer_id, day.label("day")).where(ask.basis.seen(day))
        parts.append(sa.select(*ask.basis.of_customers(chosen.subquery()).c))
    return sa.union_all(*parts).subquery()


def _customers(ask: Inquiry) -> tuple[int, int]:
    """Customers with records in the year before W, and how many of them have any in W."""
    rows = _records(ask)
    window = ask.basis.window_start
    recent = rows.c.day >= sa.literal(window, sa.Date)
    earlier = rows.c.day >= sa.literal(window - _YEAR, sa.Date)
    each = (
        sa.select(
            sa.func.max(sa.case((recent, 1), else_=0)).label("now"),
            sa.func.max(sa.case((recent, 0), else_=1)).label("then"),
        )
        .where(earlier)
        .group_by(rows.c.customer_id)
        .subquery()
    )
    sums = sa.select(sa.func.sum(each.c.then), sa.func.sum(each.c.then * each.c.now))
    before, still = ask.connection.execute(sums).one()
    return int(before or 0), int(still or 0)


def _customer_days(ask: Inquiry) -> pd.DataFrame:
    rows = _records(ask)
    days = sa.select(rows.c.customer_id, rows.c.day).distinct()
    return fetch(ask.connection, days, {"customer_id": "ids", "day": DAY})
