"""In which order are people spoken of? One order for every page: by what they may cost."""

import pandas as pd

from analytics.relationships.people import human_reps

__all__ = ["by_expected_loss", "owners"]


def by_expected_loss(reps: pd.DataFrame) -> pd.DataFrame:
    """The active people who may leave, the largest expected loss first.

    reps: rep_id, active, function, expected_loss (missing: not known, last), departure_loss
    (settles ties, then rep_id). Who has given notice stands in the place of their expected loss.
    Owners of the company are left out: they are :func:`owners`, not leavers; so are mailboxes and
    robots.
    """
    chosen = reps["active"].astype(bool) & human_reps(reps) & ~_owning(reps)
    return reps[chosen].sort_values(
        ["expected_loss", "departure_loss", "rep_id"],
        ascending=[False, False, True],
        na_position="last",
        kind="stable",
    )


def owners(reps: pd.DataFrame) -> pd.DataFrame:
    """The active owners of the company, most revenue known alone (``sole_revenue``) first."""
    chosen = reps["active"].astype(bool) & _owning(reps)
    return reps[chosen].sort_values(
        ["sole_revenue", "rep_id"], ascending=[False, True], kind="stable"
    )


def _owning(reps: pd.DataFrame) -> "pd.Series[bool]":
    return reps["function"] == "owner"
