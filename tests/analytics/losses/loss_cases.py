"""Small companies for the tests of losses, and their laws by plain enumeration."""

from itertools import product

import numpy as np
import pandas as pd

TWELVE = (0.02 * np.arange(1, 13), np.arange(120.0, 0.0, -10.0))


def edges_of(*rows: tuple) -> pd.DataFrame:
    """Rows of customer, rep, q and, for the rep who left an orphan behind, True."""
    frame = pd.DataFrame(
        [(*row, False)[:4] for row in rows],
        columns=["customer_id", "rep_id", "follow_probability", "leaver"],
    )
    return frame.astype({"follow_probability": float, "leaver": bool})


def own_books(leave, exposure) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """One customer a rep, who follows for certain."""
    reps = [f"r{i:02}" for i in range(len(leave))]
    edges = edges_of(*((rep.replace("r", "c"), rep, 1.0) for rep in reps))
    amounts = pd.Series(np.asarray(exposure, dtype=float), index=edges["customer_id"])
    return edges, amounts, pd.Series(np.asarray(leave, dtype=float), index=reps)


def company(seed: int, reps: int, customers: int, whole: bool = False):
    """A small company with shared customers; whole amounts repeat, so that atoms collide."""
    random = np.random.default_rng(seed)
    held = random.random((customers, reps)) < 0.5
    follow = random.uniform(0.05, 0.9, held.shape)
    edges = edges_of(*((f"c{c}", f"r{r}", follow[c, r]) for c, r in np.argwhere(held)))
    amounts = (
        random.integers(1, 4, customers) * 10.0 if whole else random.lognormal(3, 1, customers)
    )
    exposure = pd.Series(amounts, index=[f"c{c}" for c in range(customers)])
    leave = pd.Series(random.uniform(0.05, 0.5, reps), index=[f"r{r}" for r in range(reps)])
    return edges, exposure, leave


