"""芋道 CRM: its database, and the files that it exports."""

# ruff: noqa: E501 – rows are as wide as the tables of the system

from decimal import Decimal
from pathlib import Path

import pytest

from tests.data.presets.made import Made

SHEETS = {
    "system_users": """
id,username,password,nickname,dept_id,post_ids,email,sex,status,login_date,deleted,tenant_id
1,admin,h,林总,10,[1],lin@x.example,1,0,2026-05-01 08:00:00,0,1
2,wang,h,王一,11,[2],,1,0,2026-05-02 08:00:00,0,1
3,zhao,h,赵二,11,[2],,2,1,,0,1
4,qian,h,钱三,11,[2],,2,0,,1,1
""",
    "system_dept": "id,name,deleted,tenant_id\n10,总部,0,1\n11,一部,0,1\n",
    "crm_customer": """
id,name,owner_user_id,owner_time,create_time,contact_last_time,lock_status,deal_status,industry_id,level,deleted,tenant_id
101,青山,2,2026-02-10 09:00:00,2025-01-05 10:00:00,2026-04-01 09:00:00,0,1,3,1,0,1
102,白水,3,2025-01-06 10:00:00,2025-01-06 10:00:00,,0,0,,,0,1
103,黑石,,,2025-01-07 10:00:00,,0,0,,,0,1
104,删掉,2,2025-01-08 10:00:00,2025-01-08 10:00:00,,0,0,,,1,1
""",
    "crm_contact": """
id,name,customer_id,mobile,telephone,email,post,sex,deleted
201,李雷,101,13900000001,,lei@x.example,采购,1,0
202,韩梅,102,,0571-1,,,2,0
203,删掉,102,,,,,1,1
""",
    "crm_business": """
id,customer_id,owner_user_id,end_status,deal_time,total_price,create_time,update_time,deleted
301,101,2,1,2026-12-31 00:00:00,1000,2025-12-01 09:00:00,2026-03-09 09:00:00,0
302,102,3,2,2026-12-31 00:00:00,200,2025-12-02 09:00:00,2026-03-10 09:00:00,0
303,102,3,,2026-12-31 00:00:00,300,2025-12-03 09:00:00,2026-03-11 09:00:00,0
304,102,3,3,2026-12-31 00:00:00,400,2025-12-03 09:00:00,2026-03-12 09:00:00,0
""",
    "crm_contract": """
id,no,customer_id,owner_user_id,audit_status,order_date,start_time,end_time,total_price,deleted
401,HT1,101,2,20,2026-01-20 00:00:00,2026-01-20 00:00:00,2027-01-19 00:00:00,1000,0
402,HT2,101,2,10,2026-01-21 00:00:00,,,7000,0
403,HT3,102,3,40,2026-01-22 00:00:00,,,600,0
404,HT4,102,3,20,2026-01-23 00:00:00,,,500,1
""",
    "crm_receivable": """
id,contract_id,audit_status,return_time,price,deleted
501,401,20,2026-02-01 00:00:00,1000,0
502,401,10,2026-03-01 00:00:00,1000,0
""",
    "crm_clue": "id,customer_id,transform_status,deleted\n601,102,1,0\n602,,0,0\n",
    "crm_follow_up_record": """
id,biz_type,biz_id,type,contact_ids,creator,create_time,next_time,deleted
701,2,101,1,"[201,202]",2,2026-04-01 09:00:00,2026-05-01 09:00:00,0
702,3,202,3,,3,2026-04-02 09:00:00,,0
703,4,301,4,[],2,2026-04-03 09:00:00,,0
704,5,403,2,,3,2026-04-04 09:00:00,,0
705,1,601,9,,3,2026-04-05 09:00:00,,0
706,1,602,1,,3,2026-04-06 09:00:00,,0
707,2,101,1,,2,2026-04-07 09:00:00,,1
708,7,1,1,,2,2026-04-08 09:00:00,,0
""",
    "crm_permission": """
id,biz_type,biz_id,user_id,level,create_time,deleted
1,2,101,2,1,2026-02-10 09:00:00,0
2,2,101,1,3,2026-02-11 09:00:00,0
3,2,101,3,2,2026-02-11 09:00:00,0
4,4,101,3,3,2026-02-11 09:00:00,0
5,2,101,3,3,2026-02-11 09:00:00,1
""",
    "crm_owner_record": """
id,biz_type,biz_id,pre_owner_user_id,post_owner_user_id,create_time,deleted
1,2,101,4,,2025-03-01 09:00:00,0
2,2,101,,3,2025-04-01 09:00:00,0
3,2,103,3,,2025-05-01 09:00:00,0
4,1,102,4,2,2025-05-01 09:00:00,0
""",
    "system_role": "id,data_scope,deleted\n1,1,0\n2,4,0\n3,5,0\n",
    "system_user_role": "id,user_id,role_id,deleted\n1,1,1,0\n2,3,2,0\n3,2,3,0\n4,2,1,1\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("yudao", tmp_path_factory.mktemp("yudao"), SHEETS)


def test_disabled_is_not_left_and_deleted_is(made: Made) -> None:
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "team", "active") == [
        ("1", "林总", "总部", ""),
        ("2", "王一", "一部", ""),
        ("3", "赵二", "一部", ""),
        ("4", "钱三", "一部", "no"),
    ]
    assert made.rows("access", "rep_id", "scope", "active") == [
        ("1", "all", "yes"),
        ("3", "team", "no"),
    ]


