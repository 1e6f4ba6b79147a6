"""Who may leave, who would follow, what would be lost: the estimates of the risk engine, in steps.

:func:`prospects` learns from the company's past departures and computes chances; from them come,
independently of each other, the law of the loss (:func:`losses_ahead`), who is told apart
(:func:`ranks`), and how far chances, people and assumptions move the loss (:func:`ranges`). Every
part is defined where it is computed.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attrition.probability import Attrition
from analytics.attrition.scorecard import INDICATORS
from analytics.extract import Extract
from analytics.follow.model import FollowModel, fit_follow
from analytics.follow.past_departures import PastDepartures, past_departures
from analytics.follow.probability import follow_draws, follow_probabilities, of_another_form
from analytics.follow.shrinking import Shrinking, fit_shrinking, shrinking_fractions
from analytics.losses.book import ParameterDraws
from analytics.losses.distribution import LossDistribution, loss_distribution
from analytics.losses.domino import domino
from analytics.losses.rank_bands import (
    RankBands,
    draws_affordable,
    loss_ranges,
    rank_bands,
)
from analytics.losses.retention import keep_values, raise_break_even, yearly_pay
from analytics.losses.shrinkage import Shrinkage, expected_shrinkage, not_estimated
from analytics.losses.stress import JointStress, joint_stress
from analytics.losses.walk_away import WalkAway, walk_away
from analytics.places import joined
from analytics.policy import Policy
from analytics.relationships.strength import Relationships
from analytics.reliance import Reliance

Floats = NDArray[np.floating]

_PAIR = ["customer_id", "rep_id", "leaver", "follow_probability"]
#: Nobody's log-odds of following are taken for larger.
_SURE = 1 - 1e-6
#: A rep costs as much in a draw as so many pairs: the law of who leaves is kept for each.
_DEEPER = 64

__all__ = [
    "Prospects",
    "Ranges",
    "expected_loss",
    "losses_ahead",
    "parameter_draws",
    "prospects",
    "ranges",
    "ranks",
    "to_mean",
    "walked_away",
]


@dataclass(frozen=True, slots=True, eq=False)
class Prospects:
    """The chances of one day, and the expected losses that follow from them.

    departures: what happened when people left; leaving, following and shrinking: the models of
    attrition, of following and of who stays learned from it; edges: the relationships' edges with
    follow_probability and shrinking (missing for departed reps who are no leaver of an orphaned
    customer, shrinking also where nobody asks for it); customers: customer_id, evidence and the
    columns of exposures; held: the relationships' customers; walk_away: who goes with somebody, and
    the expected losses; shrinkage: what else is expected of who stays.
    """

    departures: PastDepartures
    leaving: Attrition
    following: FollowModel
    shrinking: Shrinking
    edges: pd.DataFrame
    customers: pd.DataFrame
    held: pd.DataFrame
    walk_away: WalkAway
    shrinkage: Shrinkage

    @property
    def exposure(self) -> "pd.Series[float]":
        """What is at stake with each customer, by customer_id."""
        return self.customers.set_index("customer_id")["exposure"]

    @property
    def chances(self) -> "pd.Series[float]":
        """The chance of leaving of each rep, by rep_id; missing for who cannot."""
        return self.leaving.reps.set_index("rep_id")["attrition_probability"]


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """How far expected losses reach, and what moves them.

    customers and reps: the id, expected_loss_low, expected_loss_high; moved: rep_id,
    further_departures, domino_loss, keep_value, raise_break_even; low and high: of the portfolio's
    expected loss; stress: more leaving and easier following.
    """

    customers: pd.DataFrame
    reps: pd.DataFrame
    moved: pd.DataFrame
    low: float
    high: float
    stress: JointStress


def prospects(
    extract: Extract, policy: Policy, reliance: Reliance, leaving: Attrition
) -> Prospects:
    """Estimate who would follow and what is to be expected, given who may leave.

    extract: with past departures.
    """
    past = past_departures(extract, policy)
    following, shrinking = fit_follow(past, policy), fit_shrinking(past, policy)
    edges = _followed(reliance.relationships, extract, policy, following)
    fractions = shrinking_fractions(edges, shrinking.fraction)
    asked = edges["follow_probability"].notna() & policy.follow.partial_losses
    edges = edges.assign(shrinking=fractions.where(asked))
    customers = _with_evidence(reliance.relationships, reliance.exposures)
    walked = walk_away(edges, customers, leaving.reps)
    less = not_estimated(walked)
    if policy.follow.partial_losses:
        less = expected_shrinkage(edges, customers, leaving.reps, walked)
    held = reliance.relationships.customers
    return Prospects(past, leaving, following, shrinking, edges, customers, held, walked, less)


def parameter_draws(
    extract: Extract, policy: Policy, ahead: Prospects, *, seed: int = 0
) -> ParameterDraws:
    """The chances in draws from their posteriors, for the law of the loss and for the ranges: of
    the pairs in which somebody may follow. Their means over the draws are the chances shown."""
    pairs = _open_pairs(ahead)
    number = draws_affordable(max(len(pairs), _DEEPER * len(ahead.chances)))
    follow = follow_draws(pairs, ahead.held, extract, policy, ahead.following, number, seed)
    draws = _about(ahead, pairs, ahead.leaving.draws(number, seed, own=False), follow)
    return replace(draws, shrinking=ahead.shrinking.factors(number, seed))


def losses_ahead(
    extract: Extract, policy: Policy, ahead: Prospects, draws: ParameterDraws, *, seed: int = 0
) -> LossDistribution:
    """The law of one year's loss; draws: of :func:`parameter_draws`; seed: where that law is not
    exact."""
    unsure = policy.losses.parameter_uncertainty
    return loss_distribution(
        _open_pairs(ahead, [*_PAIR, "shrinking"]) if unsure else ahead.edges,
        ahead.exposure,
        ahead.chances,
        scenarios=policy.losses.scenarios,
        draws=draws if unsure else None,
        seed=seed,
        **_dependence(extract, policy),
    )


def ranks(ahead: Prospects, draws: ParameterDraws, *, seed: int = 0) -> RankBands:
    """Between which ranks customers and people are; draws: of :func:`parameter_draws`."""
    pairs = _open_pairs(ahead, _PAIR)
    wider = _unseen(ahead, pairs, draws, seed)
    return rank_bands(
        pairs, _lost(ahead), ahead.walk_away.reps, leave=wider.leave, follow=wider.follow
    )


def ranges(extract: Extract, policy: Policy, ahead: Prospects, draws: ParameterDraws) -> Ranges:
    """How far losses reach, what each departure and each person kept would change, and the joint
    stress; draws: of :func:`parameter_draws`."""
    pairs, people = _open_pairs(ahead, _PAIR), ahead.walk_away.reps
    reach = loss_ranges(pairs, _lost(ahead), people, leave=draws.leave, follow=draws.follow)
    dependence = _dependence(extract, policy)
    further = domino(ahead.edges, ahead.exposure, ahead.chances, **dependence)
    return Ranges(
        customers=reach.customers,
        reps=reach.reps,
        moved=further.merge(_kept(extract, policy, ahead), on="rep_id"),
        low=reach.low,
        high=reach.high,
        stress=joint_stress(ahead.edges, ahead.customers, ahead.leaving.reps),
    )


def expected_loss(
    extract: Extract,
    policy: Policy,
    relationships: Relationships,
    exposures: pd.DataFrame,
    leaving: Attrition,
    following: FollowModel,
) -> float:
    """The portfolio's expected loss (amount) alone, with models that are given."""
    walked = walked_away(extract, policy, relationships, exposures, leaving.reps, following)
    return float(walked.customers["expected_loss"].sum())


