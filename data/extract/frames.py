"""Run the statements of an extract and put the frames together."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.inputs import Extract
from analytics.policy import Policy
from data.extract import departures, people, portfolio, relationships
from data.extract.basis import Basis
from data.extract.moment import basis_of
from data.frames import conform, fetch
from data.sources import Source

__all__ = ["extract", "extract_edges"]

Statement = Callable[[Basis], Any]
Part = tuple[Statement, Mapping[str, str]]

_EDGES: dict[str, Part] = {
    "activity_edges": (relationships.activity_edges, relationships.ACTIVITY_EDGES),
    "booking_edges": (relationships.booking_edges, relationships.BOOKING_EDGES),
    "ownership": (relationships.ownership, relationships.OWNERSHIP),
}
_ALL: dict[str, Part] = {
    **_EDGES,
    "customers": (portfolio.customers, portfolio.CUSTOMERS),
    "reps": (people.reps, people.REPS),
    "credits": (portfolio.credits, portfolio.CREDITS),
    "rep_months": (portfolio.rep_months, portfolio.REP_MONTHS),
    "quotas": (people.quotas, people.QUOTAS),
    "compensation": (people.compensation, people.COMPENSATION),
    "rep_history": (people.rep_history, people.REP_HISTORY),
    "leaver_access": (people.leaver_access, people.LEAVER_ACCESS),
    "departure_edges": (departures.departure_edges, departures.DEPARTURE_EDGES),
    "booking_days": (departures.booking_days, departures.BOOKING_DAYS),
    "agreements": (people.agreements, people.AGREEMENTS),
}


def extract(
    source: Source, policy: Policy, *, as_of: date | None = None, currency: str | None = None
) -> Extract:
    """Read everything an assessment needs, as of the end of one day.

    Without ``as_of`` that is the newest record (:func:`data.extract.default_as_of`); without
    ``currency`` the policy's, else the only one that bookings name, else XXX where none is named.

    Raises
    ------
    InputError
        If nothing says in which currency to report, or a rate for it is missing.
    """
    return _run(source, policy, _ALL, as_of=as_of, currency=currency)


def extract_edges(source: Source, policy: Policy, as_of: date, *, now: Extract) -> Extract:
    """Read again, for an earlier day, only what relationships need.

    Customers and reps are those of ``now``, a later extract of the same source, with what was
    known of departures then; the frames that relationships do not need are empty.
    """
    then = _run(source, policy, _EDGES, as_of=as_of, currency=now.currency)
    gone = now.reps["left_on"] <= pd.Timestamp(as_of)
    reps = now.reps.assign(left_on=now.reps["left_on"].where(gone))
    return replace(then, customers=now.customers, reps=reps)


def _run(
    source: Source,
    policy: Policy,
    parts: Mapping[str, Part],
    *,
    as_of: date | None,
    currency: str | None,
) -> Extract:
    with source.reading() as connection:
        basis, reason = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        frames = {
            name: fetch(connection, statement(basis), kinds)
            for name, (statement, kinds) in parts.items()
        }
    frames |= {name: conform({}, kinds) for name, (_, kinds) in _ALL.items() if name not in parts}
    frames["reps"]["known"] = frames["reps"]["known"].astype(bool)
    data_from = basis.data_from
    return Extract(
        as_of=basis.as_of,
        as_of_reason=reason,
        currency=basis.currency,
        current=basis.current,
        data_from=data_from if data_from and data_from <= basis.as_of else None,
        tables=source.filled,
        **frames,
    )
