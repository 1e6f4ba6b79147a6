"""Does somebody pursue the work less than before? Contacts, customers touched, targets.

Measures of :mod:`analytics.indicators`: each takes the extract and the active salespeople
(indexed by rep_id) and returns a frame rep_id, value, reference, z, message, or, where nothing can
be said about anybody, the reason.
"""

import numpy as np
import pandas as pd

from analytics.inputs import Extract
from analytics.messages import Message, Percent, message

__all__ = ["activity_trend", "breadth_trend", "quota_attainment", "quota_trend"]

#: Months compared, months they are compared with, and how many of those must be on record.
_RECENT, _PAST, _PAST_NEEDED = 3, 12, 9
#: Contact days (or customers touched) of the past months below which a trend is chance.
_PAST_COUNT_NEEDED = 12
#: One standard deviation of the logarithm of a trend, and of attainment.
_TREND_SPREAD, _ATTAINMENT_SPREAD = 0.35, 0.25
#: With fewer colleagues, attainment is compared with 100 % and its trend with none.
_ENOUGH_COLLEAGUES = 5


def activity_trend(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Contact days of the last three complete months against the twelve before.

    value: change against the own past (−0.41: fell by 41 %); reference: the company's change over
    the same months and people, so that a season or a holiday moves nobody. z = log of their ratio
    over √(spread² + counting error²). Needs nine past months and twelve past contact days.
    """
    trend = _own_trend(extract, reps, "contact_days")
    if isinstance(trend, Message):
        return trend
    texts = [
        message(
            "Contacts rose by {change} against the own past year (company: {company})",
            change=Percent(change),
            company=Percent(company),
        )
        if change >= 0
        else message(
            "Contacts fell by {change} against the own past year (company: {company})",
            change=Percent(-change),
            company=Percent(company),
        )
        for change, company in zip(trend["value"], trend["reference"], strict=True)
    ]
    return trend.assign(message=texts)


def breadth_trend(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Customers touched a month, of the last three complete months against the twelve before.

    Defined as :func:`activity_trend`, with distinct customers a month in place of contact days.
    """
    trend = _own_trend(extract, reps, "customers")
    if isinstance(trend, Message):
        return trend
    texts = [
        message(
            "{change} more customers contacted a month than in the own past year "
            "(company: {company})",
            change=Percent(change),
            company=Percent(company),
        )
        if change >= 0
        else message(
            "{change} fewer customers contacted a month than in the own past year "
            "(company: {company})",
            change=Percent(-change),
            company=Percent(company),
        )
        for change, company in zip(trend["value"], trend["reference"], strict=True)
    ]
    return trend.assign(message=texts)


def quota_attainment(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Attained over target, of the periods completed within the last 365 days.

    reference: the company's median, or 1 with fewer than five people. z is the logarithm of their
    ratio where it is below zero, else 0: only falling short speaks for leaving.
    """
    periods = _completed_periods(extract, reps)
    recent = periods["period_end"] > pd.Timestamp(extract.as_of) - pd.Timedelta(days=365)
    sums = periods[recent].groupby("rep_id")[["attained", "quota"]].sum()
    if sums.empty:
        return message("there are no completed targets of the past year")
    value = sums["attained"] / sums["quota"]
    reference = value.median() if len(value) >= _ENOUGH_COLLEAGUES else 1.0
    shortfall = np.log(value.clip(lower=0.05) / max(reference, 0.05)).clip(upper=0)
    texts = [
        message(
            "Reached {value} of the target in the past year (compared with {reference})",
            value=Percent(each),
            reference=Percent(reference),
        )
        for each in value
    ]
    return _rows(value, reference, shortfall / _ATTAINMENT_SPREAD, texts)


def quota_trend(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Attainment of the newest completed period minus the mean of the two to four before.

    The newest period ended within the last 365 days. reference: the company's median change, or 0
    with fewer than five people.
    """
    periods = _completed_periods(extract, reps).sort_values(["rep_id", "period_end"])
    periods["attainment"] = periods["attained"] / periods["quota"]
    periods["age"] = periods.groupby("rep_id").cumcount(ascending=False)
    newest = periods[periods["age"] == 0].set_index("rep_id")
    newest = newest[newest["period_end"] > pd.Timestamp(extract.as_of) - pd.Timedelta(days=365)]
    before = periods[periods["age"].between(1, 4)].groupby("rep_id")["attainment"]
    value = (newest["attainment"] - before.mean()[before.size() >= 2]).dropna()
    if value.empty:
        return message("nobody has targets of three completed periods")
    reference = value.median() if len(value) >= _ENOUGH_COLLEAGUES else 0.0
    texts = [
        message(
            "Newest target reached to {newest}, earlier ones to {earlier} on average",
            newest=Percent(newest.loc[rep_id, "attainment"]),
            earlier=Percent(newest.loc[rep_id, "attainment"] - change),
        )
        for rep_id, change in value.items()
    ]
    return _rows(value, reference, (value - reference) / _ATTAINMENT_SPREAD, texts)


def _own_trend(extract: Extract, reps: pd.DataFrame, column: str) -> pd.DataFrame | Message:
    if "activities" not in extract.tables:
        return message("there are no contact records")
    counts, on_record = _complete_months(extract, reps, column)
    past = on_record.iloc[:, :_PAST].sum(axis=1)
    past_count = counts.where(on_record, 0.0).iloc[:, :_PAST].sum(axis=1)
    enough = (past >= _PAST_NEEDED) & (past_count >= _PAST_COUNT_NEEDED)
    if not enough.any():
        return message("nobody has nine complete months on record before the last three")
    recent = counts.iloc[:, _PAST:].sum(axis=1)[enough]
    usual = (past_count / past * _RECENT)[enough]
    company = recent.sum() / usual.sum()
    expected = usual * company + 0.5
    observed = recent + 0.5
    spread = np.sqrt(_TREND_SPREAD**2 + 1 / observed + 1 / expected)
    return _rows(recent / usual - 1, company - 1, np.log(observed / expected) / spread)


def _complete_months(
    extract: Extract, reps: pd.DataFrame, column: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts by rep and month, and whether the rep and the records were there all that month."""
    day = pd.Timestamp(extract.as_of)
    last = (day + pd.Timedelta(days=1)).to_period("M") - 1
    months = pd.period_range(end=last, periods=_PAST + _RECENT, freq="M").to_timestamp()
    rows = extract.rep_months[extract.rep_months["contact_days"] > 0]
    table = rows.pivot(index="rep_id", columns="month", values=column)
    counts = table.reindex(index=reps.index, columns=months).fillna(0.0).astype(float)
    # The month in which a record begins is rarely whole: it counts from the next on.
    seen = rows.groupby("rep_id")["month"].min().reindex(reps.index)
    since = reps["hired_on"].fillna(seen).clip(lower=rows["month"].min())
    first = since.dt.to_period("M").dt.to_timestamp() + pd.DateOffset(months=1)
    on_record = months.to_numpy()[None, :] >= first.to_numpy()[:, None]
    return counts, pd.DataFrame(on_record, index=counts.index, columns=months)


def _completed_periods(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame:
    """Periods of these reps that ended by as_of, with a positive target and a known result.

    An empty end is the day before the rep's next period; the newest then has none.
    """
    quotas = extract.quotas[extract.quotas["rep_id"].isin(reps.index)]
    quotas = quotas.sort_values(["rep_id", "period_start"])
    following = quotas.groupby("rep_id")["period_start"].shift(-1) - pd.Timedelta(days=1)
    quotas = quotas.assign(period_end=quotas["period_end"].fillna(following))
    usable = (quotas["quota"] > 0) & quotas["attained"].notna()
    return quotas[usable & (quotas["period_end"] <= pd.Timestamp(extract.as_of))]


def _rows(
    value: pd.Series, reference: float, z: pd.Series, texts: list[Message] | None = None
) -> pd.DataFrame:
    frame = pd.DataFrame({"rep_id": value.index, "value": value.to_numpy(dtype=float)})
    frame = frame.assign(reference=float(reference), z=z.to_numpy(dtype=float))
    return frame if texts is None else frame.assign(message=texts)
