"""Would a customer follow the rep who leaves?

    q(c,r) = p(c,r) · sigmoid(logit(base rate) + Σ shifts)

p is the rep's share of the relationship, the base rate is ``follow.base_rate``: the chance for a
customer that one person holds alone. With nothing else known, q = base_rate · p exactly. Shifts
are steps in log-odds; what is not known shifts nothing.

- Years with the person: +2 percentage points per six months; years with the firm: −1 point per
  six months; each further person who knows the customer: −2.5 points (Raffiee 2017, Strategic
  Management Journal 38: 18,000 decisions of clients of lobbyists), taken as log-odds at that
  study's baseline of about 14 %. Years count from a typical relationship (three with the person,
  five with the firm) and up to three more [judgement]. A relationship as old as the records is not
  younger than typical.
- Part of the relationship held by functions other than sales, and contacts known at the customer:
  direction from Palmatier, Scheer & Steenkamp 2007 (loyalty that the company owns), size judged:
  −1.0 for all of it, −0.15 per doubling of the contacts (from two, up to eight).

Average sales losses after a departure (13–18 %, Shi et al. 2017) are a different figure: they
contain partial losses and handover friction, and are not used here. Everything is an assumption
to be shown as one, never a measured value.
"""

from collections.abc import Callable
from datetime import timedelta
from math import log

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from analytics.inputs import Extract
from analytics.messages import Message, Percent, message
from analytics.policy import Policy

__all__ = ["follow_probabilities", "follow_reasons", "points_to_log_odds"]

#: Chance to follow at which the published percentage points hold (doubling in 3.5 years).
_RAFFIEE_BASELINE = 0.14
_TYPICAL_WITH_PERSON, _TYPICAL_WITH_FIRM, _MORE_YEARS_COUNTED = 3.0, 5.0, 3.0
_COLLEAGUES_COUNTED, _TYPICAL_CONTACTS, _CONTACTS_COUNTED = 4, 2, 8
_COMPANY_STEP, _CONTACTS_STEP = -1.0, -0.15
_LOWEST, _HIGHEST = 0.02, 0.95
#: Relationships that begin this close to the first record may well be older.
_RECORD_START = timedelta(days=92)


def points_to_log_odds(points: float, baseline: float = _RAFFIEE_BASELINE) -> float:
    """Turn a step in percentage points (0.02: two) at a baseline into log-odds.

    >>> round(points_to_log_odds(0.02), 4), round(points_to_log_odds(-0.025), 4)
    (0.1571, -0.2254)
    """
    moved = baseline + points
    return log(moved / (1 - moved)) - log(baseline / (1 - baseline))


_PERSON_YEAR = 2 * points_to_log_odds(0.02)
_FIRM_YEAR = 2 * points_to_log_odds(-0.01)
_COLLEAGUE_STEP = points_to_log_odds(-0.025)


def follow_probabilities(
    edges: pd.DataFrame, customers: pd.DataFrame, extract: Extract, policy: Policy
) -> pd.Series:
    """q(c,r) of every pair, aligned with ``edges``.

    edges: customer_id, rep_id, share, knows, leaver, leaver_share, first_on; customers:
    customer_id, company_share, known_by, contacts_known (both from
    :class:`~analytics.relationships.Relationships`); the age of the firm's relationship comes from
    ``extract.customers``. p is ``leaver_share`` for the leaver of an orphaned customer, otherwise
    ``share``. q is 0 where p is missing (other departed reps) or 0, grows with p, and lies between
    0 and 0.95 (or the base rate, if that is higher).

    References
    ----------
    Raffiee 2017, Strategic Management Journal 38(10); Palmatier, Scheer & Steenkamp 2007, Journal
    of Marketing Research 44(2).
    """
    base = policy.follow.base_rate
    shift = _shifts(_situation(edges, customers, extract)).sum(axis=1)
    rate = expit(logit(base) + shift).clip(min(_LOWEST, base), max(_HIGHEST, base))
    # Without any shift the rate is the base rate itself, to the last digit.
    rate = rate.where(shift != 0, base)
    return (_held(edges) * rate).rename("follow_probability")


def follow_reasons(
    edges: pd.DataFrame, customers: pd.DataFrame, extract: Extract, policy: Policy
) -> pd.DataFrame:
    """What makes up q for each given pair, in words: for the detail of a few pairs.

    Arguments as for :func:`follow_probabilities`. Returns customer_id, rep_id, part
    (``base_rate``, ``share``, ``years_with_person``, ``years_with_firm``, ``colleagues``,
    ``company_share``, ``contacts_known``), factor (base rate and share: the factor of q; others:
    odds ratio), message; only parts that are known, in this order by pair.
    """
    situation = _situation(edges, customers, extract)
    shifts = _shifts(situation)
    base, held = policy.follow.base_rate, _held(edges)
    rows: list[tuple[object, ...]] = []
    for place in edges.index:
        pair = (edges.at[place, "customer_id"], edges.at[place, "rep_id"])
        rows += [
            (*pair, "base_rate", base, _base_text(base)),
            (*pair, "share", held[place], _share_text(held[place])),
        ]
        rows += [
            (*pair, part, float(np.exp(shifts.at[place, part])), text(situation.loc[place]))
            for part, text in _TEXTS.items()
            if pd.notna(situation.at[place, part])
        ]
    return pd.DataFrame(rows, columns=["customer_id", "rep_id", "part", "factor", "message"])


