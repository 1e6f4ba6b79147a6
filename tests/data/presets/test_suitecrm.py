"""SuiteCRM: links in tables of their own, owner history from the audit, refused invitations."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made

PLAN = "id,deleted,status,date_start,parent_type,parent_id,assigned_user_id"
SHEETS = {
    "users": """
id,deleted,user_name,first_name,last_name,title,department,status,employee_status,is_group,portal_only,reports_to_id
ua,0,ada,Ada,Stone,Rep,Sales,Active,Active,0,0,ud
uc,0,cleo,Cleo,Marsh,Rep,Sales,Active,Terminated,0,0,ud
ud,0,dov,Dov,Lind,Head,,Active,Leave of Absence,0,0,
ug,0,queue,,Queue,,,Active,Active,1,0,
ux,1,gone,Gone,User,,,Active,Active,0,0,
""",
    "securitygroups": "id,name,deleted\ng1,Field,0\n",
    "securitygroups_users": "id,deleted,securitygroup_id,user_id\n1,0,g1,ua\n2,1,g1,uc\n",
    "email_addresses": "id,deleted,email_address\ne1,0,ada@x.example\ne2,0,pia@birch.example\n",
    "email_addr_bean_rel": "id,email_address_id,bean_id,bean_module,primary_address,deleted\n1,e1,ua,Users,1,0\n2,e2,pc,Contacts,1,0\n",
    "accounts": """
id,name,date_entered,deleted,account_type,industry,annual_revenue,ownership,billing_address_country,assigned_user_id,parent_id
aa,Alder,2025-01-02 10:00:00,0,Customer,Timber,9000000,,Austria,ua,
ab,Birch,2025-01-02 10:00:00,0,Customer,,,,Peru,uc,aa
ax,Gone,2025-01-02 10:00:00,1,Customer,,,,Peru,uc,
""",
    "aos_contracts": "id,deleted,contract_account_id,end_date\n1,0,aa,2026-06-30\n2,0,aa,2027-06-30\n3,1,aa,2030-01-01\n",
    "contacts": "id,deleted,first_name,last_name,title,phone_work,phone_mobile\npc,0,Pia,Holm,Buyer,,+43 1\npd,0,No,Company,,,\n",
    "accounts_contacts": "id,contact_id,account_id,deleted\n1,pc,ab,0\n2,pd,ab,1\n",
    "opportunities": """
id,deleted,assigned_user_id,amount,amount_usdollar,currency_id,date_closed,sales_stage,date_entered,date_modified
o1,0,ua,1000,1000,-99,2026-01-31,Closed Won,2025-11-01 09:00:00,2026-02-01 09:00:00
o2,0,uc,300,240,c1,2026-02-01,Closed Lost,2025-11-01 09:00:00,2026-02-01 09:00:00
o3,0,uc,50,40,c1,2026-09-01,Negotiation/Review,2025-11-01 09:00:00,2026-02-01 09:00:00
""",
    "accounts_opportunities": "id,opportunity_id,account_id,deleted\n1,o1,aa,0\n2,o2,ab,0\n3,o3,aa,1\n4,o3,ab,0\n",
    "currencies": "id,iso4217,conversion_rate,deleted\nc1,USD,1.25,0\n",
    "aos_invoices": """
id,deleted,assigned_user_id,billing_account_id,invoice_date,due_date,total_amount,tax_amount,currency_id,status,date_entered
i1,0,ua,aa,2026-01-10,2026-02-10,120,20,-99,Paid,2026-01-10 09:00:00
i2,0,uc,ab,2026-01-11,,50,,c1,Unpaid,2026-01-10 09:00:00
i3,0,uc,ab,2026-01-11,,70,,c1,Cancelled,2026-01-10 09:00:00
i4,1,uc,ab,2026-01-11,,90,,c1,Paid,2026-01-10 09:00:00
""",
    "leads": "id,deleted,account_id\nl1,0,aa\n",
    "cases": "id,deleted,account_id\ns1,0,ab\n",
    "meetings": f"{PLAN}\nm1,0,Held,2026-03-02 09:00:00,Contacts,pc,ua\nm2,0,Planned,2026-03-03 09:00:00,Accounts,aa,ua\nm3,0,Held,2026-03-04 09:00:00,Opportunities,o3,uc\n",
    "meetings_users": "id,meeting_id,user_id,accept_status,deleted\n1,m1,ua,accept,0\n2,m1,ud,none,0\n3,m1,uc,decline,0\n",
    "meetings_contacts": "id,meeting_id,contact_id,deleted\n1,m1,pc,0\n",
    "calls": f"{PLAN},direction\nk1,0,Held,2026-03-05 09:00:00,Cases,s1,uc,Outbound\n",
    "calls_users": "id,call_id,user_id,accept_status,deleted\n",
    "calls_contacts": "id,call_id,contact_id,deleted\n",
    "emails": """
