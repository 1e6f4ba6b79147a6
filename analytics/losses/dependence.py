"""Departures come in clusters: one common factor, and contagion within teams.

Two ways of saying it, both of which leave every rep's own probability a(r) as it is:

- **Common factor** (``losses.correlation`` ρ): given a factor y that is standard normal, people
  leave independently with a(y) = Φ((Φ⁻¹(a) − √ρ·y) / √(1 − ρ)), a one-factor Gaussian copula.
- **Contagion** (``losses.contagion`` c): somebody who leaves of his own accord carries each
  colleague of the team along with probability c, independently; who is carried along carries
  nobody (Davis & Lo). Left alone this would raise everybody's probability, so the probabilities
  of leaving of one's own accord, d, are solved such that all of a team keep their a:
  a = 1 − (1 − d)·Π over colleagues (1 − d·c). With P = Π over the team (1 − d·c) the condition
  reads d = (1 − g)/(1 − c·g), g = (1 − a)/P, which leaves one equation in P with one root.
  Where colleagues alone would make somebody leave more often than a, d is 0 and that rep's own
  c is lowered until they make it exactly a.

With both, contagion is solved for a(y) given the factor. Somebody under notice leaves of his own
accord and may carry others along; a rep without a team is alone, and so is the leaver of an
orphaned customer, who has already left.

**Defaults: contagion 0.01, correlation 0.** From a few years of one company's exits ρ and c cannot
be told apart (Mori 2026), so one is set and the other is there to be tried. Only contagion has a
published size: after an exit colleagues leave 9 % more often for 135 days (in teams of three to
five 12 %), which at 20 % a year is 0.0075 (0.0099) of additional probability within twelve months
(plausible range 0.006–0.02, teams of two 0.02).

References
----------
Vasicek 2002, Risk 15 (one-factor copula); Davis & Lo 2001, Quantitative Finance 1:382 (infectious
defaults); Visier 2022, Turnover Contagion; Mori 2026 (identification).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.polynomial import Chebyshev
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtr, ndtri

from analytics.errors import NotSettled
from analytics.messages import message

__all__ = ["JointLaw", "factor_nodes", "given_factor"]

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

#: The factor is cut off where 1e-17 of its probability lies beyond.
_FACTOR_RANGE = 8.5
#: Width between nodes over √(1 − ρ): the trapezoid rule for normal integrands then misses by
#: less than rounding, also for products of a dozen probabilities.
_NODE_WIDTH = 0.25
_BISECTIONS, _NEWTON_STEPS, _ROOT = 100, 60, 1e-13
#: Numbers held at a time; members of a team that are summed one by one; decimal digits, and most
#: terms, of the polynomial in larger teams.
_CELLS_HELD, _MEMBERS_SUMMED, _DIGITS, _DEGREE_MOST = 10_000_000, 100, 17, 300


@dataclass(frozen=True, slots=True, eq=False)
class JointLaw:
    """The joint law of departures.

    rep_ids, leave (a, 0–1) and team (codes; equal: colleagues) by rep; weights (sum 1) by node of
    the factor, and nodes × reps: chances a(y), direct d(y), carried: c, the chance to be carried
    along by one colleague. Without correlation there is one node. drawn: each node is a draw of
    the chances from their posterior, with one value of the factor.
    """

    rep_ids: NDArray[np.object_]
    leave: Floats
    team: Codes
    weights: Floats
    chances: Floats
    direct: Floats
    carried: Floats
    drawn: bool = False

    @classmethod
    def of(
        cls,
        probabilities: "pd.Series[float]",
        teams: "pd.Series[str] | None" = None,
        *,
        correlation: float = 0.0,
        contagion: float = 0.0,
    ) -> "JointLaw":
        """From probabilities and teams by rep_id; who has no probability does not leave.

        Reps without a team, or with an empty one, are alone.
        """
        probabilities = probabilities.dropna()
        leave, team = probabilities.to_numpy(dtype=float), _team_codes(probabilities.index, teams)
        nodes, weights = factor_nodes(correlation)
        chances = given_factor(leave, nodes, correlation)
        direct, carried = _direct_probabilities(chances, team, contagion)
        names = probabilities.index.to_numpy(dtype=object)
        return cls(names, leave, team, weights, chances, direct, carried)

    @classmethod
    def with_left(
        cls,
        probabilities: "pd.Series[float]",
        left: pd.Index,
        teams: "pd.Series[str] | None",
        *,
        correlation: float,
        contagion: float,
    ) -> "JointLaw":
        """The same with those who have already left: for certain, and outside every team."""
        staying = probabilities.dropna().drop(left, errors="ignore")
        everybody = staying.reindex(staying.index.append(left), fill_value=1.0)
        if teams is not None:
            teams = teams.drop(left, errors="ignore")
        return cls.of(everybody, teams, correlation=correlation, contagion=contagion)

    @classmethod
    def in_draws(
        cls,
        draws: Floats,
        probabilities: "pd.Series[float]",
        left: pd.Index,
        teams: "pd.Series[str] | None",
        *,
        correlation: float,
        contagion: float,
        seed: int,
    ) -> "JointLaw":
        """From draws of the chances (draws × reps of ``probabilities``, which are their means);
        otherwise as :meth:`with_left`. The factor takes as many values as there are draws, evenly
        spread over its law and in no order."""
        staying = (probabilities.notna() & ~probabilities.index.isin(left)).to_numpy()
        certain = np.ones((len(draws), len(left)))
        leave = np.hstack([draws[:, staying], certain])
        names = probabilities.index[staying].append(left)
        if teams is not None:
            teams = teams.drop(left, errors="ignore")
        team = _team_codes(names, teams)
        middle = (np.random.default_rng([seed, 3]).permutation(len(draws)) + 0.5) / len(draws)
        chances = leave
        if correlation:
            moved = ndtri(leave) - np.sqrt(correlation) * ndtri(middle)[:, None]
            chances = ndtr(moved / np.sqrt(1 - correlation))
        direct, carried = _direct_probabilities(chances, team, contagion)
        weights = np.full(len(draws), 1 / len(draws))
        return cls(
            names.to_numpy(dtype=object),
            weights @ chances,
            team,
            weights,
            chances,
            direct,
            carried,
            drawn=True,
        )

    @property
    def independent(self) -> bool:
        """No factor, and nobody can carry anybody along."""
        return len(self.weights) == 1 and bool((self.direct == self.chances).all())

    def teams(self) -> Iterator[Codes]:
        """The places of the members of each team that has at least two."""
        order = np.argsort(self.team, kind="stable")
        starts = np.flatnonzero(np.diff(self.team[order])) + 1
        yield from (members for members in np.split(order, starts) if len(members) > 1)

    def together(self) -> Floats:
        """reps × reps: P(both leave); a(r) on the diagonal.

        Under the factor E[a(y)·a(y)]; for colleagues, given the factor, 1 − P(one stays) − P(the
        other stays) + P(both stay).
        """
        both = (self.chances * self.weights[:, None]).T @ self.chances
        if (self.direct != self.chances).any():
            for members in self.teams():
                for nodes in _nodes_held(len(self.weights), len(members)):
                    excess = self._colleagues(nodes, members)
                    both[np.ix_(members, members)] += np.tensordot(self.weights[nodes], excess, 1)
        both = np.clip(both, 0.0, np.minimum.outer(self.leave, self.leave))
        np.fill_diagonal(both, self.leave)
        return both

    def _colleagues(self, nodes: slice, members: Codes) -> Floats:
        """nodes × members × members: what contagion adds to P(both leave) given the factor."""
        direct, chances = self.direct[nodes, members], self.chances[nodes, members]
        spared = 1 - self.carried[nodes, members]
        caught = 1 - spared[:, :, None] * spared[:, None, :]
        stay = _stays_with_all(direct, caught)
        for own in (direct[:, :, None], direct[:, None, :]):
            with np.errstate(divide="ignore"):
                stay += np.log1p(-own) - np.log1p(-own * caught)
        alone = (1 - chances[:, :, None]) * (1 - chances[:, None, :])
        return np.asarray(np.exp(stay, out=stay) - alone)

    def given(self) -> Floats:
        """reps × reps: P(column leaves | row leaves); for who never leaves, the column's own a."""
        certain = self.leave[:, None]
        own = np.broadcast_to(self.leave, (len(self.leave),) * 2)
        return np.divide(self.together(), certain, out=own.copy(), where=certain > 0)


