"""Issues of rows: ids that lead nowhere, repeats, dates to come, unknown words, faults."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import sqlalchemy as sa

from analytics.messages import Message, SchemaName, message
from data.extract.as_of import record_days
from data.frames import fetch_numbers
from data.quality.inquiry import EVENT_DAYS, Inquiry, Issue, counts, money_table
from data.quality.money import money_of, worth
from data.schema import RELATION_TABLES, TABLES, Kind
from data.sources.checks import faulty_rows

__all__ = ["faulty", "row_issues"]

#: Rows that are repeated are looked up by their numbers, up to so many.
_FEW = 1_000
#: So many are sorted at once, which takes 200 MB.
_AT_ONCE = 25_000_000


def row_issues(ask: Inquiry, table: str) -> Iterator[Issue]:
    """What is unclear in the rows of one table."""
    checks = (
        _unknown_customers,
        _unknown_reps,
        _identical,
        _future,
        _beyond,
        _unknown_words,
        _not_booked,
        faulty,
    )
    for check in checks:
        yield from check(ask, table)


def _unknown_customers(ask: Inquiry, table: str) -> Iterator[Issue]:
    if table == "customers" or "customer_id" not in TABLES[table].columns:
        return
    rows, customers = ask.source.rows(table), ask.source.rows("customers")
    unknown = rows.c.customer_id.not_in(sa.select(customers.c.customer_id))
    number, example, _ = ask.count(rows, unknown, rows.c.customer_id)
    if not number:
        return
    said = message(
        "The customer of this row is not in the table of customers; the row counts in no figure.",
        "The customers of these rows are not in the table of customers; the rows count in no "
        "figure.",
        count=number,
    )
    money, share = money_of(ask, table, unknown), ask.part(table, unknown)
    none_joins = number == _rows_of(ask, table)
    # What is said twice weighs once.
    weighed = 0.0 if none_joins else share
    yield Issue(table, "unknown_customer", said, number, example, money, weighed)
    if none_joins:
        said = message(
            "0 % of {table} join to {target}: are the ids the same?",
            table=SchemaName(table),
            target=SchemaName("customers"),
        )
        yield Issue(table, "no_customer_joins", said, number, example, money, share)


def _unknown_reps(ask: Inquiry, table: str) -> Iterator[Issue]:
    column = "owner_id" if table == "customers" else "rep_id"
    if table == "reps" or column not in TABLES[table].columns:
        return
    rows, reps = ask.source.rows(table), ask.source.rows("reps")
    named = rows.c[column].is_not(None)
    unknown = sa.and_(named, rows.c[column].not_in(sa.select(reps.c.rep_id)))
    number, example, _ = ask.count(rows, unknown, rows.c[column])
    if not number:
        return
    money, share = money_of(ask, table, unknown), ask.part(table, unknown)
    people = _distinct(ask, rows.c[column], unknown) if _makes_people(table) else 0
    said = _unknown_rep_said(table, number)
    none_joins = number == ask.count(rows, named, rows.c[column])[0]
    weighed = (0.0, 0) if none_joins else (share, people)
    yield Issue(table, "unknown_rep", said, number, example, money, *weighed)
    if none_joins:
        said = message(
            "0 % of {table} join to {target}: are the ids the same?",
            table=SchemaName(table),
            target=SchemaName("reps"),
        )
        yield Issue(table, "no_rep_joins", said, number, example, money, share, people)


def _makes_people(table: str) -> bool:
    """Whether an unknown id of the table is taken for a rep."""
    return table in (*RELATION_TABLES, "customers")


def _distinct(ask: Inquiry, column: Any, condition: Any) -> int:
    counted = sa.select(sa.func.count(sa.distinct(column))).where(condition)
    return ask.connection.scalar(counted) or 0


def _unknown_rep_said(table: str, number: int) -> Message:
    if _makes_people(table):
        return message(
            "The salesperson of this row is not in the table of salespeople and is taken for an "
            "active one named by the id.",
            "The salespeople of these rows are not in the table of salespeople and are taken for "
            "active ones named by their ids.",
            count=number,
        )
    return message(
        "The salesperson of this row is not in the table of salespeople.",
        "The salespeople of these rows are not in the table of salespeople.",
        count=number,
    )


def _rows_of(ask: Inquiry, table: str) -> int:
    rows = ask.source.rows(table)
    return ask.connection.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def _identical(ask: Inquiry, table: str) -> Iterator[Issue]:
    if TABLES[table].key:
        return
    # As stored, apart from spaces: a million times need not be written as text to compare them.
    rows = ask.source.relations[table].prepared()
    present = [rows.c[name] for name in TABLES[table].columns if name in ask.source.tables[table]]
    again = (sa.func.count() - 1).label("again")
    groups = (
        sa.select(again, present[0].label("example"))
        .where(_perhaps_again(ask, present))
        .group_by(*present)
        .having(sa.func.count() > 1)
        .subquery()
    )
    number, shown = ask.connection.execute(
        sa.select(sa.func.sum(groups.c.again), sa.func.min(groups.c.example))
    ).one()
    if number:
        said = message(
            "This row repeats another one in every column; it is kept, since the table has no key.",
            "These rows repeat others in every column; they are kept, since the table has no key.",
            count=int(number),
        )
        yield Issue(table, "identical_rows", said, int(number), str(shown))


def _perhaps_again(ask: Inquiry, columns: list[Any]) -> Any:
    """Whether a row may have the same values as another one, where that is quickly told.

    Equal rows have equal numbers made of them, and to sort ten million numbers takes a fraction of
    what it takes to group as many rows by all their texts.
    """
    if not ask.source.kind.columnar:
        return sa.true()
    rows = ask.connection.scalar(sa.select(sa.func.count()).select_from(columns[0].table)) or 0
    mark = sa.cast(sa.func.hash(*columns, type_=sa.BigInteger()).op(">>")(1), sa.BigInteger)
    parts = 1 + rows // _AT_ONCE
    marks = sa.select(mark)
    some = [marks.where(mark % parts == part) for part in range(parts)] if parts > 1 else [marks]
    again = {each for numbers in some for each in _repeated(ask, numbers)}
    if len(again) > _FEW:
        return sa.true()
    if not again:
        return sa.false()
    # Not as a list: DuckDB would look through all of it for every row.
    found = sa.values(sa.column("mark", sa.BigInteger), name="repeated_marks")
    return mark.in_(sa.select(found.data([(each,) for each in sorted(again)]).c.mark))


def _repeated(ask: Inquiry, marks: sa.Select[Any]) -> list[int]:
    """The numbers that are there more than once, of more than :data:`_FEW` only some."""
    numbers = fetch_numbers(ask.connection, marks)
    numbers.sort()
    again = np.unique(numbers[1:][numbers[1:] == numbers[:-1]])
    return [int(each) for each in again[: _FEW + 1]]


def _future(ask: Inquiry, table: str) -> Iterator[Issue]:
    if table not in EVENT_DAYS:
        return
    rows = ask.source.rows(table)
    day = rows.c[EVENT_DAYS[table]]
    later = day > sa.literal(ask.source.import_day, sa.Date)
    if table == "deals":
        later = sa.and_(later, rows.c.stage.in_(("won", "lost")))
    number, example, _ = ask.count(rows, later, day)
    if number:
        said = message(
            "This row lies after the day of the import ({day}) and is left out.",
            "These rows lie after the day of the import ({day}) and are left out.",
            count=number,
            day=ask.source.import_day,
        )
        money, share = money_of(ask, table, later), ask.part(table, later, anytime=True)
        yield Issue(table, "future_date", said, number, example, money, share)


#: The kind of record that each table holds, see :class:`data.extract.as_of.RecordDays`.
_KINDS_OF = {"activities": "activity", "revenue": "booking", "deals": "closing"}


def _beyond(ask: Inquiry, table: str) -> Iterator[Issue]:
    """Rows behind a gap, too few to move the as-of date."""
    kind = "booking" if table == money_table(ask.source) else _KINDS_OF.get(table)
    if kind not in record_days(ask.source, ask.basis.policy).beyond(ask.basis.as_of):
        return
    rows = ask.source.rows(table)
    day = rows.c[EVENT_DAYS[table]]
    known = rows.c.customer_id.in_(sa.select(ask.source.rows("customers").c.customer_id))
    later = sa.and_(
        known,
        day > sa.literal(ask.basis.as_of, sa.Date),
        day <= sa.literal(ask.source.import_day, sa.Date),
    )
    if table == "deals":
        later = sa.and_(later, rows.c.stage.in_(("won", "lost")))
    number, example, _ = ask.count(rows, later, day)
    if number:
        said = message(
            "This row lies after {day}, behind a long gap without records; it is left out.",
            "These rows lie after {day}, behind a long gap without records; they are left out.",
            count=number,
            day=ask.basis.as_of,
        )
        money, share = money_of(ask, table, later), ask.part(table, later, anytime=True)
        yield Issue(table, "beyond_as_of", said, number, example, money, share)


def _unknown_words(ask: Inquiry, table: str) -> Iterator[Issue]:
    for name, column in TABLES[table].columns.items():
        if column.kind is not Kind.CHOICE or name not in ask.source.tables[table]:
            continue
        prepared = ask.source.relations[table].prepared()
        word = sa.func.lower(prepared.c[name], type_=sa.String())
        number, example, _ = ask.count(prepared, word.not_in(column.choices), word)
        if not number:
            continue
        money, share = _behind_words(ask, table, name, number)
        said = _unknown_word_said(table, name, number)
        yield Issue(table, f"unknown_{name}", said, number, example, money, share)


def _behind_words(ask: Inquiry, table: str, column: str, number: int) -> tuple[float | None, float]:
    """Money and part of the answer behind unknown words that leave rows out or are read as
    others."""
    rows = ask.source.rows(table)
    if (table, column) == ("activities", "kind"):
        return None, number / _rows_of(ask, table)
    leaves_out = (table, column) in (("deals", "stage"), ("revenue", "status"))
    if not leaves_out or table != money_table(ask.source):
        return None, 0.0
    unknown = rows.c[column].not_in(TABLES[table].columns[column].choices)
    sold = sa.or_(unknown, counts(ask.source, rows))
    total = worth(ask, sold, absolute=True) or 0.0
    lost = worth(ask, unknown, absolute=True) or 0.0
    return worth(ask, unknown), lost / total if total else 0.0


def _unknown_word_said(table: str, column: str, number: int) -> Message:
    if (table, column) == ("activities", "kind"):
        return message(
            "The {column} of this row is none of the known words and counts as other.",
            "The {column} of these rows is none of the known words and counts as other.",
            count=number,
            column=SchemaName(column=column),
        )
    if (table, column) in (("deals", "stage"), ("revenue", "status")):
        return message(
            "The {column} of this row is none of the known words; the row is left out.",
            "The {column} of these rows is none of the known words; the rows are left out.",
            count=number,
            column=SchemaName(column=column),
        )
    return message(
        "The {column} of this row is none of the known words and is kept as it is.",
        "The {column} of these rows is none of the known words and is kept as it is.",
        count=number,
        column=SchemaName(column=column),
    )


def _not_booked(ask: Inquiry, table: str) -> Iterator[Issue]:
    """Cancelled bookings and drafts: no part of the answer is lost by leaving them out."""
    if table != "revenue":
        return
    rows = ask.source.rows(table)
    void = rows.c.status.in_(("cancelled", "draft"))
    number, example, _ = ask.count(rows, void, rows.c.customer_id)
    if number:
        said = message(
            "This booking is cancelled or a draft and is left out.",
            "These bookings are cancelled or drafts and are left out.",
            count=number,
        )
        money = worth(ask, void) if table == money_table(ask.source) else None
        yield Issue(table, "not_booked", said, number, example, money)


def faulty(ask: Inquiry, table: str) -> Iterator[Issue]:
    """Rows of a table that were left out as faulty."""
    rows = faulty_rows(ask.source, table)
    number, example, money = ask.connection.execute(
        sa.select(sa.func.sum(rows.c.rows), sa.func.min(rows.c.example), sa.func.sum(rows.c.amount))
    ).one()
    if number:
        said = message(
            "This row has a value that cannot be read, or lacks a required one; it is left out.",
            "These rows have values that cannot be read, or lack required ones; they are left out.",
            count=int(number),
        )
        amount = None if money is None else float(money)
        share = _faulty_share(ask, table, int(number), amount)
        yield Issue(table, "faulty_rows_left_out", said, int(number), example, amount, share)


def _faulty_share(ask: Inquiry, table: str, number: int, money: float | None) -> float:
    """The part of the rows of a table, or of its money if that is more; of any time, as a row
    without a readable day has none."""
    if table in ("revenue", "activities") and table not in ask.source.filled:
        return 1.0
    if not ask.rests_on(table):
        return 0.0
    of_rows = number / (number + _rows_of(ask, table))
    if table != money_table(ask.source) or money is None or len(ask.basis.currencies) > 1:
        return of_rows
    rows = ask.source.bookings()
    used = float(ask.connection.scalar(sa.select(sa.func.sum(sa.func.abs(rows.c.amount)))) or 0.0)
    return max(of_rows, abs(money) / (abs(money) + used)) if money else of_rows
