"""The graph of customers and active people."""

import networkx as nx
import numpy as np
import pytest

from analytics.policy import Policy
from analytics.relationships.exposure import expose
from analytics.relationships.graph import Graph, relationship_graph
from analytics.relationships.strength import relate
from tests.analytics.companies import (
    Company,
    Customer,
    Rep,
    ago,
    cast,
    tied,
    without_records,
)

# Reference checks graph-01 to graph-03: brute-force removal equals networkx.
TIES = [
    ("c1", "r1"),
    ("c2", "r1"),
    ("c2", "r2"),
    ("c3", "r2"),
    ("c3", "r1"),
    ("c4", "r3"),
    ("c5", "r3"),
    ("c5", "r2"),
]


def graph(company: Company) -> Graph:
    extract = company.extract()
    exposures = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    return relationship_graph(extract, relate(extract, Policy()), exposures)


def ties(found: Graph) -> nx.Graph:
    """The same as a graph of objects."""
    customers = [("customer", name) for name in found.customers.index]
    people = [("rep", name) for name in found.people.index]
    teams = [found.teams[team] if team >= 0 else None for team in found.team.tolist()]
    objects = nx.Graph()
    for node, amount in zip(customers, found.exposure.tolist(), strict=True):
        objects.add_node(node, bipartite=0, exposure=amount)
    for node, team, stays in zip(people, teams, found.staying.tolist(), strict=True):
        objects.add_node(node, bipartite=1, team=team, staying=stays)
    known = found.knows.tocoo()
    objects.add_edges_from(
        (customers[a], people[b]) for a, b in zip(known.row, known.col, strict=True)
    )
    return objects


def test_articulation_points_of_the_reference_graph():
    # graph-01, Tarjan 1972
    found = sorted(name for _, name in nx.articulation_points(ties(graph(tied(TIES)))))
    assert found == ["c5", "r1", "r2", "r3"]


def test_bridges_of_the_reference_graph():
    # graph-02, Tarjan 1974: a single-threaded customer is a leaf, its edge a bridge
    bridges = nx.bridges(ties(graph(tied(TIES))))
    found = sorted(sorted(name for _, name in bridge) for bridge in bridges)
    assert found == [["c1", "r1"], ["c4", "r3"], ["c5", "r2"], ["c5", "r3"]]


def test_customers_left_alone_when_a_rep_is_removed():
    # graph-03
    left = ties(graph(tied(TIES)))
    left.remove_node(("rep", "r1"))
    alone = [node for node, degree in left.degree() if degree == 0]
    assert alone == [("customer", "c1")]


def test_graph_of_the_southern_women_survives_any_removal():
    # graph-04: Davis, Gardner & Gardner 1941, 18 women × 14 events, 89 ties
    found = ties(graph(tied(southern_women())))
    assert (found.number_of_nodes(), found.number_of_edges()) == (32, 89)
    assert list(nx.articulation_points(found)) == []
    assert list(nx.bridges(found)) == []


def southern_women() -> list[tuple[str, str]]:
    """(event, woman) of every attendance: events stand for customers, women for people."""
    women = nx.davis_southern_women_graph()
    top = set(women.graph["top"])
    return [(b, a) if a in top else (a, b) for a, b in women.edges]


def test_graph_is_bipartite_and_its_nodes_carry_what_a_map_needs():
    company = tied([("x", "x"), ("y", "x")], {"y": 2.0})
    company.reps[:] = [Rep("x", team="East", notice_on=ago(3))]
    found = ties(graph(company))
    assert nx.is_bipartite(found)
    assert dict(found.nodes(data=True)) == {
        ("customer", "x"): {"bipartite": 0, "exposure": 1.0},
        ("customer", "y"): {"bipartite": 0, "exposure": 2.0},
        ("rep", "x"): {"bipartite": 1, "team": "East", "staying": False},
    }


def test_matrix_is_the_biadjacency_matrix_of_the_graph():
    found = graph(tied(southern_women()))
    customers = [("customer", name) for name in found.customers.index]
    people = [("rep", name) for name in found.people.index]
    expected = nx.bipartite.biadjacency_matrix(ties(found), customers, people)
    assert np.array_equal(found.knows.toarray(), expected.toarray())


def test_only_active_people_are_nodes_and_only_knowing_is_an_edge():
    # lou has left, the robot is none of us; delta is known to nobody any more
    found = graph(cast())
    assert list(found.people.index) == ["ann", "bob", "eve"]
    assert ("customer", "delta") in ties(found)
    assert sorted((a[1], b[1]) for a, b in ties(found).edges) == [
        ("alpha", "ann"),
        ("beta", "ann"),
        ("beta", "bob"),
        ("epsilon", "bob"),
        ("gamma", "ann"),
        ("gamma", "eve"),
    ]


def test_empty_team_is_no_team():
    company = Company([], [Rep("a", team=""), Rep("b", team="x"), Rep("c")])
    found = graph(company)
    assert found.team.tolist() == [-1, 0, -1]
    assert [team for _, team in ties(found).nodes(data="team")] == [None, "x", None]


@pytest.mark.parametrize("company", [without_records(), Company([Customer("c")], [])])
def test_company_without_people_has_a_graph_without_edges(company: Company):
    found = graph(company)
    assert ties(found).number_of_edges() == 0
    assert found.knows.shape == (len(company.customers), 0)
