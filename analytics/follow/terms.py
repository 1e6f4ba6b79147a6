"""What speaks for and against following, in numbers: published steps and what they multiply.

    logit(rate) = logit(base rate) + Σ step · value

One row of values for a pair of today (:func:`situation`) or for a customer of a past departure
(:func:`past_situation`) means the same, so that what is learned from the one holds for the other.
Sources of the steps: :mod:`analytics.follow.probability`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

import numpy as np
import pandas as pd

from analytics.extract import Extract
from analytics.relationships.people import in_sales

__all__ = [
    "PUBLISHED",
    "STEPS",
    "Published",
    "bound_part",
    "held",
    "past_situation",
    "points_to_log_odds",
    "situation",
    "values",
]

#: Chance to follow at which the published percentage points hold (doubling in 3.5 years).
_RAFFIEE_BASELINE = 0.14
_TYPICAL_WITH_PERSON, _TYPICAL_WITH_FIRM, _MORE_YEARS_COUNTED = 3.0, 5.0, 3.0
_COLLEAGUES_COUNTED, _TYPICAL_CONTACTS, _CONTACTS_COUNTED = 4, 2, 8
_CHANNELS_COUNTED, _LEAST_MET = 6, 1 / 8
_YEAR = 365
#: Relationships that begin this close to the first record may well be older.
_RECORD_START = timedelta(days=92)


def points_to_log_odds(points: float, baseline: float = _RAFFIEE_BASELINE) -> float:
    """Turn a step in percentage points (0.02: two) at a baseline into log-odds.

    >>> round(points_to_log_odds(0.02), 4), round(points_to_log_odds(-0.025), 4)
    (0.1571, -0.2254)
    """
    moved = baseline + points
    return log(moved / (1 - moved)) - log(baseline / (1 - baseline))


#: Log-odds of one unit of each value: a year more with the person and with the firm, a colleague
#: who knows, all of the relationship outside sales, a doubling of the contacts, an agreement not
#: to solicit customers (no effect size found: none is assumed), a contract that binds the customer
#: for all of the next year, a doubling of the ways in which the two are in touch, and of the part
#: of the known people at the customer whom the person has met.
STEPS = {
    "years_with_person": 2 * points_to_log_odds(0.02),
    "years_with_firm": 2 * points_to_log_odds(-0.01),
    "colleagues": points_to_log_odds(-0.025),
    "company_share": -1.0,
    "contacts_known": -0.15,
    "non_solicit": 0.0,
    "contract": -1.5,
    "channels": 0.15,
    "people_met": 0.15,
}


@dataclass(frozen=True, slots=True)
class Published:
    """What is taken for true before own departures are known: the exponent γ of the share, and
    the log-odds by name of STEPS."""

    exponent: float
    steps: Mapping[str, float]


#: By ``follow.evidence``. ``register``: of the customers of registered lobbyists in Chicago, 2014
#: to 2024, 0.88 more than elsewhere left with who held them alone, 0.34 of those whom two held and
#: none of those whom more held. ``studies``: Raffiee 2017 alone, in proportion to the share,
#: without contracts, channels and people met.
PUBLISHED: Mapping[str, Published] = {
    "register": Published(1.4, STEPS),
    "studies": Published(1.0, STEPS | dict.fromkeys(("contract", "channels", "people_met"), 0.0)),
}

#: What is looked up of each pair's customer.
_FACTS = ["known_by", "company_share", "contacts_known"]


def held(edges: pd.DataFrame) -> pd.Series:
    """p of each pair; 0 where there is none."""
    share = edges["share"].astype(float)
    return share.where(~edges["leaver"].astype(bool), edges["leaver_share"]).fillna(0.0)


def situation(edges: pd.DataFrame, customers: pd.DataFrame, extract: Extract) -> pd.DataFrame:
    """What is known of each pair today: person_since, firm_since (days on record),
    years_with_person, years_with_firm (as counted), colleagues (further people who know the
    customer), company_share (without the rep's own), contacts_known, non_solicit (0 or 1: an
    agreement is in force), bound_until (day), bound (part of the coming year for which a contract
    binds the customer), channels (kinds of contact in the year before), met (people at the customer
    whom the rep met in it); missing where unknown."""
    wanted = edges["customer_id"]
    facts = customers.set_index("customer_id")[_FACTS].reindex(wanted)
    firm = extract.customers.set_index("customer_id")
    since = firm[["created_on", "first_booking_on"]].min(axis=1).reindex(wanted)
    colleagues = facts["known_by"].to_numpy(dtype=float, na_value=np.nan)
    elsewhere = facts["company_share"].to_numpy(dtype=float, na_value=np.nan)
    own = held(edges).where(_outside_sales(edges, extract), 0.0)
    circumstances = pd.DataFrame(
        {
            "person_since": edges["first_on"],
            "firm_since": since.set_axis(edges.index),
            "colleagues": colleagues - edges["knows"].to_numpy(dtype=float),
            "company_share": np.clip(elsewhere - own.to_numpy(), 0.0, 1.0),
            "contacts_known": facts["contacts_known"].to_numpy(dtype=float, na_value=np.nan),
            "non_solicit": _bound(edges, extract),
            **_contract(firm.reindex(wanted), extract.as_of),
            **_touches(edges, extract),
        },
        index=edges.index,
    )
    return _with_years(circumstances, pd.Timestamp(extract.as_of), extract.data_from)


def past_situation(customers: pd.DataFrame, data_from: date | None) -> pd.DataFrame:
    """The same of each row of :attr:`~analytics.follow.past_departures.PastDepartures.customers` on
    left_on."""
    names = "person_since firm_since colleagues company_share contacts_known bound channels met"
    bound = customers["non_solicit"].astype("Float64").to_numpy(float, na_value=np.nan)
    circumstances = customers[names.split()].assign(non_solicit=bound)
    return _with_years(circumstances, customers["left_on"], data_from)


def bound_part(starts: pd.Series, ends: pd.Series, day: pd.Series) -> pd.Series:
    """Part of the year after a day for which a contract binds; 0 where it has ended, missing where
    it had not begun or its last day is not known."""
    running = (ends - day).dt.days.clip(0, _YEAR) / _YEAR
    return running.where(starts.isna() | (starts <= day))


def _contract(firm: pd.DataFrame, as_of: date) -> dict[str, object]:
    """bound_until, bound of each pair, from the customers' contracts."""
    days = firm.reindex(columns=["contract_starts_on", "contract_ends_on"])
    starts, ends = (pd.to_datetime(days[name]) for name in days)
    today = pd.Series(pd.Timestamp(as_of), index=firm.index)
    return {
        "bound_until": ends.to_numpy(),
        "bound": bound_part(starts, ends, today).to_numpy(float),
    }


