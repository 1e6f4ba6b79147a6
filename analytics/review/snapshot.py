"""What a risk review freezes: the figures of the day, and what they can be computed from again.

The figures are kept as they were shown, so that a past review reads the same whatever becomes of
the data, the policy and the program; the rows, the policy and the coefficients beside them, so that
the next review can say what has changed, account by account.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.comparison import Comparison
from analytics.concentration.limits import Limit
from analytics.contracts.portfolio import PORTFOLIO
from analytics.contracts.reviewed import FROZEN
from analytics.coverage.plan import CoveragePlan
from analytics.extract import Extract
from analytics.policy import Policy
from analytics.relationships.people import under_notice
from analytics.review.coefficients import Coefficients
from analytics.review.rows import Rows, reduced, rows_of

__all__ = ["Snapshot", "Summed", "snapshot_of"]

#: Version of the definitions: raised whenever the same rows, policy and coefficients give other
#: figures than before.
_PROGRAM_VERSION = "1"


@dataclass(frozen=True, slots=True, eq=False)
class Summed:
    """The day's rows once more, summed as the review before had it: policy is its fingerprint."""

    policy: str
    extract: Extract


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One review's figures and what they rest on.

    portfolio: the figures of the company as in ``portfolio.json``; customers, reps, plan: as
    shown, columns in :data:`analytics.contracts.reviewed.FROZEN`; hazards: likewise, None where
    nobody has looked. merged: ids of customers stated to be another one, by that one's id. summed:
    where the policy of the review before sums rows otherwise.
    """

    as_of: date
    currency: str
    data_version: str
    program_version: str
    policy: Policy
    portfolio: Mapping[str, Any]
    limits: tuple[Limit, ...]
    customers: pd.DataFrame
    reps: pd.DataFrame
    plan: pd.DataFrame
    rows: Rows
    coefficients: Coefficients
    hazards: pd.DataFrame | None = None
    merged: Mapping[str, str] = field(default_factory=dict)
    summed: Summed | None = None

    @property
    def tables(self) -> frozenset[str]:
        """The canonical tables that were there, with at least one row."""
        return self.rows.extract.tables


def snapshot_of(
    assessment: Assessment,
    plan: CoveragePlan,
    *,
    data_version: str,
    quarter: Comparison | None = None,
    hazards: pd.DataFrame | None = None,
    merged: Mapping[str, str] | None = None,
    summed: tuple[Policy, Extract] | None = None,
) -> Snapshot:
    """Freeze an assessment.

    quarter: its comparison with three months before; hazards: the open points of the own house
    (as in :data:`analytics.contracts.safeguarded.SAFEGUARDED`), None where nobody has looked;
    summed: the policy of the review before and the day's extract under it, where that differs.
    """
    return Snapshot(
        as_of=assessment.as_of,
        currency=assessment.currency,
        data_version=data_version,
        program_version=_PROGRAM_VERSION,
        policy=assessment.policy,
        portfolio=_plain(assessment),
        limits=assessment.limits,
        customers=_customers(assessment, quarter),
        reps=_reps(assessment),
        plan=_plan(plan),
        rows=rows_of(assessment),
        coefficients=Coefficients.of(
            assessment.attrition.model, assessment.follow, assessment.policy
        ),
        hazards=None if hazards is None else _hazards(hazards),
        merged=dict(merged or {}),
        summed=None if summed is None else Summed(summed[0].fingerprint, reduced(summed[1])),
    )


def _hazards(hazards: pd.DataFrame) -> pd.DataFrame:
    """Open points with their sentences still to be translated."""
    said = {name: hazards[f"{name}_message"] for name in ("evidence", "remedy")}
    return FROZEN["hazards"].typed(hazards.assign(**said))


def _plain(assessment: Assessment) -> dict[str, Any]:
    """The portfolio as ``portfolio.json`` has it, without the policy, which is kept apart."""
    held = asdict(assessment.portfolio)
    held["as_of"] = assessment.as_of.isoformat()
    return {name: held[name] for name in PORTFOLIO.names if name not in ("policy", "limits")}


def _customers(assessment: Assessment, quarter: Comparison | None) -> pd.DataFrame:
    customers = assessment.customers
    before = pd.Series(dtype=float) if quarter is None else quarter.walk_away
    frame = customers.assign(walk_away_before=customers["customer_id"].map(before))
    return FROZEN["customers"].typed(frame)


def _reps(assessment: Assessment) -> pd.DataFrame:
    reps = assessment.reps
    notice = reps["notice_on"].where(under_notice(reps))
    return FROZEN["reps"].typed(reps.assign(notice_on=notice))


def _plan(plan: CoveragePlan) -> pd.DataFrame:
    return FROZEN["plan"].typed(plan.pairs.sort_values("rank"))