def walked_away(
    extract: Extract,
    policy: Policy,
    relationships: Relationships,
    exposures: pd.DataFrame,
    chances: pd.DataFrame,
    following: FollowModel,
) -> WalkAway:
    """Who goes with somebody, given the chances of leaving (rep_id, attrition_probability) and a
    model of following."""
    edges = _followed(relationships, extract, policy, following)
    return walk_away(edges, _with_evidence(relationships, exposures), chances)


def _followed(
    relationships: Relationships, extract: Extract, policy: Policy, model: FollowModel
) -> pd.DataFrame:
    edges = relationships.edges
    follow = follow_probabilities(edges, relationships.customers, extract, policy, model)
    return edges.assign(follow_probability=follow.where(edges["active"] | edges["leaver"]))


def _with_evidence(relationships: Relationships, exposures: pd.DataFrame) -> pd.DataFrame:
    evidence = relationships.customers[["customer_id", "evidence"]]
    return joined(exposures, [evidence], "customer_id")


def _dependence(extract: Extract, policy: Policy) -> dict[str, Any]:
    return {
        "teams": extract.reps.set_index("rep_id")["team"],
        "correlation": policy.losses.correlation,
        "contagion": policy.losses.contagion,
    }


def _open_pairs(ahead: Prospects, columns: list[str] | None = None) -> pd.DataFrame:
    """The pairs in which somebody may follow; of millions, no more columns than are asked for."""
    edges = ahead.edges if columns is None else ahead.edges[columns]
    return edges[edges["follow_probability"] > 0].reset_index(drop=True)


