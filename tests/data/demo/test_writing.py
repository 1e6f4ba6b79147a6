"""Frames into a file and back."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from data.demo.tables import customer_ids, rep_ids
from data.demo.writing import write_database

pytestmark = pytest.mark.slow


def one_role(**columns: list[str | None]) -> dict[str, pd.DataFrame]:
    return {"roles": pd.DataFrame({"rep_id": ["R001"], "role": ["rep"], **columns})}


def test_missing_values_come_back_as_null(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "currency": ["USD"],
            "valid_on": pd.to_datetime(["2026-06-01"]),
            "rate": [7.2],
        }
    )
    notes = pd.DataFrame(
        {
            "rep_id": ["R001"],
            "kind": ["handover"],
            "signed_on": np.array(["NaT"], dtype="datetime64[s]"),
            "ends_on": np.array(["2026-01-31"], dtype="datetime64[s]"),
            "months": [np.nan],
            "paid": pd.array([pd.NA], dtype="boolean"),
        }
    )
    path = tmp_path / "x.duckdb"
    write_database(path, {"exchange_rates": frame, "agreements": notes}, {"kind": "demo"})
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("SELECT * FROM agreements").fetchone()
        assert row is not None
        assert row[2] is None
        assert str(row[3]) == "2026-01-31"
        assert row[4:] == (None, None)
        assert connection.execute("SELECT * FROM linchpin_import").fetchall() == [("kind", "demo")]


def test_the_file_is_free_for_readers_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    write_database(path, one_role(), {"kind": "demo"})
    with (
        duckdb.connect(str(path), read_only=True) as first,
        duckdb.connect(str(path), read_only=True) as second,
    ):
        query = "SELECT count(*) FROM roles"
        assert first.execute(query).fetchone() == second.execute(query).fetchone() == (1,)


def test_a_column_that_lacks_is_an_error_and_not_a_null(tmp_path: Path) -> None:
    tables = {"roles": pd.DataFrame({"rep_id": ["R001"]})}
    with pytest.raises(KeyError, match="role"):
        write_database(tmp_path / "x.duckdb", tables, {"kind": "demo"})


def test_ids_are_counted_from_one_and_missing_for_nobody() -> None:
    assert rep_ids([0, 41]).tolist() == ["R001", "R042"]
    assert customer_ids([999]).tolist() == ["C1000"]
    assert rep_ids([-1, 2]).isna().tolist() == [True, False]
    assert rep_ids([]).tolist() == []
    assert rep_ids([-1]).isna().all()
