"""What has happened around somebody? Time in the company and in the job, manager, team.

Measures of :mod:`analytics.indicators`: each takes the extract and the active salespeople
(indexed by rep_id) and returns a frame rep_id, value, reference, z, message, or, where nothing can
be said about anybody, the reason.
"""

import numpy as np
import pandas as pd

from analytics.inputs import Extract
from analytics.messages import Message, message

__all__ = ["manager_change", "since_promotion", "team_leavers", "tenure"]

#: One standard deviation of log(1 + years) in the company, and since a promotion.
_TENURE_SPREAD, _PROMOTION_SPREAD = 0.6, 0.6
#: How long a colleague's leaving is felt in full (Visier 2022), and what counts for older ones.
_FELT_DAYS, _OLDER_WEIGHT = 135, 0.5
_YEAR = pd.Timedelta(days=365)


def tenure(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Years with the company against the median of the salespeople.

    z = difference of log(1 + years) over its spread: the first years matter most, twenty against
    fifteen hardly at all.
    """
    years = _years_since(extract, reps["hired_on"])
    if years.empty:
        return message("there are no hiring dates")
    typical = years.median()
    middle = reps["hired_on"].dropna().sort_values().iloc[len(years) // 2].date()
    texts = [
        message(
            "With the company since {day} (typical: since {typical})",
            day=day.date(),
            typical=middle,
        )
        for day in reps.loc[years.index, "hired_on"]
    ]
    return _rows(years, typical, _log_step(years, typical) / _TENURE_SPREAD, texts)


def since_promotion(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Months since the last promotion, or since hiring for those never promoted.

    reference: the median. Left out in the first year with the company, and altogether where no
    promotion is recorded (it would be tenure under another name).
    """
    if reps["last_promoted_on"].isna().all():
        return message("there are no dates of promotions")
    first_year = _years_since(extract, reps["hired_on"]).reindex(reps.index) < 1
    since = reps["last_promoted_on"].fillna(reps["hired_on"])
    years = _years_since(extract, since.mask(first_year))
    if years.empty:
        return message("there are no dates of promotions")
    typical = years.median()
    promoted = reps["last_promoted_on"].notna()
    texts = [
        _promotion_text(round(12 * each), round(12 * typical), bool(promoted[rep_id]))
        for rep_id, each in years.items()
    ]
    z = _log_step(years, typical) / _PROMOTION_SPREAD
    return _rows(12 * years, 12 * typical, z, texts)


def manager_change(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Whether the manager changed within the last 365 days (1) or not (0), from rep_history.

    A change is a row of the history whose manager differs from the one in the row before it. Left
    out for people without history.
    """
    history = extract.rep_history[extract.rep_history["rep_id"].isin(reps.index)]
    history = history[history["manager_id"].notna()].sort_values(["rep_id", "valid_from"])
    if history.empty:
        return message("there is no history of managers")
    before = history.groupby("rep_id")["manager_id"].shift()
    changed = before.notna() & (before != history["manager_id"])
    recent = history["valid_from"] > pd.Timestamp(extract.as_of) - _YEAR
    value = (changed & recent).groupby(history["rep_id"]).any().astype(float)
    texts = [
        message("Has had a new manager within the past year")
        if each
        else message("No change of manager within the past year")
        for each in value
    ]
    return _rows(value, 0.0, value, texts)


def team_leavers(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Colleagues of the same team who left within the last 365 days.

    reference: the average over the salespeople with a team. z counts those of the last 135 days in
    full and older ones by half, minus the average of that count.
    """
    placed = reps[reps["team"].notna()]
    if placed.empty:
        return message("the teams are not recorded")
    days = (pd.Timestamp(extract.as_of) - extract.reps["left_on"]).dt.days
    felt = pd.Series(np.where(days < _FELT_DAYS, 1.0, _OLDER_WEIGHT), index=days.index)
    left = days.between(0, 364)
    there = left | (extract.reps["left_on"].isna() & (extract.reps["function"] != "system"))
    team = extract.reps["team"]
    count = left.astype(float).groupby(team).sum().reindex(placed["team"]).to_numpy()
    weight = felt.where(left, 0.0).groupby(team).sum().reindex(placed["team"]).to_numpy()
    others = there.groupby(team).sum().reindex(placed["team"]).to_numpy() - 1
    texts = [_team_text(int(gone), int(all_)) for gone, all_ in zip(count, others, strict=True)]
    value = pd.Series(count, index=placed.index)
    z = pd.Series(weight - weight.mean(), index=placed.index)
    return _rows(value, float(count.mean()), z, texts)


def _years_since(extract: Extract, days: pd.Series) -> pd.Series:
    """Years from each day to as_of; rows without a day are left out."""
    return (pd.Timestamp(extract.as_of) - days).dropna().dt.days / 365.25


def _log_step(years: pd.Series, typical: float) -> pd.Series:
    return np.log1p(years) - np.log1p(typical)


def _promotion_text(months: int, typical: int, promoted: bool) -> Message:
    if promoted:
        return message(
            "{count} month since the last promotion (typical: {typical})",
            "{count} months since the last promotion (typical: {typical})",
            count=months,
            typical=typical,
        )
    return message(
        "{count} month with the company, no promotion recorded (typical: {typical})",
        "{count} months with the company, no promotion recorded (typical: {typical})",
        count=months,
        typical=typical,
    )


def _team_text(gone: int, others: int) -> Message:
    if not gone:
        return message("Nobody of the team left within a year")
    return message(
        "{count} of {others} colleagues of the team left within a year",
        "{count} of {others} colleagues of the team left within a year",
        count=gone,
        others=others,
    )


def _rows(value: pd.Series, reference: float, z: pd.Series, texts: list[Message]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rep_id": value.index,
            "value": value.to_numpy(dtype=float),
            "reference": float(reference),
            "z": z.to_numpy(dtype=float),
            "message": texts,
        }
    )
