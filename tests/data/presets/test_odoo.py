"""Odoo 16, 17 and 18: partners of all kinds in one table, owner history from tracked values."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made

SHEETS = {
    "res_users": """
id,login,active,share,sale_team_id,partner_id,notification_type
1,__system__,false,false,,101,email
2,ada@x.example,true,false,7,102,email
3,ben@x.example,true,false,7,103,email
4,cleo@x.example,false,false,,104,email
5,portal@birch.example,true,true,,121,email
""",
    "res_partner": """
id,name,email,phone,mobile,parent_id,commercial_partner_id,is_company,customer_rank,user_id,type,\
function,create_date,partner_share,active
101,OdooBot,,,,,101,false,0,,contact,,2024-01-01 09:00:00,false,false
102,Ada Stone,ada@x.example,,,,102,false,0,,contact,,2024-01-01 09:00:00,false,true
103,Ben Ortiz,ben@x.example,,,,103,false,0,,contact,,2024-01-01 09:00:00,false,true
104,Cleo Marsh,cleo@x.example,,,,104,false,0,,contact,,2024-01-01 09:00:00,false,false
110,Own company,,,,,110,true,0,,contact,,2024-01-01 09:00:00,false,true
111,Alder,,,,,111,true,3,2,contact,,2024-02-01 23:30:00,true,true
112,Birch,,,,111,112,true,0,,contact,,2024-02-01 09:00:00,true,true
113,Cedar,,,,,113,false,0,4,contact,,2024-02-01 09:00:00,true,true
114,Supplier,,,,,114,true,0,,contact,,2024-02-01 09:00:00,true,true
121,Pia Holm,pia@birch.example,+43 1,,112,112,false,0,,contact,Buyer,2024-02-01 09:00:00,true,true
122,Warehouse,,,,111,111,false,0,,delivery,,2024-02-01 09:00:00,true,true
""",
    "res_company": """
id,partner_id,currency_id
1,110,8
""",
    "res_currency": """
id,name
8,EUR
9,USD
""",
    "crm_team": """
id,name,user_id
7,Field sales,2
""",
    "crm_team_member": """
id,crm_team_id,user_id,active
1,7,2,true
""",
    "crm_stage": """
id,name,is_won
1,Neu,false
2,Gewonnen,true
""",
    "crm_lead": """
id,type,active,partner_id,user_id,company_id,expected_revenue,stage_id,probability,create_date,\
date_closed,write_date,lost_reason_id
31,opportunity,true,111,2,1,1000,2,100,2025-11-01 09:00:00,2026-01-31 23:30:00,2026-02-01 09:00:00,
32,opportunity,false,121,4,1,300,1,0,2025-11-01 09:00:00,2026-02-01 09:00:00,2026-02-01 09:00:00,5
33,opportunity,true,121,3,1,50,1,20,2025-11-01 09:00:00,,2026-02-01 09:00:00,
34,lead,true,114,3,1,70,1,20,2025-11-01 09:00:00,,2026-02-01 09:00:00,
""",
    "account_move": """
id,move_type,state,commercial_partner_id,company_id,amount_untaxed_signed,invoice_date,\
invoice_date_due,invoice_user_id
41,out_invoice,posted,111,1,500,2026-01-10,2026-02-10,2
42,out_refund,posted,111,1,-120,2026-01-20,,2
43,out_invoice,draft,111,1,900,2026-01-20,,2
44,in_invoice,posted,114,1,-300,2026-01-20,,
45,out_invoice,posted,113,1,80,2026-01-21,,
""",
    "sale_order": """
id,partner_id,user_id
31,113,4
""",
    "calendar_event": """
id,active,start,opportunity_id
51,true,2026-03-02 09:00:00,
52,true,2026-03-03 09:00:00,31
53,false,2026-03-04 09:00:00,31
""",
    "calendar_attendee": """
id,event_id,partner_id,state
1,51,102,accepted
2,51,103,needsAction
3,51,104,declined
4,51,121,accepted
5,52,102,accepted
6,53,102,accepted
""",
    "mail_message_subtype": """
id,internal
1,false
2,true
""",
    "mail_activity_type": """
id,category
1,phonecall
2,default
3,meeting
""",
    "mail_message": """
id,date,model,res_id,message_type,subtype_id,author_id,is_internal,mail_activity_type_id
61,2026-03-05 09:00:00,crm.lead,33,comment,1,103,false,
62,2026-03-06 09:00:00,res.partner,121,email,1,121,false,
63,2026-03-07 09:00:00,res.partner,111,comment,2,102,true,
64,2026-03-08 09:00:00,res.partner,111,notification,2,102,false,1
65,2026-03-09 09:00:00,res.partner,111,notification,,102,false,
66,2026-03-10 09:00:00,res.partner,111,notification,,102,false,
67,2026-03-10 09:00:00,crm.lead,31,notification,,102,false,3
68,2026-03-11 09:00:00,crm.lead,33,email,1,121,false,
69,2026-03-12 09:00:00,account.move,41,comment,1,102,false,
70,2026-03-13 09:00:00,sale.order,31,email,1,121,false,
71,2026-03-13 09:00:00,project.task,31,email,1,121,false,
""",
    "ir_model_fields": """
