"""Is each customer looked after as often as promised, or as often as usual?

A standard of the policy says how often a customer of a segment is visited in a quarter. Where none
is set, the customer's own rhythm is the measure: the gap since the last contact is at most twice
the median gap of the last 24 months.
"""

from datetime import date

import pandas as pd

from analytics.policy import ServiceRules

__all__ = ["service_kept", "unmatched_segments"]

#: A gap of so many medians is still kept.
_MEDIANS = 2
#: So many gaps make a rhythm.
_FEWEST_GAPS = 3


def service_kept(
    customers: pd.DataFrame, rhythm: pd.DataFrame, rules: ServiceRules, *, as_of: date
) -> pd.DataFrame:
    """Whether the standard of service is kept: a row a customer, in the order of ``customers``.

    customers: customer_id, segment. rhythm: customer_id, last_on, gaps, median_gap_days, visits;
    customers without any contact of 24 months are in no row.

    Returns customer_id, wanted_visits (a quarter; missing where the segment has no standard),
    visits (days with a visit or meeting in the quarter up to the as-of date), gap_days (since the
    last contact), usual_gap_days (the median), kept (boolean; missing where there is no standard
    and fewer than three gaps make no rhythm).
    """
    rows = customers[["customer_id", "segment"]].merge(rhythm, on="customer_id", how="left")
    wanted = pd.to_numeric(rows["segment"].map(dict(rules.visits))).astype("Int64")
    visits = rows["visits"].fillna(0).astype("int64")
    gap = (pd.Timestamp(as_of) - rows["last_on"]).dt.days.astype("Int64")
    usual = rows["median_gap_days"].where(rows["gaps"] >= _FEWEST_GAPS).astype("Float64")
    kept = (visits >= wanted).astype("boolean").fillna(gap <= _MEDIANS * usual)
    return pd.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "wanted_visits": wanted,
            "visits": visits,
            "gap_days": gap,
            "usual_gap_days": usual,
            "kept": kept.astype("boolean"),
        }
    )


def unmatched_segments(customers: pd.DataFrame, rules: ServiceRules) -> tuple[str, ...]:
    """The segments with a standard that no customer has, in their order in the policy."""
    present = set(customers["segment"].dropna())
    return tuple(name for name in rules.visits if name not in present)
