"""Spark gives the figures that DuckDB gives, through its Thrift server, and is only read."""

import csv
import json
import math
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from analytics.errors import InputError
from data.report.columns import COLUMNS
from data.sources import SourceError
from data.sources.database import open_database
from data.sources.listing import tables_in
from tests.data.conftest import opened
from tests.policies import PURPOSE
from tests.serving import ROOT, free_port
from tests.spark.server import SparkServer

pytestmark = pytest.mark.spark

POLICY = f'[company]\ncurrency = "CNY"\ntimezone = "Asia/Shanghai"\n[attrition]\n{PURPOSE}\n'


def assess(source: str, folder: Path) -> None:
    """Run assess.py as a program."""
    policy = folder.with_suffix(".toml")
    policy.write_text(POLICY, encoding="utf-8")
    command = [sys.executable, str(ROOT / "assess.py"), "--source", source]
    command += ["--policy", str(policy), "--out", str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def cells(folder: Path) -> dict[str, Any]:
    """Every cell of every file by its place."""
    found: dict[str, Any] = {}
    for name in COLUMNS:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                found |= {f"{name}.{number}.{column}": cell for column, cell in row.items()}
    figures = json.loads((folder / "portfolio.json").read_text(encoding="utf-8"))
    return found | {f"portfolio.{place}": value for place, value in leaves(figures)}


def leaves(value: Any, place: str = "") -> list[tuple[str, Any]]:
    inner = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else None
    )  # fmt: skip
    if inner is None:
        return [(place, value)]
    return [leaf for key, each in inner for leaf in leaves(each, f"{place}.{key}")]


def same(one: Any, other: Any) -> bool:
    """Whether two cells are equal; numbers to 1e-9."""
    try:
        return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)
    except (TypeError, ValueError):
        return bool(one == other)


def test_assess_gives_the_figures_of_duckdb(company: Path, crm: str, tmp_path: Path) -> None:
    assess(f"duckdb:///{company}", tmp_path / "duckdb")
    assess(crm, tmp_path / "spark")
    expected, found = cells(tmp_path / "duckdb"), cells(tmp_path / "spark")
    assert len(expected) > 50_000
    assert found.keys() == expected.keys()
    other = {
        place: (value, found[place])
        for place, value in expected.items()
        if not same(value, found[place])
    }
    assert other == {}


def test_tables_are_listed_with_their_rows(crm: str) -> None:
    rows = {each.name: each.rows for each in tables_in(crm)}
    assert rows["reps"] == 55
    assert rows["activities"] > 100_000


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM reps",
        "INSERT INTO reps SELECT * FROM reps",
        "WITH a AS (SELECT * FROM reps) INSERT INTO reps SELECT * FROM a",
        "FROM reps INSERT INTO reps SELECT *",
        "CREATE TEMPORARY VIEW mine AS SELECT 1",
        "DROP TABLE reps",
        "SET spark.sql.ansi.enabled=false",
        "SELECT 1; DROP TABLE reps",
    ],
)
def test_nothing_but_questions_is_let_through(crm: str, statement: str) -> None:
    database = open_database(crm)
    with (
        pytest.raises(SourceError, match="a source is only read"),
        database.reading() as connection,
    ):
        connection.exec_driver_sql(statement)
    database.close()


def test_a_database_that_is_not_there_is_named_as_such(spark: SparkServer) -> None:
    with pytest.raises(SourceError, match="cannot be opened: it has no database of this name"):
        open_database(spark.url("nowhere"))


def test_a_table_that_is_needed_and_not_there_is_named(spark: SparkServer) -> None:
    spark.run("CREATE DATABASE empty")
    with pytest.raises(InputError, match=r"holds no table customers; needed are customers, reps"):
        opened(spark.url("empty"))


def test_a_view_whose_table_is_gone_says_so(spark: SparkServer) -> None:
    spark.run(
        "CREATE DATABASE gone",
        "USE gone",
        "CREATE TABLE customers USING parquet AS SELECT 'c' AS customer_id, 'C' AS name",
        "CREATE TABLE assignments USING parquet AS SELECT 'c' AS customer_id, 'a' AS rep_id",
        "CREATE TABLE once USING parquet AS SELECT 'a' AS rep_id, 'A' AS name",
        "CREATE VIEW reps AS SELECT * FROM once",
        "DROP TABLE once",
    )
    with pytest.raises(SourceError, match=r"a table, column or function .* is not there"):
        opened(spark.url("gone"))


def test_a_port_where_nothing_listens_says_so_and_nothing_secret() -> None:
    with pytest.raises(SourceError, match="nothing answers at this port") as caught:
        open_database(f"hive://reader:hidden@127.0.0.1:{free_port()}/crm")
    assert "hidden" not in str(caught.value)
    assert "reader" not in str(caught.value)


def test_a_reading_that_is_cancelled_ends_at_once_here_and_in_the_server(crm: str) -> None:
    database = open_database(crm)
    threading.Timer(2, database.cancel).start()
    begun = time.monotonic()
    # Four billion pairs, in parts that differ: minutes on two cores.
    pairs = sa.text("SELECT sum(hash(a.id, b.id)) FROM range(65536) a CROSS JOIN range(65536) b")
    with pytest.raises(SourceError, match="reading was stopped"), database.reading() as connection:
        connection.execute(pairs).all()
    assert time.monotonic() - begun < 30
    with database.reading() as connection:  # the executors are free again
        assert connection.scalar(sa.text("SELECT count(*) FROM reps")) == 55
    database.close()
