"""What a handover writes down of customers."""

from datetime import date

from analytics.policy import Policy
from data import handover_details
from data.sources import Source
from tests.data.conftest import CAST, Databases, Opens
from tests.data.test_details import T, listed


def test_persons_of_a_customer_are_all_named_who_was_met_last_first(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    people = [
        {"contact_id": "p0", "customer_id": "a1", "name": "Never Met", "phone": "1"},
        {"contact_id": "p9", "customer_id": "a1", "name": "Met Before"},
        {"contact_id": "p2", "customer_id": "a1", "name": "Ms Buyer", "email": "b@a.example"},
        {"contact_id": "p4", "customer_id": "A1", "name": "Known Elsewhere"},
        {"contact_id": "p7", "customer_id": "zz", "name": "Of Nobody"},
    ]
    source = opens(duckdb_files.filled(CAST | {"contacts": people}, as_text=True))
    rows = handover_details.known_persons(source, policy, customer_ids=("a1", "A1", "zz"), as_of=T)
    assert listed(rows.assign(day=rows["day"].astype("str")), "customer_id contact email day") == [
        ("A1", "Known Elsewhere", None, None),
        ("a1", "Ms Buyer", "b@a.example", "2026-06-30"),
        ("a1", "Met Before", None, "2025-06-30"),
        ("a1", "Never Met", None, None),
    ]
    assert rows["phone"].tolist()[-1] == "1"


def test_last_contacts_are_the_newest_of_each_customer(cast_source: Source, policy: Policy) -> None:
    asked = {"customer_ids": ("a1", "b2", "nobody"), "as_of": T}
    rows = handover_details.last_contacts(cast_source, policy, **asked, most=2)
    days = rows.assign(day=rows["day"].astype("str"))
    assert listed(days[days["customer_id"] == "a1"], "rep_id day kind") == [
        ("ann", "2026-06-30", "email"),
        ("ann", "2026-06-30", "visit"),
    ]
    assert rows["customer_id"].value_counts().max() == 2
    earlier = {**asked, "as_of": date(2026, 5, 1)}
    before = handover_details.last_contacts(cast_source, policy, **earlier, most=1)
    assert listed(before[before["customer_id"] == "a1"], "rep_id kind") == [("ann", "call")]


def test_exports_are_those_of_the_people_after_a_day(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    log = [
        {"rep_id": "cid", "action": "export", "happened_at": "2026-05-20T08:00:00", "records": "7"},
        {"rep_id": "cid", "action": "export", "happened_at": "2026-06-20T08:00:00", "records": ""},
        {"rep_id": "cid", "action": "export", "happened_at": "2026-07-05T08:00:00", "records": "9"},
        {"rep_id": "cid", "action": "view", "happened_at": "2026-06-01T08:00:00", "records": "1"},
        {"rep_id": "ann", "action": "export", "happened_at": "2026-06-01T08:00:00", "records": "3"},
    ]
    source = opens(duckdb_files.filled(CAST | {"access_log": log}, as_text=True))
    asked = {"rep_ids": ("cid",), "since": date(2026, 5, 1), "as_of": T}
    rows = handover_details.exports_by(source, policy, **asked)
    assert listed(rows.assign(day=rows["day"].astype("str")), "rep_id day records") == [
        ("cid", "2026-06-20", None),
        ("cid", "2026-05-20", 7.0),
    ]
    later = {**asked, "since": date(2026, 6, 20)}
    assert handover_details.exports_by(source, policy, **later).empty
