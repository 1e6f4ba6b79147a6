"""How much less do customers buy who stay when their person leaves?

    after = expected · (1 − δ·p) + what a book does by itself

for the customers of each past departure who did not stop buying: p is the leaver's share,
``expected`` what comparable customers bought who kept their people and did not stop either, so that
neither stopping nor the times are counted as shrinking. δ ≥ 0 is one figure for the company: the
part that a customer held by one person alone buys less in the year after that person left.

Published averages (13–18 % of sales after a departure, Shi et al. 2017) do not tell those who stop
from those who buy less, so nothing is assumed: where no departure teaches, δ is 0. With departures
it is the mean of a posterior over

- a chance of one in two that customers who stay lose nothing at all, else a half-normal law
  (Mitchell & Beauchamp 1988, Journal of the American Statistical Association 83: spike and slab),
  so that chance alone shows next to nothing;
- the spread τ between books of leavers, which one leaver cannot tell from δ: τ² leans on what books
  move by themselves in a year with the weight of four leavers (scaled inverse χ²).

Leavers, not customers, are the units: what happens to customers of one leaver happens together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.follow.past_departures import BOOK_SPREAD, BOOK_WORTH, PastDepartures
from analytics.follow.terms import held
from analytics.policy import Policy
from analytics.relationships.pairs import Floats, sums

__all__ = ["Shrinking", "fit_shrinking", "shrinking_fractions"]

#: Prior chance that who stays loses nothing, and the spread of δ otherwise [judgement].
_NOTHING, _SPREAD = 0.5, 0.3
#: Standard deviation of what a single customer buys, relative to what is expected, and as how many
#: customers that counts [judgement].
_CUSTOMER_SPREAD, _CUSTOMER_WORTH = 0.5, 10.0
#: Points of δ between 0 and 1 beside 0 itself; points of τ, and how far they reach on either side
#: of its prior, as a multiple.
_POINTS, _SPREAD_POINTS, _REACH = 200, 40, 6.0
_SEED = 6


@dataclass(frozen=True, slots=True, eq=False)
class Shrinking:
    """The posterior of δ: chances of each of :func:`_fractions`, 0 first.

    leavers, customers: what was learned from; both 0 where nothing was, and then δ is 0.
    """

    chances: Floats
    leavers: int
    customers: int

    @property
    def fraction(self) -> float:
        """δ: its posterior mean (0–1)."""
        return float(self.chances @ _fractions())

    def factors(self, n: int, seed: int) -> Floats:
        """Draw n times what multiplies δ: evenly spread over its posterior, in no order; the mean
        is 1, and no δ that comes of it is above 1."""
        middle = (np.random.default_rng([seed, _SEED]).permutation(n) + 0.5) / n
        place = np.searchsorted(np.cumsum(self.chances), middle)
        drawn = _fractions()[np.minimum(place, _POINTS)]
        mean = float(drawn.mean())
        if mean == 0:
            return np.ones(n)
        return np.minimum(drawn / mean, 1 / self.fraction)


@dataclass(frozen=True, slots=True, eq=False)
class _Books:
    """Of each leaver's customers who stayed: by how much less they bought than expected, as a part
    of that; its variance by chance among them; the leaver's share of them, by money."""

    less: Floats
    variance: Floats
    share: Floats


def fit_shrinking(departures: PastDepartures, policy: Policy) -> Shrinking:
    """Learn δ from customers of past departures who did not stop.

    Those count whose outcome the follow model knows, of departures whose placebo does not fail
    (:attr:`~analytics.follow.past_departures.PastDepartures.telling`) and whose day is recorded,
    unless ``attrition.learn_from_estimates``. δ is 0 without any, and where
    ``follow.partial_losses`` is off.
    """
    rows = departures.telling
    if not policy.attrition.learn_from_estimates:
        rows = rows[~rows["left_on_estimated"]]
    stayed = rows["stopped"].eq(False).fillna(False).to_numpy(bool)
    rows = rows[stayed & (rows["expected_staying"] > 0) & rows["revenue_after"].notna()]
    if rows.empty or not policy.follow.partial_losses:
        return Shrinking(np.append(1.0, np.zeros(_POINTS)), 0, 0)
    books = _books(rows)
    return Shrinking(_posterior(books), len(books.less), len(rows))


def shrinking_fractions(edges: pd.DataFrame, fraction: float) -> pd.Series:
    """δ·p of each pair: what a customer who stays buys less once this person leaves (0–1).

    edges: share, leaver, leaver_share. 0 where there is no share.
    """
    return (fraction * held(edges)).rename("shrinking")


def _books(rows: pd.DataFrame) -> _Books:
    leaver, names = pd.factorize(rows["rep_id"], sort=True)
    size = len(names)
    expected = rows["expected_staying"].to_numpy(float)
    after = rows["revenue_after"].to_numpy(float)
    total = sums(leaver, expected, size)
    kept = sums(leaver, after, size) / total
    apart = after / expected - kept[leaver]
    squares = float((expected * apart**2).sum() / expected.sum()) * len(rows)
    worth = len(rows) - size + _CUSTOMER_WORTH
    usual = (squares + _CUSTOMER_WORTH * _CUSTOMER_SPREAD**2) / worth
    error = sums(leaver, rows["staying_error"].to_numpy(float), size) / total
    chance = usual * sums(leaver, expected**2, size) / total**2
    share = sums(leaver, expected * rows["share"].to_numpy(float), size) / total
    return _Books(1 - kept, chance + error**2, share)


def _posterior(books: _Books) -> Floats:
    """Chances of each of :func:`_fractions`, over all spreads between books."""
    slab = np.exp(-((_fractions()[1:] / _SPREAD) ** 2) / 2)
    prior = np.append(_NOTHING, (1 - _NOTHING) * slab / slab.sum())
    likelihoods = np.array(list(_log_likelihoods(books)))
    joint = np.log(prior) + likelihoods
    chances = np.exp(joint - joint.max()).sum(axis=0)
    return np.asarray(chances / chances.sum())


def _log_likelihoods(books: _Books) -> Iterator[Floats]:
    """Of each of :func:`_fractions`, by spread; the prior of the spread included."""
    apart = books.less[:, None] - books.share[:, None] * _fractions()
    for spread in BOOK_SPREAD * np.geomspace(1 / _REACH, _REACH, _SPREAD_POINTS):
        variance = (spread**2 + books.variance)[:, None]
        fit = -(np.log(variance) + apart**2 / variance).sum(axis=0) / 2
        # On a logarithmic scale of τ.
        lean = -BOOK_WORTH * (np.log(spread) + (BOOK_SPREAD / spread) ** 2 / 2)
        yield fit + lean


def _fractions() -> Floats:
    """The values of δ that are looked at: 0, and the middles of so many parts of 0 to 1."""
    return np.append(0.0, (np.arange(_POINTS) + 0.5) / _POINTS)
