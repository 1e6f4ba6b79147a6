"""悟空CRM in its three editions, whose codes and units differ from one to the other."""

# ruff: noqa: E501 – rows are as wide as the tables of the system

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.data.presets.made import Made

MONTHS = "january,february,march,april,may,june,july,august,september,october,november,december"
TARGETS = f"""
achievement_id,obj_id,type,year,{MONTHS},status
1,2,3,2026,100,200,0,0,0,0,0,0,0,0,0,1200,1
2,2,3,2026,9,9,9,9,9,9,9,9,9,9,9,9,2
3,7,2,2026,8,8,8,8,8,8,8,8,8,8,8,8,1
"""

ELEVEN = {
    "wk_admin_user": """
user_id,username,password,salt,realname,num,email,sex,dept_id,post,status,parent_id,last_login_time,is_del
1,boss,h,s,林总,001,lin@x.example,1,10,总经理,1,0,2026-05-01 08:00:00,0
2,wang,h,s,王一,002,wang@x.example,1,11,销售,1,1,2026-05-02 08:00:00,0
3,zhao,h,s,赵二,003,zhao@x.example,2,11,销售,0,1,2026-01-02 08:00:00,0
4,qian,h,s,钱三,004,qian@x.example,2,11,销售,0,1,,1
""",
    "wk_admin_dept": "dept_id,name,pid\n10,总部,0\n11,一部,10\n",
    "wk_crm_customer": """
customer_id,customer_name,owner_user_id,create_time,status,receive_time,batch_id,address,deal_time,pre_owner_user_id
101,青山,2,2025-01-05 10:00:00,1,2026-02-10 09:00:00,b1,浙江省,2026-02-01 09:00:00,1
102,白水,3,2025-01-06 10:00:00,1,,b2,,,
103,黑石,,2025-01-07 10:00:00,1,,b3,,,1
104,删掉,2,2025-01-08 10:00:00,3,,b4,,,
105,红叶,2,2025-01-09 10:00:00,2,2025-06-01 09:00:00,b5,,,
""",
    "wk_crm_customer_data": """
id,name,value,batch_id
1,level,A（重点客户）,b1
2,industry,制造业,b1
3,source,展会,b1
""",
    "wk_crm_contacts": """
contacts_id,name,customer_id,mobile,telephone,email,post
201,李雷,101,13900000001,,lei@x.example,采购
202,韩梅,102,,0571-1,,
203,散客,,1,,,
""",
    "wk_crm_business": """
business_id,customer_id,owner_user_id,money,is_end,create_time,update_time,deal_date,status
301,101,2,1000,1,2025-12-01 09:00:00,2026-03-09 09:00:00,2026-12-31 00:00:00,1
302,102,3,200,2,2025-12-02 09:00:00,2026-03-10 09:00:00,2026-12-31 00:00:00,1
303,105,2,300,3,2025-12-03 09:00:00,2026-03-11 09:00:00,2026-12-31 00:00:00,1
304,105,2,400,0,2025-12-04 09:00:00,2026-03-12 09:00:00,2026-12-31 00:00:00,1
305,105,2,500,1,2025-12-05 09:00:00,2026-03-13 09:00:00,2026-12-31 00:00:00,3
""",
    "wk_crm_business_change": """
change_id,business_id,status_id,create_time
1,301,1,2025-12-20 09:00:00
2,301,2,2026-01-15 09:00:00
""",
    "wk_crm_contract": """
contract_id,customer_id,owner_user_id,check_status,order_date,start_time,end_time,money
401,101,2,1,2026-01-20 00:00:00,2026-01-20 00:00:00,2027-01-19 00:00:00,1000
402,101,2,2,2026-01-21 00:00:00,,,7000
403,102,3,3,2026-01-22 00:00:00,,,600
404,102,3,8,2026-01-23 00:00:00,,2029-01-01 00:00:00,500
405,102,3,1,2026-01-24 00:00:00,,,90
406,105,2,7,2026-01-25 00:00:00,,,400
""",
    "wk_crm_receivables": """
receivables_id,contract_id,customer_id,check_status,return_time,money
501,401,101,1,2026-02-01 00:00:00,400
502,401,101,1,2026-03-01 00:00:00,600
503,405,102,1,2026-02-20 00:00:00,90
504,405,102,0,2026-03-20 00:00:00,90
""",
    "wk_crm_leads": "leads_id,customer_id,is_transform\n601,105,1\n602,,0\n",
    "wk_crm_activity": """
activity_id,type,category,activity_type,activity_type_id,contacts_ids,status,create_user_id,create_time
701,1,打电话,2,101,,1,2,2026-04-01 09:00:00
702,1,见面拜访,3,201,,1,2,2026-04-02 09:00:00
703,4,,5,302,,1,3,2026-04-03 09:00:00
704,1,发邮件,6,404,,1,3,2026-04-04 09:00:00
705,1,闲聊,7,503,,1,3,2026-04-05 09:00:00
706,1,发短信,1,601,,1,2,2026-04-06 09:00:00
707,1,打电话,1,602,,1,2,2026-04-07 09:00:00
708,2,,2,101,,1,2,2026-04-08 09:00:00
709,1,打电话,2,101,,0,2,2026-04-09 09:00:00
710,3,,5,301,,1,2,2026-04-10 09:00:00
""",
    "wk_crm_return_visit": "visit_id,visit_time,owner_user_id,customer_id,contacts_id\n1,2026-04-11 09:00:00,1,101,201\n",
    "wk_crm_team_members": """
id,type,type_id,user_id,power,create_time,expires_time
1,2,101,1,2,2026-01-01 09:00:00,2026-06-30 09:00:00
2,2,101,3,1,2026-01-01 09:00:00,
3,2,101,2,3,2026-01-01 09:00:00,
4,5,101,3,2,2026-01-01 09:00:00,
""",
    "wk_crm_owner_record": """
record_id,type_id,type,pre_owner_user_id,post_owner_user_id,create_time
1,101,9,4,,2025-03-01 09:00:00
2,101,9,,3,2025-04-01 09:00:00
3,103,9,3,,2025-05-01 09:00:00
4,105,9,,4,2025-05-15 09:00:00
5,101,1,2,3,2025-06-01 09:00:00
""",
    "wk_crm_achievement": TARGETS,
    "wk_admin_role": "role_id,data_type\n1,5\n2,1\n3,4\n",
    "wk_admin_user_role": "id,user_id,role_id\n1,1,1\n2,1,2\n3,2,2\n4,3,3\n",
    "wk_crm_action_record": """
id,create_user_id,create_time,behavior
1,3,2026-04-01 09:00:00,7
2,3,2026-04-01 09:00:00,4
3,2,2026-04-02 09:00:00,3
""",
    "wk_admin_login_log": "id,create_user_id,login_time,auth_result\n1,2,2026-04-03 09:00:00,1\n2,2,2026-04-03 09:01:00,2\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def eleven(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("wukong11", tmp_path_factory.mktemp("eleven"), ELEVEN)


def test_disabled_is_not_left_and_deleted_is(eleven: Made) -> None:
    assert eleven.lacking() == set()
    assert eleven.rows("reps", "rep_id", "name", "team", "manager_id", "active") == [
        ("1", "林总", "总部", "", ""),
        ("2", "王一", "一部", "1", ""),
        ("3", "赵二", "一部", "1", ""),
        ("4", "钱三", "一部", "1", "no"),
    ]
    assert eleven.rows("access", "rep_id", "scope", "active") == [
        ("1", "all", "yes"),
        ("2", "own", "yes"),
        ("3", "team", "no"),
    ]


def test_customers_of_edition_11(eleven: Made) -> None:
    columns = ("customer_id", "segment", "industry", "owner_id", "contract_ends_on")
    assert eleven.rows("customers", *columns) == [
        ("101", "A（重点客户）", "制造业", "2", "2027-01-19 00:00:00"),
        ("102", "", "", "3", ""),
        ("103", "", "", "", ""),
        ("105", "", "", "2", ""),
    ]


def test_one_is_approved_in_edition_11(eleven: Made) -> None:
    assert eleven.rows("revenue", "revenue_id", "rep_id", "booked_on", "paid_on") == [
        ("401", "2", "2026-01-20 00:00:00", ""),
        ("405", "3", "2026-01-24 00:00:00", "2026-02-20 00:00:00"),
    ]
    assert eleven.money("revenue", "booked_on") == {"101": Decimal(1000), "102": Decimal(90)}


def test_deals_end_on_their_last_change_of_stage(eleven: Made) -> None:
    assert eleven.rows("deals", "deal_id", "stage", "closed_on") == [
        ("301", "won", "2026-01-15 09:00:00"),
        ("302", "lost", "2026-03-10 09:00:00"),
        ("303", "lost", "2026-03-11 09:00:00"),
        ("304", "open", ""),
    ]


def test_follow_ups_reach_their_customer_by_every_way(eleven: Made) -> None:
    assert eleven.rows("activities", "activity_id", "customer_id", "rep_id", "kind", "contact_id") == [
        ("", "101", "1", "service", "201"),
        ("701", "101", "2", "call", ""),
        ("702", "101", "2", "visit", "201"),
        ("703", "102", "3", "visit", ""),
        ("704", "102", "3", "email", ""),
        ("705", "102", "3", "other", ""),
        ("706", "105", "2", "message", ""),
    ]  # fmt: skip


def test_owners_of_the_pool_count_as_far_as_they_have_ended(eleven: Made) -> None:
    assert eleven.rows("assignments", "customer_id", "rep_id", "role", "start_on", "end_on") == [
        ("101", "1", "second", "2026-01-01 09:00:00", "2026-06-30 09:00:00"),
        ("101", "2", "owner", "2026-02-10 09:00:00", ""),
        ("101", "4", "owner", "", "2025-02-28"),
        ("102", "3", "owner", "", ""),
        ("103", "3", "owner", "", "2025-04-30"),
        ("105", "2", "owner", "2025-06-01 09:00:00", ""),
    ]


def test_targets_of_people_become_months(eleven: Made) -> None:
    quotas = eleven.rows("quotas", "rep_id", "period_start", "quota")
    assert len(quotas) == 12
    assert quotas[:2] == [("2", "2026-01-01", "100"), ("2", "2026-02-01", "200")]
    assert quotas[-1] == ("2", "2026-12-01", "1200")
    assert eleven.rows("access_log", "rep_id", "action") == [
        ("2", "delete"),
        ("2", "login"),
        ("3", "export"),
    ]


#: The tables of edition 9 for both languages: Java and PHP call them by other names.
def nine(prefix: str, when: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {
        f"{prefix}_crm_contacts": """
contacts_id,name,customer_id,mobile,telephone,email,post
201,李雷,101,13900000001,,lei@x.example,采购
""",
        f"{prefix}_crm_contract": """
contract_id,customer_id,owner_user_id,check_status,order_date,start_time,end_time,money
401,101,2,2,2026-01-20,2026-01-20,2027-01-19,1000
402,101,2,1,2026-01-21,,,7000
403,102,3,4,2026-01-22,,,600
""",
        f"{prefix}_crm_receivables": """
receivables_id,contract_id,check_status,return_time,money
501,401,2,2026-02-01,1000
502,401,1,2026-03-01,1000
""",
        f"{prefix}_crm_achievement": TARGETS,
        f"{prefix}_admin_record": f"""
record_id,types,types_id,category,contacts_ids,create_user_id,create_time
701,crm_customer,101,打电话,,2,{when["first"]}
702,crm_contacts,201,见面拜访,,2,{when["first"]}
703,crm_business,302,发邮件,,3,{when["first"]}
704,crm_contract,403,发短信,,3,{when["first"]}
705,crm_leads,9,打电话,,2,{when["first"]}
706,oa_log,9,打电话,,2,{when["first"]}
""",
    } | names


JAVA = nine("72crm", {"first": "2026-04-01 09:00:00"}, {
    "72crm_admin_user": """
user_id,username,password,salt,realname,email,sex,dept_id,post,status,parent_id
2,wang,h,s,王一,,1,11,销售,1,0
3,zhao,h,s,赵二,,2,11,销售,0,2
""",
    "72crm_admin_dept": "dept_id,name\n11,一部\n",
    "72crm_crm_customer": """
customer_id,customer_name,owner_user_id,rw_user_id,create_time,address
101,青山,2,",3,",2025-01-05 10:00:00,
102,白水,3,",",2025-01-06 10:00:00,
103,黑石,,,2025-01-07 10:00:00,
""",
    "72crm_crm_business": """
business_id,customer_id,owner_user_id,money,is_end,create_time,update_time,deal_date
302,102,3,200,2,2025-12-02 09:00:00,2026-03-10 09:00:00,2026-12-31 00:00:00
303,102,3,300,,2025-12-02 09:00:00,2026-03-10 09:00:00,2026-12-31 00:00:00
""",
    "72crm_crm_owner_record": """
record_id,type_id,type,pre_owner_user_id,post_owner_user_id,create_time
1,101,8,3,,2025-03-01 09:00:00
2,101,8,,2,2025-04-01 09:00:00
3,102,8,,2,2025-04-01 09:00:00
4,102,1,,2,2025-04-05 09:00:00
""",
})  # fmt: skip


def test_edition_9_of_java(tmp_path: Path) -> None:
    made = Made("wukong9-java", tmp_path, JAVA)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "team", "active") == [("2", "一部", ""), ("3", "一部", "")]
    assert made.rows("revenue", "revenue_id", "paid_on") == [("401", "2026-02-01")]
    assert made.money("revenue", "booked_on") == {"101": Decimal(1000)}
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("302", "lost", "2026-03-10 09:00:00"),
        ("303", "open", ""),
    ]
    assert made.rows("activities", "activity_id", "customer_id", "kind") == [
        ("701", "101", "call"),
        ("702", "101", "visit"),
        ("703", "102", "email"),
        ("704", "102", "message"),
    ]
    # The record of 102 names somebody who is not the owner any more.
    assert made.rows("assignments", "customer_id", "rep_id", "role", "start_on", "end_on") == [
        ("101", "2", "owner", "2025-04-01", ""),
        ("101", "3", "owner", "", "2025-02-28"),
        ("101", "3", "second", "", ""),
    ]
    assert made.count("quotas") == 12


