"""Revenue at stake, lapsed customers and the core."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.policy import Policy, read_policy
from analytics.relationships.exposure import expose
from tests.analytics.companies import cast, frame, without_records
from tests.analytics.relationships.published import BY_DESIGN, COMPANIES

DAY = date(2026, 6, 30)
DAYS = "datetime64[s]"


def exposed(*rows: tuple, policy: Policy | None = None) -> pd.DataFrame:
    """Rows of (customer_id, revenue_12m, days since the last positive booking, median gap)."""
    customers = frame(
        (
            (name, revenue, None if silent is None else DAY - timedelta(days=silent), gap)
            for name, revenue, silent, gap in rows
        ),
        {
            "customer_id": "str",
            "revenue_12m": "float64",
            "last_positive_on": DAYS,
            "median_gap_days": "float64",
        },
    )
    customers = customers.assign(
        revenue_span=customers["revenue_12m"], open_deals=0.0, deals_won_24m=0, deals_closed_24m=0
    )
    return expose(customers, as_of=DAY, policy=policy or Policy())


def test_exposure_is_the_revenue_of_the_cast():
    extract = cast().extract()
    found = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    assert found["customer_id"].tolist() == ["alpha", "beta", "gamma", "delta", "epsilon"]
    assert found["exposure"].tolist() == [500.0, 300.0, 100.0, 100.0, 0.0]
    assert found["core"].tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("silent", "gap", "lapsed"),
    [
        (181, 89.5, True),
        (180, 10.0, False),
        (181, 90.0, False),
        (400, 90.0, False),
        (181, np.nan, False),
        (None, 10.0, False),
    ],
)
def test_customer_lapses_after_silence_that_is_unusual_for_him(silent, gap, lapsed):
    found = exposed(("a", 100.0, silent, gap))
    assert found["lapsed"].tolist() == [lapsed]
    assert found["exposure"].tolist() == [0.0 if lapsed else 100.0]


def test_lapsed_days_of_the_policy_moves_both_thresholds():
    policy = read_policy("[relationships]\nlapsed_days = 60")
    found = exposed(("a", 100.0, 61, 29.0), ("b", 100.0, 61, 30.0), policy=policy)
    assert found["lapsed"].tolist() == [True, False]


def test_credit_notes_make_exposure_zero_and_never_negative():
    found = exposed(("a", -50.0, 10, 30.0))
    assert found["exposure"].tolist() == [0.0]
    assert found["revenue_12m"].tolist() == [-50.0]
    assert found["core"].tolist() == [False]


def test_core_ends_with_the_customer_that_reaches_the_share():
    found = exposed(("a", 50.0, 1, 1), ("b", 29.0, 1, 1), ("c", 11.0, 1, 1), ("d", 10.0, 1, 1))
    assert found["core"].tolist() == [True, True, True, False]


def test_core_ends_where_the_share_is_reached_exactly():
    found = exposed(*((name, 0.1, 1, 1) for name in "abcde"))
    assert found["core"].tolist() == [True, True, True, True, False]


def test_equal_customers_enter_the_core_by_id():
    found = exposed(("b", 40.0, 1, 1), ("c", 20.0, 1, 1), ("a", 40.0, 1, 1))
    assert found.set_index("customer_id")["core"].to_dict() == {"b": True, "c": False, "a": True}
    third = exposed(*((name, 1.0, 1, 1) for name in "zyx"))
    assert third["core"].tolist() == [True, True, True]
    half = read_policy("[relationships]\ncore_share = 0.3")
    assert exposed(("z", 1.0, 1, 1), ("y", 1.0, 1, 1), policy=half)["core"].tolist() == [
        False,
        True,
    ]


def test_all_customers_with_exposure_are_core_at_share_one():
    policy = read_policy("[relationships]\ncore_share = 1")
    found = exposed(("a", 3.0, 1, 1), ("b", 1e-6, 1, 1), ("c", 0.0, 1, 1), policy=policy)
    assert found["core"].tolist() == [True, True, False]


def test_missing_revenue_stays_missing_and_is_not_core():
    found = exposed(("a", np.nan, 1, 1), ("b", 10.0, 1, 1))
    assert found["exposure"].isna().tolist() == [True, False]
    assert found["core"].tolist() == [False, True]


def test_order_of_rows_and_unit_of_money_change_no_core():
    extract = cast().extract()
    found = expose(extract.customers, as_of=DAY, policy=Policy()).set_index("customer_id")
    shuffled = extract.customers.sample(frac=1, random_state=3)
    shuffled[["revenue_12m", "revenue_span"]] *= 7.3
    again = expose(shuffled, as_of=DAY, policy=Policy()).set_index("customer_id")
    assert again["core"].to_dict() == found["core"].to_dict()
    assert again["exposure"].sum() == pytest.approx(7.3 * found["exposure"].sum())


def test_no_customers_give_an_empty_frame_of_the_same_types():
    empty = expose(without_records().extract().customers, as_of=DAY, policy=Policy())
    full = expose(cast().extract().customers, as_of=DAY, policy=Policy())
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


@pytest.mark.parametrize("name", sorted(COMPANIES))
def test_public_data_give_the_reference_exposure(name):
    extract = COMPANIES[name]().extract()
    found = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    expected = BY_DESIGN[name]
    assert found["revenue_12m"].sum() == pytest.approx(expected["revenue_12m"], rel=1e-9)
    assert found["exposure"].sum() == pytest.approx(expected["exposure"], rel=1e-9)
    assert found["lapsed"].sum() == expected["lapsed"]
    assert found["core"].sum() == expected["core_customers"]


def test_a_year_is_the_mean_of_the_years_looked_at_and_silence_is_as_long() -> None:
    rare = pd.DataFrame(
        {
            "customer_id": ["once", "silent", "gone"],
            "revenue_12m": [0.0, 0.0, 0.0],
            "revenue_span": [9000.0, 600.0, 300.0],
            "open_deals": 0.0,
            "deals_won_24m": 0,
            "deals_closed_24m": 0,
            "last_positive_on": pd.to_datetime(
                [DAY - timedelta(days=each) for each in (900, 500, 600)]
            ),
            "median_gap_days": [np.nan, 30.0, 30.0],
        }
    )
    policy = read_policy("[exposure]\nmonths = 36")
    exposed_now = expose(rare, as_of=DAY, policy=policy)
    # Three times 180 days of silence are allowed: 500 days are not yet gone, 600 are.
    assert exposed_now["exposure"].tolist() == [3000.0, 200.0, 0.0]
    assert exposed_now["lapsed"].tolist() == [False, False, True]


@pytest.mark.parametrize(("closed", "exposure"), [(10, 100.0 + 0.4 * 50.0), (9, 100.0)])
def test_open_deals_count_at_the_own_win_rate_once_ten_are_closed(closed, exposure) -> None:
    deals = pd.DataFrame(
        {
            "customer_id": ["a", "b"],
            "revenue_12m": [100.0, 0.0],
            "revenue_span": [100.0, 0.0],
            "open_deals": [50.0, 0.0],
            "deals_won_24m": [4, 0],
            "deals_closed_24m": [4, closed - 4],
            "last_positive_on": pd.to_datetime([DAY, None]),
            "median_gap_days": [np.nan, np.nan],
        }
    )
    policy = read_policy('[exposure]\npipeline = "open"')
    assert expose(deals, as_of=DAY, policy=policy)["exposure"].tolist() == [exposure, 0.0]
    assert expose(deals, as_of=DAY, policy=Policy())["exposure"].tolist() == [100.0, 0.0]
