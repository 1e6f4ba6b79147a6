"""What would be lost when people leave in one year: expected, in a bad year, and through whom.

Every rep leaves with the own probability a(r); departures depend on each other by a common factor
or within teams (:mod:`analytics.losses.dependence`), or not at all. Given who leaves, customers
follow independently with 1 − Π(1 − q) over the leavers, and are lost once.

References
----------
Acerbi & Tasche 2002 (expected shortfall with atoms), Journal of Banking & Finance 26; Tasche 1999
(contributions that add up); McNeil, Frey & Embrechts, Quantitative Risk Management.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.losses.book import LossBook, ParameterDraws, tail_weights, value_at_risk
from analytics.losses.dependence import JointLaw
from analytics.losses.exact import ExactLaw, exact_law
from analytics.losses.figures import estimates
from analytics.losses.mixture import (
    by_moments,
    convolved,
    moments_suffice,
    states_convolved,
    states_worth_drawing,
)
from analytics.losses.scenarios import States, enumerated, simulate
from analytics.losses.walk_away import walk_away

__all__ = ["LossDistribution", "loss_distribution", "walk_away"]

Floats = NDArray[np.float64]

_FIGURES = ("mean", "sd", "var_95", "es_95", "var_99", "es_99")


@dataclass(frozen=True, slots=True, eq=False)
class LossDistribution:
    """The law of one year's loss. Amounts are in the unit of the exposure, all ≥ 0.

    ``method``: ``exact``; ``enumerated`` (every set of departures, but small customers by three
    moments of their sum); or ``simulated``. Only the last has ``scenarios`` (sets of departures
    drawn) and standard errors other than 0. ``mean`` is that of the joint law, exact unless
    departures are both dependent and simulated. ``var_95``: the least x with P(loss ≤ x) ≥ 0.95;
    ``es_95``: the mean of the worst twentieth, an atom at the quantile counted in part.
    ``es_contributions``: by rep_id, each rep's part of es_95; they add up to it. ``values``
    (ascending) and ``probabilities`` (sum 1) are the law itself.
    """

    method: Literal["exact", "enumerated", "simulated"]
    scenarios: int
    mean: float
    sd: float
    var_95: float
    es_95: float
    var_99: float
    es_99: float
    standard_errors: Mapping[str, float]
    es_contributions: "pd.Series[float]"
    values: Floats
    probabilities: Floats

    def quantile(self, level: float) -> float:
        """The least x with P(loss ≤ x) ≥ level (0 < level ≤ 1)."""
        return value_at_risk(self.values, self.probabilities, level)

    def histogram(self, bins: int = 60) -> pd.DataFrame:
        """The law for a chart: loss_from, loss_to, probability; at most ``bins`` rows of equal
        width from 0 to the largest loss whose probability is not negligible (10⁻⁶ to exceed).

        What lies beyond is in the last row. No loss at all gives one row from 0 to 0.
        """
        top = self.quantile(1 - 1e-6)
        if top <= 0:
            return pd.DataFrame({"loss_from": [0.0], "loss_to": [0.0], "probability": [1.0]})
        edges = np.linspace(0.0, top, bins + 1)
        bin_number = np.clip(np.searchsorted(edges, self.values, side="right") - 1, 0, bins - 1)
        height = np.bincount(bin_number, weights=self.probabilities, minlength=bins)
        return pd.DataFrame({"loss_from": edges[:-1], "loss_to": edges[1:], "probability": height})


def loss_distribution(
    edges: pd.DataFrame,
    exposure: "pd.Series[float]",
    probabilities: "pd.Series[float]",
    *,
    teams: "pd.Series[str] | None" = None,
    correlation: float = 0.0,
    contagion: float = 0.0,
    scenarios: int = 20_000,
    draws: ParameterDraws | None = None,
    seed: int = 0,
) -> LossDistribution:
    """The law of the loss, exact where that is quick, else from scenarios.

    edges: customer_id, rep_id, leaver, follow_probability; exposure by customer_id; probabilities
    of leaving by rep_id (missing: does not leave; a leaver of an orphaned customer has left);
    teams by rep_id (missing: alone); 0 ≤ correlation < 1 and 0 ≤ contagion < 1. Nothing to lose,
    or nobody who may leave, gives the law that is 0 for certain. draws: chances in draws from their
    posteriors, of the rows of ``probabilities`` and ``edges``; the law then holds what is not known
    of them, each draw with the same weight, and is simulated.

    Exact: enumeration of departures (in each group of reps linked by customers, where departures
    are independent) and convolution, with sums of exposures put on a grid if there are too many of
    them. Otherwise the sets of departures, all of them or a stratified draw of about ``scenarios``
    (:mod:`analytics.losses.scenarios`), each with the law of the loss given the departures
    (:mod:`analytics.losses.mixture`), over all customers or, of very many, over some that stand for
    all (:mod:`analytics.losses.subset`).
    """
    book = LossBook.of(edges, exposure, probabilities, draws)
    left = pd.Index(edges.loc[edges["leaver"].astype(bool), "rep_id"].unique())
    names = probabilities.dropna().index.union(left)
    if draws is not None and len(book.exposure):
        drawn_law = JointLaw.in_draws(
            draws.leave,
            probabilities,
            left,
            teams,
            correlation=correlation,
            contagion=contagion,
            seed=seed,
        )
        return _from_states(book, _simulated(book, drawn_law, scenarios, seed), drawn_law, names)
    joint_law = JointLaw.with_left(
        probabilities, left, teams, correlation=correlation, contagion=contagion
    )
    law = exact_law(book, joint_law)
    if law is not None:
        distribution = _from_law(law, book, names)
        # The product formula, free of the noise of a convolution.
        return replace(distribution, mean=book.mean) if joint_law.independent else distribution
    quick = states_convolved(book)
    states = enumerated(book, joint_law)
    if states is None or not (len(states.weights) <= quick or moments_suffice(book, states)):
        states = _simulated(book, joint_law, scenarios, seed)
    return _from_states(book, states, joint_law, names)


def _simulated(book: LossBook, joint_law: JointLaw, scenarios: int, seed: int) -> States:
    number = min(scenarios, states_worth_drawing(book))
    return simulate(book, joint_law, scenarios=number, seed=seed)


def _from_law(law: ExactLaw, book: LossBook, names: pd.Index) -> LossDistribution:
    chances = law.masses[0]
    tail = tail_weights(law.values, chances, 0.95)
    ratio = np.divide(tail, chances, out=np.zeros_like(chances), where=chances > 0)
    return LossDistribution(
        method="exact",
        scenarios=0,
        **_figures(law.values, chances),
        standard_errors=MappingProxyType(dict.fromkeys(_FIGURES, 0.0)),
        es_contributions=_named(law.masses[1:] @ ratio, book.rep_ids[law.reps], names),
        values=law.values,
        probabilities=chances,
    )


def _from_states(
    book: LossBook, states: States, joint_law: JointLaw, names: pd.Index
) -> LossDistribution:
    """From all sets of departures, or from those drawn."""
    whole = states_convolved(book) >= len(states.weights)
    short = by_moments(book, states)
    law = convolved(book, states) if whole else short
    estimate = estimates(book, states, law, short, independent=joint_law.independent)
    return LossDistribution(
        method="simulated" if states.batches else "exact" if whole else "enumerated",
        scenarios=len(states.weights) if states.batches else 0,
        **estimate.figures,
        standard_errors=MappingProxyType(estimate.standard_errors),
        es_contributions=_named(estimate.contributions, book.rep_ids, names),
        values=law.values,
        probabilities=law.chances,
    )


def _figures(values: Floats, chances: Floats) -> dict[str, float]:
    """mean, sd, VaR and expected shortfall of a discrete law; values ascending."""
    mean = float(values @ chances)
    return {
        "mean": mean,
        "sd": float(np.sqrt((values - mean) ** 2 @ chances)),
        "var_95": value_at_risk(values, chances, 0.95),
        "es_95": float(values @ tail_weights(values, chances, 0.95)),
        "var_99": value_at_risk(values, chances, 0.99),
        "es_99": float(values @ tail_weights(values, chances, 0.99)),
    }


def _named(parts: Floats, rep_ids: NDArray[np.object_], names: pd.Index) -> "pd.Series[float]":
    contributions = pd.Series(parts, index=rep_ids, dtype=float)
    return contributions.reindex(names).fillna(0.0).rename("es_contribution").rename_axis("rep_id")
