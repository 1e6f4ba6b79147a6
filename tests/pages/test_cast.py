"""The cast of the page tests holds what its own graph gives."""

import pandas as pd

from analytics.relationships.connections import connections
from tests.pages import cast


def test_figures_of_the_graph_are_those_of_the_cast() -> None:
    found, whole = connections(cast.graph()), cast.assessment()
    for own, counted in ((whole.customers, found.customers), (whole.reps, found.reps)):
        key = counted.columns[0]
        rows = own[own[key].isin(counted[key])].sort_values(key, ignore_index=True)
        expected = counted.sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(rows[list(expected)], expected, check_dtype=False)
    for name in ("isolated_customers", "isolated_revenue", "closed_groups", "closed_revenue"):
        assert getattr(whole.portfolio, name) == getattr(found, name)
