"""Was more taken out of the customer system, or deleted, than is normal for the person?

A day is unusual where it holds so many records (500) and its robust z is above 3.5: the distance
from the median in units of 1.4826 × the median absolute deviation, which for a normal law is one
standard deviation (Iglewicz & Hoaglin 1993, who set the bound of 3.5; where the deviation is 0,
1.2533 × the mean absolute deviation, as they do). The measure is the person's own days of the last
12 months; with fewer than 20 of them, the days of all in the same job, or of everybody where that
job has next to none. A day on which the log names no number of records is not judged.
"""

import numpy as np
import pandas as pd

from analytics.contracts.safeguarded import SAFEGUARDED
from analytics.messages import Message, message
from analytics.policy import RuleInForce
from analytics.relationships.people import under_notice
from analytics.safeguards.house import REP, Answer, House, OpenPoint, day_of, looked_up

__all__ = ["export_before_leaving", "exports", "mass_delete", "mass_export"]

_DAYS = 365
#: One standard deviation of a normal law, in median and in mean absolute deviations.
_MEDIAN_DEVIATION, _MEAN_DEVIATION = 1.4826, 1.2533
#: Fewer days of others are no measure.
_FEWEST_DAYS = 5
#: So long ago somebody may have left whose exports before are still looked at.
_LEFT_DAYS = 365

_LOOK = message("Ask what it was for; the answer settles it, and is kept here.")
_LOOK_DELETED = message(
    "Ask what was deleted and why, and compare with the last backup before that day."
)
_BEFORE = message(
    "Talk about what was taken along and why, agree in writing what is returned or "
    "deleted, and call "
    "the customers concerned first."
)


def mass_export(house: House, rule: RuleInForce) -> Answer:
    """People with a day of unusually many exported records."""
    return _unusual(house, rule, "export")


def mass_delete(house: House, rule: RuleInForce) -> Answer:
    """People with a day of unusually many deleted records."""
    return _unusual(house, rule, "delete")


def _judged_days(house: House, action: str, known_days: float) -> pd.DataFrame:
    """Every day of the last 12 months with that action: rep_id, day, records, usual (the median
    that it is measured by), robust_z, against (``own``, ``job`` or ``all``).

    records, usual and robust_z are missing where nothing is recorded or nothing can be compared.
    """
    log = house.records.log_days
    since = house.as_of - pd.Timedelta(days=_DAYS - 1)
    days = log[(log["action"] == action) & (log["day"] >= since)]
    days = days[["rep_id", "day", "records"]].reset_index(drop=True)
    jobs = house.reps.set_index("rep_id")[["title", "function"]]
    job = jobs["title"].astype(object).fillna(jobs["function"])
    known = days[days["records"].notna()]
    groups = {
        "own": known["rep_id"],
        "job": looked_up(job, known["rep_id"]).fillna(""),
        "all": pd.Series("", index=known.index),
    }
    measured = {name: _measured(known["records"], group) for name, group in groups.items()}
    chosen = _choice(known["rep_id"], groups, known_days)
    for column in ("usual", "robust_z"):
        value = pd.Series(np.nan, index=known.index)
        for name, frame in measured.items():
            value = value.where(chosen != name, frame[column])
        days[column] = value
    return days.assign(against=chosen)


def _choice(
    reps: "pd.Series[str]", groups: dict[str, pd.Series], known_days: float
) -> "pd.Series[str]":
    """Against whom each day is measured; missing where nobody has enough days."""
    own = reps.groupby(reps).transform("size")
    chosen = pd.Series(None, index=reps.index, dtype="str")
    for name in ("all", "job"):
        others = reps.groupby(groups[name]).transform("size") - own
        chosen = chosen.where(others < _FEWEST_DAYS, name)
    return chosen.where(own < known_days, "own")


def _measured(records: "pd.Series[float]", group: "pd.Series[str]") -> pd.DataFrame:
    """usual and robust_z of each day within its group."""
    grouped = records.groupby(group)
    usual = grouped.transform("median")
    away = (records - usual).abs()
    spread = _MEDIAN_DEVIATION * away.groupby(group).transform("median")
    spread = spread.where(spread > 0, _MEAN_DEVIATION * away.groupby(group).transform("mean"))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = ((records - usual) / spread).where(records != usual, 0.0)
    return pd.DataFrame({"usual": usual, "robust_z": z})


def exports(house: House) -> pd.DataFrame:
    """Exports and deletions of the last 12 months against what is usual: columns of
    ``SAFEGUARDED["exports"]``."""
    rules = house.assessment.policy.safeguards
    frames = []
    for action, code in (("delete", "mass_delete"), ("export", "mass_export")):
        rule = rules.rule(code)
        days = _judged_days(house, action, rule.limits["known_days"])
        frames.append(days.assign(action=action, unusual=_large(days, rule)))
    return SAFEGUARDED["exports"].typed(pd.concat(frames).sort_values(["rep_id", "action", "day"]))


