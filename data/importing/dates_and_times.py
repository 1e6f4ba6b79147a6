"""Reading days and times as people and programs write them, as SQL expressions.

Year first in any of the usual separators (``2026-03-05``, ``2026.3.5``, ``2026年3月5日``,
``20260305``), a month by its name (``20 Apr, 2021``, ``April 20, 2021``, ``20-Apr-21``), three
numbers whose order the column decides (``26/02/2018``), serial numbers of Excel (46086 is
2026-03-05) and epochs of a column that holds nothing else; each with or without a time
(``14:30``, ``2:30 PM``, ``下午2:30``) and a zone. Serials are read from 10000 (1927) to 80000
(2119): a smaller number in a column of dates is rather a year than a day. Of a year of two digits,
70 to 99 lie in the last century. What is only a month stands for its first day
(:mod:`data.importing.months`).
"""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data.importing.months import first_day
from data.words import MONTHS

__all__ = [
    "Order",
    "Shape",
    "day_of",
    "direct_day",
    "direct_time",
    "direct_zoned",
    "iso_text",
    "local_times",
    "possible_orders",
    "spelled_times",
]

Text = sa.ColumnElement[Any]


class Order(StrEnum):
    """The order of day, month and year in three numbers."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


ORDERS = tuple(Order)

# No place on earth is more than 14 hours ahead of or behind UTC.
_OFFSET = r"[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00"
_ZONE = r"(?:UTC|GMT|utc|gmt)?[+-]\d{2}(?::?\d{2})?|[Zz]|UTC|GMT|utc|gmt"
_HALF_DAY = r"[AaPp]\.?[Mm]\.?|上午|下午|早上|晚上|中午|凌晨"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_SPLIT = (
    rf"^(.*?)(?:(?:[Tt,]|\s)*({_HALF_DAY})?\s*({_CLOCK})\s*({_HALF_DAY})?\s*"
    rf"({_ZONE})?(?:\s*\([^()]*\))?)?\s*$"
)
_FIGURES = "〇零一二三四五六七八九"
_WEEKDAY = (
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|mo|di|mi|do|fr|sa|so"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)[.,]*\s+"
    r"|\s*(?:星期|周|週|礼拜)[一二三四五六日天1-6]\s*"
)
_SERIAL = r"[1-7]\d{4}(?:\.\d+)?"
_COMPACT_TIME = r"^((?:19|20)\d{6})[T ]?(\d{2})(\d{2})(\d{2})"
_COMPACT_DAY = r"^((?:19|20)\d{2})(\d{2})(\d{2})($|[T ])"
_CHINESE_CLOCK = r"(\d{1,2})\s*[时時点點:]\s*(\d{1,2})\s*分(?:\s*(\d{1,2})\s*秒)?"
_YEAR_FIRST = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
_NUMBERS = r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})\.?"
_NAME = r"[a-zäöüßéèûôáíóú]{3,}"
_DAY_NAME = rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[-/.,\s]*(?:de\s+|of\s+)?({_NAME})\.?"
_DAY_FIRST = _DAY_NAME + r"[-/.,\s]*(?:de\s+|del\s+)?'?(\d{4}|\d{2})"
_MONTH_FIRST = rf"({_NAME})\.?[-/.\s]*(\d{{1,2}})(?:st|nd|rd|th)?[-/.,\s]+'?(\d{{4}}|\d{{2}})"
_YEAR_NAME = rf"(\d{{4}})[-/.,\s]*({_NAME})\.?[-/.,\s]*(\d{{1,2}})"
_SERIAL_START = "1899-12-30"
# Ten digits of seconds from 2001 to 2099, or thirteen of milliseconds.
_EPOCH = r"(?:[1-3]\d{9}|40\d{8})(?:\d{3})?(?:\.\d+)?"
# What a calendar of four digits holds; a day less where a zone may shift it.
_FIRST, _LAST = "0001-01-01", "9999-12-31 23:59:59.999999"
_FIRST_INSTANT, _LAST_INSTANT = "0001-01-02 00:00:00+00:00", "9999-12-30 00:00:00+00:00"
_CENTURY = 70


class Shape(StrEnum):
    """How a day is written."""

    YEAR_FIRST = "year_first"
    NUMBERS = "numbers"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    YEAR_NAME = "year_name"
    SERIAL = "serial"
    EPOCH = "epoch"
    MONTH = "month"


#: Patterns with the groups of year, month and day; of NUMBERS in the order written.
_PATTERNS = {
    Shape.YEAR_FIRST: (_YEAR_FIRST, (1, 2, 3)),
    Shape.NUMBERS: (_NUMBERS, (1, 2, 3)),
    Shape.DAY_FIRST: (_DAY_FIRST, (3, 2, 1)),
    Shape.MONTH_FIRST: (_MONTH_FIRST, (3, 1, 2)),
    Shape.YEAR_NAME: (_YEAR_NAME, (1, 2, 3)),
    Shape.SERIAL: (_SERIAL, None),
    Shape.EPOCH: (_EPOCH, None),
}
_NAMED = (Shape.DAY_FIRST, Shape.MONTH_FIRST, Shape.YEAR_NAME)


def possible_orders(rows: sa.FromClause) -> dict[Order, Text]:
    """Of :func:`local_times`, by order: whether a day in three numbers exists when read so."""
    numbers = rows.c.shape == Shape.NUMBERS.value
    return {order: sa.and_(numbers, rows.c[f"local_{order}"].is_not(None)) for order in ORDERS}


def spelled_times(texts: sa.FromClause, *, periods: bool = False) -> sa.Subquery:
    """Take ``clean`` texts apart: all columns, and shape, first, second, third, clock, half, zone,
    month.

    The three numbers are year, month and day, of shape NUMBERS those written, of SERIAL and EPOCH
    empty; of MONTH ``month`` is the first day. ``periods``: whether the column names periods.
    """
    names: Text = sa.literal_column("['day', 'before', 'clock', 'after', 'zone']")
    split = sa.select(
        *texts.c, sa.func.regexp_extract(_uniform(texts.c.clean), _SPLIT, names).label("split")
    ).subquery()
    part = {
        name: sa.func.struct_extract(split.c.split, name)
        for name in ("day", "before", "clock", "after", "zone")
    }
    bare = sa.func.regexp_replace(sa.func.lower(part["day"]), _WEEKDAY, "", "g")
    kept = [column for column in split.c if column.name != "split"]
    apart = sa.select(
        *kept,
        sa.func.regexp_replace(bare, r"^[\s,]+|[\s,]+$", "", "g").label("day"),
        part["clock"].label("clock"),
        sa.func.lower(part["before"].concat(part["after"])).label("half"),
        part["zone"].label("zone"),
    ).subquery()
    month = sa.case((apart.c.clock == "", first_day(apart.c.day, periods=periods)))
    dated = sa.select(*apart.c, month.label("month")).subquery()
    shape = sa.case(
        *[
            (sa.func.regexp_full_match(dated.c.day, pattern), name.value)
            for name, (pattern, _) in _PATTERNS.items()
        ],
        (dated.c.month.is_not(None), Shape.MONTH.value),
    )
    shaped = sa.select(*dated.c, shape.label("shape")).subquery()
    numbers = [_group(shaped, place).label(f"part{place}") for place in range(3)]
    return sa.select(*shaped.c, *numbers).subquery()


def _uniform(clean: Text) -> Text:
    """Chinese figures, clocks and compact days in the spelling that the patterns expect."""
    figures = sa.func.regexp_matches(clean, f"[{_FIGURES}十][年月日号]")
    text: Text = sa.case((figures, _in_digits(clean)), else_=clean)
    text = sa.func.regexp_replace(text, _CHINESE_CLOCK, r" \1:\2:\3")
    text = sa.func.regexp_replace(text, r":(\s|$)", r"\1")
    text = sa.func.regexp_replace(text, _COMPACT_TIME, r"\1 \2:\3:\4")
    return sa.func.regexp_replace(text, _COMPACT_DAY, r"\1-\2-\3\4")


def _in_digits(clean: Text) -> Text:
    """A Chinese day with its figures as digits: 2024年三月十五日, 二〇二四年十月."""
    text = clean
    for pattern, by in (
        (r"([二三])十([月日号])", r"\1〇\2"),
        (rf"([二三])十([{_FIGURES}])", r"\1\2"),
        (r"十([月日号])", r"一〇\1"),
        (rf"十([{_FIGURES}])", r"一\1"),
    ):
        text = sa.func.regexp_replace(text, pattern, by, "g")
    return sa.func.translate(text, _FIGURES, "00123456789")


def _group(shaped: sa.FromClause, place: int) -> Text:
    day = shaped.c.day
    branches = [
        (
            shaped.c.shape == shape.value,
            sa.func.regexp_extract(day, pattern, groups[place]),
        )
        for shape, (pattern, groups) in _PATTERNS.items()
        if groups is not None
    ]
    value = sa.case(*branches, else_="")
    if place != 1:
        return value
    months = {name: str(number) for name, number in MONTHS.items()}
    named = shaped.c.shape.in_([shape.value for shape in _NAMED])
    return sa.case((named, sa.case(months, value=value)), else_=value)


def local_times(spelled: sa.FromClause) -> sa.Subquery:
    """Of :func:`spelled_times`: all columns, ``local_<order>`` for each order, and ``offset``.

    A local time is the TIMESTAMP as written, whatever its zone; NULL where there is none such.
    ``offset`` is the zone as ``+08:00``; empty text where the value has none.
    """
    c = spelled.c
    first, second, third = c.part0, c.part1, c.part2
    short = sa.func.length(third) == 2
    numbers = c.shape == Shape.NUMBERS.value
    as_written = sa.case(
        (c.shape == Shape.MONTH.value, c.month),
        (sa.not_(numbers), _day_text(first, second, third)),
    )
    days = {
        Order.DMY: _day_text(_year(third), second, first),
        Order.MDY: _day_text(_year(third), first, second),
        Order.YMD: sa.case((short, _day_text(_year(first), second, third))),
    }
    as_named = _day_text(_year(first), second, third)
    named = c.shape.in_([shape.value for shape in _NAMED])
    times = {
        order: _local(spelled, sa.case((numbers, day), (named, as_named), else_=as_written))
        for order, day in days.items()
    }
    labelled = (time.label(f"local_{order}") for order, time in times.items())
    epoch = c.shape == Shape.EPOCH.value
    offset = sa.case((epoch, "+00:00"), else_=_offset(c.zone))
    return sa.select(*c, *labelled, offset.label("offset")).subquery()


def _day_text(year: Text, month: Text, day: Text) -> Text:
    return year.concat("-").concat(month).concat("-").concat(day)


def _year(digits: Text) -> Text:
    """The year of two digits in its century; other years as they are."""
    short = sa.func.length(digits) == 2
    late = sa.try_cast(digits, sa.Integer()) >= _CENTURY
    return sa.case(
        (sa.and_(short, late), sa.literal("19").concat(digits)),
        (short, sa.literal("20").concat(digits)),
        else_=digits,
    )


def _local(spelled: sa.FromClause, day: Text) -> Text:
    c = spelled.c
    clock = sa.func.coalesce(sa.func.nullif(c.clock, ""), "00:00")
    time: Text = sa.try_cast(
        day.concat(" ").concat(sa.func.replace(clock, ",", ".")), sa.DateTime()
    )
    hour = sa.try_cast(sa.func.regexp_extract(clock, r"^\d+"), sa.Integer())
    late = sa.func.regexp_full_match(c.half, r"p\.?m\.?|下午|晚上|中午")
    shift = sa.case(
        (c.half == "", 0),
        (sa.and_(late, hour < 12), 12),
        (sa.and_(~late, hour == 12), -12),
        else_=0,
    )
    start = sa.cast(sa.literal(_SERIAL_START), sa.DateTime())
    seconds = sa.func.round(sa.try_cast(c.day, sa.Double()) * 86400)
    # A column of numbers with empty cells is often written with a point: 1770000000.0.
    digits = sa.func.split_part(c.day, ".", 1)
    number = sa.try_cast(digits, sa.BigInteger())
    since = sa.case((sa.func.length(digits) == 13, number), else_=number * 1000)
    whole = c.clock == ""
    return sa.case(
        (
            sa.and_(c.shape == Shape.SERIAL.value, whole),
            start + sa.func.to_seconds(seconds),
        ),
        (sa.and_(c.shape == Shape.EPOCH.value, whole), sa.func.epoch_ms(since)),
        else_=_between(time + sa.func.to_hours(shift), _FIRST, _LAST, sa.DateTime()),
    )


def _offset(zone: Text) -> Text:
    bare = sa.func.regexp_replace(zone, "(?i)^(?:utc|gmt)([+-])", r"\1")
    hours = sa.func.substr(bare, 1, 3)
    minutes = sa.func.substr(sa.func.replace(bare, ":", ""), 4, 2)
    full = hours.concat(":").concat(sa.func.rpad(minutes, 2, "0"))
    return sa.case((zone == "", ""), (sa.func.regexp_matches(bare, "^[+-]"), full), else_="+00:00")


def _between(time: Text, first: str, last: str, kind: sa.types.TypeEngine[Any]) -> Text:
    here = time.between(sa.cast(sa.literal(first), kind), sa.cast(sa.literal(last), kind))
    return sa.case((here, time))


def instant(local: Text, offset: Text, zone: str | None) -> Text:
    """The TIMESTAMP WITH TIME ZONE; NULL where no place on earth has such an offset.

    A local time without offset lies in ``zone``; without any it is no instant.
    """
    kind = sa.TIMESTAMP(True)
    there = sa.try_cast(sa.cast(local, sa.String()).concat(offset), kind)
    shifted = _between(there, _FIRST_INSTANT, _LAST_INSTANT, kind)
    with_offset = sa.case((sa.func.regexp_full_match(offset, _OFFSET), shifted))
    without = sa.null() if zone is None else sa.func.timezone(zone, local)
    return sa.case((offset == "", without), else_=with_offset)


def day_of(local: Text, offset: Text, clock: Text, timezone: str, zone: str | None) -> Text:
    """The DATE; of an instant, the day in the company's ``timezone``."""
    there = sa.cast(sa.func.timezone(timezone, instant(local, offset, zone)), sa.Date())
    plain = offset == "" if zone is None else sa.and_(offset == "", clock == "")
    return sa.case((plain, sa.cast(local, sa.Date())), else_=there)


