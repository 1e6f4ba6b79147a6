"""Are pay, commission, promotion and long-term plan in line with the same job?

Groups of fewer than five are not compared, so that nobody's pay can be read from a comparison.
Amounts are those of the pay records, a year, in their own currency.
"""

import pandas as pd

from analytics.attrition.pay import newest_pay, pay_of_job
from analytics.messages import Message, Money, Percent, message
from analytics.policy import RuleInForce
from analytics.safeguards.house import REP, Answer, House, OpenPoint, day_of, looked_up

__all__ = [
    "commission_low_for_revenue_held",
    "no_long_term_plan",
    "pay_below_peers",
    "promotion_stalled",
]

_MONTH_DAYS = 30.4375
#: Shares that differ by less are equal, so that exactly the limit is within it.
_EQUAL = 1e-9

_TALK_PAY = message("Look at pay in the same job, and talk about it before somebody else does.")
_TALK_COMMISSION = message(
    "Compare what the commission pays for the revenue that this person looks after."
)
_TALK_NEXT = message("Talk about what comes next, and say what it takes and when.")
_TALK_PLAN = message("Decide whether this person should take part in the long-term plan.")


def pay_below_peers(house: House, rule: RuleInForce) -> Answer:
    """Salespeople paid more than so much below the middle of the same job and currency."""
    jobs = pay_of_job(house.extract, house.landmarks)
    compared = jobs[jobs["people"] >= rule.limits["people"]]
    below = 1 - compared["pay"] / compared["middle"]
    points = []
    for landmark in below.index[below > rule.limits["share"] + _EQUAL]:
        rep_id, row = house.landmarks.at[landmark, "rep_id"], compared.loc[landmark]
        gap = float(row["middle"] - row["pay"])
        currency = row["currency"] if isinstance(row["currency"], str) else house.extract.currency
        evidence = message(
            "The pay of {rep} is {difference} below the middle of {people} people in the same job; "
            "closing the gap costs {cost} a year.",
            rep=house.name(rep_id),
            difference=Percent(float(below[landmark])),
            people=int(row["people"]),
            cost=Money(gap, currency),
        )
        points.append(OpenPoint(REP, rep_id, evidence, _TALK_PAY, money=gap))
    return Answer(points, _not_compared(len(house.landmarks) - len(compared), rule))


def _not_compared(people: int, rule: RuleInForce) -> Message | None:
    if people <= 0:
        return None
    return message(
        "{count} person is not compared: fewer than {least} in the same job are recorded.",
        "{count} people are not compared: fewer than {least} in the same job are recorded.",
        count=people,
        least=int(rule.limits["people"]),
    )


def commission_low_for_revenue_held(house: House, rule: RuleInForce) -> Answer:
    """Salespeople who look after at least as much revenue as the middle of the same job, with a
    commission rate of more than so much below its middle; where no rate of that job is recorded,
    variable pay for each unit of revenue stands in."""
    pay = newest_pay(house.extract, house.landmarks)
    revenue = house.reps.set_index("rep_id")["revenue_12m"]
    pay = pay.assign(revenue=looked_up(revenue, house.landmarks["rep_id"]).astype(float))
    points, compared = [], 0
    for rate in _rates(pay):
        rows = pay.assign(rate=rate)[rate.notna() & pay["title"].notna()]
        by_job = rows.groupby("title")
        rows = rows[by_job["rate"].transform("size") >= rule.limits["people"]]
        by_job = rows.groupby("title")
        middle, holds = by_job["rate"].transform("median"), by_job["revenue"].transform("median")
        people = by_job["rate"].transform("size")
        below = 1 - rows["rate"] / middle
        low = (below > rule.limits["share"] + _EQUAL) & (rows["revenue"] >= holds)
        compared += len(rows)
        points += [
            OpenPoint(
                REP,
                rep_id,
                _commission_said(house, rep_id, rows.loc[at], below[at], int(people[at])),
                _TALK_COMMISSION,
                money=house.held(rep_id),
            )
            for at in rows.index[low]
            for rep_id in [house.landmarks.at[at, "rep_id"]]
        ]
    return Answer(points, _not_compared(len(house.landmarks) - compared, rule))


