"""Who looks after which customer from when to when, and what departures did to that.

A *tie* is one person in touch with one customer for a span of days at a planned rate of contacts
a month. Owners come first, then second contacts, service, application engineers, managers and the
managing director; departures end ties, take customers along, hand them over or orphan them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.careers import Careers
from data.demo.customers import OVERSEAS
from data.demo.days import AS_OF_DAY, pick, stream
from data.demo.following import circumstances, followed
from data.demo.law import LAW
from data.demo.people import SALES, STAR

__all__ = ["OPEN", "Ties", "draw_ties", "owned_now"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Day number for "still going on".
OPEN = 10**6

_REORGANISED = 823  # 1 October 2025: second contacts were thinned out
_THINNED = 0.25
_SECOND_BY_SEGMENT = (0.55, 0.42, 0.25)
_MANAGER_BY_SEGMENT = (0.45, 0.12, 0.03)
_NEGLECTED = 0.03  # share of customers whose owner hardly ever calls
_SERVICED, _ENGINEERED, _BOSS_CUSTOMERS = 0.35, 0.08, 40
_LARGE = 0.3  # share of customers, by size, of which the star holds a fixed part


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """All ties and what became of the leavers' customers.

    ``spans``: customer, rep (positions), role, first, last (day numbers, ``OPEN``: going on),
    rate (contacts a month). ``departures``: one row per leaver and customer owned: rep, customer,
    left (day), probability (of following, destination unknown), fate (followed, taken, orphaned),
    successor (position, −1 none up to the as-of date), taken (day, NaN none). ``stops``: day on
    which each customer stops buying (``OPEN``: never).
    """

    spans: pd.DataFrame
    departures: pd.DataFrame
    stops: Floats
    destination: Ints


def draw_ties(
    seed: int, staff: pd.DataFrame, careers: Careers, customers: pd.DataFrame, people: Ints
) -> Ties:
    """Draw all ties; ``people`` is the number of contacts that each customer has."""
    rng = stream(seed, "ties")
    destination = rng.choice(3, SALES, p=LAW.destinations)
    left = np.nan_to_num(careers.left, nan=OPEN)
    spans = _first_ties(staff, left, customers, rng)
    stops = customers["churned"].to_numpy().copy()
    departures = []
    for rep in careers.departed:
        fates = _fates(int(rep), spans, left, customers, people, destination, stops, rng)
        fates["successor"] = _successors(fates, staff, left, rng)
        stops[fates.loc[fates["fate"] == "followed", "customer"]] = fates["stop"].dropna()
        spans = _after_departure(int(rep), spans, fates, left, rng)
        departures.append(fates)
    everything = pd.concat(departures, ignore_index=True)
    spans = _ended_with_the_customer(spans, stops, rng)
    return Ties(spans, _settled(everything), stops, destination)


def _first_ties(
    staff: pd.DataFrame, left: Floats, customers: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw who looks after each customer at first, as if nobody ever left."""
    size = customers["size"].to_numpy()
    rate = 0.9 * (size / LAW.size_median) ** 0.28 * np.exp(rng.normal(0, 0.45, len(size)))
    owner = _owners(staff, left, customers, rng)
    hired = staff["hired"].to_numpy()
    first = np.maximum(customers["created"].to_numpy(), hired[owner])
    owners = _span(
        np.arange(len(size)),
        owner,
        "owner",
        first,
        rate.clip(0.05, 8) * np.where(rng.random(len(size)) < _NEGLECTED, 0.1, 1),
    )
    seconds = _seconds(owners, staff, customers, left, rng)
    return pd.concat([owners, seconds, *_company_ties(owners, staff, customers, rng)])


def _span(customer: Ints, rep: Ints, role: str, first: Ints, rate: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer": customer,
            "rep": rep,
            "role": role,
            "first": first,
            "last": OPEN,
            "rate": rate,
        }
    )


