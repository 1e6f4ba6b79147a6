"""Where records end: outliers behind a gap do not count, more than outliers is a doubt."""

from datetime import date, timedelta

import pandas as pd
import pytest

from analytics.policy import Policy
from data.extract import default_as_of
from data.extract.record_days import KindDays, last_busy_day
from tests.data.conftest import Databases, Opens

START = date(2024, 1, 1)


def daily(days: int, *, rows: int = 1, step: int = 1) -> dict[date, int]:
    return {START + timedelta(days=step * number): rows for number in range(days)}


def after(counted: dict[date, int], days: int, rows: int) -> dict[date, int]:
    return counted | {max(counted) + timedelta(days=days): rows}


@pytest.mark.parametrize(
    ("counted", "outlier"),
    [
        (after(daily(200), 61, 1), True),
        (after(daily(200), 60, 1), False),  # 60 days are no gap
        (after(daily(100, rows=2), 400, 2), True),  # 2 of 202 are 0.99 %
        (after(daily(99), 400, 1), False),  # 1 of 100 is 1 %
        (after(daily(200, step=30), 90, 1), False),  # not over three times the usual gap of 30
        (after(daily(200, step=30), 91, 1), True),
    ],
)
def test_a_few_rows_behind_an_unusual_gap_are_outliers(counted, outlier: bool) -> None:
    days = sorted(counted)
    assert KindDays.of(counted).last() == (days[-2] if outlier else days[-1])


def test_the_earliest_gap_counts_and_forgets_what_is_older_than_two_years() -> None:
    counted = after(after(daily(1000), 100, 1), 1000, 1)
    assert KindDays.of(counted).last() == START + timedelta(days=999)
    # A gap of 50 days long ago forbids one of 100, until 24 months have passed.
    early = after(daily(100), 50, 1)
    for since, outlier in ((700, False), (731, True)):
        steady = {max(early) + timedelta(days=each): 1 for each in range(since)}
        counted = after(early | steady, 100, 1)
        assert (KindDays.of(counted).last() != max(counted)) is outlier


def test_more_than_outliers_behind_a_gap_is_a_doubt() -> None:
    counted = after(daily(50), 300, 5)
    kind, newest = KindDays.of(counted), max(counted)
    assert kind.last() == newest
    gap = kind.doubtful(newest)
    assert gap is not None
    assert (gap.last_on, gap.next_on) == (START + timedelta(days=49), newest)
    assert gap.behind == pytest.approx(5 / 55)
    # Long ago, and most rows lie behind it: nothing rests on it.
    busy = counted | {newest + timedelta(days=each): 1 for each in range(400)}
    assert KindDays.of(busy).doubtful(max(busy)) is None


def test_the_last_day_on_which_half_of_the_customers_are_still_there() -> None:
    days = [("a", date(2024, 12, 31)), ("b", date(2024, 12, 31)), ("c", date(2024, 12, 31)),
            ("a", date(2025, 12, 30)), ("a", date(2026, 1, 10))]  # fmt: skip
    records = pd.DataFrame(days, columns=["customer_id", "day"])
    records["day"] = pd.to_datetime(records["day"]).astype("datetime64[s]")
    # W of 2026-01-10 begins on 2025-01-11: of a, b, c of the year before only a is in it. W of
    # 2025-12-30 begins on 2024-12-31 and holds them all.
    assert last_busy_day(records, date(2026, 1, 10)) == date(2025, 12, 30)
    assert last_busy_day(records.head(0), date(2026, 1, 10)) is None


def test_outliers_do_not_move_the_day_in_any_engine(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    tables = {
        "reps": [{"rep_id": "r", "name": "R"}],
        "customers": [{"customer_id": "c", "name": "C"}],
        "activities": [
            {"customer_id": "c", "rep_id": "r", "happened_at": f"{day}T10:00:00"}
            for day, rows in after(daily(101), 700, 1).items()
            for _ in range(rows)
        ],
        "revenue": [{"customer_id": "c", "amount": "5", "booked_on": "2024-01-02"}],
    }
    source = opens(databases.filled(tables))
    day, reason = default_as_of(source, policy)
    assert (day, str(reason)) == (START + timedelta(days=100), "newest contact record")