def test_customers_contacts_and_deals(made: Made) -> None:
    assert made.rows("customers", "customer_id", "owner_id", "contract_ends_on") == [
        ("101", "2", "2027-01-19 00:00:00"),
        ("102", "3", ""),
        ("103", "", ""),
    ]
    assert made.rows("contacts", "contact_id", "phone") == [
        ("201", "13900000001"),
        ("202", "0571-1"),
    ]
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("301", "won", "2026-03-09 09:00:00"),
        ("302", "lost", "2026-03-10 09:00:00"),
        ("303", "open", ""),
        ("304", "lost", "2026-03-12 09:00:00"),
    ]


def test_only_approved_contracts_are_revenue(made: Made) -> None:
    assert made.rows("revenue", "revenue_id", "rep_id", "paid_on") == [
        ("401", "2", "2026-02-01 00:00:00")
    ]
    assert made.money("revenue", "booked_on") == {"101": Decimal(1000)}


def test_follow_ups_reach_their_customer_by_every_way(made: Made) -> None:
    assert made.rows("activities", "activity_id", "customer_id", "rep_id", "kind", "contact_id") == [
        ("701", "101", "2", "call", "201"),
        ("702", "102", "3", "visit", "202"),
        ("703", "101", "2", "message", ""),
        ("704", "102", "3", "message", ""),
        ("705", "102", "3", "other", ""),
    ]  # fmt: skip


def test_owners_and_who_may_write(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "role", "start_on", "end_on") == [
        ("101", "1", "second", "2026-02-11 09:00:00", ""),
        ("101", "2", "owner", "2026-02-10 09:00:00", ""),
        ("101", "4", "owner", "", "2025-02-28"),
        ("102", "3", "owner", "2025-01-06 10:00:00", ""),
        ("103", "3", "owner", "", "2025-04-30"),
    ]


EXPORTED = {
    "客户": """
编号,客户名称,跟进状态,最后跟进时间,负责人的用户编号,负责人名字,负责人部门,锁定状态,成交状态,地区名称,所属行业,客户等级,创建时间
101,青山,是,2026-04-01 09:00:00,2,王一,一部,否,是,杭州,制造业,A（重点客户）,2025-01-05 10:00:00
102,白水,否,,3,赵二,一部,否,否,,,,2025-01-06 10:00:00
103,黑石,否,,,,,否,否,,,,2025-01-07 10:00:00
104,白水,否,,2,王一,一部,否,否,,,,2025-01-08 10:00:00
""",
    "合同": """
合同编号,合同名称,合同编号 (2),客户编号,客户名称,负责人的用户编号,负责人名字,负责人部门,审批状态,下单日期,开始时间,结束时间,合同金额,已回款金额
401,年度,HT1,101,青山,2,王一,一部,审核通过,2026-01-20 00:00:00,2026-01-20 00:00:00,2027-01-19 00:00:00,1000,400
402,补充,HT2,101,青山,4,钱三,二部,审批中,2026-01-21 00:00:00,,,7000,0
403,零星,,102,白水,5,孙四,二部,审核通过,2026-01-22 00:00:00,,,60,0
""",
    "商机": """
编号,商机名称,客户名称,负责人的用户编号,负责人名字,负责人部门,结束状态,预计成交日期,商机总金额,创建时间,更新时间
301,一期,青山,2,王一,一部,赢单,2026-12-31 00:00:00,1000,2025-12-01 09:00:00,2026-03-09 09:00:00
302,二期,白水,6,周五,二部,,2026-12-31 00:00:00,300,2025-12-02 09:00:00,2026-03-10 09:00:00
""",
    "联系人": """
联系人姓名,客户名称,手机号,电话,邮箱,性别,是否关键决策人,职位,直属上级
李雷,青山,13900000001,,lei@x.example,男,是,采购,
""",
}  # fmt: skip


def test_exported_files(tmp_path: Path) -> None:
    made = Made("yudao-export", tmp_path, EXPORTED)
    assert made.lacking() == set()
    assert made.rows("reps", "rep_id", "name", "team") == [
        ("2", "王一", "一部"),
        ("3", "赵二", "一部"),
        ("5", "孙四", "二部"),
        ("6", "周五", "二部"),
    ]
    assert made.rows("customers", "customer_id", "segment", "owner_id", "contract_ends_on") == [
        ("101", "A（重点客户）", "2", "2027-01-19 00:00:00"),
        ("102", "", "3", ""),
        ("103", "", "", ""),
        ("104", "", "2", ""),
    ]
    assert made.rows("revenue", "revenue_id", "customer_id", "rep_id") == [
        ("403", "102", "5"),
        ("HT1", "101", "2"),
    ]
    assert made.money("revenue", "booked_on") == {"101": Decimal(1000), "102": Decimal(60)}
    # Two customers are called 白水: neither is taken.
    assert made.rows("deals", "deal_id", "customer_id", "stage", "closed_on") == [
        ("301", "101", "won", "2026-03-09 09:00:00"),
        ("302", "白水", "open", ""),
    ]
    assert made.rows("contacts", "contact_id", "customer_id", "title") == [
        ("青山/李雷", "101", "采购")
    ]
