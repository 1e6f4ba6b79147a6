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
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.extract import Extract
from analytics.places import found
from analytics.relationships.pairs import Codes, Flags, Floats
from analytics.relationships.people import in_sales

__all__ = [
    "PUBLISHED",
    "STEPS",
    "Circumstances",
    "Published",
    "held",
    "past_situation",
    "points_to_log_odds",
    "situation",
    "step_values",
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
#: What is known of how the two are in touch.
_TOUCHED = ("channels", "met")


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
    pairs = Circumstances.of(edges, customers, extract).of_rows(slice(None))
    return pd.DataFrame(pairs, index=edges.index)


def past_situation(customers: pd.DataFrame, data_from: date | None) -> pd.DataFrame:
    """The same of each row of :attr:`~analytics.follow.past_departures.PastDepartures.customers` on
    left_on."""
    names = "person_since firm_since colleagues company_share contacts_known channels met"
    bound = customers["non_solicit"].astype("Float64").to_numpy(float, na_value=np.nan)
    until = _days(customers["left_on"])
    # Sources keep the running contract only: who stayed has another one since, and who left the one
    # of then. What a contract did in the past cannot be told from that.
    return customers[names.split()].assign(
        non_solicit=bound,
        bound=np.nan,
        years_with_person=_with_person(_days(customers["person_since"]), until, data_from),
        years_with_firm=_with_firm(_days(customers["firm_since"]), until, data_from),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """What :func:`situation` says, ready for any rows of the pairs.

    edges: by column; firm: what is known of the pairs' customers, the last of each for who is
    unknown, and ``customer`` its place by pair; rep: codes with ``company`` (outside sales) and
    ``promised`` (not to solicit) by code, the last for no name; touch: place in ``touches``, whose
    last ones are missing.
    """

    edges: Mapping[str, NDArray[Any]]
    firm: Mapping[str, NDArray[Any]]
    customer: Codes
    rep: Codes
    company: Flags
    promised: Floats
    touch: Codes
    touches: Mapping[str, Floats]
    as_of: date
    data_from: date | None

    @classmethod
    def of(cls, edges: pd.DataFrame, customers: pd.DataFrame, extract: Extract) -> "Circumstances":
        """Arguments as for :func:`analytics.follow.probability.follow_probabilities`."""
        (customer, names), (rep, people) = (_coded(edges[name]) for name in _PAIR)
        reps = extract.reps
        company = people.isin(reps.loc[~in_sales(reps), "rep_id"])
        touch, touches = _touches((customer, rep), (names, people), extract.touches)
        return cls(
            {
                "held": held(edges).to_numpy(),
                "leaver": edges["leaver"].to_numpy(dtype=bool),
                "knows": edges["knows"].to_numpy(dtype=bool),
                "first_on": _days(edges["first_on"]),
            },
            _facts(names, customers) | _firm(names, extract),
            customer,
            rep,
            np.append(company, False),
            _promised(people, extract),
            touch,
            touches,
            extract.as_of,
            extract.data_from,
        )

    def of_rows(self, rows: slice | Codes) -> dict[str, NDArray[Any]]:
        """The columns of :func:`situation` of the chosen pairs."""
        edges = {name: column[rows] for name, column in self.edges.items()}
        place = self.customer[rows]
        firm = {name: np.take(column, place) for name, column in self.firm.items()}
        rep, touch = self.rep[rows], self.touch[rows]
        own = np.where(self.company[rep], edges["held"], 0.0)
        today = np.datetime64(self.as_of, "s")
        return {
            "person_since": edges["first_on"],
            "firm_since": firm["firm_since"],
            "colleagues": firm["known_by"] - edges["knows"],
            "company_share": np.clip(firm["company_share"] - own, 0.0, 1.0),
            "contacts_known": firm["contacts_known"],
            "non_solicit": self.promised[rep],
            "bound_until": firm["bound_until"],
            "bound": np.where(edges["leaver"], firm["bound_now"], firm["bound_ahead"]),
            **{name: np.take(column, touch) for name, column in self.touches.items()},
            "years_with_person": _with_person(edges["first_on"], today, self.data_from),
            "years_with_firm": firm["years_with_firm"],
        }


def _coded(ids: pd.Series) -> tuple[Codes, pd.Index]:
    """A code of each identifier, −1 without, and the names that the codes stand for."""
    if not isinstance(ids.dtype, pd.CategoricalDtype):
        codes, names = pd.factorize(ids)
        return codes.astype(np.int64), pd.Index(names)
    codes, names = ids.cat.codes.to_numpy(np.int64), ids.cat.categories
    used = np.bincount(codes + 1, minlength=len(names) + 1)[1:] > 0
    if used.all():
        return codes, names
    places = np.append(np.cumsum(used) - 1, -1)
    return places[codes], names[used]


def _known_as(names: pd.Index, ids: pd.Series) -> Codes:
    """The row of each name among ids that are all different; −1 for others."""
    return found(names, pd.Index(ids))


def _facts(names: pd.Index, customers: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """What relationships say of each named customer."""
    row = _known_as(names, customers["customer_id"])
    return {
        name: _or_missing(customers[name].to_numpy(dtype=float, na_value=np.nan), row)
        for name in ("known_by", "company_share", "contacts_known")
    }


def _firm(names: pd.Index, extract: Extract) -> dict[str, NDArray[Any]]:
    """What the records say of each named customer: firm_since, years_with_firm; bound_until, and
    bound with who leaves today or within a year: 0 after the contract's last day, missing before
    its first and where no last day is known."""
    frame = extract.customers
    row = _known_as(names, frame["customer_id"])
    since = _days(frame[["created_on", "first_booking_on"]].min(axis=1))
    days = frame.reindex(columns=["contract_starts_on", "contract_ends_on"])
    starts, ends = (pd.to_datetime(days[name]) for name in days)
    today = pd.Timestamp(extract.as_of)
    left = ((ends - today).dt.days / _YEAR).clip(0.0, 2.0).to_numpy()
    # Who is still here leaves on some day of the coming year: the mean over all of them.
    within, beyond = np.minimum(left, 1.0), np.maximum(left - 1.0, 0.0)
    ahead = within**2 / 2 + beyond - beyond**2 / 2
    running = (starts.isna() | (starts <= today)).to_numpy(bool)
    columns = {
        "firm_since": since,
        "years_with_firm": _with_firm(since, np.datetime64(today, "s"), extract.data_from),
        "bound_until": _days(ends),
        "bound_now": np.where(running, within, np.nan),
        "bound_ahead": np.where(running, ahead, np.nan),
    }
    return {name: _or_missing(column, row) for name, column in columns.items()}


def _or_missing(column: NDArray[Any], row: Codes) -> NDArray[Any]:
    """The column's rows, missing for −1, and one more that is missing."""
    nothing = np.array([np.nan if column.dtype == float else "NaT"], column.dtype)
    return np.concatenate([column, nothing])[np.append(row, -1)]


def _touches(
    pairs: tuple[Codes, Codes], names: tuple[pd.Index, pd.Index], touches: pd.DataFrame
) -> tuple[Codes, dict[str, Floats]]:
    """The row of each pair in channels and met, and these columns."""
    if touches.empty:
        return np.zeros(len(pairs[0]), np.int64), dict.fromkeys(_TOUCHED, np.full(1, np.nan))
    there = [_coded(touches[name]) for name in _PAIR]
    # Codes of the pairs as the touches have them; −1 where nobody of that name is in touch.
    of_names = [found(each, known) for each, (_, known) in zip(names, there, strict=True)]
    customer, rep = (np.append(each, -1)[code] for each, code in zip(of_names, pairs, strict=True))
    width = len(there[1][1]) + 1
    keys = there[0][0] * width + there[1][0]
    order = np.arange(len(keys))
    if not (keys[1:] > keys[:-1]).all():
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
    wanted = np.where(rep < 0, -1, customer * width + rep)
    place = np.searchsorted(keys, wanted)
    here = np.append(keys, -1)[place] == wanted
    row = np.where(here & (customer >= 0) & (rep >= 0), np.append(order, -1)[place], -1)
    columns = {
        name: np.append(touches[name].to_numpy(float, na_value=np.nan), np.nan) for name in _TOUCHED
    }
    return row, columns


def _promised(people: pd.Index, extract: Extract) -> Floats:
    """1 for reps with a non-solicitation agreement in force today, else 0, also for no name;
    missing without the table."""
    if "agreements" not in extract.tables or extract.agreements.empty:
        return np.full(len(people) + 1, np.nan)
    papers = extract.agreements
    running = papers["ends_on"].isna() | (papers["ends_on"] >= pd.Timestamp(extract.as_of))
    bound = papers.loc[running & (papers["kind"] == "non_solicit"), "rep_id"]
    return np.append(people.isin(bound), False).astype(float)


def _days(days: pd.Series) -> NDArray[np.datetime64]:
    return pd.to_datetime(days).to_numpy("datetime64[s]")


def _with_person(since: Any, until: Any, data_from: date | None) -> Floats:
    return _years(since, until, data_from, _TYPICAL_WITH_PERSON)


def _with_firm(since: Any, until: Any, data_from: date | None) -> Floats:
    return _years(since, until, data_from, _TYPICAL_WITH_FIRM)


def _years(
    since: NDArray[np.datetime64],
    until: NDArray[np.datetime64] | np.datetime64,
    data_from: date | None,
    typical: float,
) -> Floats:
    """Years up to a day; at least the typical ones where the records begin with the relation."""
    apart = (until - since).astype("timedelta64[D]")
    years = np.where(np.isnat(apart), np.nan, apart.astype(float) / 365.25)
    if data_from is None:
        return years
    from_start = since <= np.datetime64(data_from + _RECORD_START, "s")
    return np.where(from_start, np.maximum(years, typical), years)


def values(circumstances: pd.DataFrame) -> pd.DataFrame:
    """What each step multiplies, one column a key of STEPS; missing where it is not known."""
    names = (
        "years_with_person years_with_firm colleagues company_share contacts_known "
        "non_solicit bound channels met"
    ).split()
    columns = {name: circumstances[name].to_numpy(float, na_value=np.nan) for name in names}
    return pd.DataFrame(
        dict(zip(STEPS, step_values(columns), strict=True)), index=circumstances.index
    )


def step_values(circumstances: Mapping[str, NDArray[Any]]) -> list[Floats]:
    """The columns of :func:`values`, from those of :func:`situation`."""
    known = circumstances["contacts_known"]
    contacts = np.clip(known, 1, _CONTACTS_COUNTED)
    channels = np.clip(circumstances["channels"], 1, _CHANNELS_COUNTED)
    # Of whom nobody has met anybody, no part is known.
    met = circumstances["met"] / np.where(known > 0, known, np.nan)
    by_step = {
        "years_with_person": _unusual(circumstances["years_with_person"], _TYPICAL_WITH_PERSON),
        "years_with_firm": _unusual(circumstances["years_with_firm"], _TYPICAL_WITH_FIRM),
        "colleagues": np.clip(circumstances["colleagues"], 0, _COLLEAGUES_COUNTED),
        "company_share": circumstances["company_share"],
        "contacts_known": np.log2(contacts / _TYPICAL_CONTACTS),
        "non_solicit": circumstances["non_solicit"],
        "contract": circumstances["bound"],
        "channels": np.log2(channels),
        "people_met": np.log2(np.clip(met, _LEAST_MET, 1.0)),
    }
    return [by_step[step] for step in STEPS]


def _unusual(years: Floats, typical: float) -> Floats:
    return np.clip(years, 0.0, typical + _MORE_YEARS_COUNTED) - typical
