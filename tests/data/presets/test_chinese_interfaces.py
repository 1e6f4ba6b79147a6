"""纷享销客, 销售易 and 钉钉: answers of interfaces, with lists and records inside of them."""

# ruff: noqa: E501 – rows are as wide as the tables of the system

from decimal import Decimal
from pathlib import Path

from tests.data.presets.made import Made

#: 2026-01-01 00:00 UTC in milliseconds, and a day.
DAY0, DAY = 1767225600000, 86400000


def on(day: int) -> int:
    return DAY0 + day * DAY + DAY // 2


WANG = '"[""FSUID_W""]","{""id"": ""1000"", ""name"": ""王一"", ""post"": ""销售""}",一部'
ZHAO = '"[""FSUID_Z""]","{""id"": ""1001"", ""name"": ""赵二""}",二部'
OBJECT = (
    "_id,name,owner,owner__r,owner_department,create_time,last_modified_time,life_status,is_deleted"
)
FXIAOKE = {
    "AccountObj": f"""
{OBJECT},data_own_department,relevant_team
a1,青山,{WANG},{on(0)},{on(9)},normal,false,d1,[]
a2,白水,{WANG},{on(1)},{on(9)},normal,false,d1,[]
a3,删掉,{WANG},{on(1)},{on(9)},normal,true,d1,[]
a4,作废,{WANG},{on(1)},{on(9)},ineffective,false,d1,[]
a5,公海,,,,{on(2)},{on(9)},normal,false,d1,[]
""",
    "OpportunityObj": f"""
{OBJECT},account_id,biz_status,expected_deal_closed_date
o1,一期,{WANG},{on(1)},{on(20)},normal,false,a1,running,{on(90)}
o2,二期,{ZHAO},{on(1)},{on(21)},normal,false,a2,win,{on(90)}
""",
    "PaymentObj": f"""
{OBJECT},account_id,payment_time,payment_amount
p1,回一,{WANG},{on(1)},{on(30)},normal,false,a1,{on(30)},1000.50
p2,回二,{ZHAO},{on(1)},{on(31)},normal,false,a2,{on(31)},60.00
p3,回三,{ZHAO},{on(1)},{on(31)},ineffective,false,a2,{on(31)},7000.00
""",
    "ActiveRecordObj": f"""
_id,owner,account_id,active_record_type__r,create_time,is_deleted
r1,"[""FSUID_W""]",a1,电话,{on(40)},false
r2,FSUID_Z,a1,到店,{on(41)},false
r3,"[""FSUID_Z""]",,电话,{on(42)},false
""",
    "CheckinsObj": f"_id,owner,customer_id,create_time,is_deleted\nv1,FSUID_Z,a2,{on(43)},false\n",
}  # fmt: skip


def test_fxiaoke(tmp_path: Path) -> None:
    made = Made("fxiaoke", tmp_path, FXIAOKE)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "title", "team") == [
        ("FSUID_W", "王一", "销售", "一部"),
        ("FSUID_Z", "赵二", "", "二部"),
    ]
    assert made.rows("customers", "customer_id", "owner_id", "created_on") == [
        ("a1", "FSUID_W", "2026-01-01"),
        ("a2", "FSUID_W", "2026-01-02"),
        ("a5", "", "2026-01-03"),
    ]
    assert made.rows("deals", "deal_id", "rep_id", "stage", "closed_on") == [
        ("o1", "FSUID_W", "open", ""),
        ("o2", "FSUID_Z", "win", ""),
    ]
    assert made.rows("revenue", "revenue_id", "rep_id", "booked_on", "paid_on") == [
        ("p1", "FSUID_W", "2026-01-31", "2026-01-31"),
        ("p2", "FSUID_Z", "2026-02-01", "2026-02-01"),
    ]
    assert made.money("revenue", "booked_on") == {"a1": Decimal("1000.5"), "a2": Decimal(60)}
    assert made.rows("activities", "activity_id", "customer_id", "rep_id", "kind") == [
        ("r1", "a1", "FSUID_W", "call"),
        ("r2", "a1", "FSUID_Z", "other"),
        ("v1", "a2", "FSUID_Z", "visit"),
    ]


