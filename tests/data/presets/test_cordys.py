"""CordysCRM: five people, one of them switched off; a pool, an owner change, void contracts."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.mysql import BIT

from data.mapping.presets import FOLDER
from tests.data.conftest import databases_of
from tests.data.presets.made import Made
from tests.data.sources.mapped.tables import Company

#: 2026-01-01 00:00 UTC in milliseconds, and a day.
DAY0, DAY = 1767225600000, 86400000


def on(day: int) -> int:
    """A time on the day so many days after 2026-01-01, at noon."""
    return DAY0 + day * DAY + DAY // 2


SHEETS = {
    "sys_user": f"""
id,name,email,password,gender,create_time
admin,管理员,admin@x.example,hash,0,{on(0)}
u1,沈安,an@x.example,hash,0,{on(0)}
u2,罗波,bo@x.example,hash,0,{on(0)}
u3,秦川,chuan@x.example,hash,1,{on(0)}
u4,丁冬,dong@x.example,hash,0,{on(0)}
""",
    "sys_organization_user": f"""
id,user_id,department_id,enable,employee_id,position,supervisor_id,onboarding_date
1,u1,d1,1,A-1,销售经理,u4,{on(-400)}
2,u2,d1,1,,销售代表,u4,
3,u3,d2,0,A-3,销售代表,u4,{on(-900)}
4,u4,d1,1,A-4,销售总监,,
""",
    "sys_department": "id,name\nd1,华东\nd2,华南\n",
    "customer": f"""
id,name,owner,collection_time,pool_id,create_time,in_shared_pool,reason_id
c1,青山,u1,{on(10)},,{on(0)},0,
c2,白水,u2,{on(0)},,{on(0)},0,
c3,黑石,u3,{on(0)},,{on(0)},0,
c4,红叶,,,p1,{on(1)},1,r1
c5,青山分公司,u1,{on(2)},,{on(2)},0,
c6,旧主,u2,{on(3)},p1,{on(3)},1,r1
""",
    "customer_relation": "id,source_customer_id,target_customer_id\n1,c1,c5\n",
    "customer_owner": f"""
id,customer_id,owner,collection_time,end_time,operator
1,c1,u3,{on(0)},{on(9)},u4
2,c4,u2,{on(1)},{on(5)},u2
""",
    "customer_collaboration": f"""
id,create_time,user_id,customer_id,collaboration_type
1,{on(4)},u2,c1,COLLABORATION
2,{on(4)},u4,c1,READ_ONLY
""",
    "customer_contact": """
id,customer_id,name,phone,enable
k1,c1,李雷,13800000001,1
k2,c2,韩梅,13800000002,0
k3,,无主,13800000003,1
""",
    "opportunity": f"""
id,customer_id,owner,amount,stage,create_time,update_time,expected_end_time,actual_end_time
o1,c1,u1,1000,SUCCESS,{on(1)},{on(20)},{on(90)},{on(12)}
o2,c2,u2,200,FAIL,{on(1)},{on(21)},{on(90)},
o3,c2,u2,300,CREATE,{on(1)},{on(22)},{on(90)},
o4,c3,u3,400,s9,{on(1)},{on(23)},{on(90)},{on(13)}
o5,c3,u3,500,s8,{on(1)},{on(24)},{on(90)},
""",
    "opportunity_stage_config": "id,type,rate\ns8,AFOOT,6\ns9,END,100\nSUCCESS,END,100\nFAIL,END,0",
    "contract": f"""
id,customer_id,owner,amount,approval_status,stage,create_time,start_time,end_time
h1,c1,u1,1000.5000000000,APPROVED,SIGNED,{on(1)},{on(30)},{on(395)}
h2,c1,u1,70,NONE,ARCHIVED,{on(2)},,
h3,c2,u2,9000,APPROVED,VOID,{on(3)},{on(31)},{on(396)}
h4,c2,u2,8000,APPROVING,SIGNED,{on(4)},{on(31)},{on(396)}
h5,c3,u3,50,APPROVED,SIGNED,{on(5)},{on(32)},{on(100)}
""",
    "contract_payment_record": f"""
id,contract_id,owner,record_amount,record_end_time
1,h1,u1,1000.5,{on(40)}
2,h5,u3,10,{on(41)}
""",
    "sales_order": f"id,customer_id,owner,amount,create_time\n1,c1,u1,1000.5,{on(2)}\n",
    "follow_up_record": f"""
id,customer_id,type,clue_id,owner,follow_time,follow_method,contact_id,create_time
f1,c1,CUSTOMER,,u1,{on(50)},1,k1,{on(51)}
f2,c1,CUSTOMER,,u2,,2,,{on(52)}
f3,c2,CUSTOMER,,u2,{on(53)},9,,{on(53)}
f4,,CLUE,l1,u2,{on(54)},1,,{on(54)}
""",
    "sys_role": "id,data_scope\nr1,ALL\nr2,DEPT_AND_CHILD\nr3,SELF\n",
    "sys_user_role": "id,role_id,user_id\n1,r3,u1\n2,r2,u1\n3,r3,u3\n4,r1,u4\n",
    "sys_operation_log": f"""
