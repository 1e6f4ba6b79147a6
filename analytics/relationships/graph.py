"""The customer-to-rep graph, for algorithms of the network kind and for drawing.

Everything that money rests on is computed on arrays (:mod:`analytics.concentration.bus_factor`); a
graph of objects is made only where one is needed.
"""

import networkx as nx
import pandas as pd

__all__ = ["relationship_graph"]


def relationship_graph(edges: pd.DataFrame) -> nx.Graph:
    """Build the customer-to-rep graph of the given edges.

    Nodes are ("customer", customer_id) with ``bipartite`` 0 and ("rep", rep_id) with
    ``bipartite`` 1; an edge's ``weight`` is its strength. Columns used: customer_id, rep_id,
    strength. A customer with one edge is a leaf, so its edge is a bridge and the rep, if he has
    other customers, an articulation point (Tarjan 1972, 1974).

    >>> graph = relationship_graph(
    ...     pd.DataFrame({"customer_id": ["a"], "rep_id": ["r"], "strength": [2.0]}))
    >>> list(nx.bridges(graph))
    [(('customer', 'a'), ('rep', 'r'))]
    """
    customers = [("customer", name) for name in edges["customer_id"]]
    reps = [("rep", name) for name in edges["rep_id"]]
    graph = nx.Graph()
    graph.add_nodes_from(customers, bipartite=0)
    graph.add_nodes_from(reps, bipartite=1)
    graph.add_weighted_edges_from(zip(customers, reps, edges["strength"], strict=True))
    return graph
