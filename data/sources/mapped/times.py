"""Days and times of a mapping: their order, numbers since 1970, and zones, as ISO text.

What names no day of the calendar stays as it is written; the reading that follows names it.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from data.mapping.model import DateOrder
from data.sources import sql
from data.sources.mapped.rows import Rows, Value
from data.sources.zones import (
    local_day,
    local_minute,
    offset_at,
    utc_minute,
    zone_changes,
    zone_parts,
)

__all__ = ["in_order", "local_day_of", "since_1970", "with_zone"]

Expression = sa.ColumnElement[Any]

_TEXT = sa.String()
#: Changes of a zone are known up to here.
_LAST_YEAR = 2037
_MONTHS = (
    "january|januar|jan|jänner",
    "february|februar|feb",
    "march|mar|märz|mär|mrz",
    "april|apr",
    "may|mai",
    "june|juni|jun",
    "july|juli|jul",
    "august|aug",
    "september|sept|sep",
    "october|oktober|oct|okt",
    "november|nov",
    "december|dezember|dec|dez",
)
_MONTHS_NUMBERED = [
    (f"(?i)(^|[^a-z])({names})[.]?($|[^a-z])", rf"\1m{number:02}\3")
    for number, names in enumerate(_MONTHS, start=1)
]
_APART = "[-./, ]+"
_REST = "(|[ T,].*)$"
_YEAR = "([0-9]{4}|[0-9]{2})"
_SHORT = "([0-9]{1,2})"
_NAMED = (
    (f"^{_SHORT}[-./, ]*m([0-9]{{2}})[-./, ]*{_YEAR}{_REST}", r"\3-\2-\1\4"),
    (f"^m([0-9]{{2}})[-./, ]*{_SHORT}[-./, ]+{_YEAR}{_REST}", r"\3-\1-\2\4"),
    (f"^([0-9]{{4}})[-./, ]*m([0-9]{{2}})[-./, ]*{_SHORT}{_REST}", r"\1-\2-\3\4"),
)
_ORDERED: dict[DateOrder, tuple[str, str]] = {
    "DMY": (f"^{_SHORT}{_APART}{_SHORT}{_APART}{_YEAR}{_REST}", r"\3-\2-\1\4"),
    "MDY": (f"^{_SHORT}{_APART}{_SHORT}{_APART}{_YEAR}{_REST}", r"\3-\1-\2\4"),
    "YMD": (f"^{_YEAR}{_APART}{_SHORT}{_APART}{_SHORT}{_REST}", r"\1-\2-\3\4"),
}
_YEAR_FIRST = (
    ("([0-9]{4}) *年 *([0-9]{1,2}) *月 *([0-9]{1,2}) *日?", r"\1-\2-\3"),
    (f"^([0-9]{{4}}){_APART}{_SHORT}{_APART}{_SHORT}{_REST}", r"\1-\2-\3\4"),
    (f"^([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){_REST}", r"\1-\2-\3\4"),
)
_FILLED_UP = (
    ("^([0-6][0-9])-([0-9]{1,2}-)", r"20\1-\2"),
    ("^([7-9][0-9])-([0-9]{1,2}-)", r"19\1-\2"),
    ("^([0-9]{4})-([0-9])-", r"\1-0\2-"),
    ("^([0-9]{4}-[0-9]{2})-([0-9])([^0-9]|$)", r"\1-0\2\3"),
    ("^(.{10}).*(上午|凌晨|早上) *(.*)$", r"\1 \3 AM"),
    ("^(.{10}).*(下午|中午|晚上) *(.*)$", r"\1 \3 PM"),
    ("^([0-9-]{10})[ T,]+(.+)$", r"\1T\2"),
    ("^([0-9-]{10})T([0-9]:.*)$", r"\1T0\2"),
    ("^([0-9-]{10})T12(:[0-9:.]*) *[Aa][.]?[Mm][.]?$", r"\1T00\2"),
    ("^([0-9-]{10}T[0-9:.]*) *[Aa][.]?[Mm][.]?$", r"\1"),
)
_AFTERNOON = "^[0-9-]{10}T(0[1-9]|1[01]):[0-9:.]* *[Pp][.]?[Mm][.]?$"
_WALL = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?$"
#: Digits of a number, and those at its end that are less than a second.
_UNITS = {"s": (11, 0), "ms": (14, 3), "us": (17, 6)}


def in_order(rows: Rows, value: Value, order: DateOrder) -> Value:
    """A day, with or without a time, whose numbers stand in this order, as ISO text."""
    text = rows.let(value)
    named = sql.rewritten(text.sql, _MONTHS_NUMBERED)
    with_names = sa.case((text.sql.regexp_match("[A-Za-z]{3}"), named), else_=text.sql)
    numbered = rows.let(Value(with_names, text.level))
    in_turn = (*_NAMED, *_YEAR_FIRST, _ORDERED[order], *_FILLED_UP)
    written = rows.let(Value(sql.rewritten(numbered.sql, in_turn), numbered.level))
    whole = rows.let(Value(_in_24_hours(written.sql), written.level))
    return Value(sa.case((_is_time(whole.sql), whole.sql), else_=text.sql), whole.level)


def _in_24_hours(text: Expression) -> Expression:
    """A time with PM after it, as one of 24 hours."""
    hour = sa.cast(sa.func.substr(text, 12, 2, type_=_TEXT), sa.Integer) + 12
    bare = sql.replaced(text, " *[Pp][.]?[Mm][.]?$", "")
    day = sa.func.substr(text, 1, 11, type_=_TEXT)
    later = day.concat(sql.as_text(hour)).concat(sa.func.substr(bare, 14, type_=_TEXT))
    return sa.case((text.regexp_match(_AFTERNOON), later), else_=bare)


def _is_time(text: Expression) -> Expression:
    return sa.and_(
        sa.func.coalesce(text, "").regexp_match(sql.TIME), sql.iso_day(text).is_not(None)
    )


def since_1970(rows: Rows, value: Value, unit: str, zone: str | None) -> Value:
    """The time that a number of units since 1970 counts, in UTC; its day in ``zone`` if given."""
    digits, less = _UNITS[unit]
    text = rows.let(value)
    counts = f"^-?[0-9]{{{less + 1},{digits}}}([.]0*)?$"
    ending = f"[0-9]{{{less}}}([.]0*)?$" if less else "[.]0*$"
    whole = sa.cast(sql.replaced(text.sql, ending, ""), sa.BigInteger)
    seconds = rows.let(Value(sa.case((text.sql.regexp_match(counts), whole)), text.level))
    if zone is None:
        written = sql.epoch_text(seconds.sql).concat("+00:00")
    else:
        here = seconds.sql + _offset_seconds(seconds.sql, zone)
        written = sa.func.substr(sql.epoch_text(here), 1, 10, type_=_TEXT)
    none = (text.sql.regexp_match("^-?0+([.]0*)?$"), sa.null())
    read = sa.case(none, (seconds.sql.is_(None), text.sql), else_=written)
    return Value(read, seconds.level)


def _offset_seconds(seconds: Expression, zone: str) -> Expression:
    changes = [((minute - _first_minute()) * 60, east * 60) for minute, east in _changes(zone)]
    cases = [(seconds >= sa.literal(start), east) for start, east in reversed(changes[1:])]
    return sa.case(*cases, else_=changes[0][1]) if cases else sa.literal(changes[0][1])


def _changes(zone: str) -> tuple[tuple[int, int], ...]:
    return zone_changes(zone, _LAST_YEAR)


def _first_minute() -> int:
    return (datetime(1970, 1, 1) - datetime(1, 1, 1)) // timedelta(minutes=1)  # noqa: DTZ001


def with_zone(rows: Rows, value: Value, zone: str) -> Value:
    """A time that names no zone, with the offset from UTC that the clocks of ``zone`` had then.

    An hour that the clocks show twice is the first one.
    """
    text = rows.let(value)
    wall = sa.func.replace(text.sql, " ", "T", type_=_TEXT)
    zoned = wall.concat(_offset_text(sa.func.substr(wall, 1, 16, type_=_TEXT), zone))
    named = sa.func.coalesce(text.sql, "").regexp_match(_WALL)
    return Value(sa.case((named, zoned), else_=text.sql), text.level)


def _offset_text(wall: Expression, zone: str) -> Expression:
    changes = _changes(zone)
    cases = []
    for (_, before), (minute, after) in pairwise(changes):
        # The clocks that go back show an hour again; those that go forward leave one out.
        shown = datetime(1, 1, 1) + timedelta(minutes=minute + max(before, after))  # noqa: DTZ001
        start = sa.literal(shown.isoformat(timespec="minutes"), sa.Text())
        cases.append((wall >= start, sa.literal(_iso_offset(after), sa.Text())))
    first = sa.literal(_iso_offset(changes[0][1]), sa.Text())
    return sa.case(*reversed(cases), else_=first) if cases else first


def _iso_offset(minutes: int) -> str:
    """Minutes east of UTC as in ISO times.

    >>> _iso_offset(330), _iso_offset(-60)
    ('+05:30', '-01:00')
    """
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def local_day_of(rows: Rows, value: Value, zone: str) -> Value:
    """The day in ``zone`` of an ISO time; of one without a zone its own day."""
    text = rows.let(value)
    time = rows.let(Value(sa.case((_is_time(text.sql), text.sql)), text.level))
    parts = {
        name: rows.let(Value(part, time.level)).sql for name, part in zone_parts(time.sql).items()
    }
    utc = rows.let(Value(utc_minute(parts), time.level + 1))
    here = rows.let(Value(offset_at(utc.sql, zone, _LAST_YEAR), utc.level))
    local = rows.let(Value(local_minute(parts, here.sql), here.level))
    written = rows.let(Value(sql.as_text(local_day(parts, local.sql)), local.level))
    return Value(sa.func.coalesce(written.sql, text.sql, type_=_TEXT), written.level)
