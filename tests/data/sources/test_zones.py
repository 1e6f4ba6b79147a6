"""Local days of times with and without zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from data.sources.sql import as_time_text
from data.sources.zones import (
    local_day,
    local_minute,
    offset_at,
    utc_minute,
    zone_changes,
    zone_parts,
)

TEXT = sa.Text()


@pytest.fixture
def local(blank: sa.Engine) -> Iterator[Any]:
    """The local day of an ISO time in a zone, as the engine sees it."""
    with blank.connect() as connection:

        def ask(value: str | None, zone: str) -> str | None:
            read = as_time_text(sa.literal(value, TEXT), TEXT, checked=False)
            stored = sa.select(read.label("time")).subquery()
            parts = zone_parts(stored.c.time)
            taken = sa.select(*(part.label(name) for name, part in parts.items())).subquery()
            here = offset_at(utc_minute(taken.c), zone, 2027)
            found = local_day(taken.c, local_minute(taken.c, here))
            day = connection.scalar(sa.select(found))
            return None if day is None else str(day)

        yield ask


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2026-03-05T23:30:00", "Asia/Shanghai", "2026-03-05"),
        ("2026-03-05T23:30:00Z", "Asia/Shanghai", "2026-03-06"),
        ("2026-03-05T15:59:59Z", "Asia/Shanghai", "2026-03-05"),
        ("2026-03-05T16:00:00Z", "Asia/Shanghai", "2026-03-06"),
        ("2026-03-05T23:30:00+08:00", "Asia/Shanghai", "2026-03-05"),
        ("2026-03-05T23:30:00+0800", "UTC", "2026-03-05"),
        ("2026-03-05 01:30:00+08", "UTC", "2026-03-04"),
        ("2026-03-05 23:30:00.123-08:00", "UTC", "2026-03-06"),
        # The clocks of Berlin go forward on 2026-03-29 at 01:00 UTC.
        ("2026-03-28T23:30Z", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T22:30Z", "Europe/Berlin", "2026-03-30"),
        ("2026-03-28T22:30Z", "Europe/Berlin", "2026-03-28"),
        ("2026-01-01T00:30:00+14:00", "Pacific/Pago_Pago", "2025-12-30"),
        ("2025-12-30T23:30:00-11:00", "Pacific/Kiritimati", "2026-01-01"),
        ("2026-03-05", "Asia/Shanghai", "2026-03-05"),
        ("1969-06-01T23:30:00Z", "Asia/Shanghai", "1969-06-02"),
    ],
)
def test_a_time_counts_on_its_day_in_the_zone_of_the_company(
    local: Any, value: str, zone: str, expected: str
) -> None:
    assert local(value, zone) == expected


@pytest.mark.parametrize("value", ["x", "2026-02-30T10:00", "2026-03-05T25:00", "", None])
def test_a_text_that_is_no_time_has_no_day(local: Any, value: str | None) -> None:
    assert local(value, "Asia/Shanghai") is None


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC"])
def test_offsets_are_those_of_zoneinfo_all_year_round(zone: str) -> None:
    base = datetime(1, 1, 1, tzinfo=UTC)
    changes = zone_changes(zone, 2026)
    moment = datetime(2019, 1, 1, 0, 30, tzinfo=UTC)
    while moment.year < 2026:
        minute = int((moment - base).total_seconds()) // 60
        east = next(offset for start, offset in reversed(changes) if minute >= start)
        place = moment.astimezone(ZoneInfo(zone)).utcoffset()
        assert place == timedelta(minutes=east), moment
        moment += timedelta(hours=37)


def test_a_zone_without_changes_has_one_offset() -> None:
    assert [minutes for _, minutes in zone_changes("UTC", 2026)] == [0]
