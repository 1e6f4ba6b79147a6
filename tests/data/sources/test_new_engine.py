"""Every engine spells every expression; a new one is one class, and nothing is taken from others.

``Toy`` stands for the module that somebody writes to read a further engine: SQLite by another
name, which no file of the product knows.
"""

import ast
import inspect
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, oracle, registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from analytics.errors import InputError
from analytics.policy import Policy
from data.extract import extract
from data.sources import sql
from data.sources.engines import Engine, MissingSpellingError, base, by_ending, spelling
from data.sources.failures import SourceError
from tests.data.conftest import CAST, IMPORT_DAY, file_databases, opened
from tests.data.writing import write

DAY, TEXT = sa.column("day", sa.Date), sa.column("text", sa.String)
EXPRESSIONS = {
    "days_between": sql.days_between(DAY, DAY),
    "add_days": sql.add_days(DAY, 1),
    "first_of_month": sql.first_of_month(DAY),
    "days_of_month": sql.days_of_month(DAY),
    "iso_day": sql.iso_day(TEXT),
    "day_in_zone": sql.as_day(TEXT, sa.DateTime(timezone=True), "Asia/Shanghai"),
    "plain_text": sql.as_text(TEXT),
    "text_id": sql.as_text_id(TEXT),
    "filled": sql.filled(TEXT),
    "blank": sql.blank(TEXT),
    "power2": sql.power2(TEXT),
    "stored_double": sql.as_number(TEXT, sa.Double()),
    "cell_number": sql.as_number(TEXT, sa.String()),
    "is_bytes": sql.is_bytes(TEXT),
    "incomplete_day": sql.incomplete_day(TEXT),
    "usual_number": sql.usual_number(TEXT, sa.true()),
    "copied_text": sql.copied_text(TEXT),
    "replaced": sql.replaced(TEXT, "a", "b"),
    "rewritten": sql.rewritten(TEXT, [("a", "b")]),
    "folded": sql.folded(TEXT),
    "epoch_text": sql.epoch_text(TEXT),
    "json_text": sql.json_text(TEXT, ["a"]),
    "hex_text": sql.hex_text(TEXT),
    "text_mark": sql.text_mark(TEXT),
    "list_part": sql.list_part(TEXT, ";", 1),
    "packed": sql.packed(TEXT, ";"),
    "parcel": sql.parcel(TEXT),
}


def asked_for() -> set[str]:
    """Names of the expressions that the vocabulary leaves to the engines."""
    nodes = ast.walk(ast.parse(inspect.getsource(sql)))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    spelled = [call for call in calls if ast.unparse(call.func) == "Spelled"]
    return {ast.literal_eval(call.args[0]) for call in spelled}


def test_these_are_all_expressions_that_engines_spell() -> None:
    assert asked_for() == set(EXPRESSIONS)


@pytest.mark.parametrize("engine", base.engines(), ids=lambda engine: engine.names[0])
def test_every_engine_spells_every_expression_itself(engine: Engine) -> None:
    own = {name: getattr(engine, name) for name in EXPRESSIONS}
    unspelled = {name for name, template in own.items() if template is None}
    # Neither SQLite nor MariaDB stores a time with its zone; SQLite has no checksums, and those of
    # warehouses cannot be summed without an overflow.
    warehouses = ("Spark", "Databricks", "Trino", "Snowflake", "BigQuery")
    lacking = {"SQLite": {"day_in_zone", "text_mark"}, "MariaDB": {"day_in_zone"}}
    lacking |= {name: {"text_mark"} for name in warehouses}
    # Only servers whose rows are brought over put rows together.
    together = {"packed", "parcel"} if engine.packed is None else set()
    assert unspelled - together <= lacking.get(engine.names[0], set())
    # What most engines cannot store needs no spelling of their own; PostgreSQL counts rows.
    said = own.keys() - unspelled - {"is_bytes", "incomplete_day", "parcel"}
    assert all(any(f"{{{place}}}" in own[name] for place in range(3)) for name in said)


@pytest.mark.parametrize("dialect", [oracle.dialect(), mssql.dialect()], ids=lambda each: each.name)
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_dialect_that_no_engine_has_is_an_error_with_its_name(
    name: str, dialect: sa.Dialect
) -> None:
    with pytest.raises(MissingSpellingError, match=r"\w+ is not spelled for (oracle|mssql)"):
        EXPRESSIONS[name].compile(dialect=dialect)


def test_what_an_engine_does_not_spell_is_an_error_with_its_name() -> None:
    sqlite = sa.make_url("sqlite://").get_dialect()()
    with pytest.raises(MissingSpellingError, match="day_in_zone is not spelled for sqlite"):
        EXPRESSIONS["day_in_zone"].compile(dialect=sqlite)
    with pytest.raises(MissingSpellingError, match="median is not spelled for duckdb"):
        spelling("median", "duckdb")


def test_a_printed_statement_names_what_engines_spell() -> None:
    assert str(sql.add_days(DAY, DAY)) == "add_days(day, day)"


class ToyDialect(SQLiteDialect_pysqlite):
    name = "toy"
    supports_statement_cache = True


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A further engine, known as soon as it is defined."""
    monkeypatch.setattr(base, "_ENGINES", dict(base._ENGINES))
    registry.register("toy", __name__, "ToyDialect")

    class Toy(Engine):
        names = ("Toy",)
        drivers: ClassVar = {"toy": "toy"}
        endings = (".toy",)
        read_only = "PRAGMA query_only = ON"
        isolation = None
        typeless = True

        days_between = "CAST(julianday({0}) - julianday({1}) AS INTEGER)"
        add_days = "date({0}, ({1}) || ' days')"
        first_of_month = "date({0}, 'start of month')"
        days_of_month = "COUNT(DISTINCT {0})"
        day_in_zone = None
        plain_text = "CAST({0} AS TEXT)"
        text_id = "trim(CAST({0} AS TEXT))"
        filled = "trim(CAST({0} AS TEXT)) <> ''"
        blank = "coalesce(trim(CAST({0} AS TEXT)), '') = ''"
        iso_day = "CASE WHEN date({0}, '+0 days') = {0} THEN {0} END"
        power2 = "pow(2.0, {0})"
        stored_double = "CAST({0} AS REAL)"
        cell_number = "CASE WHEN typeof({0}) = 'text' THEN {1} ELSE CAST({0} AS REAL) END"


@pytest.mark.slow
@pytest.mark.usefixtures("toy")
def test_a_new_engine_reads_the_same_company(policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "crm.toy"
    engine = sa.create_engine(f"toy:///{path}")
    write(engine, CAST)
    engine.dispose()
    new, old = opened(f"toy:///{path}"), opened(file_databases("sqlite", tmp_path).filled(CAST))
    assert (new.label, new.kind.names) == ("crm.toy", ("Toy",))
    found, expected = extract(new, policy), extract(old, policy)
    assert found.as_of == expected.as_of <= IMPORT_DAY
    for name in ("reps", "customers", "activity_edges", "booking_edges"):
        assert len(getattr(found, name)) > 0
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))
    with pytest.raises(SourceError, match="readonly"), new.reading() as connection:
        connection.execute(sa.text("DELETE FROM reps"))
    new.close()
    old.close()


@pytest.mark.usefixtures("toy")
def test_a_new_engine_is_found_by_the_ending_of_its_files() -> None:
    assert by_ending(".TOY") == "toy"


@pytest.mark.usefixtures("toy")
def test_a_new_engine_is_named_among_those_that_are_supported() -> None:
    with pytest.raises(InputError, match=r"supported are .*DuckDB, .*, Toy"):
        opened("oracle://host/crm")
