"""The assessment: every figure of one source, at one as-of date, under one policy.

It answers the first questions of the risk review (how exposed are we, who may leave, which
customers depend on one person) by running the rooms of ``analytics`` in order; the definitions
and their sources are documented where they are computed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analytics.attrition.backtest import Backtest
from analytics.attrition.probability import Attrition, attrition
from analytics.concentration.bus_factor import BusFactor
from analytics.concentration.limits import Limit
from analytics.estimates import (
    Prospects,
    Ranges,
    losses_ahead,
    parameter_draws,
    prospects,
    ranges,
    ranks,
)
from analytics.extract import Extract
from analytics.follow.model import FollowModel
from analytics.follow.past_departures import PastDepartures
from analytics.losses.distribution import LossDistribution
from analytics.losses.rank_bands import RankBands
from analytics.losses.stress import JointStress
from analytics.messages import Message
from analytics.places import found, joined
from analytics.policy import Policy
from analytics.relationships.graph import Graph
from analytics.relationships.people import active_reps
from analytics.relationships.strength import Relationships
from analytics.reliance import Reliance, reliance

__all__ = ["Assessment", "Portfolio", "assess", "complete"]


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """The figures of the company as a whole; field names are those of ``portfolio.json``.

    What each means, and its unit: :data:`analytics.contracts.portfolio.PORTFOLIO`. None means that
    a figure cannot be known.
    """

    as_of: date
    currency: str
    customers: int
    reps_active: int
    revenue_12m: float
    exposure: float
    unassigned_revenue: float
    unknown_customers: int
    unknown_revenue: float
    evidence_share: Mapping[str, float | None]
    hhi: float | None
    effective_reps: float | None
    gini: float | None
    top1_share: float | None
    top3_share: float | None
    top5_share: float | None
    top10_share: float | None
    single_threaded_customers: int
    single_threaded_revenue_share: float | None
    single_threaded_proven_share: float | None
    bus_factor: int | None
    bus_factor_low: int | None
    bus_factor_high: int | None
    isolated_customers: int
    isolated_revenue: float
    closed_groups: int
    closed_revenue: float
    limits: list[dict[str, Any]]
    expected_loss: float
    expected_loss_low: float
    expected_loss_high: float
    expected_shrinkage: float | None
    expected_total: float | None
    loss_mean: float
    loss_sd: float
    var_95: float
    es_95: float
    var_99: float
    es_99: float
    standard_errors: Mapping[str, float]
    attrition_learned_from: int
    attrition_backtest: Mapping[str, Any] | None
    follow_learned_from: int
    follow_backtest: Mapping[str, Any] | None
    shrinking_fraction: float | None
    shrinking_learned_from: int
    departure_effect: Mapping[str, Any]
    joint_stress: Mapping[str, float]
    statements: int
    policy: dict[str, Any]
    #: Issues of the data that overturn or change the answer; an assessment by itself knows none.
    warnings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """All results of one source at one as-of date; frames must not be changed.

    The columns of customers, reps, edges, drivers and resilience are stated in
    :data:`analytics.contracts.assessed.ASSESSED`.
    """

    extract: Extract
    policy: Policy
    relationships: Relationships
    customers: pd.DataFrame
    reps: pd.DataFrame
    edges: pd.DataFrame
    drivers: pd.DataFrame
    resilience: pd.DataFrame
    portfolio: Portfolio
    limits: tuple[Limit, ...]
    losses: LossDistribution
    bus_factor: BusFactor
    #: Customers and active people, an edge where the person knows the customer.
    graph: Graph
    #: The model of leaving: what could not be computed, what was learned, whether it came true.
    attrition: Attrition
    #: The model of following, what it was learned from, and what both raised would cost.
    follow: FollowModel
    departures: PastDepartures
    stress: JointStress

    @property
    def unavailable(self) -> tuple[Message, ...]:
        """Indicators and models that could not be computed, and why."""
        unsettled = () if self.follow.unsettled is None else (self.follow.unsettled,)
        return self.attrition.unavailable + unsettled

    @property
    def as_of(self) -> date:
        """The day at whose end everything was assessed."""
        return self.extract.as_of

    @property
    def currency(self) -> str:
        """Reporting currency (ISO 4217) of every amount."""
        return self.extract.currency


_CUSTOMER_FACTS = (
    "customer_id name parent_id segment industry region language owner_id created_on "
    "contract_ends_on bookings_12m"
).split()
_REP_FACTS = (
    "rep_id name function team manager_id title region languages known hired_on notice_on "
    "leaves_on left_on left_to leaving_day_evidence"
).split()


def assess(
    extract: Extract, policy: Policy, *, before: Extract | None = None, seed: int = 0
) -> Assessment:
    """Compute every figure of one extract: all steps in order.

    Each step is a function of what the ones before gave, and can be run as soon as that is there:
    :func:`~analytics.reliance.reliance` from an extract without months of reps and past
    departures, :func:`~analytics.attrition.probability.attrition` from one with months,
    :func:`~analytics.estimates.prospects` from one with both, and its
    :func:`~analytics.estimates.parameter_draws`; then
    :func:`~analytics.estimates.losses_ahead`, :func:`~analytics.estimates.ranks` and
    :func:`~analytics.estimates.ranges`, which do not need each other; last :func:`complete`.

    Parameters
    ----------
    before
        The extract at the end of as_of − ``limits.core_single_threaded_days`` (its frames of
        relationships suffice); None: that limit is not known.
    seed
        Of all draws.
    """
    held = reliance(extract, policy, before=before)
    ahead = prospects(extract, policy, held, attrition(extract, policy))
    draws = parameter_draws(extract, policy, ahead, seed=seed)
    losses = losses_ahead(extract, policy, ahead, draws, seed=seed)
    reach = ranges(extract, policy, ahead, draws)
    return complete(extract, policy, held, ahead, losses, ranks(ahead, draws, seed=seed), reach)


def complete(
    extract: Extract,
    policy: Policy,
    held: Reliance,
    ahead: Prospects,
    losses: LossDistribution,
    bands: RankBands,
    reach: Ranges,
) -> Assessment:
    """Put the results of all steps together, the last step of an assessment."""
    customers = _customers(extract, held, ahead, bands, reach)
    reps = _reps(extract, held, ahead, losses, bands, reach)
    return Assessment(
        extract=extract,
        policy=policy,
        relationships=held.relationships,
        customers=customers,
        reps=reps,
        edges=ahead.edges,
        drivers=ahead.leaving.drivers,
        resilience=held.resilience,
        portfolio=_portfolio(extract, policy, customers, reps, held, ahead, losses, reach),
        limits=held.limits,
        losses=losses,
        bus_factor=held.fewest,
        graph=held.graph,
        attrition=ahead.leaving,
        follow=ahead.following,
        departures=ahead.departures,
        stress=reach.stress,
    )


def _customers(
    extract: Extract, held: Reliance, ahead: Prospects, bands: RankBands, reach: Ranges
) -> pd.DataFrame:
    """Everything known of each customer, in the order of the extract."""
    relationships, exposures = held.relationships, held.exposures
    total = exposures["revenue_12m"].sum()
    share = exposures["revenue_12m"] / total if total > 0 else float("nan")
    parts = (
        exposures.assign(revenue_share=share),
        relationships.customers.drop(columns="departed_share"),
        _followed(relationships, ahead.edges),
        ahead.walk_away.customers,
        bands.customers,
        reach.customers,
        ahead.shrinkage.customers,
        held.connections.customers,
    )
    return joined(extract.customers[_CUSTOMER_FACTS], parts, "customer_id")


def _followed(relationships: Relationships, edges: pd.DataFrame) -> pd.DataFrame:
    """The follow probability of each customer's leaver, or else of its main contact."""
    facts = relationships.customers.set_index("customer_id")
    customers, reps = edges["customer_id"].cat, edges["rep_id"].cat
    person = facts["leaver_id"].fillna(facts["top_rep_id"]).reindex(customers.categories)
    chosen = found(person, reps.categories)[customers.codes] == reps.codes
    return edges.loc[chosen, ["customer_id", "follow_probability"]].astype({"customer_id": "str"})