id,type,module,create_time,create_user
1,EXPORT,CUSTOMER,{on(60)},u3
2,UPDATE,CUSTOMER,{on(60)},u3
3,DELETE,CUSTOMER,{on(61)},u1
""",
    "sys_login_log": f"id,create_time,operator\n1,{on(62)},u1\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("cordys", tmp_path_factory.mktemp("cordys"), SHEETS)


def test_people_keep_counting_when_their_account_is_switched_off(made: Made) -> None:
    assert made.lacking() == set()
    columns = ("rep_id", "name", "function", "team", "manager_id", "hired_on", "active", "left_on")
    assert made.rows("reps", *columns) == [
        ("admin", "管理员", "system", "", "", "", "", ""),
        ("u1", "沈安", "", "华东", "u4", "2024-11-27", "", ""),
        ("u2", "罗波", "", "华东", "u4", "", "", ""),
        ("u3", "秦川", "", "华南", "u4", "2023-07-16", "", ""),
        ("u4", "丁冬", "", "华东", "", "", "", ""),
    ]
    assert made.rows("access", "rep_id", "scope", "active") == [
        ("u1", "team", "1"),
        ("u3", "own", "0"),
        ("u4", "all", "1"),
    ]


def test_customers_in_the_pool_have_no_owner(made: Made) -> None:
    columns = ("customer_id", "parent_id", "owner_id", "created_on", "contract_ends_on")
    assert made.rows("customers", *columns) == [
        ("c1", "", "u1", "2026-01-01", "2027-01-31"),
        ("c2", "", "u2", "2026-01-01", ""),
        ("c3", "", "u3", "2026-01-01", "2026-04-11"),
        ("c4", "", "", "2026-01-02", ""),
        ("c5", "c1", "u1", "2026-01-03", ""),
        ("c6", "", "", "2026-01-04", ""),
    ]


def test_owners_are_those_of_the_past_and_of_today(made: Made) -> None:
    assert made.rows("assignments", "customer_id", "rep_id", "role", "start_on", "end_on") == [
        ("c1", "u1", "owner", "2026-01-11", ""),
        ("c1", "u2", "second", "2026-01-05", ""),
        ("c1", "u3", "owner", "2026-01-01", "2026-01-10"),
        ("c2", "u2", "owner", "2026-01-01", ""),
        ("c3", "u3", "owner", "2026-01-01", ""),
        ("c4", "u2", "owner", "2026-01-02", "2026-01-06"),
        ("c5", "u1", "owner", "2026-01-03", ""),
    ]


def test_void_and_unapproved_contracts_are_no_revenue(made: Made) -> None:
    columns = ("revenue_id", "customer_id", "rep_id", "booked_on", "paid_on")
    assert made.rows("revenue", *columns) == [
        ("h1", "c1", "u1", "2026-01-31", "2026-02-10"),
        ("h2", "c1", "u1", "2026-01-03", ""),
        ("h5", "c3", "u3", "2026-02-02", ""),
    ]
    money = made.money("revenue", "booked_on")
    assert money == {"c1": Decimal("1070.5"), "c3": Decimal(50)}


def test_deals_end_where_their_stage_ends(made: Made) -> None:
    assert made.rows("deals", "deal_id", "stage", "closed_on") == [
        ("o1", "won", "2026-01-13"),
        ("o2", "lost", "2026-01-22"),
        ("o3", "open", ""),
        ("o4", "won", "2026-01-14"),
        ("o5", "open", ""),
    ]


def test_follow_ups_of_leads_are_left_out(made: Made) -> None:
    columns = ("activity_id", "customer_id", "rep_id", "happened_at", "kind", "contact_id")
    assert made.rows("activities", *columns) == [
        ("f1", "c1", "u1", "2026-02-20T12:00:00+00:00", "visit", "k1"),
        ("f2", "c1", "u2", "2026-02-22T12:00:00+00:00", "call", ""),
        ("f3", "c2", "u2", "2026-02-23T12:00:00+00:00", "other", ""),
    ]
    assert made.rows("contacts", "contact_id", "customer_id") == [("k1", "c1"), ("k2", "c2")]
    assert made.rows("access_log", "rep_id", "action") == [
        ("u1", "delete"),
        ("u1", "login"),
        ("u3", "export"),
    ]


#: As MySQL stores them: bits, milliseconds and money.
TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    **dict.fromkeys(("in_shared_pool", "enable", "gender"), BIT(1)),
    **dict.fromkeys(("amount", "record_amount"), sa.Numeric(20, 10)),
    **dict.fromkeys(
        (
            "create_time", "update_time", "collection_time", "end_time", "start_time",
            "follow_time", "expected_end_time", "actual_end_time", "record_end_time",
            "onboarding_date",
        ),
        sa.BigInteger(),
    ),
}  # fmt: skip


def stored(column: str, cell: str) -> Any:
    """A cell as the driver of the database wants it."""
    return bytes([int(cell)]) if isinstance(TYPES.get(column), BIT) else cell


def test_the_tables_of_mysql_give_the_same_rows(
    made: Made, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sheets = {}
    for name, text in SHEETS.items():
        header, *rows = csv.reader(io.StringIO(text.strip()))
        cells = [[stored(c, cell) for c, cell in zip(header, row, strict=True)] for row in rows]
        sheets[name] = [header, *cells]
    with databases_of("mariadb", tmp_path_factory) as databases:
        company = Company(databases.new_url(), sheets, dict.fromkeys(sheets, TYPES))
        text = (FOLDER / "cordys.toml").read_text(encoding="utf-8")
        for table in ("reps", "customers", "revenue", "deals", "assignments", "access"):
            rows = company.rows(text, table)
            columns = [name for name in rows[0] if name != "amount"]
            assert sorted(tuple(row.get(c) or "" for c in columns) for row in rows) == made.rows(
                table, *columns
            )
        money = [Decimal(str(row["amount"])) for row in company.rows(text, "revenue")]
        assert sum(money) == Decimal("1120.5")
        company.database.close()