def _touches(edges: pd.DataFrame, extract: Extract) -> dict[str, object]:
    """channels, met of each pair."""
    if extract.touches.empty:
        return dict.fromkeys(("channels", "met"), np.full(len(edges), np.nan))
    pair = ["customer_id", "rep_id"]
    texts = dict.fromkeys(pair, "str")
    touches = extract.touches.astype(texts)
    known = edges[pair].astype(texts).merge(touches, on=pair, how="left", validate="m:1")
    return {name: known[name].to_numpy(float, na_value=np.nan) for name in ("channels", "met")}


def _outside_sales(edges: pd.DataFrame, extract: Extract) -> pd.Series:
    reps = extract.reps
    return edges["rep_id"].isin(reps.loc[~in_sales(reps), "rep_id"])


def _bound(edges: pd.DataFrame, extract: Extract) -> np.ndarray:
    """1 for reps with a non-solicitation agreement in force today; missing without the table."""
    if "agreements" not in extract.tables or extract.agreements.empty:
        return np.full(len(edges), np.nan)
    papers = extract.agreements
    running = papers["ends_on"].isna() | (papers["ends_on"] >= pd.Timestamp(extract.as_of))
    bound = papers.loc[running & (papers["kind"] == "non_solicit"), "rep_id"]
    return edges["rep_id"].isin(bound).to_numpy(dtype=float)


def _with_years(circumstances: pd.DataFrame, until: object, data_from: date | None) -> pd.DataFrame:
    person = _years(circumstances["person_since"], until, data_from, _TYPICAL_WITH_PERSON)
    firm = _years(circumstances["firm_since"], until, data_from, _TYPICAL_WITH_FIRM)
    return circumstances.assign(years_with_person=person, years_with_firm=firm)


def _years(since: pd.Series, until: object, data_from: date | None, typical: float) -> pd.Series:
    """Years up to a day; at least the typical ones where the records begin with the relation."""
    years = (until - since).dt.days / 365.25
    if data_from is None:
        return years
    from_start = since <= pd.Timestamp(data_from + _RECORD_START)
    return years.mask(from_start, years.clip(lower=typical))


def values(circumstances: pd.DataFrame) -> pd.DataFrame:
    """What each step multiplies, one column a key of STEPS; missing where it is not known."""
    contacts = circumstances["contacts_known"].clip(1, _CONTACTS_COUNTED)
    channels = circumstances["channels"].clip(1, _CHANNELS_COUNTED)
    # Of whom nobody has met anybody, no part is known.
    met = circumstances["met"] / circumstances["contacts_known"].where(lambda known: known > 0)
    return pd.DataFrame(
        {
            "years_with_person": _unusual(circumstances["years_with_person"], _TYPICAL_WITH_PERSON),
            "years_with_firm": _unusual(circumstances["years_with_firm"], _TYPICAL_WITH_FIRM),
            "colleagues": circumstances["colleagues"].clip(0, _COLLEAGUES_COUNTED),
            "company_share": circumstances["company_share"],
            "contacts_known": np.log2(contacts / _TYPICAL_CONTACTS),
            "non_solicit": circumstances["non_solicit"],
            "contract": circumstances["bound"],
            "channels": np.log2(channels),
            "people_met": np.log2(met.clip(_LEAST_MET, 1.0)),
        }
    )


def _unusual(years: pd.Series, typical: float) -> pd.Series:
    return years.clip(0.0, typical + _MORE_YEARS_COUNTED) - typical
