"""The reference checks that belong to what Linchpin computes, each by calling the product.

``reference_checks.json`` beside this file holds what is asked and expected, with the source, as
computed by other programs or published; :mod:`tests.validation.answers` answers.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.validation.answers import ANSWERS

__all__ = ["Check", "reference_checks"]

PUBLISHED = Path(__file__).with_name("reference_checks.json")

#: What is published goes on with figures that Linchpin does not compute (Borenstein's step, a
#: greedy bound, log loss and average precision).
_FIRST_ONLY = {"eff", "truck-01", "truck-02", "cal-01"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was expected, what came, and from where the expectation is."""

    name: str
    topic: str
    expected: tuple[float, ...]
    found: tuple[float, ...]
    tolerance: float
    source: str

    @property
    def difference(self) -> float:
        """Largest |found − expected| / max(1, |expected|)."""
        pairs = zip(self.found, self.expected, strict=True)
        return max(abs(a - b) / max(1.0, abs(b)) for a, b in pairs)

    @property
    def passed(self) -> bool:
        """Whether every element lies within the tolerance."""
        return self.difference <= self.tolerance


def reference_checks() -> list[Check]:
    """Answer every check, in the order of the file."""
    return [_check(asked) for asked in json.loads(PUBLISHED.read_text(encoding="utf-8"))]


def _check(asked: dict[str, Any]) -> Check:
    group = asked["id"] if asked["id"] in ANSWERS else asked["id"].rsplit("-", 1)[0]
    found = ANSWERS[group](asked["input"])
    expected = _numbers(asked["expected"])
    answer = _numbers(found)
    if group in _FIRST_ONLY:
        expected = expected[: len(answer)]
    return Check(asked["id"], asked["topic"], expected, answer, asked["tol"], asked["source"])


def _numbers(value: Any) -> tuple[float, ...]:
    if isinstance(value, dict):
        return _numbers(list(value.values()))
    if isinstance(value, list | tuple | np.ndarray | pd.Series):
        return tuple(float(each) for each in value)
    return (float(value),)
