"""How far may it reach what second contacts save? What the estimates and the plan leave open.

The saving of a pair (:mod:`analytics.coverage.candidates`) is taken anew in draws:

- the chances of leaving and of following, before and after, are drawn from their posteriors;
- an introduction takes or does not, with the chance that the saving counts as ``take``. A company
  that sees to them sees to all of them: they take or fail together, by one common factor of
  correlation ``_TOGETHER`` [judgement]. No study says how many take at all, so that the range
  reaches from hardly any to all of them, which alone is 1.7 times what is said of
  colleagues of one team;
- second contacts grow less, or more, than ``coverage.build_up`` says: in each draw all of them to
  the same part of it, one of ``_GROWN`` [judgement]. The policy's half of the main contact's
  strength is an assumption about people's work, and nobody has measured it; a fifth of it is an
  introduction that nobody followed up;
- how far following falls with a second contact is hardly known either: in each draw the fall of
  all has the same power, one of ``_POWERS`` [judgement: from half to three times as much in
  logarithms]. A register of lobbyists points upwards: accounts that one, two and three people held
  went in 0.88, 0.34 and none of the cases (City of Chicago, open data).

The range holds four of five draws, and the saving itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from analytics.coverage.candidates import Candidates, newcomers, pairs_of, thinned
from analytics.coverage.matching import Choices
from analytics.losses.union import chance_of_any
from analytics.relationships.pairs import Codes, Floats

__all__ = ["SavingDraws", "reach", "saving_draws"]

#: Parts of ``coverage.build_up`` that second contacts may grow to, equally likely.
_GROWN = (0.2, 0.6, 1.0, 1.4)
#: Powers of the fall of following with a second contact, equally likely.
_POWERS = (0.5, 1.0, 2.0, 3.0)
#: Correlation between what decides whether introductions take.
_TOGETHER = 0.5
_LOW, _HIGH = 0.1, 0.9
_SEED = 12


@dataclass(frozen=True, slots=True, eq=False)
class SavingDraws:
    """What is drawn: leave (draws × reps) by rep_ids; follow: q of each row of edges in as many
    draws (draws × rows), given customers; arguments as of a
    :data:`~analytics.coverage.candidates.FollowFunction`, which these draws have as means. Asked
    again about the same reps, it draws the same parameters."""

    rep_ids: NDArray[np.object_]
    leave: Floats
    follow: Callable[[pd.DataFrame, pd.DataFrame], NDArray[np.floating]]

    def __len__(self) -> int:
        return len(self.leave)


def reach(savings: Floats, draws: Floats) -> tuple[Floats, Floats]:
    """Low and high ends of some savings; draws × savings.

    >>> reach(np.array([5.0]), np.arange(11.0)[:, None])
    (array([1.]), array([9.]))
    """
    if not draws.shape[1]:
        return savings, savings
    low, high = np.quantile(draws, [_LOW, _HIGH], axis=0)
    return np.minimum(low, savings), np.maximum(high, savings)


def saving_draws(
    candidates: Candidates,
    choices: Choices,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
    drawn: SavingDraws,
    *,
    build_up: float,
    as_of: date,
) -> Floats:
    """What each pair saves in each draw (draws × pairs), negative where the second contact takes
    along more than it keeps. Cost: draws · pairs of customer and rep · len(_GROWN)."""
    random = np.random.default_rng(_SEED)
    shape = (len(drawn), len(choices))
    takes = _takes(candidates.take[choices.second, choices.customer], len(drawn), random)
    layer = random.permutation(np.arange(len(drawn)) % (len(_GROWN) * len(_POWERS)))
    grown, power = layer // len(_POWERS), np.array(_POWERS)[layer % len(_POWERS)]
    saved = np.zeros(shape)
    # The frontier may give a customer to several second contacts: to each in turn.
    for turn in _turns(choices.customer):
        asked = choices.at(turn)
        rows = candidates.customers.take(asked.customer).reset_index(drop=True)
        second = candidates.second_contacts["rep_id"].take(asked.second).reset_index(drop=True)
        book = _Book.of(rows, second, edges, reps, drawn, as_of)
        before, after = book.losses(rows, build_up, drawn, grown, power)
        saved[:, turn] = before - after
    return saved * takes


def _takes(take: Floats, draws: int, random: np.random.Generator) -> NDArray[np.bool_]:
    """Which introductions take in each draw, each with its chance (draws × pairs)."""
    common = ndtri((random.permutation(draws) + 0.5) / draws)[:, None]
    own = random.standard_normal((draws, len(take)))
    return np.sqrt(_TOGETHER) * common + np.sqrt(1 - _TOGETHER) * own < ndtri(take)


def _turns(customers: Codes) -> list[Codes]:
    """Places, so that no customer comes twice in a turn."""
    turn = pd.Series(customers).groupby(customers).cumcount().to_numpy()
    return [np.flatnonzero(turn == each) for each in range(int(turn.max(initial=-1)) + 1)]


@dataclass(frozen=True, slots=True, eq=False)
class _Book:
    """Some customers with one second contact each: before (their pairs, and one without a share
    for a second contact who has none yet), and which rows of it are the second contacts'; leave:
    draws × rows."""

    before: pd.DataFrame
    seconds: NDArray[np.int64]
    leave: Floats

    @classmethod
    def of(
        cls,
        rows: pd.DataFrame,
        second: "pd.Series[str]",
        edges: pd.DataFrame,
        reps: pd.DataFrame,
        drawn: SavingDraws,
        as_of: date,
    ) -> "_Book":
        pairs = pairs_of(edges, rows, reps)
        met = pairs["rep_id"].to_numpy(dtype=object) == second.to_numpy()[pairs["customer"]]
        new = np.setdiff1d(np.arange(len(rows)), pairs.loc[met, "customer"])
        people = newcomers(pairs, rows, np.zeros(len(rows)), as_of).iloc[new]
        people = people.assign(rep_id=second.to_numpy()[new], customer=new, strength=0.0)
        ids = pairs["rep_id"].astype("str")
        before = pd.concat([pairs.assign(rep_id=ids), people], ignore_index=True)
        seconds = np.append(np.flatnonzero(met), np.arange(len(pairs), len(before)))
        place = pd.Index(drawn.rep_ids).get_indexer(before["rep_id"])
        leave = np.where(place >= 0, drawn.leave[:, place], 0.0)
        leave[:, before["leaver"].to_numpy(dtype=bool)] = 1.0
        return cls(before, seconds, leave)

    def losses(
        self, rows: pd.DataFrame, build_up: float, drawn: SavingDraws, grown: Codes, power: Floats
    ) -> tuple[Floats, Floats]:
        """Expected loss of every customer in every draw, before and with the second contacts
        (draws × customers); grown, power: of each draw, a place in _GROWN and one of _POWERS. What
        is known of a customer besides is as with all of ``build_up``."""
        parts = [self._grown(rows, min(part * build_up, 1.0)) for part in _GROWN]
        facts, _ = thinned(self.before, rows, build_up)
        follow = drawn.follow(pd.concat(parts, ignore_index=True), facts)
        layers, before = np.split(follow, len(_GROWN), axis=1), drawn.follow(self.before, rows)
        after = np.stack(layers)[grown, np.arange(len(drawn))]
        lost = self._lost(self._fallen(before, after, power), rows)
        return self._lost(before, rows), lost

    def _fallen(
        self, before: NDArray[np.floating], after: NDArray[np.floating], power: Floats
    ) -> NDArray[np.floating]:
        """q of all but the second contacts themselves, fallen by another power in each draw."""
        kept = np.divide(after, before, out=np.ones_like(after), where=before > 0)
        fallen = np.minimum(before * kept ** power[:, None], 1.0)
        fallen[:, self.seconds] = after[:, self.seconds]
        return fallen

    def _grown(self, rows: pd.DataFrame, build_up: float) -> pd.DataFrame:
        """The pairs once the second contacts have grown so far."""
        _, pairs = thinned(self.before, rows, build_up)
        added = build_up * rows["top_share"].to_numpy(dtype=float)
        customer = pairs["customer"].to_numpy()[self.seconds]
        share, knows = pairs["share"].to_numpy(copy=True), pairs["knows"].to_numpy(bool, copy=True)
        share[self.seconds] += (added / (1 + added))[customer]
        knows[self.seconds] = True
        return pairs.assign(share=share, knows=knows)

    def _lost(self, follow: NDArray[np.floating], rows: pd.DataFrame) -> Floats:
        chance = self.leave * np.nan_to_num(follow)
        customer, size = self.before["customer"].to_numpy(), len(rows)
        cell = (np.arange(len(chance))[:, None] * size + customer).ravel()
        lost = chance_of_any(chance.ravel(), cell, len(chance) * size).reshape(-1, size)
        return lost * rows["exposure"].to_numpy(dtype=float)
