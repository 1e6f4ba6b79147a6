"""Whom of colleagues' customers do leavers know?

To a competitor or into a business of their own somebody takes along not only the own customers.
"""

import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.simulation import Departure

__all__ = ["colleagues_customers"]


def colleagues_customers(
    departure: Departure, customers: pd.DataFrame, edges: pd.DataFrame
) -> pd.DataFrame:
    """The customers with which leavers are in touch though a colleague is the main contact.

    customers: customer_id, top_rep_id; edges: customer_id, rep_id, last_activity_on. Columns:
    :data:`analytics.contracts.departing.DEPARTING` (``colleagues``).
    """
    rows = departure.customers[~departure.customers["main"]]
    main = customers.set_index("customer_id")["top_rep_id"]
    own = edges[edges["rep_id"].isin(list(departure.rep_ids))]
    last = own.groupby(own["customer_id"].astype("str"))["last_activity_on"].max()
    found = rows.assign(
        main_rep_id=rows["customer_id"].map(main), met_on=rows["customer_id"].map(last)
    )
    ordered = found.sort_values(["exposure", "customer_id"], ascending=[False, True], kind="stable")
    return DEPARTING["colleagues"].typed(ordered)
