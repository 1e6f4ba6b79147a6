"""The law the demo company follows: every rate and formula, free of randomness.

``LAW.md`` beside this file says the same in words. Nothing here reads or draws anything; the
other modules of the package draw from these formulas.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

__all__ = [
    "DEMO_AS_OF",
    "LAW",
    "MONTHS",
    "ORIGIN",
    "Law",
    "contact_level",
    "follow_probability",
    "leave_within",
    "stays_in_trade",
    "transition",
    "withdraw_probability",
]

Floats = npt.NDArray[np.float64]

#: The day up to which the demo company keeps records.
DEMO_AS_OF = date(2026, 6, 30)

#: First day of the records; day 0 of every day number in this package.
ORIGIN = date(2023, 7, 1)

#: Months of records; month 0 is July 2023, month 35 June 2026.
MONTHS = 36


@dataclass(frozen=True, slots=True)
class Law:
    """Parameters of the demo company; see ``LAW.md`` for their meaning."""

    # Leaving: engaged → withdrawing → left, month by month.
    withdraw_base: float = 0.0085
    short_tenure: float = 0.6  # under two years with the company
    stalled: float = 0.35  # three years without a promotion
    low_attainment: float = 0.5  # under 85 % of target
    underpaid: float = 0.5  # 10 % or more under the median of the same title
    colleague_left: float = 0.4  # somebody of the team left within four months
    unannounced: float = 0.15  # of those who turn away, leave at once
    withdrawn_leaves: float = 0.18
    withdrawn_returns: float = 0.07
    withdrawn_levels: tuple[float, float, float] = (0.75, 0.6, 0.45)
    other_functions: float = 0.04
    # Where leavers go: competitor, own business, other.
    destinations: tuple[float, float, float] = (0.55, 0.2, 0.25)
    # Following, given that the leaver stays in the trade.
    follow_base: float = 0.45
    follow_company: float = 1.2
    follow_contact: float = 0.3
    follow_firm_year: float = 0.06
    follow_rep_year: float = 0.12
    # After a departure.
    orphan_alone: float = 0.12  # of customers whom only the leaver knew
    orphan_shared: float = 0.03
    orphan_taken_monthly: float = 0.06
    # Customers and money.
    customers: int = 1200
    size_sigma: float = 1.45
    size_median: float = 23_100.0
    churn_yearly: float = 0.025
    growth_yearly: float = 0.03
    #: Bookings by calendar month, January first: quarter ends, New Year, summer.
    booking_season: tuple[float, ...] = (
        0.9, 0.6, 1.25, 0.95, 1.0, 1.2, 0.9, 0.8, 1.2, 0.9, 1.05, 1.35,
    )  # fmt: skip
    contact_season: tuple[float, ...] = (
        0.95, 0.6, 1.15, 1.05, 1.0, 1.05, 0.95, 0.85, 1.1, 0.95, 1.1, 1.05,
    )  # fmt: skip
    contact_scale: float = 2.15  # recorded contacts a month for a rate of 1
    star_share: float = 0.2  # of the larger customers, with one salesperson


LAW = Law()


def withdraw_probability(pressures: npt.NDArray[np.bool_], law: Law = LAW) -> Floats:
    """Monthly probability of turning away: 1 − exp(−base · exp(Σ weight of each pressure)).

    ``pressures`` has the columns short tenure, stalled, low attainment, underpaid and colleague
    left.

    >>> withdraw_probability(np.zeros((1, 5), dtype=bool)).round(4)
    array([0.0085])
    """
    weights = np.array(
        [law.short_tenure, law.stalled, law.low_attainment, law.underpaid, law.colleague_left]
    )
    return 1 - np.exp(-law.withdraw_base * np.exp(pressures @ weights))


def transition(withdraw: Floats, law: Law = LAW) -> Floats:
    """Monthly transition matrices (one a person) between engaged, withdrawing and left."""
    steps = np.zeros((len(withdraw), 3, 3))
    steps[:, 0, 0] = 1 - withdraw
    steps[:, 0, 1] = withdraw * (1 - law.unannounced)
    steps[:, 0, 2] = withdraw * law.unannounced
    steps[:, 1, 0] = law.withdrawn_returns
    steps[:, 1, 2] = law.withdrawn_leaves
    steps[:, 1, 1] = 1 - law.withdrawn_returns - law.withdrawn_leaves
    steps[:, 2, 2] = 1
    return steps


def leave_within(months: Floats, state: npt.NDArray[np.int_]) -> Floats:
    """Probability of having left after the last month, given no notice for the first.

    ``months`` has shape (months, people, 3, 3), ``state`` 0 engaged or 1 withdrawing. Who leaves
    in the first month has given notice already, so the others are known not to:
    (P_n − P_1) / (1 − P_1).
    """
    people = np.arange(len(state))
    total = months[0]
    for step in months[1:]:
        total = total @ step
    first, last = months[0][people, state, 2], total[people, state, 2]
    return (last - first) / (1 - first)


def contact_level(withdrawn_months: npt.NDArray[np.int_], law: Law = LAW) -> Floats:
    """Share of the usual contacts that somebody keeps who withdrew so many months ago (0: none).

    >>> contact_level(np.array([0, 1, 2, 9]))
    array([1.  , 0.75, 0.6 , 0.45])
    """
    levels = np.array((1.0, *law.withdrawn_levels))
    return levels[np.minimum(withdrawn_months, 3)]


def follow_probability(
    share: Floats,
    company_share: Floats,
    contacts: Floats,
    firm_years: Floats,
    rep_years: Floats,
    *,
    law: Law = LAW,
) -> Floats:
    """Probability that a customer follows a leaver who stays in the trade.

    share · logistic(logit(base) − company · company_share − contact · (min(contacts, 5) − 1)
    − firm_year · min(firm_years, 10) + rep_year · min(rep_years, 10)); 0 without a share. Before
    it is known where the leaver goes, multiply by the chance of staying in the trade
    (:func:`stays_in_trade`).

    >>> one, none = np.array([1.0]), np.array([0.0])
    >>> follow_probability(one, none, one, none, none).round(2)
    array([0.45])
    """
    score = (
        np.log(law.follow_base / (1 - law.follow_base))
        - law.follow_company * company_share
        - law.follow_contact * (np.minimum(contacts, 5) - 1)
        - law.follow_firm_year * np.minimum(firm_years, 10)
        + law.follow_rep_year * np.minimum(rep_years, 10)
    )
    return share / (1 + np.exp(-score))


def stays_in_trade(law: Law = LAW) -> float:
    """Chance that a leaver goes to a competitor or into business for themselves."""
    return law.destinations[0] + law.destinations[1]