def _large(days: pd.DataFrame, rule: RuleInForce) -> "pd.Series[bool]":
    many = days["records"] >= rule.limits["records"]
    return many & (days["robust_z"] > rule.limits["robust_z"])


def _unusual(house: House, rule: RuleInForce, action: str) -> Answer:
    days = _judged_days(house, action, rule.limits["known_days"])
    found = days[_large(days, rule)].sort_values(["rep_id", "records", "day"])
    points = [
        OpenPoint(
            REP,
            str(rep_id),
            _unusual_said(house.name(str(rep_id)), rows.iloc[-1], len(rows), action),
            _LOOK if action == "export" else _LOOK_DELETED,
            day_of(rows["day"].max()),
            house.held(str(rep_id)),
        )
        for rep_id, rows in found.groupby("rep_id")
    ]
    return Answer(points, _not_judged(int(days["robust_z"].isna().sum())))


def _not_judged(days: int) -> Message | None:
    if not days:
        return None
    return message(
        "{count} day is not judged: the log names no number of records, or nobody to compare with.",
        "{count} days are not judged: the log names no number of records, or nobody to compare "
        "with.",
        count=days,
    )


def _unusual_said(name: str, worst: pd.Series, days: int, action: str) -> Message:
    said = _DAY_SAID[action, worst["against"] == "own"]
    first = Message(
        said.template,
        {
            "rep": name,
            "records": round(worst["records"]),
            "day": day_of(worst["day"]),
            "usual": round(worst["usual"]),
        },
    )
    if days == 1:
        return first
    return message(
        "{first} There was {count} more such day.",
        "{first} There were {count} more such days.",
        count=days - 1,
        first=first,
    )


#: By action, and whether the person's own days are the measure.
_DAY_SAID = {
    ("export", True): message(
        "{rep} exported {records} records on {day}; half of this person's days have "
        "{usual} or fewer."
    ),
    ("export", False): message(
        "{rep} exported {records} records on {day}; half of such days of colleagues have "
        "{usual} or "
        "fewer."
    ),
    ("delete", True): message(
        "{rep} deleted {records} records on {day}; half of this person's days have "
        "{usual} or fewer."
    ),
    ("delete", False): message(
        "{rep} deleted {records} records on {day}; half of such days of colleagues have {usual} or "
        "fewer."
    ),
}


def export_before_leaving(house: House, rule: RuleInForce) -> Answer:
    """Exports from so many days before the notice (else before the last day) until the last day,
    of people under notice or gone for at most a year; of so many records and more together, or of
    an unknown number."""
    reps = house.reps
    gone_days = (house.as_of - reps["left_on"]).dt.days
    leaving = reps[(reps["departed"] & (gone_days < _LEFT_DAYS)) | under_notice(reps)]
    known_on = leaving["notice_on"].fillna(leaving["left_on"])
    spans = pd.DataFrame(
        {
            "rep_id": leaving["rep_id"],
            "known_on": known_on,
            "since": known_on - pd.Timedelta(days=rule.limits["days"]),
            "until": leaving["left_on"].fillna(house.as_of),
        }
    )
    log = house.records.log_days
    rows = log[log["action"] == "export"].merge(spans, on="rep_id")
    rows = rows[(rows["day"] >= rows["since"]) & (rows["day"] <= rows["until"])]
    sums = rows.groupby("rep_id").agg(
        records=("records", lambda each: each.sum(min_count=1)),
        events=("events", "sum"),
        last_on=("day", "max"),
        known_on=("known_on", "first"),
    )
    many = sums[(sums["records"] >= rule.limits["records"]) | sums["records"].isna()]
    return Answer(
        [
            OpenPoint(
                REP,
                str(row.Index),
                _before_said(house.name(str(row.Index)), row),
                _BEFORE,
                day_of(row.last_on),
                house.held(str(row.Index)),
            )
            for row in many.itertuples()
        ]
    )


def _before_said(name: str, row: object) -> Message:
    known_on, last_on = day_of(row.known_on), day_of(row.last_on)  # type: ignore[attr-defined]
    count, records = int(row.events), row.records  # type: ignore[attr-defined]
    if pd.isna(records):
        return message(
            "{rep} exported {count} time shortly before leaving was known on {known}, last on "
            "{last}; how many records is not recorded.",
            "{rep} exported {count} times shortly before leaving was known on {known}, last on "
            "{last}; how many records is not recorded.",
            count=count,
            rep=name,
            known=known_on,
            last=last_on,
        )
    return message(
        "{rep} exported {records} records in {count} export shortly before leaving was known on "
        "{known}, last on {last}.",
        "{rep} exported {records} records in {count} exports shortly before leaving was known on "
        "{known}, last on {last}.",
        count=count,
        rep=name,
        records=round(records),
        known=known_on,
        last=last_on,
    )
