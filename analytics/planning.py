"""The second-contact plan of an assessment and its work list: the pure planners given everything
they look at."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.assessment import Assessment
from analytics.coverage.candidates import FollowFunction
from analytics.coverage.introductions import Considered
from analytics.coverage.plan import CoveragePlan, plan_second_contacts, weighed
from analytics.coverage.reach import SavingDraws
from analytics.coverage.scenarios import draw_departures
from analytics.estimates import to_mean
from analytics.extract import Extract
from analytics.follow.probability import follow_draws, follow_probabilities
from analytics.places import places

__all__ = ["introductions_considered", "second_contact_plan"]

#: Draws in which savings are taken anew.
_DRAWS = 400


def second_contact_plan(assessment: Assessment, *, seed: int = 0) -> CoveragePlan:
    """Plan the second contacts of one assessment, with the follow model that it learned."""
    return plan_second_contacts(
        assessment.customers,
        assessment.edges,
        assessment.reps,
        assessment.extract.ownership,
        policy=assessment.policy,
        follow=_following(assessment),
        as_of=assessment.as_of,
        departures=draw_departures(assessment.reps, seed=seed),
        es_95=assessment.portfolio.es_95,
        draws=_draws(assessment, seed),
    )


def introductions_considered(assessment: Assessment, *, seed: int = 0) -> Considered:
    """Weigh the introductions of one assessment once, for every work list of it
    (:func:`analytics.coverage.introductions.work_list`)."""
    rules = assessment.policy.coverage
    found = weighed(
        assessment.customers,
        assessment.edges,
        assessment.reps,
        assessment.extract.ownership,
        rules=rules,
        follow=_following(assessment),
        as_of=assessment.as_of,
    )
    return Considered(
        assessment.customers,
        assessment.edges,
        assessment.reps,
        found.candidates,
        rules,
        assessment.as_of,
        _draws(assessment, seed),
    )


def _following(assessment: Assessment) -> FollowFunction:
    def follow(edges: pd.DataFrame, customers: pd.DataFrame) -> "pd.Series[float]":
        extract = _about(assessment.extract, customers["customer_id"])
        return follow_probabilities(edges, customers, extract, assessment.policy, assessment.follow)

    return follow


def _about(extract: Extract, customer_ids: pd.Series) -> Extract:
    """The extract with what following is told from for some customers only: plans ask often, about
    few of very many."""
    asked = pd.Index(customer_ids)
    frames = {name: getattr(extract, name) for name in ("customers", "touches")}
    return replace(
        extract,
        **{
            name: frame if frame.empty else frame[places(frame["customer_id"], asked) >= 0]
            for name, frame in frames.items()
        },
    )


def _draws(assessment: Assessment, seed: int) -> SavingDraws:
    """What is not known of leaving and following, drawn with the shown chances as means."""
    follow = _following(assessment)

    def drawn(edges: pd.DataFrame, customers: pd.DataFrame) -> NDArray[np.floating]:
        extract = _about(assessment.extract, customers["customer_id"])
        policy, model = assessment.policy, assessment.follow
        found = follow_draws(edges, customers, extract, policy, model, _DRAWS, seed)
        shown = follow(edges, customers).fillna(0.0).to_numpy(dtype=np.float32)
        return np.minimum(found * to_mean(shown, found), 1.0)

    chances = assessment.attrition.reps["attrition_probability"].fillna(0.0).to_numpy(dtype=float)
    leave = assessment.attrition.draws(_DRAWS, seed, own=False)
    return SavingDraws(
        assessment.attrition.reps["rep_id"].to_numpy(dtype=object),
        np.minimum(leave * to_mean(chances, leave), 1.0),
        drawn,
    )
