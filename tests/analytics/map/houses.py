"""Drawn houses for the map: customers, people in teams, and who knows whom."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analytics.relationships.graph import Graph
from analytics.relationships.pairs import Roster

#: customer, exposure, share by person.
Row = tuple[str, float, dict[str, float]]


def house(rows: Sequence[Row], teams: dict[str, str | None]) -> tuple[Graph, pd.DataFrame]:
    """The graph of these customers, in any order, and the edges of their relationships."""
    customers = Roster.of(pd.Series([name for name, _, _ in rows], dtype="str"))
    people = Roster.of(pd.Series(list(teams), dtype="str"))
    edges = pd.DataFrame(
        [(name, rep, share) for name, _, known in rows for rep, share in known.items()],
        columns=["customer_id", "rep_id", "share"],
    ).astype({"customer_id": "str", "rep_id": "str", "share": "float64"})
    place = customers.codes(edges["customer_id"]), people.codes(edges["rep_id"])
    knows = csr_array((np.ones(len(edges), np.int64), place), shape=(len(customers), len(people)))
    knows.sort_indices()
    amounts = pd.Series({name: amount for name, amount, _ in rows}, dtype="float64")
    named = [teams[rep] for rep in people.index]
    team, names = pd.factorize(pd.Series(named, dtype="str"))
    graph = Graph(
        customers=customers,
        people=people,
        knows=knows,
        exposure=amounts.reindex(customers.index).to_numpy(np.float64),
        team=team.astype(np.int64),
        staying=np.ones(len(people), bool),
        teams=tuple(map(str, names)),
    )
    return graph, edges


def drawn_rows(
    customers: int, people: int, *, team: int = 8, seed: int = 0
) -> tuple[list[Row], dict[str, str | None]]:
    """Customers of very unequal size, most known by one or two of the same team."""
    random = np.random.default_rng(seed)
    amounts = random.lognormal(10, 1.4, customers) * (random.random(customers) > 0.05)
    part = random.lognormal(0, 0.7, people)
    main = random.choice(people, customers, p=part / part.sum())
    known_by = random.choice(4, customers, p=[0.03, 0.5, 0.35, 0.12])
    rows: list[Row] = []
    for number in range(customers):
        near = main[number] // team * team + random.integers(0, team, known_by[number])
        others = random.integers(0, people, known_by[number])
        mates = np.where(random.random(known_by[number]) < 0.8, near, others) % people
        known = dict.fromkeys([main[number], *mates][: known_by[number]])
        shares = random.dirichlet(np.ones(max(len(known), 1)))
        shares_by_name = {
            f"r{rep:04}": float(share) for rep, share in zip(known, shares, strict=False)
        }
        rows.append((f"c{number:06}", float(amounts[number]), shares_by_name))
    teams: dict[str, str | None] = {
        f"r{rep:04}": f"team {rep // team}" if rep < people - 2 else None for rep in range(people)
    }
    return rows, teams
