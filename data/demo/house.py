"""What the demo company keeps about its own people: pay, targets, papers, access and backups.

All frames are canonical tables (columns as in ``data.schema``) but for persons, who are positions
(column ``rep``) until the tables are put together.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.careers import Careers
from data.demo.days import AS_OF_DAY, MONTH_STARTS, as_dates, draw_workdays, stream
from data.demo.people import SALES, STAR, TITLE_PAY

__all__ = [
    "access",
    "access_log",
    "agreements",
    "backups",
    "compensation",
    "quotas",
    "rep_history",
    "roles",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_QUARTERS = MONTH_STARTS[::3]
_PAY_YEARS = np.array([-181, 184, 550, 915])  # 1 January of 2023 … 2026
_MOVED = 640  # 1 April 2025: two salespeople changed teams
_EXPORTED_RECORDS = 1_140
_PAPERS = {"confidentiality": 0.92, "non_compete": 0.45, "non_solicit": 0.6, "handover": 0.4}


def gone_by(careers: Careers, people: int) -> Floats:
    """Return everybody's last day, infinite for those who stay."""
    left = np.full(people, np.inf)
    left[:SALES] = np.nan_to_num(careers.left, nan=np.inf)
    return left


def rep_history(staff: pd.DataFrame, careers: Careers) -> pd.DataFrame:
    """Return team, manager and title since hiring, since promotion and since changing teams.

    Columns: rep, valid_from, team, manager (−1 none), title (numbers).
    """
    people = staff.index.to_numpy()
    promoted = staff["promoted"].notna().to_numpy()
    frame = staff[["team", "manager", "title", "hired", "promoted"]].assign(rep=people)
    start = frame.assign(valid_from=frame["hired"], title=frame["title"] - promoted)
    later = frame[promoted].assign(valid_from=frame["promoted"])
    rows = pd.concat([start, later], ignore_index=True)
    moved = _moved(staff, careers)
    before = rows["rep"].isin(moved) & (rows["valid_from"] < _MOVED)
    rows.loc[before, ["team", "manager"]] = [0, SALES]
    back = frame.loc[moved].assign(valid_from=_MOVED, title=_titles_on(rows, moved, _MOVED))
    columns = ["rep", "valid_from", "team", "manager", "title"]
    rows = pd.concat([rows, back])[columns].sort_values(["rep", "valid_from"], ignore_index=True)
    return rows.assign(valid_from=as_dates(rows["valid_from"]))


def _moved(staff: pd.DataFrame, careers: Careers) -> Ints:
    """Pick two who came from the first team: employed all along and not in it today."""
    stays = np.isnan(careers.left) & (staff["hired"].to_numpy()[:SALES] < 0)
    return np.flatnonzero(stays & (staff["team"].to_numpy()[:SALES] > 1))[:2]


def _titles_on(rows: pd.DataFrame, people: Ints, day: int) -> Ints:
    earlier = rows[rows["valid_from"] < day].sort_values("valid_from")
    return earlier.groupby("rep")["title"].last().loc[people].to_numpy()


def quotas(
    seed: int, staff: pd.DataFrame, careers: Careers, booked: pd.DataFrame, owner: Ints
) -> pd.DataFrame:
    """Return quarterly targets and what was attained: bookings credited ÷ attainment ± 8 %.

    Who booked nothing yet in a quarter has no target for it.

    ``owner`` is who owned the customer of each booking on its day, for bookings naming nobody.
    """
    rng = stream(seed, "quotas")
    rep = np.where(booked["rep"] >= 0, booked["rep"], owner)
    quarter = np.searchsorted(_QUARTERS, booked["day"], side="right") - 1
    credited = np.zeros((SALES, 12))
    sold = rep >= 0
    np.add.at(credited, (rep[sold], quarter[sold]), booked["value"].to_numpy()[sold])
    noise = np.exp(rng.normal(0, 0.08, credited.shape))
    target = credited / (staff["attainment"].to_numpy()[:SALES, None] * noise)
    quota = np.maximum((target / 1000).round() * 1000, 1000.0)
    hired, left = staff["hired"].to_numpy()[:SALES, None], gone_by(careers, SALES)[:, None]
    there = (hired <= _QUARTERS[:12]) & (left >= _QUARTERS[1:] - 1)
    who, when = np.nonzero(there & (credited > 0))
    return pd.DataFrame(
        {
            "rep": who,
            "period_start": as_dates(_QUARTERS[when]),
            "period_end": as_dates(_QUARTERS[when + 1] - 1),
            "quota": quota[who, when],
            "attained": credited[who, when].round(2),
        }
    )


