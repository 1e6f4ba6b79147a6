"""Who can still see what? Accounts of leavers, accounts that see everything, accounts unused."""

import pandas as pd

from analytics.messages import Message, message
from analytics.policy import RuleInForce
from analytics.safeguards.house import REP, Answer, House, OpenPoint, day_of, looked_up

__all__ = ["dormant_logins", "leaver_active_access", "rep_sees_all"]

#: Roles, and functions where no role is recorded, that look after others.
_LEADING_ROLES = ("manager", "executive", "hr", "admin")
_LEADING_FUNCTIONS = ("management", "owner")

_CLOSE = message(
    "Close the account today, and hand the open work in it to whoever took over the customers."
)
_NARROW = message(
    "Give the account the view of the own team, or record the role that needs to see everything."
)
_UNUSED = message("Ask whether the account is still needed; close what nobody uses.")


def leaver_active_access(house: House, _rule: RuleInForce) -> Answer:
    """People who have left and whose account is still open."""
    open_ones = house.extract.leaver_access.drop_duplicates("rep_id")
    rows = open_ones.merge(house.reps[["rep_id", "left_on"]], on="rep_id", how="left")
    logins = house.records.accounts.groupby("rep_id")["last_login_on"].max()
    rows = rows.assign(login=looked_up(logins, rows["rep_id"]))
    return Answer(
        [
            OpenPoint(
                REP,
                row.rep_id,
                _still_open(house.name(row.rep_id), row.left_on, row.login),
                _CLOSE,
                day_of(max(filter(pd.notna, (row.left_on, row.login)), default=pd.NaT)),
                house.held(row.rep_id),
            )
            for row in rows.itertuples()
        ]
    )


def _still_open(name: str, left: pd.Timestamp, login: pd.Timestamp) -> Message:
    left_on, login_on = day_of(left), day_of(login)
    if left_on is None:
        return message("{rep} has left, and the account is still open.", rep=name)
    if login_on is not None and login_on > left_on:
        return message(
            "{rep} left on {day}, and the account is still open; it was last used on {login}.",
            rep=name,
            day=left_on,
            login=login_on,
        )
    return message("{rep} left on {day}, and the account is still open.", rep=name, day=left_on)


def rep_sees_all(house: House, _rule: RuleInForce) -> Answer:
    """Open accounts that see every customer, of people who look after nobody else's."""
    accounts = house.records.accounts
    wide = accounts[accounts["scope"] == "all"].groupby("rep_id")["can_export"].max()
    roles = house.records.roles
    leading = set(roles.loc[roles["role"].isin(_LEADING_ROLES), "rep_id"])
    reps = house.reps
    leads = reps["rep_id"].isin(leading) | reps["function"].isin(_LEADING_FUNCTIONS)
    plain = reps.loc[reps["active"] & ~leads & reps["rep_id"].isin(wide.index), "rep_id"]
    return Answer(
        [
            OpenPoint(REP, rep_id, _sees_all(house.name(rep_id), wide[rep_id]), _NARROW)
            for rep_id in plain
        ]
    )


def _sees_all(name: str, can_export: object) -> Message:
    if pd.notna(can_export) and bool(can_export):
        return message(
            "{rep} sees all customers and can export them, in no leading role.", rep=name
        )
    return message("{rep} sees all customers, in no leading role.", rep=name)


def dormant_logins(house: House, rule: RuleInForce) -> Answer:
    """Open accounts of people who work here, without a log-in for so many days."""
    logins = house.records.accounts.groupby("rep_id")["last_login_on"].max().dropna()
    here = set(house.reps.loc[house.reps["active"], "rep_id"])
    days = (house.as_of - logins).dt.days
    unused = days[(days > rule.limits["days"]) & days.index.isin(list(here))]
    return Answer(
        [
            OpenPoint(
                REP,
                rep_id,
                message(
                    "Nobody has logged in to the account of {rep} since {day}, {count} day ago.",
                    "Nobody has logged in to the account of {rep} since {day}, {count} days ago.",
                    count=int(count),
                    rep=house.name(rep_id),
                    day=day_of(logins[rep_id]),
                ),
                _UNUSED,
                day_of(logins[rep_id]),
            )
            for rep_id, count in unused.items()
        ]
    )
