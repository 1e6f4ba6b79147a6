"""What did a leaver hold on the last day, and who else knew the customer?

The definitions of :mod:`analytics.relationships.strength`, applied to the last day of every
departed rep, on which the leaver still counts as active. Everything comes from columns of
``Extract.departure_edges`` that end on that day.
"""

import numpy as np
import pandas as pd

from analytics.extract import Extract
from analytics.policy import Policy
from analytics.relationships.evidence import best_evidence
from analytics.relationships.pairs import Codes, Flags, Floats, sums
from analytics.relationships.people import at_work, estimated_leaving, in_sales
from analytics.relationships.strength import knows, shares

__all__ = ["holdings"]


def holdings(extract: Extract, policy: Policy) -> pd.DataFrame:
    """One row per (leaver, customer) with a share > 0 on the last day.

    Returns rep_id, left_on, left_to, left_on_estimated, customer_id, share, knew, colleagues,
    company_share, contacts_known, person_since, firm_since, non_solicit, channels, met,
    taken_over_by, days_silent: as described for
    :class:`~analytics.follow.past_departures.PastDepartures`; sorted by rep_id, customer_id.
    """
    edges, reps = extract.departure_edges, extract.reps.set_index("rep_id")
    group = _groups(edges)
    size = int(group.max(initial=-1)) + 1
    strength, evidence = _strength(edges, group, size, _there(edges, reps))
    share = shares(strength, group, size)
    knowing = knows(strength, group, evidence, policy.relationships)
    own = (edges["leaver_id"] == edges["rep_id"]).to_numpy(bool)
    company = _outside(edges, reps) & ~own & (share > 0)
    facts = pd.DataFrame(
        {
            "colleagues": sums(group, (knowing & ~own).astype(float), size),
            "company_share": sums(group, np.where(company, share, 0.0), size),
        }
    )
    rows = np.flatnonzero(own & (share > 0))
    held = edges.iloc[rows].reset_index(drop=True)
    facts = facts.join(_successors(edges, group, own)).iloc[group[rows]].reset_index(drop=True)
    named = held.assign(
        share=share[rows], knew=knowing[rows] | held["owner"].fillna(False).to_numpy(bool)
    )
    return _described(named.join(facts), extract, reps)


def _groups(edges: pd.DataFrame) -> Codes:
    """A number for each (leaver, customer), whose rows follow each other."""
    keys = edges[["leaver_id", "customer_id"]]
    new = (keys != keys.shift()).any(axis=1).to_numpy(bool)
    return np.cumsum(new) - 1


def _there(edges: pd.DataFrame, reps: pd.DataFrame) -> Flags:
    """Whether the rep of each row worked here on the leaver's last day."""
    facts = reps[["hired_on", "left_on", "function"]]
    people = facts.reindex(edges["rep_id"]).reset_index(drop=True)
    last_day = reps["left_on"].reindex(edges["leaver_id"]).reset_index(drop=True)
    return at_work(people, on=last_day).to_numpy(bool)


def _strength(edges: pd.DataFrame, group: Codes, size: int, there: Flags) -> tuple[Floats, Codes]:
    """Strength of reps who were there, by the best evidence of each (leaver, customer), and that
    evidence as a place in EVIDENCE_LEVELS."""
    assigned = edges["assigned"].fillna(False).to_numpy(bool)
    evidence = best_evidence(
        (group, there & (edges["activities_12m"].to_numpy() > 0)),
        (group, there & (edges["bookings_12m"].to_numpy() > 0)),
        (group, there & assigned),
        size=size,
    )
    by_level = [
        edges["activity_strength"].to_numpy(float),
        edges["booking_strength"].to_numpy(float),
        assigned.astype(float),
        np.zeros(len(edges)),
    ]
    return np.choose(evidence[group], by_level) * there, evidence


def _outside(edges: pd.DataFrame, reps: pd.DataFrame) -> Flags:
    return edges["rep_id"].isin(reps.index[~in_sales(reps)]).to_numpy(bool)


def _successors(edges: pd.DataFrame, group: Codes, own: Flags) -> pd.DataFrame:
    """taken_over_by, called_on of each (leaver, customer): who came next, when somebody called."""
    rows = edges[["rep_id", "owner_from", "later_strength", "after_on"]].assign(group=group)
    others = rows[~own]
    owners = others.dropna(subset="owner_from").sort_values(["owner_from", "rep_id"])
    callers = others[others["later_strength"] > 0].sort_values(
        ["later_strength", "rep_id"], ascending=[False, True]
    )
    named = pd.concat([owners, callers]).drop_duplicates("group").set_index("group")["rep_id"]
    called = others.groupby("group")["after_on"].min()
    groups = range(int(group.max(initial=-1)) + 1)
    return pd.DataFrame(
        {"taken_over_by": named.reindex(groups), "called_on": called.reindex(groups)}
    )


def _described(held: pd.DataFrame, extract: Extract, reps: pd.DataFrame) -> pd.DataFrame:
    """Name the columns and add what is known of the leaver and of the firm."""
    left = pd.Series(reps["left_on"].reindex(held["leaver_id"]).to_numpy())
    end = held["called_on"].fillna(pd.Timestamp(extract.as_of))
    return pd.DataFrame(
        {
            "rep_id": held["leaver_id"],
            "left_on": left,
            "left_to": _destination(held, reps),
            "left_on_estimated": held["leaver_id"].isin(reps.index[estimated_leaving(reps)]),
            "customer_id": held["customer_id"],
            **held[["share", "knew", "colleagues", "company_share"]],
            "contacts_known": held["contacts_known"]
            .astype("Float64")
            .to_numpy(float, na_value=np.nan),
            "person_since": held["first_on"],
            "firm_since": _firm_since(held, left, extract),
            "non_solicit": _bound(held, left, extract),
            **{
                name: held[name].astype("Float64").to_numpy(float, na_value=np.nan)
                for name in ("channels", "met")
            },
            "taken_over_by": held["taken_over_by"].astype("str"),
            "days_silent": (end - left).dt.days.astype("Int64"),
        }
    )


def _destination(held: pd.DataFrame, reps: pd.DataFrame) -> pd.Series:
    if "left_to" not in reps:
        return pd.Series(np.nan, index=held.index, dtype="str")
    return pd.Series(reps["left_to"].reindex(held["leaver_id"]).to_numpy(), dtype="str")


def _firm_since(held: pd.DataFrame, left: pd.Series, extract: Extract) -> pd.Series:
    """First sign of the customer, where it was seen before the departure."""
    firm = extract.customers.set_index("customer_id")[["created_on", "first_booking_on"]]
    signs = firm.reindex(held["customer_id"]).reset_index(drop=True)
    return signs.where(signs.le(left, axis=0)).min(axis=1)


def _bound(held: pd.DataFrame, left: pd.Series, extract: Extract) -> "pd.Series[bool]":
    """Whether the leaver had a non-solicitation agreement in force; missing without the table."""
    if "agreements" not in extract.tables:
        return pd.Series(pd.NA, index=held.index, dtype="boolean")
    papers = extract.agreements
    papers = papers[papers["kind"] == "non_solicit"]
    signed = (
        held[["leaver_id"]]
        .assign(left=left, row=held.index)
        .merge(papers, left_on="leaver_id", right_on="rep_id")
    )
    begun = signed["signed_on"] <= signed["left"]
    running = signed["ends_on"].isna() | (signed["ends_on"] >= signed["left"])
    return pd.Series(held.index.isin(signed.loc[begun & running, "row"]), dtype="boolean")
