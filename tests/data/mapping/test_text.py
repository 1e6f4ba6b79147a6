"""A mapping is read whole, or refused with file, line, key and the nearest name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import InputError
from data.mapping.model import Expression, Mapping
from data.mapping.text import read_mapping
from data.mapping.writing import mapping_text
from data.schema import TABLES

GOOD = """\
[read]
timezone = "Asia/Shanghai"

[tables.users]
name = ["users", "staff"]

[[reps]]
from = "users"
join = { table = "users", as = "boss", on = { id = "manager" } }
where = { column = "deleted", is = "0" }
[reps.columns]
rep_id = "id"
name = { concat = ["first", "last"] }
team = { calc = "a * [b c]" }
"""


def test_a_mapping_is_read_by_the_names_of_its_file() -> None:
    mapping = read_mapping(GOOD, "x.toml")
    (part,) = mapping.parts["reps"]
    assert (part.source, part.join[0].alias, part.where[0].equal) == ("users", "boss", ("0",))
    assert part.columns["rep_id"] == Expression(column=("id",))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("where =", "wher =", "line 10, reps[1].wher: there is no such key; did you mean where?"),
        ("[[reps]]", "[[repz]]", "line 7, repz[1]: there is no such table; did you mean reps?"),
        ("team =", "teem =", "line 14, reps[1].columns.teem: reps has no such column; "
         "did you mean team?"),
        ('from = "users"', 'from = "user"', "line 8, reps[1].from: [tables] has no user; "
         "did you mean users?"),
        ('name = { concat', 'title = { concat', "line 7, reps[1]: reps needs the column name"),
        ("concat", "conct", "line 13, reps[1].columns.name.conct: there is no such key; "
         "did you mean concat?"),
        ("a * [b c]", "a * b c", "line 14, reps[1].columns.team.calc: c is not expected there"),
        ("Asia/Shanghai", "Asia/Peking", "line 2, read.timezone: Asia/Peking is no time zone; "
         "write one such as Europe/Berlin"),
        ("team =", "age =", "line 14, reps[1].columns.age: facts like this about people are "
         "never used"),
        ('"first"', '"Geburtsdatum birth"', "facts like this about people are never used"),
        ('{ concat = ["first", "last"] }', '{ concat = ["a"], value = "b" }',
         "it needs exactly one of column, value, concat, first, calc, case"),
        ('{ concat = ["first", "last"] }', '{ concat = [{ column = "a", split = ";" }] }',
         "only one column of a part can be split, as a whole"),
        ('"manager"', '"boss.x"', "boss.x belongs to a table that is joined later"),
        ('is = "0"', 'order = "XYZ"', "line 10, reps[1].where[1].order: there is no such key"),
        ("[read]", "[read", "x.toml cannot be read: "),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_line_key_and_the_nearest_name(old: str, new: str, says: str) -> None:
    with pytest.raises(InputError, match=re.escape(says)) as raised:
        read_mapping(GOOD.replace(old, new), "x.toml")
    assert str(raised.value).startswith("x.toml")


def test_all_faults_of_one_kind_are_told_at_once() -> None:
    twice = GOOD.replace("team =", "teem =").replace('"users"\njoin', '"user"\njoin')
    with pytest.raises(InputError) as raised:
        read_mapping(twice, "x.toml")
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = " + "[" * 40 + "]" * 40, "it goes deeper than 24 levels"),
        ("x" * 600_000, "it is larger than 512 KB"),
        ("[tables.a]\nname = 'a'", "it makes no table"),
    ],
)
def test_what_is_no_mapping_is_refused_by_its_looks(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_mapping(text, "x.toml")


WORDS = st.text(st.sampled_from("ab ;'\"\\号*.[]=#\n"), min_size=1, max_size=6)
LEAVES = st.one_of(
    st.builds(Expression, column=st.lists(WORDS, min_size=1, max_size=2).map(tuple)),
    st.builds(Expression, value=WORDS, words=st.none() | st.dictionaries(WORDS, WORDS)),
    st.builds(Expression, column=st.just(("a",)), order=st.sampled_from(["YMD", "DMY", "MDY"])),
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        Expression, concat=st.lists(inner, min_size=1, max_size=3).map(tuple), separator=WORDS
    ),
    max_leaves=4,
)


@given(st.lists(EXPRESSIONS, min_size=2, max_size=2), WORDS)
def test_a_mapping_is_written_as_it_is_read(expressions: list[Expression], alias: str) -> None:
    part = {"from": alias, "columns": dict(zip(TABLES["reps"].required, expressions, strict=True))}
    tables = {alias: {"name": alias, "where": {"column": "a", "is": "b"}}}
    mapping = Mapping.model_validate({"tables": tables, "parts": {"reps": [part]}})
    assert read_mapping(mapping_text(mapping), "x.toml") == mapping


@pytest.mark.parametrize("other", ["staff", "boss"])
def test_a_table_whose_rows_depend_on_itself_is_refused(other: str) -> None:
    text = f"""
[tables.staff]
name = "staff"
where = {{ column = "Boss", in = {{ table = "{other}", column = "Id" }} }}
[tables.boss]
name = "staff"
where = {{ column = "Boss", in = {{ table = "staff", column = "Id" }} }}
[[reps]]
from = "staff"
columns = {{ rep_id = "Id", name = "Name" }}
"""
    with pytest.raises(InputError, match="depends on itself"):
        read_mapping(text, "test.toml")


def test_a_join_may_ask_a_column_that_is_called_like_the_joined_table() -> None:
    text = """
[tables]
call = { name = "call" }
deal = { name = "deal" }
[[activities]]
from = "call"
join = { table = "deal", on = { id = "deal" } }
columns = { customer_id = "deal.account", rep_id = "by", happened_at = "at" }
"""
    (part,) = read_mapping(text, "test.toml").parts["activities"]
    assert part.join[0].on["id"] == Expression(column=("deal",))
