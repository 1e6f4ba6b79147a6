"""Which customers has nobody, and which drift away though we still call?"""

import numpy as np
import pandas as pd

from analytics.hazard_rules import Severity
from analytics.messages import Message, Money, Percent, message
from analytics.policy import RuleInForce
from analytics.safeguards.access import dormant_logins
from analytics.safeguards.house import (
    CUSTOMER,
    Answer,
    House,
    OpenPoint,
    at_stake,
    day_of,
    looked_up,
    money,
)

__all__ = [
    "already_told",
    "buys_less_contact_unchanged",
    "dormant_account",
    "orphaned_customer",
    "untended_customer",
    "years_recorded",
]

#: A contact day or two a year is no habit that could stay unchanged.
_CONTACT_DAYS = 4
#: A customer is quiet beyond its habit where the time since the last purchase is more than so many
#: of its own median gaps.
_USUAL_GAPS = 2
#: Eight quarters, less the means of two years.
_DEGREES_OF_FREEDOM = 6
#: Records that begin within the first month of the year before W are of the whole of it.
_TWO_YEARS_DAYS = 700

_TAKE_OVER = message("Name who takes over, and call the customer together this week.")
_ASK = message("Name one person, and call the customer this week.")
_WHY = message(
    "Ask the customer what has changed; look at price, service and who else sells there."
)
_WAKE = message("Call the customer, and decide whether it stays in somebody's care.")


def orphaned_customer(house: House, rule: RuleInForce) -> Answer:
    """Customers with revenue at stake of whose relationship people who have left hold most; where
    the rule is of high severity, those that are no core customers are of medium."""
    rows = at_stake(house)
    rows = rows[rows["orphaned"].fillna(False).astype(bool)]
    return Answer(
        [
            OpenPoint(
                CUSTOMER,
                row.customer_id,
                _orphaned_said(house.customer_names[row.customer_id], row.known_by),
                _TAKE_OVER,
                day_of(row.last_activity_on),
                money(house, row.exposure),
                _milder(rule, core=bool(row.core)),
            )
            for row in rows.itertuples()
        ]
    )


def _orphaned_said(name: str, known_by: object) -> Message:
    if pd.isna(known_by) or not known_by:
        return message(
            "People who have left hold most of the relationship with {customer}; nobody who works "
            "here knows it.",
            customer=name,
        )
    return message(
        "People who have left hold most of the relationship with {customer}; {count} person who "
        "works here knows it.",
        "People who have left hold most of the relationship with {customer}; {count} people who "
        "work here know it.",
        count=int(known_by),  # type: ignore[call-overload]
        customer=name,
    )


def _milder(rule: RuleInForce, *, core: bool) -> Severity | None:
    """One step less where much less hangs on it; None: that of the rule."""
    return "medium" if rule.severity == "high" and not core else None


def _without_anyone(house: House) -> pd.DataFrame:
    """Customers at stake that nobody is in touch with any more, orphaned ones aside."""
    rows = at_stake(house)
    untended = rows["untended"].fillna(False).astype(bool)
    return rows[untended & ~rows["orphaned"].fillna(False).astype(bool)]


def already_told(house: House) -> set[str]:
    """Customers that are told as held by people who have left, or as without anybody."""
    rows = at_stake(house)
    orphaned = rows.loc[rows["orphaned"].fillna(False).astype(bool), "customer_id"]
    return {*orphaned, *_without_anyone(house)["customer_id"]}


def untended_customer(house: House, rule: RuleInForce) -> Answer:
    """Customers with revenue at stake whom nobody is in touch with enough to know them, and who
    are not already told as held by people who have left; severity as with those."""
    return Answer(
        [
            OpenPoint(
                CUSTOMER,
                row.customer_id,
                _untended_said(house, row.customer_id, day_of(row.last_activity_on)),
                _ASK,
                day_of(row.last_activity_on),
                money(house, row.exposure),
                _milder(rule, core=bool(row.core)),
            )
            for row in _without_anyone(house).itertuples()
        ]
    )


def _untended_said(house: House, customer_id: str, last_on: object) -> Message:
    name = house.customer_names[customer_id]
    if last_on is None:
        return message("Nobody who works here is in touch with {customer}.", customer=name)
    return message(
        "Nobody who works here is in touch with {customer} any more; the last contact is of {day}.",
        customer=name,
        day=last_on,
    )


