"""Windows of bookings, and what customers do who kept their rep."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analytics.follow.comparables import YEAR, Comparables, CustomerDays, Ledger, comparables
from analytics.relationships.pairs import Roster

DAY0 = date(2023, 1, 1)


def number(on: date) -> int:
    return (on - date(1970, 1, 1)).days


def drawn(seed: int, rows: int = 300, customers: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{n:03}" for n in rng.integers(0, customers, rows)],
            "day": [
                pd.Timestamp(DAY0 + timedelta(days=int(d))) for d in rng.integers(0, 900, rows)
            ],
            "amount": rng.normal(50, 80, rows).round(2),
        }
    ).drop_duplicates(["customer_id", "day"])
    return frame.assign(
        customer_id=frame["customer_id"].astype("str"), positive=frame["amount"].clip(lower=0)
    )


@pytest.mark.parametrize("seed", range(4))
def test_windows_are_sums_over_the_rows(seed: int) -> None:
    rows = drawn(seed)
    roster = Roster.of(pd.Series([f"c{n:03}" for n in range(14)], dtype="str"))
    ledger = Ledger.of(rows, roster)
    rng = np.random.default_rng(seed + 100)
    customer = rng.integers(0, 14, 200)
    first = number(DAY0) + rng.integers(-1500, 1500, 200)
    last = first + rng.integers(0, 700, 200)
    amounts, counts, newest = [], [], []
    for c, a, b in zip(customer, first, last, strict=True):
        days = rows["day"].map(lambda day: number(day.date()))
        own = rows["customer_id"] == roster.index[c]
        inside = own & (days >= a) & (days <= b)
        amounts.append(rows.loc[inside, "amount"].sum())
        counts.append((rows.loc[inside, "amount"] > 0).sum())
        before = days[own & (days <= b) & (rows["amount"] > 0)]
        newest.append(before.max() if len(before) else -1)
    assert ledger.revenue(customer, first, last) == pytest.approx(amounts, abs=1e-9)
    assert ledger.purchases(customer, first, last).tolist() == counts
    found = ledger.last_purchase(customer, last)
    assert np.where(found < 0, -1, found).tolist() == newest


def test_without_bookings_every_window_is_empty() -> None:
    roster = Roster.of(pd.Series(["c"], dtype="str"))
    ledger = Ledger.of(drawn(0).iloc[:0], roster)
    day = np.array([number(DAY0)])
    assert ledger.revenue(np.array([0]), day, day + 10).tolist() == [0.0]
    assert ledger.purchases(np.array([0]), day, day + 10).tolist() == [0]


def few(
    bookings: list[tuple[str, int, float]],
    customers: int,
    theirs: list[int],
    segments: list[int] | None = None,
) -> Comparables:
    """Comparables of one departure on day 400; bookings as (customer, day, amount)."""
    roster = Roster.of(pd.Series([f"c{n:03}" for n in range(customers)], dtype="str"))
    days = pd.DataFrame(bookings, columns=["customer_id", "day", "amount"])
    days["day"] = [pd.Timestamp(DAY0 + timedelta(days=day)) for day in days["day"]]
    days["customer_id"] = days["customer_id"].astype("str")
    ledger = Ledger.of(days.assign(positive=days["amount"].clip(lower=0)), roster)
    held = np.zeros((1, customers), np.int64)
    held[0, theirs] = 1
    left = np.array([number(DAY0) + 400])
    segment = np.array(segments or [0] * customers, np.int64)
    today = number(DAY0) + 400 + 400
    known = np.array([YEAR])
    return comparables(ledger, left, known, known, left, sparse.csr_array(held), segment, today)


def asked(customer: int, known: int = YEAR, segment: int = 0) -> CustomerDays:
    day = number(DAY0) + 400
    one = [np.array([value]) for value in (0, customer, day, known, segment)]
    return CustomerDays(*one)


def test_customers_of_a_leaver_are_not_comparable() -> None:
    found = few([("c000", 300, 1.0)], 5, theirs=[0, 3])
    assert found.customer_days.customer.tolist() == [1, 2, 4]


def test_expected_revenue_is_that_of_comparable_customers() -> None:
    rows = [(f"c{n:03}", day, amount) for n in range(1, 21) for day, amount in
            ((300, 100.0), (500, 100.0 if n % 2 else 60.0))]  # fmt: skip
    found = few([("c000", 300, 50.0), *rows], 21, theirs=[0])
    expected, error = found.expected(asked(0), np.array([50.0]))
    assert expected == pytest.approx([50.0 * 0.8])
    # 20 customers, ratio 0.8 ± 20 of 100 each: sqrt(20 · 20²) / 2,000
    assert error == pytest.approx([50.0 * np.sqrt(20 * 400) / 2000])


def test_errors_of_customers_with_the_same_neighbours_move_together() -> None:
    kept = [(f"c{n:03}", day, amount) for n in range(2, 22) for day, amount in
            ((300, 100.0), (500, 100.0 if n % 2 else 60.0))]  # fmt: skip
    far = [(f"c{n:03}", day, amount) for n in range(22, 42) for day, amount in
           ((300, 9e6), (500, 9e6 if n % 2 else 5.4e6))]  # fmt: skip
    found = few([*kept, *far], 42, theirs=[0, 1])
    two = CustomerDays(*(np.repeat(getattr(asked(0), name), 2) for name in CustomerDays.__slots__))
    same = found.expected(two, np.array([100.0, 100.0]))[1]
    apart = found.expected(two, np.array([100.0, 9e6]))[1]
    alone = 100 * np.sqrt(20 * 400) / 2000
    assert same.sum() == pytest.approx(2 * alone)
    assert apart.sum() == pytest.approx(np.hypot(alone, 9e4 * alone))


def test_large_and_small_customers_are_compared_with_their_like() -> None:
    small = [(f"c{n:03}", d, a) for n in range(1, 26) for d, a in ((300, 10.0), (500, 30.0))]
    large = [(f"c{n:03}", d, a) for n in range(26, 51) for d, a in ((300, 900.0), (500, 450.0))]
    found = few([("c000", 300, 900.0), *small, *large], 51, theirs=[0])
    ratios = [found.expected(asked(0), np.array([b]))[0][0] / b for b in (10.0, 900.0)]
    assert ratios == pytest.approx([3.0, 0.5])


@pytest.mark.parametrize(("late", "ratio"), [(80.0, 0.7), (20.0, 1.4)])
def test_growing_and_shrinking_customers_are_compared_with_their_like(
    late: float, ratio: float
) -> None:
    # Of all 100 a year; who buys most of it in the second half has peaked, and the other way round.
    kept = [(f"c{n:03}", day, amount) for n in range(1, 51) for day, amount in
            ((100, 20.0 if n <= 25 else 80.0), (300, 80.0 if n <= 25 else 20.0),
             (500, 70.0 if n <= 25 else 140.0))]  # fmt: skip
    found = few([("c000", 100, 100 - late), ("c000", 300, late), *kept], 51, theirs=[0])
    assert found.expected(asked(0), np.array([100.0]))[0] == pytest.approx([100 * ratio])


@pytest.mark.parametrize(
    # Customers of one segment earn three times as much in the year after as before, those of the
    # other half as much. Of the 20 nearest in level, half are of either segment.
    ("each", "ratios"),
    [(100, [3.0, 0.5]), (99, [1.75, 1.75])],
)
def test_customers_are_compared_with_their_segment_where_it_has_a_hundred(
    each: int, ratios: list[float]
) -> None:
    count = 1 + 2 * each
    segments = [0, *(n % 2 for n in range(2 * each))]
    rows = [(f"c{n:03}", d, a) for n in range(1, count)
            for d, a in ((300, 100.0), (500, 50.0 if segments[n] else 300.0))]  # fmt: skip
    # Everybody but the first twenty is a little farther away.
    rows += [(f"c{n:03}", 300, 1.0) for n in range(21, count)]
    found = few([("c000", 300, 100.0), *rows], count, theirs=[0], segments=segments)
    expected = [found.expected(asked(0, segment=s), np.array([100.0]))[0][0] for s in (0, 1)]
    assert expected == pytest.approx([100 * ratio for ratio in ratios], rel=0.01)


def test_customers_new_in_the_year_after_raise_nobodys_expectation() -> None:
    kept = [(f"c{n:03}", d, a) for n in range(1, 6) for d, a in ((300, 100.0), (500, 90.0))]
    new = [(f"c{n:03}", 500, 100.0) for n in range(6, 31)]
    found = few([("c000", 300, 100.0), *kept, *new], 31, theirs=[0])
    expected, error = found.expected(asked(0), np.array([100.0]))
    assert expected == pytest.approx([90.0])
    assert error == pytest.approx([0.0])


def test_without_comparable_customers_nothing_is_expected() -> None:
    found = few([("c000", 300, 50.0)], 1, theirs=[0])
    expected, _ = found.expected(asked(0), np.array([50.0]))
    assert np.isnan(expected).all()


def test_chance_to_stop_leans_on_the_rate_of_comparable_customers() -> None:
    # Forty customers book once in the year before, ten of them nothing in the year after.
    rows = [(f"c{n:03}", 350, 10.0) for n in range(1, 41)]
    rows += [(f"c{n:03}", 600, 10.0) for n in range(11, 41)]
    found = few([("c000", 350, 10.0), *rows], 41, theirs=[0])
    poisson = np.exp(-365 / 365)
    often = (10 + 5 * poisson) / 45
    assert found.stopping(asked(0), 31, 395) == pytest.approx([(10 + 5 * often) / 45])


def test_without_comparable_customers_the_chance_is_that_of_a_poisson_buyer() -> None:
    rows = [("c000", day, 10.0) for day in (50, 150, 250, 350)]
    found = few(rows, 1, theirs=[0])
    assert found.stopping(asked(0), 91, 395) == pytest.approx([np.exp(-4 * 305 / 365)])


def test_half_a_year_of_bookings_counts_as_a_rate_of_the_whole() -> None:
    rows = [("c000", day, 10.0) for day in (300, 350)]
    found = few(rows, 1, theirs=[0])
    rate = 2 * 365 / 180
    assert found.stopping(asked(0, known=180), 91, 395) == pytest.approx(
        [np.exp(-rate * 305 / 365)]
    )


def test_a_ledger_of_some_customers_answers_as_the_whole_one() -> None:
    random = np.random.default_rng(8)
    rows = pd.DataFrame(
        {
            "customer_id": random.choice([f"c{n}" for n in range(9)], 200),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 900, 200), "D"),
            "amount": random.normal(50.0, 80.0, 200),
        }
    ).drop_duplicates(["customer_id", "day"])
    rows = rows.assign(positive=rows["amount"] > 0)
    whole = Ledger.of(rows, Roster.of(pd.Series([f"c{n}" for n in range(10)])))
    some = np.array([0, 3, 8, 9])
    customer = np.repeat(some, 50)
    first = whole.origin + random.integers(-400, 1300, len(customer))
    last = first + random.integers(0, 400, len(customer))
    few = whole.of_customers(some)
    assert few.revenue(customer, first, last).tolist() == (
        whole.revenue(customer, first, last).tolist()
    )
    assert few.purchases(customer, first, last).tolist() == (
        whole.purchases(customer, first, last).tolist()
    )
    found, expected = (each.last_purchase(customer, last) for each in (few, whole))
    bought = expected >= whole.origin
    assert found[bought].tolist() == expected[bought].tolist()
    assert (found[~bought] < whole.origin - 365).all()
