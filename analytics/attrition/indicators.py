"""Which indicators of leaving does each salesperson show, compared with what, in words?

Every indicator is computed from what was known at the end of ``as_of`` (the extract holds nothing
later). A table that is absent, or too little of it, leaves the indicator out: missing, never zero.
Age, sex, origin, health, family, religion and union membership are not used, and nothing else is
read than the frames of :class:`~analytics.extract.Extract`. Log-ins and exports are used only where
the policy says so.

Each value is standardised, z = (value − reference) / usual spread, clipped to ±2.5; the usual
spreads (``*_SPREAD``) are judgements of one standard deviation in a sales force, because the
spread among five people says little. z grows with the value; the sign of its effect is in
:data:`analytics.attrition.scorecard.INDICATORS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.attrition.career import manager_change, since_promotion, team_leavers, tenure
from analytics.attrition.indicator_values import IndicatorValues
from analytics.attrition.landmarks import today
from analytics.attrition.pay import commission_vs_peers, long_term_plan, pay_vs_peers
from analytics.attrition.quota import quota_attainment, quota_trend
from analytics.attrition.scorecard import ACCESS_LOG_INDICATORS, INDICATORS
from analytics.attrition.work_trends import (
    activity_level,
    activity_trend,
    breadth_trend,
    handovers_away,
    login_trend,
    recent_exports,
)
from analytics.extract import Extract
from analytics.messages import Message, message

__all__ = ["Indicators", "indicators_at", "leaving_indicators"]

_CLIP = 2.5
_COLUMNS = {
    "rep_id": "str",
    "indicator": "str",
    "value": "float64",
    "reference": "float64",
    "z": "float64",
    "message": "object",
}

_COMPUTED_BY: dict[str, Callable[[Extract, pd.DataFrame], IndicatorValues | Message]] = {
    "activity_trend": activity_trend,
    "activity_level": activity_level,
    "breadth_trend": breadth_trend,
    "quota_attainment": quota_attainment,
    "quota_trend": quota_trend,
    "pay_vs_peers": pay_vs_peers,
    "commission_vs_peers": commission_vs_peers,
    "since_promotion": since_promotion,
    "tenure": tenure,
    "manager_change": manager_change,
    "team_leavers": team_leavers,
    "handovers_away": handovers_away,
    "long_term_plan": long_term_plan,
    "login_trend": login_trend,
    "recent_exports": recent_exports,
}


@dataclass(frozen=True, slots=True, eq=False)
class Indicators:
    """What could be said about whom.

    frame: rep_id, indicator (code of INDICATORS), value, reference (what it is compared with, in
    the unit of value), z (standardised, −2.5 … 2.5), message; sorted by rep_id, then in the order
    of INDICATORS. ``unavailable``: what could not be computed for everybody, or for how many.
    """

    frame: pd.DataFrame
    unavailable: tuple[Message, ...]


def leaving_indicators(extract: Extract, *, access_log: bool = False) -> Indicators:
    """Compute every indicator for the active salespeople named in the table of reps.

    Reps that are only named by an id elsewhere have no indicators. An empty source, or one
    without salespeople, gives an empty frame and nothing unavailable. Log-ins and exports are
    looked at only with ``access_log``.
    """
    people = today(extract)
    if people.empty:
        return Indicators(_frame([]), ())
    computed = indicators_at(extract, people, access_log=access_log)
    unavailable = [_explained(code, each, len(people)) for code, each in computed.items()]
    frames = [
        each.frame.assign(
            indicator=code, rep_id=people["rep_id"][each.frame.index], message=each.texts()
        )
        for code, each in computed.items()
        if isinstance(each, IndicatorValues)
    ]
    return Indicators(_frame(frames), tuple(note for note in unavailable if note is not None))


def indicators_at(
    extract: Extract, landmarks: pd.DataFrame, *, access_log: bool
) -> dict[str, IndicatorValues | Message]:
    """Every indicator by code, or why it cannot be computed; z is limited to ±2.5.

    landmarks: the salespeople and days it is computed for (:mod:`analytics.attrition.landmarks`).
    """
    computed = {
        code: each(extract, landmarks)
        for code, each in _COMPUTED_BY.items()
        if access_log or code not in ACCESS_LOG_INDICATORS
    }
    for each in computed.values():
        if isinstance(each, IndicatorValues):
            each.frame["z"] = each.frame["z"].clip(-_CLIP, _CLIP)
    return computed


def _explained(code: str, computed: IndicatorValues | Message, people: int) -> Message | None:
    name = INDICATORS[code].name
    if isinstance(computed, Message):
        return message("{indicator}: not computed, {reason}", indicator=name, reason=computed)
    if len(computed.frame) == people:
        return None
    return message(
        "{indicator}: not known for {count} salesperson",
        "{indicator}: not known for {count} salespeople",
        count=people - len(computed.frame),
        indicator=name,
    )


def _frame(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    frame = pd.concat(filled, ignore_index=True)[list(_COLUMNS)]
    order = frame["indicator"].map({code: position for position, code in enumerate(INDICATORS)})
    sorting = np.lexsort((order.to_numpy(), frame["rep_id"].to_numpy(dtype=object)))
    return frame.iloc[sorting].reset_index(drop=True).astype(_COLUMNS)
