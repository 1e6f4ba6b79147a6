"""A Data Export of four people, one of whom has left, and a system user; seven accounts."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made

USER = """
Id,Username,FirstName,LastName,Email,Title,Division,Department,IsActive,UserType,UserRoleId,ManagerId
005A,ada@x,Ada,Stone,ada@x.example,Account manager,,Key accounts,1,Standard,00E1,005D
005B,ben@x,Ben,Ortiz,ben@x.example,Account manager,South,,1,Standard,00E1,005D
005C,cleo@x,Cleo,Marsh,cleo@x.example,,,,0,Standard,00E1,000000000000000AAA
005D,dov@x,Dov,Lind,dov@x.example,Head of sales,,,1,Standard,000000000000000AAA,000000000000000AAA
005R,auto@x,,Automated Process,auto@x.example,,,,1,AutomatedProcess,000000000000000AAA,000000000000000AAA
"""
ROLE = """
Id,Name,ParentRoleId
00E1,Field sales,00E0
00E0,Sales,000000000000000AAA
"""
ACCOUNT = """
Id,IsDeleted,MasterRecordId,Name,Type,ParentId,BillingCountry,Industry,AnnualRevenue,OwnerId,CreatedDate
001A,0,000000000000000AAA,Alder,Customer,000000000000000AAA,Austria,Timber,9000000,005A,2021-03-04 23:30:00
001B,0,000000000000000AAA,Birch,Customer,001A,Austria,Timber,,005B,2021-03-05 10:00:00
001C,0,000000000000000AAA,Cedar,Customer,000000000000000AAA,Peru,Mining,,005C,2021-03-06 10:00:00
001D,0,000000000000000AAA,Dogwood,Prospect,000000000000000AAA,Peru,,,005B,2021-03-07 10:00:00
001E,0,000000000000000AAA,Elm,Customer,000000000000000AAA,Chile,,,005A,2021-03-08 10:00:00
001F,1,000000000000000AAA,Fir,Customer,000000000000000AAA,Chile,,,005A,2021-03-09 10:00:00
"""
CONTACT = """
Id,IsDeleted,AccountId,FirstName,LastName,ReportsToId,Title,Email,Phone,MobilePhone
003A,0,001A,Pia,Holm,,Buyer,pia@alder.example,,+43 1
003C,0,001C,Luz,Vega,,Engineer,luz@cedar.example,+51 2,
003P,0,000000000000000AAA,Private,Person,,,p@x.example,,
003X,1,001A,Gone,Away,,,,,
"""
LEAD = """
Id,ConvertedAccountId,IsDeleted
00QA,001D,0
00QB,000000000000000AAA,0
"""
OPPORTUNITY = """
Id,IsDeleted,AccountId,StageName,Amount,CloseDate,IsClosed,IsWon,CurrencyIsoCode,OwnerId,CreatedDate,SystemModstamp
006A,0,001A,Firmas,1000,2026-01-31 00:00:00,1,1,USD,005A,2025-11-01 09:00:00,2026-02-01 09:00:00
006B,0,001B,Negociación,400,2026-09-30 00:00:00,0,0,USD,005B,2026-01-01 09:00:00,2026-02-01 09:00:00
006C,0,001C,Perdida,700,2026-02-28 00:00:00,1,0,USD,005C,2026-01-01 09:00:00,2026-03-01 09:00:00
006D,0,001C,Ganada,90000,2026-02-15 00:00:00,1,1,COP,005C,2026-01-01 09:00:00,2026-02-15 09:00:00
006X,1,001A,Ganada,5000,2026-02-15 00:00:00,1,1,USD,005A,2026-01-01 09:00:00,2026-02-15 09:00:00
"""
TASK = """
Id,WhoId,WhatId,Subject,ActivityDate,OwnerId,IsDeleted,AccountId,IsClosed,EmailMessageId,CallDurationInSeconds,CallType,IsRecurrence,CompletedDateTime
00T1,003A,001A,Quarter,2026-03-02 00:00:00,005A,0,001A,1,000000000000000AAA,300,Outbound,0,2026-03-02 15:00:00
00T2,003C,006D,Email: offer,2026-03-03 00:00:00,005C,0,,1,02sA,,,0,
00T3,00QA,000000000000000AAA,Visit,2026-03-04 00:00:00,005B,0,,1,000000000000000AAA,,,0,
00T4,003A,0XB1,Newsletter,2026-03-05 00:00:00,005A,0,001A,1,000000000000000AAA,,,0,
00T5,003A,001A,Planned,2026-03-06 00:00:00,005A,0,001A,0,000000000000000AAA,,,0,
00T6,003A,001A,Deleted,2026-03-06 00:00:00,005A,1,001A,1,000000000000000AAA,,,0,
00T7,003A,001A,Series,2026-03-06 00:00:00,005A,0,001A,1,000000000000000AAA,,,1,
"""
EVENT = """
Id,WhoId,WhatId,IsAllDayEvent,ActivityDateTime,ActivityDate,AccountId,OwnerId,IsDeleted,IsChild,IsRecurrence
00U1,003A,001A,0,2026-03-10 23:30:00,2026-03-10 00:00:00,001A,005A,0,0,0
00U2,003A,001A,0,2026-03-10 23:30:00,2026-03-10 00:00:00,001A,005B,0,1,0
00U3,000000000000000AAA,006B,1,,2026-03-11 00:00:00,,005B,0,0,0
00U4,003A,001A,0,2026-03-12 10:00:00,2026-03-12 00:00:00,001A,005A,1,0,0
"""
EMAIL = """
Id,Incoming,ActivityId
02sA,1,00T2
"""
SHEETS = {
    "User": USER,
    "UserRole": ROLE,
    "Account": ACCOUNT,
    "Contact": CONTACT,
    "Lead": LEAD,
    "Opportunity": OPPORTUNITY,
    "Task": TASK,
    "Event": EVENT,
    "EmailMessage": EMAIL,
    "ObjectTerritory2Association": """
