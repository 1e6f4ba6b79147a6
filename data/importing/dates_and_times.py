"""Reading days and times as people and programs write them, as SQL expressions.

``2026-03-05``, ``2026/3/5``, ``2026.3.5``, ``2026年3月5日``, ``20260305``, each with or without a
time and a zone (``2026-03-05T14:30:00+08:00``, ``2026/3/5 14:30``), and the serial numbers in
which Excel keeps days (46086 is 2026-03-05). Only serials from 10000 (1927) to 80000 (2119) are
read: a smaller number in a column of dates is rather a year than a day. Dates that do not start
with the year are refused, since 3/5/2026 is the fifth of March to some and the third of May to
others.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

__all__ = ["DateTimeText", "zoned"]

Text = sa.ColumnElement[Any]

_DAY = r"\d{4}-\d{1,2}-\d{1,2}"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_ZONE = r"(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_DATE_TIME = rf"({_DAY})(?:(?:[Tt]|\s+)({_CLOCK})\s*({_ZONE})?)?\s*"
# The usual spellings, which DuckDB reads by itself much faster.
_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?"
# No place on earth is more than 14 hours ahead of or behind UTC.
_OFFSET = r"[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00"
_ISO_ZONED = rf"\d{{4}}-\d{{2}}-\d{{2}}[T ]\d{{2}}:\d{{2}}:\d{{2}}(?:\.\d{{1,6}})?(?:Z|{_OFFSET})"
_SERIAL = r"[1-7]\d{4}(?:\.\d+)?"
_DAY_FIRST = r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})(?:\s.*)?"
_SEPARATED = (
    (r"^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*", r"\1-\2-\3 "),
    (r"^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})", r"\1-\2-\3"),
    (r"^((?:19|20)\d{2})(\d{2})(\d{2})($|[T ])", r"\1-\2-\3\4"),
)
_EPOCH = "1899-12-30"
# What a calendar of four digits holds; a day less where a zone may shift it.
_FIRST, _LAST = "0001-01-01", "9999-12-31 23:59:59.999999"
_FIRST_INSTANT, _LAST_INSTANT = "0001-01-02 00:00:00+00:00", "9999-12-30 00:00:00+00:00"


def zoned(text: Text) -> Text:
    """Whether the text ends in a zone after a time of day."""
    ends = sa.func.regexp_full_match(text, rf".*\d:\d{{2}}\S*\s*{_ZONE}")
    return sa.case((sa.func.regexp_full_match(text, _ISO), sa.false()), else_=ends)


def _between(time: Text, first: str, last: str, kind: sa.types.TypeEngine[Any]) -> Text:
    here = time.between(sa.cast(sa.literal(first), kind), sa.cast(sa.literal(last), kind))
    return sa.case((here, time))


def _instant(text: Text) -> Text:
    kind = sa.TIMESTAMP(True)
    return _between(sa.try_cast(text, kind), _FIRST_INSTANT, _LAST_INSTANT, kind)


@dataclass(frozen=True, slots=True)
class DateTimeText:
    """One day or time as text without blanks around it, in half-width characters."""

    text: Text

    @property
    def _uniform(self) -> Text:
        text = self.text
        for pattern, replacement in _SEPARATED:
            text = sa.func.regexp_replace(text, pattern, replacement)
        return text

    def _part(self, group: int) -> Text:
        return sa.func.regexp_extract(self._uniform, f"^{_DATE_TIME}$", group)

    @property
    def _is_serial(self) -> Text:
        return sa.func.regexp_full_match(self.text, _SERIAL)

    @property
    def local(self) -> Text:
        """The TIMESTAMP as written, whatever its zone; NULL where there is none such."""
        clock = sa.func.coalesce(sa.func.nullif(self._part(2), ""), "00:00")
        written = self._part(1).concat(" ").concat(sa.func.replace(clock, ",", "."))
        seconds = sa.func.round(sa.try_cast(self.text, sa.Double()) * 86400)
        epoch = sa.cast(sa.literal(_EPOCH), sa.DateTime())
        time: Text = sa.case(
            (sa.func.regexp_full_match(self.text, _ISO), sa.try_cast(self.text, sa.DateTime())),
            (self._is_serial, epoch + sa.func.to_seconds(seconds)),
            else_=sa.try_cast(written, sa.DateTime()),
        )
        return _between(time, _FIRST, _LAST, sa.DateTime())

    @property
    def offset(self) -> Text:
        """The zone as ``+08:00``; empty text where the value has none."""
        zone = self._part(3)
        hours = sa.func.substr(zone, 1, 3)
        minutes = sa.func.substr(sa.func.replace(zone, ":", ""), 4, 2)
        full = hours.concat(":").concat(sa.func.rpad(minutes, 2, "0"))
        return sa.case(
            (zone == "", ""), (sa.func.regexp_matches(zone, "^[+-]"), full), else_="+00:00"
        )

    @property
    def iso(self) -> Text:
        """ISO text ``2026-03-05T14:30:00+08:00``, with fractions and zone only where given."""
        local = self.local
        whole = sa.func.strftime(local, "%Y-%m-%dT%H:%M:%S")
        exact = sa.func.strftime(local, "%Y-%m-%dT%H:%M:%S.%f")
        fraction = sa.func.microsecond(local) % 1_000_000 != 0
        text = sa.case((fraction, exact), else_=whole).concat(self.offset)
        usual = sa.func.regexp_full_match(self.text, _ISO_ZONED)
        read = _instant(self.text)
        same = sa.func.replace(sa.func.replace(self.text, " ", "T"), "Z", "+00:00")
        return sa.case(
            (sa.and_(usual, read.is_not(None)), same), (self._shifted.is_not(None), text)
        )

    @property
    def _shifted(self) -> Text:
        instant = _instant(sa.cast(self.local, sa.String()).concat(self.offset))
        return sa.case((sa.func.regexp_full_match(self.offset, f"|{_OFFSET}"), instant))

    def day(self, timezone: str) -> Text:
        """The DATE; of a value with a zone, the day in the company's ``timezone``."""
        there = sa.cast(sa.func.timezone(timezone, self._shifted), sa.Date())
        return sa.case((self.offset == "", sa.cast(self.local, sa.Date())), else_=there)

    def problem(self, value: Text) -> Text:
        """Code of what is wrong where ``value`` is NULL although the text is not."""
        wrong = sa.and_(self.text.is_not(None), value.is_(None))
        return sa.case(
            (sa.not_(sa.func.coalesce(wrong, False)), sa.null()),
            (sa.func.regexp_full_match(self.text, _DAY_FIRST), "ambiguous_date"),
            (sa.func.regexp_full_match(self._uniform, _DATE_TIME), "impossible_date"),
            else_="date",
        )
