"""Bookings, deals and rates before they become tables."""

import numpy as np
import pandas as pd
import pytest

from data.demo import DEMO_SEED
from data.demo.company import Cast
from data.demo.customers import OVERSEAS
from data.demo.days import AS_OF_DAY, MONTH_OF_DAY, WORKDAYS
from data.demo.law import LAW
from data.demo.money import bookings, deals, exchange_rates, owner_on

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates() -> pd.DataFrame:
    return exchange_rates(DEMO_SEED)


@pytest.fixture(scope="module")
def booked(cast: Cast, rates: pd.DataFrame) -> pd.DataFrame:
    return bookings(DEMO_SEED, cast.customers, cast.ties, rates)


def test_owner_of_a_day_is_looked_up_by_hand() -> None:
    spans = pd.DataFrame(
        {
            "customer": [0, 0, 0, 1],
            "rep": [5, 6, 9, 7],
            "role": ["owner", "owner", "second", "owner"],
            "first": [-100, 50, 0, 10],
            "last": [40, 10**6, 10**6, 20],
        }
    )
    customer = np.array([0, 0, 0, 0, 1, 1, 1])
    day = np.array([60, 40, 45, 50, 9, 20, 21])
    assert owner_on(spans, customer, day).tolist() == [6, 5, -1, 6, -1, 7, -1]


def test_dollars_are_converted_at_the_rate_of_their_month(
    booked: pd.DataFrame, rates: pd.DataFrame
) -> None:
    dollars = booked[booked["currency"] == "USD"]
    rate = rates["rate"].to_numpy()[MONTH_OF_DAY[dollars["day"]]]
    np.testing.assert_allclose(dollars["value"], dollars["amount"] * rate)
    rest = booked[booked["currency"] == "CNY"]
    assert (rest["value"] == rest["amount"]).all()


def test_only_overseas_pays_in_dollars(booked: pd.DataFrame, cast: Cast) -> None:
    abroad = cast.customers["region"].to_numpy()[booked["customer"]] == OVERSEAS
    assert ((booked["currency"] == "USD").to_numpy() == abroad).all()


def test_bookings_lie_on_working_days_while_the_customer_buys(
    booked: pd.DataFrame, cast: Cast
) -> None:
    usual = booked[~booked["credit_note"]]
    assert np.isin(booked["day"], WORKDAYS).all()
    assert (usual["day"].to_numpy() <= cast.ties.stops[usual["customer"]]).all()
    created = cast.customers["created"].to_numpy()[usual["customer"]]
    assert (usual["day"].to_numpy() >= created).all()
    assert booked["day"].max() <= AS_OF_DAY


def test_credit_notes_take_back_at_most_what_was_booked(booked: pd.DataFrame) -> None:
    notes = booked[booked["credit_note"]]
    assert (notes["amount"] < 0).all()
    assert (booked.loc[~booked["credit_note"], "amount"] > 0).all()
    assert 0.01 < len(notes) / len(booked) < 0.02
    largest = booked.groupby("customer")["amount"].max()
    assert (-notes["amount"].to_numpy() <= largest.loc[notes["customer"]].to_numpy() + 0.1).all()


def test_yearly_bookings_come_near_the_size_of_the_customer(
    booked: pd.DataFrame, cast: Cast
) -> None:
    whole = (cast.customers["created"] < AS_OF_DAY - 365) & (cast.ties.stops > AS_OF_DAY)
    year = booked[booked["day"] > AS_OF_DAY - 365]
    sums = year.groupby("customer")["value"].sum().reindex(cast.customers.index, fill_value=0)
    total = sums[whole].sum() / cast.customers.loc[whole, "size"].sum()
    assert total == pytest.approx(1.0, abs=0.08)


def test_nine_of_ten_bookings_name_somebody(booked: pd.DataFrame, cast: Cast) -> None:
    owner = owner_on(cast.ties.spans, booked["customer"].to_numpy(), booked["day"].to_numpy())
    owned = booked[owner >= 0]
    assert (owned["rep"] >= 0).mean() == pytest.approx(0.9, abs=0.01)
    named = owned["rep"].to_numpy() == owner[owner >= 0]
    assert 0.85 < named.mean() < 0.9


def test_nobody_books_after_leaving(booked: pd.DataFrame, cast: Cast) -> None:
    left = np.append(cast.careers.left, np.nan)
    assert not (booked["day"].to_numpy() > left[booked["rep"].clip(upper=len(left) - 1)]).any()


def test_the_rate_moves_slowly(rates: pd.DataFrame) -> None:
    assert rates["rate"].diff().abs().max() < 0.15
    assert rates["rate"].mean() == pytest.approx(7.2, abs=0.01)


def test_deals_open_before_they_close_and_open_ones_are_recent(
    booked: pd.DataFrame, cast: Cast
) -> None:
    made = deals(DEMO_SEED, cast.ties, booked)
    done = made[made["stage"] != "open"]
    assert (done["created"] < done["closed"]).all()
    assert (done["closed"] <= AS_OF_DAY).all()
    still = made[made["stage"] == "open"]
    assert still["closed"].isna().all()
    assert (still["created"] > AS_OF_DAY - 121).all()
    assert (cast.ties.stops[still["customer"]] > AS_OF_DAY).all()
    assert (made["amount"] > 0).all()


def test_season_and_law_agree_on_twelve_months() -> None:
    assert len(LAW.booking_season) == len(LAW.contact_season) == 12
    assert np.mean(LAW.booking_season) == pytest.approx(1, abs=0.02)
