"""How much less do customers buy who stay when their person leaves?

    after = expected · (1 − δ·p) + what a book does by itself

for the customers of each past departure who did not stop buying, in the year after it or as much of
it as is known: p is the leaver's share,
``expected`` what comparable customers bought who kept their people and did not stop either, so that
neither stopping nor the times are counted as shrinking. δ is one figure for the company: the part
that a customer held by one person alone buys less in the year after that person left.

Published averages (13–18 % of sales after a departure, Shi et al. 2017) do not tell those who stop
from those who buy less, so nothing is assumed: where no departure teaches, δ is 0. With departures
it is the mean of a posterior, but not below 0, from

- a prior that holds in one case of two that who stays buys as before, else a normal law around 0,
  since a handover may also raise revenue (spike and slab: Mitchell & Beauchamp 1988, Journal of the
  American Statistical Association 83). Little evidence therefore says little, and chance alone
  shows next to nothing;
- the spread τ of what books do by themselves in a year, which one leaver cannot tell from δ:
  learned from the same books a year too early as well (their placebos), τ² leaning on what is usual
  with the weight of four leavers (scaled inverse χ²).

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

#: Prior chance that who stays buys as before, and the spread of δ otherwise [judgement].
_NOTHING, _SPREAD = 0.5, 0.3
#: Standard deviation of what a single customer buys, relative to what is expected, and as how many
#: customers that counts [judgement].
_CUSTOMER_SPREAD, _CUSTOMER_WORTH = 0.5, 10.0
#: Points of δ on either side of 0, up to 1; points of τ, and how far they reach on either side of
#: its prior, as a multiple.
_POINTS, _SPREAD_POINTS, _REACH = 200, 40, 6.0
_SEED, _DIGITS = 6, 9
#: Columns of what was bought, expected and its error: by who stayed, and before the departure.
_STAYED = ("revenue_staying", "expected_staying", "staying_error")
_PLACEBO = ("placebo_revenue", "placebo_expected", "placebo_error")


@dataclass(frozen=True, slots=True, eq=False)
class Shrinking:
    """The posterior of δ: chances of each of :func:`_fractions`.

    leavers, customers: what was learned from; both 0 where nothing was, and then δ is 0.
    """

    chances: Floats
    leavers: int
    customers: int

    @property
    def fraction(self) -> float:
        """δ: its posterior mean, but not below 0 (0–1)."""
        # A symmetric posterior is off 0 by rounding.
        return max(round(float(self.chances @ _fractions()), _DIGITS), 0.0)

    def factors(self, n: int, seed: int) -> Floats:
        """Draw n times what multiplies δ: what is above 0 evenly spread over the posterior, in no
        order; the mean is 1, and no δ that comes of it is above 1."""
        middle = (np.random.default_rng([seed, _SEED]).permutation(n) + 0.5) / n
        place = np.searchsorted(np.cumsum(self.chances), middle)
        drawn = np.maximum(_fractions()[np.minimum(place, 2 * _POINTS)], 0.0)
        mean = float(drawn.mean())
        if mean == 0 or self.fraction == 0:
            return np.ones(n)
        return np.minimum(drawn / mean, 1 / self.fraction)


@dataclass(frozen=True, slots=True, eq=False)
class _Books:
    """Of each leaver's customers: by how much less they bought than expected, as a part of that;
    its variance by chance among them; the leaver's share of them, by money."""

    less: Floats
    variance: Floats
    share: Floats


def fit_shrinking(departures: PastDepartures, policy: Policy) -> Shrinking:
    """Learn δ from customers of past departures who did not stop.

    Those count of departures whose placebo does not fail
    (:attr:`~analytics.follow.past_departures.PastDepartures.telling`) and whose day is recorded,
    unless ``attrition.learn_from_estimates``. δ is 0 without any, where the placebo of all
    departures fails, and where ``follow.partial_losses`` is off.
    """
    rows = departures.telling
    if not policy.attrition.learn_from_estimates:
        rows = rows[~rows["left_on_estimated"]]
    rows = rows[(rows["expected_staying"] > 0) & rows["revenue_staying"].notna()]
    if rows.empty or departures.before_differs or not policy.follow.partial_losses:
        return Shrinking((_fractions() == 0).astype(float), 0, 0)
    books = _books(rows, *_STAYED)
    earlier = departures.customers
    earlier = earlier[earlier["knew"] & (earlier["placebo_expected"] > 0)]
    placebos = _books(earlier, *_PLACEBO)
    return Shrinking(_posterior(books, placebos), len(books.less), len(rows))


def shrinking_fractions(edges: pd.DataFrame, fraction: float) -> pd.Series:
    """δ·p of each pair: what a customer who stays buys less once this person leaves (0–1).

    edges: share, leaver, leaver_share. 0 where there is no share.
    """
    return (fraction * held(edges)).rename("shrinking")


def _books(rows: pd.DataFrame, bought: str, usual: str, error: str) -> _Books:
    """One a leaver; the columns of what was bought, what was expected and its standard error."""
    leaver, names = pd.factorize(rows["rep_id"], sort=True)
    size = len(names)
    expected = rows[usual].to_numpy(float)
    after = rows[bought].to_numpy(float)
    total = sums(leaver, expected, size)
    kept = sums(leaver, after, size) / total
    apart = after / expected - kept[leaver]
    squares = float((expected * apart**2).sum() / max(expected.sum(), 1e-300)) * len(rows)
    worth = len(rows) - size + _CUSTOMER_WORTH
    single = (squares + _CUSTOMER_WORTH * _CUSTOMER_SPREAD**2) / worth
    common = sums(leaver, rows[error].to_numpy(float), size) / total
    chance = single * sums(leaver, expected**2, size) / total**2
    share = sums(leaver, expected * rows["share"].to_numpy(float), size) / total
    return _Books(1 - kept, chance + common**2, share)


def _posterior(books: _Books, placebos: _Books) -> Floats:
    """Chances of each of :func:`_fractions`, over all spreads between books."""
    fractions = _fractions()
    slab = np.where(fractions != 0, np.exp(-((fractions / _SPREAD) ** 2) / 2), 0.0)
    prior = np.where(fractions == 0, _NOTHING, (1 - _NOTHING) * slab / slab.sum())
    likelihoods = np.array(list(_log_likelihoods(books, placebos)))
    joint = np.log(prior) + likelihoods
    chances = np.exp(joint - joint.max()).sum(axis=0)
    return np.asarray(chances / chances.sum())


def _log_likelihoods(books: _Books, placebos: _Books) -> Iterator[Floats]:
    """Of each of :func:`_fractions`, by spread; the prior of the spread included."""
    apart = books.less[:, None] - books.share[:, None] * _fractions()
    for spread in BOOK_SPREAD * np.geomspace(1 / _REACH, _REACH, _SPREAD_POINTS):
        variance = (spread**2 + books.variance)[:, None]
        fit = -(np.log(variance) + apart**2 / variance).sum(axis=0) / 2
        before = spread**2 + placebos.variance
        fit -= (np.log(before) + placebos.less**2 / before).sum() / 2
        # On a logarithmic scale of τ.
        lean = -BOOK_WORTH * (np.log(spread) + (BOOK_SPREAD / spread) ** 2 / 2)
        yield fit + lean


def _fractions() -> Floats:
    """The values of δ that are looked at, from −1 to 1."""
    return np.arange(-_POINTS, _POINTS + 1) / _POINTS