def _rates(pay: pd.DataFrame) -> "tuple[pd.Series[float], pd.Series[float]]":
    """Commission rates, and what stands in for them in jobs without any."""
    rate = pay["commission_rate"].where(pay["commission_rate"] > 0)
    without = ~rate.notna().groupby(pay["title"]).transform("any").fillna(False).astype(bool)
    variable = (pay["variable"] / pay["revenue"]).where(
        without & (pay["revenue"] > 0) & (pay["variable"] > 0)
    )
    return rate, variable


def _commission_said(
    house: House, rep_id: str, row: pd.Series, below: float, people: int
) -> Message:
    return message(
        "{rep} looks after {revenue} a year, at least the middle of {people} people in "
        "the same job, "
        "at a commission {difference} below theirs.",
        rep=house.name(rep_id),
        revenue=Money(float(row["revenue"]), house.extract.currency),
        people=people,
        difference=Percent(float(below)),
    )


def promotion_stalled(house: House, rule: RuleInForce) -> Answer:
    """Salespeople whose last promotion (else hiring) is more than so many months ago, and longer
    than the middle of the same job."""
    rows = house.landmarks[house.landmarks["title"].notna() & ~house.landmarks["promotion_unknown"]]
    since = rows["last_promoted_on"].fillna(rows["hired_on"])
    months = ((house.as_of - since).dt.days / _MONTH_DAYS).dropna()
    by_job = months.groupby(rows["title"].reindex(months.index))
    people, middle = by_job.transform("size"), by_job.transform("median")
    enough = people >= rule.limits["people"]
    late = enough & (months > rule.limits["months"]) & (months > middle)
    points = [
        OpenPoint(
            REP,
            rep_id,
            _promotion_said(house.name(rep_id), rows.loc[at], int(months[at]), int(middle[at])),
            _TALK_NEXT,
            day_of(since[at]),
        )
        for at in months.index[late]
        for rep_id in [rows.at[at, "rep_id"]]
    ]
    return Answer(points, _not_compared(len(house.landmarks) - int(enough.sum()), rule))


def _promotion_said(name: str, row: pd.Series, months: int, middle: int) -> Message:
    promoted, hired = day_of(row["last_promoted_on"]), day_of(row["hired_on"])
    if promoted is not None:
        return message(
            "{rep} was last promoted on {day}, {months} months ago; the middle of the same job is "
            "{middle}.",
            rep=name,
            day=promoted,
            months=months,
            middle=middle,
        )
    return message(
        "{rep} has been here since {day}, {months} months, without a promotion on record; the "
        "middle of the same job is {middle}.",
        rep=name,
        day=hired,
        months=months,
        middle=middle,
    )


def no_long_term_plan(house: House, rule: RuleInForce) -> Answer:
    """Salespeople recorded without a long-term plan, of whose job at least such a share has one."""
    pay = newest_pay(house.extract, house.landmarks)
    held = pay.loc[pay["long_term_plan"].notna() & pay["title"].notna()]
    plan = held["long_term_plan"].astype(float)
    by_job = plan.groupby(held["title"])
    people, share = by_job.transform("size"), by_job.transform("mean")
    enough = people >= rule.limits["people"]
    without = enough & (plan == 0) & (share >= rule.limits["share"] - _EQUAL)
    points = [
        OpenPoint(
            REP,
            rep_id,
            message(
                "{rep} has no long-term plan; {share} of the {people} people in the same job do.",
                rep=house.name(rep_id),
                share=Percent(float(share[at])),
                people=int(people[at]),
            ),
            _TALK_PLAN,
            money=house.held(rep_id),
        )
        for at in plan.index[without]
        for rep_id in [house.landmarks.at[at, "rep_id"]]
    ]
    return Answer(points, _not_compared(len(house.landmarks) - int(enough.sum()), rule))
