"""The records of the demo company that are not as they should be, as in every customer system.

Each function takes canonical tables and returns them with its own kind of mess; ``LAW.md`` lists
what is wrong with which record.
"""

import numpy as np
import pandas as pd

__all__ = ["HOSTILE_NAMES", "disturb", "odd_names", "unknown_customers"]

#: What somebody once typed into the name field; it must never do anything.
HOSTILE_NAMES = (
    '=HYPERLINK("http://evil.example","x")',
    "**bold** ![x](http://evil.example/x.png)",
    "<b>Ltd</b>",
)

#: Pairs of customers (first and second) that share a name.
_TWINS = ((30, 31), (64, 65))


def unknown_customers(customers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return small customers without any contact record, and those of them without anything."""
    small = customers[(customers["segment"] == 2) & (customers["parent"] < 0)]
    quiet = small.index[small.index % 7 == 3].to_numpy()[:9]
    return quiet, quiet[:4]


def odd_names(customers: pd.DataFrame) -> pd.DataFrame:
    """Return the customers with two repeated names and three hostile ones."""
    named = customers.copy()
    for first, second in _TWINS:
        for column in ("name", "name_zh"):
            named.loc[second, column] = named.loc[first, column]
    small = named[(named["segment"] == 2) & (named["parent"] < 0) & (named.index > 100)]
    odd = small.index[: len(HOSTILE_NAMES)]
    for column in ("name", "name_zh"):
        named.loc[odd, column] = HOSTILE_NAMES
    return named


def disturb(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with odd bookings, odd contact records and one phone for three people."""
    return {
        **tables,
        "revenue": _odd_bookings(tables["revenue"]),
        "activities": _odd_activities(tables["activities"]),
        "contacts": _shared_phone(tables["contacts"]),
    }


def _odd_bookings(revenue: pd.DataFrame) -> pd.DataFrame:
    """Add a booking of a customer nobody knows and one in a currency without a rate."""
    odd = revenue.tail(2).copy()
    odd["customer_id"] = ["C9999", odd["customer_id"].iloc[1]]
    odd["amount"], odd["currency"] = [18_400.0, 2_950.0], ["CNY", "EUR"]
    odd["margin"] = [5_200.0, 800.0]
    odd["revenue_id"] = ["B900001", "B900002"]
    return pd.concat([revenue, odd], ignore_index=True)


def _odd_activities(activities: pd.DataFrame) -> pd.DataFrame:
    """Add records of somebody unknown, one of a kind unknown and one of the future."""
    odd = activities.tail(5).copy()
    odd["rep_id"] = ["R999", "R999", "R999", *odd["rep_id"].iloc[3:]]
    odd["kind"] = ["call", "email", "visit", "fax", "meeting"]
    odd["direction"] = "out"
    odd["happened_at"] = pd.to_datetime(
        ["2026-05-12T10:05:00", "2026-05-19T14:30:00", "2026-06-09T09:45:00",
         "2026-06-16T11:00:00", "2026-08-14T10:00:00"]
    ).as_unit("s")  # fmt: skip
    odd["activity_id"] = [f"A90000{n}" for n in range(1, 6)]
    return pd.concat([activities, odd], ignore_index=True)


def _shared_phone(contacts: pd.DataFrame) -> pd.DataFrame:
    """Give three people of different customers the phone of the first."""
    shared = contacts.drop_duplicates("customer_id").index[[10, 11, 12]]
    return contacts.assign(
        phone=contacts["phone"].where(
            ~contacts.index.isin(shared), contacts.loc[shared[0], "phone"]
        )
    )
