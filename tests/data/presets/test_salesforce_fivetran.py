"""Salesforce in a warehouse: the versions of an account say who owned it when."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made

SHEETS = {
    "user": """
id,username,first_name,last_name,name,email,user_role_id,user_type,is_active,_fivetran_deleted,department,manager_id,title
005A,a,Ada,Stone,Ada Stone,ada@x.example,,Standard,true,false,Key accounts,005D,Rep
005C,c,Cleo,Marsh,Cleo Marsh,cleo@x.example,00E1,Standard,false,false,,005D,Rep
005D,d,Dov,Lind,Dov Lind,dov@x.example,,Standard,true,false,,,Head
005R,r,,Robot,Robot,,,AutomatedProcess,true,false,,,
005X,x,Deleted,User,Deleted User,,,Standard,true,true,,,
""",
    "user_role": """
id,name,_fivetran_deleted
00E1,Field sales,false
""",
    "account": """
id,is_deleted,name,parent_id,owner_id,billing_country,industry,type,master_record_id,annual_revenue
001A,false,Alder,,005A,Austria,Timber,Customer,,9000000
001B,false,Birch,001A,005C,Peru,Mining,Customer,,
001X,true,Gone,,005A,Peru,,Customer,,
""",
    "account_history": """
id,_fivetran_start,_fivetran_end,_fivetran_active,owner_id,parent_id,master_record_id,is_deleted
001A,2025-01-01 08:00:00,2025-03-01 10:00:00,false,005C,,,false
001A,2025-03-01 10:00:00,2025-03-01 12:00:00,false,005D,,,false
001A,2025-03-01 12:00:00,9999-12-31 23:59:59,true,005A,,,false
""",
    "contact": """
id,account_id,first_name,last_name,name,is_deleted,reports_to_id,title,email,phone,mobile_phone
003A,001A,Pia,Holm,Pia Holm,false,,Buyer,pia@alder.example,+43 1,
""",
    "opportunity": """
id,account_id,owner_id,amount,is_won,is_closed,close_date,created_date,is_deleted,stage_name
006A,001A,005A,1000,true,true,2026-01-31,2025-11-01 09:00:00,false,Firmas
006B,001B,005C,400,false,false,2026-09-30,2026-01-01 09:00:00,false,Offen
006C,001B,005C,300,false,true,2026-02-28,2026-01-01 09:00:00,false,Perdida
""",
    "task": """
id,who_id,what_id,account_id,owner_id,subject,activity_date,completed_date_time,is_closed,is_deleted,is_recurrence,call_type,call_duration_in_seconds,task_subtype
00T1,003A,,,005A,Call,2026-03-02,2026-03-02 15:00:00,true,false,false,Outbound,60,Call
00T2,,006B,,005C,Email: x,2026-03-03,,true,false,false,,,Email
00T3,003A,0XB9,001A,005A,Mailing,2026-03-03,,true,false,false,,,ListEmail
00T4,003A,,001A,005A,Plan,2026-03-04,,false,false,false,,,Task
""",
    "event": """
id,who_id,what_id,account_id,owner_id,start_date_time,activity_date_time,activity_date,is_deleted,is_recurrence
00U1,,001B,,005C,2026-03-10 09:00:00,,2026-03-10,false,false
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("salesforce-fivetran", tmp_path_factory.mktemp("warehouse"), SHEETS)


def test_people(made: Made) -> None:
    assert made.rows("reps", "rep_id", "name", "function", "team", "active") == [
        ("005A", "Ada Stone", "", "Key accounts", "true"),
        ("005C", "Cleo Marsh", "", "Field sales", "false"),
        ("005D", "Dov Lind", "", "", "true"),
        ("005R", "Robot", "system", "", "true"),
    ]


def test_owners_of_versions_become_intervals_and_the_last_of_a_day_counts(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "start_on", "end_on") == [
        ("001A", "005A", "2025-03-01", ""),
        ("001A", "005C", "2025-01-01", "2025-02-28"),
    ]


def test_won_and_lost_by_flags(made: Made) -> None:
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("006A", "won", "2026-01-31"),
        ("006B", "open", ""),
        ("006C", "lost", "2026-02-28"),
    ]
    assert made.money("deals", "closed_on", stage="won") == {"001A": Decimal(1000)}


def test_contact_records(made: Made) -> None:
    assert made.rows("activities", "activity_id", "customer_id", "rep_id", "kind") == [
        ("00T1", "001A", "005A", "call"),
        ("00T2", "001B", "005C", "email"),
        ("00U1", "001B", "005C", "meeting"),
    ]


def test_customers_without_the_deleted_one(made: Made) -> None:
    assert made.rows("customers", "customer_id", "parent_id", "owner_id") == [
        ("001A", "", "005A"),
        ("001B", "001A", "005C"),
    ]
