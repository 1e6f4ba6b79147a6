"""Small companies whose departures can be counted by hand, and a large one drawn from a seed."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from analytics.departure.book import Alike, DepartureBook

DAY = date(2026, 6, 30)


@dataclass
class Person:
    """Somebody of a small company."""

    team: str | None = "A"
    staying: bool = True
    sells: bool = True
    active: bool = True
    load: int = 0
    chance: float = 0.2


@dataclass
class Account:
    """Customers and who is with them: by rep_id (share, knows, q, q after an introduction)."""

    exposure: float = 100.0
    ties: dict[str, tuple[float, bool, float, float]] = field(default_factory=dict)
    top: str | None = None
    industry: str = ""
    core: bool = True
    ends: str | None = None
    language: str = ""


def house(
    people: dict[str, Person],
    accounts: dict[str, Account],
    *,
    capacity: int = 1,
    pull: float = 0.0,
    speaks: dict[str, str] | None = None,
) -> DepartureBook:
    """The book of a company; ``pull`` is what each leaver adds to everybody of the team."""
    reps = sorted(people)
    names = sorted(accounts)
    pairs = sorted(
        (reps.index(rep), names.index(name), *tie)
        for name in names
        for rep, tie in accounts[name].ties.items()
    )
    columns = [np.array(each) for each in zip(*pairs, strict=True)] or [np.zeros(0)] * 6
    teams = [people[each].team for each in reps]
    rise = np.array([[pull * (a == b and i != j) for j, b in enumerate(teams)]
                     for i, a in enumerate(teams)])  # fmt: skip
    rows = [people[each] for each in reps]
    rep = columns[0].astype(np.int64)
    tops = [accounts[each].top for each in names]
    return DepartureBook(
        as_of=DAY,
        customers=pd.DataFrame(
            {
                "customer_id": pd.Series(names, dtype="str"),
                "exposure": [accounts[each].exposure for each in names],
                "core": [accounts[each].core for each in names],
                "contract_ends_on": pd.to_datetime([accounts[each].ends for each in names]),
                "top": [reps.index(top) if top else -1 for top in tops],
            }
        ),
        reps=pd.DataFrame(
            {
                "rep_id": pd.Series(reps, dtype="str"),
                "team": pd.Series(teams, dtype="str"),
                "active": [each.active for each in rows],
                "staying": [each.staying and each.active for each in rows],
                "receives": [each.staying and each.active and each.sells for each in rows],
                "load": [each.load for each in rows],
                "chance": [each.chance for each in rows],
                "departure_loss": 10.0,
            }
        ),
        rep=rep,
        customer=columns[1].astype(np.int64),
        share=columns[2].astype(float),
        knows=columns[3].astype(bool),
        follow=columns[4].astype(float),
        introduced=columns[5].astype(float),
        first=np.searchsorted(rep, np.arange(len(reps) + 1)),
        rise=rise,
        alike=_alike(reps, accounts, names, teams, speaks or {}),
        capacity=capacity,
    )


def _alike(reps, accounts, names, teams, speaks) -> Alike:
    """Every customer a kind of its own; alike is the same industry."""
    industry = np.array(
        [
            [
                sum(
                    rep in other.ties and other.industry == accounts[name].industry != ""
                    for key, other in accounts.items()
                    if key != name
                )
                for name in names
            ]
            for rep in reps
        ]
    )
    tops = [accounts[name].top for name in names]
    same = [[teams[reps.index(top)] == team if top else False for top in tops] for team in teams]
    spoken = [
        [
            not accounts[name].language or speaks.get(rep) == accounts[name].language
            for name in names
        ]
        for rep in reps
    ]
    none = np.zeros_like(industry)
    return Alike(
        np.arange(len(names)), none, industry, none, np.array(same), np.array(spoken, dtype=bool)
    )


def large(people: int, customers: int, kinds: int = 200, seed: int = 0) -> DepartureBook:
    """Three ties a customer, everything at random."""
    random = np.random.default_rng(seed)
    ties = np.unique(
        np.column_stack(
            [random.integers(people, size=3 * customers), np.repeat(np.arange(customers), 3)]
        ),
        axis=0,
    )
    rep, customer = ties[:, 0], ties[:, 1]
    follow = random.uniform(0.02, 0.5, len(ties))
    count = random.integers(0, 30, (people, kinds))
    staying = random.random(people) < 0.98
    return DepartureBook(
        as_of=DAY,
        customers=pd.DataFrame(
            {
                "customer_id": pd.Series([f"C{each:05}" for each in range(customers)], dtype="str"),
                "exposure": random.lognormal(10, 1.5, customers),
                "core": random.random(customers) < 0.2,
                "contract_ends_on": pd.Timestamp(DAY),
                "top": rep[np.searchsorted(np.sort(customer), np.arange(customers))],
            }
        ),
        reps=pd.DataFrame(
            {
                "rep_id": pd.Series([f"R{each:04}" for each in range(people)], dtype="str"),
                "team": pd.Series([f"T{each // 10}" for each in range(people)], dtype="str"),
                "active": True,
                "staying": staying,
                "receives": staying & (random.random(people) < 0.8),
                "load": np.bincount(rep, minlength=people),
                "chance": random.uniform(0.03, 0.4, people),
                "departure_loss": random.lognormal(12, 1, people),
            }
        ),
        rep=rep,
        customer=customer,
        share=random.uniform(0.05, 1.0, len(ties)),
        knows=random.random(len(ties)) < 0.7,
        follow=follow,
        introduced=follow * 0.5,
        first=np.searchsorted(rep, np.arange(people + 1)),
        rise=random.uniform(0, 0.01, (people, people)),
        alike=Alike(
            random.integers(kinds, size=customers),
            count // 3,
            count,
            count // 2,
            random.random((people, kinds)) < 0.05,
            random.random((people, kinds)) < 0.9,
        ),
        capacity=5,
    )
