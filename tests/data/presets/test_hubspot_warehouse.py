"""HubSpot in a warehouse: owners by history, stages by flags, several companies at once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.importing import ImportFaults, import_files
from data.mapping.presets import preset
from data.quality.names import absent
from data.sources import open_source
from tests.data.presets.made import Made

KIND = "engagement_id,type,_fivetran_deleted,property_hs_timestamp,property_hubspot_owner_id"
SHEETS = {
    "owner": """
owner_id,active_user_id,first_name,last_name,email,type,portal_id
1,91,Ada,Stone,ada@x.example,PERSON,7
2,,Cleo,Marsh,cleo@x.example,PERSON,7
3,93,,,shared@x.example,QUEUE,7
""",
    "owner_team": """
owner_id,team_id,is_team_primary
1,T1,true
""",
    "team": """
id,name
T1,Field
""",
    "company": """
id,is_deleted,property_name,property_createdate,property_industry,property_country,\
property_annualrevenue
11,false,Alder,2025-01-02 10:00:00,Timber,Austria,9000000
12,false,Birch,2025-01-03 10:00:00,Mining,Peru,
13,true,Gone,2025-01-03 10:00:00,,,
""",
    "company_property_history": """
company_id,name,timestamp,value
11,hubspot_owner_id,2025-01-02 10:00:00,2
11,name,2025-02-02 10:00:00,Alder
11,hubspot_owner_id,2025-06-01 10:00:00,
11,hubspot_owner_id,2025-07-01 10:00:00,1
12,hubspot_owner_id,2025-01-03 10:00:00,2
""",
    "deal": """
deal_id,deal_pipeline_id,deal_pipeline_stage_id,is_deleted,owner_id,property_amount,\
property_closedate,property_createdate
21,P,won,false,1,1000,2026-01-31 12:00:00,2025-11-01 12:00:00
22,P,lost,false,2,300,2026-02-01 12:00:00,2025-11-01 12:00:00
23,P,neg,false,2,50,2026-09-01 12:00:00,2025-11-01 12:00:00
24,P,won,true,1,9000,2026-01-31 12:00:00,2025-11-01 12:00:00
25,P,gone,false,1,70,2026-01-31 12:00:00,2025-11-01 12:00:00
""",
    "deal_company": """
deal_id,company_id
21,11
21,12
22,12
23,12
25,12
""",
    "deal_pipeline_stage": """
stage_id,pipeline_id,is_closed,closed_won
won,P,true,true
won,Q,false,false
lost,P,true,false
neg,P,false,false
""",
    "engagement": """
id,owner_id,timestamp,type
31,,,CALL
32,,,MEETING
33,,,EMAIL
34,1,2026-03-04 09:00:00,NOTE
35,,,MEETING
36,,,CALL
""",
    "engagement_company": """
engagement_id,company_id
31,11
32,11
32,12
33,11
35,11
36,11
""",
    "engagement_deal": """
engagement_id,deal_id
34,23
""",
    "engagement_contact": """
engagement_id,contact_id
31,41
""",
    "engagement_call": f"""
{KIND}
31,CALL,false,2026-03-01 09:00:00,1
36,CALL,true,2026-03-01 09:00:00,1
""",
    "engagement_meeting": f"""
{KIND},start_time,meeting_outcome
32,MEETING,false,2026-03-02 09:00:00,1,,COMPLETED
35,MEETING,false,2026-03-02 11:00:00,1,,NO_SHOW
""",
    "engagement_email": f"""
{KIND},property_hs_all_owner_ids
33,INCOMING_EMAIL,false,2026-03-03 09:00:00,1,1;2
""",
    "engagement_note": f"""
{KIND}
34,NOTE,false,,
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("hubspot-warehouse", tmp_path_factory.mktemp("hubspot"), SHEETS)


def test_only_the_table_of_messages_is_lacking(made: Made) -> None:
    assert made.lacking() == {"activities.None"}


def test_calls_without_an_owner_are_left_out_and_said_and_the_preset_is_still_offered(
    tmp_path: Path,
) -> None:
    calls = "engagement_id,_fivetran_deleted,property_hs_timestamp\n31,false,2026-03-01 09:00:00"
    bare = "id,timestamp\n31,2026-03-01 09:00:00\n34,2026-03-04 09:00:00"
    sheets = SHEETS | {"engagement_call": calls, "engagement": bare}
    made = Made("hubspot-warehouse", tmp_path, sheets)
    assert "call" not in {kind for (kind,) in made.rows("activities", "kind")}
    for name, sheet in sheets.items():
        (tmp_path / f"{name}.csv").write_text(sheet.strip(), encoding="utf-8")
    with pytest.raises(ImportFaults, match="--map hubspot-warehouse"):
        import_files(tmp_path, tmp_path / "a.duckdb", timezone="UTC", limits=None)
    mapping = preset("hubspot-warehouse")
    database = tmp_path / "b.duckdb"
    import_files(tmp_path, database, timezone="UTC", mapping=mapping, limits=None)
    source = open_source(f"duckdb:///{database}", timezone="UTC", import_day=date(2026, 11, 30))
    told = {(each.issue, each.example) for each in absent(source) if each.table == "activities"}
    assert ("unused_rows", "engagement_call.csv") in told
    source.close()


def test_people_are_owners_and_inactive_ones_are_told(made: Made) -> None:
    assert made.rows("reps", "rep_id", "name", "function", "team", "active") == [
        ("1", "Ada Stone", "", "Field", "yes"),
        ("2", "Cleo Marsh", "", "", "no"),
        ("3", "shared@x.example", "system", "", "yes"),
    ]


def test_owners_of_companies_come_from_their_history(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "start_on", "end_on") == [
        ("11", "1", "2025-07-01", ""),
        ("11", "2", "2025-01-02", "2025-05-31"),
        ("12", "2", "2025-01-03", ""),
    ]


def test_a_deal_of_two_companies_counts_once_and_a_lost_stage_stays_as_it_is(made: Made) -> None:
    assert made.rows("deals", "deal_id", "customer_id", "stage") == [
        ("21", "11", "won"),
        ("22", "12", "lost"),
        ("23", "12", "open"),
        ("25", "12", "gone"),
    ]
    assert made.money("deals", "closed_on", stage="won") == {"11": Decimal(1000)}


def test_engagements_reach_all_their_companies_and_people(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "kind", "direction", "contact_id")
    assert made.rows("activities", *columns) == [
        ("31", "11", "1", "call", "", "41"),
        ("32", "11", "1", "meeting", "", ""),
        ("32", "12", "1", "meeting", "", ""),
        ("33", "11", "1", "email", "in", ""),
        ("33", "11", "2", "email", "in", ""),
        ("34", "12", "1", "other", "", ""),
    ]
