"""What would be lost when people leave: expected, in a bad year, and through whom.

Departures are independent here, each rep with the own probability a(r); given who leaves,
customers follow independently with 1 − Π(1 − q) over the leavers, and are lost once. Two meanings
of loss must not be mixed (reference checks el-01, el-02): exposure is never split between reps
before the loss, a customer goes whole or not at all, and only the lost amount is attributed.

References
----------
Acerbi & Tasche 2002 (expected shortfall with atoms), Journal of Banking & Finance 26; Tasche 1999
(contributions that add up); McNeil, Frey & Embrechts, Quantitative Risk Management.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.loss_book import Book, tail_weights, value_at_risk
from analytics.loss_laws import ExactLaw, exact_law
from analytics.loss_scenarios import BATCHES, Scenarios, simulate

__all__ = ["LossDistribution", "WalkAway", "loss_distribution", "walk_away"]

Floats = NDArray[np.float64]

_FIGURES = ("mean", "sd", "var_95", "es_95", "var_99", "es_99")


@dataclass(frozen=True, slots=True, eq=False)
class WalkAway:
    """The chance that each customer goes, and the expected loss by customer and by rep.

    customers: customer_id, walk_away_probability (0–1), expected_loss (amount); both missing
    where nothing is known of the relationship. Rows and order of the customers given.

    reps: rep_id, departure_loss (Σ exposure · q: what would go with the rep; missing where the
    attrition probability is), expected_loss (the rep's part; 0 for who takes nobody). Rows and
    order of the reps given. The expected losses of reps add up to those of customers.
    """

    customers: pd.DataFrame
    reps: pd.DataFrame


def walk_away(edges: pd.DataFrame, customers: pd.DataFrame, reps: pd.DataFrame) -> WalkAway:
    """w(c) = 1 − Π(1 − a·q) and expected_loss = exposure · w, split over reps by a·q.

    edges: customer_id, rep_id, leaver, follow_probability; customers: customer_id, exposure,
    evidence; reps: rep_id, attrition_probability (missing for departed reps, who count only as
    the leaver of an orphaned customer, with a = 1). Under evidence ``none`` the figures are
    missing unless the customer has such a leaver; without any pair otherwise w = 0.

    The rep's part is Σ over customers of expected_loss · a·q / Σ a·q (0 where that sum is 0).
    """
    pairs = _pairs(edges, customers, reps)
    size = len(customers)
    # log(1 − 1) = −∞ is meant: a certain follower of a certain leaver.
    with np.errstate(divide="ignore"):
        stays = np.log1p(-pairs["chance"].to_numpy())
    place = pairs["customer"].to_numpy()
    walk = -np.expm1(np.bincount(place, weights=stays, minlength=size)) + 0.0
    struck = np.bincount(place, weights=pairs["leaver"], minlength=size) > 0
    walk = np.where((customers["evidence"] == "none") & ~struck, np.nan, walk)
    loss = customers["exposure"].to_numpy(dtype=float) * walk
    return WalkAway(
        pd.DataFrame(
            {
                "customer_id": customers["customer_id"].to_numpy(),
                "walk_away_probability": walk,
                "expected_loss": loss,
            }
        ),
        _by_rep(pairs, reps, loss),
    )


def _pairs(edges: pd.DataFrame, customers: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """Pairs that count: places of customer and rep, leaver, at_stake = exposure · q, a·q."""
    leave = reps["attrition_probability"].to_numpy(dtype=float)
    rep = pd.Index(reps["rep_id"]).get_indexer(edges["rep_id"])
    customer = pd.Index(customers["customer_id"]).get_indexer(edges["customer_id"])
    leaver = edges["leaver"].to_numpy(dtype=bool)
    follow = edges["follow_probability"].to_numpy(dtype=float)
    chance = np.where(leaver, 1.0, leave[rep]) * follow
    exposure = customers["exposure"].to_numpy(dtype=float)[customer]
    frame = pd.DataFrame(
        {
            "customer": customer,
            "rep": rep,
            "leaver": leaver,
            "at_stake": exposure * follow,
            "chance": chance,
        }
    )
    return frame[(customer >= 0) & (rep >= 0) & ~np.isnan(chance)]


def _by_rep(pairs: pd.DataFrame, reps: pd.DataFrame, loss: Floats) -> pd.DataFrame:
    size = len(reps)
    total = _sums(pairs["customer"], pairs["chance"], len(loss))
    # Missing losses have pairs only with q = 0 and belong to nobody.
    split = np.divide(np.nan_to_num(loss), total, out=np.zeros_like(total), where=total > 0)
    part = pairs["chance"].to_numpy() * split[pairs["customer"]]
    stake = _sums(pairs["rep"], pairs["at_stake"], size)
    known = reps["attrition_probability"].notna().to_numpy()
    return pd.DataFrame(
        {
            "rep_id": reps["rep_id"].to_numpy(),
            "departure_loss": np.where(known, stake, np.nan),
            "expected_loss": _sums(pairs["rep"], part, size),
        }
    )


def _sums(codes: pd.Series, weights: pd.Series | Floats, size: int) -> Floats:
    """Sums by code; a bare bincount of nothing would be whole numbers."""
    return np.bincount(codes, weights=weights, minlength=size).astype(float)


@dataclass(frozen=True, slots=True, eq=False)
class LossDistribution:
    """The law of one year's loss. Amounts are in the unit of the exposure, all ≥ 0.

    ``method``: ``exact`` (``scenarios`` 0, standard errors 0) or ``simulated``. ``mean`` is exact
    either way. ``var_95``: the least x with P(loss ≤ x) ≥ 0.95; ``es_95``: the mean of the worst
    twentieth, an atom at the quantile counted in part. ``es_contributions``: by rep_id, each
    rep's part of es_95; they add up to it. ``values`` (ascending) and ``probabilities`` (sum 1)
    are the law itself.
    """

    method: Literal["exact", "simulated"]
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
        place = np.clip(np.searchsorted(edges, self.values, side="right") - 1, 0, bins - 1)
        height = np.bincount(place, weights=self.probabilities, minlength=bins)
        return pd.DataFrame({"loss_from": edges[:-1], "loss_to": edges[1:], "probability": height})


def loss_distribution(
    edges: pd.DataFrame,
    exposure: "pd.Series[float]",
    probabilities: "pd.Series[float]",
    *,
    scenarios: int = 20_000,
    seed: int = 0,
) -> LossDistribution:
    """The law of the loss, exact where that is quick, else from scenarios.

    edges: customer_id, rep_id, leaver, follow_probability; exposure by customer_id; probabilities
    of leaving by rep_id (missing: does not leave; a leaver of an orphaned customer has left).
    Nothing to lose, or nobody who may leave, gives the law that is 0 for certain.

    Exact: enumeration of departures in each group of reps linked by customers, and convolution,
    with sums of exposures put on a grid of total / 16,384 if there are too many of them. Otherwise
    stratified scenarios (:mod:`analytics.loss_scenarios`).
    """
    book = Book.of(edges, exposure, probabilities)
    law = exact_law(book)
    names = _contributors(edges, probabilities)
    if law is not None:
        return _from_law(law, book, names)
    return _from_scenarios(simulate(book, scenarios=scenarios, seed=seed), book, names)


def _contributors(edges: pd.DataFrame, probabilities: "pd.Series[float]") -> pd.Index:
    leavers = edges.loc[edges["leaver"].astype(bool), "rep_id"]
    return probabilities.dropna().index.union(pd.Index(leavers.unique()))


def _from_law(law: ExactLaw, book: Book, names: pd.Index) -> LossDistribution:
    chances = law.masses[0]
    parts = law.masses[1:] @ np.divide(
        tail_weights(law.values, chances, 0.95),
        chances,
        out=np.zeros_like(chances),
        where=chances > 0,
    )
    return LossDistribution(
        method="exact",
        scenarios=0,
        **(_figures(law.values, chances) | {"mean": book.mean}),
        standard_errors=MappingProxyType(dict.fromkeys(_FIGURES, 0.0)),
        es_contributions=_named(parts, book.rep_ids[law.reps], names),
        values=law.values,
        probabilities=chances,
    )


def _from_scenarios(drawn: Scenarios, book: Book, names: pd.Index) -> LossDistribution:
    order = np.argsort(drawn.losses, kind="stable")
    losses, weights = drawn.losses[order], drawn.weights[order]
    tail = np.zeros(len(order))
    tail[order] = tail_weights(losses, weights, 0.95)
    return LossDistribution(
        method="simulated",
        scenarios=len(losses),
        **(_figures(losses, weights) | {"mean": book.mean}),
        standard_errors=MappingProxyType(_standard_errors(drawn) | {"mean": 0.0}),
        es_contributions=_named(drawn.contributions(tail), book.rep_ids, names),
        values=losses,
        probabilities=weights,
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


def _standard_errors(drawn: Scenarios) -> dict[str, float]:
    """The spread of each figure between independent batches, over the root of their number."""
    figures = []
    for losses, weights in zip(
        np.split(drawn.losses, BATCHES), np.split(drawn.weights, BATCHES), strict=True
    ):
        order = np.argsort(losses)
        figures.append(_figures(losses[order], weights[order] / weights.sum()))
    spread = pd.DataFrame(figures).std(ddof=1) / np.sqrt(BATCHES)
    return {str(name): float(value) for name, value in spread.items()}


def _named(parts: Floats, rep_ids: NDArray[np.object_], names: pd.Index) -> "pd.Series[float]":
    found = pd.Series(parts, index=rep_ids, dtype=float)
    return found.reindex(names).fillna(0.0).rename("es_contribution").rename_axis("rep_id")