id,name,model
71,user_id,res.partner
72,user_id,crm.lead
73,name,res.partner
""",
    "hr_employee": """
id,user_id,parent_id,job_title,first_contract_date,departure_date
2,4,3,Account manager,2020-01-01,2025-12-31
3,2,,Head of sales,2019-01-01,
""",
    "hr_contract": """
id,employee_id,date_start,wage,state
1,3,2024-01-01,4000,open
2,3,2026-01-01,5000,draft
""",
}
TRACKED = """
id,{field},old_value_integer,new_value_integer,mail_message_id,create_date
81,71,4,2,65,2025-06-01 09:00:00
82,71,2,0,66,2025-09-01 09:00:00
83,72,4,3,67,2025-09-01 09:00:00
84,73,,,66,2025-09-01 09:00:00
"""


@pytest.fixture(scope="module", params=["field", "field_id"], ids=["16", "17"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    tracked = {"mail_tracking_value": TRACKED.format(field=request.param)}
    return Made("odoo", tmp_path_factory.mktemp("odoo"), SHEETS | tracked)


def test_nothing_is_lacking(made: Made) -> None:
    assert made.lacking() == set()


def test_people_with_leaving_days_and_without_portal_users(made: Made) -> None:
    columns = ("rep_id", "name", "function", "team", "manager_id", "left_on", "active")
    assert made.rows("reps", *columns) == [
        ("1", "OdooBot", "system", "", "", "", "false"),
        ("2", "Ada Stone", "", "Field sales", "", "", "true"),
        ("3", "Ben Ortiz", "", "Field sales", "", "", "true"),
        ("4", "Cleo Marsh", "", "", "2", "2025-12-31", "false"),
    ]


def test_customers_are_those_of_business(made: Made) -> None:
    assert made.rows("customers", "customer_id", "name", "parent_id", "owner_id") == [
        ("111", "Alder", "", "2"),
        ("112", "Birch", "111", ""),
        ("113", "Cedar", "", "4"),
    ]


def test_contacts_are_people_of_companies(made: Made) -> None:
    assert made.rows("contacts", "contact_id", "customer_id", "name", "title") == [
        ("121", "112", "Pia Holm", "Buyer")
    ]


def test_refunds_take_away(made: Made) -> None:
    assert made.rows("revenue", "revenue_id", "customer_id", "amount", "currency", "rep_id") == [
        ("41", "111", "500", "EUR", "2"),
        ("42", "111", "-120", "EUR", "2"),
        ("45", "113", "80", "EUR", ""),
    ]
    assert made.money("revenue", "booked_on") == {"111": Decimal(380), "113": Decimal(80)}


def test_archived_opportunities_without_probability_are_lost(made: Made) -> None:
    assert made.rows("deals", "deal_id", "customer_id", "rep_id", "stage", "closed_on") == [
        ("31", "111", "2", "won", "2026-01-31"),
        ("32", "112", "4", "lost", "2026-02-01"),
        ("33", "112", "3", "open", ""),
    ]


def test_contact_records(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "kind", "direction")
    assert made.rows("activities", *columns) == [
        ("51", "112", "2", "meeting", ""),
        ("51", "112", "3", "meeting", ""),
        ("52", "111", "2", "meeting", ""),
        ("mail-61", "112", "3", "message", "out"),
        ("mail-62", "112", "", "email", "in"),
        ("mail-64", "111", "2", "call", ""),
        ("mail-68", "112", "3", "email", "in"),
        ("mail-69", "111", "2", "message", "out"),
        ("mail-70", "113", "4", "email", "in"),
    ]


def test_owner_changes_of_customers_only(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "start_on", "end_on") == [
        ("111", "2", "2025-06-01", "2025-08-31"),
        ("111", "4", "", "2025-05-31"),
    ]


def test_running_contracts_give_base_pay(made: Made) -> None:
    assert made.rows("compensation", "rep_id", "period_start", "base") == [
        ("2", "2024-01-01", "4000")
    ]


def test_without_hr_nobody_gets_a_leaving_day(tmp_path_factory: pytest.TempPathFactory) -> None:
    sheets = {name: text for name, text in SHEETS.items() if not name.startswith("hr_")}
    sheets["mail_tracking_value"] = TRACKED.format(field="field_id")
    made = Made("odoo", tmp_path_factory.mktemp("plain"), sheets)
    assert made.rows("reps", "rep_id", "manager_id", "left_on") == [
        ("1", "", ""),
        ("2", "", ""),
        ("3", "", ""),
        ("4", "", ""),
    ]
    assert made.lacking() >= {"reps.left_on", "reps.manager_id", "compensation.None"}


def test_without_names_of_fields_owner_changes_cannot_be_told(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    sheets = {name: text for name, text in SHEETS.items() if name != "ir_model_fields"}
    sheets["mail_tracking_value"] = TRACKED.format(field="field_id")
    made = Made("odoo", tmp_path_factory.mktemp("bare"), sheets)
    assert "assignments.None" in made.lacking()
    assert made.count("activities") == 9