Id,ObjectId,Territory2Id,IsDeleted
1,001E,0MA,0
2,001A,0MA,1
3,006A,0MA,0
""",
    "UserTerritory2Association": """
Id,UserId,Territory2Id,IsActive
1,005B,0MA,1
2,005C,0MA,0
""",
    "CurrencyType": """
Id,IsoCode,ConversionRate
1,USD,1
2,COP,4500
""",
    "DatedConversionRate": """
Id,IsoCode,StartDate,ConversionRate
1,COP,2026-01-01 00:00:00,4000
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("salesforce-data-export", tmp_path_factory.mktemp("export"), SHEETS)


def test_nothing_is_lacking(made: Made) -> None:
    assert made.lacking() == set()


def test_people_are_users_and_robots_are_told_apart(made: Made) -> None:
    assert made.rows("reps", "rep_id", "name", "function", "team", "manager_id", "active") == [
        ("005A", "Ada Stone", "", "Key accounts", "005D", "1"),
        ("005B", "Ben Ortiz", "", "South", "005D", "1"),
        ("005C", "Cleo Marsh", "", "Field sales", "", "0"),
        ("005D", "Dov Lind", "", "", "", "1"),
        ("005R", "Automated Process", "system", "", "", "1"),
    ]


def test_deleted_accounts_are_out_and_their_own_revenue_is_not_read(made: Made) -> None:
    assert made.rows("customers", "customer_id", "name", "parent_id", "region", "owner_id") == [
        ("001A", "Alder", "", "Austria", "005A"),
        ("001B", "Birch", "001A", "Austria", "005B"),
        ("001C", "Cedar", "", "Peru", "005C"),
        ("001D", "Dogwood", "", "Peru", "005B"),
        ("001E", "Elm", "", "Chile", "005A"),
    ]


def test_contacts_belong_to_an_account(made: Made) -> None:
    assert made.rows("contacts", "contact_id", "customer_id", "name", "phone") == [
        ("003A", "001A", "Pia Holm", "+43 1"),
        ("003C", "001C", "Luz Vega", "+51 2"),
    ]


def test_stages_are_told_by_flags_and_open_deals_have_no_closing_day(made: Made) -> None:
    assert made.rows("deals", "deal_id", "customer_id", "rep_id", "stage", "currency", "closed_on") == [
        ("006A", "001A", "005A", "won", "USD", "2026-01-31 00:00:00"),
        ("006B", "001B", "005B", "open", "USD", ""),
        ("006C", "001C", "005C", "lost", "USD", "2026-02-28 00:00:00"),
        ("006D", "001C", "005C", "won", "COP", "2026-02-15 00:00:00"),
    ]


def test_won_money_by_customer(made: Made) -> None:
    won = made.money("deals", "closed_on", stage="won")
    assert won == {"001A": Decimal(1000), "001C": Decimal(90000)}


def test_contact_records_reach_their_customer_by_every_way(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "kind", "direction", "contact_id")
    assert made.rows("activities", *columns) == [
        ("00T1", "001A", "005A", "call", "", "003A"),
        ("00T2", "001C", "005C", "email", "in", "003C"),
        ("00T3", "001D", "005B", "other", "", ""),
        ("00U1", "001A", "005A", "meeting", "", "003A"),
        ("00U2", "001A", "005B", "meeting", "", "003A"),
        ("00U3", "001B", "005B", "meeting", "", ""),
    ]


def test_times_are_utc_and_days_stay_days(made: Made) -> None:
    assert dict(made.rows("activities", "activity_id", "happened_at")) == {
        "00T1": "2026-03-02T15:00:00+00:00",
        "00T2": "2026-03-03 00:00:00",
        "00T3": "2026-03-04 00:00:00",
        "00U1": "2026-03-10T23:30:00+00:00",
        "00U2": "2026-03-10T23:30:00+00:00",
        "00U3": "2026-03-11 00:00:00",
    }


def test_members_of_a_territory_share_its_accounts(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "role") == [("001E", "005B", "support")]


def test_rates_are_inverted(made: Made) -> None:
    rates = made.rows("exchange_rates", "currency", "valid_on", "rate")
    assert [(c, v[:10], round(float(r or 0), 8)) for c, v, r in rates if v] == [
        ("COP", "1990-01-01", round(1 / 4500, 8)),
        ("COP", "2026-01-01", 0.00025),
        ("USD", "1990-01-01", 1.0),
    ]
