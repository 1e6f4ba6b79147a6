"""Bookings, deals and exchange rates of the demo company."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.customers import OVERSEAS
from data.demo.days import (
    AS_OF_DAY,
    MONTH_OF_DAY,
    MONTH_STARTS,
    as_dates,
    calendar_month,
    draw_workdays,
    stream,
    workdays_between,
)
from data.demo.law import LAW, MONTHS
from data.demo.ties import Ties

__all__ = ["bookings", "deals", "exchange_rates", "owner_on"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Working days of an average month, to which monthly rates refer.
MONTH_WORKDAYS = 20.7

_CREDIT_NOTES, _NAMES_A_REP, _OWNER_BOOKS = 0.015, 0.9, 0.96
_DEALS_WON, _DEALS_LOST, _DEALS_OPEN = 0.16, 4200, 420


def exchange_rates(seed: int) -> pd.DataFrame:
    """Return the monthly rates of the US dollar: a slow random walk around 7.2."""
    walk = stream(seed, "rates").normal(0, 0.03, MONTHS).cumsum()
    rates = (7.2 + walk - walk.mean()).round(4)
    return pd.DataFrame(
        {"currency": "USD", "valid_on": as_dates(MONTH_STARTS[:MONTHS]), "rate": rates}
    )


def bookings(seed: int, customers: pd.DataFrame, ties: Ties, rates: pd.DataFrame) -> pd.DataFrame:
    """Return all bookings in order of their day.

    Columns: customer, rep (position, −1 none), day, value (company currency), currency, amount (in
    that currency, two decimals), credit_note (bool).
    """
    rng = stream(seed, "bookings")
    customer, day = _booking_days(customers, ties, rng)
    value = _values(customers, customer, day, rng)
    frame = pd.DataFrame({"customer": customer, "day": day, "value": value, "credit_note": False})
    frame = pd.concat([frame, _credit_notes(frame, rng)], ignore_index=True)
    frame = frame.sort_values(["day", "customer"], kind="stable", ignore_index=True)
    frame["rep"] = _booked_by(frame, ties, rng)
    return _in_currency(frame, customers, rates)


def _booking_days(
    customers: pd.DataFrame, ties: Ties, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw bookings by customer and month: orders · season · the part of the month it buys."""
    count = len(customers)
    begin = customers["created"].to_numpy()[:, None]
    first = np.maximum(begin, MONTH_STARTS[None, :MONTHS])
    last = np.minimum(ties.stops[:, None], MONTH_STARTS[None, 1:] - 1).astype(np.int64)
    season = np.array(LAW.booking_season)[calendar_month(np.arange(MONTHS))]
    orders = customers["orders"].to_numpy()[:, None] * season
    expected = orders * workdays_between(first, last) / MONTH_WORKDAYS
    cells = np.repeat(np.arange(count * MONTHS), rng.poisson(expected).ravel())
    days = draw_workdays(first.ravel()[cells], last.ravel()[cells], rng)
    return cells // MONTHS, days


def _values(customers: pd.DataFrame, customer: Ints, day: Ints, rng: np.random.Generator) -> Floats:
    """Draw amounts around size ÷ bookings a year, growing towards the as-of date."""
    usual = (customers["size"] / (12 * customers["orders"])).to_numpy()[customer]
    growth = (1 + LAW.growth_yearly) ** ((day - AS_OF_DAY) / 365)
    return usual * growth * np.exp(rng.normal(-0.125, 0.5, len(customer)))


