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
    chosen_order,
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
from data.schema import Kind, TableColumn
from data.usual import ENDS, OPEN_END
from data.words import NOT_AVAILABLE

__all__ = ["read_dates"]

Text = sa.ColumnElement[Any]

#: What databases and spreadsheets store where there is no day.
_NO_DAY = r"(?i)0+([-/.]0+[-/.]0+)?(?:[T ]00:00(?::00(?:\.0+)?)?)?Z?|-infinity"
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
    order, contradictory = _order(connection, spelled, hints.of(column.name).order)
    asked = False
    options: tuple[Option, ...] = ()
    if order is None and not contradictory and _differ(connection, rows):
        candidates = _candidates(connection, rows)
        answer = hints.of(column.name).open_order
        options = _options(connection, rows, candidates) if len(candidates) > 1 else ()
        if len(candidates) == 1:
            order = candidates[0]
        elif answer in candidates:
            order = Order(answer)
        elif candidates:
            questions.append(Question(table, column.name, "order", options))
            asked = True
        else:
            contradictory = True
    local = _local(rows, order, contradictory=contradictory, asked=asked)
    whole = sa.select(*rows.c, local.label("local")).subquery()
    is_text = column.kind is Kind.TIME and has_zones
    value = _value(whole, column, timezone, zone, is_text)
    usual = _usual(column, is_text, zoned, timezone)
    rows = sa.select(*whole.c, value.label("value")).subquery()
    unread = None if asked else "ambiguous_date" if contradictory else "impossible_date"
    answered = bool(options) and not asked
    read = _dictionary(connection, rows, column, unread, usual.sql_type, told=answered)
    form = "" if order is None else str(order)
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
    select = sa.select(*local_times(spelled_times(worded)).c)
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
) -> tuple[Order | None, bool]:
    rows = spellings.table
    possible = possible_orders(rows)
    counts = []
    for order, here in possible.items():
        alone = sa.and_(
            here, *(sa.not_(there) for each, there in possible.items() if each != order)
        )
        counts.append(sa.func.coalesce(sa.func.sum(sa.case((alone, rows.c.rows))), 0))
    answers = connection.execute(sa.select(*counts).select_from(rows)).one()
    return chosen_order({o: int(n) for o, n in zip(possible, answers, strict=True)}, hint)


def _readings(rows: sa.FromClause) -> list[Text]:
    return [rows.c[f"local_{order}"] for order in Order]


def _differ(connection: sa.Connection, rows: sa.FromClause) -> bool:
    """Whether any day in three numbers is another day in another order."""
    times = _readings(rows)
    least, most = sa.func.least(*times), sa.func.greatest(*times)
    return _has(connection, rows, sa.and_(rows.c.shape == Shape.NUMBERS.value, least != most))


def _candidates(connection: sa.Connection, rows: sa.FromClause) -> list[Order]:
    """The orders in which every day exists that exists in any."""
    possible = possible_orders(rows)
    exists = sa.or_(*possible.values())
    lacking = [
        sa.func.count_if(sa.and_(exists, sa.not_(here))).label(order)
        for order, here in possible.items()
    ]
    answers = connection.execute(sa.select(*lacking).select_from(rows)).one()
    return [order for order, count in zip(possible, answers, strict=True) if not count]


def _local(rows: sa.FromClause, order: Order | None, *, contradictory: bool, asked: bool) -> Text:
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
        if contradictory:
            readable = sum(
                (sa.cast(time.is_not(None), sa.Integer) for time in times), sa.literal(0)
            )
            in_numbers = sa.case((readable == 1, least))
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


def _options(
    connection: sa.Connection, rows: sa.FromClause, candidates: list[Order]
) -> tuple[Option, ...]:
    """The first and the last day of each reading."""
    numbers = rows.c.shape == Shape.NUMBERS.value
    options = []
    for order in candidates:
        time = rows.c[f"local_{order}"]
        first, last = connection.execute(
            sa.select(sa.func.min(time), sa.func.max(time)).where(numbers)
        ).one()
        options.append(Option(str(order), f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"))
    return tuple(options)
