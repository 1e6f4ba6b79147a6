"""EspoCRM: owner history from notes, several people a meeting, deleted rows of links."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made

MEETING = "id,deleted,status,date_start,date_start_date,parent_type,parent_id,account_id,assigned_user_id"
SHEETS = {
    "user": """
id,deleted,user_name,type,first_name,last_name,is_active,title,default_team_id,salutation_name
ua,0,ada,regular,Ada,Stone,1,Rep,t1,
ub,0,ben,admin,Ben,Ortiz,1,Rep,t1,
uc,0,cleo,regular,Cleo,Marsh,0,Rep,,
us,0,system,system,,System,1,,,
up,0,pia,portal,Pia,Holm,1,,,
""",
    "team": "id,deleted,name\nt1,0,Field\n",
    "email_address": "id,deleted,name\ne1,0,ada@x.example\ne2,0,pia@birch.example\n",
    "entity_email_address": """
id,entity_id,email_address_id,entity_type,primary,deleted
1,ua,e1,User,1,0
2,pc,e2,Contact,1,0
3,ub,e2,User,1,1
""",
    "account": """
id,deleted,name,type,industry,sic_code,billing_address_country,assigned_user_id,created_at
aa,0,Alder,Customer,Timber,,Austria,ua,2025-01-02 10:00:00
ab,0,Birch,Customer,,,Peru,ub,2025-01-02 10:00:00
ax,1,Gone,Customer,,,Peru,ub,2025-01-02 10:00:00
""",
    "contact": """
id,deleted,account_id,first_name,last_name,salutation_name
pc,0,ab,Pia,Holm,
px,1,ab,Gone,Away,
""",
    "account_contact": "id,account_id,contact_id,role,is_inactive,deleted\n1,ab,pc,Buyer,0,0\n2,ab,pc,Old role,0,1\n",
    "opportunity": """
id,deleted,account_id,amount,amount_currency,stage,last_stage,probability,close_date,created_at,modified_at,assigned_user_id
o1,0,aa,1000,EUR,Gewonnen,,100,2026-01-31,2025-11-01 09:00:00,2026-02-01 09:00:00,ua
o2,0,ab,300,USD,Closed Lost,Proposal,0,2026-02-01,2025-11-01 09:00:00,2026-02-01 09:00:00,uc
o3,0,ab,50,USD,Proposal,,40,2026-09-01,2025-11-01 09:00:00,2026-02-01 09:00:00,ub
ox,1,ab,50,USD,Closed Won,,100,2026-01-01,2025-11-01 09:00:00,2026-02-01 09:00:00,ub
""",
    "lead": "id,deleted,created_account_id\nl1,0,aa\n",
    "meeting": f"{MEETING}\nm1,0,Held,2026-03-02 09:00:00,,Contact,pc,,ua\nm2,0,Planned,2026-03-03 09:00:00,,Account,aa,aa,ua\nm3,0,Held,,2026-03-04,Opportunity,o1,,uc\n",
    "meeting_user": "id,user_id,meeting_id,status,deleted\n1,ua,m1,Accepted,0\n2,ub,m1,None,0\n3,uc,m1,Declined,0\n4,uc,m1,Accepted,1\n",
    "contact_meeting": "id,contact_id,meeting_id,deleted\n1,pc,m1,0\n",
    "call": "id,deleted,status,date_start,direction,parent_type,parent_id,account_id,assigned_user_id\nk1,0,Held,2026-03-05 09:00:00,Inbound,Lead,l1,,ub\n",
    "call_user": "id,user_id,call_id,status,deleted\n",
    "call_contact": "id,call_id,contact_id,deleted\n",
    "email": """
id,deleted,from_email_address_id,status,parent_type,parent_id,date_sent,is_auto_reply,account_id
n1,0,e1,Sent,Account,aa,2026-03-06 09:00:00,0,aa
n2,0,e2,Archived,Contact,pc,2026-03-07 09:00:00,0,
n3,0,e1,Draft,Account,aa,2026-03-07 09:00:00,0,aa
n4,0,e2,Archived,Contact,pc,2026-03-07 09:00:00,1,
""",
    "email_user": "id,email_id,user_id,deleted\n1,n1,ua,0\n2,n2,ub,0\n3,n2,ua,1\n",
    "task": """
id,deleted,status,date_completed,parent_type,parent_id,account_id,contact_id,assigned_user_id
w1,0,Completed,2026-03-08 09:00:00,Account,aa,aa,,ua
w2,0,Started,,Account,aa,aa,,ua
""",
    "note": """
