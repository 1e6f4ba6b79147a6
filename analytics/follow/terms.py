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

_PAIR = ("customer_id", "rep_id")
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
    agreement is in force), bound_until (day), bound (part of the year after a departure for which a
    contract binds the customer), channels (kinds of contact in the year before), met (people at the
    customer whom the rep met in it); missing where unknown."""
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
            **_contract(edges, firm.reindex(wanted), extract.as_of),
            **_touches(edges, extract),
        },
        index=edges.index,
    )
    return _with_years(circumstances, pd.Timestamp(extract.as_of), extract.data_from)


def past_situation(customers: pd.DataFrame, data_from: date | None) -> pd.DataFrame:
    """The same of each row of :attr:`~analytics.follow.past_departures.PastDepartures.customers` on
    left_on."""
    names = "person_since firm_since colleagues company_share contacts_known channels met"
    bound = customers["non_solicit"].astype("Float64").to_numpy(float, na_value=np.nan)
    # Sources keep the running contract only: who stayed has another one since, and who left the one
    # of then. What a contract did in the past cannot be told from that.
    circumstances = customers[names.split()].assign(non_solicit=bound, bound=np.nan)
    return _with_years(circumstances, customers["left_on"], data_from)


def _contract(edges: pd.DataFrame, firm: pd.DataFrame, as_of: date) -> dict[str, object]:
    """bound_until, bound of each pair, from the customers' contracts; 0 after their last day,
    missing before their first and where no last day is known."""
    days = firm.reindex(columns=["contract_starts_on", "contract_ends_on"])
    starts, ends = (pd.to_datetime(days[name]) for name in days)
    today = pd.Timestamp(as_of)
    left = ((ends - today).dt.days / _YEAR).clip(0.0, 2.0).to_numpy()
    # Who is still here leaves on some day of the coming year: the mean over all of them.
    within, beyond = np.minimum(left, 1.0), np.maximum(left - 1.0, 0.0)
    bound = within**2 / 2 + beyond - beyond**2 / 2
    bound = np.where(edges["leaver"].astype(bool), within, bound)
    running = starts.isna() | (starts <= today)
    return {"bound_until": ends.to_numpy(), "bound": np.where(running, bound, np.nan)}


def _touches(edges: pd.DataFrame, extract: Extract) -> dict[str, object]:
    """channels, met of each pair."""
    touches = extract.touches
    if touches.empty:
        return dict.fromkeys(("channels", "met"), np.full(len(edges), np.nan))
    known = [pd.Index(touches[name].unique()) for name in _PAIR]
    wanted, there = (
        [_codes(frame[name], ids) for name, ids in zip(_PAIR, known, strict=True)]
        for frame in (edges, touches)
    )
    width = len(known[1])
    place = pd.Index(there[0] * width + there[1]).get_indexer(wanted[0] * width + wanted[1])
    place = np.where((wanted[0] < 0) | (wanted[1] < 0), -1, place)
    return {
        name: np.where(place < 0, np.nan, touches[name].to_numpy(float, na_value=np.nan)[place])
        for name in ("channels", "met")
    }


def _codes(ids: pd.Series, known: pd.Index) -> np.ndarray:
    """The place of each id among those known, −1 for others; millions name few."""
    if isinstance(ids.dtype, pd.CategoricalDtype):
        return known.get_indexer(ids.cat.categories)[ids.cat.codes].astype(np.int64)
    return known.get_indexer(ids).astype(np.int64)


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
