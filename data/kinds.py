"""Which kinds of contact each pair of customer and rep had within a year: the table's words."""

from datetime import date

import pandas as pd
import sqlalchemy as sa

from analytics.policy import Policy
from data.extract.moment import plain_basis
from data.frames import COUNT, DAY, TEXT, fetch
from data.sources import Source

__all__ = ["contact_kinds"]

_KINDS = {
    "customer_id": TEXT,
    "rep_id": TEXT,
    "kind": TEXT,
    "activities": COUNT,
    "first_on": DAY,
}


def contact_kinds(source: Source, policy: Policy, as_of: date) -> pd.DataFrame:
    """Contact records in W of every pair: customer_id, rep_id, kind, activities, first_on.

    One statement for all customers, sorted by customer_id, rep_id, kind. Rows that count only
    (known customers, real reps, nothing after the as-of date).
    """
    with source.reading() as connection:
        basis = plain_basis(source, policy, as_of)
        rows = basis.activities()
        pair = (rows.c.customer_id, rows.c.rep_id, rows.c.kind)
        statement = (
            sa.select(*pair, sa.func.count(), sa.func.min(rows.c.happened_on))
            .where(basis.in_window(rows.c.happened_on))
            .group_by(*pair)
            .order_by(*pair)
        )
        return fetch(connection, statement, _KINDS)
