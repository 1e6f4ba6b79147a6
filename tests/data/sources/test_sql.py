"""The dialect-portable expressions mean the same on the four engines."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data.frames import DAY, conform
from data.sources import sql

ASKED = sa.Text()


@pytest.fixture
def ask(blank: sa.Engine) -> Iterator[Any]:
    """Evaluate one expression."""
    with blank.connect() as connection:
        yield lambda expression: connection.scalar(sa.select(expression))


def text(value: str | None) -> Any:
    return sa.literal(value, ASKED)


def day(value: str) -> Any:
    return sa.literal(date.fromisoformat(value), sa.Date)


def as_date(value: Any) -> date | None:
    cell = conform({"day": [value]}, {"day": DAY})["day"].iloc[0]
    return None if cell is None or cell != cell else cell.date()


@pytest.mark.parametrize(
    ("later", "earlier", "days"),
    [
        ("2026-03-01", "2026-02-28", 1),
        ("2024-03-01", "2024-02-28", 2),
        ("2026-01-01", "2026-01-01", 0),
        ("2025-12-31", "2026-01-01", -1),
        ("2026-06-30", "0001-01-01", 739796),
    ],
)
def test_days_between_counts_calendar_days(ask: Any, later: str, earlier: str, days: int) -> None:
    assert ask(sql.days_between(day(later), day(earlier))) == days


def test_days_are_added_over_the_end_of_a_year(ask: Any) -> None:
    assert as_date(ask(sql.add_days(day("2025-12-31"), sa.literal(2)))) == date(2026, 1, 2)
    assert as_date(ask(sql.add_days(day("2026-01-01"), sa.literal(-1)))) == date(2025, 12, 31)


@pytest.mark.parametrize("value", ["2026-03-01", "2026-03-31", "2024-02-29"])
def test_first_of_month(ask: Any, value: str) -> None:
    expected = date.fromisoformat(value).replace(day=1)
    assert as_date(ask(sql.first_of_month(day(value)))) == expected


@pytest.mark.parametrize("exponent", [0.0, 1.0, -1.0, -35 / 90, -1073.0])
def test_power2_is_that_of_python(ask: Any, exponent: float) -> None:
    assert ask(sql.power2(sa.literal(exponent, sa.Double))) == pytest.approx(
        2.0**exponent, rel=1e-15
    )


def test_power2_below_any_double_is_zero_and_no_error(ask: Any) -> None:
    assert ask(sql.power2(sa.literal(-5000.0, sa.Double))) == 0


def test_power2_divides_in_double_precision(ask: Any) -> None:
    third = sa.cast(sa.literal(-1), sa.Double) / sa.literal(3.0, sa.Double)
    assert ask(sql.power2(third)) == pytest.approx(2 ** (-1 / 3), rel=1e-14)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", 1.0),
        ("-1.5", -1.5),
        ("+.5", 0.5),
        (" 2e3 ", 2000.0),
        ("7.", 7.0),
        ("0", 0.0),
        ("", None),
        ("abc", None),
        ("nan", None),
        ("inf", None),
        ("1_0", None),
        ("1.2.3", None),
        ("1,5", None),
        ("1e15", 1e15),
        ("-1e15", -1e15),
        ("1000000000000001", None),
        ("-1e16", None),
        ("1e308", None),
        ("1e999", None),
        ("1e-999", None),
        ("9" * 400, None),
        (None, None),
    ],
)
def test_numbers_are_read_from_text(ask: Any, value: str | None, expected: float | None) -> None:
    assert ask(sql.as_number(text(value), ASKED)) == expected


@pytest.mark.parametrize("value", [1e308, -1e308, 1.1e15, -1.1e15])
def test_stored_numbers_beyond_any_amount_are_none(ask: Any, value: float) -> None:
    assert ask(sql.as_number(sa.literal(value, sa.Double), sa.Double())) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("2026-03-05T14:30:00+14:00", True),
        ("2026-03-05T14:30:00-1359", True),
        ("2026-03-05T14:30:00+99:99", False),
        ("2026-03-05T14:30:00+14:30", False),
        ("2026-03-05T14:30:00+15", False),
        ("2026-03-05T14:30:00+05:60", False),
        ("0000-01-01T00:00:00Z", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:00-12:00", False),
    ],
)
def test_times_of_no_place_or_calendar_are_none(ask: Any, value: str, kept: bool) -> None:
    assert ask(sql.as_time_text(text(value), ASKED, checked=False)) == (value if kept else None)


def test_stored_numbers_stay_as_they_are(ask: Any) -> None:
    assert ask(sql.as_number(sa.literal(0.1, sa.Double), sa.Double())) == 0.1
    assert ask(sql.as_number(sa.literal(3), sa.Integer())) == 3.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", 1),
        ("TRUE ", 1),
        ("1", 1),
        ("Yes", 1),
        ("是", 1),
        ("false", 0),
        ("0", 0),
        ("no", 0),
        ("否", 0),
        ("", None),
        ("maybe", None),
        (None, None),
    ],
)
def test_booleans_are_read_from_text(ask: Any, value: str | None, expected: int | None) -> None:
    assert ask(sql.as_boolean(text(value), ASKED)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-02-28", "2026-02-28"),
        ("2024-02-29", "2024-02-29"),
        ("2026-03-05T23:30:00", "2026-03-05"),
        ("2026-03-05 23:30", "2026-03-05"),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("2026-00-10", None),
        ("0000-01-01", None),
        ("2026-03-05x", None),
        ("2026-3-5", None),
        ("05.03.2026", None),
        ("soon", None),
    ],
)
def test_days_are_read_from_text(ask: Any, value: str, expected: str | None) -> None:
    found = as_date(ask(sql.as_day(text(value), ASKED, "UTC")))
    assert found == (date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(("one", "other"), [("a1", "A1"), ("a", "ä"), ("strasse", "straße")])
def test_ids_are_compared_byte_for_byte(ask: Any, one: str, other: str) -> None:
    equal = sql.as_text_id(text(one)) == sql.as_text_id(text(other))
    assert not ask(sa.case((equal, 1), else_=0))


def test_ids_are_trimmed_and_empty_ones_missing(ask: Any) -> None:
    assert ask(sql.as_text_id(text("  a 1 "))) == "a 1"
    assert ask(sql.as_text_id(text("   "))) is None
    assert ask(sql.as_text_id(sa.literal(17))) == "17"


def test_ids_are_ordered_by_their_bytes(blank: sa.Engine) -> None:
    words = ["b", "a", "B", "A", "é", "中", "_", "1"]
    rows = sa.union_all(*(sa.select(sql.as_text_id(text(word)).label("id")) for word in words))
    listed = rows.subquery()
    with blank.connect() as connection:
        found = connection.scalars(sa.select(listed.c.id).order_by(listed.c.id)).all()
    assert list(found) == sorted(words)


@pytest.mark.parametrize(
    ("stored", "holds_something"),
    [(None, False), ("", False), ("  ", False), ("a", True), (" a ", True), ("!", True),
     ("~", True), ("王", True), ("é", True), ("\u3000x", True), ("0", True)],
)  # fmt: skip
def test_filled_and_blank_are_opposites_and_see_through_spaces(
    ask: Any, stored: str | None, holds_something: bool
) -> None:
    # filled stands in WHERE, where NULL is no.
    assert bool(ask(sa.case((sql.filled(text(stored)), 1), else_=0))) is holds_something
    assert bool(ask(sa.case((sql.blank(text(stored)), 1), else_=0))) is not holds_something
    id_ = ask(sql.as_text_id(text(stored)))
    assert (id_ is not None) is holds_something


def test_numbers_are_filled(ask: Any) -> None:
    assert ask(sa.case((sql.filled(sa.literal(7)), 1), else_=0)) == 1
    assert ask(sa.case((sql.blank(sa.literal(7)), 1), else_=0)) == 0


def test_days_of_month_counts_each_day_once(ask: Any) -> None:
    days = ["2026-01-01", "2026-01-31", "2026-01-31", "2026-01-15"]
    rows = [sa.select(day(each).label("day")) for each in days]
    union = sa.union_all(*rows).subquery()
    assert ask(sa.select(sql.days_of_month(union.c.day)).scalar_subquery()) == 3
