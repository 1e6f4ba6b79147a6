"""Whether a customer is looked after as promised, or as usual, in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.messages import Message, message

__all__ = ["service_words"]


def service_words(row: Mapping[str, Any]) -> Message | None:
    """A row of :func:`analytics.relationships.service.service_kept` in a few words; None: not
    known."""
    if pd.isna(row["kept"]):
        return None
    if pd.notna(row["wanted_visits"]):
        visits, wanted = int(row["visits"]), int(row["wanted_visits"])
        if row["kept"]:
            return message(
                "kept: {visits} of {wanted} visits in the quarter", visits=visits, wanted=wanted
            )
        return message(
            "not kept: {visits} of {wanted} visits in the quarter", visits=visits, wanted=wanted
        )
    gap, usual = int(row["gap_days"]), round(float(row["usual_gap_days"]))
    if row["kept"]:
        return message(
            "kept: last contact {gap} days ago, usually every {usual}", gap=gap, usual=usual
        )
    return message(
        "not kept: last contact {gap} days ago, usually every {usual}", gap=gap, usual=usual
    )