def compensation(seed: int, staff: pd.DataFrame, careers: Careers) -> pd.DataFrame:
    """Return yearly pay: base of the title · personal level, 3 % more each year, and variable."""
    rng = stream(seed, "pay")
    paid = staff.index[staff["function"] != "system"].to_numpy()
    hired, left = staff["hired"].to_numpy()[paid, None], gone_by(careers, len(staff))[paid, None]
    start = np.maximum(_PAY_YEARS, hired)
    who, year = np.nonzero((left > start) & (hired < np.append(_PAY_YEARS[1:], AS_OF_DAY)))
    rep = paid[who]
    base = TITLE_PAY[staff["title"].to_numpy()[rep]] * staff["pay"].to_numpy()[rep]
    base = (base * 12 * 1.03 ** (year - 3)).round(-2)
    sells = rep < SALES
    plan = (staff["title"].to_numpy() >= 2) & (rng.random(len(staff)) < 0.5)
    share = np.where(sells, rng.uniform(0.25, 0.6, len(staff))[rep], 0.1)
    return pd.DataFrame(
        {
            "rep": rep,
            "period_start": as_dates(start[who, year]),
            "base": base,
            "variable": (base * share).round(-2),
            "commission_rate": np.where(sells, rng.uniform(0.01, 0.03, len(staff))[rep], np.nan),
            "long_term_plan": plan[rep],
            "currency": "CNY",
        }
    ).round({"commission_rate": 4})


def agreements(seed: int, staff: pd.DataFrame, careers: Careers) -> pd.DataFrame:
    """Return the papers people signed; some are missing, some non-competes run too long."""
    rng = stream(seed, "agreements")
    rows = []
    for kind, chance in _PAPERS.items():
        signs = (staff["function"] != "system") & (rng.random(len(staff)) < chance)
        rep = staff.index[signs].to_numpy()
        rows.append(pd.DataFrame({"rep": rep, "kind": kind}))
    frame = pd.concat(rows, ignore_index=True)
    term = rng.choice([6.0, 12.0, 24.0, 36.0], len(frame), p=[0.3, 0.5, 0.15, 0.05])
    restricts = frame["kind"].isin(["non_compete", "non_solicit"]).to_numpy()
    signed = staff["hired"].to_numpy()[frame["rep"]] + rng.integers(0, 20, len(frame))
    left = gone_by(careers, len(staff))[frame["rep"]]
    ends = np.where(restricts & np.isfinite(left), left + term * 30.44, np.nan)
    paid = pd.array(rng.random(len(frame)) < 0.7, dtype="boolean")
    paid[frame["kind"].to_numpy() != "non_compete"] = pd.NA
    return frame.assign(
        signed_on=as_dates(signed),
        ends_on=as_dates(ends),
        months=np.where(restricts, term, np.nan),
        paid=paid,
    ).sort_values(["rep", "kind"], ignore_index=True)


def access(seed: int, staff: pd.DataFrame, careers: Careers, log: pd.DataFrame) -> pd.DataFrame:
    """Return one account a person; the newest leaver's was never closed."""
    rng = stream(seed, "access")
    people, function = staff.index.to_numpy(), staff["function"].to_numpy()
    left = gone_by(careers, len(staff))
    closed = left <= AS_OF_DAY
    closed[careers.departed[-1]] = False
    scope = np.where(function == "management", "team", "own").astype(object)
    scope[np.isin(function, ("owner", "system"))] = "all"
    scope[[STAR, int(careers.under_notice)]] = "all"
    last = log[log["action"] == "login"].groupby("rep")["happened_at"].max()
    late = np.minimum(left + rng.integers(0, 10, len(staff)), AS_OF_DAY)
    return pd.DataFrame(
        {
            "rep": people,
            "scope": scope,
            "can_export": (rng.random(len(staff)) < 0.3) | (scope == "all"),
            "active": ~closed,
            "last_login_at": last.reindex(people).to_numpy(),
            "revoked_on": as_dates(np.where(closed, late, np.nan)),
        }
    )


