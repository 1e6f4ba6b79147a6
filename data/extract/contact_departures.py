"""What leavers held, from one number a contact: the contacts of a customer lie beside each other.

The same frame as :func:`data.extract.departures.departure_edges`, which says what everything means;
tests hold both to the same figures.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data.extract import departures
from data.extract.basis import ExtractBasis
from data.extract.contact_numbers import (
    FIRST_DAY,
    KIND_BITS,
    OF_DAY,
    REP_BITS,
    Numbers,
    dates,
    day_of,
    decayed,
    number_of,
    starts_of_runs,
    sums_of_runs,
)
from data.extract.relationships import contacts_recorded
from data.frames import conform, fetch

__all__ = ["departures_of"]

#: So many contacts are looked at once.
_BLOCK = 1_000_000
_KEYS = ["leaver_id", "customer_id", "rep_id"]


def departures_of(
    connection: sa.Connection,
    basis: ExtractBasis,
    keys: Numbers,
    customers: pd.Series,
    reps: pd.Series,
) -> pd.DataFrame:
    """The frame departure_edges; keys: sorted, of customers and reps in the order of their codes.

    Cost: the contacts of each leaver's customers.
    """
    held = fetch(connection, departures.held_customers(basis), departures.HELD)
    if held.empty:
        return conform({}, departures.DEPARTURE_EDGES)
    known = pd.Index(customers.astype("str"))
    rest = fetch(connection, departures.without_contacts(basis), departures.WITHOUT_CONTACTS)
    met = pd.Index(reps.astype("str"))
    people = met.append(pd.Index(rest["rep_id"])).unique().sort_values()
    leavers = held["leaver_id"].cat.categories
    codes = pd.DataFrame(
        {
            "leaver": held["leaver_id"].cat.codes.to_numpy(np.int64),
            "customer": _places(held["customer_id"], known),
            "rep": _places(held["leaver_id"], met),
            "left": (held["left_on"].to_numpy("datetime64[D]") - FIRST_DAY).astype(np.int64),
        }
    )
    parts = [_touched(keys, rows, basis) for rows in _blocks(keys, codes)]
    edges = pd.concat(parts, ignore_index=True)
    edges["rep"] = people.get_indexer(met)[edges["rep"].to_numpy()]
    if len(rest):
        others = rest.drop(columns=_KEYS).assign(
            leaver=leavers.get_indexer(rest["leaver_id"]),
            customer=known.get_indexer(rest["customer_id"]),
            rep=people.get_indexer(rest["rep_id"]),
        )
        edges = _summed(edges, others)
    edges = edges.assign(
        leaver_id=leavers.take(edges.pop("leaver")),
        customer_id=known.take(edges.pop("customer")),
        rep_id=people.take(edges.pop("rep")),
    )
    return _typed(_with_people(connection, basis, edges))


def _places(ids: pd.Series, known: pd.Index) -> Numbers:
    return known.get_indexer(ids.cat.categories).astype(np.int64)[ids.cat.codes.to_numpy()]


def _blocks(keys: Numbers, held: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The held customers with first, size (of their contacts among the keys), in parts."""
    bits = REP_BITS + OF_DAY
    customer = held["customer"].to_numpy()
    first = np.searchsorted(keys, customer << bits)
    size = np.searchsorted(keys, (customer + 1) << bits) - first
    part = np.cumsum(size) // _BLOCK
    for _, rows in held.assign(first=first, size=size).groupby(part):
        yield rows.reset_index(drop=True)


def _touched(keys: Numbers, held: pd.DataFrame, basis: ExtractBasis) -> pd.DataFrame:
    """leaver, customer, rep (codes) with what contacts say of them."""
    size = held["size"].to_numpy()
    row = np.repeat(np.arange(len(held)), size)
    begun = np.cumsum(size) - size
    contacts = keys[np.arange(len(row)) + (held["first"].to_numpy() - begun)[row]]
    left = held["left"].to_numpy()
    # The rows of a customer follow each other by person and day, as its contacts do.
    last = _ends(row, contacts >> KIND_BITS)
    row_of, days = row[last], contacts[last]
    rep, kind = days >> OF_DAY & 2**REP_BITS - 1, days & 2**KIND_BITS - 1
    activities = np.diff(last, prepend=-1)
    day = day_of(days)
    age = left[row_of] - day
    ends = _ends(row_of, rep)
    starts = starts_of_runs(ends)
    before = age >= 0
    seen = sums_of_runs(before, starts)
    year = before & (age < departures.YEAR)
    pair = row_of[ends]
    return pd.DataFrame(
        {
            "leaver": held["leaver"].to_numpy()[pair],
            "customer": held["customer"].to_numpy()[pair],
            "rep": rep[ends],
            "activity_strength": sums_of_runs(
                np.where(before, decayed(basis, kind, np.maximum(age, 0)), 0.0), starts
            ),
            "booking_strength": 0.0,
            "later_strength": sums_of_runs(
                _later(basis, kind, age, _gone(basis, left)[row_of]), starts
            ),
            "activities_12m": sums_of_runs(np.where(year, activities, 0), starts),
            "bookings_12m": 0,
            "owner": 0,
            "assigned": 0,
            "first_on": _day_if(seen > 0, day[starts]),
            "last_on": _day_if(seen > 0, day[starts + np.maximum(seen, 1) - 1]),
            "after_on": _day_if(seen < ends - starts + 1, day[np.minimum(starts + seen, ends)]),
            "owner_from": np.full(len(pair), np.datetime64("NaT", "s")),
            "channels": _channels(held, row, contacts)[pair]
            * (rep[ends] == held["rep"].to_numpy()[pair]),
        }
    )


