"""Salespeople at landmarks: who was there at the end of which day, in which team and job?

A landmark (van Houwelingen 2007) is one person at the end of one day: a row with rep_id, day,
hired_on, last_promoted_on, promotion_unknown (a later promotion hides the one before it), team,
manager_id, title, decided_on, known_on and left_on; what describes the person is as known on that
day. Rows are numbered from 0.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analytics.attrition.indicator_values import latest
from analytics.extract import Extract
from analytics.relationships.people import active_reps, in_sales

__all__ = ["at_days", "teams_of", "today"]

#: A decision to leave is this many days older than a last day without recorded notice.
_NOTICE_GAP = pd.Timedelta(days=30)
_PLACE = ("team", "manager_id", "title")
_COLUMNS = [
    "rep_id",
    "day",
    "hired_on",
    "last_promoted_on",
    "promotion_unknown",
    *_PLACE,
    "decided_on",
    "known_on",
    "left_on",
]


def today(extract: Extract) -> pd.DataFrame:
    """The active salespeople of the table of reps at the end of as_of, as it places them."""
    return _present(_crossed(extract, [extract.as_of]))


def at_days(extract: Extract, days: Sequence[date]) -> pd.DataFrame:
    """The salespeople of earlier days who had not decided to leave yet.

    Team, manager and title come from rep_history where it reaches back; otherwise today's stand
    in. The decision is the day of the notice, or 30 days before the last day without one.
    """
    landmarks = _present(_crossed(extract, days))
    landmarks = landmarks[~(landmarks["decided_on"] <= landmarks["day"])].reset_index(drop=True)
    history = extract.rep_history
    if history.empty:
        return landmarks
    kept = [name for name in _PLACE if name in history]
    then = latest(landmarks, history[["rep_id", "valid_from", *kept]], "valid_from")
    placed = {name: then[name].astype(object).fillna(landmarks[name]) for name in kept}
    return landmarks.assign(**placed)


def teams_of(landmarks: pd.DataFrame) -> pd.Series:
    """The team of each landmark, or else the manager."""
    return landmarks["team"].astype(object).fillna(landmarks["manager_id"].astype(object))


def _crossed(extract: Extract, days: Sequence[date]) -> pd.DataFrame:
    """Every salesperson of the table of reps on each day, whether there or not."""
    reps = extract.reps
    reps = reps[in_sales(reps) & reps["known"].astype(bool)]
    all_days = pd.DataFrame({"day": pd.Series(days, dtype="datetime64[s]")})
    return all_days.merge(reps, how="cross")


def _present(crossed: pd.DataFrame) -> pd.DataFrame:
    landmarks = crossed[active_reps(crossed, as_of=crossed["day"])].reset_index(drop=True)
    hidden = landmarks["last_promoted_on"] > landmarks["day"]
    return landmarks.assign(
        last_promoted_on=landmarks["last_promoted_on"].mask(hidden),
        promotion_unknown=hidden,
        decided_on=landmarks["notice_on"].fillna(landmarks["left_on"] - _NOTICE_GAP),
        known_on=landmarks["notice_on"].fillna(landmarks["left_on"]),
    )[_COLUMNS]