def large_house(
    people: int, customers: int, team: int
) -> tuple[pd.DataFrame, "pd.Series[float]", "pd.Series[float]", "pd.Series[str]"]:
    """Edges (three people a customer), exposure, chances of leaving and teams, from one seed."""
    random = np.random.default_rng(0)
    reps = np.array([f"R{i:04}" for i in range(people)], dtype=object)
    names = np.array([f"C{i:05}" for i in range(customers)], dtype=object)
    pairs = np.unique(
        np.column_stack(
            [np.repeat(np.arange(customers), 3), random.integers(people, size=3 * customers)]
        ),
        axis=0,
    )
    edges = pd.DataFrame(
        {
            "customer_id": names[pairs[:, 0]],
            "rep_id": reps[pairs[:, 1]],
            "leaver": False,
            "follow_probability": random.uniform(0.02, 0.5, len(pairs)),
        }
    )
    exposure = pd.Series(random.lognormal(10, 1.5, customers), index=names)
    leave = pd.Series(random.uniform(0.03, 0.4, people), index=reps)
    teams = pd.Series(np.arange(people) // team if team else "", index=reps).astype(str)
    return edges, exposure, leave, teams


def enumerated(edges, exposure, leave):
    """Every departure and every following, one by one: losses, chances, parts by rep."""
    q = edges.pivot(index="customer_id", columns="rep_id", values="follow_probability").fillna(0.0)
    a = leave.reindex(q.columns).fillna(0.0).to_numpy()
    x, q = exposure.reindex(q.index).to_numpy(), q.to_numpy()
    states = []
    for gone in product((0, 1), repeat=len(a)):
        d = np.array(gone)
        p_gone = np.prod(np.where(d, a, 1 - a))
        lost = 1 - np.prod(1 - q * d, axis=1)
        among = np.maximum((q * d).sum(axis=1), 1e-300)
        for follows in product((0, 1), repeat=len(x)):
            f = np.array(follows)
            chance = p_gone * np.prod(np.where(f, lost, 1 - lost))
            states.append((x @ f, chance, *((f * x / among) @ (q * d))))
    table = np.array(states)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table[:, 0].round(9), table[:, 1], table[:, 2:]


def shrinking_company(seed: int, reps: int, customers: int, fraction: float):
    """The same where who stays buys less: edges with ``shrinking``."""
    edges, exposure, leave = company(seed, reps, customers)
    share = np.random.default_rng([seed, 1]).dirichlet(np.ones(4), len(edges))[:, 0]
    return edges.assign(shrinking=fraction * (0.3 + 0.7 * share)), exposure, leave


def enumerated_shrinking(edges, exposure, leave):
    """:func:`enumerated` where who stays loses 1 − Π(1 − d) over the leavers of what it buys."""
    q, less = (
        edges.pivot(index="customer_id", columns="rep_id", values=name).fillna(0.0)
        for name in ("follow_probability", "shrinking")
    )
    a = leave.reindex(q.columns).fillna(0.0).to_numpy()
    x, q, less = exposure.reindex(q.index).to_numpy(), q.to_numpy(), less.to_numpy()
    states = []
    for gone in product((0, 1), repeat=len(a)):
        d = np.array(gone)
        p_gone = np.prod(np.where(d, a, 1 - a))
        lost, shrunk = (1 - np.prod(1 - each * d, axis=1) for each in (q, less))
        going, staying = (
            each * d / np.maximum((each * d).sum(axis=1, keepdims=True), 1e-300)
            for each in (q, less)
        )
        for follows in product((0, 1), repeat=len(x)):
            f = np.array(follows)
            chance = p_gone * np.prod(np.where(f, lost, 1 - lost))
            kept = (1 - f) * shrunk
            parts = (f * x) @ going + (kept * x) @ staying
            states.append((x @ (f + kept), chance, *parts))
    table = np.array(states)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table[:, 0].round(9), table[:, 1], table[:, 2:]


def shortfall(losses, chances, level):
    """The mean of the worst part by integrating the quantile function (another route)."""
    upper = np.cumsum(chances)
    lower = upper - chances
    inside = np.clip(upper, level, 1) - np.clip(lower, level, 1)
    return losses @ inside / (1 - level)


def joint(leave, team, contagion, correlation=0.0, nodes=201):
    """{set of departures: probability} by all direct leavers and all infections, node by node.

    ``leave``: the probabilities of leaving directly, given to the factor as they are.
    """
    from scipy.stats import norm

    factor = np.linspace(-8, 8, nodes) if correlation else np.zeros(1)
    weight = norm.pdf(factor) / norm.pdf(factor).sum()
    law = dict.fromkeys(product((False, True), repeat=len(leave)), 0.0)
    for y, w in zip(factor, weight, strict=True):
        moved = norm.ppf(leave) - np.sqrt(correlation) * y
        direct = norm.cdf(moved / np.sqrt(1 - correlation)) if correlation else leave
        for own in product((False, True), repeat=len(leave)):
            own_chance = w * np.prod(np.where(own, direct, 1 - np.asarray(direct)))
            spared = [
                np.prod([1 - contagion[j] for i in np.flatnonzero(own) if team[i] == team[j]])
                for j in range(len(leave))
            ]
            left = np.where(own, 1.0, 1 - np.array(spared, dtype=float))
            for gone in law:
                law[gone] += own_chance * np.prod(np.where(gone, left, 1 - left))
    return law


def enumerated_jointly(edges, exposure, law, rep_ids):
    """Losses (ascending), chances, and parts by rep, where departures have the law given."""
    q = edges.pivot(index="customer_id", columns="rep_id", values="follow_probability")
    q = q.reindex(columns=rep_ids).fillna(0.0)
    x, q = exposure.reindex(q.index).to_numpy(), q.to_numpy()
    states = []
    for gone, p_gone in law.items():
        d = np.array(gone, dtype=float)
        lost = 1 - np.prod(1 - q * d, axis=1)
        among = np.maximum((q * d).sum(axis=1), 1e-300)
        for follows in product((0, 1), repeat=len(x)):
            f = np.array(follows)
            chance = p_gone * np.prod(np.where(f, lost, 1 - lost))
            states.append((x @ f, chance, *((f * x / among) @ (q * d))))
    table = np.array(states)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table[:, 0].round(9), table[:, 1], table[:, 2:]
