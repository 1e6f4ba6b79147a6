"""Putting the rows of the later day in the place of those of the earlier one, a kind at a time.

In this order: **people** (who is there, has left or given notice, what speaks for leaving; of those
who came, their relationships, too), **customers** (who is new, gone or merged, with all of their
rows), **revenue** (the money of the others, and who has stopped buying by the later day),
**recording** (everything else: contacts on record, owners, statements, contracts, time gone by).
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from analytics.extract import Extract
from analytics.relationships.people import active_reps
from analytics.review.rows import Rows

__all__ = ["REPLACED", "arrived", "replacements"]

#: The kinds of rows in the order in which they are replaced.
REPLACED = ("people", "customers", "revenue", "recording")

_MONEY = [
    *("revenue_12m", "revenue_span", "open_deals", "deals_won_24m", "deals_closed_24m"),
    *("last_positive_on", "median_gap_days"),
]
#: Frames with one row a customer and person.
_PAIRS = ("activity_edges", "booking_edges", "ownership", "touches", "stated")
#: Of them, those whose strength fades with time.
_FADING = ("activity_edges", "booking_edges")


def replacements(before: Rows, now: Rows, moved: frozenset[str], half_life: float) -> list[Rows]:
    """The rows of the earlier day, then after each kind of REPLACED; the last are those of now.

    moved: customers that are new, gone or merged. half_life: days, of both; what people who came
    hold is compared with what others held on the earlier day.
    """
    old, new = before.extract, now.extract
    day = new.as_of
    grown = 2.0 ** ((day - old.as_of).days / half_life)
    came = arrived(old, new)
    people = replace(
        old,
        reps=_standing(new.reps, day, old.as_of),
        agreements=new.agreements,
        tables=old.tables | (new.tables & {"agreements"}),
        **{name: _pairs(old, new, name, frozenset(), came, grown) for name in _PAIRS},
    )
    customers = replace(
        people,
        tables=new.tables,
        customers=_customers(old.customers, new.customers, moved),
        **{name: _pairs(old, new, name, moved, came, grown) for name in _PAIRS},
    )
    revenue = replace(customers, customers=_with_money(customers.customers, new.customers))
    mixed = [Rows(each, now.people) for each in (people, customers)]
    return [before, *mixed, Rows(revenue, now.people, priced_on=day), now]


def _standing(reps: pd.DataFrame, day: date, earlier: date) -> pd.DataFrame:
    """The people of a day, with days on which an earlier one sees them as that day does: who is
    there, who has left, and who has left lately."""
    shift = pd.Timestamp(day) - pd.Timestamp(earlier)
    return reps.assign(**{name: reps[name] - shift for name in ("hired_on", "left_on")})


def arrived(old: Extract, new: Extract) -> frozenset[str]:
    """Who is there on the later day and was not on the earlier one."""
    there, was = (_active(extract, extract.as_of) for extract in (new, old))
    return there - was


def _active(extract: Extract, day: date) -> frozenset[str]:
    reps = extract.reps
    return frozenset(reps.loc[active_reps(reps, as_of=day), "rep_id"])


def _pairs(
    old: Extract, new: Extract, name: str, moved: frozenset[str], came: frozenset[str], grown: float
) -> pd.DataFrame:
    """Earlier pairs, those of customers who moved and of people who came from the later day."""
    earlier, later = getattr(old, name), getattr(new, name)
    stays = ~(earlier["customer_id"].isin(moved) | earlier["rep_id"].isin(came))
    theirs = later["customer_id"].isin(moved)
    taken = theirs | later["rep_id"].isin(came)
    added = later[taken]
    if name in _FADING:
        factor = np.where(theirs[taken], 1.0, grown)
        added = added.assign(strength=added["strength"] * factor)
    return pd.concat([earlier[stays], added], ignore_index=True)


def _customers(old: pd.DataFrame, new: pd.DataFrame, moved: frozenset[str]) -> pd.DataFrame:
    stays, taken = old[~old["customer_id"].isin(moved)], new[new["customer_id"].isin(moved)]
    return pd.concat([stays, taken], ignore_index=True)


def _with_money(customers: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    money = new.set_index("customer_id")[_MONEY].reindex(customers["customer_id"])
    return customers.assign(**{name: money[name].array for name in _MONEY})
