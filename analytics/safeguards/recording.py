"""What is recorded outside the customer system? Silence, missing people, copied details."""

import pandas as pd

from analytics.contracts.safeguarded import SAFEGUARDED
from analytics.messages import Message, Percent, message
from analytics.policy import RuleInForce
from analytics.safeguards.customers import already_told
from analytics.safeguards.house import (
    CUSTOMER,
    REP,
    Answer,
    House,
    OpenPoint,
    at_stake,
    day_of,
    looked_up,
    money,
)

__all__ = ["contact_details_suspect", "contacts_missing", "crm_silence", "habits"]

#: Somebody records little where this many times as many customers are silent as elsewhere.
_TIMES_USUAL = 2

_RECORD = message(
    "Ask who is in touch with this customer and where that is kept; then record the "
    "contacts of the "
    "last months."
)
_TOGETHER = message(
    "Ask where these contacts are kept, and make recording easy: ten minutes a week, together."
)
_ENTER = message("Enter the people at this customer, with a phone number or e-mail address.")
_REACH = message("Add a phone number or e-mail address of the people at this customer.")
_CHECK = message("Call the customer, and correct the details of its people.")


def crm_silence(house: House, rule: RuleInForce) -> Answer:
    """Customers who bought in the last 12 months and with whom no contact is recorded for so many
    days, by anybody.

    Where somebody has recorded none of their own with most customers whose revenue is theirs, and
    with twice as many as others have, it is one point about the habit of recording, in place of one
    for each customer. Customers already told as without anybody are left out.
    """
    buying, by_rep = _buying(house, rule.limits["days"]), habits(house)
    share = by_rep["unrecorded"] / by_rep["customers"]
    habit = (
        (by_rep["customers"] >= rule.limits["customers"])
        & (share >= rule.limits["share"])
        & ~(share < _TIMES_USUAL * by_rep["elsewhere"])
        & (by_rep["unrecorded"] > 0)
        & (by_rep["rep_id"] != "")
    )
    known = by_rep[habit]
    of_habit = buying["rep_id"].isin(known["rep_id"])
    told = already_told(house)
    alone = buying["silent"] & ~of_habit & ~buying["customer_id"].isin(list(told))
    return Answer(_habits(house, known) + _silent_customers(house, buying[alone]))


def habits(house: House) -> pd.DataFrame:
    """How much of the business of each person the records show: columns of
    ``SAFEGUARDED["habits"]``."""
    days = house.assessment.policy.safeguards.rule("crm_silence").limits["days"]
    buying = _buying(house, days)
    revenue = buying["revenue_12m"].where(buying["unrecorded"], 0.0)
    by_rep = buying.assign(unrecorded_revenue=revenue).groupby("rep_id")
    frame = by_rep.agg(
        customers=("unrecorded", "size"),
        unrecorded=("unrecorded", "sum"),
        unrecorded_revenue=("unrecorded_revenue", "sum"),
    )
    others = (len(buying) - frame["customers"]).where(lambda each: each > 0)
    elsewhere = (buying["unrecorded"].sum() - frame["unrecorded"]) / others
    return SAFEGUARDED["habits"].typed(frame.assign(elsewhere=elsewhere).reset_index())


def _buying(house: House, days: float) -> pd.DataFrame:
    """:attr:`~analytics.safeguards.house.House.buying` with silent (for so many days) and
    unrecorded (none of rep_id's own in them)."""
    rows = house.buying
    return rows.assign(
        silent=~((house.as_of - rows["last_on"]).dt.days < days),
        unrecorded=~((house.as_of - rows["own_last_on"]).dt.days < days),
    )


def _habits(house: House, known: pd.DataFrame) -> list[OpenPoint]:
    return [
        OpenPoint(
            REP,
            row.rep_id,
            _habit_said(house.name(row.rep_id), row.unrecorded, row.customers, row.elsewhere),
            _TOGETHER,
            money=money(house, row.unrecorded_revenue),
        )
        for row in known.itertuples()
    ]


def _silent_customers(house: House, rows: pd.DataFrame) -> list[OpenPoint]:
    return [
        OpenPoint(
            CUSTOMER,
            row.customer_id,
            _silent_said(house.customer_names[row.customer_id], day_of(row.last_on)),
            _RECORD,
            day_of(row.last_on),
            money(house, row.revenue_12m),
        )
        for row in rows.itertuples()
    ]


def _silent_said(name: str, last_on: object) -> Message:
    if last_on is None:
        return message(
            "{customer} bought within the last 12 months, and no contact with it is on record.",
            customer=name,
        )
    return message(
        "{customer} bought within the last 12 months, and the last contact on record is of {day}.",
        customer=name,
        day=last_on,
    )


def _habit_said(name: str, silent: int, customers: int, elsewhere: float) -> Message:
    if pd.isna(elsewhere):
        return message(
            "With {silent} of {customers} customers who bought and whose revenue is "
            "credited to {rep}, "
            "{rep} has recorded no contact.",
            silent=silent,
            customers=customers,
            rep=name,
        )
    return message(
        "With {silent} of {customers} customers who bought and whose revenue is credited to {rep}, "
        "{rep} has recorded no contact; with others it is {usual}.",
        silent=silent,
        customers=customers,
        rep=name,
        usual=Percent(float(elsewhere)),
    )


def contacts_missing(house: House, _rule: RuleInForce) -> Answer:
    """Customers with revenue at stake of whom no person is recorded, or nobody with a phone number
    or e-mail address."""
    details = house.records.contact_details.set_index("customer_id")
    stake = at_stake(house)
    people = looked_up(details["people"], stake["customer_id"]).fillna(0)
    reachable = looked_up(details["reachable"], stake["customer_id"]).fillna(0)
    # Without either column nobody could be reachable.
    judged = house.has("contacts", "phone") or house.has("contacts", "email")
    rows = stake.assign(people=people)[(people == 0) | ((reachable == 0) & judged)]
    return Answer(
        [
            OpenPoint(
                CUSTOMER,
                row.customer_id,
                _missing_said(house.customer_names[row.customer_id], int(row.people)),
                _REACH if row.people else _ENTER,
                money=money(house, row.exposure),
            )
            for row in rows.itertuples()
        ]
    )


def _missing_said(name: str, people: int) -> Message:
    if not people:
        return message("Nobody at {customer} is recorded.", customer=name)
    return message(
        "{count} person at {customer} is recorded, without phone number or e-mail address.",
        "{count} people at {customer} are recorded, none with phone number or e-mail address.",
        count=people,
        customer=name,
    )


def contact_details_suspect(house: House, rule: RuleInForce) -> Answer:
    """Customers with revenue at stake whose people have a phone number or e-mail address that so
    many customers share, or that is one of our own."""
    rows = at_stake(house).merge(house.records.contact_details, on="customer_id")
    shared = rows["shared_by"] >= rule.limits["customers"]
    rows = rows[shared | (rows["of_own_people"] > 0)]
    return Answer(
        [
            OpenPoint(
                CUSTOMER,
                row.customer_id,
                _suspect_said(house.customer_names[row.customer_id], row),
                _CHECK,
                money=money(house, row.exposure),
            )
            for row in rows.itertuples()
        ]
    )


def _suspect_said(name: str, row: object) -> Message:
    if row.of_own_people:  # type: ignore[attr-defined]
        return message(
            "A person at {customer} is recorded with the e-mail address of one of our own people.",
            customer=name,
        )
    return message(
        "A person at {customer} has a phone number or e-mail address that {customers} customers "
        "share.",
        customer=name,
        customers=int(row.shared_by),  # type: ignore[attr-defined]
    )
