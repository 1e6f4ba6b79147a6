"""Run the statements of an extract and put the frames together."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.extract import Extract
from analytics.messages import Message
from analytics.policy import Policy
from data.extract import departures, people, portfolio, relationships
from data.extract.as_of import CHOSEN, basis_before, basis_of
from data.extract.basis import ExtractBasis
from data.extract.earlier import edges_of_both, together
from data.extract.onward import frames_onward, goes_on
from data.extract.same_people import put_together
from data.frames import conform, fetch
from data.sources import AnySource, Source, in_place
from data.sources.at_hand import at_hand

__all__ = [
    "extract",
    "extract_edges",
    "extract_with_earlier",
    "with_departures",
    "with_rep_months",
]

Statement = Callable[[ExtractBasis], Any]
Part = tuple[Statement, Mapping[str, str]]

_EDGES: dict[str, Part] = {
    "activity_edges": (relationships.activity_edges, relationships.ACTIVITY_EDGES),
    "booking_edges": (relationships.booking_edges, relationships.BOOKING_EDGES),
    "ownership": (relationships.ownership, relationships.OWNERSHIP),
}
_NOW: dict[str, Part] = {
    **_EDGES,
    "customers": (portfolio.customers, portfolio.CUSTOMERS),
    "reps": (people.reps, people.REPS),
    "credits": (portfolio.credits, portfolio.CREDITS),
    "quotas": (people.quotas, people.QUOTAS),
    "compensation": (people.compensation, people.COMPENSATION),
    "rep_history": (people.rep_history, people.REP_HISTORY),
    "leaver_access": (people.leaver_access, people.LEAVER_ACCESS),
    "agreements": (people.agreements, people.AGREEMENTS),
}
_MONTHS: dict[str, Part] = {"rep_months": (portfolio.rep_months, portfolio.REP_MONTHS)}
_OTHER_MONTHS: dict[str, Part] = {"other_months": (portfolio.other_months, portfolio.REP_MONTHS)}
_DEPARTURES: dict[str, Part] = {
    "departure_edges": (departures.departure_edges, departures.DEPARTURE_EDGES),
    "booking_days": (departures.booking_days, departures.BOOKING_DAYS),
    "touches": (relationships.touches, relationships.TOUCHES),
}
_ALL = {**_NOW, **_MONTHS, **_DEPARTURES}
_LATER = {**_MONTHS, **_OTHER_MONTHS, **_DEPARTURES}


def extract(
    source: AnySource, policy: Policy, *, as_of: date | None = None, currency: str | None = None
) -> Extract:
    """Read everything an assessment needs, as of the end of one day.

    Without ``as_of`` that is the newest record (:func:`data.extract.default_as_of`); without
    ``currency`` the policy's, else the only one that bookings name, else NO_CURRENCY.

    Raises
    ------
    InputError
        If nothing says in which currency to report, or a rate for it is missing.
    """
    return _run(source, policy, tuple(_ALL), as_of=as_of, currency=currency)


@in_place
def extract_with_earlier(
    source: Source,
    policy: Policy,
    *,
    days: int,
    as_of: date | None = None,
    currency: str | None = None,
) -> tuple[Extract, Extract]:
    """Read what relationships need and more, and the relationships of ``days`` days before.

    Months of reps and past departures are still to be read (:func:`with_rep_months`,
    :func:`with_departures`), while other work goes on. The second is what :func:`extract_edges`
    gives for that day.

    Raises
    ------
    InputError
        As :func:`extract`.
    """
    source = at_hand(source)
    with source.reading() as connection:
        basis, reason = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        then = basis_before(basis, days)
        if together(basis, then):
            edges, edges_then = frames_onward(
                connection,
                (basis, then),
                ("activity_edges", "booking_edges"),
                partial(edges_of_both, connection),
            )
            rest = {name: part for name, part in _NOW.items() if name not in edges}
            now = _extracted(basis, reason, edges | _frames(connection, basis, rest))
            edges_then |= _frames(connection, then, {"ownership": _EDGES["ownership"]})
        else:
            now = _extracted(basis, reason, _frames(connection, basis, _NOW))
            edges_then = _frames(connection, then, _EDGES)
    return now, _then(now, _extracted(then, CHOSEN, edges_then))


def with_rep_months(source: AnySource, policy: Policy, now: Extract) -> Extract:
    """Add the months of reps to an extract of the same source; what it already says of contacts
    is not read again."""
    if now.rep_months.empty:
        return replace(now, **_more(source, policy, now.as_of, now.currency, tuple(_MONTHS)))
    rest = _more(source, policy, now.as_of, now.currency, tuple(_OTHER_MONTHS))["other_months"]
    both = pd.concat([now.rep_months, rest], ignore_index=True)
    sums = both.groupby(["rep_id", "month"], as_index=False).sum(min_count=1)
    return replace(now, rep_months=sums.astype(rest.dtypes))


def with_departures(source: AnySource, policy: Policy, now: Extract) -> Extract:
    """Add what leavers held and what became of it to an extract of the same source, and in how many
    ways people were in touch, where they are not there."""
    names = tuple(name for name in _DEPARTURES if getattr(now, name).empty)
    return replace(now, **_more(source, policy, now.as_of, now.currency, names))


def extract_edges(source: AnySource, policy: Policy, as_of: date, *, now: Extract) -> Extract:
    """Read again, for an earlier day, only what relationships need.

    Customers and reps are those of ``now``, a later extract of the same source, with what was
    known of departures then; the frames that relationships do not need are empty.
    """
    return _then(now, _run(source, policy, tuple(_EDGES), as_of=as_of, currency=now.currency))


def _then(now: Extract, edges: Extract) -> Extract:
    """The edges of an earlier day among the customers and reps of now."""
    gone = now.reps["left_on"] <= pd.Timestamp(edges.as_of)
    evidence = now.reps["leaving_day_evidence"]
    reps = now.reps.assign(
        left_on=now.reps["left_on"].where(gone),
        leaving_day_evidence=evidence.where(gone | (evidence == "none")),
    )
    return replace(edges, customers=now.customers, reps=reps)


@in_place
def _more(
    source: Source, policy: Policy, as_of: date, currency: str, names: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """Further frames, by name, of an extract of the same source."""
    source = at_hand(source)
    with source.reading() as connection:
        basis, _ = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        return _frames(connection, basis, {name: _LATER[name] for name in names})


@in_place
def _run(
    source: Source,
    policy: Policy,
    names: tuple[str, ...],
    *,
    as_of: date | None,
    currency: str | None,
) -> Extract:
    source = at_hand(source)
    with source.reading() as connection:
        basis, reason = basis_of(connection, source, policy, as_of=as_of, currency=currency)
        frames = _frames(connection, basis, {name: _ALL[name] for name in names})
        return _extracted(basis, reason, frames)


def _frames(
    connection: sa.Connection, basis: ExtractBasis, parts: Mapping[str, Part]
) -> dict[str, pd.DataFrame]:
    few = {name: part for name, part in parts.items() if goes_on(name)}
    frames = _fetched(connection, basis, {n: part for n, part in parts.items() if n not in few})
    if few:
        each = frames_onward(
            connection, (basis,), tuple(few), lambda one: (_fetched(connection, one, few),)
        )
        frames |= each[0]
    same = set(basis.source.identities.same_people.values())
    if not same:
        return frames
    return {name: put_together(name, rows, same) for name, rows in frames.items()}


def _fetched(
    connection: sa.Connection, basis: ExtractBasis, parts: Mapping[str, Part]
) -> dict[str, pd.DataFrame]:
    return {
        name: fetch(connection, statement(basis), kinds)
        for name, (statement, kinds) in parts.items()
    }


def _extracted(
    basis: ExtractBasis, reason: Message, present: Mapping[str, pd.DataFrame]
) -> Extract:
    """Put frames together; those that are not there are empty."""
    empty = {name: frame.copy() for name, frame in _empty().items() if name not in present}
    frames = {**empty, **present}
    frames["reps"]["known"] = frames["reps"]["known"].astype(bool)
    data_from = basis.data_from
    return Extract(
        as_of=basis.as_of,
        as_of_reason=reason,
        currency=basis.currency,
        current=basis.current,
        data_from=data_from if data_from and data_from <= basis.as_of else None,
        tables=basis.source.filled,
        **frames,
    )


@cache
def _empty() -> dict[str, pd.DataFrame]:
    """Every frame without a row."""
    return {name: conform({}, kinds) for name, (_, kinds) in _ALL.items()}
