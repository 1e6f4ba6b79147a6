"""What contacts say, from one number a contact, where an engine hands numbers over for nothing.

A number holds customer, person, day and kind, in this order: sorted, the contact days of a pair lie
beside each other, and every sum of :func:`data.extract.relationships.activity_edges`, of
:func:`data.extract.relationships.touches` and of the contacts in
:func:`data.extract.portfolio.rep_months` is one pass over them; what leavers held is another
(:mod:`data.extract.contact_departures`). An engine that groups ten million
contacts by two texts and a day, and what comes of it once more, three times, takes four times as
long. What the sums mean is said there; tests hold both to the same figures.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data.extract.basis import ExtractBasis
from data.extract.contact_departures import departures_of
from data.extract.contact_numbers import (
    DAY_BITS,
    FIRST_DAY,
    KIND_BITS,
    OF_DAY,
    REP_BITS,
    ContactDays,
    Numbers,
    dates,
    day_of,
    decayed,
    ends_of_runs,
    kinds_by_weight,
    number_of,
    starts_of_runs,
    sums_of_runs,
)
from data.extract.portfolio import RECORDED_IN, first_month
from data.frames import IDS, TooMuchError, fetch, fetch_numbers
from data.sources import sql

__all__ = ["Contacts", "contacts_of_both"]

Columns = dict[str, NDArray[Any]]
#: So many numbers are summed at once, so that a hundred million take no more room than ten.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Frames of an extract: activity_edges of both days; touches, None where contacts name people
    at the customer; of rep_months what is known of contacts; departure_edges."""

    edges: pd.DataFrame
    edges_then: pd.DataFrame
    touches: pd.DataFrame | None
    months: pd.DataFrame
    departures: pd.DataFrame


def contacts_of_both(
    connection: sa.Connection, basis: ExtractBasis, then: ExtractBasis
) -> Contacts:
    """What contacts say as of ``basis``, and edges as of ``then``, an earlier day of the source.

    Both bases are of one source in whose span no weight vanishes (see
    :func:`data.extract.earlier.together`).

    Raises
    ------
    TooMuchError
        There are more contacts, customers or people than anybody has.
    """
    customers, reps = _customers(basis), _reps(basis)
    names = [
        fetch(connection, sa.select(ids.c.id).order_by(ids.c.code), {"id": IDS})["id"]
        for ids in (customers, reps)
    ]
    if len(names[1]) > 2**REP_BITS:
        raise TooMuchError
    keys = fetch_numbers(connection, _keys(basis, customers, reps))
    keys.sort()
    months = _Months.of(basis, len(names[1]))
    edges: list[Columns] = []
    touches: list[Columns] = []
    # What leavers held is asked of the engine meanwhile, and nothing else is.
    with ThreadPoolExecutor(max_workers=1) as beside:
        held = beside.submit(departures_of, connection, basis, keys, *names)
        for block in _blocks(keys):
            days = ContactDays.of(block)
            edges.append(_summed(days, basis, then))
            months.add(days)
            touches.append(_touched(block, basis))
        left = held.result()
    del keys, block, days, held
    columns = _joined(edges)
    now = {name: values for name, values in columns.items() if not name.endswith("_then")}
    were = columns["contact_days_then"] > 0
    was = {name: columns.get(f"{name}_then", columns[name])[were] for name in now}
    met = "contact_id" in basis.source.tables.get("activities", ())
    return Contacts(
        _named(now, *names),
        _named(was, *names),
        None
        if met
        else _named(_joined(touches), *names).assign(met=pd.NA).astype({"met": "Int64"}),
        months.frame(basis, names[1]),
        left,
    )


def _customers(basis: ExtractBasis) -> sa.CTE:
    """id, code: the customers that count, in order."""
    return _numbered(basis.customers.c.customer_id, "customer_codes")


def _reps(basis: ExtractBasis) -> sa.CTE:
    """id, code: the people who were in touch, in order, robots aside."""
    rows = basis.contacts()
    real = sa.select(rows.c.rep_id).where(rows.c.rep_id.not_in(basis.system_reps)).subquery()
    return _numbered(real.c.rep_id, "rep_codes")


def _numbered(column: Any, name: str) -> sa.CTE:
    ids = sa.select(column.label("id")).distinct().subquery()
    place = sa.func.row_number().over(order_by=ids.c.id) - 1
    return sa.select(ids.c.id, sa.cast(place, sa.BigInteger).label("code")).cte(name)


def _keys(basis: ExtractBasis, customers: sa.CTE, reps: sa.CTE) -> sa.Select[Any]:
    """One number for each contact that counts."""
    rows = basis.contacts()
    since = sa.literal(FIRST_DAY.astype(object), sa.Date)
    day = sa.func.greatest(sql.days_between(rows.c.happened_on, since), 0, type_=sa.Integer())
    ranks = enumerate(kinds_by_weight(basis))
    kind = sa.case(*((rows.c.kind == name, rank) for rank, name in ranks))
    pair = customers.c.code * 2**REP_BITS + reps.c.code
    key = (pair * 2**DAY_BITS + day) * 2**KIND_BITS + kind
    joined = rows.join(customers, customers.c.id == rows.c.customer_id)
    return sa.select(key).select_from(joined.join(reps, reps.c.id == rows.c.rep_id))


def _blocks(keys: Numbers) -> Iterator[Numbers]:
    """The sorted numbers in parts, no customer in two of them; at least one part."""
    start = 0
    while start < len(keys) or not start:
        end = min(start + _BLOCK, len(keys))
        if end < len(keys):
            following = (keys[end - 1] >> (REP_BITS + OF_DAY)) + 1
            end = int(np.searchsorted(keys, following << (REP_BITS + OF_DAY)))
        yield keys[start:end]
        if not len(keys):
            return
        start = end


