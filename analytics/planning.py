"""The second-contact plan of an assessment: the pure planner given everything it looks at."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan, plan_second_contacts
from analytics.coverage.reach import SavingDraws
from analytics.coverage.scenarios import draw_departures
from analytics.estimates import to_mean
from analytics.follow.probability import follow_draws, follow_probabilities

__all__ = ["second_contact_plan"]

#: Draws in which savings are taken anew.
_DRAWS = 400


def second_contact_plan(assessment: Assessment, *, seed: int = 0) -> CoveragePlan:
    """Plan the second contacts of one assessment, with the follow model that it learned."""

    def follow(edges: pd.DataFrame, customers: pd.DataFrame) -> "pd.Series[float]":
        return follow_probabilities(
            edges, customers, assessment.extract, assessment.policy, assessment.follow
        )

    def drawn(edges: pd.DataFrame, customers: pd.DataFrame) -> NDArray[np.floating]:
        extract, policy, model = assessment.extract, assessment.policy, assessment.follow
        found = follow_draws(edges, customers, extract, policy, model, _DRAWS, seed)
        shown = follow(edges, customers).fillna(0.0).to_numpy(dtype=np.float32)
        return np.minimum(found * to_mean(shown, found), 1.0)

    chances = assessment.attrition.reps["attrition_probability"].fillna(0.0).to_numpy(dtype=float)
    leave = assessment.attrition.draws(_DRAWS, seed, own=False)
    return plan_second_contacts(
        assessment.customers,
        assessment.edges,
        assessment.reps,
        assessment.extract.ownership,
        policy=assessment.policy,
        follow=follow,
        as_of=assessment.as_of,
        departures=draw_departures(assessment.reps, seed=seed),
        es_95=assessment.portfolio.es_95,
        draws=SavingDraws(
            assessment.attrition.reps["rep_id"].to_numpy(dtype=object),
            np.minimum(leave * to_mean(chances, leave), 1.0),
            drawn,
        ),
    )