def _reps(
    extract: Extract,
    held: Reliance,
    ahead: Prospects,
    losses: LossDistribution,
    bands: RankBands,
    reach: Ranges,
) -> pd.DataFrame:
    """Everything known of each rep, in the order of the extract; who has left and may still take
    an orphaned customer along has left for certain."""
    active = active_reps(extract.reps, as_of=extract.as_of)
    keys = {"on": "rep_id", "how": "left", "validate": "1:1"}
    reps = (
        extract.reps[_REP_FACTS]
        .assign(active=active)
        .merge(held.reps, **keys)
        .merge(ahead.leaving.reps, **keys)
        .merge(ahead.walk_away.reps, **keys)
        .merge(reach.moved, **keys)
        .merge(bands.reps, **keys)
        .merge(reach.reps, **keys)
        .merge(ahead.shrinkage.reps, **keys)
        .merge(held.connections.reps, **keys)
    )
    gone = reps["rep_id"].isin(ahead.edges.loc[ahead.edges["leaver"], "rep_id"])
    return reps.assign(
        attrition_probability=reps["attrition_probability"].mask(gone, 1.0),
        es_contribution=reps["rep_id"].map(losses.es_contributions),
    )


def _portfolio(
    extract: Extract,
    policy: Policy,
    customers: pd.DataFrame,
    reps: pd.DataFrame,
    held: Reliance,
    ahead: Prospects,
    losses: LossDistribution,
    reach: Ranges,
) -> Portfolio:
    model, check = ahead.leaving.model, ahead.leaving.check
    shrinks = policy.follow.partial_losses
    return Portfolio(
        as_of=extract.as_of,
        currency=extract.currency,
        customers=len(customers),
        reps_active=int(reps["active"].sum()),
        revenue_12m=float(customers["revenue_12m"].sum()),
        exposure=float(customers["exposure"].sum()),
        **asdict(held.portfolio),
        bus_factor=held.fewest.value,
        bus_factor_low=held.fewest.low,
        bus_factor_high=held.fewest.high,
        isolated_customers=held.connections.isolated_customers,
        isolated_revenue=held.connections.isolated_revenue,
        closed_groups=held.connections.closed_groups,
        closed_revenue=held.connections.closed_revenue,
        limits=[{**asdict(limit), "message": str(limit.message)} for limit in held.limits],
        expected_loss=float(customers["expected_loss"].sum()),
        expected_loss_low=reach.low,
        expected_loss_high=reach.high,
        expected_shrinkage=float(customers["expected_shrinkage"].sum()) if shrinks else None,
        expected_total=float(customers["expected_total"].sum()) if shrinks else None,
        loss_mean=losses.mean,
        loss_sd=losses.sd,
        var_95=losses.var_95,
        es_95=losses.es_95,
        var_99=losses.var_99,
        es_99=losses.es_99,
        standard_errors=dict(losses.standard_errors),
        attrition_learned_from=0 if model is None else model.leavers,
        attrition_backtest=check.figures() if isinstance(check, Backtest) else None,
        follow_learned_from=ahead.following.outcomes,
        follow_backtest=_calibration(ahead.following),
        shrinking_fraction=ahead.shrinking.fraction if shrinks else None,
        shrinking_learned_from=ahead.shrinking.customers,
        departure_effect=ahead.departures.effect,
        joint_stress=asdict(reach.stress),
        statements=extract.statements,
        policy=policy.model_dump(mode="json"),
    )


def _calibration(following: FollowModel) -> dict[str, Any] | None:
    check = following.calibration
    return None if check is None else asdict(check) | {"beats_prior": check.better}
