"""The database file of the demo company."""

import errno
import json
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import data.demo
from analytics.errors import StorageError
from analytics.messages import Message
from data.demo import DEMO_SEED, DEMO_VERSION, build_demo, demo_truth
from data.schema import METADATA, NAMED_IN_CHINESE, TABLES
from tests.data.demo.measures import read_tables

pytestmark = pytest.mark.slow

Tables = dict[str, pd.DataFrame]


def test_a_second_build_replaces_the_file_by_the_same_rows(tables: Tables, tmp_path: Path) -> None:
    path = tmp_path / "demo.duckdb"
    path.write_bytes(b"an older one")
    build_demo(path)
    assert [each.name for each in tmp_path.iterdir()] == ["demo.duckdb"]
    again = read_tables(str(path))
    assert again.keys() == tables.keys()
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, again[name], obj=name)


def test_another_seed_makes_another_company(tables: Tables, tmp_path: Path) -> None:
    build_demo(tmp_path / "other.duckdb", seed=7)
    other = read_tables(str(tmp_path / "other.duckdb"))
    assert not other["customers"]["name"].equals(tables["customers"]["name"])
    version = other["linchpin_import"].set_index("key").loc["version", "value"]
    assert version == f"{DEMO_VERSION}-7"


def test_the_file_says_what_it_is(tables: Tables) -> None:
    facts = tables["linchpin_import"].set_index("key")["value"]
    assert facts["kind"] == "demo"
    assert facts["version"] == DEMO_VERSION
    assert date.fromisoformat(facts["imported_on"]) == data.demo.DEMO_AS_OF
    assert json.loads(facts["ignored"]) == []


@pytest.mark.parametrize("name", list(TABLES))
def test_every_canonical_table_has_its_columns_and_rows(tables: Tables, name: str) -> None:
    chinese = [f"{column}_zh" for column in NAMED_IN_CHINESE.get(name, ())]
    assert list(tables[name].columns) == [*TABLES[name].columns, *chinese]
    assert len(tables[name]) > 0


@pytest.mark.parametrize("name", list(TABLES))
def test_required_columns_are_filled_and_keys_unique(tables: Tables, name: str) -> None:
    assert tables[name][TABLES[name].required].notna().all(axis=None)
    key = TABLES[name].key
    assert key is None or tables[name][key].is_unique


@pytest.mark.parametrize("name", list(TABLES))
def test_columns_have_the_types_of_an_import(database: Path, name: str) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(f"DESCRIBE {name}").fetchall()
    names = {"DATE": "DATE", "DATETIME": "TIMESTAMP", "DOUBLE": "DOUBLE", "BOOLEAN": "BOOLEAN"}
    for column, kind, *_ in rows:
        if column in METADATA.tables[name].columns:
            wanted = METADATA.tables[name].columns[column].type.__visit_name__
            assert kind == names.get(str(wanted).upper(), "VARCHAR"), column


@pytest.mark.parametrize("name", list(TABLES))
def test_choices_are_known_but_for_the_one_odd_kind(tables: Tables, name: str) -> None:
    for column in TABLES[name].columns.values():
        if column.choices:
            strange = set(tables[name][column.name].dropna()) - set(column.choices)
            assert strange == ({"fax"} if (name, column.name) == ("activities", "kind") else set())


def test_progress_rises_from_nothing_to_all(
    built: tuple[Path, list[tuple[float, Message]]],
) -> None:
    parts = [part for part, _ in built[1]]
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (0.0, 1.0)
    assert all(str(doing) for _, doing in built[1])


def test_a_build_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path, *_: object) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(data.demo, "write_database", fails)
    with pytest.raises(StorageError, match="the disk is full"):
        build_demo(tmp_path / "demo.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_truth_is_the_same_each_time() -> None:
    first, again = demo_truth(DEMO_SEED), demo_truth(DEMO_SEED)
    pd.testing.assert_frame_equal(first.reps, again.reps)
    pd.testing.assert_frame_equal(first.edges, again.edges)
    pd.testing.assert_frame_equal(first.departures, again.departures)
