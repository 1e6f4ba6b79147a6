"""Progress of a handover, read from contact records."""

import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.progress import progress


def test_contacts_after_the_start_count_and_nobody_has_to_report_them() -> None:
    edges = pd.DataFrame(
        {"customer_id": ["c1", "c2"], "rep_id": ["new", "new"], "knows": [True, False]}
    ).astype({"customer_id": "category", "rep_id": "category"})
    touches = pd.DataFrame(
        [("c1", "new", "2026-06-05"), ("c2", "old", "2026-06-09"), ("c3", "else", "2026-06-09")],
        columns=["customer_id", "rep_id", "first_on"],
    ).astype({"customer_id": "str", "rep_id": "str", "first_on": "datetime64[s]"})
    told = {"c1": "new", "c2": "new", "c3": "new", "c4": None}
    found = progress(edges, touches, told, ["old"])
    assert DEPARTING["progress"].faults(found) == []
    assert found["customer_id"].tolist() == list(told)
    assert found["in_touch_on"].notna().tolist() == [True, False, False, False]
    assert found["knows"].tolist() == [True, False, False, False]
    assert found["leaver_still"].tolist() == [False, True, False, False]