def _held(edges: pd.DataFrame) -> pd.Series:
    """p of each pair; 0 where there is none."""
    share = edges["share"].astype(float)
    return share.where(~edges["leaver"].astype(bool), edges["leaver_share"]).fillna(0.0)


def _situation(edges: pd.DataFrame, customers: pd.DataFrame, extract: Extract) -> pd.DataFrame:
    """What is known of each pair: person_since, firm_since (days on record), years_with_person,
    years_with_firm (as counted), colleagues (further people
    who know the customer), company_share (without the rep's own), contacts_known; missing where
    unknown."""
    wanted = edges["customer_id"]
    facts = customers.set_index("customer_id").reindex(wanted)
    firm = extract.customers.set_index("customer_id")
    since = firm[["created_on", "first_booking_on"]].min(axis=1).reindex(wanted)
    colleagues = facts["known_by"].to_numpy(dtype=float, na_value=np.nan)
    elsewhere = facts["company_share"].to_numpy(dtype=float, na_value=np.nan)
    own = _held(edges).where(_outside_sales(edges, extract), 0.0)
    return pd.DataFrame(
        {
            "person_since": edges["first_on"],
            "firm_since": since.set_axis(edges.index),
            "years_with_person": _years(edges["first_on"], extract, _TYPICAL_WITH_PERSON),
            "years_with_firm": _years(since.set_axis(edges.index), extract, _TYPICAL_WITH_FIRM),
            "colleagues": colleagues - edges["knows"].to_numpy(dtype=float),
            "company_share": np.clip(elsewhere - own.to_numpy(), 0.0, 1.0),
            "contacts_known": facts["contacts_known"].to_numpy(dtype=float, na_value=np.nan),
        },
        index=edges.index,
    )


def _outside_sales(edges: pd.DataFrame, extract: Extract) -> pd.Series:
    reps = extract.reps
    sales = reps["function"].fillna("sales").replace("", "sales") == "sales"
    return edges["rep_id"].isin(reps.loc[~sales, "rep_id"])


def _years(since: pd.Series, extract: Extract, typical: float) -> pd.Series:
    """Years up to as_of; at least the typical ones where the records begin with the relation."""
    years = (pd.Timestamp(extract.as_of) - since).dt.days / 365.25
    if extract.data_from is None:
        return years
    from_start = since <= pd.Timestamp(extract.data_from + _RECORD_START)
    return years.mask(from_start, years.clip(lower=typical))


def _shifts(situation: pd.DataFrame) -> pd.DataFrame:
    """Log-odds of each part of the situation; 0 where it is not known."""
    contacts = situation["contacts_known"].clip(1, _CONTACTS_COUNTED)
    shifts = pd.DataFrame(
        {
            "years_with_person": _PERSON_YEAR
            * _unusual(situation["years_with_person"], _TYPICAL_WITH_PERSON),
            "years_with_firm": _FIRM_YEAR
            * _unusual(situation["years_with_firm"], _TYPICAL_WITH_FIRM),
            "colleagues": _COLLEAGUE_STEP * situation["colleagues"].clip(0, _COLLEAGUES_COUNTED),
            "company_share": _COMPANY_STEP * situation["company_share"],
            "contacts_known": _CONTACTS_STEP * np.log2(contacts / _TYPICAL_CONTACTS),
        }
    )
    return shifts.fillna(0.0)


def _unusual(years: pd.Series, typical: float) -> pd.Series:
    return years.clip(0.0, typical + _MORE_YEARS_COUNTED) - typical


def _base_text(base: float) -> Message:
    return message(
        "Assumed for a customer held by one person alone: {rate} would follow", rate=Percent(base)
    )


def _share_text(share: float) -> Message:
    return message("Holds {share} of the relationship", share=Percent(share))


def _person_text(pair: pd.Series) -> Message:
    return message("In touch since {day}", day=pair["person_since"].date())


def _firm_text(pair: pd.Series) -> Message:
    return message("Customer of the company since {day}", day=pair["firm_since"].date())


def _colleagues_text(pair: pd.Series) -> Message:
    if pair["colleagues"] == 0:
        return message("Nobody else knows the customer")
    return message(
        "{count} colleague knows the customer, too",
        "{count} colleagues know the customer, too",
        count=int(pair["colleagues"]),
    )


def _company_text(pair: pd.Series) -> Message:
    return message(
        "{share} of the relationship is held outside sales", share=Percent(pair["company_share"])
    )


def _contacts_text(pair: pd.Series) -> Message:
    return message(
        "{count} person at the customer is known",
        "{count} people at the customer are known",
        count=int(pair["contacts_known"]),
    )


_TEXTS: dict[str, Callable[[pd.Series], Message]] = {
    "years_with_person": _person_text,
    "years_with_firm": _firm_text,
    "colleagues": _colleagues_text,
    "company_share": _company_text,
    "contacts_known": _contacts_text,
}
