"""Every statement can be written in the dialect of every warehouse, and another program reads it.

No warehouse runs here: sqlglot, which knows their grammar and functions, stands in for one. What it
does not know are names in ``KNOWN``, each of them in the vendor's own reference.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from analytics.policy import read_policy
from data.schema import METADATA
from data.sources.engines import Engine, located
from data.sources.engines.base import engines
from data.sources.standard import adopt
from tests.data.conftest import CAST, file_databases
from tests.spark.questions import questions_of

pytestmark = pytest.mark.spark

#: What sqlglot calls the language of each engine.
READS = {
    "Spark": "spark",
    "Databricks": "databricks",
    "Trino": "trino",
    "Snowflake": "snowflake",
    "BigQuery": "bigquery",
}
ADDRESSES = {
    "Spark": "hive://crm@host:10000/crm",
    "Databricks": "databricks://token:secret@host/main.crm?http_path=/sql/1.0/warehouses/w",
    "Trino": "trino://crm@host:8080/hive.crm",
    "Snowflake": "snowflake://crm:secret@account/db.crm?warehouse=w",
    "BigQuery": "bigquery://project/crm",
}
#: Functions that an engine has and sqlglot does not know by name.
KNOWN: dict[str, set[str]] = {name: set() for name in READS}


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Everything that is asked of typed tables, and of tables of texts."""
    databases = file_databases("duckdb", tmp_path_factory.mktemp("questions"))
    policy = read_policy('[company]\ncurrency = "EUR"')
    asked = []
    for as_text in (False, True):
        url = databases.filled(CAST, as_text=as_text)
        asked += questions_of(url, policy, everything=not as_text)
    assert len(asked) > 200
    return asked


@pytest.fixture(params=READS)
def engine(request: pytest.FixtureRequest) -> Engine:
    """One of the engines that are read over the web."""
    return next(each for each in engines() if each.names[0] == request.param)


@pytest.fixture
def dialect(engine: Engine) -> sa.Dialect:
    """The dialect of its driver."""
    pytest.importorskip("sqlglot", reason="sqlglot is not installed (make test-spark)")
    kind, address = located(ADDRESSES[engine.names[0]])
    adopt(kind)
    try:
        made: sa.Dialect = kind.url(address).get_dialect()()
    except (ImportError, sa.exc.NoSuchModuleError) as error:
        pytest.skip(f"the driver for {engine.names[0]} is not installed or does not load: {error}")
    return made


def written(statement: Any, dialect: sa.Dialect) -> str:
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def faults(sql: str, name: str) -> Iterator[str]:
    """What sqlglot does not understand of a statement."""
    import sqlglot
    from sqlglot import expressions as exp
    from sqlglot.optimizer.qualify import qualify

    reads = READS[name]
    tree = sqlglot.parse_one(sql, read=reads)
    for call in tree.find_all(exp.Anonymous):
        if call.name.lower() not in KNOWN[name]:
            yield f"no function {call.name}"
    if list(tree.find_all(exp.Command)):
        yield "not understood as a query"
    schema = {
        table.name: {column.name: "text" for column in table.columns}
        for table in METADATA.tables.values()
    }
    qualify(tree, dialect=reads, schema=schema, quote_identifiers=False)


def test_every_statement_is_one_in_every_dialect(
    engine: Engine, dialect: sa.Dialect, questions: list[Any]
) -> None:
    from sqlglot.errors import SqlglotError

    name = engine.names[0]
    wrong: dict[str, str] = {}
    for statement in questions:
        try:
            sql = written(statement, dialect)
            for fault in faults(sql, name):
                wrong.setdefault(fault, sql)
        except (sa.exc.CompileError, SqlglotError) as error:
            wrong.setdefault(str(error)[:300], str(statement)[:300])
    assert wrong == {}


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("SELECT julianday(left_on) FROM reps", ["no function JULIANDAY"]),
        ("SELECT name FROM reps", []),
    ],
)
def test_a_function_that_no_warehouse_has_is_found_out(
    engine: Engine, sql: str, wrong: list[str]
) -> None:
    pytest.importorskip("sqlglot", reason="sqlglot is not installed (make test-spark)")
    assert [each.upper() for each in faults(sql, engine.names[0])] == [
        each.upper() for each in wrong
    ]


def test_a_column_that_no_table_has_is_found_out(engine: Engine) -> None:
    errors = pytest.importorskip("sqlglot.errors", reason="sqlglot is not installed")
    with pytest.raises(errors.OptimizeError, match=r"(?i)surname"):
        list(faults("SELECT surname FROM (SELECT name FROM reps) AS people", engine.names[0]))


def test_pairs_are_a_statement_of_every_engine(engine: Engine) -> None:
    sqlglot = pytest.importorskip("sqlglot", reason="sqlglot is not installed")
    sql = engine.pairs.replace(":pairs", """'[["a", "b"]]'""")
    assert sqlglot.parse_one(sql, read=READS[engine.names[0]]).named_selects == ["first", "second"]
