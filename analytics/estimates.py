"""Who may leave, who would follow, what would be lost: the risk engine in one pass.

Learns from the company's past departures, computes chances with their uncertainty, and from them
the losses with their ranges; every part is defined where it is computed.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

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

__all__ = ["Risk", "expected_loss", "risk"]


@dataclass(frozen=True, slots=True, eq=False)
class Risk:
    """All estimates of one day.

    departures: what happened when people left; leaving and following: the models of attrition and
    of following learned from it; edges: the relationships' edges with follow_probability (missing
    for departed reps who are no leaver of an orphaned customer); reps: rep_id,
    further_departures, domino_loss, keep_value, raise_break_even, rank_low, rank_high; customers:
    customer_id, rank_low, rank_high.
    """

    departures: PastDepartures
    leaving: Attrition
    following: FollowModel
    edges: pd.DataFrame
    walk_away: WalkAway
    losses: LossDistribution
    stress: JointStress
    customers: pd.DataFrame
    reps: pd.DataFrame


def risk(
    extract: Extract,
    policy: Policy,
    relationships: Relationships,
    exposures: pd.DataFrame,
    leaving: Attrition,
    *,
    seed: int = 0,
) -> Risk:
    """Estimate everything else from one extract and who may leave; exposures: customer_id,
    exposure."""
    past = past_departures(extract, policy)
    following = fit_follow(past, policy)
    edges = _followed(relationships, extract, policy, following)
    known = _known(relationships, exposures)
    walked = walk_away(edges, known, leaving.reps)
    exposure = known.set_index("customer_id")["exposure"]
    chances = leaving.reps.set_index("rep_id")["attrition_probability"]
    dependence = {
        "teams": extract.reps.set_index("rep_id")["team"],
        "correlation": policy.losses.correlation,
        "contagion": policy.losses.contagion,
    }
    lost = known.merge(walked.customers, on="customer_id", validate="1:1")
    with ThreadPoolExecutor(max_workers=1) as beside:
        # Mostly matrix products, which leave the second core free for the rest.
        losses = beside.submit(
            loss_distribution,
            edges,
            exposure,
            chances,
            scenarios=policy.losses.scenarios,
            seed=seed,
            **dependence,
        )
        bands = _bands(
            relationships, extract, policy, leaving, following, edges, lost, walked.reps, seed
        )
        further = domino(edges, exposure, chances, **dependence)
        kept = _kept(edges, exposure, chances, leaving, extract, policy)
        return Risk(
            departures=past,
            leaving=leaving,
            following=following,
            edges=edges,
            walk_away=walked,
            losses=losses.result(),
            stress=joint_stress(edges, known, leaving.reps),
            customers=bands.customers,
            reps=further.merge(kept, on="rep_id").merge(bands.reps, on="rep_id"),
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
    walked = walk_away(edges, _known(relationships, exposures), leaving.reps)
    return float(walked.customers["expected_loss"].sum())


def _followed(
    relationships: Relationships, extract: Extract, policy: Policy, model: FollowModel
) -> pd.DataFrame:
    edges = relationships.edges
    follow = follow_probabilities(edges, relationships.customers, extract, policy, model)
    return edges.assign(follow_probability=follow.where(edges["active"] | edges["leaver"]))


def _known(relationships: Relationships, exposures: pd.DataFrame) -> pd.DataFrame:
    evidence = relationships.customers[["customer_id", "evidence"]]
    return exposures.merge(evidence, on="customer_id")


def _bands(
    relationships: Relationships,
    extract: Extract,
    policy: Policy,
    leaving: Attrition,
    following: FollowModel,
    edges: pd.DataFrame,
    lost: pd.DataFrame,
    parts: pd.DataFrame,
    seed: int,
) -> RankBands:
    """Rank bands of customers and reps, over pairs in which somebody may follow."""
    pairs = edges[edges["follow_probability"] > 0].reset_index(drop=True)
    number = draws_affordable(len(pairs))
    follow = follow_draws(pairs, relationships.customers, extract, policy, following, number, seed)
    return rank_bands(pairs, lost, parts, leave=leaving.draws(number, seed), follow=follow)


def _kept(
    edges: pd.DataFrame,
    exposure: "pd.Series[float]",
    chances: "pd.Series[float]",
    leaving: Attrition,
    extract: Extract,
    policy: Policy,
) -> pd.DataFrame:
    """rep_id, keep_value, raise_break_even."""
    value = keep_values(edges, exposure, chances)
    weights = {} if leaving.model is None else leaving.model.weights
    weight = weights.get("pay_vs_peers", INDICATORS["pay_vs_peers"].weight)
    even = raise_break_even(value, chances, yearly_pay(extract, policy.company.currency), weight)
    return pd.concat([value, even], axis=1).rename_axis("rep_id").reset_index()
