"""What matters: how far do the answers move when an assumption moves within reason?

Weights, half-lives, thresholds and default rates are choices. Each is moved alone to the ends of a
plausible range, everything else kept, and the portfolio's expected loss is computed anew, and what
is on record with one person only. What moves one of them much deserves a discussion; what hardly
moves either does not.

Ranges are judgements around published values: base rates of leaving 10 to 35 % and of following
15 % (products) to 80 % (advice), see docs/constants.md; half-lives and thresholds half and twice,
or half as much again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from analytics.messages import Message, message
from analytics.policy import Policy

__all__ = ["VARIATIONS", "Moved", "Variation", "varied", "what_matters"]


class Moved(NamedTuple):
    """What a policy gives: the portfolio's expected loss (amount), and the part of yearly customer
    revenue that is on record with one person only (missing without revenue)."""

    loss: float
    alone: float


@dataclass(frozen=True, slots=True)
class Variation:
    """One assumption: its place in the policy, its plain name and the ends of its range."""

    section: str
    key: str
    name: Message
    low: Any
    high: Any
    #: Whether the extract itself depends on it, so that the source must be read again.
    in_extract: bool = False


_EVEN = dict.fromkeys(("visit", "meeting", "call", "service", "message", "email", "other"), 1.0)
_FACE_TO_FACE = {"visit": 8.0, "meeting": 6.0, "call": 2.0, "service": 3.0}

#: Everything that is varied, in the order of the policy.
VARIATIONS = (
    Variation(
        "relationships", "half_life_days", message("How fast contacts fade (half-life, days)"),
        45.0, 180.0, in_extract=True,
    ),
    Variation(
        "relationships", "weights",
        message("What a visit counts against an e-mail"),
        _EVEN, _FACE_TO_FACE, in_extract=True,
    ),
    Variation(
        "relationships", "meaningful_share",
        message("How much of the closest one's contact counts as knowing"), 0.1, 0.4,
    ),
    Variation(
        "relationships", "min_strength", message("How strong a relationship must be to count"),
        0.25, 1.0,
    ),
    Variation(
        "relationships", "lapsed_days", message("After how many days a customer counts as gone"),
        120, 270,
    ),
    Variation(
        "attrition", "base_rate", message("How many leave in a usual year"), 0.10, 0.35,
    ),
    Variation(
        "follow", "base_rate", message("How many customers would follow"), 0.15, 0.80,
    ),
)  # fmt: skip


def varied(policy: Policy, variation: Variation, value: Any) -> Policy:
    """The policy with one assumption moved."""
    section = getattr(policy, variation.section)
    if isinstance(value, dict):
        value = getattr(section, variation.key).model_copy(update=value)
    changed = section.model_copy(update={variation.key: value})
    return policy.model_copy(update={variation.section: changed})


def what_matters(policy: Policy, answers: Callable[[Policy, bool], Moved]) -> pd.DataFrame:
    """Move every assumption to both ends of its range.

    ``answers`` gives the figures under a policy; the flag tells whether the extract must be made
    anew.

    Returns
    -------
    DataFrame
        section, key, name (Message), low, high (settings; missing for the weights), now (the
        setting of the policy), loss_low, loss_high (amounts at the ends), span (their greatest
        distance from each other and from today's loss), alone_low, alone_high, alone_span (shares,
        likewise); the widest span first.
    """
    today = answers(policy, False)
    rows = [_moved(policy, each, answers, today) for each in VARIATIONS]
    frame = pd.DataFrame(rows).sort_values("span", ascending=False, kind="stable")
    return frame.reset_index(drop=True)


def _moved(
    policy: Policy, variation: Variation, answers: Callable[[Policy, bool], Moved], today: Moved
) -> dict[str, Any]:
    low, high = (
        answers(varied(policy, variation, end), variation.in_extract)
        for end in (variation.low, variation.high)
    )
    scalar = not isinstance(variation.low, dict)
    setting = getattr(getattr(policy, variation.section), variation.key)
    return {
        "section": variation.section,
        "key": variation.key,
        "name": variation.name,
        "low": float(variation.low) if scalar else float("nan"),
        "high": float(variation.high) if scalar else float("nan"),
        "now": float(setting) if scalar else float("nan"),
        "loss_low": low.loss,
        "loss_high": high.loss,
        "span": _span(low.loss, high.loss, today.loss),
        "alone_low": low.alone,
        "alone_high": high.alone,
        "alone_span": _span(low.alone, high.alone, today.alone),
    }


def _span(*figures: float) -> float:
    return max(figures) - min(figures)
