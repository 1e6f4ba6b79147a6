"""Databases whose values need more than a cast mean the same as files that hold the same texts."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from analytics.errors import InputError, InputFaults
from analytics.policy import read_policy
from data.mapping.text import read_mapping
from data.opening import given_source
from data.sources import RemoteSource, Source, in_place, open_source
from tests.data.conftest import IMPORT_DAY, Databases, databases_of
from tests.data.writing import Tables, write

EURO = read_policy('[company]\ncurrency = "EUR"')
DIRTY: Tables = {
    "reps": [
        {"rep_id": "R1\u00a0", "name": "Ana", "hired_on": "01.02.2019", "left_on": "1900-01-01",
         "active": "ja"},
        {"rep_id": "R2", "name": "", "hired_on": "26.05.2020", "left_on": "9999-12-31",
         "active": "在职"},
        {"rep_id": "NULL", "name": "NULL", "hired_on": "", "left_on": "", "active": ""},
    ],
    "customers": [
        {"customer_id": "1", "name": "Alder", "owner_id": "R1"},
        {"customer_id": "2", "name": "Birch", "owner_id": "Unassigned"},
    ],
    "revenue": [
        {"customer_id": "1.0", "rep_id": "\u200bR1", "amount": "1.250,50",
         "booked_on": "05.03.2026", "currency": "", "status": "posted"},
        {"customer_id": "2", "rep_id": "N/A", "amount": "€ 1.000", "booked_on": "31.03.2026",
         "currency": "", "status": ""},
        {"customer_id": "", "rep_id": "R2", "amount": "7", "booked_on": "31.03.2026",
         "currency": "", "status": ""},
    ],
    "activities": [
        {"customer_id": "1", "rep_id": "R2", "happened_at": "2026-03-05 02:30 PM",
         "kind": "phone call"},
        {"customer_id": "2", "rep_id": "R1", "happened_at": "2026-03-06 09:00", "kind": "Fax"},
    ],
    "assignments": [
        {"customer_id": "1", "rep_id": "R1", "start_on": "2026-01-01", "end_on": "2025-01-01"},
        {"customer_id": "2", "rep_id": "R2", "start_on": "2026-01-01", "end_on": ""},
    ],
}  # fmt: skip


def _rows(source: Source, table: str, *columns: str) -> set[tuple[Any, ...]]:
    rows = source.rows(table)
    with source.reading() as connection:
        return set(map(tuple, connection.execute(sa.select(*(rows.c[c] for c in columns)))))


def _readings(source: Source) -> set[tuple[str, str, int]]:
    """What was read in a special way: table, code and number of rows."""
    noted = sa.table("linchpin_readings", *map(sa.column, ("table_name", "code", "rows")))
    with source.reading() as connection:
        return set(map(tuple, connection.execute(sa.select(*noted.c))))


def _given(url: str, folder: Path, **options: Any) -> Any:
    return given_source(url, EURO, folder, **options)


def test_every_rule_of_files_holds(databases: Databases, tmp_path: Path) -> None:
    source = _given(databases.filled(DIRTY, as_text=True), tmp_path)

    assert {(*row[:2], str(row[2]), *row[3:]) for row in _rows(
        source, "reps", "rep_id", "name", "hired_on", "left_on", "active"
    )} == {("R1", "Ana", "2019-02-01", None, 1), ("R2", "R2", "2020-05-26", None, 1)}  # fmt: skip
    assert _rows(source, "customers", "customer_id", "owner_id") == {("1", "R1"), ("2", None)}
    assert _rows(source, "revenue", "customer_id", "rep_id", "amount", "currency", "status") == {
        ("1", "R1", 1250.5, None, "booked"),
        ("2", None, 1000.0, "EUR", "booked"),
    }
    assert {str(day) for (day,) in _rows(source, "revenue", "booked_on")} == {
        "2026-03-05", "2026-03-31",
    }  # fmt: skip
    assert _rows(source, "activities", "rep_id", "happened_at", "kind") == {
        ("R2", "2026-03-05 14:30:00", "call"),
        ("R1", "2026-03-06 09:00:00", "other"),
    }
    assert _rows(source, "assignments", "customer_id", "rep_id") == {("2", "R2")}
    assert {
        ("reps", "pool", 1), ("reps", "space_around", 1), ("reps", "day_for_none", 1),
        ("reps", "open_end", 1), ("reps", "id_for_name", 1), ("reps", "date_order", 2),
        ("customers", "word_for_nothing", 1), ("revenue", "word_for_nothing", 1),
        ("revenue", "decimal_id", 1), ("revenue", "space_around", 1), ("revenue", "empty_id", 1),
        ("revenue", "decimal_sign_decided", 1), ("revenue", "known_word", 1),
        ("activities", "known_word", 1), ("assignments", "ends_before_start", 1),
    } <= _readings(source)  # fmt: skip


CLEAN: Tables = {
    "reps": [{"rep_id": "R1", "name": "Ana"}],
    "customers": [{"customer_id": "C1", "name": "Alder", "owner_id": "R1"}],
    "revenue": [
        {"customer_id": "C1", "amount": "1000", "booked_on": "2026-03-31"},
        {"customer_id": "C1", "amount": "2000", "booked_on": "2026-03-30"},
    ],
}


@in_place
def _total(source: Source) -> float:
    rows = source.rows("revenue")
    with source.reading() as connection:
        return float(connection.scalar(sa.select(sa.func.sum(rows.c.amount))) or 0.0)


def _amounts(*texts: str) -> Tables:
    row = {"customer_id": "C1", "booked_on": "2026-03-31"}
    return {**CLEAN, "revenue": [{**row, "amount": text} for text in texts]}


def test_a_clean_database_stays_where_it_is(databases: Databases, tmp_path: Path) -> None:
    source = _given(databases.filled(CLEAN), tmp_path)

    assert isinstance(source, RemoteSource)
    assert list(tmp_path.iterdir()) == []
    source.close()


def test_an_open_number_is_asked_with_both_totals(duckdb_files: Databases, tmp_path: Path) -> None:
    url = duckdb_files.filled(_amounts("1.250", "2.500"), as_text=True)

    with pytest.raises(InputFaults) as refused:
        _given(url, tmp_path)

    (fault,) = refused.value.faults
    assert (fault.table, fault.column, fault.source) == ("revenue", "amount", None)
    assert "3.75" in str(fault)
    assert "3,750" in str(fault)
    assert '"revenue.amount.decimal"' in str(fault)


def _sqlite(folder: Path, revenue: str, rows: list[tuple[Any, ...]]) -> str:
    """A database with bookings of these columns."""
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        database.execute("CREATE TABLE customers (customer_id, name)")
        database.execute("CREATE TABLE reps (rep_id, name)")
        database.execute(f"CREATE TABLE revenue ({revenue})")
        database.execute("INSERT INTO customers VALUES ('C1', 'Alder')")
        database.execute("INSERT INTO reps VALUES ('R1', 'Ana')")
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO revenue VALUES ({marks})", rows)
        database.commit()
    return f"sqlite:///{folder / 'crm.sqlite'}"


_BOOKED = "customer_id, booked_on, amount"


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        (f"{_BOOKED}, entry INTEGER PRIMARY KEY", "entry = 71"),
        (f"{_BOOKED}, revenue_id", "revenue_id = 71"),
        (f"{_BOOKED}, colour", "customer_id = C1, amount = x, booked_on = 2026-03-31"),
    ],
)
def test_a_row_of_a_database_is_called_by_its_key(tmp_path: Path, columns: str, key: str) -> None:
    rows = [("C1", "2026-03-30", "1000", 70), ("C1", "2026-03-31", "x", 71)]
    with pytest.raises(InputFaults) as refused:
        _given(_sqlite(tmp_path, columns, rows), tmp_path)
    (fault,) = refused.value.faults
    assert (fault.row, fault.key) == (None, key)
    assert str(fault).startswith(f"revenue, {key}, amount: the number cannot be read ('x')")
    assert f"revenue.amount, {key}: the number" in str(refused.value)


def test_what_is_asked_of_a_database_names_keys_too(tmp_path: Path) -> None:
    rows = [("C1", "13/03/2026", "1000", 70), ("C1", "07/21/2026", "1000", 71)]
    with pytest.raises(InputFaults) as refused:
        _given(_sqlite(tmp_path, f"{_BOOKED}, entry INTEGER PRIMARY KEY", rows), tmp_path)
    said = str(refused.value.faults[0])
    assert "13/03/2026 stands in row entry = 70, 07/21/2026 in row entry = 71" in said


def test_a_mapping_answers_what_was_asked(duckdb_files: Databases, tmp_path: Path) -> None:
    tables = "\n".join(f'{table} = {{ name = "{table}" }}' for table in CLEAN)
    same = "\n".join(
        f'[[{table}]]\nfrom = "{table}"\n[{table}.columns]\n'
        + "\n".join(f'{name} = "{name}"' for name in rows[0] if name != "amount")
        for table, rows in CLEAN.items()
    )
    mapping = read_mapping(
        f'[tables]\n{tables}\n{same}\namount = {{ column = "amount", decimal = "," }}', "same.toml"
    )
    url = duckdb_files.filled(_amounts("1.250", "2.500"), as_text=True)

    source = given_source(url, EURO, tmp_path, mapping=mapping)

    assert _total(source) == 3750.0


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_stored_numbers_are_never_open(
    engine: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with databases_of(engine, tmp_path_factory) as databases:
        url = databases.new_url()
        _run(
            url,
            "create table reps (rep_id varchar(9), name varchar(9))",
            "insert into reps values ('R1', 'Ana')",
            "create table customers (customer_id varchar(9), name varchar(9), owner_id varchar(9))",
            "insert into customers values ('C1 ', 'Alder', 'N/A')",
            "create table revenue (customer_id varchar(9), amount decimal(12,3), booked_on date)",
            "insert into revenue values ('C1', 1.250, '2026-03-31'), ('C1', 2.5, '2026-03-31')",
        )
        source = _given(url, tmp_path)

        assert _rows(source, "revenue", "amount") == {(1.25,), (2.5,)}
        assert _rows(source, "customers", "customer_id", "owner_id") == {("C1", None)}


def test_days_that_only_a_server_can_store(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with databases_of("postgresql", tmp_path_factory) as databases:
        url = databases.filled(CLEAN)
        _run(
            url,
            "create table assignments (customer_id text, rep_id text, start_on date, end_on date)",
            "insert into assignments values ('C1', 'R1', '-infinity', 'infinity')",
        )
        source = _given(url, tmp_path)

        assert _rows(source, "assignments", "rep_id", "start_on", "end_on") == {("R1", None, None)}
        assert {("assignments", "day_for_none", 1), ("assignments", "open_end", 1)} <= _readings(
            source
        )


def test_days_without_month_or_day(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with databases_of("mariadb", tmp_path_factory) as databases:
        url = databases.filled({name: CLEAN[name] for name in ("customers", "revenue")})
        reps = "create table reps (rep_id varchar(9), name varchar(9), left_on date)"
        _run(url, "set sql_mode = ''", reps, "insert into reps values ('R1', 'Ana', '0000-00-00')")
        source = _given(url, tmp_path)
        assert _rows(source, "reps", "rep_id", "left_on") == {("R1", None)}

        _run(url, "set sql_mode = ''", "insert into reps values ('R2', 'Ben', '2026-03-00')")
        with pytest.raises(InputFaults, match="2026-03-00"):
            _given(url, tmp_path)


def test_bytes_and_bits_are_read_in_place(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with databases_of("mariadb", tmp_path_factory) as databases:
        url = databases.new_url()
        _run(
            url,
            "create table reps (rep_id binary(16), name varchar(9), active bit(1))",
            "insert into reps values (x'018F0000A1B27C3D8E07FF10390AABBC', 'Ana', b'1'),"
            " (x'00000000000000000000000000000020', 'Ben', b'0')",
            "create table customers (customer_id binary(16), name varchar(9), owner_id binary(16))",
            "insert into customers values (x'AB000000000000000000000000000000', 'Alder',"
            " x'018F0000A1B27C3D8E07FF10390AABBC')",
            "create table revenue (customer_id binary(16), amount int, booked_on date)",
            "insert into revenue values (x'AB000000000000000000000000000000', 5, '2026-03-31')",
        )
        source = _given(url, tmp_path)
        assert isinstance(source, RemoteSource)
        source.close()

        plain = open_source(url, import_day=IMPORT_DAY)
        assert _rows(plain, "reps", "rep_id", "active") == {
            ("018f0000a1b27c3d8e07ff10390aabbc", 1),
            ("00000000000000000000000000000020", 0),
        }
        assert _rows(plain, "customers", "customer_id", "owner_id") == {
            ("ab000000000000000000000000000000", "018f0000a1b27c3d8e07ff10390aabbc")
        }
        plain.close()


def test_bytes_in_cells_of_any_type(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    _run(
        url,
        "create table reps (rep_id, name)",
        "insert into reps values (x'0AFF', 'Ana')",
        "create table customers (customer_id, name, owner_id)",
        "insert into customers values (1, 'Alder', x'0AFF')",
        "create table revenue (customer_id, amount, booked_on)",
        "insert into revenue values (1.0, 1.25, '2026-03-31'), (1, 1.125, '2026-03-31')",
    )
    source = _given(url, tmp_path / "copies")

    assert _rows(source, "reps", "rep_id") == {("0aff",)}
    assert _rows(source, "customers", "customer_id", "owner_id") == {("1", "0aff")}
    assert _rows(source, "revenue", "customer_id", "amount") == {("1", 1.25), ("1", 1.125)}


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_a_reader_of_another_schema_needs_no_right_to_write(
    engine: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with databases_of(engine, tmp_path_factory) as databases:
        url = databases.new_url()
        user = f"reader_{secrets.token_hex(4)}"
        if engine == "postgresql":
            schema = "Crm_1"
            _run(url, f'create schema "{schema}"', f"create role {user} login")
            tables = _filled_in(url, schema)
            _run(
                url,
                f'grant usage on schema "{schema}" to {user}',
                *(f'grant select on "{schema}".{table} to {user}' for table in tables),
            )
        else:
            other = databases.filled(CLEAN)
            schema = sa.make_url(other).database or ""
            # Of this host, before which no nameless user of a new server comes.
            who = f"{user}@'127.0.0.1'"
            _run(url, f"create user {who}", f"grant select on {schema}.* to {who}",
                 f"grant select on {sa.make_url(url).database}.* to {who}")  # fmt: skip
        mine = sa.make_url(url).set(username=user, password=None)
        asked = mine.set(drivername=engine).render_as_string(hide_password=False)
        try:
            with pytest.raises(InputError, match=rf"Looked in the schema .*{schema}: end the"):
                _given(asked, tmp_path)
            source = _given(f"{asked}?schema={schema}", tmp_path)
            assert isinstance(source, RemoteSource)
            source.close()
        finally:
            _run(url, *([f"drop owned by {user}"] if engine == "postgresql" else []),
                 f"drop role {user}" if engine == "postgresql" else f"drop user {who}")  # fmt: skip


def _filled_in(url: str, schema: str) -> list[str]:
    engine = sa.create_engine(url, connect_args={"options": f'-c search_path="{schema}"'})
    write(engine, CLEAN)
    engine.dispose()
    return list(CLEAN)


def _run(url: str, *statements: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