def _nodes_held(nodes: int, members: int) -> Iterator[slice]:
    """Slices of nodes whose nodes × members × members fit into memory."""
    step = max(1, _CELLS_HELD // members**2)
    yield from (slice(start, start + step) for start in range(0, nodes, step))


def _stays_with_all(direct: Floats, caught: Floats) -> Floats:
    """Σ over members m of log(1 − d(m) · caught), as ``caught``: nodes × members × members.

    In a large team that is the same smooth function of one number for every pair, which a
    polynomial gives to rounding: members² · degree operations in place of members³.
    """
    if direct.shape[1] <= _MEMBERS_SUMMED:
        terms = (np.log1p(-each[:, None, None] * caught) for each in direct.T)
        return np.asarray(sum(terms, np.zeros_like(caught)))
    stays = np.empty_like(caught)
    for node, chances in enumerate(direct):
        largest = float(caught[node].max())
        stays[node] = _interpolated(chances[chances > 0], largest)(caught[node])
    return stays


def _interpolated(direct: Floats, largest: float) -> Chebyshev:
    """Σ log(1 − d · x) for 0 ≤ x ≤ largest; its error falls by ρ a degree, where ρ comes from how
    far 1/d, the nearest singularity, lies beyond the range (Bernstein's ellipse)."""
    beyond = max(2 / (float(direct.max(initial=0.0)) * largest + 1e-9) - 1, 1 + 1e-6)
    ratio = beyond + np.sqrt(beyond**2 - 1)
    degree = int(np.clip(_DIGITS / np.log10(ratio), 4, _DEGREE_MOST))

    def total(values: Floats) -> Floats:
        return np.asarray(np.log1p(-np.multiply.outer(values, direct)).sum(axis=-1))

    return Chebyshev.interpolate(total, degree, domain=[0.0, max(largest, 1e-9)])


def _team_codes(rep_ids: pd.Index, teams: "pd.Series[str] | None") -> Codes:
    """Equal codes for colleagues; a code of one's own for who has no team."""
    alone = np.arange(len(rep_ids))
    if teams is None:
        return alone
    codes = pd.factorize(teams.reindex(rep_ids).replace("", None).to_numpy(dtype=object))[0]
    return np.where(codes >= 0, codes + len(alone), alone)


def factor_nodes(correlation: float) -> tuple[Floats, Floats]:
    """Nodes of the standard normal factor and their weights (trapezoid rule, sum 1).

    >>> factor_nodes(0.0)
    (array([0.]), array([1.]))
    """
    if correlation == 0:
        return np.zeros(1), np.ones(1)
    half = int(np.ceil(_FACTOR_RANGE / (_NODE_WIDTH * np.sqrt(1 - correlation))))
    nodes = np.linspace(-_FACTOR_RANGE, _FACTOR_RANGE, 2 * half + 1)
    density = np.exp(-(nodes**2) / 2)
    return nodes, density / density.sum()


def given_factor(leave: Floats, nodes: Floats, correlation: float) -> Floats:
    """nodes × reps: Φ((Φ⁻¹(a) − √ρ·y) / √(1 − ρ)); without correlation a itself.

    >>> given_factor(np.array([0.2]), np.array([0.0, -3.0]), 0.0).ravel()
    array([0.2, 0.2])
    """
    if correlation == 0:
        return np.tile(leave, (len(nodes), 1))
    # Φ⁻¹ of 0 and 1 is infinite, and Φ brings it back.
    moved = ndtri(leave) - np.sqrt(correlation) * nodes[:, None]
    return np.asarray(ndtr(moved / np.sqrt(1 - correlation)))


def _direct_probabilities(chances: Floats, team: Codes, contagion: float) -> tuple[Floats, Floats]:
    """The chances of leaving of one's own accord, and of being carried along by one colleague.

    chances: nodes × reps; team: codes by rep; 0 ≤ contagion < 1. Every rep's probability of
    leaving remains what ``chances`` says (see the module).
    """
    team_number = np.unique(team, return_inverse=True)[1]
    carried = np.full_like(chances, contagion) * (np.bincount(team_number) > 1)[team_number]
    if not carried.any():
        return chances, carried
    spared = _spared(chances, team_number, contagion)
    ratio = (1 - chances) / np.exp(-spared)
    direct = np.where(carried > 0, _direct(ratio, contagion), chances)
    return direct, _lowered(chances, direct, team, carried)


def _direct(ratio: Floats, contagion: float) -> Floats:
    """d = (1 − g)/(1 − c·g), and 0 where g exceeds 1."""
    below = np.minimum(ratio, 1.0)
    return np.asarray((1 - below) / (1 - contagion * below))


def _spared(chances: Floats, team_number: Codes, contagion: float) -> Floats:
    """−log P of each rep's team, by bisection: the right side falls as −log P rises."""
    cells = (np.ones(len(team_number)), (np.arange(len(team_number)), team_number))
    members = sparse.csr_array(cells)

    def implied(guess: Floats) -> Floats:
        ratio = (1 - chances) * np.exp(guess)[:, team_number]
        return np.asarray(-np.log1p(-contagion * _direct(ratio, contagion)) @ members)

    low = np.zeros((len(chances), members.shape[1]))
    high = implied(low)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        rising = implied(middle) > middle
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    return ((low + high) / 2)[:, team_number]


def _lowered(chances: Floats, direct: Floats, team: Codes, carried: Floats) -> Floats:
    """The c of who leaves only with others: Π over colleagues (1 − d·c) = 1 − a.

    The logarithm of the product is concave and falls, so Newton's steps from above never
    overshoot.
    """
    lowered = carried.copy()
    wanted = np.log1p(-np.minimum(chances, 1 - 1e-16))
    for rep in np.flatnonzero((direct == 0).any(axis=0) & (carried > 0).any(axis=0)):
        others = direct[:, (team == team[rep]) & (np.arange(len(team)) != rep)]
        nodes = (direct[:, rep] == 0) & others.any(axis=1)
        lowered[nodes, rep] = _carried_by(others[nodes], wanted[nodes, rep], carried[nodes, rep])
    return np.where(direct == 0, lowered, carried)


def _carried_by(others: Floats, wanted: Floats, most: Floats) -> Floats:
    """The c ≤ ``most`` at which Σ log(1 − d·c) over the colleagues is ``wanted``, by node."""
    carried = most
    for _ in range(_NEWTON_STEPS):
        taken = others * carried[:, None]
        step = (np.log1p(-taken).sum(axis=1) - wanted) / (others / (1 - taken)).sum(axis=1)
        before, carried = carried, np.clip(carried + step, 0.0, most)
        if np.abs(carried - before).max(initial=0.0) < _ROOT:
            return carried
    raise NotSettled(message("The chance of leaving together does not settle on one answer"))
