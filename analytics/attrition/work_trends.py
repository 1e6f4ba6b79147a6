"""Does somebody pursue the work less than before, or prepare to go? Contacts, customers, log-ins.

Indicators of :mod:`analytics.attrition.indicators`: each takes the extract and the landmarks of
salespeople (:func:`analytics.attrition.landmarks.today`) and returns
:class:`~analytics.attrition.indicator_values.IndicatorValues`, or, where nothing can be said about
anybody, the reason.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attrition.indicator_values import (
    IndicatorValues,
    by_day,
    month_number,
    month_sums,
)
from analytics.extract import Extract
from analytics.messages import Message, Percent, message

__all__ = [
    "activity_level",
    "activity_trend",
    "breadth_trend",
    "handovers_away",
    "login_trend",
    "recent_exports",
]

#: Months compared, months they are compared with, and how many of those must be on record.
_RECENT, _PAST, _PAST_NEEDED = 3, 12, 9
#: How many months back the best year may begin, the recent ones left out.
_REACH = 33
#: Contact days (or customers touched) of the past months below which a trend is chance.
_PAST_COUNT_NEEDED = 12
#: One standard deviation of the logarithm of a trend, and of a number of handovers or exports.
_TREND_SPREAD, _COUNT_SPREAD = 0.25, 0.7
#: Added to observed and expected counts, so that a logarithm of none exists (Haldane 1956).
_ADDED = 0.5
_TOO_SHORT = message("nobody has nine complete months on record before the last three")


def activity_trend(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Contact days of the last three complete months against the twelve before.

    value: change against the own past (−0.41: fell by 41 %); reference: the company's change over
    the same months and people, so that a season or a holiday moves nobody. z = log of their ratio
    over √(spread² + counting error²) where it fell short, else 0: more contacts come from more
    customers and say nothing. Needs nine past months and twelve past contact days.
    """
    return _own_trend(extract, landmarks, "contact_days", _activity_text)


