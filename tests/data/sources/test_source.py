"""A customer system in the canonical form, however it is stored."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from analytics.errors import InputError
from data.schema import TABLES
from data.sources import Source, open_source
from data.sources.relation import Relation
from tests.data.conftest import IMPORT_DAY, Databases, Opens, databases_of, opened
from tests.data.writing import Tables, write

MINIMAL: Tables = {
    "reps": [{"rep_id": "r", "name": "R"}],
    "customers": [{"customer_id": "c", "name": "C"}],
    "activities": [{"customer_id": "c", "rep_id": "r", "happened_at": "2026-03-05T10:00:00"}],
}


def rows_of(source: Source, table: str, *columns: str) -> list[tuple]:
    rows = source.rows(table)
    with source.reading() as connection:
        found = connection.execute(sa.select(*(rows.c[name] for name in columns))).all()
    return sorted((tuple(row) for row in found), key=str)


def run(url: str, *statements: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_every_table_has_all_its_columns(databases: Databases, opens: Opens) -> None:
    source = opens(databases.filled(MINIMAL))
    with source.reading() as connection:
        for table, canonical in TABLES.items():
            rows = source.rows(table)
            assert set(canonical.columns) <= set(rows.c.keys())
            found = connection.execute(sa.select(*rows.c)).all()
            assert len(found) == (1 if table in MINIMAL else 0)
    assert source.tables["reps"] == {"rep_id", "name"}
    assert source.filled == {"reps", "customers", "activities"}


def test_empty_choices_take_their_defaults(databases: Databases, opens: Opens) -> None:
    tables = MINIMAL | {
        "reps": [{"rep_id": "r", "name": "R", "function": ""}],
        "assignments": [{"customer_id": "c", "rep_id": "r", "role": ""}],
        "activities": [
            {"customer_id": "c", "rep_id": "r", "happened_at": "2026-03-05", "kind": kind}
            for kind in ("Visit", " call ", "fax", "")
        ],
    }
    source = opens(databases.filled(tables, as_text=True))
    assert rows_of(source, "reps", "function") == [("sales",)]
    assert rows_of(source, "assignments", "role") == [("owner",)]
    kinds = rows_of(source, "activities", "kind")
    assert kinds == [("call",), ("other",), ("other",), ("visit",)]


def test_names_match_whatever_their_capitals(tmp_path: Path, opens: Opens) -> None:
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    run(
        url,
        "CREATE TABLE Customers (Customer_ID TEXT, NAME TEXT, Fax TEXT)",
        "CREATE TABLE staff (rep_id TEXT, name TEXT)",
        "CREATE VIEW Reps AS SELECT * FROM staff",
        "CREATE TABLE REVENUE (customer_id TEXT, amount REAL, booked_on TEXT)",
        "INSERT INTO Customers VALUES ('c', 'C', '1')",
        "INSERT INTO staff VALUES ('r', 'R')",
    )
    source = opens(url)
    assert rows_of(source, "customers", "customer_id", "name") == [("c", "C")]
    assert rows_of(source, "reps", "rep_id") == [("r",)]
    assert set(source.ignored) == {"staff", "customers.Fax"}
    assert source.label == "crm.db"


def test_what_people_must_not_be_judged_by_is_never_read(
    databases: Databases, opens: Opens
) -> None:
    url = databases.filled(MINIMAL)
    run(
        url,
        "ALTER TABLE reps ADD COLUMN marital_status VARCHAR(20)",
        "ALTER TABLE reps ADD COLUMN fax VARCHAR(20)",
        "ALTER TABLE customers ADD COLUMN gender VARCHAR(20)",
    )
    source = opens(url)
    assert source.refused == ("reps.marital_status",)
    assert set(source.ignored) == {"reps.fax", "customers.gender"}
    relation = source.relations["reps"]
    assert "marital_status" not in relation.types
    assert "marital_status" not in str(sa.select(source.rows("reps")))


def test_an_import_tells_what_it_refused(duckdb_files: Databases, opens: Opens) -> None:
    url = duckdb_files.filled(MINIMAL)
    run(
        url,
        "CREATE TABLE linchpin_import (key VARCHAR, value VARCHAR)",
        "INSERT INTO linchpin_import VALUES ('refused', '[\"reps.age\"]')",
    )
    assert opens(url).refused == ("reps.age",)


def test_views_are_read_like_tables(databases: Databases, opens: Opens) -> None:
    url = databases.filled({name: rows for name, rows in MINIMAL.items() if name != "reps"})
    run(
        url,
        "CREATE TABLE people (id INTEGER, name VARCHAR(20))",
        "INSERT INTO people VALUES (7, 'Seven')",
        "CREATE VIEW reps AS SELECT id AS rep_id, name FROM people",
    )
    source = opens(url)
    assert rows_of(source, "reps", "rep_id", "name") == [("7", "Seven")]


@pytest.mark.parametrize("padded", ["c ", " c", ""])
def test_texts_are_trimmed_in_the_columns_of_a_duckdb_file_that_need_it(
    duckdb_files: Databases, opens: Opens, padded: str
) -> None:
    touch = {"customer_id": padded, "rep_id": "r", "happened_at": "2026-03-05T10:00:00"}
    tables = MINIMAL | {"activities": [*MINIMAL["activities"], touch]}
    url = duckdb_files.filled(tables, as_text=True)
    source = opens(url)
    assert source.relations["activities"].tidy == {"rep_id"}
    assert source.relations["customers"].tidy == {"customer_id", "name"}
    kept = [("c", "r"), ("c", "r")] if padded else [("c", "r")]
    assert rows_of(source, "activities", "customer_id", "rep_id") == kept


def test_numbers_as_ids_and_missing_texts_need_no_trimming(
    duckdb_files: Databases, opens: Opens
) -> None:
    url = duckdb_files.filled({})
    run(
        url,
        "CREATE TABLE reps AS SELECT 1 AS rep_id, 'R' AS name, NULL::VARCHAR AS team",
        "CREATE TABLE customers AS SELECT 7 AS customer_id, 'C' AS name",
        "CREATE TABLE assignments AS SELECT * FROM (VALUES (7, 1), (NULL, 1)) AS t"
        "(customer_id, rep_id)",
    )
    source = opens(url)
    assert source.relations["reps"].tidy == {"rep_id", "name", "team"}
    assert rows_of(source, "assignments", "customer_id", "rep_id") == [("7", "1")]


def test_what_lies_behind_a_view_may_change_and_is_trimmed(
    duckdb_files: Databases, opens: Opens
) -> None:
    url = duckdb_files.filled(MINIMAL)
    run(url, "ALTER TABLE reps RENAME TO people", "CREATE VIEW reps AS SELECT * FROM people")
    assert opens(url).relations["reps"].tidy == frozenset()


def test_only_files_that_nobody_can_write_to_are_looked_at(
    databases: Databases, opens: Opens
) -> None:
    source = opens(databases.filled(MINIMAL))
    looked_at = source.engine.dialect.name == "duckdb"
    assert bool(source.relations["reps"].tidy) == looked_at


@pytest.mark.parametrize("lacking", ["reps", "customers"])
def test_a_required_table_that_is_missing_is_named(
    lacking: str, duckdb_files: Databases, opens: Opens
) -> None:
    url = duckdb_files.filled({name: rows for name, rows in MINIMAL.items() if name != lacking})
    with pytest.raises(InputError, match=f"holds no table {lacking}; needed are customers, reps"):
        opens(url)


def test_without_any_relation_nothing_can_be_seen(duckdb_files: Databases, opens: Opens) -> None:
    url = duckdb_files.filled({name: MINIMAL[name] for name in ("reps", "customers")})
    with pytest.raises(InputError, match="holds none of activities, revenue, deals, assignments"):
        opens(url)


def test_required_columns_that_are_missing_are_named(duckdb_files: Databases, opens: Opens) -> None:
    url = duckdb_files.filled(MINIMAL | {"activities": [{"customer_id": "c"}]})
    with pytest.raises(InputError) as caught:
        opens(url)
    expected = "The table activities lacks the columns rep_id, happened_at"
    assert str(caught.value) == expected


def test_the_version_changes_with_the_data(databases: Databases, opens: Opens) -> None:
    url = databases.filled(MINIMAL)
    first, again = opens(url), opens(url)
    assert again.version == first.version
    first.close()
    again.close()
    run(url, "INSERT INTO activities VALUES ('c', 'r', '2026-03-06 10:00:00')")
    assert opens(url).version != first.version


def test_the_version_does_not_change_with_the_order_of_summing(
    duckdb_files: Databases, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = duckdb_files.filled(MINIMAL)

    def version(weight: str | None) -> str:
        row = sa.select(*map(sa.literal, ("reps", 1, "2026-06-30"))).add_columns(sa.literal(weight))
        monkeypatch.setattr(Relation, "measured", lambda *_, **__: row)
        return opens(url).version

    # Ten million amounts, summed by two threads, twice.
    assert version("13408848916.419266") == version("13408848916.419361")
    assert len({version("13408848916.4"), version("13408848926.4"), version(None)}) == 3


def test_the_version_changes_with_the_import_day(duckdb_files: Databases, opens: Opens) -> None:
    url = duckdb_files.filled(MINIMAL)
    versions = {opens(url, import_day=date(2026, 7, day)).version for day in (10, 11)}
    assert len(versions) == 2


def test_an_import_states_its_own_version_and_day(duckdb_files: Databases, opens: Opens) -> None:
    url = duckdb_files.filled(MINIMAL)
    run(
        url,
        "CREATE TABLE linchpin_import (key VARCHAR, value VARCHAR)",
        "INSERT INTO linchpin_import VALUES ('version', 'abc'), ('imported_on', '2026-05-01'),"
        " ('ignored', '[\"customers.fax\"]')",
    )
    source = opens(url)
    assert (source.version, source.import_day) == ("abc", date(2026, 5, 1))
    assert source.ignored == ("customers.fax",)
    assert source.checked
    assert not source.faults_recorded
    assert opens(url, language="zh").version == "abc-zh"


def test_names_are_read_in_the_language_where_they_are_there(
    duckdb_files: Databases, opens: Opens
) -> None:
    url = duckdb_files.filled(MINIMAL)
    run(
        url, "ALTER TABLE customers ADD COLUMN name_zh VARCHAR", "UPDATE customers SET name_zh='客'"
    )
    assert rows_of(opens(url), "customers", "name") == [("C",)]
    chinese = opens(url, language="zh")
    assert rows_of(chinese, "customers", "name") == [("客",)]
    assert rows_of(chinese, "reps", "name") == [("R",)]
    assert chinese.ignored == ()


def deals(**changed: Any) -> dict[str, Any]:
    deal = {"deal_id": "d", "customer_id": "c", "rep_id": "r", "amount": "5", "stage": "Won",
            "closed_on": "2026-03-05", "currency": "EUR"}  # fmt: skip
    return deal | changed


@pytest.mark.parametrize("revenue", [{}, {"revenue": []}])
def test_won_deals_stand_in_for_revenue(
    databases: Databases, revenue: Tables, opens: Opens
) -> None:
    tables = revenue | MINIMAL | {
        "deals": [
            deals(),
            deals(deal_id="lost", stage="lost"),
            deals(deal_id="open", stage="open", closed_on=""),
            deals(deal_id="no amount", amount=""),
            deals(deal_id="no day", closed_on=""),
        ]
    }  # fmt: skip
    source = opens(databases.filled(tables, as_text=True))
    rows = source.bookings()
    with source.reading() as connection:
        found = connection.execute(
            sa.select(rows.c.customer_id, rows.c.rep_id, rows.c.amount, rows.c.revenue_id)
        ).all()
    assert [tuple(row) for row in found] == [("c", "r", 5.0, "d")]


def test_deals_do_not_stand_in_where_there_is_revenue(
    duckdb_files: Databases, opens: Opens
) -> None:
    revenue = [{"customer_id": "c", "amount": "1", "booked_on": "2026-01-01"}]
    source = opens(duckdb_files.filled(MINIMAL | {"deals": [deals()], "revenue": revenue}))
    rows = source.bookings()
    with source.reading() as connection:
        assert connection.scalars(sa.select(rows.c.amount)).all() == [1.0]
    assert not source.sells_by_deals


@pytest.mark.parametrize("engine", ["duckdb", "postgresql"])
def test_stored_times_with_zone_count_on_their_day_in_the_zone_of_the_company(
    engine: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with databases_of(engine, tmp_path_factory) as databases:
        url = databases.filled({name: MINIMAL[name] for name in ("reps", "customers")})
        run(
            url,
            "CREATE TABLE activities"
            " (customer_id VARCHAR, rep_id VARCHAR, happened_at TIMESTAMPTZ)",
            "INSERT INTO activities VALUES ('c', 'r', '2026-03-05T23:30:00Z'),"
            " ('c', 'r', '2026-03-05T23:30:00+08:00')",
        )
        source = opened(url, timezone="Asia/Shanghai")
        days = rows_of(source, "activities", "happened_on")
        source.close()
    assert days == [(date(2026, 3, 5),), (date(2026, 3, 6),)]


def test_times_in_text_count_on_their_day_in_the_zone_of_the_company(
    databases: Databases, opens: Opens
) -> None:
    times = ("2026-03-05T23:30:00Z", "2026-03-05T23:30:00+08:00", "2026-03-05 23:30")
    tables = MINIMAL | {
        "activities": [{"customer_id": "c", "rep_id": "r", "happened_at": time} for time in times]
    }
    source = opens(databases.filled(tables, as_text=True), timezone="Asia/Shanghai")
    days = [str(day) for (day,) in rows_of(source, "activities", "happened_on")]
    assert days == ["2026-03-05", "2026-03-05", "2026-03-06"]


def test_a_locked_or_broken_table_is_an_input_error(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    run(
        url,
        "CREATE TABLE staff (rep_id TEXT, name TEXT)",
        "CREATE VIEW reps AS SELECT rep_id, name FROM staff",
        "DROP TABLE staff",
    )
    with pytest.raises(InputError, match=r"crm\.db cannot be read: "):
        open_source(url, import_day=IMPORT_DAY)


def test_an_error_names_the_file_but_not_its_folder(tmp_path: Path) -> None:
    broken = tmp_path / "crm.duckdb"
    broken.write_text("not a database at all", encoding="utf-8")
    with pytest.raises(InputError, match=r"crm\.duckdb cannot be opened") as caught:
        open_source(f"duckdb:///{broken}", import_day=date(2026, 4, 2))
    assert str(tmp_path) not in str(caught.value)


def test_a_file_with_a_space_in_its_name_changes_its_version(tmp_path: Path, opens: Opens) -> None:
    path = tmp_path / "our sales.db"
    url = f"sqlite:///{path}"
    engine = sa.create_engine(url)
    write(engine, MINIMAL)
    engine.dispose()
    before = opens(url)
    assert before.label == "our sales.db"
    os.utime(path, (1, 1))
    assert opens(url).version != before.version
