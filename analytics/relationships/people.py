"""Who works here, who has left, who has given notice, and who sells?

Every figure about people starts from these answers. Frames of reps need only the columns named;
days are ``datetime64[s]``, missing where nothing is known. ``function`` is never missing: a source
fills it with ``sales`` (see :class:`analytics.extract.Extract`). Where leaving_day_evidence is
there, too, somebody with ``none`` has left on an unknown day: departed on every day.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import pandas as pd

from analytics.extract import Extract
from analytics.relationships.pairs import Flags, Roster

__all__ = [
    "CodedPeople",
    "active_reps",
    "at_work",
    "departed_reps",
    "estimated_leaving",
    "human_reps",
    "in_sales",
    "people_of",
    "staying_reps",
    "under_notice",
]

#: One day for everybody, or a day a row.
_Day: TypeAlias = "date | pd.Series[pd.Timestamp]"
_Days: TypeAlias = "pd.Timestamp | pd.Series[pd.Timestamp]"

#: A rep's leaving strikes his customers for this long: ages 0 to 364 days, as in the window.
_LEAVER_DAYS = 365


def human_reps(reps: pd.DataFrame) -> "pd.Series[bool]":
    """Tell who is no bot and no shared mailbox; uses function."""
    return reps["function"] != "system"


def in_sales(reps: pd.DataFrame) -> "pd.Series[bool]":
    """Tell who sells: for them there are leaving indicators, all others stand for the company;
    uses function."""
    return reps["function"] == "sales"


def active_reps(reps: pd.DataFrame, *, as_of: _Day) -> "pd.Series[bool]":
    """Tell who works here at the end of ``as_of``: hired by then and not yet left.

    Uses hired_on, left_on, function. Missing days count as hired long ago and not left; ``system``
    reps are never active.

    >>> day = pd.Timestamp("2026-06-30")
    >>> reps = pd.DataFrame({"function": "sales", "hired_on": [pd.NaT, day, day],
    ...     "left_on": pd.Series([pd.NaT, pd.NaT, day])})
    >>> active_reps(reps, as_of=date(2026, 6, 30)).tolist()
    [True, True, False]
    """
    day = _day(as_of)
    return _hired(reps, day) & ~(reps["left_on"] <= day) & ~_long_gone(reps) & human_reps(reps)


def at_work(reps: pd.DataFrame, *, on: _Day) -> "pd.Series[bool]":
    """Tell who works here during a day: as :func:`active_reps`, but the last day counts still."""
    day = _day(on)
    return _hired(reps, day) & ~(reps["left_on"] < day) & ~_long_gone(reps) & human_reps(reps)


def departed_reps(reps: pd.DataFrame, *, as_of: _Day) -> "pd.Series[bool]":
    """Tell who has left by the end of ``as_of``, ``system`` reps aside; uses left_on, function.

    Who was hired only later is neither active nor departed.
    """
    return ((reps["left_on"] <= _day(as_of)) | _long_gone(reps)) & human_reps(reps)


def estimated_leaving(reps: pd.DataFrame) -> "pd.Series[bool]":
    """Tell who has left on a day that nobody recorded; uses leaving_day_evidence, if there."""
    return _evidence(reps).isin(("contacts", "bookings", "none"))


def _long_gone(reps: pd.DataFrame) -> "pd.Series[bool]":
    return _evidence(reps) == "none"


def _evidence(reps: pd.DataFrame) -> "pd.Series[str]":
    none = pd.Series("", index=reps.index, dtype="str")
    return reps["leaving_day_evidence"].fillna("") if "leaving_day_evidence" in reps else none


def under_notice(reps: pd.DataFrame) -> "pd.Series[bool]":
    """Tell who is active and has given notice; uses active and notice_on, which an extract holds
    only where it is not after the as-of date.

    >>> under_notice(pd.DataFrame({"active": [True, True, False],
    ...     "notice_on": pd.to_datetime([None, "2026-06-01", "2026-01-01"])})).tolist()
    [False, True, False]
    """
    return reps["active"].astype(bool) & reps["notice_on"].notna()


def staying_reps(reps: pd.DataFrame) -> "pd.Series[bool]":
    """Tell who is active and has not given notice; columns as for :func:`under_notice`."""
    return reps["active"].astype(bool) & ~under_notice(reps)


def _hired(reps: pd.DataFrame, day: _Days) -> "pd.Series[bool]":
    return reps["hired_on"].isna() | (reps["hired_on"] <= day)


def _day(day: _Day) -> _Days:
    return day if isinstance(day, pd.Series) else pd.Timestamp(day)


@dataclass(frozen=True, slots=True, eq=False)
class CodedPeople:
    """The reps by code: who is there, has left, left lately, is no robot, is not in sales."""

    roster: Roster
    active: Flags
    departed: Flags
    left_lately: Flags
    human: Flags
    outside_sales: Flags


def people_of(extract: Extract) -> CodedPeople:
    """Code the reps of an extract; identifiers are unique (they are the key of the table)."""
    reps = extract.reps.sort_values("rep_id", ignore_index=True)
    departed = departed_reps(reps, as_of=extract.as_of)
    since = pd.Timestamp(extract.as_of) - pd.Timedelta(days=_LEAVER_DAYS)
    return CodedPeople(
        roster=Roster.of(reps["rep_id"]),
        active=active_reps(reps, as_of=extract.as_of).to_numpy(bool),
        departed=departed.to_numpy(bool),
        left_lately=(departed & (reps["left_on"] > since)).to_numpy(bool),
        human=human_reps(reps).to_numpy(bool),
        outside_sales=(~in_sales(reps)).to_numpy(bool),
    )
