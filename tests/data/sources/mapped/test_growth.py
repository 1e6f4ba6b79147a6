"""Statements grow with what a mapping says, not with its powers."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.mapping.text import read_mapping
from data.sources.mapped import Stored, part_select
from tests.data.conftest import Databases
from tests.data.sources.mapped.tables import Company

MARIADB = sa.create_engine("mariadb+pymysql://").dialect
MARIADB.server_version_info = (10, 11, 0)
MARIADB._support_float_cast = True
DIALECTS = {
    "duckdb": sa.create_engine("duckdb://").dialect,
    "mariadb": MARIADB,
    "postgresql": postgresql.dialect(),
    "sqlite": sqlite.dialect(),
}
HEAD = '[tables.t]\nname = "t"\n[tables.u]\nname = "u"\n[[activities]]\nfrom = "t"\n'
BASE = '[activities.columns]\ncustomer_id = "A"\nhappened_at = "A"\nrep_id = "A"\n'
#: Each makes something of what stands for ``X``.
MODIFIERS = {
    "strip": '{ first = [X], strip = "a" }',
    "guid": "{ first = [X], guid = true }",
    "map": '{ first = [X], map = { a = "b", c = "d" } }',
    "json": '{ first = [X], json = "a" }',
    "case": '{ case = [{ when = { column = X, is = "a" }, then = X }], else = "A" }',
    "lookup": '{ first = [X], lookup = { table = "u", by = "A", give = "A" } }',
    "order": '{ first = [X], order = "DMY" }',
    "epoch": '{ first = [X], epoch = "ms" }',
    "times": '{ first = [X], times = 10, decimal = "." }',
    "inverse": "{ first = [X], inverse = true }",
}
ALL = (
    '{ column = "A", json = "a", strip = ["x", "y"], guid = true, map = { a = "b" }, epoch = "s" }'
)


def nested(modifier: str, times: int) -> str:
    """So many modifiers, each over what the one before it makes."""
    expression = '"A"'
    for _ in range(times):
        expression = modifier.replace("X", expression, 1).replace("X", '"A"')
    return expression


def size(engine: str, text: str) -> int:
    columns = {name: name for name in "ABCDEFGH"}
    table = sa.table("t", *(sa.column(name, sa.Text()) for name in columns))
    stored = Stored(table, columns, {})
    mapping = read_mapping(HEAD + BASE + text, "test.toml")
    select = part_select(mapping, "activities", mapping.parts["activities"][0],
                         {"t": stored, "u": stored}, timezone="Europe/Berlin")  # fmt: skip
    return len(str(select.compile(dialect=DIALECTS[engine])))


@pytest.mark.parametrize("engine", DIALECTS)
@pytest.mark.parametrize("modifier", MODIFIERS)
def test_a_statement_grows_by_the_same_with_each_modifier(engine: str, modifier: str) -> None:
    two, four, six = (
        size(engine, f"kind = {nested(MODIFIERS[modifier], times)}") for times in (2, 4, 6)
    )
    assert six - four <= 1.2 * (four - two)


@pytest.mark.parametrize("engine", DIALECTS)
def test_a_statement_grows_by_the_same_with_each_column(engine: str) -> None:
    names = ("kind", "direction", "contact_id", "activity_id")
    sizes = []
    for count in (2, 3, 4):
        columns = "".join(f"{name} = {ALL}\n" for name in names[:count])
        sizes.append(size(engine, columns))
    assert sizes[2] - sizes[1] <= 1.2 * (sizes[1] - sizes[0])


def test_what_a_server_plans_grows_by_the_same_with_each_modifier(databases: Databases) -> None:
    company = Company(databases.new_url(), {"t": [["A"], ["1"]], "u": [["A"], ["1"]]})
    four, eight, twelve = (
        _planned(company, f"kind = {nested(MODIFIERS['strip'], times)}") for times in (4, 8, 12)
    )
    assert twelve - eight <= 1.5 * (eight - four) + 500


def _planned(company: Company, text: str) -> int:
    mapping, stored = company.stored(read_mapping(HEAD + BASE + text, "test.toml"))
    part = mapping.parts["activities"][0]
    select: Any = part_select(mapping, "activities", part, stored)
    with company.database.reading() as connection:
        compiled = str(select.compile(connection, compile_kwargs={"literal_binds": True})).replace(
            "%%", "%"
        )
        words = {"postgresql": "EXPLAIN (VERBOSE, COSTS OFF)", "mysql": "EXPLAIN FORMAT=JSON",
                 "mariadb": "EXPLAIN FORMAT=JSON", "sqlite": "EXPLAIN"}  # fmt: skip
        ask = words.get(connection.dialect.name, "EXPLAIN")
        rows = connection.exec_driver_sql(f"{ask} {compiled}").all()
        return sum(len(str(row)) for row in rows)
