"""Does somebody reach the target, and more or less than before?

Indicators of :mod:`analytics.attrition.indicators`: each takes the extract and the landmarks of
salespeople (:func:`analytics.attrition.landmarks.today`) and returns
:class:`~analytics.attrition.indicator_values.IndicatorValues`, or, where nothing can be said about
anybody, the reason.
"""

import numpy as np
import pandas as pd

from analytics.attrition.indicator_values import IndicatorValues, by_day, latest
from analytics.extract import Extract
from analytics.messages import Message, Percent, message

__all__ = ["quota_attainment", "quota_trend"]

#: One standard deviation of the logarithm of attainment.
_ATTAINMENT_SPREAD = 0.25
#: Attainment below this counts as this: a logarithm needs a floor.
_LEAST_ATTAINMENT = 0.05
#: Periods before the newest that its trend is measured against: at most, and at least.
_PERIODS_BEFORE, _PERIODS_NEEDED = 4, 2
_YEAR = 365
#: With fewer colleagues, attainment is compared with 100 % and its trend with none.
_ENOUGH_COLLEAGUES = 5
_NO_YEAR = message("there are no completed targets of the past year")
_NO_TREND = message("nobody has targets of three completed periods")


def quota_attainment(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Attained over target, of the periods completed within the last 365 days.

    reference: the company's median, or 1 with fewer than five people. z is the logarithm of their
    ratio where it is below zero, else 0: only falling short speaks for leaving.
    """
    if extract.quotas.empty:
        return _NO_YEAR
    periods = _completed_periods(extract)
    sums = periods[["attained", "quota"]].groupby(periods["rep_id"]).cumsum()
    running = periods[["rep_id", "known_on", "period_end"]].join(sums)
    now = latest(landmarks, running.drop(columns="period_end"), "known_on")
    then = latest(landmarks, running.drop(columns="known_on"), "period_end", before=_YEAR)
    year = now[["attained", "quota"]] - then[["attained", "quota"]].fillna(0.0)
    # A sum that only rounding keeps from zero is no target.
    year = year[year["quota"] > 1e-9 * now["quota"]]
    if year.empty:
        return _NO_YEAR
    value = (year["attained"] / year["quota"]).astype(float)
    reference = _typical(landmarks, value, 1.0)
    reached, usual = value.clip(lower=_LEAST_ATTAINMENT), reference.clip(lower=_LEAST_ATTAINMENT)
    shortfall = np.log(reached / usual).clip(upper=0)
    return IndicatorValues.of(value, reference, shortfall / _ATTAINMENT_SPREAD, _attainment_text)


def quota_trend(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Attainment of the newest completed period minus the mean of the two to four before.

    The newest period ended within the last 365 days. reference: the company's median change, or 0
    with fewer than five people.
    """
    if extract.quotas.empty:
        return _NO_TREND
    periods = _completed_periods(extract)
    attainment = periods["attained"] / periods["quota"]
    before = attainment.groupby(periods["rep_id"]).transform(
        lambda each: each.shift().rolling(_PERIODS_BEFORE, min_periods=_PERIODS_NEEDED).mean()
    )
    table = periods[["rep_id", "known_on", "period_end"]].assign(
        newest=attainment, change=attainment - before
    )
    last_period = latest(landmarks, table, "known_on")
    recent = last_period["period_end"] > landmarks["day"] - pd.Timedelta(days=_YEAR)
    last_period = last_period[recent & last_period["change"].notna()]
    if last_period.empty:
        return _NO_TREND
    value = last_period["change"].astype(float)
    reference = _typical(landmarks, value, 0.0)
    z = (value - reference) / _ATTAINMENT_SPREAD
    return IndicatorValues.of(value, reference, z, _trend_text, last_period["newest"])


def _typical(
    landmarks: pd.DataFrame, value: "pd.Series[float]", otherwise: float
) -> "pd.Series[float]":
    """The day's median, or a fixed value where too few people are compared."""
    grouped = by_day(landmarks, value)
    enough = grouped.transform("size") >= _ENOUGH_COLLEAGUES
    typical: pd.Series[float] = grouped.transform("median").where(enough, otherwise)
    return typical


def _completed_periods(extract: Extract) -> pd.DataFrame:
    """Periods that ended by as_of, with a positive target and a known result, and known_on.

    An empty end is the day before the rep's next period; the newest then has none, and the end
    is known only when the next period has begun.
    """
    quotas = extract.quotas.sort_values(["rep_id", "period_start"])
    following = quotas.groupby("rep_id")["period_start"].shift(-1)
    ends = quotas["period_end"].fillna(following - pd.Timedelta(days=1))
    quotas = quotas.assign(period_end=ends, known_on=quotas["period_end"].fillna(following))
    usable = (quotas["quota"] > 0) & quotas["attained"].notna()
    past = quotas["period_end"] <= pd.Timestamp(extract.as_of)
    return quotas[usable & past].sort_values(["rep_id", "period_end"], kind="stable")


def _attainment_text(reached: float, reference: float) -> Message:
    return message(
        "Reached {value} of the target in the past year (usual here: {reference})",
        value=Percent(reached),
        reference=Percent(reference),
    )


def _trend_text(change: float, _reference: float, newest: float) -> Message:
    return message(
        "Newest target reached to {newest}, earlier ones to {earlier} on average",
        newest=Percent(newest),
        earlier=Percent(newest - change),
    )