def access_log(seed: int, staff: pd.DataFrame, careers: Careers) -> pd.DataFrame:
    """Return logins twice a week, daily views, small exports, few deletions, one mass export."""
    rng = stream(seed, "log")
    hired = np.maximum(staff["hired"].to_numpy(), 0)
    last = np.minimum(gone_by(careers, len(staff)), AS_OF_DAY).astype(np.int64)
    months = np.where(staff["function"] == "system", 0, (last - hired) / 30.44)
    usual = [("login", 8.0, 1, 1), ("view", 5.0, 1, 40), ("export", 0.4, 5, 60),
             ("delete", 0.05, 1, 4), ("share", 0.1, 1, 10)]  # fmt: skip
    parts = []
    for action, rate, low, high in usual:
        rep = np.repeat(np.arange(len(staff)), rng.poisson(months * rate))
        day = draw_workdays(hired[rep], last[rep], rng)
        records = rng.integers(low, high + 1, len(rep)).astype(float)
        records = np.full(len(rep), np.nan) if action == "login" else records
        at = _at(day, rng.uniform(8.5, 18.5, len(rep)))
        parts.append(
            pd.DataFrame({"rep": rep, "action": action, "happened_at": at, "records": records})
        )
    frame = pd.concat([*parts, _mass_export(careers)], ignore_index=True)
    return frame.sort_values(["happened_at", "rep", "action"], ignore_index=True)


def _mass_export(careers: Careers) -> pd.DataFrame:
    """Nearly every customer, in the evening, a week before notice was given."""
    day = careers.notice[careers.under_notice] - 7
    return pd.DataFrame(
        {
            "rep": [careers.under_notice],
            "action": ["export"],
            "happened_at": _at(np.array([int(day)]), np.array([19.7])),
            "records": [float(_EXPORTED_RECORDS)],
        }
    )


def _at(day: Ints, hour: Floats) -> npt.NDArray[np.datetime64]:
    start = np.datetime64("2023-07-01T00:00:00")
    return start + (day * 86_400 + (hour * 3600).astype(np.int64)).astype("timedelta64[s]")


def backups(seed: int) -> pd.DataFrame:
    """Return a year of weekly backups of three systems; one was never restored, one stopped."""
    rng = stream(seed, "backups")
    weeks = AS_OF_DAY - 1 - 7 * np.arange(52)[::-1]
    system = np.repeat(["Customer system", "File server", "Mail archive"], len(weeks))
    day = np.tile(weeks, 3)
    tested = np.where(system == "Customer system", AS_OF_DAY - 140, np.nan)
    frame = pd.DataFrame(
        {
            "system": system,
            "finished_at": _at(day, rng.uniform(1.5, 4.5, len(day))),
            "succeeded": rng.random(len(day)) > 0.03,
            "restored_on": as_dates(tested),
        }
    )
    return frame[(frame["system"] != "Mail archive") | (day < AS_OF_DAY - 40)]


def roles(staff: pd.DataFrame) -> pd.DataFrame:
    """Return what each person may see; the head of people also looks after settings."""
    function, title = staff["function"].to_numpy(), staff["title"].to_numpy()
    role = np.where(function == "management", "manager", "rep").astype(object)
    role[function == "owner"], role[title == 6] = "executive", "hr"
    frame = pd.DataFrame({"rep": staff.index, "role": role})[function != "system"]
    admin = pd.DataFrame({"rep": staff.index[title == 5][:1], "role": "admin"})
    return pd.concat([frame, admin], ignore_index=True)