def _summed(days: ContactDays, basis: ExtractBasis, then: ExtractBasis) -> Columns:
    """The columns of pairs, by codes; those as of the earlier day end in ``_then``."""
    day, activities = days.day, days.activities
    ends = ends_of_runs(days.pair)
    starts = starts_of_runs(ends)
    strength = decayed(basis, days.kind, number_of(basis.as_of) - day)
    seen = day <= number_of(then.until)
    were = sums_of_runs(seen, starts)
    halvings = (basis.as_of - then.as_of).days / basis.policy.relationships.half_life_days
    recent = day >= number_of(basis.window_start)
    recent_then = seen & (day >= number_of(then.window_start))
    return {
        **_codes(days.pair[ends]),
        "strength": sums_of_runs(strength, starts),
        "contact_days": ends - starts + 1,
        "contact_days_12m": sums_of_runs(recent, starts),
        "activities": sums_of_runs(activities, starts),
        "activities_12m": sums_of_runs(np.where(recent, activities, 0), starts),
        "first_on": dates(day[starts]),
        "last_on": dates(day[ends]),
        "strength_then": sums_of_runs(np.where(seen, strength, 0.0), starts) * 2.0**halvings,
        "contact_days_then": were,
        "contact_days_12m_then": sums_of_runs(recent_then, starts),
        "activities_then": sums_of_runs(np.where(seen, activities, 0), starts),
        "activities_12m_then": sums_of_runs(np.where(recent_then, activities, 0), starts),
        "last_on_then": dates(day[np.maximum(starts + were - 1, starts)]),
    }


def _touched(keys: Numbers, basis: ExtractBasis) -> Columns:
    """The kinds of contact of every pair in W, by codes."""
    recent = keys[day_of(keys) >= number_of(basis.window_start)]
    pairs = recent >> OF_DAY
    ends = ends_of_runs(pairs)
    kinds = np.left_shift(1, recent & 2**KIND_BITS - 1)
    found = np.bitwise_or.reduceat(kinds, starts_of_runs(ends)) if len(ends) else kinds
    return {**_codes(pairs[ends]), "channels": np.bitwise_count(found).astype(np.int64)}


@dataclass(frozen=True, slots=True, eq=False)
class _Months:
    """What people did in each month: three sums by person and month, and the month of each day,
    −1 before the first."""

    sums: dict[str, Numbers]
    months: NDArray[np.datetime64]
    of_day: Numbers

    @classmethod
    def of(cls, basis: ExtractBasis, reps: int) -> "_Months":
        first = np.datetime64(first_month(basis.as_of), "M")
        months = np.arange(first, np.datetime64(basis.until, "M") + 1)
        days = FIRST_DAY + np.arange(number_of(basis.until) + 1)
        place = (days.astype("datetime64[M]") - first).astype(np.int64)
        sums = {
            name: np.zeros(reps * len(months), np.int64)
            for name in ("contact_days", "customers", "activities")
        }
        return cls(sums, months, np.maximum(place, -1))

    def add(self, days: ContactDays) -> None:
        """Add contact days of whole customers."""
        month = self.of_day[days.day]
        within = month >= 0
        month, pair = month[within], days.pair[within]
        cell = (pair & 2**REP_BITS - 1) * len(self.months) + month
        # The days of a pair stand in order: each of its months begins once.
        begins = np.append(True, (pair[1:] != pair[:-1]) | (month[1:] != month[:-1]))[: len(pair)]
        size = len(self.sums["customers"])
        activities = np.bincount(cell, weights=days.activities[within], minlength=size)
        self.sums["contact_days"][:] += np.bincount(cell, minlength=size)
        self.sums["customers"][:] += np.bincount(cell[begins], minlength=size)
        self.sums["activities"][:] += activities.astype(np.int64)

    def frame(self, basis: ExtractBasis, reps: pd.Series) -> pd.DataFrame:
        """The columns of rep_months; what contacts say nothing of is 0, or missing where no table
        says it."""
        cells = np.flatnonzero(self.sums["contact_days"])
        rep, month = np.divmod(cells, len(self.months))
        tables = basis.source.tables
        rest = {
            "revenue": np.zeros(len(cells)),
            **{
                name: pd.array([0 if table in tables else pd.NA] * len(cells), dtype="Int64")
                for name, table in RECORDED_IN.items()
            },
        }
        return pd.DataFrame(
            {
                "rep_id": reps.astype("str").array.take(rep),
                "month": self.months[month].astype("datetime64[s]"),
                **{name: values[cells] for name, values in self.sums.items()},
                **rest,
            }
        )


def _joined(parts: list[Columns]) -> Columns:
    """The columns of all parts, which are emptied of them."""
    return {name: np.concatenate([each.pop(name) for each in parts]) for name in list(parts[0])}


def _codes(pairs: Numbers) -> Columns:
    return {"customer": pairs >> REP_BITS, "rep": pairs & 2**REP_BITS - 1}


def _named(columns: Columns, customers: pd.Series, reps: pd.Series) -> pd.DataFrame:
    """Columns with the ids of codes, as categories of those that are there."""
    ids = {
        "customer_id": _present(columns["customer"], customers),
        "rep_id": _present(columns["rep"], reps),
    }
    rest = {name: values for name, values in columns.items() if name not in ("customer", "rep")}
    return pd.DataFrame({**ids, **rest})


def _present(codes: Numbers, names: pd.Series) -> pd.Categorical:
    there = np.bincount(codes, minlength=len(names)) > 0
    place = np.cumsum(there) - 1
    # The names stand in the order of their codes, each once.
    ids = names.cat.categories[names.cat.codes.to_numpy()[there]]
    return pd.Categorical.from_codes(place[codes], categories=ids)
