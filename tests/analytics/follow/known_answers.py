"""Companies of which it is known what departures did: five kinds, drawn as frames.

Customers buy in most months, around a level of their own that drifts from year to year; every
person's book has better and worse times, which pass. What leaving does to customers is a factor
from the last day on, which differs a little from leaver to leaver.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.extract import Extract
from tests.analytics.attrition.workforce import DAYS, workforce
from tests.analytics.follow.leavers import EDGES

__all__ = ["EFFECTS", "company"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

FIRST, MONTHS = pd.Period("2020-07", "M"), 72
REPS, LEAVERS, EACH = 24, 10, 20
#: What leaving does to what customers buy, by kind.
EFFECTS = {"nothing": 0.0, "loss": -0.3, "raise": 0.2, "slump": 0.0, "shrinking": -0.3}
#: Log revenue of the year in whose bad times somebody leaves.
SLUMP = -0.35
#: Part of the revenue that is gone when the person goes, over so many months before.
SHRUNK, SHRINKING_MONTHS = 0.4, 18


def company(kind: str, seed: int) -> tuple[Extract, float]:
    """A company of the kind, and the true effect: revenue of the year after ÷ what it would have
    been without leaving, less 1."""
    rng = np.random.default_rng([seed, *map(ord, kind)])
    times = _times(rng)
    gone = np.sort(rng.choice(REPS, LEAVERS, replace=False))
    month = np.full(REPS, 2 * MONTHS)
    month[gone] = rng.integers(30, MONTHS - 14, LEAVERS)
    rep, at = np.repeat(np.arange(REPS), EACH), np.arange(MONTHS)
    since = at - month[:, None]
    if kind == "slump":
        times += np.where((since > -12) & (since <= 0), SLUMP, 0.0)
    if kind == "shrinking":
        times += np.log(1 - SHRUNK * np.clip(since / SHRINKING_MONTHS + 1, 0, 1))
    years = rng.normal(0, 0.15, (len(rep), MONTHS // 12)).cumsum(axis=1)
    rate = rng.lognormal(8, 1, (len(rep), 1)) * np.exp(times[rep] + np.repeat(years, 12, axis=1))
    factor = 1 + EFFECTS[kind] + (rng.normal(0, 0.1, REPS) if EFFECTS[kind] else 0.0)
    changed = np.where(since > 0, np.broadcast_to(factor, REPS)[:, None], 1.0)[rep] * rate
    year_after = ((since > 0) & (since <= 12))[rep]
    truth = changed[year_after].sum() / rate[year_after].sum() - 1
    bought = (rng.random(rate.shape) < 0.7) / 0.7 * rng.gamma(4, 0.25, rate.shape)
    return _extract(rep, gone, month, changed * bought), float(truth)


def _times(rng: np.random.Generator) -> Floats:
    """Better and worse times of each book, as logarithms: half of them pass in four months."""
    keep, times = 0.85, rng.normal(0, 1, (REPS, MONTHS))
    for month in range(1, MONTHS):
        times[:, month] = keep * times[:, month - 1] + np.sqrt(1 - keep**2) * times[:, month]
    return 0.2 * times


def _extract(rep: Numbers, gone: Numbers, month: Numbers, amounts: Floats) -> Extract:
    """Leavers own their customers up to the last day of their month."""
    names = pd.Series([f"c{number:04}" for number in range(len(rep))], dtype="str")
    ends = pd.period_range(FIRST, periods=MONTHS, freq="M").to_timestamp(how="end").normalize()
    people = [{"rep_id": f"r{number:02}"} for number in range(REPS)]
    for number in gone:
        people[number]["left_on"] = ends[month[number]]
    plain = workforce(people, as_of=ends[-1].date(), data_from=FIRST.start_time.date())
    customer, at = np.nonzero(amounts)
    booked = amounts[customer, at]
    held = np.flatnonzero(np.isin(rep, gone))
    leavers = [f"r{number:02}" for number in rep[held]]
    edges = {"leaver_id": leavers, "customer_id": names.to_numpy()[held], "rep_id": leavers}
    touched = {"activity_strength": 4.0, "booking_strength": 0.0, "later_strength": 0.0,
               "activities_12m": 1, "bookings_12m": 0, "owner": True, "assigned": True}  # fmt: skip
    return replace(
        plain,
        reps=plain.reps.assign(left_to=pd.Series(index=plain.reps.index, dtype="str")),
        customers=pd.DataFrame(
            {
                "customer_id": names,
                "segment": pd.Series(index=names.index, dtype="str"),
                "created_on": pd.Series(index=names.index, dtype=DAYS),
                "first_booking_on": pd.Series(ends[0], index=names.index).astype(DAYS),
            }
        ),
        departure_edges=pd.DataFrame(edges)
        .assign(**touched)
        .reindex(columns=list(EDGES))
        .astype(EDGES),
        booking_days=pd.DataFrame(
            {
                "customer_id": names.to_numpy()[customer],
                "day": (ends - pd.Timedelta(days=10))[at].astype(DAYS),
                "amount": booked,
                "positive": booked,
            }
        ).astype({"customer_id": "str"}),
    )