def activity_level(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Contact days of the last three complete months against the best twelve of up to 33 before.

    Defined as :func:`activity_trend`: whoever withdrew slowly, or long ago, has no fall within
    the past year to show. The company's change is counted from everybody's best year, too, so
    that a best year which chance made good moves nobody.
    """
    return _own_trend(extract, landmarks, "contact_days", _level_text, reach=_REACH)


def breadth_trend(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Customers touched a month, of the last three complete months against the twelve before.

    Defined as :func:`activity_trend`, with distinct customers a month in place of contact days.
    """
    return _own_trend(extract, landmarks, "customers", _breadth_text)


def login_trend(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Log-ins of the last three complete months against the twelve before, as activity_trend."""
    if "access_log" not in extract.tables:
        return message("there is no access log")
    return _own_trend(extract, landmarks, "logins", _login_text)


def recent_exports(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Exports of the last three complete months, against the colleagues.

    value: number of exports; reference: the colleagues' mean. z = log((1 + value) /
    (1 + reference)) over a spread of 0.7; zero exports are an observation, not a gap.
    """
    if "access_log" not in extract.tables:
        return message("there is no access log")
    return _against_mean(extract, landmarks, "exports", _RECENT, _export_text)


def handovers_away(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Customers whose ownership went from somebody to a colleague within twelve months.

    value: number of customers; reference: the colleagues' mean. z as in :func:`recent_exports`.
    """
    if "assignments" not in extract.tables or "handovers" not in extract.rep_months:
        return message("there is no history of who owned which customer")
    return _against_mean(extract, landmarks, "handovers", _PAST, _handover_text)


def _against_mean(
    extract: Extract,
    landmarks: pd.DataFrame,
    column: str,
    months: int,
    text: Callable[[float, float], Message],
) -> IndicatorValues | Message:
    sums, person, complete, _ = month_sums(landmarks, extract.rep_months, column)
    recent = sums[person, complete] - sums[person, np.maximum(complete - months, 0)]
    value = pd.Series(recent, index=landmarks.index)
    reference = by_day(landmarks, value).transform("mean")
    value, reference = value[reference > 0], reference[reference > 0]
    if value.empty:
        return message("there are none on record")
    z = np.log((1 + value) / (1 + reference)) / _COUNT_SPREAD
    return IndicatorValues.of(value, reference, z, text)


def _own_trend(
    extract: Extract,
    landmarks: pd.DataFrame,
    column: str,
    text: Callable[[float, float], Message],
    *,
    reach: int = _PAST,
) -> IndicatorValues | Message:
    if column != "logins" and "activities" not in extract.tables:
        return message("there are no contact records")
    rows = extract.rep_months[extract.rep_months[column] > 0]
    if rows.empty:
        return _TOO_SHORT
    counts = _past_and_recent(rows, landmarks, column, reach)
    counts = counts[(counts["months"] >= _PAST_NEEDED) & (counts["past"] >= _PAST_COUNT_NEEDED)]
    if counts.empty:
        return _TOO_SHORT
    usual = counts["past"] / counts["months"] * _RECENT
    company = _daily(landmarks, counts["recent"]) / _daily(landmarks, usual)
    observed, expected = counts["recent"] + _ADDED, usual * company + _ADDED
    spread = np.sqrt(_TREND_SPREAD**2 + 1 / observed + 1 / expected)
    z = np.log(observed / expected).clip(upper=0) / spread
    return IndicatorValues.of(counts["recent"] / usual - 1, company - 1, z, text)


def _daily(landmarks: pd.DataFrame, values: pd.Series) -> pd.Series:
    return by_day(landmarks, values).transform("sum")


def _past_and_recent(
    rows: pd.DataFrame, landmarks: pd.DataFrame, column: str, reach: int
) -> pd.DataFrame:
    """By landmark: recent (sum of three months), past (of the best twelve in a row of up to
    ``reach`` months before, or of as many as there are), months (of those).

    A month counts only if the person and the records were there all that month.
    """
    sums, person, complete, start = month_sums(landmarks, rows, column)
    first = np.maximum(_first_whole_month(landmarks, rows, start), 0)
    newest = np.maximum(complete - _RECENT, 0)
    past, months = np.zeros(len(complete)), np.zeros(len(complete), np.int64)
    for end in (newest - back for back in range(reach - _PAST + 1)):
        begin = np.maximum(first, end - _PAST)
        size = np.maximum(end - begin, 0)
        held = sums[person, np.maximum(end, 0)] - sums[person, np.maximum(end - size, 0)]
        # The newest twelve months count even where they are fewer; older ones only if enough.
        better = (size >= _PAST_NEEDED) & (held * months > past * size)
        better |= (months == 0) & (size > 0)
        past, months = np.where(better, held, past), np.where(better, size, months)
    recent = sums[person, complete] - sums[person, newest]
    return pd.DataFrame({"recent": recent, "past": past, "months": months}, index=landmarks.index)


def _first_whole_month(
    landmarks: pd.DataFrame, rows: pd.DataFrame, start: pd.Timestamp
) -> NDArray[np.int64]:
    """The first month on record of each landmark's person, counted from ``start``.

    The month in which a record begins is rarely whole: it counts from the next on.
    """
    seen = landmarks["rep_id"].map(rows.groupby("rep_id")["month"].min())
    since = landmarks["hired_on"].fillna(seen).fillna(start).clip(lower=start)
    return month_number(since) + 1 - int(month_number(pd.Series([start]))[0])


def _activity_text(change: float, company: float) -> Message:
    own, usual = Percent(abs(change)), Percent(company)
    if change < 0:
        return message(
            "Contacts fell by {change} against the own past year (company: {company})",
            change=own,
            company=usual,
        )
    if _less(change, company):
        return message(
            "Contacts rose by {change} against the own past year, less than the company's "
            "{company}",
            change=own,
            company=usual,
        )
    return message(
        "Contacts rose by {change} against the own past year (company: {company})",
        change=own,
        company=usual,
    )


def _less(change: float, company: float) -> bool:
    """Whether a rise stays behind the company's by what is seen in whole per cent."""
    return round(100 * change) < round(100 * company)


def _level_text(change: float, company: float) -> Message:
    own, usual = Percent(abs(change)), Percent(company)
    if change < 0:
        return message(
            "Contacts are {change} below the own best year before (company: {company})",
            change=own,
            company=usual,
        )
    if _less(change, company):
        return message(
            "Contacts are {change} above the own best year before, less than the company's "
            "{company}",
            change=own,
            company=usual,
        )
    return message(
        "Contacts are {change} above the own best year before (company: {company})",
        change=own,
        company=usual,
    )


def _breadth_text(change: float, company: float) -> Message:
    own, usual = Percent(abs(change)), Percent(company)
    if change < 0:
        return message(
            "{change} fewer customers contacted a month than in the own past year "
            "(company: {company})",
            change=own,
            company=usual,
        )
    if _less(change, company):
        return message(
            "{change} more customers contacted a month than in the own past year, less than the "
            "company's {company}",
            change=own,
            company=usual,
        )
    return message(
        "{change} more customers contacted a month than in the own past year (company: {company})",
        change=own,
        company=usual,
    )


def _login_text(change: float, company: float) -> Message:
    own, usual = Percent(abs(change)), Percent(company)
    if change < 0:
        return message(
            "Log-ins fell by {change} against the own past year (company: {company})",
            change=own,
            company=usual,
        )
    if _less(change, company):
        return message(
            "Log-ins rose by {change} against the own past year, less than the company's {company}",
            change=own,
            company=usual,
        )
    return message(
        "Log-ins rose by {change} against the own past year (company: {company})",
        change=own,
        company=usual,
    )


def _export_text(count: float, usual: float) -> Message:
    return message(
        "{count} export within three months (colleagues on average: {usual})",
        "{count} exports within three months (colleagues on average: {usual})",
        count=int(count),
        usual=round(usual, 1),
    )


def _handover_text(count: float, usual: float) -> Message:
    return message(
        "{count} customer handed to a colleague within a year (colleagues on average: {usual})",
        "{count} customers handed to a colleague within a year (colleagues on average: {usual})",
        count=int(count),
        usual=round(usual, 1),
    )
