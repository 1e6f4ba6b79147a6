"""The calendar day, in the company's time zone, of a time that is stored as ISO text.

No engine needs time zone tables: the changes of the zone's offset from UTC come from Python and
become one CASE expression.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data.sources.sql import add_days, days_between, iso_day

__all__ = [
    "local_day",
    "local_minute",
    "offset_at",
    "utc_minute",
    "zone_changes",
    "zone_parts",
]

Expression = sa.ColumnElement[Any]

#: Minutes are counted from here, so that they are never negative.
_BASE = date(1, 1, 1)
_FIRST_OFFSET_YEAR = 1970


def zone_parts(text: Any) -> dict[str, Expression]:
    """Take an ISO time apart: its ``day``, its ``minute`` of the day and its ``offset``.

    ``offset`` is minutes east of UTC, NULL where the text names no zone. The three are selected
    once and passed to :func:`utc_minute`, so that the conversion does not repeat the reading.
    """
    size = sa.func.length(text)
    return {
        "day": iso_day(text),
        "minute": sa.func.coalesce(60 * _digits(text, 12) + _digits(text, 15), 0),
        "offset": _offset(text, size),
    }


def _digits(text: Any, start: Any) -> Expression:
    """Two digits of a text as a number; NULL where the text ends before."""
    two = sa.func.nullif(sa.func.substr(text, start, 2, type_=sa.String()), "", type_=sa.String())
    return sa.cast(two, sa.Integer)


def _offset(text: Any, size: Any) -> Expression:
    """Minutes east of UTC at the end of a text: Z, ±hh:mm, ±hhmm or ±hh."""

    def signed(back: int, minutes: bool) -> Expression:
        hours = 60 * _digits(text, size - back + 1)
        whole = hours + _digits(text, size - 1) if minutes else hours
        return sa.case((sa.func.substr(text, size - back, 1) == "-", -whole), else_=whole)

    def has_sign(back: int) -> Expression:
        return sa.func.substr(text, size - back, 1).in_(("+", "-"))

    return sa.case(
        (size <= 16, None),
        (sa.func.upper(sa.func.substr(text, size, 1)) == "Z", 0),
        (has_sign(5), signed(5, minutes=True)),
        (has_sign(4), signed(4, minutes=True)),
        (has_sign(2), signed(2, minutes=False)),
    )


def utc_minute(parts: Mapping[str, Any]) -> Expression:
    """Minutes from 0001-01-01 in UTC to a time taken apart; NULL where it names no zone."""
    days = days_between(parts["day"], sa.literal(_BASE, sa.Date))
    return days * 1440 + parts["minute"] - parts["offset"]


def offset_at(utc: Any, zone: str, last_year: int) -> Expression:
    """Minutes east of UTC in ``zone`` at a minute of :func:`utc_minute`.

    By the changes of the zone's offset from 1970 to ``last_year``, so that no engine needs time
    zone tables.
    """
    changes = zone_changes(zone, last_year)
    if len(changes) == 1:
        return sa.literal(changes[0][1])
    cases = ((utc >= start, minutes) for start, minutes in reversed(changes[1:]))
    return sa.case(*cases, else_=changes[0][1])


def local_minute(parts: Mapping[str, Any], here: Any) -> Expression:
    """The minute, from the day that its text names, at which the clocks of a zone show a time.

    ``here``: the zone's :func:`offset_at` that time.
    """
    return parts["minute"] - parts["offset"] + here


def local_day(parts: Mapping[str, Any], local: Any) -> Expression:
    """The calendar day of a :func:`local_minute`; a time without zone already is local.

    Each of the four steps names the one before it several times, that of the offset a hundred
    times: they are selected one after the other.
    """
    shift = sa.case(
        (local < -1440, -2), (local < 0, -1), (local >= 2880, 2), (local >= 1440, 1), else_=0
    )
    return sa.case((parts["offset"].is_(None), parts["day"]), else_=add_days(parts["day"], shift))


@lru_cache(maxsize=64)
def zone_changes(zone: str, last_year: int) -> tuple[tuple[int, int], ...]:
    """When a zone changed its offset: (minute since 0001-01-01 UTC, minutes east of UTC).

    The first entry is the offset at the start of 1970.

    >>> [minutes for _, minutes in zone_changes("Europe/Berlin", 1980)]
    [60, 120, 60]
    """
    tzinfo = ZoneInfo(zone)
    midnight = datetime(_FIRST_OFFSET_YEAR, 1, 1, tzinfo=UTC)
    changes = [(_minute(midnight), _east(midnight, tzinfo))]
    while midnight.year <= last_year:
        following = midnight + timedelta(days=1)
        if _east(following, tzinfo) != _east(midnight, tzinfo):
            changed = _changed(midnight, following, tzinfo)
            changes.append((_minute(changed), _east(changed, tzinfo)))
        midnight = following
    return tuple(changes)


def _changed(before: datetime, after: datetime, tzinfo: ZoneInfo) -> datetime:
    """The first minute between two moments at which the later offset holds."""
    low, high = 0, int((after - before).total_seconds()) // 60
    while high - low > 1:
        middle = (low + high) // 2
        same = _east(before + timedelta(minutes=middle), tzinfo) == _east(before, tzinfo)
        low, high = (middle, high) if same else (low, middle)
    return before + timedelta(minutes=high)


def _east(instant: datetime, tzinfo: ZoneInfo) -> int:
    offset = instant.astimezone(tzinfo).utcoffset() or timedelta()
    return round(offset.total_seconds() / 60)


def _minute(instant: datetime) -> int:
    since = instant - datetime(_BASE.year, _BASE.month, _BASE.day, tzinfo=UTC)
    return int(since.total_seconds()) // 60
