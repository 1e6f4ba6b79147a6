"""The law of following applied to the ties of one day."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.law import follow_probability
from data.demo.people import SALES

__all__ = ["circumstances", "followed"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def circumstances(
    spans: pd.DataFrame, customers: pd.DataFrame, people: Ints, day: int
) -> pd.DataFrame:
    """Return the ties of one day with all that following depends on.

    Columns: customer, rep, rate, share (of the customer's planned contacts), company_share (of
    those not in sales), contacts, firm_years, rep_years; one row per pair, sorted by both.
    """
    current = spans[(spans["first"] <= day) & (spans["last"] >= day)]
    pairs = current.groupby(["customer", "rep"], as_index=False).agg(
        rate=("rate", "sum"), first=("first", "min")
    )
    customer = pairs["customer"].to_numpy()
    total = np.bincount(customer, pairs["rate"], len(customers))
    ours = np.bincount(customer, pairs["rate"] * (pairs["rep"] >= SALES), len(customers))
    since = customers["created"].to_numpy()[customer]
    return pairs.drop(columns="first").assign(
        share=pairs["rate"] / total[customer],
        company_share=ours[customer] / total[customer],
        contacts=people[customer].astype(float),
        firm_years=(day - since) / 365.25,
        rep_years=(day - pairs["first"]) / 365.25,
    )


def followed(state: pd.DataFrame) -> Floats:
    """Apply the law of following to rows of :func:`circumstances`, in the leaver's trade."""
    names = ("share", "company_share", "contacts", "firm_years", "rep_years")
    return follow_probability(*(state[name].to_numpy() for name in names))