def seconds(text: str) -> str:
    return str(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()))


PHP = nine("5kcrm", {"first": seconds("2026-04-01T09:00:00")}, {
    "5kcrm_admin_user": """
id,username,password,salt,realname,email,sex,structure_id,post,status,parent_id,authkey,type
2,wang,h,s,王一,,男,11,销售,1,0,k,1
3,zhao,h,s,赵二,,女,11,销售,0,2,k,1
4,qian,h,s,钱三,,女,11,销售,0,2,k,1
5,sun,h,s,孙四,,女,11,销售,1,2,k,1
""",
    "5kcrm_admin_structure": "id,name,pid\n11,一部,0\n",
    "5kcrm_hrm_user_det": f"""
userdet_id,user_id,join_time,status,sex,age,idnum,birth_time,leave_time
1,2,{seconds("2020-03-01T00:00:00")},2,男,30,x,x,0
2,4,0,4,女,30,x,x,{seconds("2026-02-28T00:00:00")}
3,5,0,3,女,30,x,x,{seconds("2026-12-31T00:00:00")}
""",
    "5kcrm_crm_customer": f"""
customer_id,name,deal_time,level,industry,owner_user_id,rw_user_id,address,create_time
101,青山,{seconds("2025-06-01T00:00:00")},A,制造业,2,",3,4,",浙江省,{seconds("2025-01-05T10:00:00")}
102,白水,0,,,3,,,{seconds("2025-01-06T10:00:00")}
103,黑石,{seconds("2025-06-02T00:00:00")},,,0,,,0
""",
    "5kcrm_crm_business": f"""
business_id,customer_id,owner_user_id,money,is_end,status_time,create_time,update_time,deal_date
302,102,3,200,2,{seconds("2026-01-10T09:00:00")},{seconds("2025-12-02T09:00:00")},{seconds("2026-03-10T09:00:00")},2026-12-31
303,102,3,300,1,0,{seconds("2025-12-02T09:00:00")},{seconds("2026-03-11T09:00:00")},2026-12-31
304,102,3,300,0,{seconds("2026-01-10T09:00:00")},{seconds("2025-12-02T09:00:00")},{seconds("2026-03-11T09:00:00")},2026-12-31
""",
    "5kcrm_admin_login_record": f"id,type,create_user_id,create_time\n1,0,2,{seconds('2026-04-01T09:00:00')}\n2,1,3,{seconds('2026-04-01T09:00:00')}\n",
})  # fmt: skip