def _credit_notes(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Draw credit notes: part of a booking is taken back some weeks later."""
    old = frame[(frame["day"] < AS_OF_DAY - 60) & (rng.random(len(frame)) < _CREDIT_NOTES)]
    day = old["day"].to_numpy()
    later = draw_workdays(day + 10, day + 50, rng)
    part = rng.uniform(0.1, 1.0, len(old))
    return old.assign(day=later, value=-old["value"] * part, credit_note=True)


def owner_on(spans: pd.DataFrame, customer: Ints, day: Ints) -> Ints:
    """Return who owned each customer on each day, −1 nobody (newest owner where two overlap)."""
    owners = spans.loc[spans["role"] == "owner", ["customer", "rep", "first", "last"]]
    asked = pd.DataFrame({"customer": customer, "day": day, "row": np.arange(len(day))})
    newest = pd.merge_asof(
        asked.sort_values("day", kind="stable"),
        owners.sort_values("first", kind="stable"),
        left_on="day",
        right_on="first",
        by="customer",
    ).sort_values("row")
    there = newest["last"].to_numpy() >= newest["day"].to_numpy()
    return np.where(there, newest["rep"].fillna(-1).to_numpy(), -1).astype(np.int64)


def _booked_by(frame: pd.DataFrame, ties: Ties, rng: np.random.Generator) -> Ints:
    """Name the owner on most bookings, now and then the second contact, on some nobody."""
    customer, day = frame["customer"].to_numpy(), frame["day"].to_numpy()
    owner = owner_on(ties.spans, customer, day)
    seconds = ties.spans[(ties.spans["role"] == "second") & (ties.spans["last"] > AS_OF_DAY)]
    second = pd.Series(seconds["rep"].to_numpy(), seconds["customer"].to_numpy())
    stand_in = second.reindex(customer).fillna(-1).to_numpy().astype(np.int64)
    begun = pd.Series(seconds["first"].to_numpy(), seconds["customer"].to_numpy())
    helps = (begun.reindex(customer).to_numpy() <= day) & (owner >= 0)
    named = np.where(helps & (rng.random(len(frame)) > _OWNER_BOOKS), stand_in, owner)
    return np.where(rng.random(len(frame)) < _NAMES_A_REP, named, -1)


def _in_currency(frame: pd.DataFrame, customers: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    abroad = customers["region"].to_numpy()[frame["customer"]] == OVERSEAS
    rate = np.where(abroad, rates["rate"].to_numpy()[MONTH_OF_DAY[frame["day"]]], 1.0)
    amount = (frame["value"] / rate).round(2)
    currency = np.where(abroad, "USD", "CNY")
    return frame.assign(amount=amount, currency=currency, value=amount * rate)


def deals(seed: int, ties: Ties, booked: pd.DataFrame) -> pd.DataFrame:
    """Return won deals (behind some bookings), lost ones and those still open.

    Columns: customer, rep (position, −1 none), amount, currency, stage, created, closed, updated
    (day numbers, NaN none).
    """
    rng = stream(seed, "deals")
    won = booked[~booked["credit_note"] & (rng.random(len(booked)) < _DEALS_WON)]
    parts = [
        _deals(won, "won", won["day"].to_numpy(), rng),
        _deals(booked.sample(_DEALS_LOST, random_state=rng), "lost", None, rng),
        _deals(booked.tail(4000).sample(_DEALS_OPEN, random_state=rng), "open", None, rng),
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame["rep"] = owner_on(ties.spans, frame["customer"].to_numpy(), frame["created"].to_numpy())
    alive = ties.stops[frame["customer"]] > AS_OF_DAY
    frame = frame[(frame["stage"] != "open") | alive]
    return frame.sort_values(["created", "customer"], kind="stable", ignore_index=True)


def _deals(
    like: pd.DataFrame, stage: str, closed: Ints | None, rng: np.random.Generator
) -> pd.DataFrame:
    """Make deals of the customers and amounts of these bookings, begun weeks before they end."""
    day, count = like["day"].to_numpy(), len(like)
    ends = day if closed is None else closed
    lasts = rng.integers(10, 120, count)
    begun = AS_OF_DAY - lasts if stage == "open" else ends - lasts
    updated = begun + (rng.random(count) * lasts).astype(np.int64)
    return pd.DataFrame(
        {
            "customer": like["customer"].to_numpy(),
            "amount": (like["amount"].abs() * rng.uniform(0.8, 1.6, count)).round(2)
            if stage != "won"
            else like["amount"],
            "currency": like["currency"].to_numpy(),
            "stage": stage,
            "created": begun,
            "closed": np.full(count, np.nan) if stage == "open" else ends.astype(float),
            "updated": updated if stage == "open" else ends,
        }
    )
