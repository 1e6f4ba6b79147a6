"""What a mapping becomes where optional tables of the source are missing."""

import pytest

from analytics.errors import InputError
from data.mapping.choosing import Chosen, Missing, chosen
from data.mapping.model import Expression
from data.mapping.text import read_mapping

TABLES = """
[tables]
user = { name = "user" }
role = { name = "role", optional = true }
log = { name = "log", optional = true }
[[reps]]
from = "user"
join = [
    { table = "role", on = { Id = "Role" } },
    { table = "user", as = "boss", on = { Id = { first = ["role.Boss", "Boss"] } } },
]
"""
COLUMNS = """
[reps.columns]
rep_id = "Id"
name = "Name"
"""
HEADERS = {"user": ["Id", "Name", "Role", "Boss", "Dept"]}


def made(text: str, headers: dict[str, list[str]] | None = None) -> Chosen:
    return chosen(read_mapping(TABLES + text, "test.toml"), headers or HEADERS)


def said(found: Chosen) -> list[tuple[str, str | None, bool, str]]:
    return [(each.table, each.column, each.partly, str(each.reason)) for each in found.missing]


NO_ROLE = "the source has no table role"


def test_of_a_missing_table_that_is_only_joined_columns_are_left_out_and_said() -> None:
    text = COLUMNS + 'title = "role.Name"\nteam = { first = ["role.Team", "Dept"] }'
    found = made(text)
    (part,) = found.mapping.parts["reps"]
    assert set(part.columns) == {"rep_id", "name", "team"}
    assert part.columns["team"] == Expression(first=(Expression(column=("Dept",)),))
    assert [join.alias or join.table for join in part.join] == ["boss"]
    assert said(found) == [("reps", "title", False, NO_ROLE), ("reps", "team", True, NO_ROLE)]


def test_a_condition_on_a_missing_table_finds_it_empty() -> None:
    text = 'where = { any = [{ column = "role.Kind", is = "x" }, { column = "Dept", is = "y" }] }'
    found = made(text + COLUMNS)
    (part,) = found.mapping.parts["reps"]
    (first, second) = part.where[0].any or ()
    assert (first.column, second.column) == (Expression(value=""), Expression(column=("Dept",)))
    assert said(found) == [("reps", None, True, NO_ROLE)]


def test_a_part_whose_required_column_is_of_a_missing_table_is_left_out() -> None:
    found = made('[reps.columns]\nrep_id = "role.Id"\nname = "Name"')
    assert "reps" not in found.mapping.parts
    assert said(found) == [("reps", None, False, NO_ROLE)]


def test_a_default_stands_where_a_joined_table_is_missing() -> None:
    found = made(COLUMNS + 'team = { column = "role.Team", default = "all" }')
    (part,) = found.mapping.parts["reps"]
    assert part.columns["team"] == Expression(value="", default="all")


def test_a_table_that_is_not_optional_is_demanded_in_a_join() -> None:
    text = TABLES.replace('"role", optional = true', '"role"') + COLUMNS
    with pytest.raises(InputError, match="the source has no table role"):
        chosen(read_mapping(text, "test.toml"), HEADERS)


@pytest.mark.parametrize(
    "own",
    [
        'where = { column = "Field", in = { table = "role", column = "Id" } }',
        'log = { of = "A", at = "B", new = { column = "C", '
        'lookup = { table = "role", by = "Name", give = "Id" } } }',
        'where = { column = { case = [{ when = { column = "C", not_in = '
        '{ table = "role", column = "Id" } }, then = "A" }] }, filled = true }',
    ],
)
def test_a_table_whose_rows_need_a_missing_one_is_missing_too(own: str) -> None:
    text = TABLES.replace("[[reps]]", f"[tables.change]\nname = \"change\"\noptional = true\n{own}"
                          "\n[[reps]]") + COLUMNS  # fmt: skip
    text += '\n[[contacts]]\nfrom = "change"\n[contacts.columns]\ncontact_id = "A"\n'
    text += 'customer_id = "A"\nname = "A"'
    headers = HEADERS | {"change": ["A", "B", "C", "Field"]}
    found = chosen(read_mapping(text, "test.toml"), headers)
    assert set(found.mapping.parts) == {"reps"}
    assert ("contacts", None, False, NO_ROLE) in said(found)
    with pytest.raises(InputError, match="the source has no table role"):
        chosen(read_mapping(text.replace('"change"\noptional = true', '"change"'), "t"), headers)


CALLS = """
[tables]
user = { name = "user" }
call = { name = "call", optional = true, where = { column = "Deleted", is_not = "1" } }
note = { name = "note", optional = true }
[[activities]]
from = "call"
columns = { customer_id = "Account", rep_id = "Owner", happened_at = "At" }
[[activities]]
from = "note"
columns = { customer_id = "Account", rep_id = "Owner", happened_at = "At" }
"""
CALL, NOTE = ["Account", "Owner", "At", "Deleted"], ["Account", "Owner", "At"]


@pytest.mark.parametrize("column", ["Owner", "Deleted"])
def test_an_optional_table_without_a_column_that_its_rows_need_is_left_out(column: str) -> None:
    headers = {"call": [name for name in CALL if name != column], "note": NOTE}
    found = chosen(read_mapping(CALLS, "test.toml"), headers)
    assert [part.source for part in found.mapping.parts["activities"]] == ["note"]
    (missing,) = found.missing
    reason = f"the table call has no column {column}"
    assert str(missing.said()) == f"the rows of call are left out of activities: {reason}"
    assert Missing.from_text(missing.as_text()) == missing


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (CALLS, ["Account", "At"]),
        (CALLS.replace('"call", optional = true', '"call"'), NOTE),
    ],
    ids=["nothing else is left", "the table is not optional"],
)
def test_a_column_that_rows_need_is_demanded(text: str, note: list[str]) -> None:
    headers = {"call": ["Account", "At", "Deleted"], "note": note}
    with pytest.raises(InputError, match="the table call has no column Owner"):
        chosen(read_mapping(text, "test.toml"), headers)
