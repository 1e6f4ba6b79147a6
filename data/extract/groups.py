"""Corporate groups: which customer another one is counted with under ``group_by_parent``."""

from typing import Any

import sqlalchemy as sa

from data.sources import Source

__all__ = ["heads"]


def heads(source: Source) -> sa.CTE:
    """The topmost parent of every customer: customer_id, head_id.

    A parent that is empty, unknown or the customer itself ends the chain. Where parents run in
    a circle, the smallest id of the circle stands for everybody who leads into it.
    """
    parents = _parents(source)
    above = _above(parents)
    circled = sa.select(above.c.customer_id).where(above.c.customer_id == above.c.head_id)
    led = parents.c.parent_id.is_not(None)
    tops = sa.select(parents.c.customer_id).where(sa.not_(led))
    candidates = (
        sa.select(above.c.customer_id, sa.func.min(above.c.head_id).label("head_id"))
        .where(sa.or_(above.c.head_id.in_(tops), above.c.head_id.in_(circled)))
        .group_by(above.c.customer_id)
        .subquery()
    )
    joined = parents.outerjoin(candidates, candidates.c.customer_id == parents.c.customer_id)
    head = sa.func.coalesce(candidates.c.head_id, parents.c.customer_id, type_=sa.String())
    return sa.select(parents.c.customer_id, head.label("head_id")).select_from(joined).cte("heads")


def _parents(source: Source) -> sa.CTE:
    """Every customer with its parent, NULL unless that is another known customer."""
    rows = source.rows("customers")
    others = rows.alias("other_customers")
    is_parent = sa.and_(
        others.c.customer_id == rows.c.parent_id, others.c.customer_id != rows.c.customer_id
    )
    return (
        sa.select(rows.c.customer_id, others.c.customer_id.label("parent_id"))
        .select_from(rows.outerjoin(others, is_parent))
        .cte()
    )


def _above(parents: sa.CTE) -> sa.CTE:
    """Every (customer, customer above it), however far above; the circle of a chain ends it."""
    start: sa.Select[Any] = sa.select(
        parents.c.customer_id, parents.c.parent_id.label("head_id")
    ).where(parents.c.parent_id.is_not(None))
    above = start.cte(recursive=True)
    step = sa.select(above.c.customer_id, parents.c.parent_id).where(
        parents.c.customer_id == above.c.head_id, parents.c.parent_id.is_not(None)
    )
    return above.union(step)