id,deleted,assigned_user_id,date_sent_received,type,status,parent_type,parent_id
n1,0,ua,2026-03-06 09:00:00,out,sent,Accounts,aa
n2,0,ua,2026-03-07 09:00:00,inbound,read,,
n3,0,ua,2026-03-07 09:00:00,campaign,sent,Accounts,aa
n4,0,ua,2026-03-07 09:00:00,draft,draft,Accounts,aa
""",
    "emails_beans": "id,email_id,bean_id,bean_module,deleted\n1,n2,pc,Contacts,0\n2,n2,aa,Accounts,1\n",
    "accounts_audit": """
id,parent_id,date_created,field_name,before_value_string,after_value_string
1,aa,2025-06-01 09:00:00,assigned_user_id,uc,ua
2,aa,2025-07-01 09:00:00,name,Old,Alder
""",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("suitecrm", tmp_path_factory.mktemp("suitecrm"), SHEETS)


def test_nothing_is_lacking(made: Made) -> None:
    assert made.lacking() == set()


def test_somebody_on_leave_has_not_left(made: Made) -> None:
    assert made.rows("reps", "rep_id", "name", "email", "function", "team", "active") == [
        ("ua", "Ada Stone", "ada@x.example", "", "Field", "yes"),
        ("uc", "Cleo Marsh", "", "", "Sales", "no"),
        ("ud", "Dov Lind", "", "", "", "yes"),
        ("ug", "Queue", "", "system", "", "yes"),
    ]


def test_the_last_contract_ends_last(made: Made) -> None:
    assert made.rows("customers", "customer_id", "parent_id", "contract_ends_on") == [
        ("aa", "", "2027-06-30"),
        ("ab", "aa", ""),
    ]


def test_contacts_by_links_that_are_not_deleted(made: Made) -> None:
    assert made.rows("contacts", "contact_id", "customer_id", "email", "phone") == [
        ("pc", "ab", "pia@birch.example", "+43 1")
    ]


def test_deals_and_their_currencies(made: Made) -> None:
    columns = ("deal_id", "customer_id", "amount", "currency", "stage", "closed_on")
    assert made.rows("deals", *columns) == [
        ("o1", "aa", "1000", "", "won", "2026-01-31"),
        ("o2", "ab", "300", "USD", "lost", "2026-02-01"),
        ("o3", "ab", "50", "USD", "open", ""),
    ]


def test_invoices(made: Made) -> None:
    assert made.money("revenue", "booked_on") == {"aa": Decimal(100), "ab": Decimal(50)}
    assert made.rows("revenue", "revenue_id", "rep_id", "currency", "due_on") == [
        ("i1", "ua", "", "2026-02-10"),
        ("i2", "uc", "USD", ""),
    ]


def test_contact_records(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "kind", "direction", "contact_id")
    assert made.rows("activities", *columns) == [
        ("k1", "ab", "uc", "call", "out", ""),
        ("m1", "ab", "ua", "meeting", "", "pc"),
        ("m1", "ab", "ud", "meeting", "", "pc"),
        ("m3", "ab", "uc", "meeting", "", ""),
        ("n1", "aa", "ua", "email", "out", ""),
        ("n2", "ab", "ua", "email", "in", "pc"),
    ]


def test_owners_from_the_audit(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "start_on", "end_on") == [
        ("aa", "ua", "2025-06-01", ""),
        ("aa", "uc", "", "2025-05-31"),
    ]


def test_rates_are_inverted(made: Made) -> None:
    assert [(c, float(r)) for c, r in made.rows("exchange_rates", "currency", "rate") if r] == [
        ("USD", 0.8)
    ]
