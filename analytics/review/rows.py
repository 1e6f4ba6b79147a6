"""The rows behind the figures of one day, without what only other figures need.

The aggregates by customer, person and pair from which single-threaded revenue and expected loss
follow exactly, under any policy that sums them alike and with any coefficients: small enough to be
kept with every review.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.attrition.probability import Estimated, chances_of
from analytics.contracts.extracted import EXTRACTED
from analytics.estimates import walked_away
from analytics.extract import Extract
from analytics.messages import message
from analytics.policy import Policy
from analytics.relationships.exposure import expose
from analytics.relationships.people import active_reps, under_notice
from analytics.relationships.strength import relate
from analytics.review.coefficients import Coefficients

__all__ = ["KEPT", "Rows", "figures", "reduced", "rows_of", "sums_alike"]

#: What is kept of each frame of an extract.
KEPT: Mapping[str, tuple[str, ...]] = {
    "customers": tuple(
        "customer_id created_on contract_starts_on contract_ends_on revenue_12m revenue_span "
        "open_deals deals_won_24m deals_closed_24m first_booking_on last_positive_on "
        "median_gap_days contacts_known".split()
    ),
    "reps": tuple(
        "rep_id function team hired_on notice_on left_on leaving_day_evidence known".split()
    ),
    "activity_edges": tuple(
        "customer_id rep_id strength activities activities_12m first_on last_on".split()
    ),
    "booking_edges": tuple("customer_id rep_id strength bookings_12m first_on last_on".split()),
    "ownership": ("customer_id", "rep_id", "basis"),
    "touches": ("customer_id", "rep_id", "channels", "met"),
    "agreements": ("rep_id", "kind", "ends_on"),
    "stated": ("customer_id", "rep_id", "knows"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """extract: with the frames and columns of KEPT alone; people: rep_id, team_name (or manager)
    and z of each indicator (a column each) of everybody who is estimated one by one; priced_on: the
    day as of which it is judged who has stopped buying, None: that of the extract."""

    extract: Extract
    people: pd.DataFrame
    priced_on: date | None = None


def rows_of(assessment: Assessment) -> Rows:
    """What is kept of an assessment."""
    asked = assessment.attrition.estimated
    people = pd.DataFrame(asked.z, columns=list(asked.codes))
    ids = assessment.extract.reps["rep_id"].astype("str").to_numpy()[asked.rows]
    people.insert(0, "rep_id", pd.array(ids, "str"))
    people.insert(1, "team_name", pd.array(asked.teams, "str"))
    return Rows(reduced(assessment.extract), people)


def reduced(extract: Extract) -> Extract:
    """The extract with the frames and columns of KEPT alone."""
    kept = {name: _part(getattr(extract, name), name) for name in KEPT}
    empty = pd.DataFrame()
    others = {name: empty for name in EXTRACTED if name not in KEPT}
    return replace(extract, as_of_reason=message("kept with a review"), **kept, **others)


def _part(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The columns kept, with the types of the contract; ids as text."""
    dtypes = EXTRACTED[name].dtypes
    if frame.empty:
        frame = EXTRACTED[name].empty()
    types = {each: "str" if dtypes[each] == "category" else dtypes[each] for each in KEPT[name]}
    return frame[list(KEPT[name])].astype(types).reset_index(drop=True)


def sums_alike(one: Policy, other: Policy) -> bool:
    """Whether rows summed under the one policy are those of the other, too."""
    return _sums(one) == _sums(other)


def _sums(policy: Policy) -> tuple[object, ...]:
    rules, company = policy.relationships, policy.company
    settings = (rules.half_life_days, rules.weights, policy.exposure)
    return (*settings, company.timezone, company.group_by_parent)


def figures(rows: Rows, policy: Policy, coefficients: Coefficients) -> pd.DataFrame:
    """Both figures of every customer of the rows, by customer_id: single_threaded (amount:
    exposure of who is on record with one person only, else 0), expected_loss (amount; 0 where
    nothing is known), counted (bool: on record with one person only), known (bool: the expected
    loss is known), known_by, evidence.

    Rows must be summed as the policy says, see :func:`sums_alike`.
    """
    extract = rows.extract
    ties = relate(extract, policy)
    day = rows.priced_on or extract.as_of
    exposures = expose(extract.customers, as_of=day, policy=policy)
    leaving = _chances(rows, policy, coefficients)
    walked = walked_away(extract, policy, ties, exposures, leaving, coefficients.following)
    single = ties.customers["single_threaded"].fillna(False).to_numpy(bool)
    loss = walked.customers["expected_loss"].to_numpy(float)
    return pd.DataFrame(
        {
            "single_threaded": np.where(single, exposures["exposure"].fillna(0.0), 0.0),
            "expected_loss": np.nan_to_num(loss),
            "counted": single,
            "known": ~np.isnan(loss),
            "known_by": ties.customers["known_by"],
            "evidence": ties.customers["evidence"],
        }
    ).set_index(pd.Index(ties.customers["customer_id"], name="customer_id"))


def _chances(rows: Rows, policy: Policy, coefficients: Coefficients) -> pd.DataFrame:
    """rep_id, attrition_probability of everybody."""
    reps, rules = rows.extract.reps, policy.attrition
    active = active_reps(reps, as_of=rows.extract.as_of)
    model = coefficients.leaving if rules.estimates_individuals else None
    codes = () if model is None else model.codes
    place = pd.Index(reps["rep_id"]).get_indexer(rows.people["rep_id"])
    there = rows.people[place >= 0]
    z = there.reindex(columns=list(codes)).to_numpy(dtype=float)
    teams = there["team_name"].astype(object).where(there["team_name"].notna(), None)
    people = Estimated(place[place >= 0].astype(np.int64), codes, z, teams.to_numpy(object))
    notice = under_notice(reps.assign(active=active))
    return chances_of(reps, active, notice, people, model, rules)
