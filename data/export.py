"""The files of ``assess.py``: stable names and columns that other programs rely on.

UTF-8, ``.`` decimals, ISO dates, full precision, sorted by the first columns, ``true``/``false``;
what cannot be known is empty. The files are written beside their place and moved in together.
"""

import dataclasses
import json
import math
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow
import pyarrow.csv

from analytics.assessment import Assessment, Portfolio
from analytics.concentration.shares import proven_alone
from analytics.contracts.assessed import ASSESSED
from analytics.contracts.contract import Contract
from analytics.contracts.departed import DEPARTED_CUSTOMERS
from analytics.contracts.planned import PLANNED
from analytics.contracts.quality import QUALITY
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, Money, message

__all__ = ["COLUMNS", "CONTRACTS", "FILES", "summary", "write_files"]

#: Columns of each CSV file, in order.
COLUMNS = {
    "customers": (
        "customer_id name revenue_12m revenue_share exposure lapsed core top_rep_id top_share "
        "effective_reps known_by single_threaded company_share contacts_known evidence orphaned "
        "follow_probability walk_away_probability expected_loss untended leaver_id rank_low "
        "rank_high near_colleagues nearest_colleague_id nearest_shared_customers component_people"
    ).split(),
    "reps": (
        "rep_id name function active revenue_12m revenue_share customers sole_customers "
        "sole_revenue core_customers core_share attrition_probability departure_loss "
        "expected_loss es_contribution logging_coverage attrition_low attrition_high domino_loss "
        "further_departures rank_low rank_high keep_value raise_break_even near_colleagues "
        "component_people component_customers component_revenue team_sole_customers "
        "team_sole_revenue pair_rep_id pair_customers pair_revenue"
    ).split(),
    "edges": (
        "customer_id rep_id strength share knows follow_probability activities last_activity_on"
    ).split(),
    "drivers": (
        "rep_id indicator value reference odds_ratio text probability_without reason"
    ).split(),
    "quality": "table issue rows example money effect".split(),
    "plan": (
        "customer_id current_rep_id second_rep_id expected_loss_before expected_loss_after reason "
        "rank"
    ).split(),
    "frontier": "pairs expected_loss es_95".split(),
    "departures": (
        "rep_id left_on customer_id revenue_before revenue_after expected_after taken_over_by "
        "days_silent walked"
    ).split(),
}

#: The contract of the frame that each CSV file is written from: what its columns mean.
CONTRACTS: Mapping[str, Contract] = {
    **{name: ASSESSED[name] for name in ("customers", "reps", "edges", "drivers")},
    "quality": QUALITY,
    "plan": PLANNED["pairs"],
    "frontier": PLANNED["frontier"],
    "departures": DEPARTED_CUSTOMERS,
}

_SORTED_BY = {
    "customers": ["customer_id"],
    "reps": ["rep_id"],
    "edges": ["customer_id", "rep_id"],
    "drivers": ["rep_id", "indicator"],
    "quality": ["table", "issue"],
    "plan": ["customer_id"],
    "frontier": ["pairs"],
    "departures": ["rep_id", "left_on", "customer_id"],
}

#: Every file that this version writes.
FILES = (*(f"{name}.csv" for name in COLUMNS), "portfolio.json")

#: Files of any version; those not written are stale and removed.
_ALL_FILES = {*FILES, "hazards.csv"}


def write_files(
    assessment: Assessment,
    plan: Callable[[], CoveragePlan],
    quality: pd.DataFrame,
    folder: Path,
) -> None:
    """Write all files into ``folder`` (made if absent); its other contents are left alone.

    ``plan`` is asked last: it may still be made meanwhile.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as temporary:
        _write_all(assessment, plan, quality, Path(temporary))
        for name in FILES:
            os.replace(Path(temporary) / name, folder / name)
    for name in _ALL_FILES - set(FILES):
        (folder / name).unlink(missing_ok=True)


def _write_all(
    assessment: Assessment,
    plan: Callable[[], CoveragePlan],
    quality: pd.DataFrame,
    folder: Path,
) -> None:
    _write_frames(
        {
            "customers": assessment.customers,
            "reps": assessment.reps,
            "edges": assessment.edges,
            "drivers": assessment.drivers,
            "quality": quality,
            "departures": assessment.departures.customers,
        },
        folder,
    )
    text = json.dumps(_portfolio_figures(assessment.portfolio), ensure_ascii=False, indent=1)
    (folder / "portfolio.json").write_text(text + "\n", encoding="utf-8")
    planned = plan()
    _write_frames({"plan": planned.pairs, "frontier": planned.frontier}, folder)


def _write_frames(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    for name, frame in frames.items():
        shown = frame[COLUMNS[name]].sort_values(_SORTED_BY[name], kind="stable")
        pyarrow.csv.write_csv(_with_days(shown), folder / f"{name}.csv")


def _with_days(frame: pd.DataFrame) -> pyarrow.Table:
    """The frame for Arrow, whose CSV writes booleans, days and full precision as wanted."""
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    days = [
        field.with_type(pyarrow.date32()) if pyarrow.types.is_timestamp(field.type) else field
        for field in table.schema
    ]
    return table.cast(pyarrow.schema(days))


def _portfolio_figures(portfolio: Portfolio) -> dict[str, Any]:
    return {key: _json(value) for key, value in dataclasses.asdict(portfolio).items()}


def _json(value: Any) -> Any:
    match value:
        case dict():
            return {key: _json(part) for key, part in value.items()}
        case list() | tuple():
            return [_json(part) for part in value]
        case float() if math.isnan(value):
            return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def summary(assessment: Assessment) -> Message:
    """Say in one paragraph what was assessed and how exposed the company is."""
    figures, currency = assessment.portfolio, assessment.currency
    return message(
        "{customers} customers and {reps} active people as of {as_of} ({reason}). Revenue of the "
        "last 12 months {revenue}; yearly customer revenue {exposure}, on record with one person "
        "only (proven): {single}. Nothing is known about {unknown} customers with "
        "{unknown_money}. "
        "Expected loss within 12 months {expected}; in a bad year, one in twenty, {bad} or more.",
        customers=figures.customers,
        reps=figures.reps_active,
        as_of=figures.as_of,
        reason=assessment.extract.as_of_reason,
        revenue=Money(figures.revenue_12m, currency),
        exposure=Money(figures.exposure, currency),
        single=proven_alone(figures.single_threaded_proven_share, figures.evidence_share),
        unknown=figures.unknown_customers,
        unknown_money=Money(figures.unknown_revenue, currency),
        expected=Money(figures.expected_loss, currency),
        bad=Money(figures.var_95, currency),
    )
