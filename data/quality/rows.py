"""Issues of rows: ids that lead nowhere, repeats, dates to come, unknown words, faults."""

from collections.abc import Iterator

import sqlalchemy as sa

from analytics.messages import Message, message
from data.quality.inquiry import Inquiry, Issue
from data.quality.money import money_of
from data.schema import RELATION_TABLES, TABLES, Kind
from data.sources.checks import faulty_rows

__all__ = ["row_issues"]

#: The day that places a row in time, for tables of events.
_EVENT_DAYS = {
    "activities": "happened_on",
    "revenue": "booked_on",
    "deals": "closed_on",
    "access_log": "happened_on",
    "backups": "finished_on",
}


def row_issues(ask: Inquiry, table: str) -> Iterator[Issue]:
    """What is unclear in the rows of one table."""
    checks = (_unknown_customers, _unknown_reps, _identical, _future, _unknown_words, _faulty)
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
        "The customer of this row is not in the customers table; the row counts in no figure.",
        "The customers of these rows are not in the customers table; the rows count in no figure.",
        count=number,
    )
    money = money_of(ask, table, unknown)
    yield Issue(table, "unknown_customer", said, number, example, money)
    if number == _rows_of(ask, table):
        said = message("0 % of {table} join to customers: are the ids the same?", table=table)
        yield Issue(table, "no_customer_joins", said, number, example, money)


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
    money = money_of(ask, table, unknown)
    said = _unknown_rep_said(table, number)
    yield Issue(table, "unknown_rep", said, number, example, money)
    if number == ask.count(rows, named, rows.c[column])[0]:
        said = message("0 % of {table} join to reps: are the ids the same?", table=table)
        yield Issue(table, "no_rep_joins", said, number, example, money)


def _unknown_rep_said(table: str, number: int) -> Message:
    if table in (*RELATION_TABLES, "customers"):
        return message(
            "The rep of this row is not in the reps table and is taken for an active rep named by "
            "the id.",
            "The reps of these rows are not in the reps table and are taken for active reps named "
            "by their ids.",
            count=number,
        )
    return message(
        "The rep of this row is not in the reps table.",
        "The reps of these rows are not in the reps table.",
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


def _future(ask: Inquiry, table: str) -> Iterator[Issue]:
    if table not in _EVENT_DAYS:
        return
    rows = ask.source.rows(table)
    day = rows.c[_EVENT_DAYS[table]]
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
        yield Issue(table, "future_date", said, number, example, money_of(ask, table, later))


def _unknown_words(ask: Inquiry, table: str) -> Iterator[Issue]:
    for name, column in TABLES[table].columns.items():
        if column.kind is not Kind.CHOICE or name not in ask.source.tables[table]:
            continue
        prepared = ask.source.relations[table].prepared()
        word = sa.func.lower(prepared.c[name], type_=sa.String())
        number, example, _ = ask.count(prepared, word.not_in(column.choices), word)
        if number:
            other = "other" in column.choices and table == "activities"
            issue = f"unknown_{name}"
            yield Issue(table, issue, _unknown_word_said(name, other, number), number, example)


def _unknown_word_said(column: str, other: bool, number: int) -> Message:
    if other:
        return message(
            "The {column} of this row is none of the known words and counts as other.",
            "The {column} of these rows is none of the known words and counts as other.",
            count=number,
            column=column,
        )
    return message(
        "The {column} of this row is none of the known words and is kept as it is.",
        "The {column} of these rows is none of the known words and is kept as it is.",
        count=number,
        column=column,
    )


def _faulty(ask: Inquiry, table: str) -> Iterator[Issue]:
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
        worth = None if money is None else float(money)
        yield Issue(table, "faulty_rows_left_out", said, int(number), example, worth)
