"""One person at a glance: agreements, access, pay, promotion, and what a non-compete would cost.

Arithmetic, no promise: the cost is what the law of the jurisdiction asks for at least
(:mod:`analytics.safeguards.law`) of base and variable pay, over the usual longest term.
"""

import numpy as np
import pandas as pd

from analytics.attrition.pay import newest_pay, pay_of_job
from analytics.contracts.safeguarded import SAFEGUARDED
from analytics.safeguards.agreements import NON_COMPETE, in_force
from analytics.safeguards.house import House
from analytics.safeguards.law import compensation_share

__all__ = ["cards", "noncompete_against_revenue"]

_KINDS = ("confidentiality", "non_compete", "non_solicit", "handover")
_SCOPES = ("own", "team", "all")
_YEAR_MONTHS = 12


def cards(house: House) -> pd.DataFrame:
    """What is known of each active person: columns of ``SAFEGUARDED["cards"]``."""
    reps = house.reps
    people = reps.loc[reps["active"], ["rep_id", "last_promoted_on", "jurisdiction"]]
    frame = people.rename(columns={"last_promoted_on": "promoted_on"}).set_index("rep_id")
    for kind in _KINDS:
        frame[kind] = _signed(house, frame.index, kind)
    frame["non_compete_months"] = _months(house).reindex(frame.index)
    frame = frame.join(_access(house)).join(_pay(house))
    frame["non_compete_cost"] = _cost(house, frame)
    frame["revenue_held"] = reps.set_index("rep_id")["departure_loss"].reindex(frame.index)
    if not house.extract.knows_money:
        frame["revenue_held"] = np.nan
    return SAFEGUARDED["cards"].typed(frame.reset_index().sort_values("rep_id"))


def noncompete_against_revenue(frame: pd.DataFrame) -> pd.DataFrame:
    """By currency of pay: people (whose cost is known), cost (of all their non-competes together)
    and held (what would go along with these people); ``frame`` is of :func:`cards`."""
    known = frame[frame["non_compete_cost"].notna()]
    grouped = known.groupby(known["pay_currency"].fillna(""))
    return grouped.agg(
        people=("rep_id", "size"), cost=("non_compete_cost", "sum"), held=("revenue_held", "sum")
    ).reset_index()


def _signed(house: House, people: pd.Index, kind: str) -> "pd.Series[bool]":
    """Missing where no agreement of the kind is recorded of anybody."""
    papers = house.records.papers
    if not (papers["kind"] == kind).any():
        return pd.Series(pd.NA, index=people, dtype="boolean")
    return pd.Series(people.isin(in_force(house, kind)["rep_id"]), index=people, dtype="boolean")


def _months(house: House) -> "pd.Series[float]":
    return in_force(house, NON_COMPETE).groupby("rep_id")["months"].max()


def _access(house: House) -> pd.DataFrame:
    accounts = house.records.accounts
    order = pd.CategoricalDtype(_SCOPES, ordered=True)
    # A word that is none of these says nothing of how wide an account is.
    known = accounts["scope"].where(accounts["scope"].isin(_SCOPES)).astype(order)
    grouped = accounts.assign(scope=known).groupby("rep_id")
    return pd.DataFrame(
        {
            "scope": grouped["scope"].max().astype("str"),
            "can_export": grouped["can_export"].max(),
            "last_login_on": grouped["last_login_on"].max(),
        }
    )


def _pay(house: House) -> pd.DataFrame:
    """Of salespeople: pay, its currency, its place in the job, long-term plan."""
    landmarks = house.landmarks
    people = house.assessment.policy.safeguards.rule("pay_below_peers").limits["people"]
    jobs = pay_of_job(house.extract, landmarks)
    newest = newest_pay(house.extract, landmarks)
    enough = jobs["people"] >= people
    middle = jobs["middle"].where(enough)
    total = newest["base"] + newest["variable"].fillna(0)
    currency = newest["currency"].fillna(house.extract.currency)
    return pd.DataFrame(
        {
            "pay": total,
            "pay_currency": currency.where(total.notna()),
            "pay_gap": (middle - jobs["pay"]).clip(lower=0),
            "pay_against_middle": jobs["pay"] / middle - 1,
            "job_people": jobs["people"].astype("Int64"),
            "long_term_plan": newest["long_term_plan"],
        },
        index=landmarks.index,
    ).set_axis(landmarks["rep_id"])


def _cost(house: House, frame: pd.DataFrame) -> "pd.Series[float]":
    """A year's pay · the least part of it · the usual longest term in years."""
    limits = house.assessment.policy.safeguards.rule("non_compete_term").limits
    months = limits["usual_to_months"]
    places = {code: house.place(code) for code in frame["jurisdiction"].dropna().unique()}
    known = {
        code: compensation_share(place, min(months, place.longest_months or months))
        for code, place in places.items()
        if place is not None
    }
    terms = {
        code: min(months, place.longest_months or months) / _YEAR_MONTHS
        for code, place in places.items()
        if place is not None
    }
    share = pd.to_numeric(frame["jurisdiction"].map(known)).astype(float)
    years = pd.to_numeric(frame["jurisdiction"].map(terms)).astype(float)
    return frame["pay"] * share * years
