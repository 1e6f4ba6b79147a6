"""On how few people the revenue rests.

Answers "how many departures do we survive?": customers and reps form a bipartite graph, and a
customer is left alone once everybody who knows him is gone. The smallest set of departures that
leaves more than half of the revenue alone is the truck factor
(:mod:`analytics.concentration.fewest_departures`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from analytics.concentration.fewest_departures import fewest_departures, greedy_order
from analytics.places import found, numbered, places
from analytics.relationships.pairs import Codes, Floats
from analytics.relationships.strength import PROVEN, Relationships

__all__ = [
    "BusFactor",
    "Cover",
    "bus_factor",
    "left_alone",
    "proven_cover",
    "resilience_curve",
]

#: Shares closer than this are equal.
TOLERANCE = 1e-12
#: More than this part of what is known must be left with nobody.
_ORPHANED_PART = 0.5
#: Part of the exposure that records must prove, or nothing is said.
_PROVEN_PART = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """The customers that somebody knows, grouped by exactly who knows them.

    reps: the reps who know any of them, in order. knowers: groups × reps, 1 where the rep knows
    the customers of the group. weights: the exposure of each group (> 0). exposure: of all
    customers; proven: of those whose relationships are proven by records. Amounts in the
    reporting currency.
    """

    reps: tuple[str, ...]
    knowers: csr_array
    weights: Floats
    exposure: float
    proven: float

    @property
    def known_exposure(self) -> float:
        """Exposure that somebody knows, with proven evidence."""
        return float(self.weights.sum())


@dataclass(frozen=True, slots=True)
class BusFactor:
    """The least number of departures that leaves more than half of the known exposure alone.

    value is given where the proven bounds low and high meet; all are None where records prove
    less than half of the exposure. reps is a set of ``high`` people that does it (for display
    only: others may do it as well).
    """

    value: int | None = None
    low: int | None = None
    high: int | None = None
    reps: tuple[str, ...] = field(default=())


def proven_cover(relationships: Relationships, exposures: pd.DataFrame) -> Cover:
    """Group the customers with proven evidence by who knows them.

    ``exposures`` holds customer_id and exposure (≥ 0) of the same customers
    (:func:`analytics.relationships.exposure.expose`). Customers without exposure or whom nobody
    knows are in no group. Work grows with the number of edges, not with that of possible sets.
    """
    ids, amounts = pd.Index(exposures["customer_id"]), exposures["exposure"].fillna(0.0).to_numpy()
    held = relationships.customers
    row = found(ids, pd.Index(held["customer_id"]))
    proven = np.append(held["evidence"].isin(PROVEN).to_numpy(bool), False)[row]
    at_stake = np.append(proven & (amounts > 0), False)
    edges = relationships.edges
    known = edges["knows_measured"].to_numpy(bool) & at_stake[places(edges["customer_id"], ids)]
    ties = np.flatnonzero(known)
    rows, customers = numbered(edges["customer_id"].take(ties))
    columns, reps = numbered(edges["rep_id"].take(ties))
    groups = _groups(rows, columns, len(customers))
    weights = np.bincount(groups, weights=amounts[found(customers, ids)])
    return Cover(
        reps=tuple(reps),
        knowers=_matrix(rows, columns, groups, len(reps)),
        weights=weights.astype(np.float64),
        exposure=float(amounts.sum()),
        proven=float(amounts[proven].sum()),
    )


def _groups(rows: Codes, columns: Codes, size: int) -> Codes:
    """Number the distinct sets of columns: walk all sorted sets one column at a time."""
    order = np.lexsort((columns, rows))
    rows, columns = rows[order], columns[order]
    position = np.arange(len(rows)) - np.searchsorted(rows, rows)
    group = np.zeros(size, np.int64)
    for step in range(int(position.max(initial=-1)) + 1):
        at = position == step
        pairs = np.column_stack([group[rows[at]], columns[at]])
        group[rows[at]] = group.max(initial=0) + 1 + _numbers(pairs)
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _numbers(pairs: Codes) -> Codes:
    width = int(pairs[:, 1].max(initial=0)) + 1
    keys = pairs[:, 0] * width + pairs[:, 1]
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _matrix(rows: Codes, columns: Codes, groups: Codes, reps: int) -> csr_array:
    size = int(groups.max(initial=-1)) + 1
    # Whoever knows one customer of a group knows all of them.
    one = np.zeros(size, np.int64)
    one[groups] = np.arange(len(groups))
    shown = one[groups[rows]] == rows
    coordinates = (groups[rows[shown]], columns[shown])
    return csr_array(coo_array((np.ones(int(shown.sum())), coordinates), shape=(size, reps)))


def resilience_curve(cover: Cover) -> pd.DataFrame:
    """Remove one rep after another, each time the one whose departure hurts most.

    Each step takes the rep whose departure leaves most further exposure without anybody who
    knows it (ties by smallest rep_id), until nobody knows any. The order is greedy: an upper
    bound, not the worst set of each size.

    Returns
    -------
    DataFrame
        departures (0, 1, …; int64), rep_id (who goes at this step; missing at 0),
        exposure_left (still known by somebody, reporting currency), share_left (of the known
        exposure at the start; missing where that is 0).
    """
    order, gains = greedy_order(cover.knowers, cover.weights)
    left = np.append(np.cumsum(gains[::-1])[::-1], 0.0)
    return pd.DataFrame(
        {
            "departures": np.arange(len(left), dtype=np.int64),
            "rep_id": pd.array([None, *(cover.reps[rep] for rep in order)], dtype="str"),
            "exposure_left": left,
            "share_left": left / left[0] if left[0] > 0 else np.nan,
        }
    )


def left_alone(customers: pd.DataFrame, edges: pd.DataFrame, rep_ids: Iterable[str]) -> float:
    """Exposure of the customers that nobody knows any more once all of ``rep_ids`` have left.

    By proven evidence, as the resilience curve counts. customers: customer_id, exposure, evidence;
    edges: customer_id, rep_id, knows_measured.
    """
    ties = edges[edges["knows_measured"].astype(bool)]
    staying = ties.loc[~ties["rep_id"].isin(list(rep_ids)), "customer_id"]
    lost = customers["customer_id"].isin(ties["customer_id"])
    lost &= ~customers["customer_id"].isin(staying) & customers["evidence"].isin(PROVEN)
    return float(customers.loc[lost, "exposure"].sum())


def bus_factor(cover: Cover, *, seconds: float, fraction: float = _ORPHANED_PART) -> BusFactor:
    """Find the least number of reps whose joint departure leaves more than half alone.

    More than half of the exposure that somebody knows, by proven evidence; exactly half does not
    count. ``fraction`` replaces the half where another part is asked for. Started from the order
    of the resilience curve and stopped after about ``seconds``
    (:func:`analytics.concentration.fewest_departures.fewest_departures`); until then the answer
    does not depend on the machine. All fields are None where less than half of the exposure is
    proven or nobody knows any.

    >>> sole = Cover(("a", "b", "c"), csr_array(np.eye(3)), np.array([40.0, 35.0, 25.0]), 100, 100)
    >>> bus_factor(sole, seconds=1).value
    2
    """
    if cover.known_exposure <= 0 or cover.proven < _PROVEN_PART * cover.exposure * (1 - TOLERANCE):
        return BusFactor()
    low, leavers = fewest_departures(
        cover.knowers, cover.weights, fraction=fraction, seconds=seconds
    )
    high = len(leavers)
    names = tuple(sorted(cover.reps[rep] for rep in leavers))
    return BusFactor(high if low == high else None, low, high, names)