def test_edition_9_of_php(tmp_path: Path) -> None:
    made = Made("wukong9-php", tmp_path, PHP)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "hired_on", "left_on", "active") == [
        ("2", "2020-03-01", "", ""),
        ("3", "", "", ""),
        ("4", "", "2026-02-28", "no"),
        ("5", "", "", ""),
    ]
    assert made.rows("customers", "customer_id", "segment", "owner_id", "created_on") == [
        ("101", "A", "2", "2025-01-05"),
        ("102", "", "3", "2025-01-06"),
        ("103", "", "", ""),
    ]
    assert made.money("revenue", "booked_on") == {"101": Decimal(1000)}
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("302", "lost", "2026-01-10"),
        ("303", "won", "2026-03-11"),
        ("304", "open", ""),
    ]
    assert made.rows("activities", "activity_id", "customer_id", "happened_at", "kind") == [
        ("701", "101", "2026-04-01T09:00:00+00:00", "call"),
        ("702", "101", "2026-04-01T09:00:00+00:00", "visit"),
        ("703", "102", "2026-04-01T09:00:00+00:00", "email"),
        ("704", "102", "2026-04-01T09:00:00+00:00", "message"),
    ]
    assert made.rows("assignments", "customer_id", "rep_id", "role", "start_on") == [
        ("101", "2", "owner", "2025-06-01"),
        ("101", "3", "second", ""),
        ("101", "4", "second", ""),
        ("102", "3", "owner", ""),
    ]
    assert made.rows("access_log", "rep_id", "action") == [("2", "login")]
