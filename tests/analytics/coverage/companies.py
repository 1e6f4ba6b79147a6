"""Small companies for the second-contact plan, and what a pair saves, in plain Python."""

from dataclasses import dataclass
from datetime import date
from math import prod

import numpy as np
import pandas as pd

from analytics.coverage.plan import CoveragePlan, plan_second_contacts
from analytics.coverage.scenarios import DepartureScenarios
from analytics.losses.distribution import walk_away
from analytics.policy import Policy

DAY = date(2026, 6, 30)


def follow(edges: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    """A made-up follow model that uses what the contract offers."""
    facts = customers.set_index("customer_id").loc[edges["customer_id"]]
    held = edges["share"].where(~edges["leaver"].astype(bool), edges["leaver_share"]).fillna(0.0)
    return pd.Series(
        [
            rate(share, known - knows, company, since == pd.Timestamp(DAY))
            for share, known, knows, company, since in zip(
                held,
                facts["known_by"].fillna(0),
                edges["knows"],
                facts["company_share"].fillna(0.0),
                edges["first_on"],
                strict=True,
            )
        ],
        index=edges.index,
        dtype=float,
    )


def rate(share: float, colleagues: int, company_share: float, new: bool) -> float:
    """Chance to follow, by hand: new relationships hold half as much."""
    return share * 0.6 * 0.8**colleagues * (1 - 0.3 * company_share) * (0.5 if new else 1.0)


@dataclass
class Firm:
    """The frames that the plan starts from."""

    customers: pd.DataFrame
    edges: pd.DataFrame
    reps: pd.DataFrame
    ownership: pd.DataFrame

    def plan(self, departures: DepartureScenarios | None = None, **coverage) -> CoveragePlan:
        return plan_second_contacts(
            self.customers,
            self.edges,
            self.reps,
            self.ownership,
            policy=Policy.model_validate({"coverage": coverage}),
            follow=follow,
            as_of=DAY,
            departures=departures,
        )


@dataclass
class Salesperson:
    rep_id: str
    leaves: float = 0.2
    team: str | None = "A"
    band: str = "medium"
    function: str = "sales"
    notice: bool = False
    active: bool = True
    known: bool = True
    region: str | None = None
    languages: str | None = None


@dataclass
class Account:
    """strengths by rep_id; the strongest is the main contact."""

    customer_id: str
    strengths: dict[str, float]
    exposure: float = 100.0
    industry: str | None = None
    region: str | None = None
    owner_id: str | None = None
    leaver: str | None = None
    language: str | None = None


def firm(
    accounts: list[Account],
    people: list[Salesperson],
    assigned: list[tuple[str, str]] | None = None,
) -> Firm:
    """The frames of an assessment, with the rules of relationships written out."""
    working = {p.rep_id for p in people if p.active}
    outside = {p.rep_id for p in people if p.function != "sales"}
    edges = _edges(accounts, working)
    customers = pd.DataFrame([_facts(a, working, outside) for a in accounts], columns=FACTS)
    customers = customers.astype({"known_by": "Int64", "contacts_known": "Int64"})
    reps = pd.DataFrame(
        [(p.rep_id, f"Name {p.rep_id}", p.function, p.team, p.region, p.languages) for p in people],
        columns=["rep_id", "name", "function", "team", "region", "languages"],
    ).assign(active=[p.active for p in people], known=[p.known for p in people])
    reps["notice_on"] = pd.to_datetime([DAY if p.notice else None for p in people])
    reps["attrition_probability"] = [
        1.0 if p.notice else p.leaves if p.active else np.nan for p in people
    ]
    reps["attrition_band"] = ["notice" if p.notice else p.band for p in people]
    edges["follow_probability"] = follow(edges, customers)
    figures = walk_away(edges, customers, reps).customers
    customers["expected_loss"] = figures["expected_loss"]
    ownership = pd.DataFrame(assigned or [], columns=["customer_id", "rep_id"], dtype="str")
    return Firm(customers, edges, reps, ownership.assign(basis="assignment"))


FACTS = (
    "customer_id industry region language owner_id exposure evidence top_rep_id top_share known_by "
    "company_share contacts_known"
).split()


def _facts(account: Account, working: set[str], outside: set[str]) -> tuple:
    held = {r: s for r, s in account.strengths.items() if r in working}
    total = sum(held.values())
    top = min(held, key=lambda r: (-held[r], r)) if held else None
    knows = sum(_knows(s, held) for s in held.values())
    return (
        account.customer_id,
        account.industry,
        account.region,
        account.language,
        account.owner_id,
        account.exposure,
        "activity" if held else "none",
        top,
        held[top] / total if top else np.nan,
        knows if held else None,
        sum(s for r, s in held.items() if r in outside) / total if held else np.nan,
        None,
    )


def _knows(strength: float, held: dict[str, float]) -> bool:
    return strength >= max(0.5, 0.2 * max(held.values()))


def _edges(accounts: list[Account], working: set[str]) -> pd.DataFrame:
    rows = []
    for account in accounts:
        held = {r: s for r, s in account.strengths.items() if r in working}
        for rep_id, strength in sorted(account.strengths.items()):
            here, leaver = rep_id in working, rep_id == account.leaver
            rows.append(
                (
                    account.customer_id,
                    rep_id,
                    strength,
                    strength / sum(held.values()) if here else np.nan,
                    here and _knows(strength, held),
                    here,
                    leaver,
                    strength / sum(account.strengths.values()) if leaver else np.nan,
                    pd.Timestamp("2020-01-01"),
                )
            )
    columns = "customer_id rep_id strength share knows active leaver leaver_share first_on".split()
    frame = pd.DataFrame(rows, columns=columns).astype({"first_on": "datetime64[s]"})
    return frame.sort_values(["customer_id", "rep_id"], ignore_index=True)


def saving_by_hand(
    company: Firm, customer_id: str, second: str, take: float, b: float = 0.5
) -> float:
    """take · (expected loss − exposure · w'), every step written out."""
    facts = company.customers.set_index("customer_id").loc[customer_id]
    leaves = company.reps.set_index("rep_id")["attrition_probability"]
    rows = company.edges[company.edges["customer_id"] == customer_id]
    everybody = rows["strength"].sum()
    here = rows.loc[rows["active"], "strength"].sum()
    added = b * facts["top_share"] * here
    met = second in set(rows["rep_id"])
    stays = []
    for row in rows.to_dict("records"):
        own = added if row["rep_id"] == second else 0.0
        if row["leaver"]:
            share, chance = row["strength"] / (everybody + added), 1.0
        elif row["active"]:
            share, chance = (row["strength"] + own) / (here + added), leaves[row["rep_id"]]
        else:
            continue
        colleagues = facts["known_by"] + 1 - (row["knows"] or row["rep_id"] == second)
        company_share = facts["company_share"] * here / (here + added)
        stays.append(1 - chance * rate(share, colleagues, company_share, new=False))
    if not met:
        company_share = facts["company_share"] * here / (here + added)
        share = added / (here + added)
        stays.append(1 - leaves[second] * rate(share, facts["known_by"], company_share, new=True))
    after = facts["exposure"] * (1 - prod(stays))
    return take * (facts["expected_loss"] - after)


def invented(seed: int, customers: int = 6, reps: int = 4) -> Firm:
    """A random company; the first three people are in sales."""
    random = np.random.default_rng(seed)
    people = [
        Salesperson(
            f"r{i}",
            leaves=float(random.uniform(0.05, 0.4)),
            team=random.choice(["A", "B"]),
            function="sales" if i < 3 else random.choice(["sales", "service"]),
            band=random.choice(["low", "medium", "high"], p=[0.4, 0.4, 0.2]),
            region=random.choice(["north", "south"]),
        )
        for i in range(reps)
    ]
    accounts = []
    for i in range(customers):
        size = int(random.integers(1, min(4, reps) + 1))
        chosen = random.choice(reps, size, replace=False)
        strengths = {f"r{r}": float(random.exponential(3) + 0.1) for r in chosen}
        accounts.append(
            Account(
                f"c{i}",
                strengths,
                exposure=float(random.lognormal(5, 1)),
                industry=random.choice(["steel", "wine", None]),
                region=random.choice(["north", "south"]),
            )
        )
    return firm(accounts, people)
