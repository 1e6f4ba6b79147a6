"""The files of ``assess.py``: stable names and columns that other programs rely on."""

from collections.abc import Mapping

from analytics.contracts.assessed import ASSESSED
from analytics.contracts.contract import Contract
from analytics.contracts.departed import DEPARTED_CUSTOMERS
from analytics.contracts.planned import PLANNED
from analytics.contracts.quality import QUALITY
from analytics.contracts.safeguarded import HAZARDS

__all__ = ["COLUMNS", "CONTRACTS", "FILES", "SORTED_BY"]

#: Columns of each CSV file, in order.
COLUMNS = {
    "customers": (
        "customer_id name revenue_12m revenue_share exposure lapsed core top_rep_id top_share "
        "effective_reps known_by single_threaded company_share contacts_known evidence orphaned "
        "follow_probability walk_away_probability expected_loss untended leaver_id rank_low "
        "rank_high near_colleagues nearest_colleague_id nearest_shared_customers component_people "
        "stated expected_loss_low expected_loss_high rank_group expected_shrinkage expected_total"
    ).split(),
    "reps": (
        "rep_id name function active revenue_12m revenue_share customers sole_customers "
        "sole_revenue core_customers core_share attrition_probability departure_loss "
        "expected_loss es_contribution logging_coverage attrition_low attrition_high domino_loss "
        "further_departures rank_low rank_high keep_value raise_break_even near_colleagues "
        "component_people component_customers component_revenue team_sole_customers "
        "team_sole_revenue pair_rep_id pair_customers pair_revenue left_on leaving_day_evidence "
        "expected_loss_low expected_loss_high rank_group expected_shrinkage expected_total"
    ).split(),
    "edges": (
        "customer_id rep_id strength share knows follow_probability activities last_activity_on "
        "stated"
    ).split(),
    "drivers": (
        "rep_id indicator value reference odds_ratio text probability_without reason"
    ).split(),
    "quality": "table issue rows example money effect weight".split(),
    "plan": (
        "customer_id current_rep_id second_rep_id expected_loss_before expected_loss_after reason "
        "rank saving_low saving_high"
    ).split(),
    "frontier": "pairs expected_loss es_95 saving_low saving_high".split(),
    "departures": (
        "rep_id left_on customer_id revenue_before revenue_after expected_after taken_over_by "
        "days_silent walked left_on_estimated"
    ).split(),
    "hazards": ("code severity subject_type subject_id evidence remedy evidence_on money").split(),
}

#: The contract of the frame that each CSV file is written from: what its columns mean.
CONTRACTS: Mapping[str, Contract] = {
    **{name: ASSESSED[name] for name in ("customers", "reps", "edges", "drivers")},
    "quality": QUALITY,
    "plan": PLANNED["pairs"],
    "frontier": PLANNED["frontier"],
    "departures": DEPARTED_CUSTOMERS,
    "hazards": HAZARDS,
}

#: Columns by which each file is sorted.
SORTED_BY = {
    "customers": ["customer_id"],
    "reps": ["rep_id"],
    "edges": ["customer_id", "rep_id"],
    "drivers": ["rep_id", "indicator"],
    "quality": ["table", "issue"],
    "plan": ["customer_id"],
    "frontier": ["pairs"],
    "departures": ["rep_id", "left_on", "customer_id"],
    "hazards": ["code", "severity", "subject_type", "subject_id"],
}

#: Every file that this version writes.
FILES = (*(f"{name}.csv" for name in COLUMNS), "portfolio.json")
