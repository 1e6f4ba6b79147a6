"""The figures at hand, frozen as a review freezes them: to be kept, or compared with the last."""

import streamlit as st

from analytics.extract import Extract
from analytics.messages import message
from analytics.policy import Policy
from analytics.review.rows import sums_alike
from analytics.review.snapshot import Snapshot, snapshot_of
from data.assessments import Loaded, summed_under
from pages.components import loading
from pages.components.frame import View, progress_bar
from pages.components.open_points import open_points

__all__ = ["frozen_now"]

_FREEZING = message("Freezing the figures of today")


def frozen_now(view: View, loaded: Loaded, earlier: Snapshot | None) -> Snapshot:
    """The figures at hand, frozen; summed as the last review did, too, where the policy has
    changed what is summed."""
    about, summed = view.about, _summed(view, loaded, earlier)
    points = open_points(about, loaded)
    return view.solved(
        "review-now",
        lambda: snapshot_of(
            loaded.assessment,
            loaded.plan,
            data_version=loading.version_of(about.source),
            quarter=loaded.comparisons[0] if loaded.comparisons else None,
            hazards=points,
            merged=about.statements.identities.same_customers,
            summed=summed,
        ),
        None if summed is None else summed[0].fingerprint,
        tuple(points.index),
        what=_FREEZING,
    )


def _summed(view: View, loaded: Loaded, earlier: Snapshot | None) -> tuple[Policy, Extract] | None:
    about, now = view.about, loaded.assessment.extract
    if earlier is None or sums_alike(earlier.policy, about.policy):
        return None
    rules = earlier.policy
    with progress_bar(st.empty()) as progress:
        extract = about.asked(
            "review-summed",
            lambda: summed_under(about.source, rules, now, about.statements),
            rules.fingerprint,
            progress=progress,
        )
    return rules, extract
