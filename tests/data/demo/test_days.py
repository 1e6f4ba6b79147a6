"""Days, months and draws of the demo company."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.demo.days import (
    AS_OF_DAY,
    MONTH_OF_DAY,
    MONTH_STARTS,
    WORKDAYS,
    as_dates,
    calendar_month,
    draw_workdays,
    pick,
    stream,
    workdays_between,
)

pytestmark = pytest.mark.slow


def test_the_records_cover_three_years_up_to_the_as_of_date() -> None:
    assert as_dates([0, AS_OF_DAY]).astype("datetime64[D]").tolist() == [
        date(2023, 7, 1),
        date(2026, 6, 30),
    ]
    assert MONTH_STARTS[-1] == AS_OF_DAY + 1
    assert (MONTH_OF_DAY[0], MONTH_OF_DAY[-1]) == (0, 35)


def test_a_missing_day_is_a_missing_date() -> None:
    assert np.isnat(as_dates([np.nan])).all()


def test_month_numbers_begin_in_july() -> None:
    assert calendar_month([0, 5, 6, 35]).tolist() == [6, 11, 0, 5]


def test_nobody_works_at_weekends_or_new_year() -> None:
    days = pd.DatetimeIndex(as_dates(WORKDAYS))
    assert (days.day_of_week < 5).all()
    assert not days.isin(pd.to_datetime(["2026-02-17", "2025-10-01"])).any()


def test_working_days_are_counted_with_both_ends() -> None:
    monday, sunday = 2, 8  # 3 and 9 July 2023
    assert workdays_between(np.array([monday]), np.array([sunday])).tolist() == [5]
    assert workdays_between(np.array([monday]), np.array([monday])).tolist() == [1]
    assert workdays_between(np.array([7]), np.array([8])).tolist() == [0]
    assert workdays_between(np.array([-900]), np.array([monday])).tolist() == [1]


def test_drawn_days_lie_in_their_span_and_are_working_days() -> None:
    first, last = np.full(500, 100), np.full(500, 117)
    days = draw_workdays(first, last, np.random.default_rng(3))
    assert np.isin(days, WORKDAYS).all()
    assert (days >= 100).all()
    assert (days <= 117).all()
    assert len(np.unique(days)) == workdays_between(first[:1], last[:1])[0]


def test_picks_follow_their_weights_and_never_take_a_zero() -> None:
    weights = np.tile([0.0, 1.0, 3.0], (20_000, 1))
    found = np.bincount(pick(weights, np.random.default_rng(5)), minlength=3) / 20_000
    np.testing.assert_allclose(found, [0, 0.25, 0.75], atol=0.01)


def test_parts_have_streams_of_their_own() -> None:
    first, again = stream(1, "ties").random(), stream(1, "ties").random()
    assert first == again
    assert first != stream(1, "bookings").random()
    assert first != stream(2, "ties").random()
