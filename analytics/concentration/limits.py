"""Is the concentration too much? The company's own limits, each kept, exceeded or not known.

A limit that cannot be checked is never shown as kept: its ``exceeded`` is None and its sentence
says what is missing.
"""

from dataclasses import dataclass

import pandas as pd

from analytics.concentration.shares import PortfolioConcentration, proven_share
from analytics.extract import Extract
from analytics.messages import Message, Percent, message
from analytics.places import found
from analytics.policy import Policy
from analytics.relationships.people import active_reps
from analytics.relationships.strength import PROVEN, Relationships

__all__ = ["Limit", "limits"]

#: Shares that differ by less are equal, so that exactly the limit does not exceed it.
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit and where the company stands.

    code: ``rep_core_share``, ``single_threaded_share``, ``core_single_threaded_days`` or
    ``leaver_access``. value and limit: shares 0–1 for the first two, numbers of customers or
    people for the others (whose limit is 0); value None: not known. exceeded: None where it
    cannot be said. subject: the rep_id, or the number of customers or people concerned.
    """

    code: str
    value: float | None
    limit: float
    exceeded: bool | None
    subject: str | int | None
    message: Message
    least: float | None = None


def limits(
    extract: Extract,
    relationships: Relationships,
    exposures: pd.DataFrame,
    reps: pd.DataFrame,
    portfolio: PortfolioConcentration,
    *,
    policy: Policy,
    before: Relationships | None = None,
) -> tuple[Limit, ...]:
    """Hold the company against its limits, in the order of the policy.

    Parameters
    ----------
    exposures, reps, portfolio
        Of :func:`analytics.relationships.exposure.expose`,
        :func:`analytics.concentration.shares.rep_concentration` and
        :func:`analytics.concentration.shares.portfolio_concentration`.
    before
        The relationships at the end of as_of − ``core_single_threaded_days``; None where they
        are not recorded.
    """
    return (
        _rep_core_share(extract, reps, policy.limits.rep_core_share),
        _single_threaded_share(relationships, portfolio, policy.limits.single_threaded_share),
        _core_days(relationships, exposures, before, policy.limits.core_single_threaded_days),
        _leaver_access(extract),
    )


def _rep_core_share(extract: Extract, reps: pd.DataFrame, limit: float) -> Limit:
    code = "rep_core_share"
    active = extract.reps.loc[active_reps(extract.reps, as_of=extract.as_of), ["rep_id", "name"]]
    shares = active.merge(reps[["rep_id", "core_customers", "core_share"]], on="rep_id")
    if not shares["core_customers"].sum() > 0:
        text = message(
            "No core customer has a known main contact, so this limit cannot be checked."
        )
        return Limit(code, None, limit, None, None, text)
    top = shares.sort_values(["core_share", "rep_id"], ascending=[False, True]).iloc[0]
    value, equal = float(top["core_share"]), 1 / len(shares)
    text = message(
        "{rep} is the main contact of {value} of the core customers, the highest share; "
        "the limit is {limit}.",
        rep=top["rep_id"] if pd.isna(top["name"]) else top["name"],
        value=Percent(value),
        limit=Percent(limit),
    )
    least = equal if equal > limit + TOLERANCE else None
    if least is not None:
        text = message(
            "{limit_sentence} It cannot be met with {count} person.",
            "{limit_sentence} It cannot be met with {count} people: an equal share is {equal}.",
            count=len(shares),
            limit_sentence=text,
            equal=Percent(equal),
        )
    return Limit(code, value, limit, value > limit + TOLERANCE, top["rep_id"], text, least)


def _single_threaded_share(
    relationships: Relationships, portfolio: PortfolioConcentration, limit: float
) -> Limit:
    code, value = "single_threaded_share", portfolio.single_threaded_proven_share
    if value is None or proven_share(portfolio.evidence_share) <= 0:
        text = message(
            "No contact record or booking proves who knows the customers, so the share on record "
            "with one person only cannot be checked."
        )
        return Limit(code, None, limit, None, None, text)
    customers = relationships.customers
    single = (customers["known_by_measured"] == 1).fillna(False)
    single &= customers["evidence"].isin(PROVEN)
    text = message(
        "{value} of yearly customer revenue is proven to be on record with one person only; "
        "the limit is {limit}.",
        value=Percent(value),
        limit=Percent(limit),
    )
    return Limit(code, value, limit, value > limit + TOLERANCE, int(single.sum()), text)


def _core_days(
    relationships: Relationships, exposures: pd.DataFrame, before: Relationships | None, days: int
) -> Limit:
    code = "core_single_threaded_days"
    core = exposures.loc[exposures["core"], "customer_id"]
    single = _single_threaded(relationships, core)
    now = core[single.fillna(False).to_numpy(dtype=bool)]
    earlier = _single_threaded(before or relationships, now)
    if before is None:
        earlier[:] = pd.NA
    count, open_ones = int(earlier.fillna(False).sum()), int(earlier.isna().sum())
    if count == 0 and open_ones > 0:
        text = message(
            "{count} core customer is on record with one person only; whether for more than "
            "{days} days is not recorded.",
            "{count} core customers are on record with one person only; whether for more than "
            "{days} days is not recorded.",
            count=open_ones,
            days=days,
        )
        return Limit(code, None, 0.0, None, open_ones, text)
    text = message(
        "{count} core customer has been on record with one person only for more than {days} days.",
        "{count} core customers have been on record with one person only for more than {days} "
        "days.",
        count=count,
        days=days,
    )
    return Limit(code, float(count), 0.0, count > 0, count, text)


def _single_threaded(relationships: Relationships, customer_ids: pd.Series) -> pd.Series:
    """single_threaded of these customers, row by row; missing for who is not there."""
    customers = relationships.customers
    rows = found(customer_ids, pd.Index(customers["customer_id"]))
    return pd.Series(customers["single_threaded"].array.take(rows, allow_fill=True))


def _leaver_access(extract: Extract) -> Limit:
    code = "leaver_access"
    if "access" not in extract.tables:
        text = message("There is no access table: access of people who have left is not checked.")
        return Limit(code, None, 0.0, None, None, text)
    if not extract.current:
        text = message("Access rights are known for today only, not for this day.")
        return Limit(code, None, 0.0, None, None, text)
    count = int(extract.leaver_access["rep_id"].nunique())
    text = message(
        "{count} person who has left still has access to the customer system.",
        "{count} people who have left still have access to the customer system.",
        count=count,
    )
    return Limit(code, float(count), 0.0, count > 0, count, text)
