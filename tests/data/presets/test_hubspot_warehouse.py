"""HubSpot in a warehouse: owners by history, stages by flags, engagements with several companies."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made

KIND = "engagement_id,type,_fivetran_deleted,property_hs_timestamp,property_hubspot_owner_id"
SHEETS = {
    "owner": """
owner_id,active_user_id,first_name,last_name,email,type,portal_id
1,91,Ada,Stone,ada@x.example,PERSON,7
2,,Cleo,Marsh,cleo@x.example,PERSON,7
3,93,,,shared@x.example,QUEUE,7
""",
    "owner_team": "owner_id,team_id,is_team_primary\n1,T1,true\n",
    "team": "id,name\nT1,Field\n",
    "company": """
id,is_deleted,property_name,property_createdate,property_industry,property_country,property_annualrevenue
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
deal_id,deal_pipeline_id,deal_pipeline_stage_id,is_deleted,owner_id,property_amount,property_closedate,property_createdate
21,P,won,false,1,1000,2026-01-31 12:00:00,2025-11-01 12:00:00
22,P,lost,false,2,300,2026-02-01 12:00:00,2025-11-01 12:00:00
23,P,neg,false,2,50,2026-09-01 12:00:00,2025-11-01 12:00:00
24,P,won,true,1,9000,2026-01-31 12:00:00,2025-11-01 12:00:00
25,P,gone,false,1,70,2026-01-31 12:00:00,2025-11-01 12:00:00
""",
    "deal_company": "deal_id,company_id\n21,11\n21,12\n22,12\n23,12\n25,12\n",
    "deal_pipeline_stage": """
stage_id,pipeline_id,is_closed,closed_won
won,P,true,true
won,Q,false,false
lost,P,true,false
neg,P,false,false
""",
    "engagement": "id,owner_id,timestamp,type\n31,,,CALL\n32,,,MEETING\n33,,,EMAIL\n34,1,2026-03-04 09:00:00,NOTE\n35,,,MEETING\n36,,,CALL\n",
    "engagement_company": "engagement_id,company_id\n31,11\n32,11\n32,12\n33,11\n35,11\n36,11\n",
    "engagement_deal": "engagement_id,deal_id\n34,23\n",
    "engagement_contact": "engagement_id,contact_id\n31,41\n",
    "engagement_call": f"{KIND}\n31,CALL,false,2026-03-01 09:00:00,1\n36,CALL,true,2026-03-01 09:00:00,1\n",
    "engagement_meeting": f"{KIND},start_time,meeting_outcome\n32,MEETING,false,2026-03-02 09:00:00,1,,COMPLETED\n35,MEETING,false,2026-03-02 11:00:00,1,,NO_SHOW\n",
    "engagement_email": f"{KIND},property_hs_all_owner_ids\n33,INCOMING_EMAIL,false,2026-03-03 09:00:00,1,1;2\n",
    "engagement_note": f"{KIND}\n34,NOTE,false,,\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("hubspot-warehouse", tmp_path_factory.mktemp("hubspot"), SHEETS)


def test_only_the_table_of_messages_is_lacking(made: Made) -> None:
    assert made.lacking() == {"activities.None"}


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
