"""The relationships of an earlier day, read together with those of today.

Both days look at the same contacts and bookings: one statement sums for both, which takes little
longer than for one.
"""

from collections.abc import Mapping

import pandas as pd
import sqlalchemy as sa

from data.extract import relationships
from data.extract.basis import ExtractBasis
from data.extract.contact_keys import contacts_of_both
from data.frames import fetch

__all__ = ["Edges", "edges_of_both", "together"]

#: activity_edges, booking_edges and what was read with them, by name.
Edges = dict[str, pd.DataFrame]

_PARTS = {
    "activity_edges": (
        relationships.activity_edges,
        relationships.ACTIVITY_EDGES,
        relationships.ACTIVITY_EDGES_THEN,
    ),
    "booking_edges": (
        relationships.booking_edges,
        relationships.BOOKING_EDGES,
        relationships.BOOKING_EDGES_THEN,
    ),
}


def together(basis: ExtractBasis, then: ExtractBasis) -> bool:
    """Whether strengths of both days can be told from sums that are halved until the later one.

    They cannot where so many half-lives have passed that double precision may not hold a weight.
    """
    return not basis.vanishing(min(basis.data_from or basis.as_of, then.as_of))


def edges_of_both(
    connection: sa.Connection, basis: ExtractBasis, then: ExtractBasis
) -> tuple[Edges, Edges]:
    """The edges as of ``basis`` and as of ``then``, an earlier day of the same source.

    Where all contacts are looked at one by one, the first also holds departure_edges, touches, if
    no contact names people at the customer, and what rep_months says of contacts.
    """
    now: Edges = {}
    was: Edges = {}
    for name, (statement, kinds, kinds_then) in _PARTS.items():
        if name == "activity_edges" and basis.source.kind.columnar:
            contacts = contacts_of_both(connection, basis, then)
            now |= {name: contacts.edges, "rep_months": contacts.months}
            now |= {"departure_edges": contacts.departures}
            now |= {} if contacts.touches is None else {"touches": contacts.touches}
            was[name] = contacts.edges_then
            continue
        rows = fetch(connection, statement(basis, then), {**kinds, **kinds_then})
        now[name], was[name] = rows[list(kinds)], _rows_then(rows, kinds)
    return now, was


def _rows_then(rows: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """The pairs that were in touch by then; what has no column of its own has not changed."""
    columns = [f"{name}_then" if f"{name}_then" in rows else name for name in kinds]
    there = rows[columns].set_axis(list(kinds), axis="columns")
    there = there[there["last_on"].notna()].reset_index(drop=True)
    ids = {name: there[name].cat.remove_unused_categories() for name in ("customer_id", "rep_id")}
    return there.assign(**ids)
