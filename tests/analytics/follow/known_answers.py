"""Companies whose customers' fate after departures is known: five kinds, drawn as frames.

Customers buy most months around a level of their own; everybody's book has better and worse
times, which pass. What leaving does to a customer is one factor from the last day on.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.extract import Extract
from tests.analytics.attrition.workforce import DAYS, workforce
from tests.analytics.follow.leavers import EDGES

FIRST, MONTHS = pd.Period("2020-07", "M"), 72
REPS, LEAVERS, EACH = 24, 10, 20
#: What leaving does to the customers' purchases, by kind.
EFFECTS = {"nothing": 0.0, "loss": -0.3, "raise": 0.2, "slump": 0.0, "shrinking": -0.3}


def company(kind: str, seed: int) -> tuple[Extract, float]:
    """A company of the kind, and the true effect: revenue after ÷ what it would have been − 1."""
    rng = np.random.default_rng([seed, *map(ord, kind)])
    times = _times(rng)
    gone, month = _departures(kind, rng, times)
    rep = np.repeat(np.arange(REPS), EACH)
    level = rng.lognormal(8.0, 1.0, len(rep))
    years = rng.normal(0, 0.15, (len(rep), MONTHS // 12)).cumsum(axis=1)
    rate = level[:, None] * np.exp(times[rep] + np.repeat(years, 12, axis=1))
    since = np.arange(MONTHS) - np.where(np.isin(np.arange(REPS), gone), month, MONTHS)[rep, None]
    if kind == "shrinking":
        rate *= 1 - 0.4 * np.clip((since + 18) / 18, 0, 1)
    factor = np.maximum(1 + EFFECTS[kind] + rng.normal(0, 0.1, REPS), 0.1)
    if kind in ("nothing", "slump"):
        factor[:] = 1.0
    inside = np.isin(rep, gone)[:, None] & (since > 0) & (since <= 12)
    changed = rate * np.where(since > 0, factor[rep, None], 1.0)
    truth = changed[inside].sum() / rate[inside].sum() - 1
    bought = rng.random(rate.shape) < 0.7
    amounts = np.where(bought, changed / 0.7 * rng.gamma(4, 0.25, rate.shape), 0.0)
    return _extract(rep, gone, month, amounts), float(truth)


def _times(rng):
    shocks = np.zeros((REPS, MONTHS))
    noise = rng.normal(0, 1, (REPS, MONTHS))
    keep = 0.85
    now = noise[:, 0]
    for m in range(MONTHS):
        now = keep * now + np.sqrt(1 - keep**2) * noise[:, m]
        shocks[:, m] = now
    return 0.2 * shocks


def _departures(kind, rng, times):
    gone = np.sort(rng.choice(REPS, LEAVERS, replace=False))
    month = np.full(REPS, MONTHS)
    month[gone] = rng.integers(30, MONTHS - 14, LEAVERS)
    if kind == "slump":
        # a year of bad times, which ends when they go
        for r in gone:
            times[r, month[r] - 11 : month[r] + 1] -= 0.35
    return gone, month


def _extract(rep, gone, month, amounts):
    names = pd.Series([f"c{n:04}" for n in range(len(rep))], dtype="str")
    ends = pd.PeriodIndex([FIRST + m for m in range(MONTHS)]).to_timestamp(how="end").normalize()
    left = pd.Series(ends[month[gone]])
    customer, at = np.nonzero(amounts)
    days = pd.DataFrame(
        {
            "customer_id": names.to_numpy()[customer],
            "day": (ends[at] - pd.Timedelta(days=10)).astype(DAYS),
            "amount": amounts[customer, at],
        }
    ).astype({"customer_id": "str"})
    people = [{"rep_id": f"r{n:02}"} for n in range(REPS)]
    for who, day in zip(gone, left, strict=True):
        people[who]["left_on"] = day
    as_of = ends[-1].date()
    plain = workforce(people, as_of=as_of, data_from=FIRST.start_time.date())
    held = np.flatnonzero(np.isin(rep, gone))
    leaver = [f"r{n:02}" for n in rep[held]]
    edges = pd.DataFrame(
        {
            "leaver_id": leaver,
            "customer_id": names[held].to_numpy(),
            "rep_id": leaver,
            "activity_strength": 4.0,
            "booking_strength": 0.0,
            "later_strength": 0.0,
            "activities_12m": 1,
            "bookings_12m": 0,
            "owner": True,
            "assigned": True,
        }
    )
    edges = (
        edges.reindex(columns=list(EDGES))
        .astype(EDGES)
        .sort_values(["leaver_id", "customer_id", "rep_id"], ignore_index=True)
    )
    return replace(
        plain,
        reps=plain.reps.assign(left_to=pd.Series([None] * REPS, dtype="str")),
        customers=pd.DataFrame(
            {
                "customer_id": names,
                "segment": pd.Series([None] * len(names), dtype="str"),
                "created_on": pd.Series([pd.NaT] * len(names), dtype=DAYS),
                "first_booking_on": pd.Series([ends[0]] * len(names), dtype=DAYS),
            }
        ),
        departure_edges=edges,
        booking_days=days.assign(positive=days["amount"]),
        agreements=pd.DataFrame(
            {
                n: pd.Series([], dtype=k)
                for n, k in {
                    "rep_id": "str",
                    "kind": "str",
                    "signed_on": DAYS,
                    "ends_on": DAYS,
                }.items()
            }
        ),
    )