def _unseen(
    ahead: Prospects, pairs: pd.DataFrame, known: ParameterDraws, seed: int
) -> ParameterDraws:
    """The same draws with what no record says about each person, and what may be wrong with the
    form of both models."""
    shown = pairs["follow_probability"].to_numpy(dtype=float)
    spread = ahead.following.form_spread(np.minimum(shown, _SURE))
    follow = of_another_form(known.follow, pairs, spread, seed, most=_SURE)
    leave = ahead.leaving.draws(len(known.leave), seed, own=True)
    return _about(ahead, pairs, leave, follow)


def _about(
    ahead: Prospects, pairs: pd.DataFrame, leave: Floats, follow: NDArray[np.float32]
) -> ParameterDraws:
    """The draws, changed in place so that their means are the chances shown."""
    shown = pairs["follow_probability"].to_numpy(dtype=np.float32)
    follow *= to_mean(shown, follow)
    leave *= to_mean(ahead.chances.fillna(0.0).to_numpy(dtype=float), leave)
    # Draws of millions of pairs are the largest arrays of an assessment: none of them is copied.
    return ParameterDraws(np.minimum(leave, 1.0, out=leave), np.minimum(follow, 1.0, out=follow))


def to_mean(wanted: Floats, drawn: Floats) -> Floats:
    """Factors that bring the means of columns to what is wanted; 1 where all are 0."""
    means = drawn.mean(axis=0, dtype=float)
    return np.divide(wanted, means, out=np.ones_like(wanted), where=means > 0)


def _lost(ahead: Prospects) -> pd.DataFrame:
    """The columns of customers, and what is expected to be lost of each."""
    return joined(ahead.customers, [ahead.walk_away.customers], "customer_id")


def _kept(extract: Extract, policy: Policy, ahead: Prospects) -> pd.DataFrame:
    """rep_id, keep_value, raise_break_even."""
    chances, model = ahead.chances, ahead.leaving.model
    value = keep_values(ahead.edges, ahead.exposure, chances)
    published = INDICATORS["pay_vs_peers"].weight
    weight = published if model is None else model.shown_weight("pay_vs_peers")
    even = raise_break_even(value, chances, yearly_pay(extract, policy.company.currency), weight)
    return pd.concat([value, even], axis=1).rename_axis("rep_id").reset_index()
