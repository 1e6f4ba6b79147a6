"""How much revenue is at stake with each customer, and which customers are core.

Answers "how exposed are we?" before any person comes in: a customer's exposure is the revenue
of a year that could still be lost. Revenue that has already gone (a lapsed customer) is no longer
to be lost. Where customers buy rarely, a year is the mean of two or three; where deals are the
business, open ones count with the chance that deals of the company had lately.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.policy import Policy

__all__ = [
    "expose",
]

#: Amounts that differ by less than this part of the total are the same money.
TOLERANCE = 1e-12
#: Silent for lapsed_days means gone where this many usual gaps between bookings fit into them.
_GAPS_IN_SILENCE = 2
#: With fewer closed deals their share of won ones says nothing.
_CLOSED_DEALS = 10


def expose(customers: pd.DataFrame, *, as_of: date, policy: Policy) -> pd.DataFrame:
    """Tell for every customer the revenue at stake.

    lapsed: the last positive booking lies more than ``lapsed_days`` (of twelve months; twice or
    three times as many where exposure looks at 24 or 36) before ``as_of`` although the median gap
    between its positive booking days is under half of that. exposure: 0 if lapsed, else
    max(0, revenue of a year), and with ``[exposure] pipeline`` its open deals times
    :func:`win_rate` (nothing while that is not known). core: the customers largest first (ties by
    customer_id) until ``core_share`` of all exposure is reached, with the one that reaches it.

    Parameters
    ----------
    customers
        customer_id, revenue_12m and revenue_span (reporting currency, any sign), open_deals,
        deals_won_24m, deals_closed_24m, last_positive_on (missing: never
        a positive booking), median_gap_days (between positive booking days; missing: fewer than two
        of them, such a customer cannot lapse); see :class:`analytics.extract.Extract`.

    Returns
    -------
    DataFrame
        customer_id, revenue_12m (float), lapsed (bool), exposure (float ≥ 0; missing where
        revenue_12m is), core (bool; never true where exposure is 0 or missing); same rows and
        order as ``customers``, empty for none.

    >>> day = pd.Timestamp("2026-06-01")
    >>> customers = pd.DataFrame({"customer_id": ["a", "b"], "revenue_12m": [90.0, 10.0],
    ...     "revenue_span": [90.0, 10.0], "open_deals": 0.0, "deals_won_24m": 0,
    ...     "deals_closed_24m": 0, "last_positive_on": day, "median_gap_days": 30.0})
    >>> expose(customers, as_of=date(2026, 6, 30), policy=Policy())["core"].tolist()
    [True, False]
    """
    rules, years = policy.relationships, policy.exposure.years
    lapsed = _lapsed(customers, as_of=as_of, lapsed_days=rules.lapsed_days * years)
    yearly = customers["revenue_span"].astype("float64") / years
    exposure = yearly.clip(lower=0.0).mask(lapsed, 0.0)
    if policy.exposure.pipeline == "open":
        exposure += customers["open_deals"].astype("float64") * (win_rate(customers) or 0.0)
    return pd.DataFrame(
        {
            "customer_id": customers["customer_id"],
            "revenue_12m": customers["revenue_12m"].astype("float64"),
            "lapsed": lapsed,
            "exposure": exposure,
            "core": _core(exposure.to_numpy(), customers["customer_id"], rules.core_share),
        }
    ).reset_index(drop=True)


def win_rate(customers: pd.DataFrame) -> float | None:
    """The share of deals closed in the last 24 months that were won, by number.

    ``customers`` has deals_won_24m and deals_closed_24m; None with fewer than ten closed ones.

    >>> win_rate(pd.DataFrame({"deals_won_24m": [3, 1], "deals_closed_24m": [6, 4]}))
    0.4
    """
    closed = int(customers["deals_closed_24m"].sum())
    return float(customers["deals_won_24m"].sum() / closed) if closed >= _CLOSED_DEALS else None


def _lapsed(customers: pd.DataFrame, *, as_of: date, lapsed_days: int) -> "pd.Series[bool]":
    silent_days = (pd.Timestamp(as_of) - customers["last_positive_on"]).dt.days
    usually_sooner = customers["median_gap_days"].astype("float64") < lapsed_days / _GAPS_IN_SILENCE
    return (silent_days > lapsed_days) & usually_sooner


def _core(
    exposure: NDArray[np.float64], customer_ids: pd.Series, core_share: float
) -> NDArray[np.bool_]:
    amounts = np.nan_to_num(exposure, nan=0.0)
    by_id = customer_ids.argsort().to_numpy()
    order = by_id[np.argsort(-amounts[by_id], kind="stable")]
    ranked = amounts[order]
    total = ranked.sum()
    before = np.cumsum(ranked) - ranked
    core = np.zeros(len(amounts), dtype=bool)
    core[order] = (ranked > 0) & (before < core_share * total - TOLERANCE * total)
    return core
