"""How likely one person may leave, in words before numbers, and what was looked at."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.attrition.drivers import NOTICE, REASON, TEAM
from analytics.attrition.scorecard import INDICATORS
from analytics.messages import Message, Percent, message
from pages.components import numbers
from pages.components.columns import Column
from pages.components.text import t_text, tm_text
from pages.components.words import BANDS, NO_ESTIMATE, word_or_code

__all__ = [
    "band_sentence",
    "chance_sentence",
    "estimated_band",
    "indicator_columns",
    "indicators",
    "reasons",
    "telling",
]

#: Reasons that stand beside the estimate.
_MOST_TELLING = 3


def estimated_band(reps: pd.DataFrame) -> "pd.Series[str]":
    """attrition_band, but NO_ESTIMATE for whom no model was asked: a usual rate is no estimate."""
    asked = reps["attrition_low"].notna() | (reps["attrition_band"] == NOTICE)
    return reps["attrition_band"].where(asked | reps["attrition_band"].isna(), NO_ESTIMATE)


def band_sentence(row: Mapping[str, Any]) -> Message | None:
    """The chance of leaving in a word; none for who has left."""
    band = row["attrition_band"]
    if not row["active"] or not isinstance(band, str):
        return None
    if band == NOTICE:
        return _notice(row)
    if row["function"] == "owner":
        return message("Not estimated: the owner (counted as 0 %).")
    if pd.isna(row["attrition_low"]):
        return message("Chance of leaving within 12 months: not estimated.")
    return message(
        "Chance of leaving within 12 months: {band}.", band=BANDS.get(band, message("not known"))
    )


def _notice(row: Mapping[str, Any]) -> Message:
    if pd.isna(row["leaves_on"]):
        return message("Has given notice.")
    return message("Has given notice and leaves on {day}.", day=row["leaves_on"].date())


def chance_sentence(row: Mapping[str, Any]) -> Message | None:
    """The estimate in per cent with its range; None where there is none to make."""
    chance = row["attrition_probability"]
    if not row["active"] or pd.isna(chance) or row["attrition_band"] == NOTICE:
        return None
    if row["function"] == "owner":
        return None
    if pd.isna(row["attrition_low"]):
        return message(
            "Taken as {chance}: the usual rate, for nothing personal is estimated here.",
            chance=Percent(float(chance)),
        )
    return message(
        "Estimate: {chance}, range {range} (4 of 5 times). It cannot see into anybody, and is a "
        "reason to talk, not a verdict.",
        chance=Percent(float(chance)),
        range=numbers.percent_range(row["attrition_low"], row["attrition_high"]),
    )


def telling(assessment: Assessment, rep_id: str) -> tuple[Message, ...]:
    """The reasons that move the estimate most, either way, and from what to what."""
    own = reasons(assessment, rep_id)
    told = own[own["probability_without"].notna()].head(_MOST_TELLING)
    return tuple(_moving(row) for row in told.to_dict("records"))


def reasons(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    """The drivers of one person that are reasons, for leaving or staying, the weightiest first:
    columns of ``assessment.drivers`` and chance (the estimate), leaving (whether it speaks for
    leaving)."""
    own = _with_chance(assessment, rep_id)
    return own[own["reason"].notna()]


def _with_chance(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    reps, drivers = assessment.reps, assessment.drivers
    chance = float(reps.loc[reps["rep_id"] == rep_id, "attrition_probability"].iloc[0])
    own = drivers[drivers["rep_id"] == rep_id]
    # Notice has no chance without it: it decides.
    return own.assign(chance=chance, leaving=~(own["probability_without"] > chance))


def _moving(row: Mapping[Any, Any]) -> Message:
    values = {
        "reason": row["message"],
        "without": Percent(float(row["probability_without"])),
        "chance": Percent(float(row["chance"])),
    }
    match row["leaving"], row["reason"]:
        case True, "strong":
            return message(
                "{reason}: raises the estimate from {without} to {chance} (strong)", **values
            )
        case True, _:
            return message(
                "{reason}: raises the estimate from {without} to {chance} (weak)", **values
            )
        case _, "strong":
            return message(
                "{reason}: lowers the estimate from {without} to {chance} (strong)", **values
            )
    return message("{reason}: lowers the estimate from {without} to {chance} (weak)", **values)


def indicators(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    """What was looked at, in words, and which way it speaks: name, text, effect, moved_words."""
    own = _with_chance(assessment, rep_id)
    rows = own.to_dict("records")
    return pd.DataFrame(
        {
            "name": [_name(code) for code in own["indicator"]],
            "text": [tm_text(each) for each in own["message"]],
            "effect": [_effect(row) for row in rows],
            "moved_words": [_moved_words(row) for row in rows],
        }
    )


def _name(code: str) -> str:
    if code == NOTICE:
        return t_text("Notice")
    if code == TEAM:
        return t_text("History of the team")
    return word_or_code({each.code: each.name for each in INDICATORS.values()}, code)


def _effect(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["probability_without"]):
        return t_text("decides")
    if pd.isna(row["reason"]):
        return t_text("neither way")
    if row["leaving"]:
        return t_text("for leaving")
    return t_text("for staying")


def _moved_words(row: Mapping[Any, Any]) -> str:
    """From what to what the indicator moves the estimate."""
    if pd.isna(row["probability_without"]):
        return "–"
    if abs(row["chance"] - row["probability_without"]) < REASON:
        return t_text("hardly at all")
    return t_text(
        "from {without} to {chance}",
        without=Percent(float(row["probability_without"])),
        chance=Percent(float(row["chance"])),
    )


def indicator_columns() -> tuple[Column, ...]:
    """The columns of the indicators."""
    return (
        Column("name", t_text("Looked at"), width=230),
        Column("text", t_text("Against what is usual"), width=420),
        Column("effect", t_text("Speaks"), width=150),
        Column("moved_words", t_text("Moves the estimate"), width=170),
    )
