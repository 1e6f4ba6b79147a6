"""What only the graph of all relationships shows, not one customer or person looked at alone.

Answers three questions of the risk review: how far is a customer from a second contact (do
colleagues already share customers with the one who knows it?), which customers does nobody else
in the house touch (closed groups, and pairs of people who could leave together), and who alone
ties a team to its customers. Sources: one-mode projection after Breiger (1974), components and
cut vertices after Hopcroft & Tarjan (1973).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analytics.relationships.graph import Graph
from analytics.relationships.pairs import Codes, Floats, sums

__all__ = ["Connections", "connections", "sharing_colleagues"]

#: A component of at most so many people is a closed group: two may agree to leave, more hardly.
CLOSED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Connections:
    """The figures of the graph; amounts in the reporting currency.

    customers
        customer_id (all of the graph); near_colleagues (Int64 ≥ 0: people without notice who know
        another customer of the only person who knows this one, at distance 3 in the graph; 0:
        isolated; missing unless exactly one person knows it, for others a second contact is
        there); nearest_colleague_id (of them, who shares most customers, ties by smaller id;
        missing without any) and nearest_shared_customers (Int64 ≥ 1: how many);
        component_people (Int64 ≥ 1: people in the customer's component; missing where nobody
        knows it).
    reps
        rep_id (active ones); near_colleagues (Int64: people without notice who know a customer
        that this person knows); component_people (Int64 ≥ 1, the person included),
        component_customers (Int64) and component_revenue (their exposure) of the person's
        component; team_sole_customers (Int64) and team_sole_revenue (exposure): customers whom
        this person knows and nobody else in the team; missing without a team; pair_customers
        (Int64) and pair_revenue (exposure): customers known by this person, by pair_rep_id and by
        nobody else, for the colleague with most of that revenue (then most customers, then the
        smaller id; missing and 0 where no customer is known by exactly two).
    isolated_customers, isolated_revenue
        Customers that one person knows who shares none with any colleague who stays, and their
        exposure.
    closed_groups, closed_revenue
        Components with customers and at most CLOSED people while there are other people in the
        house, and the exposure of their customers.
    """

    customers: pd.DataFrame
    reps: pd.DataFrame
    isolated_customers: int
    isolated_revenue: float
    closed_groups: int
    closed_revenue: float


def connections(graph: Graph) -> Connections:
    """Compute every figure of the graph.

    Components by search, O(customers + people + edges); shared customers by a sparse product,
    O(Σ known_by² over customers); nothing is enumerated and no path is walked twice.
    """
    components = _components(graph)
    colleagues = _nearest(graph)
    customers = _customers(graph, colleagues, components)
    isolated = (customers["near_colleagues"] == 0).fillna(False).to_numpy(bool)
    closed = _closed(graph, components)
    return Connections(
        customers=customers,
        reps=_reps(graph, colleagues, components),
        isolated_customers=int(isolated.sum()),
        isolated_revenue=float(graph.exposure[isolated].sum()),
        closed_groups=int(closed.sum()),
        closed_revenue=float(components.revenue[closed].sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Components:
    """The component of every customer and person, and what each component holds."""

    of_customer: Codes
    of_person: Codes
    people: Codes
    customers: Codes
    revenue: Floats


def _components(graph: Graph) -> _Components:
    known = graph.knows.tocoo()
    nodes = len(graph.customers) + len(graph.people)
    ties = (known.row, known.col + len(graph.customers))
    whole = coo_array((known.data, ties), shape=(nodes, nodes))
    size, numbers = connected_components(whole, directed=False)
    customer, person = np.split(numbers.astype(np.int64), [len(graph.customers)])
    return _Components(
        of_customer=customer,
        of_person=person,
        people=np.bincount(person, minlength=size),
        customers=np.bincount(customer, minlength=size),
        revenue=sums(customer, graph.exposure, size),
    )


def _closed(graph: Graph, components: _Components) -> np.ndarray:
    few = (components.people > 0) & (components.people <= CLOSED) & (components.customers > 0)
    return few & (components.people < len(graph.people))


@dataclass(frozen=True, slots=True, eq=False)
class _Nearest:
    """By person: colleagues who share customers, who of them most (−1 without), how many."""

    count: Codes
    colleague: Codes
    shared: Codes


def _nearest(graph: Graph) -> _Nearest:
    size = len(graph.people)
    shared = (graph.knows.T @ graph.knows).tocoo()
    other = (shared.row != shared.col) & graph.staying[shared.col]
    person, colleague, count = shared.row[other], shared.col[other], shared.data[other]
    order = np.lexsort((-colleague, count, person))
    best, most = np.full(size, -1), np.zeros(size, np.int64)
    best[person[order]], most[person[order]] = colleague[order], count[order]
    return _Nearest(np.bincount(person, minlength=size), best, most)


def _customers(graph: Graph, nearest: _Nearest, components: _Components) -> pd.DataFrame:
    known_by = np.diff(graph.knows.indptr)
    single = known_by == 1
    contact = np.full(len(graph.customers), -1)
    contact[single] = graph.knows.indices[graph.knows.indptr[:-1][single]]
    count, colleague, shared = (
        np.append(each, -1)[contact] for each in (nearest.count, nearest.colleague, nearest.shared)
    )
    return pd.DataFrame(
        {
            "customer_id": graph.customers.index,
            "near_colleagues": pd.arrays.IntegerArray(count, ~single),
            "nearest_colleague_id": graph.people.names(colleague),
            "nearest_shared_customers": pd.arrays.IntegerArray(shared, colleague < 0),
            "component_people": pd.arrays.IntegerArray(
                components.people[components.of_customer], known_by == 0
            ),
        }
    )


def _reps(graph: Graph, nearest: _Nearest, components: _Components) -> pd.DataFrame:
    own, without = components.of_person, graph.team < 0
    customer, person = _alone_in_team(graph)
    alone = np.bincount(person, minlength=len(graph.people))
    amount = sums(person, graph.exposure[customer], len(graph.people))
    pairs = _pairs(graph)
    return pd.DataFrame(
        {
            "rep_id": graph.people.index,
            "near_colleagues": pd.array(nearest.count, "Int64"),
            "component_people": pd.array(components.people[own], "Int64"),
            "component_customers": pd.array(components.customers[own], "Int64"),
            "component_revenue": components.revenue[own],
            "team_sole_customers": pd.arrays.IntegerArray(alone, without),
            "team_sole_revenue": np.where(without, np.nan, amount),
            "pair_rep_id": graph.people.names(pairs.colleague),
            "pair_customers": pd.array(pairs.customers, "Int64"),
            "pair_revenue": pairs.revenue,
        }
    )


def _alone_in_team(graph: Graph) -> tuple[Codes, Codes]:
    """Customer and person of every tie that is the only one between a team and a customer.

    Join everybody of a team to one root: the person is a cut vertex between root and customer,
    as only there the customer hangs on a single tie.
    """
    ties = graph.knows.tocoo()
    teamed = graph.team[ties.col] >= 0
    customer, person = ties.row[teamed], ties.col[teamed]
    keys = customer.astype(np.int64) * (graph.team.max(initial=0) + 1) + graph.team[person]
    _, group, count = np.unique(keys, return_inverse=True, return_counts=True)
    alone = count[group] == 1
    return customer[alone], person[alone]


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """By person: the colleague (−1 without) and what both know and nobody else."""

    colleague: Codes
    customers: Codes
    revenue: Floats


def _pairs(graph: Graph) -> _Pairs:
    size, first = len(graph.people), graph.knows.indptr[:-1]
    two = np.flatnonzero(np.diff(graph.knows.indptr) == 2)
    ends = graph.knows.indices[np.column_stack([first[two], first[two] + 1])].astype(np.int64)
    keys, pair, count = np.unique(
        ends.min(axis=1) * size + ends.max(axis=1), return_inverse=True, return_counts=True
    )
    amount = sums(pair, graph.exposure[two], len(keys))
    person = np.concatenate([keys // max(size, 1), keys % max(size, 1)])
    colleague = np.concatenate([keys % max(size, 1), keys // max(size, 1)])
    customers, revenue = np.tile(count, 2), np.tile(amount, 2)
    order = np.lexsort((-colleague, customers, revenue, person))
    best = _Pairs(np.full(size, -1), np.zeros(size, np.int64), np.zeros(size))
    best.colleague[person[order]] = colleague[order]
    best.customers[person[order]] = customers[order]
    best.revenue[person[order]] = revenue[order]
    return best


def sharing_colleagues(graph: Graph, rep_id: str) -> pd.DataFrame:
    """The colleagues without notice who share customers with one person, most first.

    Returns colleague_id, shared_customers (int64 ≥ 1): customers that both know; ties by smaller
    id; no rows for who is not active or shares none.
    """
    own = graph.people.codes(pd.Series([rep_id], dtype="str"))[0]
    shared = np.zeros(len(graph.people), np.int64)
    if own >= 0:
        shared = graph.knows.T @ graph.knows[:, [own]].toarray()[:, 0]
    shared = np.where(graph.staying & (np.arange(len(shared)) != own), shared, 0)
    order = np.argsort(-shared, kind="stable")[: np.count_nonzero(shared)]
    return pd.DataFrame(
        {"colleague_id": graph.people.names(order), "shared_customers": shared[order]}
    )
