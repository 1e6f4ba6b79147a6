"""Is somebody paid or bound less than others in the same job? Indicators by title.

Indicators of :mod:`analytics.attrition.indicators`: each takes the extract and the landmarks of
salespeople (:func:`analytics.attrition.landmarks.today`) and returns
:class:`~analytics.attrition.indicator_values.IndicatorValues`, or, where nothing can be said about
anybody, the reason. Groups of fewer than five are left out, so that nobody's pay can be read from
a comparison.
"""

import numpy as np
import pandas as pd

from analytics.attrition.indicator_values import IndicatorValues, latest
from analytics.extract import Extract
from analytics.messages import Message, Percent, message

__all__ = [
    "PAY_SPREAD",
    "commission_vs_peers",
    "long_term_plan",
    "newest_pay",
    "pay_of_job",
    "pay_vs_peers",
]

#: Smallest group (with the person) within which pay is compared.
_PEERS_NEEDED = 5
#: One standard deviation of the logarithm of pay, and of a commission rate, within a job; and of a
#: plan held by half.
PAY_SPREAD, _COMMISSION_SPREAD, _PLAN_SPREAD = 0.2, 0.3, 0.5
_NO_PAY = message("no job has five people whose pay is recorded")
_NO_COMMISSION = message("no job has five people whose commission is recorded")
_NO_PLANS = message("long-term plans of fewer than five people are recorded")


def pay_vs_peers(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Base plus variable pay against the median of the same title and currency.

    value: the ratio minus 1; reference 0. The newest pay record of each person counts. Base alone
    is compared in a group where somebody's variable pay is not recorded.
    """
    if extract.compensation.empty:
        return _NO_PAY
    pay = pay_of_job(extract, landmarks)
    pay = pay[pay["people"] >= _PEERS_NEEDED]
    ratio, others = (pay["pay"] / pay["middle"]).astype(float), pay["people"] - 1
    if ratio.empty:
        return _NO_PAY
    return IndicatorValues.of(ratio - 1, 0.0, np.log(ratio) / PAY_SPREAD, _pay_text, others)


def pay_of_job(extract: Extract, landmarks: pd.DataFrame) -> pd.DataFrame:
    """Pay a year and the median of the same title and currency, by landmark of recorded pay.

    Columns: pay, middle, people (of that title and currency, oneself included), currency. Base
    alone counts in a group where somebody's variable pay is not recorded.
    """
    pay = newest_pay(extract, landmarks)
    pay = pay[(pay["base"] > 0) & pay["title"].notna()]
    group = [pay["day"], pay["title"], pay["currency"].fillna("")]
    complete = pay["variable"].notna().groupby(group).transform("all")
    amount = (pay["base"] + pay["variable"].where(complete, 0.0)).astype(float)
    return pd.DataFrame(
        {
            "pay": amount,
            "middle": amount.groupby(group).transform("median"),
            "people": amount.groupby(group).transform("size"),
            "currency": pay["currency"],
        }
    )


def commission_vs_peers(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Commission rate against the median of the same title.

    value: the ratio minus 1; reference 0. The newest pay record of each person counts.
    """
    if extract.compensation.empty:
        return _NO_COMMISSION
    pay = newest_pay(extract, landmarks)
    pay = pay[(pay["commission_rate"] > 0) & pay["title"].notna()]
    ratio, others = _against_median(pay["commission_rate"], [pay["day"], pay["title"]])
    if ratio.empty:
        return _NO_COMMISSION
    z = np.log(ratio) / _COMMISSION_SPREAD
    return IndicatorValues.of(ratio - 1, 0.0, z, _commission_text, others)


def long_term_plan(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Whether somebody has a long-term plan (1) or not (0), against the share of peers who do.

    Peers are those of the same title where five are recorded, else all salespeople. Left out where
    none of the peers has a plan, or fewer than five are recorded at all.
    """
    if extract.compensation.empty:
        return _NO_PLANS
    pay = newest_pay(extract, landmarks)
    pay = pay[pay["long_term_plan"].notna()]
    held = pay["long_term_plan"].astype(float)
    everybody = held.groupby(pay["day"])
    alike = held.groupby([pay["day"], pay["title"]])
    share = alike.transform("mean").where(
        alike.transform("size") >= _PEERS_NEEDED, everybody.transform("mean")
    )
    enough = everybody.transform("size") >= _PEERS_NEEDED
    if not enough.any():
        return _NO_PLANS
    held, share = held[enough & (share > 0)], share[enough & (share > 0)]
    if held.empty:
        return message("nobody is recorded with a long-term plan")
    return IndicatorValues.of(held, share, (held - share) / _PLAN_SPREAD, _plan_text)


def _against_median(
    pay: "pd.Series[float]", group: list[pd.Series]
) -> tuple["pd.Series[float]", "pd.Series[int]"]:
    """Ratio to the median of the group, and how many others it has, where it has enough people."""
    size = pay.groupby(group).transform("size")
    enough = size >= _PEERS_NEEDED
    ratio = (pay / pay.groupby(group).transform("median"))[enough]
    return ratio.astype(float), size[enough] - 1


def newest_pay(extract: Extract, landmarks: pd.DataFrame) -> pd.DataFrame:
    """The newest pay record of each landmark, with its title and day."""
    pay = latest(landmarks, extract.compensation, "period_start")
    return pay.assign(title=landmarks["title"], day=landmarks["day"])


def _pay_text(above: float, _reference: float, others: int) -> Message:
    if above < 0:
        return message(
            "Pay is {difference} below the middle of the same job ({others} others)",
            difference=Percent(-above),
            others=int(others),
        )
    return message(
        "Pay is {difference} above the middle of the same job ({others} others)",
        difference=Percent(above),
        others=int(others),
    )


def _commission_text(above: float, _reference: float, others: int) -> Message:
    if above < 0:
        return message(
            "The commission rate is {difference} below the middle of the same job "
            "({others} others)",
            difference=Percent(-above),
            others=int(others),
        )
    return message(
        "The commission rate is {difference} above the middle of the same job ({others} others)",
        difference=Percent(above),
        others=int(others),
    )


def _plan_text(held: float, share: float) -> Message:
    if held:
        return message("Has a long-term plan, as {share} of the peers do", share=Percent(share))
    return message("Has no long-term plan; {share} of the peers do", share=Percent(share))
