"""Which customers get a dot of their own, and which small ones share one.

A map can show some thousand dots; of more customers the smallest are drawn together with those
whom the same people know, so that what is sent and drawn does not grow with the company.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analytics.relationships.graph import Graph
from analytics.relationships.pairs import Codes, Flags, Floats, sums

__all__ = ["Dots", "dots", "weights_of"]

#: As many dots as are drawn one by one; of more customers only the largest are, and the others in
#: so many groups of those whom the very same people know, and beyond that one group a person.
MOST, _LARGEST, _GROUPS = 5_000, 3_000, 1_500


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """The dots of the map, the largest first.

    customer
        Its code, the largest of a group.
    members
        Customers × dots as a matrix of dots by row: which customers each stands for.
    exposure
        What they come to (> 0).
    known_by
        How many people know all of them; 0: nobody.
    knowers
        Dots × people: the part of each who knows, rows add up to 1; empty where nobody knows.
        Of a group that only its main person has in common: of all its customers together.
    """

    customer: Codes
    members: csr_array
    exposure: Floats
    known_by: Codes
    knowers: csr_array

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def alone(self) -> Flags:
        """Which dots one person alone knows."""
        return self.known_by == 1

    def main(self) -> Codes:
        """Who knows each best (the smaller id of equals), −1 where nobody does."""
        return _main(self.knowers)


def weights_of(graph: Graph, edges: pd.DataFrame) -> csr_array:
    """Customers × people: the share of each who knows, rows add up to 1.

    edges: customer_id, rep_id and share of the relationships of the same day. Where nobody who
    knows has a share (names in a file, statements), all have alike.
    """
    rows, columns = graph.knows.nonzero()
    people = max(len(graph.people), 1)
    share = np.zeros(len(rows))
    given = edges[edges["share"].notna()]
    codes = graph.customers.codes(given["customer_id"]), graph.people.codes(given["rep_id"])
    real = (codes[0] >= 0) & (codes[1] >= 0)
    keys = codes[0][real] * people + codes[1][real]
    order = np.argsort(keys)
    keys, values = keys[order], given["share"].to_numpy(float)[real][order]
    wanted = rows.astype(np.int64) * people + columns
    if len(keys):
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        share = np.where(keys[place] == wanted, values[place], 0.0)
    total = sums(rows, share, len(graph.customers))[rows]
    many = np.diff(graph.knows.indptr)[rows]
    part = np.divide(share, total, out=1.0 / many, where=total > 0)
    return csr_array((part, (rows, columns)), shape=graph.knows.shape)


def dots(graph: Graph, weights: csr_array, *, most: int = MOST) -> Dots:
    """Choose the dots; customers without exposure have none, for nothing is at stake.

    weights: of :func:`weights_of`. Up to ``most`` customers each has its own.
    """
    amounts = np.where(graph.exposure > 0, graph.exposure, 0.0)
    order = np.lexsort((np.arange(len(amounts)), -amounts))
    order = order[amounts[order] > 0]
    groups = np.arange(len(order))
    if len(order) > most:
        largest = most * _LARGEST // MOST
        groups = _grouped(graph, weights, order, largest, most * _GROUPS // MOST)
    return _dots(graph, weights, order, groups)


def _grouped(
    graph: Graph, weights: csr_array, order: Codes, largest: int, most_groups: int
) -> Codes:
    """The group of each customer in ``order``: the largest alone, then those known alike."""
    small = order[largest:]
    known_by = np.diff(weights.indptr)[small]
    _, alike = np.unique(_signature(graph)[small], return_inverse=True)
    amount = sums(alike, graph.exposure[small], int(alike.max()) + 1)
    rank = np.empty(len(amount), np.int64)
    rank[np.argsort(-amount, kind="stable")] = np.arange(len(amount))
    # Beyond the heaviest groups what two people and more share goes by the main person.
    keys = rank[alike]
    beyond = (keys >= most_groups) & (known_by > 1)
    keys = np.where(beyond, len(amount) + _main(weights)[small], keys)
    return np.concatenate([np.arange(largest), largest + keys])


def _signature(graph: Graph) -> np.ndarray:
    """Equal for customers whom the same people know: a sum of hashes of the people."""
    names = graph.people.index.to_numpy(object)
    hashes = pd.util.hash_array(names, categorize=False)
    rows = np.repeat(np.arange(len(graph.customers)), np.diff(graph.knows.indptr))
    total = np.zeros(len(graph.customers), np.uint64)
    np.add.at(total, rows, hashes[graph.knows.indices])
    return total


def _main(weights: csr_array) -> Codes:
    """The column of the largest value of each row, the first of equals; −1 of an empty row."""
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    order = np.lexsort((-weights.indices, weights.data, rows))
    main = np.full(weights.shape[0], -1)
    main[rows[order]] = weights.indices[order]
    return main


def _dots(graph: Graph, weights: csr_array, order: Codes, groups: Codes) -> Dots:
    """Put together what each group holds; groups come in the order of what they hold."""
    _, first, group = np.unique(groups, return_index=True, return_inverse=True)
    exposure = sums(group, graph.exposure[order], len(first))
    rank = np.lexsort((order[first], -exposure))
    place = np.empty(len(rank), np.int64)
    place[rank] = np.arange(len(rank))
    row = place[group]
    ones = np.ones(len(order), np.int64)
    members = csr_array((ones, (row, order)), shape=(len(first), len(graph.customers)))
    held = csr_array(
        (graph.exposure[order], (row, order)), shape=(len(first), len(graph.customers))
    )
    knowers = (held @ weights).tocsr()
    knowers.sort_indices()
    per_row = np.repeat(knowers.sum(axis=1), np.diff(knowers.indptr))
    knowers.data = knowers.data / per_row
    known = np.diff(graph.knows.indptr)[order]
    known_by = np.full(len(first), np.iinfo(np.int64).max)
    np.minimum.at(known_by, row, known)
    return Dots(order[first][rank], members, exposure[rank], known_by, knowers)
