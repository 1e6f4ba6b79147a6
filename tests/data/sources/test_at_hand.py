"""Tables that are brought over from a server, against what its own statements say."""

from dataclasses import fields
from datetime import date

import pandas as pd
import pymysql
import pytest
import sqlalchemy as sa
from sqlalchemy import event

from analytics.policy import Policy
from data.extract import extract, frames
from data.sources import at_hand as module
from data.sources.at_hand import at_hand
from tests.data.conftest import CAST, IMPORT_DAY, SERVERS, file_databases, opened, server_databases
from tests.independent import read_folder
from tests.invented import AS_OF, invent

POLICY = Policy.model_validate({"company": {"currency": "EUR"}})


@pytest.fixture(params=SERVERS)
def databases(request):
    yield from server_databases(request.param)


def extracted(source):
    found = extract(source, POLICY)
    return {
        each.name: getattr(found, each.name)
        for each in fields(found)
        if isinstance(getattr(found, each.name), pd.DataFrame)
    }


def by_server(source, monkeypatch):
    """The same by statements of the server alone."""
    with monkeypatch.context() as patch:
        patch.setattr(frames, "at_hand", lambda source: source)
        return extracted(source)


def assert_same(source, monkeypatch):
    found, expected = extracted(source), by_server(source, monkeypatch)
    assert found["customers"].size
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame, rtol=1e-12, obj=name)


@pytest.mark.parametrize("as_text", [False, True])
def test_frames_are_those_of_the_server(databases, as_text, monkeypatch):
    source = opened(databases.filled(CAST, as_text=as_text))
    assert_same(source, monkeypatch)
    source.close()


def test_frames_of_a_messy_company_are_those_of_the_server(databases, tmp_path, monkeypatch):
    tables = read_folder(invent(tmp_path, 3))
    source = opened(databases.filled(tables), import_day=AS_OF)
    assert_same(source, monkeypatch)
    source.close()


@pytest.mark.parametrize("name", ["a\x1fb", "\x1f", " a\x1f"])
def test_values_that_hold_the_sign_between_values_come_as_they_are(databases, name, monkeypatch):
    odd = {"customer_id": name, "name": name, "owner_id": "ann"}
    tables = CAST | {"customers": [*CAST["customers"], odd]}
    source = opened(databases.filled(tables))
    assert_same(source, monkeypatch)
    assert name.strip(" ") in set(extracted(source)["customers"]["customer_id"])
    source.close()


def test_texts_that_a_server_cuts_off_are_fetched_one_by_one(databases):
    if databases.engine != "mariadb":
        pytest.skip("only MariaDB cuts them")
    source = opened(databases.filled(CAST))
    expected = extracted(source)
    source.close()

    def shorten(connection, *_):
        if isinstance(connection, pymysql.Connection):
            connection.query("SET SESSION group_concat_max_len = 20")

    event.listen(sa.Engine, "checkout", shorten)
    try:
        source = opened(databases.filled(CAST))
        found = extracted(source)
    finally:
        event.remove(sa.Engine, "checkout", shorten)
    source.close()
    for name, frame in expected.items():
        pd.testing.assert_frame_equal(found[name], frame, obj=name)


def test_days_without_end_are_never_seen(databases):
    if databases.engine != "postgresql":
        pytest.skip("only PostgreSQL has them")
    url = databases.filled(CAST)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO activities (customer_id, rep_id, happened_at, kind)"
            " VALUES ('a1', 'ann', 'infinity', 'call'), ('a1', 'ben', '12000-01-01', 'call')"
        )
    engine.dispose()
    source = opened(url)
    days = extracted(source)["activity_edges"]["last_on"]
    assert days.max() <= pd.Timestamp(IMPORT_DAY)
    source.close()


def test_each_table_is_asked_for_once_and_let_go_with_the_source(databases):
    source = opened(databases.filled(CAST))
    asked = []

    def note(connection, _cursor, statement, *_):
        if connection.dialect.name != "duckdb":
            asked.append(statement)

    event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        extract(source, POLICY)
        extract(source, POLICY, as_of=date(2026, 5, 31))
    finally:
        event.remove(sa.Engine, "before_cursor_execute", note)
    there = set(source.tables) - set(module._TABLES_LEFT)
    assert len(asked) == len(there)
    copy = at_hand(source)
    assert at_hand(source) is copy
    assert source.kept
    source.close()
    assert not source.kept


def test_files_are_read_where_they_are(tmp_path):
    source = opened(file_databases("duckdb", tmp_path).filled(CAST))
    assert at_hand(source) is source
    source.close()
