"""Pipedrive by API: what is deleted, done, won; an activity that belongs to a deal."""

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

SHEETS = {
    "users": """
id,name,email,active_flag,is_deleted,last_login,timezone_name
1,Ada Stone,ada@x.example,true,false,2026-03-01 08:00:00,UTC
2,Cleo Marsh,cleo@x.example,false,false,2025-10-01 08:00:00,UTC
""",
    "organizations": """
id,name,owner_id,add_time,is_deleted,visible_to,address
11,Alder,1,2025-01-02T23:30:00Z,false,3,
12,Birch,2,2025-01-02T10:00:00Z,false,3,
13,Gone,2,2025-01-02T10:00:00Z,true,3,
""",
    "deals": """
id,org_id,owner_id,value,currency,status,add_time,update_time,won_time,lost_time,close_time,\
expected_close_date,is_deleted
21,11,1,1000,EUR,won,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,2026-01-31T09:00:00Z,,\
2026-01-31T09:00:00Z,2026-01-15,false
22,12,2,300,USD,lost,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,,2026-02-01T09:00:00Z,,2026-01-15,\
false
23,12,2,50,USD,open,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,,,,2026-09-15,false
24,12,2,50,USD,deleted,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,,,,,false
25,12,2,50,USD,won,2025-11-01T09:00:00Z,2026-02-01T09:00:00Z,2026-01-31T09:00:00Z,,,,true
""",
    "activities": """
id,type,owner_id,org_id,deal_id,person_id,due_date,due_time,done,marked_as_done_time,is_deleted
31,call,1,11,,41,2026-03-01,09:30,true,2026-03-01 10:00:00,false
32,meeting,2,,23,,2026-03-02,,true,2026-03-02 10:00:00,false
33,site_visit,2,12,,,2026-03-03,10:00:00,true,2026-03-03 10:00:00,false
34,call,2,12,,,2026-03-04,,false,,false
35,call,2,12,,,2026-03-04,,true,2026-03-04 10:00:00,true
""",
}


def test_api(tmp_path: Path) -> None:
    made = Made("pipedrive-api", tmp_path, SHEETS)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "active") == [
        ("1", "Ada Stone", "true"),
        ("2", "Cleo Marsh", "false"),
    ]
    assert made.rows("customers", "customer_id", "name", "owner_id") == [
        ("11", "Alder", "1"),
        ("12", "Birch", "2"),
    ]
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("21", "won", "2026-01-31"),
        ("22", "lost", "2026-02-01"),
        ("23", "open", ""),
    ]
    assert made.money("deals", "closed_on", stage="won") == {"11": Decimal(1000)}
    assert made.rows(
        "activities", "activity_id", "customer_id", "rep_id", "kind", "happened_at"
    ) == [
        ("31", "11", "1", "call", "2026-03-01T09:30+00:00"),
        ("32", "12", "2", "meeting", "2026-03-02"),
        ("33", "12", "2", "other", "2026-03-03T10:00:00+00:00"),
    ]
