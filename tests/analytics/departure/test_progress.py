"""Progress of a handover, read from contact records."""

import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.progress import managers, progress


def test_contacts_after_the_start_count_and_nobody_has_to_report_them() -> None:
    edges = pd.DataFrame(
        {"customer_id": ["c1", "c2"], "rep_id": ["new", "new"], "knows": [True, False]}
    ).astype({"customer_id": "category", "rep_id": "category"})
    touches = pd.DataFrame(
        [("c1", "new", "2026-06-05"), ("c2", "old", "2026-06-09"), ("c3", "else", "2026-06-09")],
        columns=["customer_id", "rep_id", "first_on"],
    ).astype({"customer_id": "str", "rep_id": "str", "first_on": "datetime64[s]"})
    meetings = pd.DataFrame(
        [
            ("c1", "new", "2026-06-12"),
            ("c1", "new", "2026-06-08"),
            ("c2", "old", "2026-06-09"),
            ("c2", "boss", "2026-06-20"),
        ],
        columns=["customer_id", "rep_id", "day"],
    ).astype({"customer_id": "str", "rep_id": "str", "day": "datetime64[s]"})
    told = {"c1": "new", "c2": "new", "c3": "new", "c4": None}
    found = progress(edges, touches, meetings, told, ["old"], management={"boss"})
    assert DEPARTING["progress"].faults(found) == []
    assert found["customer_id"].tolist() == list(told)
    assert found["in_touch_on"].notna().tolist() == [True, False, False, False]
    assert found["knows"].tolist() == [True, False, False, False]
    assert found["leaver_still"].tolist() == [False, True, False, False]
    assert found["met_on"].astype("str").tolist()[0] == "2026-06-08"
    assert found["met_on"].notna().tolist() == [True, False, False, False]
    assert found["managed_on"].notna().tolist() == [False, True, False, False]


def test_nothing_after_the_start_is_no_progress() -> None:
    edges = pd.DataFrame({"customer_id": ["c1"], "rep_id": ["new"], "knows": [False]})
    empty = pd.DataFrame(
        {
            "customer_id": pd.Series(dtype="str"),
            "rep_id": pd.Series(dtype="str"),
            "first_on": pd.Series(dtype="datetime64[s]"),
            "day": pd.Series(dtype="datetime64[s]"),
        }
    )
    found = progress(edges, empty, empty, {"c1": "new"}, ["old"], management=())
    assert found[["in_touch_on", "met_on", "managed_on"]].isna().all(axis=None)


def test_management_is_who_manages_by_function_or_the_leaver() -> None:
    reps = pd.DataFrame(
        {
            "rep_id": ["old", "lead", "boss", "new"],
            "function": ["sales", "sales", "management", "sales"],
            "manager_id": ["lead", None, None, "lead"],
        }
    )
    assert managers(reps, ["old"]) == {"lead", "boss"}
    assert managers(reps, ["old", "boss"]) == {"lead"}
