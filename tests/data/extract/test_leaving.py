"""Who is only called inactive: the leaving day is estimated by what they did last, and said so."""

from datetime import date

import pandas as pd
import pytest

from analytics.policy import Policy
from analytics.relationships.people import active_reps, departed_reps, estimated_leaving
from data.extract import extract
from data.quality import quality
from tests.data.conftest import Databases, Opens

REPS = [
    {"rep_id": "ann", "active": "true", "left_on": ""},
    {"rep_id": "met", "active": "false", "left_on": ""},  # contacts until 05-01, later bookings
    {"rep_id": "log", "active": "false", "left_on": ""},  # a login after the last contact
    {"rep_id": "sold", "active": "false", "left_on": ""},  # only bookings
    {"rep_id": "ghost", "active": "false", "left_on": ""},  # nothing
    {"rep_id": "gone", "active": "false", "left_on": "2026-02-01"},
    {"rep_id": "back", "active": "true", "left_on": "2026-03-01"},  # the recorded day holds
    {"rep_id": "off", "active": "", "left_on": ""},  # a disabled account has not left
    {"rep_id": "bot", "active": "false", "left_on": "", "function": "system"},
]
MET = [("ann", "2026-06-30"), ("met", "2026-04-01"), ("met", "2026-05-01"), ("log", "2026-05-01"),
       ("gone", "2026-05-05"), ("bot", "2026-05-05")]  # fmt: skip
TABLES = {
    "reps": [{"name": rep["rep_id"], "function": "sales"} | rep for rep in REPS],
    "customers": [{"customer_id": "c", "name": "C"}],
    "activities": [
        {"customer_id": "c", "rep_id": rep, "happened_at": f"{day}T10:00:00"} for rep, day in MET
    ]
    # An unknown customer counts nowhere.
    + [{"customer_id": "zz", "rep_id": "met", "happened_at": "2026-06-01T10:00:00"}],
    "revenue": [
        {"customer_id": "c", "rep_id": rep, "amount": "10", "booked_on": day}
        for rep, day in (("met", "2026-06-10"), ("sold", "2026-03-03"), ("sold", "2026-06-03"))
    ],
    "access_log": [
        {"rep_id": "log", "action": action, "happened_at": f"{day}T08:00:00"}
        for action, day in (("login", "2026-05-04"), ("view", "2026-06-04"))
    ],
    "access": [
        {
            "rep_id": "log",
            "scope": "all",
            "last_login_at": "2026-05-06T08:00:00",
            "active": "false",
        },
        {
            "rep_id": "off",
            "scope": "all",
            "last_login_at": "2026-05-06T08:00:00",
            "active": "false",
        },
    ],
}


@pytest.mark.parametrize("as_text", [False, True], ids=["typed", "text"])
def test_the_day_is_the_last_contact_or_login_else_the_last_booking(
    as_text: bool, databases: Databases, opens: Opens, policy: Policy
) -> None:
    source = opens(databases.filled(TABLES, as_text=as_text))
    found = extract(source, policy)
    reps = found.reps.set_index("rep_id")
    days = {
        rep: None if pd.isna(day) else day.date().isoformat()
        for rep, day in reps["left_on"].items()
    }
    assert days == {
        "ann": None, "met": "2026-05-01", "log": "2026-05-06", "sold": "2026-06-03",
        "ghost": None, "gone": "2026-02-01", "back": "2026-03-01", "off": None, "bot": None,
    }  # fmt: skip
    evidence = reps["leaving_day_evidence"].dropna().to_dict()
    assert evidence == {
        "met": "contacts", "log": "contacts", "sold": "bookings", "ghost": "none",
        "gone": "recorded", "back": "recorded",
    }  # fmt: skip
    ids = found.reps["rep_id"]
    assert set(ids[active_reps(found.reps, as_of=found.as_of)]) == {"ann", "off"}
    assert set(ids[departed_reps(found.reps, as_of=found.as_of)]) == set(evidence)
    assert set(ids[estimated_leaving(found.reps)]) == {"met", "log", "sold", "ghost"}
    assert set(found.departure_edges["leaver_id"]) == {"met", "log", "sold"}


def test_before_the_estimated_day_the_person_is_active(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    source = opens(duckdb_files.filled(TABLES))
    found = extract(source, policy, as_of=date(2026, 5, 3))
    active = set(found.reps["rep_id"][active_reps(found.reps, as_of=found.as_of)])
    assert active == {"ann", "log", "sold", "off"}
    assert found.reps.set_index("rep_id")["leaving_day_evidence"].dropna().to_dict() == {
        "met": "contacts", "ghost": "none", "gone": "recorded", "back": "recorded",
    }  # fmt: skip


def test_estimates_are_an_issue_that_can_overturn(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    source = opens(duckdb_files.filled(TABLES))
    frame = quality(source, policy, extract(source, policy)).set_index(["table", "issue"])
    estimated = frame.loc[("reps", "leaving_day_estimated")]
    # All the revenue is theirs, and they are three of eight people.
    assert estimated[["rows", "money", "weight"]].tolist() == [3, 30.0, "overturns"]
    # One person alone does not overturn the answer, and held no money.
    assert frame.loc[("reps", "leaving_day_unknown"), "weight"] == "note"
