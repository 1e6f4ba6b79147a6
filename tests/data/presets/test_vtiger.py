"""vtiger: owners and deletions of all records in one table, groups that own nothing."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made

SHEETS = {
    "vtiger_users": """
id,user_name,first_name,last_name,email1,status,title,department,reports_to_id,deleted,crypt_type
1,ada,Ada,Stone,ada@x.example,Active,Rep,Field,3,0,
2,cleo,Cleo,Marsh,cleo@x.example,Inactive,Rep,,3,0,
3,dov,Dov,Lind,dov@x.example,Active,Head,,,0,
""",
    "vtiger_user2role": "userid,roleid\n2,H5\n",
    "vtiger_role": "roleid,rolename\nH5,Sales person\n",
    "vtiger_crmentity": """
crmid,smownerid,setype,createdtime,modifiedtime,deleted
11,1,Accounts,2025-01-02 10:00:00,2025-01-02 10:00:00,0
12,9,Accounts,2025-01-02 10:00:00,2025-01-02 10:00:00,0
13,1,Accounts,2025-01-02 10:00:00,2025-01-02 10:00:00,1
21,1,Contacts,2025-01-02 10:00:00,2025-01-02 10:00:00,0
31,1,Potentials,2025-11-01 09:00:00,2026-02-01 09:00:00,0
32,9,Potentials,2025-11-01 09:00:00,2026-02-01 09:00:00,0
41,2,Invoice,2026-01-10 09:00:00,2026-01-10 09:00:00,0
42,2,Invoice,2026-01-10 09:00:00,2026-01-10 09:00:00,0
51,1,Calendar,2026-03-01 09:00:00,2026-03-01 09:00:00,0
52,2,Calendar,2026-03-01 09:00:00,2026-03-01 09:00:00,0
53,1,Calendar,2026-03-01 09:00:00,2026-03-01 09:00:00,0
""",
    "vtiger_account": "accountid,accountname,parentid,account_type,industry,annualrevenue\n11,Alder,0,Customer,Timber,9\n12,Birch,11,Customer,,\n13,Gone,0,,,\n",
    "vtiger_accountbillads": "accountaddressid,bill_country\n11,Austria\n",
    "vtiger_contactdetails": "contactid,accountid,firstname,lastname,title,email,phone,mobile\n21,12,Pia,Holm,Buyer,pia@birch.example,,+43 1\n",
    "vtiger_potential": "potentialid,related_to,amount,closingdate,sales_stage\n31,11,1000,2026-01-31,Closed Won\n32,21,300,2026-09-01,Prospecting\n",
    "vtiger_invoice": "invoiceid,accountid,total,currency_id,invoicedate,duedate,invoicestatus\n41,11,100,1,2026-01-10,,Paid\n42,11,70,2,2026-01-11,,Cancel\n",
    "vtiger_currency_info": "id,currency_code,conversion_rate,deleted\n1,EUR,1,0\n2,USD,1.25,0\n",
    "vtiger_activity": "activityid,activitytype,eventstatus,date_start,time_start\n51,Call,Held,2026-03-01,09:30\n52,Meeting,Held,2026-03-02,10:00\n53,Meeting,Planned,2026-03-03,10:00\n",
    "vtiger_seactivityrel": "crmid,activityid\n11,51\n",
    "vtiger_cntactivityrel": "contactid,activityid\n21,52\n",
    "vtiger_modtracker_basic": "id,crmid,module,changedon\n61,11,Accounts,2025-06-01 09:00:00\n62,31,Potentials,2025-06-01 09:00:00\n63,12,Accounts,2025-06-01 09:00:00\n",
    "vtiger_modtracker_detail": "id,fieldname,prevalue,postvalue\n61,assigned_user_id,2,1\n62,assigned_user_id,2,1\n63,assigned_user_id,1,9\n63,industry,,Timber\n",
    "vtiger_loginhistory": "login_id,user_name,login_time\n1,ada,2026-03-01 08:00:00\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("vtiger", tmp_path_factory.mktemp("vtiger"), SHEETS)


def test_people(made: Made) -> None:
    assert made.rows("reps", "rep_id", "name", "team", "manager_id", "active") == [
        ("1", "Ada Stone", "Field", "3", "yes"),
        ("2", "Cleo Marsh", "Sales person", "3", "no"),
        ("3", "Dov Lind", "", "", "yes"),
    ]


def test_groups_own_nothing_and_deleted_accounts_are_out(made: Made) -> None:
    assert made.rows("customers", "customer_id", "parent_id", "owner_id", "region") == [
        ("11", "", "1", "Austria"),
        ("12", "11", "", ""),
    ]


def test_money(made: Made) -> None:
    assert made.rows("deals", "deal_id", "customer_id", "rep_id", "stage", "closed_on") == [
        ("31", "11", "1", "won", "2026-01-31"),
        ("32", "12", "", "open", ""),
    ]
    assert made.money("revenue", "booked_on", currency="EUR") == {"11": Decimal(100)}
    assert made.count("revenue") == 1


def test_contact_records(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "kind", "happened_at")
    assert made.rows("activities", *columns) == [
        ("51", "11", "1", "call", "2026-03-01T09:30+00:00"),
        ("52", "12", "2", "meeting", "2026-03-02T10:00+00:00"),
    ]


def test_owners_before_and_after_a_change(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "start_on", "end_on") == [
        ("11", "1", "2025-06-01", ""),
        ("11", "2", "", "2025-05-31"),
        ("12", "1", "", "2025-05-31"),
    ]


def test_log_ins_and_rates(made: Made) -> None:
    assert made.rows("access_log", "rep_id", "action") == [("1", "login")]
    assert [float(rate) for (rate,) in made.rows("exchange_rates", "rate") if rate] == [0.8, 1.0]
