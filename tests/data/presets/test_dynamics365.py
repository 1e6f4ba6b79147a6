"""Dynamics 365: ids with and without braces, owners that are teams, parties of activities."""

from decimal import Decimal

import pytest

from tests.data.presets.made import Made


def guid(number: int) -> str:
    return f"0a1b2c3d-0000-0000-0000-{number:012}"


U1, U2, U3, T1 = guid(1), guid(2), guid(3), guid(9)
A1, A2, A3 = guid(11), guid(12), guid(13)
C1, O1, O2, O3 = guid(21), guid(31), guid(32), guid(33)
EUR, USD = guid(41), guid(42)
E1, E2, E3, E4, E5 = (guid(number) for number in range(51, 56))

SHEETS = {
    "systemuser": f"""
systemuserid,fullname,firstname,lastname,internalemailaddress,isdisabled,accessmode,applicationid,businessunitid,parentsystemuserid,title,jobtitle
{U1},Ada Stone,Ada,Stone,ada@x.example,0,0,,{guid(5)},{U2},,Rep
{U2},Dov Lind,Dov,Lind,dov@x.example,0,0,,{guid(5)},,Head,
{U3},Cleo Marsh,Cleo,Marsh,cleo@x.example,1,0,,{guid(5)},{U2},,Rep
{guid(4)},# Robot,,,,0,4,{guid(6)},{guid(5)},,,
""",
    "businessunit": f"businessunitid,name\n{guid(5)},Sales\n",
    "account": f"""
accountid,name,parentaccountid,customertypecode,industrycode,ownerid,createdon,statecode,preferredsystemuserid,revenue
{A1},Alder,,3,12,{U1},2025-01-02 23:30:00,0,{U2},9000000
{A2},Birch,{A1},8,,{T1},2025-01-03 10:00:00,0,,
{A3},Cedar,,3,,{U3},2025-01-03 10:00:00,1,,
""",
    "contact": f"""
contactid,parentcustomerid,fullname,firstname,lastname,jobtitle,emailaddress1,telephone1,mobilephone
{C1},{A2},Pia Holm,Pia,Holm,Buyer,pia@birch.example,+43 1,
{guid(22)},{C1},Kid Holm,Kid,Holm,,,,
""",
    "opportunity": f"""
opportunityid,parentaccountid,customerid,ownerid,actualvalue,estimatedvalue,transactioncurrencyid,statecode,createdon,modifiedon,actualclosedate,estimatedclosedate
{O1},{A1},{A1},{U1},1100,1000,{EUR},1,2025-11-01 09:00:00,2026-02-01 09:00:00,2026-01-31,2026-01-15
{O2},,{C1},{T1},,300,{USD},2,2025-11-01 09:00:00,2026-02-01 09:00:00,2026-02-01,2026-01-15
{O3},{A3},{A3},{U3},,50,{USD},0,2025-11-01 09:00:00,2026-02-01 09:00:00,,2026-09-15
""",
    "transactioncurrency": f"transactioncurrencyid,isocurrencycode,exchangerate\n{EUR},EUR,1\n{USD},USD,1.25\n",
    "invoice": f"""
invoiceid,customerid,accountid,ownerid,totalamount,totaltax,datedelivered,createdon,duedate,statecode,transactioncurrencyid
{guid(71)},{A1},,{U1},120,20,2026-01-10,2026-01-05 10:00:00,2026-02-10,2,{EUR}
{guid(72)},{C1},,{T1},50,,,2026-01-06 23:30:00,,0,{USD}
{guid(73)},{A1},,{U1},999,,2026-01-10,2026-01-05 10:00:00,,3,{EUR}
""",
    "activitypointer": f"""
activityid,activitytypecode,regardingobjectid,statecode,actualend,scheduledstart,senton
{E1},phonecall,{A1},1,2026-03-01 09:00:00,2026-03-01 08:00:00,
{E2},appointment,{O3},1,,2026-03-02 09:00:00,
{E3},email,,1,2026-03-03 12:00:00,,2026-03-03 09:00:00
{E4},appointment,{A1},3,,2026-03-04 09:00:00,
{E5},opportunityclose,{O1},1,2026-03-05 09:00:00,,
""",
    "activityparty": f"""
activityid,partyid,participationtypemask
{E1},{U1},1
{E1},{U1},9
{E2},{U1},7
{E2},{U3},5
{E2},{U2},3
{E3},{C1},1
{E3},{U3},2
{E4},{U1},7
{E5},{U1},9
""",
    "connection": f"""
record1id,record2id,statecode,effectivestart,effectiveend
{A3},{U2},0,2025-01-01,2025-12-31
{U2},{A3},0,2025-01-01,2025-12-31
{A3},{U1},1,,
""",
    "goal": f"""
goalid,goalownerid,goalstartdate,goalenddate,targetmoney,actualmoney
1,{U1},2026-01-01,2026-03-31,50000,100
2,{T1},2026-01-01,2026-03-31,70000,100
3,{U1},2026-01-01,2026-03-31,,5
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("dynamics365", tmp_path_factory.mktemp("dynamics"), SHEETS)


def test_nothing_is_lacking(made: Made) -> None:
    assert made.lacking() == set()


def test_people(made: Made) -> None:
    assert made.rows("reps", "rep_id", "name", "function", "team", "manager_id", "active") == [
        (U1, "Ada Stone", "", "Sales", U2, "yes"),
        (U2, "Dov Lind", "", "Sales", "", "yes"),
        (U3, "Cleo Marsh", "", "Sales", U2, "no"),
        (guid(4), "# Robot", "system", "Sales", "", "yes"),
    ]


def test_a_team_owns_nothing_as_a_person(made: Made) -> None:
    assert made.rows("customers", "customer_id", "owner_id", "segment", "parent_id") == [
        (A1, U1, "Customer", ""),
        (A2, "", "Prospect", A1),
        (A3, U3, "Customer", ""),
    ]


def test_won_deals_are_worth_what_they_brought(made: Made) -> None:
    columns = ("deal_id", "customer_id", "rep_id", "amount", "currency", "stage", "closed_on")
    assert made.rows("deals", *columns) == [
        (O1, A1, U1, "1100", "EUR", "won", "2026-01-31"),
        (O2, A2, "", "300", "USD", "lost", "2026-02-01"),
        (O3, A3, U3, "50", "USD", "open", ""),
    ]


def test_invoices_without_tax_and_without_cancelled_ones(made: Made) -> None:
    assert made.rows("revenue", "revenue_id", "customer_id", "amount", "currency", "rep_id") == [
        (guid(71), A1, "100", "EUR", U1),
        (guid(72), A2, "50", "USD", ""),
    ]
    assert made.money("revenue", "booked_on") == {A1: Decimal(100), A2: Decimal(50)}


def test_every_colleague_of_a_completed_activity_counts_once(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "kind", "direction", "contact_id")
    assert made.rows("activities", *columns) == [
        (E1, A1, U1, "call", "", ""),
        (E2, A3, U1, "meeting", "", ""),
        (E2, A3, U3, "meeting", "", ""),
        (E3, A2, U3, "email", "in", C1),
    ]
    assert dict(made.rows("activities", "activity_id", "happened_at"))[E3].startswith("2026-03-03T09")


def test_second_contacts(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "role", "end_on") == [
        (A1, U2, "second", ""),
        (A3, U2, "second", "2025-12-31"),
    ]


def test_goals_of_people_only(made: Made) -> None:
    assert made.rows("quotas", "rep_id", "quota", "attained") == [(U1, "50000", "100")]


def test_rates_are_units_of_the_base_currency(made: Made) -> None:
    assert [(c, float(r)) for c, r in made.rows("exchange_rates", "currency", "rate") if r] == [
        ("EUR", 1.0),
        ("USD", 0.8),
    ]


def test_ids_with_braces_are_those_without(tmp_path_factory: pytest.TempPathFactory) -> None:
    braced = {
        name: text.replace(A1, f"{{{A1.upper()}}}") if name == "account" else text
        for name, text in SHEETS.items()
    }
    made = Made("dynamics365", tmp_path_factory.mktemp("braces"), braced)
    assert made.rows("customers", "customer_id", "parent_id")[:2] == [(A1, ""), (A2, A1)]
