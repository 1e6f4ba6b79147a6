"""What the examples of the page do not show: several, nothing, and what cannot be read."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from analytics.errors import InputError
from data.mapping.text import read_mapping
from data.sources.mapped import counts
from tests.data.sources.mapped.tables import Company

TASKS = [
    ["Id", "Parent", "People", "At", "Ms", "Total", "Data"],
    ["1", "A1", '["3","7"]', "2026-03-01 23:30:00", "1772400600000", "1,234.50",
     '{"a": {"b": "x"}}'],
    ["2", "D1", ";8;;9; ", "31.02.2026", "0", "abc", "{broken"],
    ["3", "", "", "", "", "", ""],
    ["3", "A2", "5", "2026-03-02", "17724", "0", '{"a": {"b": true}}'],
]  # fmt: skip
USERS = [
    ["Id", "Name", "Mail", "Flag"],
    ["7", "Ann Lee", "ann@x.com", "true"],
    ["8", " Bo  Ek", "bo@x.com", "false"],
    ["9", "Cy", "cy@x.com", "1"],
    ["10", "CY", "other@x.com", ""],
    ["7", "Ann Lee", "ann@x.com", "true"],
]
HEAD = '[tables.tasks]\nname = "tasks"\n[tables.users]\nname = "users"\n'


@pytest.fixture(scope="module")
def company(databases: Any) -> Company:
    return Company(databases.new_url(), {"tasks": TASKS, "users": USERS})


def column(company: Company, expression: str, **options: Any) -> list[str | None]:
    """The values that an expression gives in a text column of the tasks."""
    text = f'{HEAD}[[customers]]\nfrom = "tasks"\n[customers.columns]\n'
    text += f'customer_id = "Id"\nname = {{ value = "x" }}\nsegment = {expression}\n'
    return [row["segment"] for row in company.rows(text, "customers", **options)]


def part(kind: str, columns: str, more: str = "", source: str = "users") -> str:
    return f'{HEAD}[[{kind}]]\nfrom = "{source}"\n{more}\n[{kind}.columns]\n{columns}\n'


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ('{ column = "At", order = "DMY" }',
         ["2026-03-01T23:30:00", "31.02.2026", None, "2026-03-02"]),
        ('{ column = "At", order = "YMD", zone = "Asia/Shanghai" }',
         ["2026-03-01T23:30:00+08:00", "31.02.2026", None, "2026-03-02"]),
        ('{ column = "Ms", epoch = "ms" }',
         ["2026-03-01T21:30:00+00:00", None, None, "1970-01-01T00:00:17+00:00"]),
        ('{ column = "Total", decimal = "." }', ["1234.50", "abc", None, "0"]),
        ('{ calc = "Total / Id", decimal = "." }', ["1234.5", "abc", None, "0"]),
        ('{ calc = "Id / Total", decimal = "." }',
         ["0.000810044552450385", "abc", None, "division by 0"]),
        ('{ calc = "(Id - 1) * 2 + 0.5" }', ["0.5", "2.5", "4.5", "4.5"]),
        ('{ column = "Total", decimal = ".", inverse = true }',
         ["0.000810044552450385", "abc", None, "0"]),
        ('{ column = "Data", json = "$.a.b" }', ["x", "{broken", None, "true"]),
        ('{ column = "Parent", map = { "a1" = "", "D1" = "deal" } }', [None, "deal", None, "A2"]),
        ('{ first = ["Parent", { value = "none" }] }', ["A1", "D1", "none", "A2"]),
        ('{ first = ["Parent", "Absent"] }', ["A1", "D1", None, "A2"]),
        ('{ column = "Parent", lookup = { table = "users", by = "Name", give = "Id" } }',
         ["A1", "D1", None, "A2"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_stays_as_it_is_written(
    company: Company, expression: str, values: list[str | None]
) -> None:
    made = column(company, expression)
    assert [_rounded(each) for each in made] == [_rounded(each) for each in values]


def _rounded(text: str | None) -> str | None:
    """Engines write the last digits of a double as they like."""
    return text[:16] if text and text.startswith("0.000") else text


BROKEN = [
    "{broken}", '{"a": "x"', '{"a" "x"}', '{"a": 01}', "[1 2]", "{0: 1}",
    '{"a": "x}', '{"a": tru}', '{"a": [}', "[[]",
]  # fmt: skip


def test_json_that_is_broken_passes_through_and_whole_json_is_read(databases: Any) -> None:
    deep = "[" * 12 + '{"b": "y"}' + "]" * 12
    whole = ['{"a": "x"}', f'{{"b": {deep}, "a": "x"}}', '{"b": [1, -2.5e3, null], "a": "x"}']
    sheet = [["Data"], *([each] for each in (*BROKEN, *whole))]
    text = '[tables.t]\nname = "t"\n[[customers]]\nfrom = "t"\n[customers.columns]\n'
    text += 'customer_id = { column = "Data", json = "a" }\nname = "Data"'
    made = Company(databases.new_url(), {"t": sheet}).rows(text, "customers")
    assert [row["customer_id"] for row in made] == [*BROKEN, "x", "x", "x"]


def test_a_list_gives_a_row_for_each_of_its_parts_and_one_where_it_is_empty(
    company: Company,
) -> None:
    text = part(
        "activities",
        'customer_id = "Id"\nrep_id = { column = "People", split = ";" }\nhappened_at = "At"',
        source="tasks",
    )
    made = [(row["customer_id"], row["rep_id"]) for row in company.rows(text, "activities")]
    assert sorted(made, key=str) == [
        ("1", "3"), ("1", "7"), ("2", "8"), ("2", "9"), ("3", "5"), ("3", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "expression",
    [
        '{ column = "Ms", epoch = "ms" }',
        '{ first = ["Parent.None", { column = "Ms", epoch = "ms" }] }',
        '{ case = [{ when = { column = "Id", is = "1" }, '
        'then = { column = "Ms", epoch = "ms" } }] }',
        '{ case = [{ when = { column = "Id", is = "0" }, then = "Id" }], '
        'else = { first = [{ column = "Ms", epoch = "ms" }] } }',
    ],
)
def test_the_day_of_a_number_is_that_of_the_company(company: Company, expression: str) -> None:
    text = part(
        "assignments",
        f'customer_id = "Id"\nrep_id = "Id"\nstart_on = {expression}',
        'where = { column = "Id", is = "1" }',
        source="tasks",
    )
    days = [
        company.rows(text, "assignments", timezone=zone)[0]["start_on"]
        for zone in ("UTC", "Asia/Shanghai", "America/New_York")
    ]
    assert days == ["2026-03-01", "2026-03-02", "2026-03-01"]


def test_the_zone_of_the_source_moves_times_into_the_day_of_the_company_but_no_days(
    company: Company,
) -> None:
    text = part(
        "assignments",
        'customer_id = "Id"\nrep_id = "Id"\nstart_on = "At"',
        'where = { column = "At", starts_with = "2026" }',
        source="tasks",
    )
    rows = company.rows(f'[read]\ntimezone = "UTC"\n{text}', "assignments", timezone="Asia/Tokyo")
    assert [row["start_on"] for row in rows] == ["2026-03-02", "2026-03-02"]


def test_names_become_ids_and_lookups_are_counted(company: Company) -> None:
    lookup = 'lookup = { table = "users", by = ["Name", "Mail"], give = "Id" }'
    text = part(
        "customers",
        f'customer_id = "Id"\nname = "Name"\nowner_id = {{ column = "Name", {lookup} }}',
    )
    owners = [row["owner_id"] for row in company.rows(text, "customers")]
    assert owners == ["7", "8", "Cy", "CY", "7"]
    mapping, stored = company.stored(read_mapping(text, "x"))
    (counted,) = counts(mapping, "customers", mapping.parts["customers"][0], stored)
    with company.database.reading() as connection:
        row = connection.execute(counted.statement).one()
    assert (counted.kind, counted.name) == ("lookup", "users.Name|Mail")
    assert tuple(row)[:5] == (5, 3, 0, 2, None)
    assert row.ambiguous_example in ("Cy", "CY")


def test_a_join_takes_the_first_row_unless_each_is_asked(company: Company) -> None:
    columns = 'customer_id = "Id"\nname = { first = ["users.Name", { value = "none" }] }'
    join = 'join = { table = "users", on = { Id = { value = "7" } }EACH }'
    names = {
        each: len(company.rows(part("customers", columns, join.replace("EACH", each), "tasks"),
                               "customers"))
        for each in ("", ", each = true")
    }  # fmt: skip
    assert names == {"": 4, ", each = true": 8}


def test_joins_go_on_from_each_other_and_are_counted(company: Company) -> None:
    text = part(
        "customers",
        'customer_id = "Id"\nname = "b.Name"',
        'join = [{ table = "users", as = "a", on = { Id = "People" } },'
        ' { table = "users", as = "b", on = { Mail = "a.Mail" } }]',
        source="tasks",
    ).replace('name = "tasks"\n', 'name = "tasks"\nwhere = { column = "People", filled = true }\n')
    mapping, stored = company.stored(read_mapping(text, "x"))
    told = counts(mapping, "customers", mapping.parts["customers"][0], stored)
    with company.database.reading() as connection:
        rows = [tuple(connection.execute(each.statement).one())[:4] for each in told]
    assert [each.name for each in told] == ["a", "b"]
    assert rows == [(3, 0, 3, 0), (0, 0, 0, 0)]


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("", ["1", "2", "3", "3"]),
        ('keep = { per = "Id", rows = "first" }', ["1", "2", "3"]),
        ('keep = { per = "Id", rows = "last" }', ["1", "2", "3"]),
        ('keep = { per = "Id", rows = "newest", by = "At" }', ["1", "2", "3"]),
    ],
)
def test_of_rows_with_one_key_one_is_kept(company: Company, keep: str, kept: list[str]) -> None:
    text = part("customers", 'customer_id = "Id"\nname = "Parent"', source="tasks")
    text = text.replace('name = "tasks"\n', f'name = "tasks"\n{keep}\n')
    rows = company.rows(text, "customers")
    assert [row["customer_id"] for row in rows] == kept
    if "newest" in keep or "last" in keep:
        assert rows[-1]["name"] == "A2"


def test_conditions_over_other_tables(company: Company) -> None:
    asked = {
        where: [row["rep_id"] for row in company.rows(part("reps", COLUMNS, where), "reps")]
        for where in (
            'where = { column = "Id", in = { table = "tasks", column = "People" } }',
            'where = { column = "Id", not_in = { table = "tasks", column = "Id" } }',
            'where = { column = "Flag", is = "1" }',
            'where = [{ column = "Flag", is_not = "0" }, { column = "Id", at_least = 8 }]',
        )
    }
    assert list(asked.values()) == [[], ["7", "8", "9", "10", "7"], ["7", "9", "7"], ["9", "10"]]


COLUMNS = 'rep_id = "Id"\nname = "Name"'


def test_another_spelling_of_an_id_is_that_id(company: Company) -> None:
    same = '\n[same.reps]\n"10" = "9"\n'
    reps = company.rows(part("reps", COLUMNS, 'one_per = "rep_id"') + same, "reps")
    assert [row["rep_id"] for row in reps] == ["7", "8", "9"]
    text = part("customers", 'customer_id = "Id"\nname = "Name"\nowner_id = "Id"') + same
    assert [r["owner_id"] for r in company.rows(text, "customers")] == ["7", "8", "9", "9", "7"]
    assert [r["customer_id"] for r in company.rows(text, "customers")][3] == "10"


def test_parts_stand_below_each_other_whatever_their_types(company: Company) -> None:
    text = part("reps", COLUMNS) + '[[reps]]\nfrom = "tasks"\n[reps.columns]\n'
    text += 'rep_id = "Id"\nname = { value = "t" }\nteam = "At"\n'
    rows = company.table(text, "reps")
    assert len(rows) == len(TASKS) + len(USERS) - 2
    assert {tuple(row) for row in rows} == {("rep_id", "name", "team")}


def test_a_condition_on_a_column_that_is_not_there_is_refused(company: Company) -> None:
    text = part("reps", COLUMNS, 'where = { column = "Flagg", is = "1" }')
    with pytest.raises(InputError, match="no column Flagg; near to it: Flag"):
        company.rows(text, "reps")


def test_untouched_values_keep_their_types(databases: Any) -> None:
    types = {"t": {"Id": sa.Integer(), "On": sa.Date(), "Sum": sa.Double()}}
    sheet: Any = [["Id", "On", "Sum"], [7, date(2026, 3, 1), 2.5]]
    company = Company(databases.new_url(), {"t": sheet}, types)
    text = '[tables.t]\nname = "t"\n[[revenue]]\nfrom = "t"\n[revenue.columns]\n'
    plain = 'customer_id = "Id"\nbooked_on = "On"\namount = "Sum"\n'
    (row,) = company.table(text + plain, "revenue")
    assert (row["customer_id"], row["amount"]) == (7, 2.5)
    made = (
        'customer_id = { column = "Id", strip = "x" }\nbooked_on = { column = "On", order = "YMD" }'
    )
    (row,) = company.table(f'{text}{made}\namount = {{ column = "Sum", times = 2 }}\n', "revenue")
    assert tuple(row.values()) == ("7", "5", "2026-03-01")
