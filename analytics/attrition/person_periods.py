"""The company's own history of leaving: who was there in which month, showing which indicators?

Every month end within the records is a landmark: the indicators of everybody in sales as known on
that day, and what happened within the twelve months that followed. The event is the day on which
somebody gave notice, or 30 days before the last day where no notice is recorded: from then on, the
indicators are consequences of the decision, not warnings of it. Months after it belong to nobody.

References
----------
Singer & Willett 1993, Journal of Educational Statistics 18 (discrete-time hazard); van
Houwelingen 2007, Scandinavian Journal of Statistics 34 (landmarks).
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attrition.indicator_values import IndicatorValues
from analytics.attrition.indicators import indicators_at
from analytics.attrition.landmarks import at_days, teams_of
from analytics.attrition.recording import seem_gone
from analytics.extract import Extract
from analytics.relationships.people import estimated_leaving

__all__ = ["HORIZON_MONTHS", "PersonPeriods", "person_periods"]

#: Months within which a departure counts.
HORIZON_MONTHS = 12
#: Days of a year; nobody's notice counts for more than half of one.
_YEAR = 365
#: Landmarks at most: older years say little about today's company.
_LANDMARKS = 72


@dataclass(frozen=True, slots=True, eq=False)
class PersonPeriods:
    """One row for each salesperson and landmark.

    rep_ids and days (the landmark) by row; z: rows × ``codes``, z of each indicator, missing
    where unknown; teams: name of the team (or else the manager) of that day, missing without;
    seen: how many of the following 12 months are within the records; decides_in: in which month
    after the landmark (1: the next) the person decided to leave, infinite without; known_on: the
    day on which that became known (notice, or the last day); left_on; seem_gone: salespeople who
    seem to have left although nobody recorded it.
    """

    codes: tuple[str, ...]
    rep_ids: NDArray[np.object_]
    days: NDArray[np.datetime64]
    z: NDArray[np.float64]
    teams: NDArray[np.object_]
    seen: NDArray[np.float64]
    decides_in: NDArray[np.float64]
    known_on: NDArray[np.datetime64]
    left_on: NDArray[np.datetime64]
    seem_gone: int = 0

    def __len__(self) -> int:
        return len(self.rep_ids)

    @property
    def left(self) -> NDArray[np.float64]:
        """1 where the person decided to leave within the months that are seen, else 0."""
        return (self.decides_in <= self.seen).astype(float)

    @property
    def survived(self) -> NDArray[np.float64]:
        """Months after the landmark, at most 12, that were stayed in full."""
        return np.where(self.left > 0, self.decides_in - 1, self.seen)

    @property
    def leavers(self) -> int:
        """How many people decided to leave within the months that are seen, and have left."""
        gone = (self.left > 0) & ~np.isnat(self.left_on)
        return len(np.unique(self.rep_ids[gone].astype(str)))

    @property
    def departed(self) -> NDArray[np.float64]:
        """1 where the person left within twelve months of the landmark, else 0."""
        months = (_month(self.left_on) - _month(self.days)).astype(float)
        return (~np.isnat(self.left_on) & (months <= HORIZON_MONTHS)).astype(float)

    @property
    def months_ahead(self) -> float:
        """Of the next twelve months, those in which a decision to leave still ends in them: less
        the mean time of those who left from notice to last day, counting one more who left without
        any notice."""
        gone = (self.left > 0) & ~np.isnat(self.left_on)
        _, first = np.unique(self.rep_ids[gone].astype(str), return_index=True)
        notice = (self.left_on - self.known_on)[gone][first].astype("timedelta64[D]").astype(float)
        notice = np.clip(notice, 0.0, _YEAR / 2)
        return HORIZON_MONTHS * (1.0 - float(notice.sum()) / (len(notice) + 1) / _YEAR)

    @property
    def years_ago(self) -> NDArray[np.float64]:
        """How many years before the newest month the middle of each row's months lies."""
        if not len(self):
            return np.zeros(0)
        middle = _month(self.days).astype(float) + (self.survived + self.left) / 2
        newest = _month(self.days).astype(float) + self.seen
        return np.maximum(newest.max() - middle, 0.0) / 12

    def where(self, rows: NDArray[np.bool_]) -> "PersonPeriods":
        """The chosen rows."""
        whole = ("codes", "seem_gone")
        kept = {name: getattr(self, name)[rows] for name in self.__slots__ if name not in whole}
        return replace(self, **kept)

    def every(self, months: int) -> "PersonPeriods":
        """Only every so many months a landmark, counted back from the newest."""
        if months == 1 or not len(self):
            return self
        month = _month(self.days).astype(int)
        return self.where((month.max() - month) % months == 0)

    def until(self, day: date) -> "PersonPeriods":
        """What was known of these periods at the end of ``day``; later months are cut off."""
        end = np.datetime64(day, "D")
        decided = np.where(self.known_on <= end, self.decides_in, np.inf)
        seen = np.minimum(self.seen, _whole_months(self.days, end))
        gone = np.where(self.left_on <= end, self.left_on, np.datetime64("NaT"))
        return replace(self, decides_in=decided, seen=seen, left_on=gone).where(seen > 0)