id,deleted,type,parent_type,parent_id,created_at,data
1,0,Create,Account,aa,2025-01-02 10:00:00,"{""assignedUserId"":""uc"",""assignedUserName"":""Cleo Marsh""}"
2,0,Assign,Account,aa,2025-06-01 10:00:00,"{""assignedUserId"":""ua"",""assignedUserName"":""Ada Stone""}"
3,0,Assign,Opportunity,o1,2025-06-01 10:00:00,"{""assignedUserId"":""ub""}"
4,1,Assign,Account,aa,2025-07-01 10:00:00,"{""assignedUserId"":""ub""}"
5,0,Post,Account,aa,2025-08-01 10:00:00,
""",
    "entity_collaborator": "id,entity_id,user_id,entity_type,deleted\n1,aa,ub,Account,0\n2,aa,uc,Account,1\n3,o1,uc,Opportunity,0\n",
    "currency": "id,rate\nEUR,1\nUSD,0.9\n",
    "currency_record": "id,deleted,code\nc1,0,USD\n",
    "currency_record_rate": "id,deleted,record_id,base_code,date,rate\n1,0,c1,EUR,2026-01-01,0.8\n",
    "action_history_record": "id,deleted,target_type,action,created_at,user_id\n1,0,Account,read,2026-03-01 09:00:00,uc\n2,0,Account,update,2026-03-01 09:00:00,uc\n3,0,Account,delete,2026-03-01 10:00:00,uc\n",
    "auth_log_record": "id,deleted,user_id,created_at,is_denied\n1,0,ua,2026-03-01 08:00:00,0\n2,0,uc,2026-03-01 08:00:00,1\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("espocrm", tmp_path_factory.mktemp("espocrm"), SHEETS)


def test_people(made: Made) -> None:
    assert made.rows("reps", "rep_id", "name", "email", "function", "team", "active") == [
        ("ua", "Ada Stone", "ada@x.example", "", "Field", "1"),
        ("ub", "Ben Ortiz", "", "", "Field", "1"),
        ("uc", "Cleo Marsh", "", "", "", "0"),
        ("us", "System", "", "system", "", "1"),
    ]


def test_contacts_take_their_title_from_the_link(made: Made) -> None:
    assert made.rows("contacts", "contact_id", "customer_id", "title", "email") == [
        ("pc", "ab", "Buyer", "pia@birch.example")
    ]


def test_stages_by_probability_where_they_have_words_of_their_own(made: Made) -> None:
    assert made.rows("deals", "deal_id", "rep_id", "stage", "currency", "closed_on") == [
        ("o1", "ua", "won", "EUR", "2026-01-31"),
        ("o2", "uc", "lost", "USD", "2026-02-01"),
        ("o3", "ub", "open", "USD", ""),
    ]
    assert made.money("deals", "closed_on", stage="won") == {"aa": Decimal(1000)}


def test_contact_records(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "kind", "direction", "contact_id")
    assert made.rows("activities", *columns) == [
        ("k1", "aa", "ub", "call", "in", ""),
        ("m1", "ab", "ua", "meeting", "", "pc"),
        ("m1", "ab", "ub", "meeting", "", "pc"),
        ("m3", "aa", "uc", "meeting", "", ""),
        ("n1", "aa", "ua", "email", "out", ""),
        ("n2", "ab", "ub", "email", "in", "pc"),
        ("w1", "aa", "ua", "other", "", ""),
    ]
    assert dict(made.rows("activities", "activity_id", "happened_at"))["m3"] == "2026-03-04"


def test_owners_from_notes(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "role", "start_on", "end_on") == [
        ("aa", "ua", "owner", "2025-06-01", ""),
        ("aa", "ub", "support", "", ""),
        ("aa", "uc", "owner", "2025-01-02", "2025-05-31"),
    ]


def test_log_of_actions_and_log_ins(made: Made) -> None:
    assert made.rows("access_log", "rep_id", "action") == [
        ("ua", "login"),
        ("uc", "delete"),
        ("uc", "view"),
    ]


def test_rates_stay_as_they_are(made: Made) -> None:
    assert made.rows("exchange_rates", "currency", "valid_on", "rate") == [
        ("EUR", "1990-01-01", "1"),
        ("USD", "1990-01-01", "0.9"),
        ("USD", "2026-01-01", "0.8"),
    ]
