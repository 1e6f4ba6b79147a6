"""One server, and one company that DuckDB and Spark both hold."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import duckdb
import pytest

from data.demo import build_demo
from data.schema import TABLES
from tests.spark.server import SparkServer, has_java, spark_server


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkServer]:
    """A running server. Without Java its tests are skipped; where they must run, they fail when it
    does not come up."""
    if not has_java():
        pytest.skip("no Java on this machine (Debian: apt-get install openjdk-17-jre-headless)")
    for library in ("pyhive", "pyspark"):
        if find_spec(library) is None:
            _cannot(f"{library} is not installed (make test-spark)")
    try:
        context = spark_server(tmp_path_factory.mktemp("spark"))
        server = context.__enter__()
    except RuntimeError as error:
        _cannot(f"Spark does not start: {str(error).splitlines()[0]}")
    yield server
    context.__exit__(None, None, None)


def _cannot(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company as a database that nobody has imported: typed tables and nothing else."""
    folder = tmp_path_factory.mktemp("company")
    build_demo(folder / "demo.duckdb")
    live = folder / "live.duckdb"
    with duckdb.connect(str(live)) as connection:
        connection.execute(f"ATTACH '{folder / 'demo.duckdb'}' AS demo (READ_ONLY)")
        tables = connection.execute(
            "SELECT table_name, string_agg(column_name, ', ' ORDER BY column_index)"
            " FROM duckdb_columns() WHERE database_name = 'demo' AND column_name NOT LIKE '%\\_zh'"
            " ESCAPE '\\' GROUP BY table_name"
        ).fetchall()
        for name, columns in tables:
            if name in TABLES:
                connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM demo.{name}")
    return live


@pytest.fixture(scope="session")
def crm(spark: SparkServer, company: Path) -> str:
    """The address of the same company in Spark."""
    return spark.filled("crm", company)
