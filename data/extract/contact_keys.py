"""The edges of contacts from one number a contact, where an engine hands numbers over for nothing.

A number holds customer, person, day and kind, in this order: sorted, the contact days of a pair lie
beside each other, and every sum of :func:`data.extract.relationships.activity_edges` is one pass
over them. An engine that groups ten million contacts by two texts and a day, and what comes of it
once more, takes four times as long. What the sums mean is said there; tests hold both to the same
figures.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data.extract.basis import ExtractBasis
from data.frames import IDS, TooMuchError, fetch, fetch_numbers
from data.sources import sql

__all__ = ["contact_edges"]

Columns = dict[str, NDArray[Any]]

#: Bits of a number for its parts, and of its kind and day together; a day is counted from one in
#: 1790 on.
_REP_BITS, _DAY_BITS, _KIND_BITS = 20, 17, 3
_OF_DAY = _DAY_BITS + _KIND_BITS
_FIRST_DAY = np.datetime64("1970-01-01") - 2 ** (_DAY_BITS - 1)
#: So many numbers are summed at once, so that a hundred million take no more room than ten.
_BLOCK = 4_000_000


def contact_edges(
    connection: sa.Connection, basis: ExtractBasis, then: ExtractBasis
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frame activity_edges as of ``basis``, and as of ``then``, an earlier day of the source.

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
    if len(names[1]) > 2**_REP_BITS:
        raise TooMuchError
    keys = fetch_numbers(connection, _keys(basis, customers, reps))
    keys.sort()
    sums = [_summed(block, basis, then) for block in _blocks(keys)]
    if not sums:
        sums = [_summed(keys, basis, then)]
    columns = {name: np.concatenate([each[name] for each in sums]) for name in sums[0]}
    now = {name: values for name, values in columns.items() if not name.endswith("_then")}
    were = columns["contact_days_then"] > 0
    was = {name: columns.get(f"{name}_then", columns[name])[were] for name in now}
    return _named(now, *names), _named(was, *names)


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
    since = sa.literal(_FIRST_DAY.astype(object), sa.Date)
    day = sa.func.greatest(sql.days_between(rows.c.happened_on, since), 0, type_=sa.Integer())
    ranks = enumerate(_kinds(basis))
    kind = sa.case(*((rows.c.kind == name, rank) for rank, name in ranks))
    pair = customers.c.code * 2**_REP_BITS + reps.c.code
    key = (pair * 2**_DAY_BITS + day) * 2**_KIND_BITS + kind
    joined = rows.join(customers, customers.c.id == rows.c.customer_id)
    return sa.select(key).select_from(joined.join(reps, reps.c.id == rows.c.rep_id))


def _kinds(basis: ExtractBasis) -> list[str]:
    """The kinds of contact, the strongest last: of a day, the largest number names it."""
    weights = basis.policy.relationships.weights.model_dump()
    return sorted(weights, key=lambda kind: (weights[kind], kind))


def _blocks(keys: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The sorted numbers in parts, no customer in two of them."""
    start = 0
    while start < len(keys):
        end = min(start + _BLOCK, len(keys))
        following = (keys[end - 1] >> (_REP_BITS + _OF_DAY)) + 1
        end = int(np.searchsorted(keys, following << (_REP_BITS + _OF_DAY)))
        yield keys[start:end]
        start = end


def _summed(keys: NDArray[np.int64], basis: ExtractBasis, then: ExtractBasis) -> Columns:
    """The columns of pairs, by codes; those as of the earlier day end in ``_then``."""
    last = _ends(keys >> _KIND_BITS)
    days, activities = keys[last], np.diff(last, prepend=-1)
    day = (days >> _KIND_BITS & 2**_DAY_BITS - 1).astype(np.int32)
    pairs = days >> _OF_DAY
    ends = _ends(pairs)
    starts = np.append(0, ends[:-1] + 1)[: len(ends)]
    strength = _strengths(basis, day, days & 2**_KIND_BITS - 1)
    seen = day <= _number(then.until)
    were = np.add.reduceat(seen, starts, dtype=np.int64) if len(starts) else starts
    halvings = (basis.as_of - then.as_of).days / basis.policy.relationships.half_life_days
    recent, recent_then = day >= _number(basis.window_start), day >= _number(then.window_start)
    columns: Columns = {
        "customer": pairs[ends] >> _REP_BITS,
        "rep": pairs[ends] & 2**_REP_BITS - 1,
        "strength": _sums(strength, starts),
        "contact_days": ends - starts + 1,
        "contact_days_12m": _sums(recent, starts),
        "activities": _sums(activities, starts),
        "activities_12m": _sums(np.where(recent, activities, 0), starts),
        "first_on": _dates(day[starts]),
        "last_on": _dates(day[ends]),
        "strength_then": _sums(np.where(seen, strength, 0.0), starts) * 2.0**halvings,
        "contact_days_then": were,
        "contact_days_12m_then": _sums(seen & recent_then, starts),
        "activities_then": _sums(np.where(seen, activities, 0), starts),
        "activities_12m_then": _sums(np.where(seen & recent_then, activities, 0), starts),
        "last_on_then": _dates(day[np.maximum(starts + were - 1, starts)]),
    }
    return columns


def _ends(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the last of each run of equal values."""
    ends = np.flatnonzero(values[1:] != values[:-1])
    return np.append(ends, len(values) - 1) if len(values) else ends


def _sums(values: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[Any]:
    """The sum of each run; numbers of rows and days are whole."""
    if not len(starts):
        return np.zeros(0, values.dtype if values.dtype == np.float64 else np.int64)
    kind = values.dtype if values.dtype == np.float64 else np.dtype(np.int64)
    return np.add.reduceat(values, starts, dtype=kind)


def _strengths(
    basis: ExtractBasis, day: NDArray[np.int32], kind: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The weight of each contact day, halved every half-life since."""
    weights = basis.policy.relationships.weights.model_dump()
    weight = np.array([weights[name] for name in _kinds(basis)])
    if not len(day):
        return np.zeros(0)
    first = int(day.min())
    ages = _number(basis.as_of) - np.arange(first, int(day.max()) + 1)
    decay = np.exp2(-ages / basis.policy.relationships.half_life_days)
    return weight[kind] * decay[day - first]


def _number(day: Any) -> int:
    return int((np.datetime64(day, "D") - _FIRST_DAY).astype(np.int64))


def _dates(day: NDArray[np.int32]) -> NDArray[np.datetime64]:
    return (_FIRST_DAY + day.astype("timedelta64[D]")).astype("datetime64[s]")


def _named(columns: Columns, customers: pd.Series, reps: pd.Series) -> pd.DataFrame:
    """Columns with the ids of codes, as categories of those that are there."""
    ids = {
        "customer_id": _present(columns["customer"], customers),
        "rep_id": _present(columns["rep"], reps),
    }
    rest = {name: values for name, values in columns.items() if name not in ("customer", "rep")}
    return pd.DataFrame({**ids, **rest})


def _present(codes: NDArray[np.int64], names: pd.Series) -> pd.Categorical:
    there = np.bincount(codes, minlength=len(names)) > 0
    place = np.cumsum(there) - 1
    # The names stand in the order of their codes, each once.
    ids = names.cat.categories[names.cat.codes.to_numpy()[there]]
    return pd.Categorical.from_codes(place[codes], categories=ids)
