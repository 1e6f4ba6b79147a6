"""Progress of a handover, read from contact records."""

from datetime import date

import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.progress import progress


def test_contacts_after_the_start_count_and_nobody_has_to_report_them() -> None:
    edges = pd.DataFrame(
        [
            ("c1", "new", True, "2026-06-05"),
            ("c1", "old", True, "2026-06-01"),
            ("c2", "new", False, "2026-06-01"),
            ("c2", "old", True, "2026-06-09"),
        ],
        columns=["customer_id", "rep_id", "knows", "last_activity_on"],
    ).astype({"customer_id": "category", "rep_id": "category"})
    edges["last_activity_on"] = pd.to_datetime(edges["last_activity_on"])
    told = {"c1": "new", "c2": "new", "c3": "new", "c4": None}
    found = progress(edges, told, ["old"], since=date(2026, 6, 1))
    assert DEPARTING["progress"].faults(found) == []
    assert found["customer_id"].tolist() == list(told)
    assert found["in_touch_on"].notna().tolist() == [True, False, False, False]
    assert found["knows"].tolist() == [True, False, False, False]
    assert found["leaver_still"].tolist() == [False, True, False, False]
