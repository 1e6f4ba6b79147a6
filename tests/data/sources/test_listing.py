import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from analytics.errors import InputError
from data.sources.listing import Place, TableSeen, tables_in


def test_tables_and_their_rows_are_told(tmp_path: Path) -> None:
    file = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
        connection.execute("INSERT INTO orders VALUES (1), (2)")
        connection.commit()
    assert tables_in(f"sqlite:///{file}") == (TableSeen("orders", 2),)


def test_an_empty_schema_names_those_that_hold_tables(tmp_path: Path) -> None:
    file = tmp_path / "crm.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE SCHEMA sales; CREATE TABLE sales.orders (id INTEGER)")
    with pytest.raises(InputError, match=r"there are tables in .*sales: name one of these"):
        tables_in(f"duckdb:///{file}")


def test_no_message_holds_the_password() -> None:
    place = Place("postgresql", "127.0.0.1", 1, "crm", "reader")
    with pytest.raises(InputError) as refused:
        tables_in(place.address("s3cret/@x"))
    assert "s3cret" not in str(refused.value)
