"""Who holds parts of the house together: whose leaving would cut colleagues off from the others.

People are joined where they know a customer in common. Whoever is a cut vertex of that graph
(Hopcroft & Tarjan 1973) is the only way between those colleagues, with all that they know, and the
rest: nobody else could introduce one side to the other's customers.
"""

import networkx as nx
import numpy as np
import pandas as pd

from analytics.relationships.graph import Graph

__all__ = ["hanging"]


def hanging(graph: Graph) -> pd.DataFrame:
    """What hangs on single people beyond the customers that they alone know.

    Returns rep_id, colleagues (int64 ≥ 1: people whom only this one joins to the largest part of
    the others), colleague_ids (their ids), customers (int64) and exposure: of the customers that
    these colleagues know; most exposure first, ties by id; no rows where nobody holds parts
    together. Components by search of a graph of people alone, so that customers cost nothing.
    """
    people = _people(graph)
    cut = sorted(nx.articulation_points(people))
    rows = [_cut_off(graph, people, person) for person in cut]
    columns = ["rep_id", "colleagues", "colleague_ids", "customers", "exposure"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(
        ["exposure", "rep_id"], ascending=[False, True], ignore_index=True
    ).astype({"rep_id": "str", "colleagues": "int64", "customers": "int64", "exposure": "float64"})


def _people(graph: Graph) -> nx.Graph:
    """The people, joined where they share a customer."""
    people = nx.Graph()
    names = graph.people.index.tolist()
    people.add_nodes_from(names)
    shared = (graph.knows.T @ graph.knows).tocoo()
    people.add_edges_from(
        (names[one], names[other])
        for one, other in zip(shared.row.tolist(), shared.col.tolist(), strict=True)
        if one < other
    )
    return people


def _cut_off(
    graph: Graph, people: nx.Graph, person: str
) -> tuple[str, int, tuple[str, ...], int, float]:
    own = nx.node_connected_component(people, person) - {person}
    parts = [sorted(part) for part in nx.connected_components(people.subgraph(own))]
    _, *others = sorted(parts, key=lambda part: (-len(part), part))
    names = sorted(name for part in others for name in part)
    known = graph.knows[:, graph.people.codes(pd.Series(names, dtype="str"))]
    theirs = np.diff(known.tocsr().indptr) > 0
    return person, len(names), tuple(names), int(theirs.sum()), float(graph.exposure[theirs].sum())
