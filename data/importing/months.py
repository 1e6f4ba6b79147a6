"""Days that are only a month, a quarter or a year: ``2026-03``, ``Mar 2026``, ``2026年3月``, ``Q1
2026``, as SQL expressions.

A month is written with a year of four digits. Six digits (``202603``) and a lone year are read in
columns of periods only: elsewhere they may be another day or no day at all.
"""

from typing import Any

import sqlalchemy as sa

from data.words import MONTHS

__all__ = ["first_day", "months_of"]

Text = sa.ColumnElement[Any]

_YEAR = r"((?:19|20)\d{2})"
_MONTH = r"(0?[1-9]|1[0-2])"
_NAME = r"([a-zäöüßéèûôáíóú]{3,})"
_QUARTER = r"q([1-4])"
_QUARTERS = {"1": "1", "2": "4", "3": "7", "4": "10", "一": "1", "二": "4", "三": "7", "四": "10"}

#: Patterns of lower-case texts, which of their groups is the year, and which the month.
_MONTHS = (
    (rf"{_YEAR}\s*[-/.年]\s*{_MONTH}\s*(?:月份?)?", 1, 2),
    (rf"{_MONTH}\s*[-/.]\s*{_YEAR}", 2, 1),
)
_NAMED = (
    (rf"{_NAME}\.?[-/.,\s]*(?:de\s+|of\s+)?{_YEAR}", 2, 1),
    (rf"{_YEAR}[-/.,\s]*{_NAME}\.?", 1, 2),
)
_IN_QUARTERS = (
    (rf"{_YEAR}\s*[-/.]?\s*{_QUARTER}", 1, 2),
    (rf"{_QUARTER}\s*[-/.]?\s*{_YEAR}", 2, 1),
    (rf"{_YEAR}\s*年?\s*第?([1-4一二三四])\s*季度?", 1, 2),
)
_SIX_DIGITS = r"((?:19|20)\d{2})(0[1-9]|1[0-2])"
_LONE_YEAR = rf"{_YEAR}年?"


def first_day(day: Text, *, periods: bool) -> Text:
    """The first day as ``2026-3-1`` of a lower-case text that is only a month, quarter or year;
    else NULL."""
    numbers = [*_MONTHS, *([(_SIX_DIGITS, 1, 2)] if periods else [])]
    ways = [
        (pattern, _group(day, pattern, y), _group(day, pattern, m)) for pattern, y, m in numbers
    ]
    for pattern, year, month in _NAMED:
        named = sa.case({n: str(at) for n, at in MONTHS.items()}, value=_group(day, pattern, month))
        ways.append((pattern, _group(day, pattern, year), named))
    for pattern, year, quarter in _IN_QUARTERS:
        first = sa.case(_QUARTERS, value=_group(day, pattern, quarter))
        ways.append((pattern, _group(day, pattern, year), first))
    if periods:
        ways.append((_LONE_YEAR, _group(day, _LONE_YEAR, 1), sa.literal("1")))
    cases = [
        (sa.func.regexp_full_match(day, pattern), year.concat("-").concat(month).concat("-1"))
        for pattern, year, month in ways
    ]
    return sa.case(*cases)


def months_of(day: Text) -> Text:
    """How many months a text that is no day stands for."""
    quarters = [sa.func.regexp_full_match(day, pattern) for pattern, _, _ in _IN_QUARTERS]
    return sa.case(
        (sa.or_(*quarters), 3), (sa.func.regexp_full_match(day, _LONE_YEAR), 12), else_=1
    )


def _group(day: Text, pattern: str, group: int) -> Text:
    # Anchored, since the shortest way of a pattern may not be that of the whole text.
    return sa.func.regexp_extract(day, f"^(?:{pattern})$", group)