def dormant_account(house: House, rule: RuleInForce) -> Answer:
    """What lies asleep: accounts without a log-in for so many days, and customers at stake that
    neither bought nor were contacted for so many days, although they used to buy oftener."""
    logins: list[OpenPoint] = []
    allowed = house.assessment.policy.safeguards.access_cards
    if allowed and house.extract.current and house.has("access", "last_login_at"):
        logins = dormant_logins(house, rule).points
    return Answer(logins + _dormant_customers(house, rule.limits["days"]))


def _dormant_customers(house: House, days: float) -> list[OpenPoint]:
    rows = at_stake(house)
    facts = house.extract.customers.set_index("customer_id")
    bought = looked_up(facts["last_positive_on"], rows["customer_id"])
    gap = looked_up(facts["median_gap_days"], rows["customer_id"])
    quiet = (house.as_of - bought).dt.days
    silent = (house.as_of - rows["last_activity_on"]).dt.days
    asleep = (quiet > days) & (silent > days) & (quiet > _USUAL_GAPS * gap)
    chosen = rows[asleep & ~rows["customer_id"].isin(list(already_told(house)))]
    return [
        OpenPoint(
            CUSTOMER,
            row.customer_id,
            message(
                "{customer} last bought on {bought}, {times} times its usual gap ago, and was last "
                "contacted on {day}.",
                customer=house.customer_names[row.customer_id],
                bought=day_of(bought[row.Index]),
                times=round(float(quiet[row.Index] / gap[row.Index]), 1),
                day=day_of(row.last_activity_on),
            ),
            _WAKE,
            day_of(row.last_activity_on),
            money(house, row.exposure),
        )
        for row in chosen.itertuples()
    ]


def buys_less_contact_unchanged(house: House, rule: RuleInForce) -> Answer:
    """Customers who buy less than the year before by such a share, though contacts go on.

    Only where the year before had so many bookings, and enough contact days to be a habit, the
    contact days of the last 12 months are at least such a share of those, and the fall is more than
    so many standard errors: the quarters of both years, with one variance within the years.
    """
    rows = at_stake(house).merge(house.records.two_years, on="customer_id")
    edges = house.extract.activity_edges
    days = edges.groupby("customer_id", observed=True)["contact_days_12m"].sum()
    now = looked_up(days.set_axis(days.index.astype("str")), rows["customer_id"]).fillna(0)
    revenue, before, error = _years(rows)
    fallen = 1 - revenue / before.where(before > 0)
    less = (
        (fallen > rule.limits["share"])
        & (rows["bookings_before"] >= rule.limits["bookings"])
        & (before - revenue > rule.limits["standard_errors"] * error)
    )
    visited = (rows["contact_days_before"] >= _CONTACT_DAYS) & (
        now >= rule.limits["contacts_share"] * rows["contact_days_before"]
    )
    currency = house.extract.currency
    return Answer(
        [
            OpenPoint(
                CUSTOMER,
                row.customer_id,
                message(
                    "{customer} bought {fallen} less than the year before ({now} after {before}), "
                    "with {days} days of contact after {days_before}.",
                    customer=house.customer_names[row.customer_id],
                    fallen=Percent(float(fallen[row.Index])),
                    now=Money(float(revenue[row.Index]), currency),
                    before=Money(float(before[row.Index]), currency),
                    days=int(now[row.Index]),
                    days_before=int(row.contact_days_before),
                ),
                _WHY,
                money=float(before[row.Index] - revenue[row.Index]),
            )
            for row in rows[less & visited].itertuples()
        ]
    )


def _years(rows: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float], pd.Series[float]]":
    """Revenue of W and of the year before, and the standard error of their difference."""
    quarters = rows[[f"quarter_{number}" for number in range(1, 9)]].to_numpy(float)
    years = quarters.reshape(len(rows), 2, 4)
    sums = years.sum(axis=2)
    within = ((years - sums[:, :, None] / 4) ** 2).sum(axis=(1, 2)) / _DEGREES_OF_FREEDOM
    # Each sum is of four quarters, and the difference is of two sums.
    error = np.sqrt(8 * within)
    return tuple(pd.Series(each, index=rows.index) for each in (sums[:, 0], sums[:, 1], error))


def years_recorded(house: House) -> bool:
    """Whether bookings and contacts reach back to the first month of the year before W."""
    first = house.as_of - pd.Timedelta(days=_TWO_YEARS_DAYS)
    sold = house.extract.customers["first_booking_on"].min()
    met = house.extract.activity_edges["first_on"].min()
    return bool(pd.notna(sold) and pd.notna(met) and sold <= first and met <= first)