def iso_text(local: Text, offset: Text, zone: str | None) -> Text:
    """ISO text ``2026-03-05T14:30:00+08:00``, with fractions and zone only where given.

    A time that lies in a ``zone`` is written in UTC.
    """
    at = instant(local, offset, zone)
    if zone is not None:
        there = sa.func.timezone("UTC", at)
        return sa.case(
            (offset == "", _iso(there).concat("+00:00")),
            (at.is_not(None), _iso(local).concat(offset)),
        )
    return sa.case((offset == "", _iso(local)), (at.is_not(None), _iso(local).concat(offset)))


def _iso(time: Text) -> Text:
    whole = sa.func.strftime(time, "%Y-%m-%dT%H:%M:%S")
    exact = sa.func.strftime(time, "%Y-%m-%dT%H:%M:%S.%f")
    return sa.case((sa.func.microsecond(time) % 1_000_000 != 0, exact), else_=whole)


def _ends_in_zone(text: Text) -> Text:
    return sa.func.regexp_matches(text, r"\d(?:Z|[+-]\d\d:\d\d)$")


def direct_day(text: Text, timezone: str | None = None) -> Text:
    """The DATE of a usual text; of times with a zone the day in ``timezone``, if that is given."""
    day = sa.try_cast(text, sa.Date())
    if timezone is None:
        return day
    there = sa.cast(sa.func.timezone(timezone, sa.try_cast(text, sa.TIMESTAMP(True))), sa.Date())
    return sa.case((_clocked_zone(text), there), else_=day)


def _clocked_zone(text: Text) -> Text:
    return sa.and_(sa.func.length(text) > 10, _ends_in_zone(text))


def direct_time(text: Text) -> Text:
    """The TIMESTAMP of a usual text without zone."""
    return sa.try_cast(text, sa.DateTime())


def direct_zoned(text: Text) -> Text:
    """ISO text of a usual text, of a column in which times have zones."""
    same = sa.func.replace(sa.func.replace(text, " ", "T"), "Z", "+00:00")
    exists = sa.try_cast(text, sa.TIMESTAMP(True)).is_not(None)
    return sa.case(
        (_clocked_zone(text), sa.case((exists, same))), else_=_iso(sa.try_cast(text, sa.DateTime()))
    )
