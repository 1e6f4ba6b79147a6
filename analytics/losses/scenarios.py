"""Who leaves in a year: every set of departures with its probability, or a fair draw of years.

**Enumerated**: all sets of departures among those who may or may not leave. Given the factor,
teams are independent; within a team, who is carried along depends on the others only through the
number k of those who leave of their own accord, so that for each k the members are independent
but for their count, which a generating polynomial keeps (Davis & Lo 2001).

**Drawn** by stratified sampling: for every node of the factor, the sum of what would go with each
direct leaver (and, on average, with those carried along) is put on a coarse grid, where its law is
exact; years are spread evenly over the joint quantiles of sum and factor (half of them over the
worst fifth, with weights accordingly), and the departures are then drawn given the sum, going
backwards through the recursion that made its law. Probabilities stay exact; only the noise between
years shrinks. The years' weights are then calibrated to the exact probabilities (Deville & Särndal
1992, Journal of the American Statistical Association 87). Standard errors come from 20 independent
repetitions (batches).

References
----------
Glasserman 2004, Monte Carlo Methods in Financial Engineering, ch. 4.3 (stratified sampling).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.losses.book import LossBook
from analytics.losses.dependence import JointLaw

__all__ = ["States", "enumerated", "simulate"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

_BATCHES = 20
#: Sets of departures × customers, sets × nodes of the factor, and members of a team, so that
#: enumeration stays within a second.
_MOST_BITS, _MOST_CELLS, _MOST_NODES, _MOST_MEMBERS = 16, 2e7, 2e7, 30
_GRID_CELLS, _TABLE_CELLS = 2_048, 8_000_000
#: The worst part of the departures' law that gets half of the years.
_WORST = 0.2
#: Customers, or people, × years at most, but not below the fewest years.
_CELLS_MOST, _FEWEST = 12_000_000, 800
#: Every third node of the factor is a trapezoid rule that is still exact to 1e-9.
_STRIDE, _LEAST_WEIGHT = 3, 1e-9
#: Years for each rep whose number of departures is made exact, and at most how many reps; what
#: counts as a column that others make up.
_PER_CONTROL, _MOST_CONTROLS, _DEPENDENT = 50, 40, 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """Sets of departures: ``gone`` (states × reps of the book) and ``weights`` (sum 1).

    ``node``: in which draw of the parameters each happens; None where they are taken for known.
    ``batches``: how many independent repetitions, adjacent and of equal size; 0 where the states
    are all there are. ``controls``: orthonormal columns, weighted, whose mean is 0 by the weights'
    making.
    """

    gone: Flags
    weights: Floats
    batches: int
    controls: Floats
    node: Codes | None = None

    def errors(self, by_state: Floats) -> Floats:
        """Standard errors of weighted means over states (figures × states), from the spread
        between batches of what the controls do not explain; 0 where the states are all."""
        if not self.batches:
            return np.zeros(len(by_state))
        left = by_state - (by_state @ self.weights)[:, None]
        left = left - ((left * self.weights) @ self.controls) @ self.controls.T
        means = (left * self.weights).reshape(len(left), self.batches, -1).sum(axis=2)
        return np.asarray(means.std(axis=1, ddof=1) * np.sqrt(self.batches))


def enumerated(book: LossBook, joint_law: JointLaw) -> States | None:
    """Every set of departures with its probability, or None where there are too many."""
    reps = pd.Index(joint_law.rep_ids).get_indexer(book.rep_ids)
    open_ = np.flatnonzero(book.leave < 1)
    groups = _groups(joint_law, reps[open_])
    # Two to the power of thousands is no number of a computer.
    states = 2.0 ** min(len(open_), _MOST_BITS + 1)
    if (
        len(open_) > _MOST_BITS
        or states * len(book.exposure) > _MOST_CELLS
        or states * len(joint_law.weights) > _MOST_NODES
        or max((len(group) for group in groups), default=0) > _MOST_MEMBERS
    ):
        return None
    given = np.ones((len(joint_law.weights), 1))
    order: list[int] = []
    for group in groups:
        seen = np.isin(group, reps[open_])
        law = _team_law(joint_law.direct[:, group], joint_law.carried[:, group], seen)
        given = (given[:, :, None] * law[:, None, :]).reshape(len(given), -1)
        order += [int(np.flatnonzero(reps == rep)[0]) for rep in group[seen]]
    return _states(book, np.array(order, dtype=np.int64), joint_law.weights @ given)


def _groups(joint_law: JointLaw, reps: Codes) -> list[Codes]:
    """The reps in groups that are independent given the factor, with all who may carry along."""
    if not (joint_law.carried[:, reps] > 0).any():
        return [np.array([rep]) for rep in reps]
    return [np.flatnonzero(joint_law.team == code) for code in np.unique(joint_law.team[reps])]


def _team_law(direct: Floats, carried: Floats, seen: Flags) -> Floats:
    """nodes × sets: P(exactly these of the seen members leave), the first member outermost.

    Sum over k, the number of direct leavers, of the coefficient of u^k in the product of the
    members' polynomials; unseen members count only in k.
    """
    members = [*np.flatnonzero(~seen), *np.flatnonzero(seen)]
    total = np.zeros((len(direct), 2 ** int(seen.sum())))
    for count in range(len(members) + 1):
        law = np.ones((len(direct), 1, 1))
        for member in members:
            law = _with_member(law, direct[:, member], carried[:, member], count, seen[member])
        if law.shape[2] > count:
            total += law[:, :, count]
    return total


def _with_member(law: Floats, direct: Floats, carried: Floats, count: int, seen: bool) -> Floats:
    """Multiply nodes × sets × powers of u by one member's polynomial."""
    own = np.pad(law * direct[:, None, None], ((0, 0), (0, 0), (1, 0)))
    else_ = np.pad(law * (1 - direct)[:, None, None], ((0, 0), (0, 0), (0, 1)))
    if not seen:
        return own + else_
    spared = ((1 - carried) ** count)[:, None, None]
    both = np.stack([else_ * spared, own + else_ * (1 - spared)], axis=2)
    return both.reshape(len(law), -1, own.shape[2])