NEOCRM = {
    "user": "id,name,phone,status\n1,王一,13900000001,1\n2,赵二,,0\n",
    "account": f"""
id,accountName,parentAccountId,ownerId,createdAt,level,highSeaId,highSeaStatus,claimTime
101,青山,,1,{on(0)},1,,,
102,青山分公司,101,2,{on(1)},1,,,
103,公海,0,0,{on(2)},1,9,1,
""",
    "contact": "id,accountId,contactName,contactBirthday,gender,email,mobile,phone,post\n201,102,李雷,1,1,lei@x.example,,0571-1,采购\n202,,散客,,,,,,\n",
    "opportunity": f"""
id,accountId,ownerId,money,saleStageId,lostStageId,winRate,closeDate,createdAt,updatedAt,stageUpdatedAt
301,101,1,1000,7,,100,{on(90)},{on(1)},{on(50)},{on(20)}
302,102,2,200,8,5,0,{on(90)},{on(1)},{on(51)},{on(21)}
303,102,2,300,3,0,60,{on(90)},{on(1)},{on(52)},{on(22)}
101,103,2,1,3,0,60,{on(90)},{on(1)},{on(52)},{on(22)}
""",
    "activityRecord": f"""
id,ownerId,startTime,entityType,itemId,belongId,content
1,1,{on(60)},9,102,1,x
2,2,{on(61)},9,301,3,x
3,2,{on(62)},9,201,2,x
4,2,{on(63)},9,101,1,x
5,2,{on(64)},9,999,1,x
6,2,0,9,102,1,x
""",
}  # fmt: skip


def test_neocrm(tmp_path: Path) -> None:
    made = Made("neocrm", tmp_path, NEOCRM)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name") == [("1", "王一"), ("2", "赵二")]
    assert made.rows("customers", "customer_id", "parent_id", "owner_id", "created_on") == [
        ("101", "", "1", "2026-01-01"),
        ("102", "101", "2", "2026-01-02"),
        ("103", "", "", "2026-01-03"),
    ]
    assert made.rows("contacts", "contact_id", "customer_id", "phone") == [("201", "102", "0571-1")]
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("101", "open", ""),
        ("301", "won", "2026-01-21"),
        ("302", "lost", "2026-01-22"),
        ("303", "open", ""),
    ]
    assert made.money("deals", "closed_on", stage="won") == {"101": Decimal(1000)}
    # 101 is a customer and a deal: nobody knows which one record 4 means.
    assert made.rows("activities", "activity_id", "customer_id", "rep_id", "contact_id") == [
        ("1", "102", "1", ""),
        ("2", "101", "2", ""),
        ("3", "102", "2", "201"),
    ]


DINGTALK = {
    "customers": """
instanceId,objectType,creatorUserId,creatorNick,gmtCreate,data,permission
i1,crm_customer,m1,王一,2026-01-01,"{""TextField-1"": ""青山""}","{""ownerStaffIds"": [""m1""], ""participantStaffIds"": [""m2"", ""m3""]}"
i2,crm_customer,m2,赵二,2026-01-02,{},"{""ownerStaffIds"": [""m2""], ""participantStaffIds"": []}"
i3,crm_customer,m1,王一,2026-01-03,{},"{""ownerUserIds"": [""m4""]}"
i4,crm_customer,m1,王一,2026-01-04,{},"{""ownerStaffIds"": []}"
""",
}


def test_dingtalk(tmp_path: Path) -> None:
    made = Made("dingtalk", tmp_path, DINGTALK)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name") == [("m1", "王一"), ("m2", "赵二")]
    assert made.count("customers") == 4
    assert made.rows("assignments", "customer_id", "rep_id", "role") == [
        ("i1", "m1", "owner"),
        ("i1", "m2", "second"),
        ("i1", "m3", "second"),
        ("i2", "m2", "owner"),
        ("i3", "m4", "owner"),
    ]
