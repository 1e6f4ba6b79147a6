"""What is it worth that one person stays?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.messages import Message, Money, message

__all__ = ["keeping"]


def keeping(row: Mapping[str, Any], currency: str) -> tuple[Message, ...]:
    """The worth, which raise it pays, and what that must not be read as; ``row`` is the person's
    row of ``assessment.reps``."""
    if pd.isna(row["keep_value"]):
        return (message("What a year without leaving is worth is not known."),)
    worth = message(
        "A year in which this person surely stays avoids {amount} of expected loss.",
        amount=Money(float(row["keep_value"]), currency),
    )
    return (worth, *_raise(row, currency))


def _raise(row: Mapping[str, Any], currency: str) -> tuple[Message, ...]:
    even, chance = row["raise_break_even"], row["attrition_probability"]
    if chance == 1:
        return (message("A raise is no longer the question: notice has been given."),)
    if chance == 0:
        return (message("A raise is not the question: no departure is expected."),)
    if pd.isna(even):
        return (message("Which raise would pay is not known: no pay is on record."),)
    caveat = message(
        "Better pay goes with fewer departures on average. That is an association, no promise for "
        "one person, and money is rarely the only reason."
    )
    if even <= 0:
        return (message("By expected loss alone, no raise pays for itself."), caveat)
    return (
        message(
            "At the usual effect of pay, a raise of up to {amount} a year pays for itself.",
            amount=Money(float(even), currency),
        ),
        caveat,
    )
