"""The second-contact plan of an assessment: the pure planner given everything it looks at."""

import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan, plan_second_contacts
from analytics.coverage.scenarios import draw_departures
from analytics.follow.probability import follow_probabilities

__all__ = ["second_contact_plan"]


def second_contact_plan(assessment: Assessment, *, seed: int = 0) -> CoveragePlan:
    """Plan the second contacts of one assessment, with the follow model that it learned."""

    def follow(edges: pd.DataFrame, customers: pd.DataFrame) -> "pd.Series[float]":
        return follow_probabilities(
            edges, customers, assessment.extract, assessment.policy, assessment.follow
        )

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
    )
