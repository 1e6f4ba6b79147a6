"""How likely one person may leave, in words before numbers, and what was looked at."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.attrition.probability import NOTICE, TEAM
from analytics.attrition.scorecard import INDICATORS
from analytics.messages import Message, Percent, message
from pages.components import numbers
from pages.components.columns import Column
from pages.components.text import t_text, tm_text
from pages.components.words import BANDS, word_or_code

__all__ = ["band_sentence", "chance_sentence", "indicator_columns", "indicators", "telling"]

#: An odds ratio nearer to one than this says neither more nor less.
_NOTHING = 0.05
#: Reasons that stand beside the estimate.
_MOST_TELLING = 3


def band_sentence(row: Mapping[str, Any]) -> Message | None:
    """The chance of leaving in a word; none for who has left."""
    band = row["attrition_band"]
    if not row["active"] or not isinstance(band, str):
        return None
    if band == NOTICE:
        return message("Has given notice.")
    return message(
        "Chance of leaving within 12 months: {band}.", band=BANDS.get(band, message("not known"))
    )


def chance_sentence(row: Mapping[str, Any]) -> Message | None:
    """The estimate in per cent with its range; None where there is none to make."""
    chance = row["attrition_probability"]
    if not row["active"] or pd.isna(chance) or row["attrition_band"] == NOTICE:
        return None
    if pd.isna(row["attrition_low"]):
        return message(
            "Taken as {chance}: the usual rate, for nothing personal is estimated here.",
            chance=Percent(float(chance)),
        )
    return message(
        "Estimate: {chance}, {range} (range, 4 of 5 times). It cannot see into anybody, and is a "
        "reason to talk, not a verdict.",
        chance=Percent(float(chance)),
        range=numbers.percent_range(row["attrition_low"], row["attrition_high"]),
    )


def telling(assessment: Assessment, rep_id: str) -> tuple[Message, ...]:
    """What moves the estimate most, either way, with its odds; as the drivers are sorted."""
    drivers = assessment.drivers
    own = drivers[(drivers["rep_id"] == rep_id) & ((drivers["odds_ratio"] - 1).abs() >= _NOTHING)]
    return tuple(
        message("{reason}: {odds}", reason=each, odds=_odds_words(ratio))
        for each, ratio in zip(
            own["message"].head(_MOST_TELLING), own["odds_ratio"].head(_MOST_TELLING), strict=True
        )
    )


def indicators(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    """What was looked at, in words, and which way it speaks: name, text, effect, odds_words."""
    drivers = assessment.drivers
    own = drivers[drivers["rep_id"] == rep_id]
    return pd.DataFrame(
        {
            "name": [_name(code) for code in own["indicator"]],
            "text": [tm_text(each) for each in own["message"]],
            "effect": [_effect(ratio) for ratio in own["odds_ratio"]],
            "odds_words": [_odds_words(ratio) for ratio in own["odds_ratio"]],
        }
    )


def _name(code: str) -> str:
    if code == NOTICE:
        return t_text("Notice")
    if code == TEAM:
        return t_text("History of the team")
    return word_or_code({each.code: each.name for each in INDICATORS.values()}, code)


def _effect(ratio: float) -> str:
    if pd.isna(ratio):
        return t_text("decides")
    if abs(ratio - 1) < _NOTHING:
        return t_text("as usual")
    return t_text("rather for leaving") if ratio > 1 else t_text("rather for staying")


def _odds_words(ratio: float) -> str:
    """An odds ratio as words.

    >>> _odds_words(1.72)
    '1.7 times the odds'
    """
    if pd.isna(ratio):
        return "–"
    if abs(ratio - 1) < _NOTHING:
        return t_text("hardly any")
    return t_text("{ratio} times the odds", ratio=numbers.decimal(ratio, 1 if ratio >= 1 else 2))


def indicator_columns() -> tuple[Column, ...]:
    """The columns of the indicators."""
    return (
        Column("name", t_text("Looked at"), width=230),
        Column("text", t_text("Against what is usual"), width=420),
        Column("effect", t_text("Speaks"), width=150),
        Column("odds_words", t_text("How much"), width=150),
    )
