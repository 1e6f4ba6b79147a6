"""Corporate groups: which customer another one is counted with under ``group_by_parent``."""

import json

import sqlalchemy as sa

from analytics.statements import topmost
from data.sources import Source, in_place

__all__ = ["groups_of", "heads"]


def heads(source: Source) -> sa.CTE:
    """The topmost parent of every customer: customer_id, head_id.

    A parent that is empty, unknown or the customer itself ends the chain. Where parents run in
    a circle, the smallest id of the circle stands for everybody who leads into it. The chains are
    followed here: an engine can only collect everybody above everybody, which for a chain of
    thousands are millions.
    """
    customers = source.rows("customers")
    pairs = json.dumps(sorted(topmost(_parents(source)).items()), ensure_ascii=False)
    statement = sa.text(source.kind.pairs).bindparams(pairs=pairs)
    above = statement.columns(first=sa.String(), second=sa.String()).cte("above")
    joined = customers.outerjoin(above, above.c.first == customers.c.customer_id)
    head = sa.func.coalesce(above.c.second, customers.c.customer_id, type_=sa.String())
    return (
        sa.select(customers.c.customer_id, head.label("head_id")).select_from(joined).cte("heads")
    )


@in_place
def groups_of(source: Source) -> dict[str, str]:
    """The topmost parent of every customer that has one, as :func:`heads` has it."""
    return {one: head for one, head in topmost(_parents(source)).items() if one != head}


def _parents(source: Source) -> dict[str, str]:
    """The parent of every customer that has another known customer for one."""
    rows = source.rows("customers")
    others = rows.alias("other_customers")
    is_parent = sa.and_(
        others.c.customer_id == rows.c.parent_id, others.c.customer_id != rows.c.customer_id
    )
    statement = sa.select(rows.c.customer_id, others.c.customer_id).join_from(
        rows, others, is_parent
    )
    with source.reading() as connection:
        return dict(sorted(map(tuple, connection.execute(statement)), reverse=True))
