"""Who may leave, who would follow, what would be lost: the estimates of the risk engine, in steps.

:func:`prospects` learns from the company's past departures and computes chances; from them come,
independently of each other, the law of the loss (:func:`losses_ahead`) and how far ranks, people
and assumptions move it (:func:`ranges`). Every part is defined where it is computed.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.attrition.probability import Attrition
from analytics.attrition.scorecard import INDICATORS
from analytics.extract import Extract
from analytics.follow.model import FollowModel, fit_follow
from analytics.follow.past_departures import PastDepartures, past_departures
from analytics.follow.probability import follow_draws, follow_probabilities
from analytics.losses.distribution import LossDistribution, loss_distribution
from analytics.losses.domino import domino
from analytics.losses.rank_bands import RankBands, draws_affordable, rank_bands
from analytics.losses.retention import keep_values, raise_break_even, yearly_pay
from analytics.losses.stress import JointStress, joint_stress
from analytics.losses.walk_away import WalkAway, walk_away
from analytics.policy import Policy
from analytics.relationships.strength import Relationships
from analytics.reliance import Reliance

__all__ = ["Prospects", "Ranges", "expected_loss", "losses_ahead", "prospects", "ranges"]


@dataclass(frozen=True, slots=True, eq=False)
class Prospects:
    """The chances of one day, and the expected losses that follow from them.

    departures: what happened when people left; leaving and following: the models of attrition and
    of following learned from it; edges: the relationships' edges with follow_probability (missing
    for departed reps who are no leaver of an orphaned customer); customers: customer_id, evidence
    and the columns of exposures; walk_away: who goes with somebody, and the expected losses.
    """

    departures: PastDepartures
    leaving: Attrition
    following: FollowModel
    edges: pd.DataFrame
    customers: pd.DataFrame
    walk_away: WalkAway

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

    customers: customer_id, rank_low, rank_high; reps: rep_id, further_departures, domino_loss,
    keep_value, raise_break_even, rank_low, rank_high; stress: more leaving and easier following.
    """

    customers: pd.DataFrame
    reps: pd.DataFrame
    stress: JointStress


def prospects(
    extract: Extract, policy: Policy, reliance: Reliance, leaving: Attrition
) -> Prospects:
    """Estimate who would follow and what is to be expected, given who may leave.

    extract: with past departures.
    """
    past = past_departures(extract, policy)
    following = fit_follow(past, policy)
    edges = _followed(reliance.relationships, extract, policy, following)
    customers = _with_evidence(reliance.relationships, reliance.exposures)
    walked = walk_away(edges, customers, leaving.reps)
    return Prospects(past, leaving, following, edges, customers, walked)


def losses_ahead(
    extract: Extract, policy: Policy, ahead: Prospects, *, seed: int = 0
) -> LossDistribution:
    """The law of one year's loss; seed: where that law is not exact."""
    return loss_distribution(
        ahead.edges,
        ahead.exposure,
        ahead.chances,
        scenarios=policy.losses.scenarios,
        seed=seed,
        **_dependence(extract, policy),
    )


def ranges(
    extract: Extract, policy: Policy, reliance: Reliance, ahead: Prospects, *, seed: int = 0
) -> Ranges:
    """Rank bands, what each departure and each person kept would change, and the joint stress."""
    bands = _bands(extract, policy, reliance.relationships, ahead, seed)
    dependence = _dependence(extract, policy)
    further = domino(ahead.edges, ahead.exposure, ahead.chances, **dependence)
    kept = _kept(extract, policy, ahead)
    return Ranges(
        customers=bands.customers,
        reps=further.merge(kept, on="rep_id").merge(bands.reps, on="rep_id"),
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
    edges = _followed(relationships, extract, policy, following)
    walked = walk_away(edges, _with_evidence(relationships, exposures), leaving.reps)
    return float(walked.customers["expected_loss"].sum())


def _followed(
    relationships: Relationships, extract: Extract, policy: Policy, model: FollowModel
) -> pd.DataFrame:
    edges = relationships.edges
    follow = follow_probabilities(edges, relationships.customers, extract, policy, model)
    return edges.assign(follow_probability=follow.where(edges["active"] | edges["leaver"]))


def _with_evidence(relationships: Relationships, exposures: pd.DataFrame) -> pd.DataFrame:
    evidence = relationships.customers[["customer_id", "evidence"]]
    return exposures.merge(evidence, on="customer_id")


def _dependence(extract: Extract, policy: Policy) -> dict[str, Any]:
    return {
        "teams": extract.reps.set_index("rep_id")["team"],
        "correlation": policy.losses.correlation,
        "contagion": policy.losses.contagion,
    }


def _bands(
    extract: Extract, policy: Policy, relationships: Relationships, ahead: Prospects, seed: int
) -> RankBands:
    """Rank bands of customers and reps, over pairs in which somebody may follow."""
    pairs = ahead.edges[ahead.edges["follow_probability"] > 0].reset_index(drop=True)
    number = draws_affordable(len(pairs))
    follow = follow_draws(
        pairs, relationships.customers, extract, policy, ahead.following, number, seed
    )
    walked = ahead.walk_away
    lost = ahead.customers.merge(walked.customers, on="customer_id", validate="1:1")
    leave = ahead.leaving.draws(number, seed, own=True)
    return rank_bands(pairs, lost, walked.reps, leave=leave, follow=follow)


def _kept(extract: Extract, policy: Policy, ahead: Prospects) -> pd.DataFrame:
    """rep_id, keep_value, raise_break_even."""
    chances, model = ahead.chances, ahead.leaving.model
    value = keep_values(ahead.edges, ahead.exposure, chances)
    weights = {} if model is None else model.weights
    weight = weights.get("pay_vs_peers", INDICATORS["pay_vs_peers"].weight)
    even = raise_break_even(value, chances, yearly_pay(extract, policy.company.currency), weight)
    return pd.concat([value, even], axis=1).rename_axis("rep_id").reset_index()
