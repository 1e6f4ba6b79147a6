"""The usual time between two days of a customer: an expression for buying and for contacts."""

import sqlalchemy as sa

from data.sources import sql

__all__ = ["median_gaps"]


def median_gaps(days: sa.FromClause) -> sa.Subquery:
    """customer_id, median_gap_days: of the gaps between days; no row with one day.

    The mean of the middle gap, or of the two middle ones, by their places in order. ``days`` has
    customer_id and day, each pair once.
    """
    before = sa.func.lag(days.c.day).over(partition_by=days.c.customer_id, order_by=days.c.day)
    steps = sa.select(days.c.customer_id, days.c.day, before.label("before_on")).subquery()
    gap = sql.days_between(steps.c.day, steps.c.before_on)
    gaps = (
        sa.select(steps.c.customer_id, gap.label("gap"))
        .where(steps.c.before_on.is_not(None))
        .subquery()
    )
    customer = gaps.c.customer_id
    ranked = sa.select(
        gaps.c.customer_id,
        gaps.c.gap,
        sa.func.row_number().over(partition_by=customer, order_by=gaps.c.gap).label("position"),
        sa.func.count().over(partition_by=customer).label("gaps"),
    ).subquery()
    twice = 2 * ranked.c.position
    return (
        sa.select(
            ranked.c.customer_id,
            sa.func.avg(sa.cast(ranked.c.gap, sa.Double)).label("median_gap_days"),
        )
        .where(twice >= ranked.c.gaps, twice <= ranked.c.gaps + 2)
        .group_by(ranked.c.customer_id)
        .subquery()
    )