def person_periods(
    extract: Extract, *, access_log: bool = False, estimates: bool = False
) -> PersonPeriods:
    """The landmarks of all salespeople from the records' first full month up to as_of.

    ``estimates``: with people whose leaving day is estimated; otherwise they teach nothing,
    neither that they left nor that they stayed until then.

    Salespeople need a row in the table of reps. Without dated records there are no rows.
    """
    landmarks = at_days(extract, _landmark_days(extract))
    if not estimates:
        unsure = extract.reps.loc[estimated_leaving(extract.reps), "rep_id"]
        landmarks = landmarks[~landmarks["rep_id"].isin(unsure)].reset_index(drop=True)
    if landmarks.empty:
        return _none()
    z = _z_matrix(extract, landmarks, access_log=access_log)
    days = landmarks["day"].to_numpy("datetime64[D]")
    decided = landmarks["decided_on"].to_numpy("datetime64[D]")
    months = (_month(decided) - _month(days)).astype(float)
    periods = PersonPeriods(
        codes=tuple(z),
        rep_ids=landmarks["rep_id"].to_numpy(dtype=object),
        days=days,
        z=z.to_numpy(dtype=float),
        teams=teams_of(landmarks).to_numpy(dtype=object),
        seen=np.full(len(landmarks), float(HORIZON_MONTHS)),
        decides_in=np.where(np.isnat(decided), np.inf, months),
        known_on=landmarks["known_on"].to_numpy("datetime64[D]"),
        left_on=landmarks["left_on"].to_numpy("datetime64[D]"),
        seem_gone=0 if estimates else seem_gone(extract),
    )
    return periods.until(extract.as_of)


def _z_matrix(extract: Extract, landmarks: pd.DataFrame, *, access_log: bool) -> pd.DataFrame:
    """z of every indicator that can be computed, by landmark; missing where unknown."""
    indicators = indicators_at(extract, landmarks, access_log=access_log)
    columns = {
        code: each.frame["z"]
        for code, each in indicators.items()
        if isinstance(each, IndicatorValues)
    }
    return pd.DataFrame(columns, index=landmarks.index)


def _none() -> PersonPeriods:
    empty, names = np.zeros(0), np.zeros(0, dtype=object)
    days = np.zeros(0, dtype="datetime64[D]")
    return PersonPeriods((), names, days, np.zeros((0, 0)), names, empty, empty, days, days)


def _landmark_days(extract: Extract) -> list[date]:
    """Ends of months within the records, oldest first."""
    if extract.data_from is None:
        return []
    last = pd.Timestamp(extract.as_of).to_period("M") - 1
    first = max(pd.Timestamp(extract.data_from).to_period("M"), last - _LANDMARKS + 1)
    return [month.end_time.date() for month in pd.period_range(first, last, freq="M")]


def _month(days: NDArray[np.datetime64] | np.datetime64) -> NDArray[np.datetime64]:
    return np.asarray(days).astype("datetime64[M]")


def _whole_months(days: NDArray[np.datetime64], end: np.datetime64) -> NDArray[np.float64]:
    """Whole months after each landmark up to ``end``, at most the horizon."""
    months = (_month(end + 1) - _month(days)).astype(float) - 1
    return np.clip(months, 0.0, HORIZON_MONTHS)
