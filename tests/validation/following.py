"""Laws of following: would a customer go with somebody who leaves?

Each law reads one row a tie: customer, rate (planned contacts a month), rep_years, firm_years,
contacts (people known at the customer), unseen (what no record shows of the customer), and adds
share (of the customer's rates) and colleagues (others with a tie) from the rows of the customer,
so that another contact can be built up in simulation.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from data.demo import law as demo

__all__ = ["DemoFollowing", "Following", "SmoothFollowing", "SteppedFollowing", "shared"]

Floats = npt.NDArray[np.float64]


def shared(ties: pd.DataFrame) -> pd.DataFrame:
    """Ties with share and colleagues, from the rates of all ties of each customer."""
    by_customer = ties.groupby("customer")["rate"]
    share = (ties["rate"] / by_customer.transform("sum")).to_numpy()
    return ties.assign(share=share, colleagues=by_customer.transform("size").to_numpy() - 1)


@dataclass(frozen=True, slots=True)
class Following:
    """Probability that a customer follows, given that the person leaves."""

    #: Unseen difference between customers (standard deviation of the log-odds).
    unseen_sd: float = 0.6
    #: Level of this company in log-odds (or, for stepped following, in logarithms).
    shift: float = 0.0
    #: Columns of ties that the law reads besides, and whether what a customer buys less after a
    #: departure is lost for ever (else the next person starts anew).
    facts: tuple[str, ...] = ()
    lasting: bool = False

    def clients(self, clients: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG002
        """Customers with what the law reads of them besides."""
        return clients

    def tied(
        self,
        ties: pd.DataFrame,
        clients: pd.DataFrame,  # noqa: ARG002
        rng: np.random.Generator,  # noqa: ARG002
    ) -> pd.DataFrame:
        """New ties with their facts."""
        return ties

    def at(self, ties: pd.DataFrame, clients: pd.DataFrame, day: float) -> pd.DataFrame:  # noqa: ARG002
        """Ties of one day with what the law reads of that day besides."""
        return ties

    def taking(self, shape: int | tuple[int, int], rng: np.random.Generator) -> Floats:  # noqa: ARG002
        """By how much leavers take along more or fewer than is to be expected (mean 1)."""
        return np.ones(shape)

    def shrinkage(self, ties: pd.DataFrame) -> Floats:
        """The part of its purchases that a customer of each tie loses on average although it does
        not follow."""
        return np.zeros(len(ties))

    def shrinks(self, ties: pd.DataFrame, rng: np.random.Generator) -> Floats:  # noqa: ARG002
        """The same as it happens."""
        return np.zeros(len(ties))

    def probability(self, ties: pd.DataFrame) -> Floats:
        """Of each tie (columns of :func:`shared`), wherever the person goes."""
        raise NotImplementedError

    def given(self, ties: pd.DataFrame, destination: int) -> Floats:  # noqa: ARG002
        """Of each tie, for a leaver to a competitor (0), own business (1) or elsewhere (2)."""
        return self.probability(ties)


@dataclass(frozen=True, slots=True)
class SmoothFollowing(Following):
    """Logistic in share, years with the person and the firm, colleagues and contacts."""

    base: float = -4.0
    share: float = 5.0
    rep_year: float = 0.12
    firm_year: float = 0.08
    colleague: float = 0.5
    contact: float = 0.25

    def probability(self, ties: pd.DataFrame) -> Floats:
        """sigmoid of the sum of the terms."""
        score = (
            self.base
            + self.shift
            + self.share * ties["share"]
            + self.rep_year * ties["rep_years"].clip(upper=8)
            - self.firm_year * ties["firm_years"].clip(upper=10)
            - self.colleague * ties["colleagues"]
            - self.contact * (ties["contacts"].clip(upper=6) - 1)
            + ties["unseen"]
        )
        return expit(score.to_numpy())


#: Where leavers go: competitor, own business, elsewhere.
DESTINATIONS = (0.5, 0.2, 0.3)


@dataclass(frozen=True, slots=True)
class SteppedFollowing(Following):
    """Share squared up to a ceiling, doubled where one contact is known; depends on the place."""

    ceiling: float = 0.7
    old_tie: float = 1.5  # factor after four years with the person
    single: float = 1.4  # factor where at most one contact is known
    places: tuple[float, float, float] = (0.9, 1.2, 0.1)

    def given(self, ties: pd.DataFrame, destination: int) -> Floats:
        """Share² · factors, at most the ceiling."""
        raw = 0.4 * ties["share"] ** 2 * np.exp(ties["unseen"] + self.shift)
        raw *= self.places[destination]
        raw *= np.where(ties["rep_years"] > 4, self.old_tie, 1.0)
        raw *= np.where(ties["contacts"] <= 1, self.single, 1.0)
        return np.minimum(raw.to_numpy(), self.ceiling)

    def probability(self, ties: pd.DataFrame) -> Floats:
        """Over the places a leaver may go to."""
        return sum(
            (part * self.given(ties, place) for place, part in enumerate(DESTINATIONS)),
            np.zeros(len(ties)),
        )


@dataclass(frozen=True, slots=True)
class DemoFollowing(Following):
    """The law of the demo company (``data/demo/LAW.md``); ties also carry company (not sales)."""

    unseen_sd: float = 0.0

    def probability(self, ties: pd.DataFrame) -> Floats:
        """The demo's formula times the chance of staying in the trade."""
        ours = (ties["share"] * ties["company"]).groupby(ties["customer"]).transform("sum")
        parts = (ties["share"], ours, ties["contacts"], ties["firm_years"], ties["rep_years"])
        follow = demo.follow_probability(*(part.to_numpy(dtype=float) for part in parts))
        return follow * demo.stays_in_trade()
