"""The graph of customers and active people: who knows whom on one day.

One bipartite graph an assessment, with the same ties as a sparse matrix: walks and components are
asked of the graph, counts of shared customers of the matrix
(:mod:`analytics.relationships.connections`), and the map is drawn on it.
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from analytics.extract import Extract
from analytics.relationships.pairs import Codes, Flags, Floats, Roster
from analytics.relationships.people import active_reps, staying_reps
from analytics.relationships.strength import Relationships

__all__ = ["Graph", "relationship_graph"]

#: The first part of a node; the second is the identifier.
CUSTOMER, REP = "customer", "rep"


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Customers and active people of one day; an edge where the person knows the customer.

    ties
        Nodes in the order of the matrix: ("customer", customer_id), all of the extract, with
        ``bipartite`` 0 and ``exposure`` (≥ 0, reporting currency); then ("rep", rep_id), all
        active ones, with ``bipartite`` 1, ``team`` (None where not recorded) and ``staying``
        (False under notice). Edges carry nothing: strengths stand in the edges of
        :class:`analytics.relationships.strength.Relationships`.
    customers, people
        The identifiers in the order of the rows and columns of ``knows``.
    knows
        The biadjacency matrix, customers × people: 1 where the person knows the customer.
    exposure, team, staying
        The attributes of the nodes in the same order; team as a number, −1 where not recorded.
    """

    ties: nx.Graph
    customers: Roster
    people: Roster
    knows: csr_array
    exposure: Floats
    team: Codes
    staying: Flags


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
    graph = Graph(
        ties=nx.Graph(),
        customers=customers,
        people=people,
        knows=csr_array(coo_array((np.ones(len(rows), np.int64), (rows, columns)), shape=size)),
        exposure=amounts.to_numpy(np.float64),
        team=pd.factorize(teams)[0].astype(np.int64),
        staying=staying_reps(facts).to_numpy(bool),
    )
    _tie(graph, rows, columns, teams.tolist())
    return graph


def _tie(graph: Graph, rows: Codes, columns: Codes, teams: list[object]) -> None:
    """Fill the graph of objects; a node is one tuple, shared by all its edges."""
    customers = [(CUSTOMER, name) for name in graph.customers.index.tolist()]
    people = [(REP, name) for name in graph.people.index.tolist()]
    graph.ties.add_nodes_from(
        (node, {"bipartite": 0, "exposure": amount})
        for node, amount in zip(customers, graph.exposure.tolist(), strict=True)
    )
    graph.ties.add_nodes_from(
        (node, {"bipartite": 1, "team": team if isinstance(team, str) else None, "staying": stays})
        for node, team, stays in zip(people, teams, graph.staying.tolist(), strict=True)
    )
    graph.ties.add_edges_from(
        (customers[row], people[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    )