def _ends(row: Numbers, values: Numbers) -> Numbers:
    """The places of the last of each run of one row and one value."""
    if not len(row):
        return np.zeros(0, np.int64)
    changes = (row[1:] != row[:-1]) | (values[1:] != values[:-1])
    return np.append(np.flatnonzero(changes), len(row) - 1)


def _gone(basis: ExtractBasis, left: Numbers) -> Numbers:
    """The days from each last day to the end of the year after it, or to the as-of date."""
    return np.minimum(number_of(basis.as_of) - left, departures.YEAR)


def _later(basis: ExtractBasis, kind: Numbers, age: Numbers, gone: Numbers) -> NDArray[np.float64]:
    """The strength of contact days of the year after the last day."""
    soon = (age < 0) & (age >= -departures.YEAR)
    found = np.zeros(len(age))
    found[soon] = decayed(basis, kind[soon], gone[soon] + age[soon])
    return found


def _day_if(there: NDArray[np.bool_], day: Numbers) -> NDArray[np.datetime64]:
    return np.where(there, dates(day.astype(np.int32)), np.datetime64("NaT", "s"))


def _channels(held: pd.DataFrame, row: Numbers, contacts: Numbers) -> Numbers:
    """In how many ways each leaver was in touch with a held customer in the year before."""
    age = held["left"].to_numpy()[row] - day_of(contacts)
    own = (contacts >> OF_DAY & 2**REP_BITS - 1) == held["rep"].to_numpy()[row]
    counted = own & (age >= 0) & (age < departures.YEAR)
    kinds = np.zeros(len(held), np.int64)
    np.bitwise_or.at(kinds, row[counted], 1 << (contacts[counted] & 2**KIND_BITS - 1))
    return np.bitwise_count(kinds).astype(np.int64)


def _summed(edges: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """One row each of what contacts and everything else say."""
    both = pd.concat([edges, others.assign(channels=0)], ignore_index=True)
    keys = ["leaver", "customer", "rep"]
    how = {name: departures.TOTALS.get(name, "sum") for name in both.columns.drop(keys)}
    return both.groupby(keys, as_index=False).agg(how)


def _with_people(
    connection: sa.Connection, basis: ExtractBasis, edges: pd.DataFrame
) -> pd.DataFrame:
    """contacts_known and met, where contacts name people at the customer."""
    named = "contact_id" in basis.source.tables.get("activities", ())
    if not named or not connection.scalar(sa.select(contacts_recorded(basis))):
        return edges.assign(contacts_known=pd.NA, met=pd.NA)
    met = fetch(connection, departures.people_met(basis), departures.PEOPLE_MET)
    found = edges.merge(met, on=_KEYS[:2], how="left")
    own = (found["leaver_id"] == found["rep_id"]) & (found["channels"] > 0)
    known = found["contacts_known"].fillna(0)
    return found.assign(contacts_known=known, met=found["met"].where(own))


def _typed(edges: pd.DataFrame) -> pd.DataFrame:
    """Columns and types of the contract; no way of contact is none known."""
    kinds = departures.DEPARTURE_EDGES
    texts = {name: edges[name].astype("str") for name in _KEYS}
    flags = {name: edges[name].astype("boolean") for name, kind in kinds.items() if kind == "flag"}
    channels = edges["channels"].astype("Int64")
    wholes = {
        "contacts_known": edges["contacts_known"].astype("Int64"),
        "channels": channels.mask(channels == 0),
        "met": edges["met"].astype("Int64"),
    }
    return edges.assign(**texts, **flags, **wholes)[list(kinds)]
