"""What has happened around somebody? Time in the company and in the job, manager, team.

Indicators of :mod:`analytics.attrition.indicators`: each takes the extract and the landmarks of
salespeople (:func:`analytics.attrition.landmarks.today`) and returns
:class:`~analytics.attrition.indicator_values.IndicatorValues`, or, where nothing can be said about
anybody, the reason.
"""

import numpy as np
import pandas as pd

from analytics.attrition.indicator_values import (
    IndicatorValues,
    by_day,
    latest,
    years_between,
)
from analytics.extract import Extract
from analytics.messages import Message, message
from analytics.relationships.people import active_reps

__all__ = ["manager_change", "since_promotion", "team_leavers", "tenure"]

#: One standard deviation of log(1 + years) in the company, and since a promotion.
_TENURE_SPREAD, _PROMOTION_SPREAD = 0.6, 0.6
#: How long a colleague's leaving is felt in full (Visier 2022), and what counts for older ones.
_FELT_DAYS, _OLDER_WEIGHT = 135, 0.5
_YEAR = 365
_NO_MANAGERS = message("there is no history of managers")


def tenure(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Years with the company against the median of the salespeople.

    z = difference of log(1 + years) over its spread: the first years matter most, twenty against
    fifteen hardly at all. Of whom no hiring day is known is one of the oldest hands: there before
    anybody whose day is known, and before the first record.
    """
    oldest = by_day(landmarks, landmarks["hired_on"]).transform("min")
    if extract.data_from is not None:
        oldest = oldest.where(~(oldest > pd.Timestamp(extract.data_from)), extract.data_from)
    since = landmarks["hired_on"].fillna(oldest)
    years = years_between(landmarks, since)
    if years.empty:
        return message("there are no hiring dates")
    typical = by_day(landmarks, years).transform("median")
    middle = by_day(landmarks, since[years.index]).transform(_middle)
    z = _log_step(years, typical) / _TENURE_SPREAD
    return IndicatorValues.of(years, typical, z, _tenure_text, landmarks["hired_on"], middle)


def _middle(days: "pd.Series[pd.Timestamp]") -> pd.Timestamp:
    return days.sort_values().iloc[len(days) // 2]


def since_promotion(_extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Months since the last promotion, or since hiring for those never promoted.

    reference: the median. Left out in the first year with the company, where a later promotion
    hides the one before, and altogether where no promotion is recorded (it would be tenure under
    another name).
    """
    promoted = landmarks["last_promoted_on"].notna()
    dated = by_day(landmarks, promoted).transform("any") & ~landmarks["promotion_unknown"]
    first_year = years_between(landmarks, landmarks["hired_on"]).reindex(landmarks.index) < 1
    since = landmarks["last_promoted_on"].fillna(landmarks["hired_on"])
    years = years_between(landmarks, since.where(dated & ~first_year))
    if years.empty:
        return message("there are no dates of promotions")
    typical = by_day(landmarks, years).transform("median")
    z = _log_step(years, typical) / _PROMOTION_SPREAD
    return IndicatorValues.of(12 * years, 12 * typical, z, _promotion_text, promoted)


def manager_change(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Whether the manager changed within the last 365 days (1) or not (0), from rep_history.

    A change is a row of the history whose manager differs from the one in the row before it. Left
    out for people without history.
    """
    history = extract.rep_history[extract.rep_history["manager_id"].notna()]
    if history.empty:
        return _NO_MANAGERS
    history = history.sort_values(["rep_id", "valid_from"])
    before = history.groupby("rep_id")["manager_id"].shift()
    changed = history["valid_from"].where(before.notna() & (before != history["manager_id"]))
    newest = changed.groupby(history["rep_id"]).ffill()
    rows = history[["rep_id", "valid_from"]].assign(changed_on=newest)
    last_row = latest(landmarks, rows, "valid_from")
    last_row = last_row[last_row["valid_from"].notna()]
    if last_row.empty:
        return _NO_MANAGERS
    recent = last_row["changed_on"] > landmarks["day"][last_row.index] - pd.Timedelta(days=_YEAR)
    value = recent.astype(float)
    return IndicatorValues.of(value, 0.0, value, _manager_text)


def team_leavers(extract: Extract, landmarks: pd.DataFrame) -> IndicatorValues | Message:
    """Colleagues of the same team who left within the last 365 days.

    reference: the average over the salespeople with a team. z counts those of the last 135 days in
    full and older ones by half, minus the average of that count.
    """
    placed = landmarks[landmarks["team"].notna()]
    if placed.empty:
        return message("the teams are not recorded")
    teams = _teams(extract, placed)
    counts = placed[["day", "team"]].merge(teams, on=["day", "team"], how="left")
    counts = counts.set_axis(placed.index).fillna(0.0)
    value, felt = counts["left"], counts["felt"]
    reference = by_day(landmarks, value).transform("mean")
    z = felt - by_day(landmarks, felt).transform("mean")
    return IndicatorValues.of(value, reference, z, _team_text, counts["there"] - 1)


def _teams(extract: Extract, placed: pd.DataFrame) -> pd.DataFrame:
    """day, team, left (within a year), felt (older ones by half), there (they and the active)."""
    asked = placed[["day", "team"]].drop_duplicates()
    staff = extract.reps[["team", "hired_on", "left_on", "function"]]
    rows = asked.merge(staff, on="team")
    days = (rows["day"] - rows["left_on"]).dt.days
    left = days.between(0, _YEAR - 1)
    here = active_reps(rows, as_of=rows["day"])
    counts = pd.DataFrame(
        {
            "left": left.astype(float),
            "felt": np.where(days < _FELT_DAYS, 1.0, _OLDER_WEIGHT) * left,
            "there": (left | here).astype(float),
        }
    )
    return counts.groupby([rows["day"], rows["team"]]).sum().reset_index()


def _log_step(years: pd.Series, typical: pd.Series) -> pd.Series:
    return np.log1p(years) - np.log1p(typical)


def _tenure_text(
    _years: float, _typical: float, hired: pd.Timestamp, middle: pd.Timestamp
) -> Message:
    if pd.isna(hired):
        return message(
            "No hiring day on record: one of the longest serving (typical: since {typical})",
            typical=middle.date(),
        )
    return message(
        "With the company since {day} (typical: since {typical})",
        day=hired.date(),
        typical=middle.date(),
    )


def _manager_text(changed: float, _reference: float) -> Message:
    if changed:
        return message("Has had a new manager within the past year")
    return message("No change of manager within the past year")


def _promotion_text(since: float, usual: float, promoted: bool) -> Message:
    months, typical = round(since), round(usual)
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


def _team_text(gone: float, _reference: float, others: float) -> Message:
    if not gone:
        return message("Nobody of the team left within a year")
    return message(
        "{count} of {others} colleagues of the team left within a year",
        "{count} of {others} colleagues of the team left within a year",
        count=int(gone),
        others=int(others),
    )
