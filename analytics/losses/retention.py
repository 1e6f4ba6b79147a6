"""What is it worth to keep somebody, and what may it cost?

Keeping a rep for a year takes the rep's chance of leaving to zero and leaves everybody else's as
it is; what that saves is exact, because the expected loss is linear in each chance of leaving. A
raise does less: it moves the chance of leaving along the weight of pay (published r = −0.17, moved
by the company's own departures), which is an association and not a promise. The break-even is
where a year of the raise costs as much as the expected loss that it avoids.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from analytics.attrition.pay import PAY_SPREAD
from analytics.extract import Extract
from analytics.losses.union import chance_of_no_other
from analytics.places import places

__all__ = ["keep_values", "raise_break_even", "yearly_pay"]

Floats = NDArray[np.float64]

#: Raises that are tried, as a share of pay: so many, evenly up to the largest.
_RAISES_TRIED, _LARGEST_RAISE = 100, 0.5
_RAISES = _LARGEST_RAISE * np.arange(1, _RAISES_TRIED + 1) / _RAISES_TRIED


def keep_values(
    edges: pd.DataFrame, exposure: "pd.Series[float]", probabilities: "pd.Series[float]"
) -> "pd.Series[float]":
    """Expected loss of the next twelve months that would not happen if the rep surely stayed.

    Σ over customers of exposure · a·q of the rep · Π (1 − a·q) over everybody else.

    edges: customer_id, rep_id, leaver, follow_probability; exposure by customer_id; probabilities
    of leaving by rep_id. A leaver of an orphaned customer has left for certain. Returns amounts by
    rep_id, in the order of ``probabilities``; missing where the probability is.

    >>> edges = pd.DataFrame({"customer_id": ["c", "c"], "rep_id": ["a", "b"],
    ...     "leaver": False, "follow_probability": [0.5, 0.2]})
    >>> keep_values(edges, pd.Series({"c": 100.0}), pd.Series({"a": 0.4, "b": 0.5})).tolist()
    [18.0, 8.0]
    """
    customer = places(edges["customer_id"], exposure.index)
    rep = places(edges["rep_id"], probabilities.index)
    gone = edges["leaver"].to_numpy(dtype=bool)
    leave = np.where(gone, 1.0, probabilities.to_numpy(dtype=float)[rep])
    chance = leave * edges["follow_probability"].to_numpy(dtype=float)
    counts = (customer >= 0) & ((rep >= 0) | gone) & ~np.isnan(chance)
    customer, rep, chance, gone = (each[counts] for each in (customer, rep, chance, gone))
    others = chance_of_no_other(chance, customer, len(exposure))
    saved = exposure.to_numpy(dtype=float)[customer] * others * chance
    mine = ~gone & (rep >= 0)
    sums = np.bincount(rep[mine], weights=saved[mine], minlength=len(probabilities))
    values = pd.Series(sums, index=probabilities.index, dtype=float)
    return values.where(probabilities.notna()).rename("keep_value")


def raise_break_even(
    keep_value: "pd.Series[float]",
    probabilities: "pd.Series[float]",
    pay: "pd.Series[float]",
    pay_weight: float,
) -> "pd.Series[float]":
    """The largest raise a year (amount) that avoids as much expected loss as it costs.

    All by rep_id in the same order. pay: base and variable of a year in the unit of keep_value
    (missing: unknown). pay_weight: log-odds of leaving for one spread of the logarithm of pay
    (``pay_vs_peers``; negative: better pay keeps people). 0 where no raise pays; missing without
    pay, under notice (1) or for who never leaves (0). At most half of the pay is tried.
    """
    chance = probabilities.to_numpy(dtype=float)
    salary = pay.reindex(probabilities.index).to_numpy(dtype=float)
    usable = (chance > 0) & (chance < 1) & (salary > 0)
    odds = logit(np.where(usable, chance, 0.5))
    steps = pay_weight * np.log1p(_RAISES) / PAY_SPREAD
    left = expit(odds[:, None] + steps) / np.where(usable, chance, 0.5)[:, None]
    avoided = keep_value.to_numpy(dtype=float)[:, None] * (1 - left)
    cost = salary[:, None] * _RAISES
    pays = avoided >= cost
    largest = np.where(pays, _RAISES, 0.0).max(axis=1, initial=0.0)
    largest_raise = np.where(usable, largest * salary, np.nan)
    return pd.Series(largest_raise, index=probabilities.index, name="raise_break_even")


def yearly_pay(extract: Extract, company_currency: str) -> "pd.Series[float]":
    """Base plus variable pay of each rep's newest record (amount a year), by rep_id.

    Only records in the reporting currency, or without currency where the company's own is the
    reporting one (or none is set); the others are left out rather than converted.
    """
    pay = extract.compensation.sort_values(["rep_id", "period_start"], kind="stable")
    newest = pay.drop_duplicates("rep_id", keep="last")
    home = company_currency or extract.currency
    currency = newest["currency"].fillna("").replace("", home)
    newest = newest[(currency == extract.currency) & (newest["base"] > 0)]
    total = newest["base"] + newest["variable"].fillna(0.0)
    return total.set_axis(newest["rep_id"]).astype(float).rename("pay")