def _states(book: LossBook, order: Codes, chances: Floats) -> States:
    """States in counting order over ``order``, without the impossible ones."""
    possible = np.flatnonzero(chances > 0)
    gone = np.ones((len(possible), len(book.leave)), dtype=bool)
    for bit, rep in enumerate(order[::-1]):
        gone[:, rep] = (possible >> bit) & 1
    weights = chances[possible] / chances.sum()
    return States(gone, weights, 0, np.zeros((len(possible), 0)))


def simulate(book: LossBook, joint_law: JointLaw, *, scenarios: int, seed: int) -> States:
    """Draw the departures of about ``scenarios`` years.

    Fewer where customers or people are many, by the work they make. The same seed gives the same
    years.
    """
    random = np.random.default_rng(seed)
    reps = pd.Index(joint_law.rep_ids).get_indexer(book.rep_ids)
    many = np.isin(joint_law.team, joint_law.team[reps])
    others = np.setdiff1d(np.flatnonzero(many), reps)
    # All in the order of ids, by which departures are drawn: those of the book are already.
    others = others[np.argsort(joint_law.rep_ids[others].astype(str))]
    everybody = np.concatenate([reps, others])
    affordable = max(_FEWEST, _CELLS_MOST // max(len(book.exposure), len(everybody)))
    number = min(scenarios, affordable)
    quantiles, weights = _strata(max(1, number // (2 * _BATCHES)), random)
    nodes = _nodes(joint_law)
    stake = _stakes(book, joint_law, everybody)
    node, direct = _direct_leavers(
        joint_law.direct[np.ix_(nodes, everybody)],
        joint_law.weights[nodes] / joint_law.weights[nodes].sum(),
        stake,
        quantiles,
        random,
    )
    gone = _carried_along(direct, joint_law, everybody, nodes[node], random)
    states = _calibrated(gone[:, : len(reps)], weights, book, stake[: len(reps)])
    return states if book.drawn is None else replace(states, node=nodes[node])


def _calibrated(gone: Flags, weights: Floats, book: LossBook, stake: Floats) -> States:
    """Weights moved as little as possible so that the reps with most at stake leave exactly as
    often as they should, and with them what goes on average (regression estimator)."""
    open_ = np.flatnonzero(book.leave < 1)
    number = min(_MOST_CONTROLS, len(weights) // _PER_CONTROL)
    most = open_[np.argsort(-stake[open_], kind="stable")[:number]]
    total = (gone - book.leave) @ (stake / stake.sum())
    controls = np.column_stack([total, gone[:, most] - book.leave[most]])
    base = _orthonormal(controls, weights)
    factors = 1 - base @ (weights @ base)
    if (factors <= 0).any():
        return States(gone, weights, _BATCHES, base[:, :0])
    weights = weights * factors / (weights @ factors)
    return States(gone, weights, _BATCHES, _orthonormal(controls, weights))


def _orthonormal(columns: Floats, weights: Floats) -> Floats:
    """Combinations of the columns whose weighted products with each other are 0, with
    themselves 1; columns that others make up are dropped."""
    size, turned = np.linalg.eigh((columns * weights[:, None]).T @ columns)
    kept = size > _DEPENDENT * size[-1]
    return np.asarray(columns @ (turned[:, kept] / np.sqrt(size[kept])))


def _strata(half: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Quantiles in [0, 1), evenly spread in every batch, and the weight of each."""
    offset = random.random((_BATCHES, 2, 1))
    even = (np.arange(half) + offset) / half
    even[:, 0] *= 1 - _WORST
    even[:, 1] = 1 - _WORST + even[:, 1] * _WORST
    weights = np.repeat([1 - _WORST, _WORST], half) / (half * _BATCHES)
    return even.ravel(), np.tile(weights, _BATCHES)


def _nodes(joint_law: JointLaw) -> Codes:
    """The nodes to draw from: of the factor some, symmetric around its middle, else all."""
    weights = joint_law.weights
    if joint_law.drawn or len(weights) == 1:
        return np.arange(len(weights))
    chosen = np.arange(len(weights) // 2 % _STRIDE, len(weights), _STRIDE)
    return chosen[weights[chosen] > _LEAST_WEIGHT]


def _stakes(book: LossBook, joint_law: JointLaw, everybody: Codes) -> Floats:
    """What goes with each direct leaver on average: the own book, and those of who is carried."""
    at_stake = book.exposure[book.customer] * book.taken
    own = np.zeros(len(everybody))
    own[: len(book.leave)] = np.bincount(book.rep, weights=at_stake, minlength=len(book.leave))
    chances = joint_law.leave[everybody]
    moved = joint_law.weights @ joint_law.carried[:, everybody] * (1 - chances) * own
    team = np.unique(joint_law.team[everybody], return_inverse=True)[1]
    return np.asarray(own + np.bincount(team, weights=moved)[team] - moved)


def _direct_leavers(
    leave: Floats, nodes: Floats, stake: Floats, quantiles: Floats, random: np.random.Generator
) -> tuple[Codes, Flags]:
    """Node and direct leavers of each year, given its joint quantile of sum and factor."""
    cells = int(max(64, min(_GRID_CELLS, _TABLE_CELLS // leave.size)))
    steps = np.rint(stake / stake.sum() * cells).astype(np.int64)
    table = _sum_laws(leave, steps)
    law = np.cumsum((table[-1] * nodes[:, None]).T.ravel())
    cell = np.searchsorted(law / law[-1], quantiles, side="right")
    rest, node = np.divmod(
        np.minimum(cell, np.flatnonzero(np.diff(law, prepend=0.0))[-1]), len(nodes)
    )
    gone = np.zeros((len(quantiles), len(stake)), dtype=bool)
    for rep in range(len(stake) - 1, -1, -1):
        before = rest - steps[rep]
        through = leave[node, rep] * table[rep, node, np.maximum(before, 0)]
        leaving = np.where(before >= 0, through, 0.0)
        gone[:, rep] = random.random(len(rest)) * table[rep + 1, node, rest] < leaving
        rest = np.where(gone[:, rep], before, rest)
    return node, gone


def _sum_laws(leave: Floats, steps: Codes) -> Floats:
    """Row r, by node: the law of the sum of steps over the leavers among the first r reps."""
    table = np.zeros((len(steps) + 1, len(leave), int(steps.sum()) + 1))
    table[0, :, 0] = 1.0
    for rep, step in enumerate(steps):
        chance = leave[:, [rep]]
        table[rep + 1] = (1 - chance) * table[rep]
        table[rep + 1, :, step:] += chance * table[rep, :, : table.shape[2] - step]
    return table


def _carried_along(
    direct: Flags,
    joint_law: JointLaw,
    everybody: Codes,
    node: Codes,
    random: np.random.Generator,
) -> Flags:
    """Add those whom colleagues carry along: 1 − (1 − c)^k with k direct leavers in the team."""
    carried = joint_law.carried[:, everybody]
    if not carried.any():
        return direct
    team = np.unique(joint_law.team[everybody], return_inverse=True)[1]
    among = (team[:, None] == np.arange(team.max() + 1)).astype(np.float32)
    count = (direct.astype(np.float32) @ among)[:, team]
    # Most years nobody of the team leaves; 1 − c is raised to a power only where somebody does.
    year, rep = np.nonzero(count * ~direct)
    spared = (1 - carried[node[year], rep]) ** count[year, rep]
    gone = direct.copy()
    gone[year, rep] = random.random(len(year)) >= spared
    return gone
