"""Laws of following of other forms, on which nothing in the product was settled (the hold-out).

:class:`ContractFollowing`: contracts bind, channels and people known count, two of five leavers
take nobody. :class:`ReorganisedFollowing`: only who has grown familiar is followed, and some
customers who stay buy less ever after.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tests.validation.following import Following

__all__ = ["ContractFollowing", "ReorganisedFollowing", "contract_ends"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_YEAR = 365
#: Terms of contracts in days; 0: none.
_TERMS, _TERM_PARTS = (0, _YEAR, 2 * _YEAR, 3 * _YEAR), (0.4, 0.3, 0.2, 0.1)


def contract_ends(clients: pd.DataFrame, day: float) -> Floats:
    """Last day of the contract that runs on a day; NaN without one. clients: term, phase."""
    term, phase = (clients[each].to_numpy(dtype=float) for each in ("term", "phase"))
    term = np.where(term > 0, term, np.nan)
    return phase + term * np.ceil((day - phase) / term)


@dataclass(frozen=True, slots=True)
class ContractFollowing(Following):
    """1 − e^(−x) with x a product of powers; by leaver all or nothing (U-shaped)."""

    unseen_sd: float = 0.4
    facts: tuple[str, ...] = ("private", "met")
    base: float = 1.3
    exponent: float = 1.4
    third: float = 0.15  # factor where two colleagues or more have a tie
    bound: float = 0.85  # taken away by a contract that runs for a year or more
    private: float = 0.8  # log of the factor, all private against all through the company
    nobody: float = 0.4  # leavers who take nobody
    others: tuple[float, float] = (4.0, 1.2)  # Beta law of the others

    def clients(self, clients: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        """With term and phase of the contracts."""
        term = rng.choice(_TERMS, len(clients), p=_TERM_PARTS)
        return clients.assign(term=term, phase=np.floor(rng.random(len(clients)) * term))

    def tied(
        self, ties: pd.DataFrame, clients: pd.DataFrame, rng: np.random.Generator
    ) -> pd.DataFrame:
        """With private (part of the contacts that are made privately), met (people known at the
        customer) and met_from (the first of them)."""
        people = clients["contacts"].to_numpy()[ties["customer"].to_numpy()]
        return ties.assign(
            private=rng.beta(0.7, 0.9, len(ties)),
            met=1 + rng.binomial(people - 1, 0.4),
            met_from=np.floor(rng.random(len(ties)) * people).astype(np.int64),
        )

    def at(self, ties: pd.DataFrame, clients: pd.DataFrame, day: float) -> pd.DataFrame:
        """With the days for which the customer is bound."""
        return ties.assign(bound=np.nan_to_num(contract_ends(clients, day) - day))

    def taking(self, shape: int | tuple[int, int], rng: np.random.Generator) -> Floats:
        """Nothing for two of five, much for the others."""
        takes = rng.random(shape) >= self.nobody
        return takes * rng.beta(*self.others, shape) / self._mean

    @property
    def _mean(self) -> float:
        first, second = self.others
        return (1 - self.nobody) * first / (first + second)

    def probability(self, ties: pd.DataFrame) -> Floats:
        """On average over the leavers."""
        log = (
            np.log(self.base)
            + self.shift
            + ties["unseen"]
            + self.exponent * np.log(ties["share"].clip(lower=1e-9))
            + self.private * (ties["private"] - 0.5)
            + np.log(0.5 + ties["met"] / ties["contacts"])
        )
        raw = np.exp(log.to_numpy(dtype=float))
        raw *= np.where(ties["colleagues"] >= 2, self.third, 1.0)
        raw *= 1 - self.bound * np.minimum(ties["bound"].to_numpy(dtype=float) / _YEAR, 1)
        return self._mean * -np.expm1(-raw)


@dataclass(frozen=True, slots=True)
class ReorganisedFollowing(Following):
    """Familiarity times a step of the share; customers who stay may buy less ever after."""

    unseen_sd: float = 0.5
    lasting: bool = True
    base: float = 0.35
    half_shared: float = 0.3  # factor where the person holds less than three fifths
    grows: float = 2.5  # years in which familiarity grows
    shrinking: float = 0.4  # of those who stay
    parts: tuple[float, float] = (0.2, 0.6)  # by which they shrink, with full familiarity

    def probability(self, ties: pd.DataFrame) -> Floats:
        """At most nine of ten."""
        raw = self.base * np.exp(self.shift + ties["unseen"].to_numpy(dtype=float))
        raw *= np.where(ties["share"] >= 0.6, 1.0, self.half_shared)
        return np.minimum(raw * self._familiarity(ties), 0.9)

    def _familiarity(self, ties: pd.DataFrame) -> Floats:
        return -np.expm1(-ties["rep_years"].to_numpy(dtype=float) / self.grows)

    def shrinkage(self, ties: pd.DataFrame) -> Floats:
        """In proportion to familiarity."""
        return self.shrinking * sum(self.parts) / 2 * self._familiarity(ties)

    def shrinks(self, ties: pd.DataFrame, rng: np.random.Generator) -> Floats:
        """All of it or nothing by customer."""
        some = rng.random(len(ties)) < self.shrinking
        return some * rng.uniform(*self.parts, len(ties)) * self._familiarity(ties)