def _owners(
    staff: pd.DataFrame, left: Floats, customers: pd.DataFrame, rng: np.random.Generator
) -> Ints:
    """Draw owners by the weight of their book among those of the region who were there."""
    sales = staff.iloc[:SALES]
    region, size = customers["region"].to_numpy(), customers["size"].to_numpy()
    near = sales["team"].to_numpy() == region[:, None]
    weights = sales["book"].to_numpy() * np.where(near, 1, 0.02)
    owner = pick(weights * _there(customers["created"].to_numpy(), sales, left), rng)
    large = (size >= np.quantile(size, 1 - _LARGE)) & (region != OVERSEAS)
    chosen = large & (rng.random(len(size)) < LAW.star_share)
    return np.where(chosen, STAR, owner)


def _there(day: Ints, sales: pd.DataFrame, left: Floats) -> npt.NDArray[np.bool_]:
    """Tell who is employed on each day of the records and stays three months; rows are days."""
    start = np.maximum(day, 0)[:, None]
    return (sales["hired"].to_numpy() <= start) & (left > start + 90)


def _seconds(
    owners: pd.DataFrame,
    staff: pd.DataFrame,
    customers: pd.DataFrame,
    left: Floats,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw second contacts from the owner's team; some were ended by the reorganisation."""
    sales, owner = staff.iloc[:SALES], owners["rep"].to_numpy()
    chance = np.array(_SECOND_BY_SEGMENT)[customers["segment"].to_numpy()]
    first = owners["first"].to_numpy() + rng.integers(20, 700, len(owner))
    team = sales["team"].to_numpy()
    mates = (team == team[owner][:, None]) & (np.arange(SALES) != owner[:, None])
    mates &= _there(first, sales, left)
    has = (rng.random(len(owner)) < chance) & mates.any(axis=1)
    rate = owners["rate"].to_numpy() * rng.uniform(0.15, 0.75, len(owner))
    second = pick(mates + 1e-12, rng)
    first = np.maximum(first, sales["hired"].to_numpy()[second])
    spans = _span(np.arange(len(owner)), second, "second", first, rate)[has]
    last = np.where(rng.random(len(spans)) < _THINNED, _REORGANISED - 1, OPEN)
    last = np.minimum(last, left[spans["rep"]])
    spans = spans.assign(last=last.astype(np.int64))
    return spans[spans["first"] <= spans["last"]]


def _company_ties(
    owners: pd.DataFrame, staff: pd.DataFrame, customers: pd.DataFrame, rng: np.random.Generator
) -> list[pd.DataFrame]:
    """Draw those who hold a customer for the company and not for a book of their own."""
    count, region = len(owners), customers["region"].to_numpy()
    segment, rank = customers["segment"].to_numpy(), customers["size"].rank(ascending=False)
    positions = {name: rows.to_numpy() for name, rows in _positions(staff).items()}
    rules = [
        ("service", positions["service"][region], np.full(count, _SERVICED), (0.1, 0.5)),
        ("technical", positions["technical"][region % 2], np.full(count, _ENGINEERED), (0.1, 0.3)),
        ("manager", SALES + region, np.array(_MANAGER_BY_SEGMENT)[segment], (0.06, 0.3)),
        ("boss", np.full(count, positions["owner"][0]), rank <= _BOSS_CUSTOMERS, (0.05, 0.15)),
    ]
    rate, first = owners["rate"].to_numpy(), owners["first"].to_numpy()
    spans = []
    for role, rep, chance, part in rules:
        has = rng.random(count) < chance
        begun = np.maximum(first, staff["hired"].to_numpy()[rep])
        whole = _span(np.arange(count), rep, role, begun, rate * rng.uniform(*part, count))
        spans.append(whole[has])
    return spans


def _positions(staff: pd.DataFrame) -> dict[str, pd.Series]:
    numbered = pd.Series(np.arange(len(staff)))
    return {str(name): rows for name, rows in numbered.groupby(staff["function"].to_numpy())}


def _fates(
    rep: int,
    spans: pd.DataFrame,
    left: Floats,
    customers: pd.DataFrame,
    people: Ints,
    destination: Ints,
    stops: Floats,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw what becomes of the customers that a leaver owns on the last day."""
    day = int(left[rep])
    state = circumstances(spans, customers, people, day)
    owned = spans[(spans["role"] == "owner") & (spans["rep"] == rep) & (spans["last"] >= day)]
    theirs = owned.loc[owned["first"] <= day, "customer"]
    mine = state[(state["rep"] == rep) & state["customer"].isin(theirs)]
    mine = mine[stops[mine["customer"]] > day].reset_index(drop=True)
    probability = followed(mine)
    in_trade = destination[rep] < 2
    goes = in_trade & (rng.random(len(mine)) < probability)
    alone = mine["share"].to_numpy() > 0.99
    orphaned = rng.random(len(mine)) < np.where(alone, LAW.orphan_alone, LAW.orphan_shared)
    fate = np.where(goes, "followed", np.where(orphaned, "orphaned", "taken"))
    days = day + _silence(fate, rng)
    stop = np.where(goes, day + rng.integers(5, 60, len(mine)), np.nan)
    return mine.assign(
        left=day, probability=probability, fate=fate, taken=days.astype(float), stop=stop
    )


def _silence(fate: npt.NDArray[np.str_], rng: np.random.Generator) -> Ints:
    """Draw the days until somebody else calls: weeks where handed over, else months or years."""
    soon = rng.integers(2, 30, len(fate))
    late = 30 * rng.geometric(LAW.orphan_taken_monthly, len(fate))
    return np.where(fate == "orphaned", 60 + late, soon)


def _successors(
    fates: pd.DataFrame, staff: pd.DataFrame, left: Floats, rng: np.random.Generator
) -> Ints:
    """Draw successors from the leaver's team, newcomers twice as likely; −1 past the records."""
    sales = staff.iloc[:SALES]
    rep, taken = fates["rep"].to_numpy(), fates["taken"].to_numpy()
    team = sales["team"].to_numpy()
    weights = np.where(team == team[rep][:, None], 1.0, 0.01) * np.where(team >= 0, 1, 0)
    weights = weights * np.where(sales["hired"].to_numpy() > 0, 2, 1)
    weights = weights * _there(taken.astype(np.int64), sales, left)
    return np.where(taken <= AS_OF_DAY, pick(weights, rng), -1)


def _after_departure(
    rep: int, spans: pd.DataFrame, fates: pd.DataFrame, left: Floats, rng: np.random.Generator
) -> pd.DataFrame:
    """End the leaver's ties and begin the successors'; who followed is tried for four months."""
    gone = (spans["rep"] == rep) & (spans["last"] > left[rep])
    spans = spans.assign(last=np.where(gone, int(left[rep]), spans["last"]))
    taken = fates[fates["successor"] >= 0]
    new = _span(
        taken["customer"].to_numpy(),
        taken["successor"].to_numpy(),
        "owner",
        taken["taken"].to_numpy().astype(np.int64),
        taken["rate"].to_numpy() * rng.uniform(0.7, 1.2, len(taken)),
    )
    return pd.concat([spans[spans["first"] <= spans["last"]], new], ignore_index=True)


def _ended_with_the_customer(
    spans: pd.DataFrame, stops: Floats, rng: np.random.Generator
) -> pd.DataFrame:
    """End most ties four months after a customer's last booking; some people go on calling."""
    end = stops[spans["customer"]] + 120
    goes_on = rng.random(len(stops))[spans["customer"]] < 0.3
    last = np.where(goes_on, spans["last"], np.minimum(spans["last"], end)).astype(np.int64)
    spans = spans.assign(last=last)
    return spans[spans["first"] <= spans["last"]].reset_index(drop=True)


def _settled(fates: pd.DataFrame) -> pd.DataFrame:
    has_successor = fates["successor"] >= 0
    columns = ["rep", "customer", "left", "share", "probability", "fate", "successor"]
    return fates[columns].assign(taken=fates["taken"].where(has_successor))


def owned_now(ties: Ties, count: int) -> tuple[Ints, Ints]:
    """Return each customer's newest owner, departed or not, and since which day.

    The file forgets the owner (−1) of every third customer that a departure orphaned.
    """
    owners = ties.spans[ties.spans["role"] == "owner"].sort_values("first", kind="stable")
    newest = owners.drop_duplicates("customer", keep="last").set_index("customer")
    owner = newest["rep"].reindex(range(count)).fillna(-1).to_numpy().astype(np.int64)
    orphans = ties.departures.loc[ties.departures["successor"] < 0, "customer"].to_numpy()
    owner[orphans[::3]] = -1
    return owner, newest["first"].reindex(range(count)).fillna(0).to_numpy().astype(np.int64)
