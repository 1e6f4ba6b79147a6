"""The open points of the own house that a reader may see, for pages that only name them."""

import pandas as pd

from analytics.errors import LinchpinError
from data.assessments import Loaded
from data.opening import today
from data.store.open_points import unsettled
from pages.components import loading
from pages.components.loading import Context

__all__ = ["open_points"]


def open_points(about: Context, loaded: Loaded) -> pd.DataFrame:
    """Those that nobody has explained or accepted, the gravest first; columns as ``hazards`` of
    :data:`analytics.contracts.safeguarded.SAFEGUARDED`. All of them where the store cannot be
    read, as the page says on top."""
    found = loaded.safeguards.shown(about.policy.safeguards)
    try:
        decided = loading.decisions_at_hand(about.kind, about.policy)
    except LinchpinError:
        decided = []
    return unsettled(found, decided, today(about.policy))
