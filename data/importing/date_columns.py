"""Reading the days and times of one column, the order of day and month decided first."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from data.importing.column_reading import Column, direct, zone_of
from data.importing.dates_and_times import (
    Order,
    Shape,
    day_of,
    direct_day,
    direct_time,
    direct_zoned,
    iso_text,
    local_times,
    possible_orders,
    spelled_times,
)
from data.importing.dictionaries import Spellings, materialized
from data.importing.hints import Hints, Option, Question
from data.importing.months import months_of
from data.importing.rows import decoded
from data.problems import clipped
from data.schema import Kind, TableColumn
from data.usual import ENDS, OPEN_END
from data.words import NOT_AVAILABLE

__all__ = ["read_dates"]

Text = sa.ColumnElement[Any]

#: Columns of periods, which are often named by a month, a quarter or a year.
_PERIODS = ("period_start", "period_end")
#: Days that a month stands for as its last one.
_LAST_DAYS = ("period_end", "end_on", "ends_on", "contract_ends_on")

#: What databases and spreadsheets store where there is no day.
_NO_DAY = (
    r"(?i)(?:0+(?:[-/.]0+[-/.]0+)?|1900-01-00|0?1/0?0/1900|0?0[/.]0?1[/.]1900)"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?)?Z?|-infinity"
)
_ENDLESS = "(?i)infinity"


def read_dates(
    connection: sa.Connection,
    table: str,
    column: TableColumn,
    spellings: Spellings | None,
    zoned: int,
    timezone: str,
    hints: Hints,
    questions: list[Question],
) -> Column:
    """The reading of a column of days or times; an order that stays open goes to ``questions``.

    ``zoned``: how many of its usual values end in a zone.
    """
    zone = zone_of(column, timezone, hints)
    if spellings is None:
        return _usual(column, column.kind is Kind.TIME and zoned > 0, zoned, timezone)
    spelled = _spelled(connection, spellings)
    rows = spelled.table
    has_zones = zoned > 0 or zone is not None or _has(connection, rows, rows.c.offset != "")
    told = hints.of(column.name)
    order, orders = _order(connection, spelled, told.order)
    question = _question(connection, table, spelled, orders) if orders else None
    answered = question is not None and told.open_order in orders
    asked = question is not None and not answered
    if question is not None and asked:
        questions.append(question)
    if told.open_order is not None and answered:
        order = Order(told.open_order)
    local = _local(rows, order, asked=asked)
    whole = sa.select(*rows.c, local.label("local")).subquery()
    is_text = column.kind is Kind.TIME and has_zones
    value = _value(whole, column, timezone, zone, is_text)
    usual = _usual(column, is_text, zoned, timezone)
    rows = sa.select(*whole.c, value.label("value")).subquery()
    unread = None if asked else "impossible_date"
    read = _dictionary(connection, rows, column, unread, usual.sql_type, told=answered)
    form = "" if order is None else str(order)
    options = () if question is None else question.options
    return replace(usual, dictionary=read, asked=asked, form=form, options=options)


def _usual(column: TableColumn, is_text: bool, zoned: int, timezone: str) -> Column:
    value: Callable[[Text], Text]
    if column.kind is Kind.DATE:
        value = partial(direct_day, timezone=timezone) if zoned else direct_day
    else:
        value = direct_zoned if is_text else direct_time

    def read(text: Text) -> tuple[Text, Text]:
        filled = sa.func.nullif(text, "")
        day = value(filled)
        impossible = sa.and_(filled.is_not(None), day.is_(None))
        return day, sa.case((impossible, "impossible_date"))

    sql_type = sa.String() if is_text else column.kind.sql_type
    return replace(direct(column), direct=read, sql_type=sql_type)


def _spelled(connection: sa.Connection, spellings: Spellings) -> Spellings:
    """The spellings taken apart; epochs stay only where the column holds nothing else."""
    rows = spellings.table
    lower = sa.func.lower(rows.c.clean)
    none = sa.func.regexp_full_match(rows.c.clean, _NO_DAY)
    endless = sa.func.regexp_full_match(rows.c.clean, _ENDLESS)
    nothing = sa.or_(rows.c.nothing, lower == NOT_AVAILABLE)
    kept = [column for column in rows.c if column.name != "nothing"]
    worded = sa.select(
        *kept, nothing.label("nothing"), none.label("none"), endless.label("endless")
    ).subquery()
    times = spelled_times(worded, periods=spellings.column.name in _PERIODS)
    select = sa.select(*local_times(times).c)
    spelled = spellings.on(materialized(connection, "spelled", spellings.column, select))
    table = spelled.table
    epoch = table.c.shape == Shape.EPOCH.value
    silent = sa.or_(table.c.nothing, table.c.none, table.c.clean.is_(None))
    others = sa.and_(sa.not_(sa.func.coalesce(epoch, sa.false())), sa.not_(silent))
    if spelled.usual or _has(connection, table, others):
        kept_columns = [c for c in table.c if c.name != "shape"]
        shape = sa.case((epoch, sa.null()), else_=table.c.shape)
        rest = sa.select(*kept_columns, sa.cast(shape, sa.String()).label("shape")).subquery()
        return spelled.on(rest)
    return spelled


def _has(connection: sa.Connection, rows: sa.FromClause, condition: Text) -> bool:
    return bool(connection.scalar(sa.select(sa.func.count()).select_from(rows).where(condition)))


def _order(
    connection: sa.Connection, spellings: Spellings, hint: str | None
) -> tuple[Order | None, list[Order]]:
    """The order of day and month in the column; where several are possible, or values contradict
    each other, none, and the orders to choose from."""
    if hint is not None:
        return Order(hint), []
    rows = spellings.table
    possible = possible_orders(rows)
    exists = sa.or_(*possible.values())
    counts = []
    for order, here in possible.items():
        others = (sa.not_(there) for each, there in possible.items() if each != order)
        alone, lacking = sa.and_(here, *others), sa.and_(exists, sa.not_(here))
        counts += [sa.func.count_if(each) for each in (here, alone, lacking)]
    numbers = connection.execute(sa.select(*counts).select_from(rows)).one()
    found = dict(zip(possible, zip(*[iter(numbers)] * 3, strict=True), strict=True))
    alone_here = [order for order, (_, alone, _) in found.items() if alone]
    if len(alone_here) == 1:
        return alone_here[0], []
    if not alone_here and not _differ(connection, rows):
        return None, []
    whole = [order for order, (here, _, lacking) in found.items() if here and not lacking]
    if not alone_here and len(whole) == 1:
        return whole[0], []
    return None, alone_here or whole or [order for order, (here, *_) in found.items() if here]


def _readings(rows: sa.FromClause) -> list[Text]:
    return [rows.c[f"local_{order}"] for order in Order]


def _differ(connection: sa.Connection, rows: sa.FromClause) -> bool:
    """Whether any day in three numbers is another day in another order."""
    times = _readings(rows)
    least, most = sa.func.least(*times), sa.func.greatest(*times)
    return _has(connection, rows, sa.and_(rows.c.shape == Shape.NUMBERS.value, least != most))


def _local(rows: sa.FromClause, order: Order | None, *, asked: bool) -> Text:
    """The local time of every spelling in the order that was chosen, NULL where none was."""
    numbers = rows.c.shape == Shape.NUMBERS.value
    certain = rows.c[f"local_{Order.DMY}"]
    if order is not None:
        in_numbers: Text = rows.c[f"local_{order}"]
    elif asked:
        in_numbers = sa.cast(sa.null(), sa.DateTime())
    else:
        times = _readings(rows)
        least = sa.func.least(*times)
        in_numbers = sa.case((least == sa.func.greatest(*times), least))
    silent = sa.or_(rows.c.nothing, rows.c.none)
    unknown = sa.or_(silent, rows.c.shape.is_(None))
    return sa.case(
        (unknown, sa.cast(sa.null(), sa.DateTime())), (numbers, in_numbers), else_=certain
    )


def _value(
    whole: sa.FromClause, column: TableColumn, timezone: str, zone: str | None, is_text: bool
) -> Text:
    c = whole.c
    if column.kind is Kind.DATE:
        day = day_of(c.local, c.offset, c.clock, timezone, zone)
        if column.name in _LAST_DAYS:
            span = sa.func.to_months(sa.cast(months_of(c.day), sa.Integer()))
            last = sa.cast(day + span - sa.func.to_days(1), sa.Date())
            day = sa.case((c.shape == Shape.MONTH.value, last), else_=day)
        if column.name in ENDS:
            return sa.case((c.endless, sa.cast(sa.literal(OPEN_END), sa.Date())), else_=day)
        return day
    return iso_text(c.local, c.offset, zone) if is_text else c.local


def _dictionary(
    connection: sa.Connection,
    rows: sa.FromClause,
    column: TableColumn,
    unread: str | None,
    sql_type: sa.types.TypeEngine[Any],
    *,
    told: bool,
) -> sa.Table:
    """Every spelling with its value; ``unread``: the problem of a day that no order decides;
    ``told``: whether a person has said the order."""
    c = rows.c
    numbers = c.shape == Shape.NUMBERS.value
    silent = sa.or_(c.clean.is_(None), c.nothing, c.none, c.endless)
    exists = sa.func.greatest(*_readings(rows)).is_not(None)
    problem = sa.case(
        (sa.or_(silent, c.value.is_not(None)), sa.null()),
        (sa.and_(numbers, exists), unread),
        (c.shape.is_not(None), "impossible_date"),
        else_="date",
    )
    code = sa.case(
        (c.nothing, "word_for_nothing"),
        # An end that never comes is noted where ends are opened.
        (sa.or_(c.none, sa.and_(c.endless, c.value.is_(None))), "day_for_none"),
        (c.endless, sa.null()),
        (c.value.is_(None), sa.null()),
        (numbers, sa.null() if told else "date_order"),
        (c.shape == Shape.SERIAL.value, "excel_serial"),
        (c.shape == Shape.EPOCH.value, "epoch"),
        (c.shape == Shape.MONTH.value, "period" if column.name in _PERIODS else "month_only"),
        (sa.func.regexp_matches(c.day, r"(^|\D)\d{2}$"), "two_digit_year"),
    )
    year_named = c.shape == Shape.YEAR_FIRST.value
    code = sa.case((sa.and_(year_named, c.value.is_not(None)), sa.null()), else_=code)
    select = sa.select(
        c.text,
        c.value,
        sa.cast(problem, sa.String()).label("problem"),
        sa.cast(code, sa.String()).label("code"),
    )
    return materialized(connection, "read", column, select, sql_type)


def _question(
    connection: sa.Connection, table: str, spellings: Spellings, orders: list[Order]
) -> Question:
    """The first and the last day of each reading, and a value that it cannot read."""
    rows = spellings.table
    numbers = rows.c.shape == Shape.NUMBERS.value
    options, unread = [], []
    for order in orders:
        time = rows.c[f"local_{order}"]
        first, last = connection.execute(
            sa.select(sa.func.min(time), sa.func.max(time)).where(numbers)
        ).one()
        total = f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"
        if against := _against(connection, spellings, time):
            total += f"; {against[1]} → ∅"
            unread.append(against)
        options.append(Option(str(order), total))
    places = sorted(unread) if len(unread) == len(orders) else []
    contradiction = tuple((decoded(row)[1], value) for row, value in places)
    column = spellings.column.name
    return Question(table, column, "order", tuple(options), contradiction)


def _against(connection: sa.Connection, spellings: Spellings, time: Text) -> tuple[int, str] | None:
    """Number of the row and text of the first day that exists, though not in that order."""
    rows, texts = spellings.table, spellings.texts
    text = texts.c[spellings.column.name]
    exists = sa.func.greatest(*_readings(rows)).is_not(None)
    against = sa.and_(rows.c.shape == Shape.NUMBERS.value, exists, time.is_(None))
    first = (
        sa.select(texts.c.row, rows.c.clean)
        .join_from(texts, rows, rows.c.text == text)
        .where(against)
        .order_by(texts.c.row)
        .limit(1)
    )
    found = connection.execute(first).first()
    return None if found is None else (int(found[0]), str(clipped(found[1])))
