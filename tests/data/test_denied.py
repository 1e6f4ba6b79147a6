"""What must never be used about people is known by name, however it is spelled."""

import pytest

from data.denied import PEOPLE_TABLES, denied
from data.schema import TABLES

REFUSED = {
    "age and birth": "age|Age|AGE|ＡＧＥ|age_group|employeeAge|dob|D.O.B.|birth_date|"
    "BirthDate|date_of_birth|birthday|Place of birth|年龄|年齡|出生日期|生日|生 日",
    "sex": "sex|gender|Gender|gender_identity|genderID|pronouns|salutation|性别|性別|称谓",
    "origin": "nationality|citizenship|ethnicity|ethnic_origin|national_origin|NationalOrigin|"
    "race|skin_color|mother tongue|origin|民族|籍贯|籍貫|国籍|户口",
    "religion": "religion|Religious affiliation|faith|church|宗教|宗教信仰",
    "health": "health|health_status|disability|disabled|sick_days|SickLeave|medical_leave|absence|"
    "absence_days|absenteeism|days of leave|健康|健康状况|病假|病假天数|缺勤|残疾|请假天数",
    "family": "pregnant|pregnancy|maternity_leave|parentalLeave|family_status|marital_status|"
    "MaritalStatus|married|spouse|children|number_of_children|kids|婚姻|"
    "婚姻状况|已婚|子女|怀孕|产假|家庭",
    "union": "union|union_member|UnionMembership|trade_union|tradeunion|works council|工会|工會",
    "politics": "political_view|political_party|politics|政治面貌|党员",
    "genes": "genetic_data|dna|blood_type|基因|血型",
    "orientation": "sexual_orientation|lgbtq|transgender|性取向",
    "gives it away": "national_id|id_card|passport|social_security_number|photo|身份证|"
    "身份证号|护照",
}
KEPT = (
    "manager_id|percentage|average_deal|stage|language|page|message|team|hire_date|tenure|email|"
    "seniority|title|package|usage|last_used|shared_mailbox|leave_date|left_on|brand|family_name|"
    "parent_id|national_account_manager|international|region|工龄|司龄|姓名|部门|离职日期|入职日期|职级"
).split("|")


@pytest.mark.parametrize("column", [c for columns in REFUSED.values() for c in columns.split("|")])
def test_what_tells_of_people_is_refused_however_it_is_spelled(column: str) -> None:
    assert denied("reps", column)
    assert denied("REPS", column)


@pytest.mark.parametrize("column", KEPT)
def test_business_facts_are_not_refused(column: str) -> None:
    assert not denied("reps", column)


@pytest.mark.parametrize("table", TABLES)
def test_no_canonical_column_is_refused(table: str) -> None:
    assert [column for column in TABLES[table].columns if denied(table, column)] == []


@pytest.mark.parametrize("table", TABLES)
def test_only_tables_about_the_own_people_are_guarded(table: str) -> None:
    assert denied(table, "date_of_birth") is (table in PEOPLE_TABLES)


def test_a_disabled_account_is_no_disabled_person() -> None:
    assert denied("reps", "disabled")
    assert not denied("access", "disabled")
    assert denied("access", "disability")


def test_the_origin_of_a_customer_is_a_business_fact() -> None:
    assert not denied("customers", "origin")
    assert denied("reps", "origin")
