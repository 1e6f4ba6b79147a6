"""Going on from the extract before, where little has changed since: only the customers whose
records changed are summed up again, by the same statements.

Most frames have rows for customers that depend on the records of that customer alone, as long as
the day, the currencies and everything about people are the same (:func:`_everything_else`). Of the
copy of a database (:mod:`data.mirror`) it is known whose records a refresh has changed; the frames
of the state before are kept here, in memory.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from threading import Lock

import pandas as pd
import sqlalchemy as sa
from pandas.api.types import union_categoricals

from data.extract.basis import ExtractBasis

__all__ = ["Frames", "frames_onward", "goes_on"]

Frames = dict[str, pd.DataFrame]

#: The frames whose rows depend on one customer alone, and the order of their rows.
_OF_CUSTOMERS: Mapping[str, tuple[str, ...]] = {
    "activity_edges": ("customer_id", "rep_id"),
    "booking_edges": ("customer_id", "rep_id"),
    "customers": ("customer_id",),
    "credits": ("customer_id", "rep_id"),
    "departure_edges": ("leaver_id", "customer_id", "rep_id"),
    "booking_days": ("customer_id", "day"),
    "touches": ("customer_id", "rep_id"),
}
#: Frames that are kept: those of four days, now and before a refresh.
_KEPT = 80

_LOCK = Lock()
_FRAMES: OrderedDict[Hashable, pd.DataFrame] = OrderedDict()


def goes_on(name: str) -> bool:
    """Whether the rows of a frame depend on one customer each."""
    return name in _OF_CUSTOMERS


def frames_onward(
    connection: sa.Connection,
    bases: tuple[ExtractBasis, ...],
    names: tuple[str, ...],
    fetch: Callable[..., tuple[Frames, ...]],
) -> tuple[Frames, ...]:
    """For each basis, all of one source, the frames of these names as ``fetch`` gives them; only
    the rows of customers with changed records are fetched where the others are at hand."""
    before = [_before(basis, names) for basis in bases]
    customers = _touched(connection, bases)
    if customers is None or not all(before):
        found = fetch(*bases)
    else:
        source = bases[0].source.only(customers)
        few = fetch(*(replace(basis, source=source) for basis in bases))
        found = tuple(
            {name: _together(was[name], now[name], customers, name) for name in names}
            for was, now in zip(before, few, strict=True)
            if was is not None
        )
    for basis, frames in zip(bases, found, strict=True):
        _keep(basis, frames)
    return found


def _touched(connection: sa.Connection, bases: tuple[ExtractBasis, ...]) -> frozenset[str] | None:
    """The customers whose records changed, and one with a named contact person for each basis:
    whether any is named decides what others show. None where all are to be summed up.

    So it is where a leaving day is estimated from the records of all customers, where customers
    stand for others, and where anything is stated.
    """
    source, lineage = bases[0].source, bases[0].source.lineage
    estimated = "active" in source.tables["reps"]
    grouped = bases[0].policy.company.group_by_parent
    if lineage is None or lineage.touched is None or estimated or grouped or source.identities:
        return None
    named: set[str | None] = set()
    if "contact_id" in source.tables.get("activities", ()):
        rows = source.rows("activities")
        one = sa.select(sa.func.min(rows.c.customer_id)).where(rows.c.contact_id.is_not(None))
        for basis in bases:
            named.add(connection.scalar(one.where(basis.seen(rows.c.happened_on))))
    return lineage.touched.union(each for each in named if each is not None)


def _everything_else(basis: ExtractBasis) -> Hashable:
    """What the rows of all customers depend on besides their records."""
    source = basis.source
    tables = tuple(sorted((name, tuple(sorted(c))) for name, c in source.tables.items()))
    return (
        basis.policy.fingerprint,
        basis.as_of,
        basis.until,
        basis.current,
        basis.currency,
        basis.company_currency,
        basis.currencies,
        basis.data_from,
        basis.newest,
        source.timezone,
        source.filled,
        tables,
    )


def _before(basis: ExtractBasis, names: tuple[str, ...]) -> Frames | None:
    lineage = basis.source.lineage
    if lineage is None:
        return None
    key = (lineage.parent, _everything_else(basis))
    with _LOCK:
        found = {name: _FRAMES.get((*key, name)) for name in names}
    frames = {name: frame for name, frame in found.items() if frame is not None}
    return frames if len(frames) == len(names) else None


def _keep(basis: ExtractBasis, frames: Frames) -> None:
    lineage = basis.source.lineage
    if lineage is None or basis.source.identities:
        return
    key = (lineage.version, _everything_else(basis))
    with _LOCK:
        for name, frame in frames.items():
            if goes_on(name):
                _FRAMES[*key, name] = frame
                _FRAMES.move_to_end((*key, name))
        while len(_FRAMES) > _KEPT:
            _FRAMES.popitem(last=False)


def _together(
    was: pd.DataFrame, now: pd.DataFrame, customers: frozenset[str], name: str
) -> pd.DataFrame:
    """The rows of customers that stay, and those that were fetched, in the order of the frame."""
    kept = was[~was["customer_id"].isin(customers)]
    columns = {
        column: union_categoricals([kept[column], now[column]], sort_categories=True)
        if isinstance(was[column].dtype, pd.CategoricalDtype)
        else pd.concat([kept[column], now[column]], ignore_index=True)
        for column in was
    }
    frame = pd.DataFrame(columns)
    ids = frame.select_dtypes("category").columns
    frame = frame.assign(**{each: frame[each].cat.remove_unused_categories() for each in ids})
    order = list(_OF_CUSTOMERS[name])
    return frame.sort_values(order, na_position="last", ignore_index=True)
