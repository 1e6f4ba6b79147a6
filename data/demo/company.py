"""The demo company as a whole: its canonical tables and the truth behind them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.messages import message
from data.demo import house, mess, tables
from data.demo.activities import activities
from data.demo.careers import Careers, draw_careers, leave_probability
from data.demo.customers import contacts, customers
from data.demo.days import AS_OF_DAY, as_dates, stream
from data.demo.following import circumstances, followed
from data.demo.law import LAW, MONTHS, stays_in_trade
from data.demo.money import bookings, deals, exchange_rates, owner_on
from data.demo.people import SALES, staff
from data.demo.ties import Ties, draw_ties
from data.demo.words import GIVEN_NAMES, SURNAMES
from data.progress import Progress

__all__ = ["Cast", "Truth", "canonical_tables", "imagine", "truth_of"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """Everybody and what happened between them, as the law drew it; see the modules' columns."""

    seed: int
    staff: pd.DataFrame
    careers: Careers
    customers: pd.DataFrame
    contacts: pd.DataFrame
    ties: Ties


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What no customer system knows, as of the as-of date.

    ``reps``: rep_id, state (engaged, withdrawing, notice, left; missing outside sales),
    leave_probability (within twelve months; 1 under notice, missing for who has left and the
    robot). ``edges``: customer_id, rep_id, share (of the customer's planned contacts),
    company_share, follow_probability (given that the person leaves, destination unknown), for
    every tie of a customer who still buys, recorded or not. ``departures``: rep_id, customer_id,
    left_on, left_to, follow_probability (given the destination), fate (followed, taken, orphaned),
    taken_over_by, taken_over_on.
    """

    reps: pd.DataFrame
    edges: pd.DataFrame
    departures: pd.DataFrame


def imagine(seed: int) -> Cast:
    """Draw people, customers and their ties."""
    names = stream(seed, "names").permutation(len(SURNAMES) * len(GIVEN_NAMES))
    people = staff(seed, names)
    careers = draw_careers(people, seed)
    clients = customers(seed)
    persons = contacts(seed, clients, names[len(people) :])
    count = np.bincount(persons["customer"].to_numpy(), minlength=len(clients))
    ties = draw_ties(seed, people, careers, clients, count)
    return Cast(seed, people, careers, clients, persons, ties)


def canonical_tables(cast: Cast, tell: Progress) -> dict[str, pd.DataFrame]:
    """Return every canonical table of the company, with its mess, telling how far it is."""
    tell(0.2, message("Writing three years of bookings"))
    rates = exchange_rates(cast.seed)
    booked = bookings(cast.seed, cast.customers, cast.ties, rates)
    dealt = deals(cast.seed, cast.ties, booked)
    quiet, unknown = mess.unknown_customers(cast.customers)
    booked = booked[~booked["customer"].isin(unknown)].reset_index(drop=True)
    dealt = dealt[~dealt["customer"].isin(unknown)]
    tell(0.3, message("Recalling three years of contacts"))
    made = activities(cast.seed, cast.staff, cast.careers, cast.customers, cast.ties, cast.contacts)
    made = made[~made["customer"].isin(quiet)]
    tell(0.5, message("Sorting pay, targets and access"))
    named = {
        **_house_tables(cast, booked),
        "reps": tables.reps(cast.staff, cast.careers, cast.ties.destination),
        "customers": tables.customers(mess.odd_names(cast.customers), cast.ties, unknown),
        "contacts": tables.contacts(cast.contacts, cast.customers),
        "revenue": tables.revenue(cast.seed, booked),
        "deals": tables.deals(dealt),
        "activities": tables.activities(made),
        "assignments": tables.assignments(cast.ties, unknown),
        "exchange_rates": rates,
    }
    return mess.disturb(named)


def _house_tables(cast: Cast, booked: pd.DataFrame) -> dict[str, pd.DataFrame]:
    seed, people, careers = cast.seed, cast.staff, cast.careers
    owner = owner_on(cast.ties.spans, booked["customer"].to_numpy(), booked["day"].to_numpy())
    log = house.access_log(seed, people, careers)
    named = {
        "rep_history": tables.named_history(house.rep_history(people, careers)),
        "quotas": house.quotas(seed, people, careers, booked, owner),
        "compensation": house.compensation(seed, people, careers),
        "agreements": house.agreements(seed, people, careers),
        "access": house.access(seed, people, careers, log),
        "access_log": log,
        "roles": house.roles(people),
    }
    named = {name: tables.with_rep_id(frame) for name, frame in named.items()}
    return {**named, "backups": house.backups(seed)}


def truth_of(cast: Cast) -> Truth:
    """Return the truth of one drawn company."""
    return Truth(_true_reps(cast), _true_edges(cast), _true_departures(cast))


def _true_reps(cast: Cast) -> pd.DataFrame:
    state = np.full(len(cast.staff), None, dtype=object)
    withdrawing = cast.careers.withdrawn[:, MONTHS - 1] > 0
    state[:SALES] = np.where(withdrawing, "withdrawing", "engaged")
    state[cast.careers.departed], state[cast.careers.under_notice] = "left", "notice"
    probability = leave_probability(cast.staff, cast.careers)
    return pd.DataFrame(
        {"rep_id": cast.staff["rep_id"], "state": state, "leave_probability": probability}
    )


def _true_edges(cast: Cast) -> pd.DataFrame:
    people = np.bincount(cast.contacts["customer"].to_numpy(), minlength=LAW.customers)
    now = circumstances(cast.ties.spans, cast.customers, people, AS_OF_DAY)
    now = now[cast.ties.stops[now["customer"]] > AS_OF_DAY]
    return pd.DataFrame(
        {
            "customer_id": tables.customer_ids(now["customer"]),
            "rep_id": tables.rep_ids(now["rep"]),
            "share": now["share"].to_numpy(),
            "company_share": now["company_share"].to_numpy(),
            "follow_probability": followed(now) * stays_in_trade(),
        }
    )


def _true_departures(cast: Cast) -> pd.DataFrame:
    rows = cast.ties.departures
    destination = cast.ties.destination[rows["rep"]]
    return pd.DataFrame(
        {
            "rep_id": tables.rep_ids(rows["rep"]),
            "customer_id": tables.customer_ids(rows["customer"]),
            "left_on": as_dates(rows["left"]),
            "left_to": tables.DESTINATIONS[destination],
            "follow_probability": np.where(destination < 2, rows["probability"], 0.0),
            "fate": rows["fate"].to_numpy(),
            "taken_over_by": tables.rep_ids(rows["successor"]),
            "taken_over_on": as_dates(rows["taken"]),
        }
    )
