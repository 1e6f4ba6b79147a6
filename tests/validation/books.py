"""Customers and who looks after them, from the first day of the records to the as-of date.

A tie is a person and a customer over a span of days with a planned rate of contacts a month.
Departures and hires happen one after the other: of a leaver's customers some follow (and stop
buying within two months), the others are taken over at once, later or never.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.days import AS_OF_DAY, MONTH_STARTS, pick
from tests.validation.following import Following, shared
from tests.validation.workforce import Force

__all__ = ["ALWAYS", "Book", "circumstances", "draw_book"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Last day of what has not ended.
ALWAYS = 9_999
#: Days from a departure to a follower's last booking.
GOING = (5, 60)
#: Chance of a second contact besides the owner, and of a third.
_FURTHER = (0.5, 0.25)
#: Part of the customers that a reorganisation gives to others, and that are merged into others.
_REASSIGNED, _MERGED = (0.15, 0.4), 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """All customers and ties.

    customers: size (bookings a year), created, stops (day of the last purchase + 1), contacts,
    firm (day the relationship began), unseen. ties: customer, rep (−1: nobody, an orphan's gap),
    first, last, since (day the person's relationship began), rate, owner, factor (of bookings).
    departures: customer, rep, left, q (at the time, given the destination), follows.
    """

    customers: pd.DataFrame
    ties: pd.DataFrame
    departures: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class _House:
    """Whom and what events happen to; ``stops`` is changed by those who follow."""

    clients: pd.DataFrame
    stops: Ints
    force: Force
    left: Floats
    law: Following
    takeover_days: float
    rng: np.random.Generator


def draw_book(
    force: Force,
    law: Following,
    left: Floats,
    destination: Ints,
    rng: np.random.Generator,
    *,
    customers: int,
    churn: float,
    takeover_days: float,
) -> Book:
    """Draw customers, first owners and further contacts; then let hires and departures happen."""
    clients = law.clients(_customers(customers, churn, law, rng), rng)
    ties, gone = _first_ties(clients, force, left, law, rng), [_NO_DEPARTURES]
    stops = clients["stops"].to_numpy().copy()
    house = _House(clients, stops, force, left, law, takeover_days, rng)
    events = [(float(day), _JOINS, rep) for rep, day in enumerate(force.hired) if day > 0]
    events += [(day, _DEPARTS, rep) for rep, day in enumerate(left) if 0 <= day <= AS_OF_DAY]
    events += [(float(MONTH_STARTS[month]), _REORGANISED, -1) for month in force.reorganised]
    for day, what, rep in sorted(events):
        if what == _DEPARTS:
            ties, lost = _depart(house, ties, rep, day, int(destination[rep]))
            gone.append(lost)
        elif what == _JOINS:
            ties = _join(house, ties, rep, day)
        else:
            ties = _merged(house, _reassigned(house, ties, day), day)
    departures = pd.concat(gone[1:] or gone, ignore_index=True)
    return Book(clients.assign(stops=stops), ties, departures)


#: What happens on a day, in this order.
_JOINS, _DEPARTS, _REORGANISED = range(3)
_NO_DEPARTURES = pd.DataFrame(
    {name: pd.Series(dtype=float) for name in ("customer", "rep", "left", "q", "follows")}
)


def _customers(count: int, churn: float, law: Following, rng: np.random.Generator) -> pd.DataFrame:
    old = rng.random(count) < 0.8
    created = np.where(old, 0, rng.integers(1, AS_OF_DAY - 30, count))
    firm = np.where(old, -np.minimum(rng.exponential(1800, count), 7000), created)
    stops = np.maximum(created, 0) + 150 + rng.exponential(365 / churn, count)
    return pd.DataFrame(
        {
            "size": np.exp(rng.normal(10.0, 1.4, count)),
            "created": created.astype(np.int64),
            "stops": np.minimum(stops, ALWAYS).astype(np.int64),
            "contacts": np.minimum(1 + rng.poisson(1.3, count), 6),
            "firm": firm.astype(np.int64),
            "unseen": rng.normal(0, law.unseen_sd, count),
        }
    )


def _first_ties(
    clients: pd.DataFrame, force: Force, left: Floats, law: Following, rng: np.random.Generator
) -> pd.DataFrame:
    """An owner for everybody, further contacts of the owner's team for some."""
    day = clients["created"].to_numpy()
    region = rng.integers(0, force.team.max() + 1, len(clients))
    there = _there(force, left, day[:, None])
    book = np.exp(rng.normal(0, 0.7, len(force.team)))
    home = np.where(region[:, None] == force.team, 1.0, 0.02)
    owner = pick(there * book * home, rng)
    rate = 0.8 * (clients["size"].to_numpy() / np.exp(10)) ** 0.28
    rate = np.clip(rate * np.exp(rng.normal(0, 0.45, len(clients))), 0.08, 7.0)
    owned = _tie(np.arange(len(clients)), owner, day, rate, clients, force, rng)
    team = (force.team == force.team[owner][:, None]) & there
    team[np.arange(len(clients)), owner] = False
    ties = [owned]
    for likely in _FURTHER:
        has = (rng.random(len(clients)) < likely) & team.any(axis=1)
        further = pick(team + 1e-12, rng)
        part = rate * rng.uniform(0.15, 1.0, len(clients))
        tie = _tie(np.arange(len(clients)), further, day, part, clients, force, rng)
        ties.append(tie[has].assign(owner=False))
    return law.tied(pd.concat(ties, ignore_index=True), clients, rng)


def _there(force: Force, left: Floats, day: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Who is employed on each day and does not leave on it."""
    return (force.hired <= day) & ~(left <= day)


def _tie(
    customer: Ints,
    rep: Ints,
    day: Ints,
    rate: Floats,
    clients: pd.DataFrame,
    force: Force,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """New ties; those from before the records began somewhere between hiring and then."""
    began = np.maximum(clients["firm"].to_numpy()[customer], force.hired[rep])
    since = np.where(day > 0, day, np.minimum(began * rng.random(len(customer)), 0))
    return pd.DataFrame(
        {
            "customer": customer,
            "rep": rep,
            "first": day.astype(np.int64),
            "last": ALWAYS,
            "since": since.astype(np.int64),
            "rate": rate,
            "owner": True,
            "factor": 1.0,
        }
    )


def _join(house: _House, ties: pd.DataFrame, rep: int, day: float) -> pd.DataFrame:
    """A newcomer takes over a tenth of the team's customers; half of the old owners stay near."""
    owned = ties["owner"].to_numpy() & (ties["rep"] >= 0).to_numpy()
    team = house.force.team[ties["rep"].to_numpy()] == house.force.team[rep]
    chosen = house.rng.random(len(ties)) < 0.1
    given = np.flatnonzero(_current(ties, house.stops, day) & owned & team & chosen)
    if not len(given):
        return ties
    factor = ties["factor"].to_numpy()[given] if house.law.lasting else 1.0
    taken = ties.iloc[given].assign(rep=rep, first=int(day), since=int(day), factor=factor)
    taken = house.law.tied(taken, house.clients, house.rng)
    return _handed_on(house, ties, given, taken, day, stay=0.5)


def _handed_on(
    house: _House, ties: pd.DataFrame, given: Ints, taken: pd.DataFrame, day: float, *, stay: float
) -> pd.DataFrame:
    """End the given ties with the taken ones in their place; some old owners stay near."""
    last = ties["last"].to_numpy().copy()
    last[given] = int(day) - 1
    near = ties.iloc[given[house.rng.random(len(given)) < stay]]
    near = near.assign(first=int(day), owner=False, rate=near["rate"] * 0.3)
    return pd.concat([ties.assign(last=last), taken, near], ignore_index=True)


def _reassigned(house: _House, ties: pd.DataFrame, day: float) -> pd.DataFrame:
    """Customers are given to others in bulk, wherever these are; one old owner in five stays
    near."""
    rng, owned = house.rng, ties["owner"].to_numpy() & (ties["rep"] >= 0).to_numpy()
    part = rng.uniform(*_REASSIGNED)
    chosen = _current(ties, house.stops, day) & owned & (rng.random(len(ties)) < part)
    given = np.flatnonzero(chosen)
    there = _there(house.force, house.left, day + 30).astype(float)
    taken = ties.iloc[given].assign(
        rep=pick(np.broadcast_to(there, (len(given), len(there))), rng),
        first=int(day),
        since=int(day),
    )
    taken = house.law.tied(taken, house.clients, rng)
    return _handed_on(house, ties, given, taken, day, stay=0.2)


def _merged(house: _House, ties: pd.DataFrame, day: float) -> pd.DataFrame:
    """Some accounts are merged into others, which buy for both from then on.

    Who is merged buys no more under its own name, and has not gone.
    """
    current = _current(ties, house.stops, day) & ties["owner"].to_numpy()
    rows = house.rng.permutation(np.flatnonzero(current & (ties["rep"] >= 0).to_numpy()))
    size = int(_MERGED * len(rows))
    into, away = rows[:size], rows[size : 2 * size]
    bought = house.clients["size"].to_numpy() * 1.0
    customer = ties["customer"].to_numpy()
    factor = ties["factor"].to_numpy()[into]
    factor = factor * (1 + bought[customer[away]] / bought[customer[into]])
    grown = ties.iloc[into].assign(first=int(day), factor=factor)
    house.stops[customer[away]] = int(day)
    last = ties["last"].to_numpy().copy()
    last[into] = int(day) - 1
    return pd.concat([ties.assign(last=last), grown], ignore_index=True)


def _current(ties: pd.DataFrame, stops: Ints, day: float) -> npt.NDArray[np.bool_]:
    buys = stops[ties["customer"].to_numpy()] > day
    return ((ties["first"] <= day) & (ties["last"] >= day)).to_numpy() & buys


def _depart(
    house: _House, ties: pd.DataFrame, rep: int, day: float, destination: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Somebody leaves: who follows stops buying soon, the others are taken over."""
    state = circumstances(ties, house.clients, house.stops, day, house.law)
    mine = (state["rep"] == rep).to_numpy()
    at, q = state["place"].to_numpy()[mine], house.law.given(state, destination)[mine]
    q = np.minimum(q * house.law.taking(1, house.rng), 1.0)
    follows = house.rng.random(len(at)) < q
    customer = ties["customer"].to_numpy()[at]
    stop = day + house.rng.integers(*GOING, len(at))
    house.stops[customer[follows]] = np.minimum(house.stops[customer], stop)[follows].astype(int)
    last = ties["last"].to_numpy().copy()
    last[ties["rep"] == rep] = np.minimum(last[ties["rep"] == rep], int(day))
    owned = ties["owner"].to_numpy()[at]
    kept = 1 - house.law.shrinks(state[mine], house.rng)
    new = _taken_over(house, ties.iloc[at[owned]], rep, day, kept[owned])
    lost = {"customer": customer, "rep": rep, "left": day, "q": q, "follows": follows}
    return pd.concat([ties.assign(last=last), new], ignore_index=True), pd.DataFrame(lost)


def _taken_over(
    house: _House, owned: pd.DataFrame, rep: int, day: float, kept: Floats
) -> pd.DataFrame:
    """Successors from the team, and the gaps before them; one in ten waits very long."""
    rng, count, team = house.rng, len(owned), house.force.team
    able = _there(house.force, house.left, day + 90) * np.where(team == team[rep], 1.0, 0.002)
    quick = rng.exponential(house.takeover_days, count)
    wait = np.where(rng.random(count) < 0.1, rng.uniform(120, 500, count), quick)
    first = (day + 1 + wait).astype(np.int64)
    taken = owned.assign(
        rep=pick(np.broadcast_to(able, (count, len(able))), rng),
        first=first,
        last=ALWAYS,
        since=first,
        rate=owned["rate"] * rng.uniform(0.7, 1.2, count),
        factor=np.exp(rng.normal(-0.05, 0.25, count)) * kept,
    )
    if house.law.lasting:
        taken["factor"] *= owned["factor"].to_numpy()
    taken = house.law.tied(taken, house.clients, rng)
    gap = owned.assign(rep=-1, first=int(day) + 1, last=first - 1, rate=0.0)
    return pd.concat([taken, gap], ignore_index=True)


def circumstances(
    ties: pd.DataFrame, clients: pd.DataFrame, stops: Ints, day: float, law: Following
) -> pd.DataFrame:
    """Ties of one day with everything a law of following reads; ``place``: row in ``ties``.

    Several ties of one pair count as one, with the sum of the rates, as its owner if one is.
    """
    rows = np.flatnonzero(_current(ties, stops, day) & (ties["rep"] >= 0).to_numpy())
    now = ties.iloc[rows].assign(place=rows)
    now = now.groupby(["customer", "rep"], as_index=False).agg(
        rate=("rate", "sum"),
        since=("since", "min"),
        place=("place", "min"),
        owner=("owner", "max"),
        **{each: (each, "max") for each in law.facts},
    )
    client = clients.iloc[now["customer"]]
    now = now.assign(
        rep_years=(day - now["since"]) / 365.25,
        firm_years=(day - client["firm"].to_numpy()) / 365.25,
        contacts=client["contacts"].to_numpy(),
        unseen=client["unseen"].to_numpy(),
    )
    return law.at(shared(now), client, day)
