"""The graph of customers and active people: who knows whom on one day.

One bipartite graph an assessment, as a sparse matrix: components and counts of shared customers
are asked of it (:mod:`analytics.relationships.connections`), and the map is drawn on it. A graph of
objects takes seconds and hundreds of megabytes where people and customers have a million ties.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from analytics.extract import Extract
from analytics.relationships.pairs import Codes, Flags, Floats, Roster
from analytics.relationships.people import active_reps, staying_reps
from analytics.relationships.strength import Relationships

__all__ = ["Graph", "relationship_graph"]


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Customers and active people of one day; an edge where the person knows the customer.

    customers, people
        The identifiers in the order of the rows and columns of ``knows``.
    knows
        The biadjacency matrix, customers × people: 1 where the person knows the customer.
    exposure
        What is at stake with each customer (≥ 0, reporting currency).
    team, staying
        Of each person the team as a place in ``teams``, −1 where not recorded, and whether no
        notice is given.
    """

    customers: Roster
    people: Roster
    knows: csr_array
    exposure: Floats
    team: Codes
    staying: Flags
    teams: tuple[str, ...]


def relationship_graph(
    extract: Extract, relationships: Relationships, exposures: pd.DataFrame
) -> Graph:
    """Build the graph of one day.

    ``exposures`` are those of :func:`analytics.relationships.exposure.expose` for the same
    customers. A customer whom one person knows is a leaf, its edge a bridge and the person, who
    has other ties, a cut vertex (Tarjan 1972, 1974). O(customers + people + edges).
    """
    customers = Roster.of(relationships.customers["customer_id"])
    reps = extract.reps.assign(active=active_reps(extract.reps, as_of=extract.as_of))
    facts = reps[reps["active"]].set_index("rep_id").sort_index()
    teams = facts["team"].mask(facts["team"] == "")
    people = Roster.of(facts.index.to_series())
    edges = relationships.edges.loc[relationships.edges["knows"], ["customer_id", "rep_id"]]
    amounts = exposures.set_index("customer_id")["exposure"].reindex(customers.index).fillna(0.0)
    rows, columns = customers.codes(edges["customer_id"]), people.codes(edges["rep_id"])
    size = (len(customers), len(people))
    team, names = pd.factorize(teams)
    return Graph(
        customers=customers,
        people=people,
        knows=csr_array(coo_array((np.ones(len(rows), np.int64), (rows, columns)), shape=size)),
        exposure=amounts.to_numpy(np.float64),
        team=team.astype(np.int64),
        staying=staying_reps(facts).to_numpy(bool),
        teams=tuple(map(str, names)),
    )
