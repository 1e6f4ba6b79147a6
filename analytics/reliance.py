"""What rests on whom today: relationships, money at stake and concentration, without any chance.

The first step of an assessment (:mod:`analytics.assessment`); it needs neither the months of reps
nor past departures.
"""

from dataclasses import dataclass

import pandas as pd

from analytics.concentration.bus_factor import BusFactor, bus_factor, proven_cover, resilience_curve
from analytics.concentration.limits import Limit, limits
from analytics.concentration.shares import (
    PortfolioConcentration,
    portfolio_concentration,
    rep_concentration,
)
from analytics.extract import Extract
from analytics.policy import Policy
from analytics.relationships.connections import Connections, connections
from analytics.relationships.exposure import expose
from analytics.relationships.graph import Graph, relationship_graph
from analytics.relationships.strength import Relationships, relate

__all__ = ["Reliance", "reliance"]


@dataclass(frozen=True, slots=True, eq=False)
class Reliance:
    """Who knows whom, what is at stake, and on how few people it rests.

    exposures: see :func:`~analytics.relationships.exposure.expose`; reps and portfolio: the
    concentration by person and of the whole; fewest: how few departures touch half; resilience:
    what is left after each further one; graph: customers and the active people who know them;
    connections: what only the graph can say; limits: the company's own, kept or not.
    """

    relationships: Relationships
    exposures: pd.DataFrame
    reps: pd.DataFrame
    portfolio: PortfolioConcentration
    fewest: BusFactor
    resilience: pd.DataFrame
    graph: Graph
    connections: Connections
    limits: tuple[Limit, ...]


def reliance(extract: Extract, policy: Policy, *, before: Extract | None = None) -> Reliance:
    """Compute what rests on whom.

    before: the extract at the end of as_of − ``limits.core_single_threaded_days`` (its frames of
    relationships suffice); None: that limit is not known.
    """
    ties = relate(extract, policy)
    exposures = expose(extract.customers, as_of=extract.as_of, policy=policy)
    cover = proven_cover(ties, exposures)
    reps = rep_concentration(extract, ties, exposures)
    portfolio = portfolio_concentration(extract, ties, exposures)
    graph = relationship_graph(extract, ties, exposures)
    earlier = None if before is None else relate(before, policy)
    return Reliance(
        relationships=ties,
        exposures=exposures,
        reps=reps,
        portfolio=portfolio,
        fewest=bus_factor(cover, seconds=policy.concentration.bus_factor_seconds),
        resilience=resilience_curve(cover),
        graph=graph,
        connections=connections(graph),
        limits=limits(extract, ties, exposures, reps, portfolio, policy=policy, before=earlier),
    )
