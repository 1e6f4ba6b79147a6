"""Amounts and shares of a pack: a missing one is not known, never 0."""

import math
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Money, Percent

__all__ = ["money_of", "share_of"]


def money_of(assessment: Assessment, amount: Any) -> Money | None:
    """An amount in the currency of the assessment; None where it, or all money, is not known."""
    if not assessment.extract.knows_money or amount is None or pd.isna(amount):
        return None
    return Money(float(amount), assessment.currency)


def share_of(value: Any) -> Percent | None:
    """A share or chance; None where it is not known.

    >>> share_of(0.25), share_of(float("nan"))
    (Percent(value=0.25), None)
    """
    return None if value is None or pd.isna(value) or math.isinf(value) else Percent(float(value))
