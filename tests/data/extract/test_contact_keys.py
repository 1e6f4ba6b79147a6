"""Contacts summed over sorted numbers, against the statements that sum them in the engine."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.policy import Policy
from data.extract import (
    contact_departures,
    extract,
    extract_with_earlier,
    with_departures,
    with_rep_months,
)
from data.extract import contact_keys as module
from data.extract.as_of import basis_of
from data.frames import TooMuchError
from tests.data.conftest import file_databases, opened
from tests.independent import read_folder
from tests.invented import AS_OF, invent

POLICY = Policy.model_validate({"company": {"currency": "CNY"}})
FRAMES = ("activity_edges", "touches", "rep_months", "departure_edges", "booking_days")


def company(folder: Path, *, met: bool):
    """An invented company in DuckDB, in whose contacts people at the customer are named, or not."""
    tables = read_folder(invent(folder / "csv", 3))
    if not met:
        tables["activities"] = [
            {name: value for name, value in row.items() if name != "contact_id"}
            for row in tables["activities"]
        ]
    return opened(file_databases("duckdb", folder).filled(tables), import_day=AS_OF)


def in_steps(source):
    first, _ = extract_with_earlier(source, POLICY, days=90, as_of=AS_OF)
    return with_departures(source, POLICY, with_rep_months(source, POLICY, first))


@pytest.fixture(scope="module", params=[True, False])
def stated(request, tmp_path_factory):
    """A company, and its extract by the statements."""
    source = company(tmp_path_factory.mktemp("company"), met=request.param)
    yield source, extract(source, POLICY, as_of=AS_OF)
    source.close()


@pytest.mark.parametrize("block", [1, 50, 4_000_000])
def test_frames_are_those_of_the_statements(block, stated, monkeypatch):
    source, expected = stated
    monkeypatch.setattr(module, "_BLOCK", block)
    monkeypatch.setattr(contact_departures, "_BLOCK", block)
    found = in_steps(source)
    assert len(expected.touches)
    assert len(expected.rep_months)
    for name in FRAMES:
        one, other = getattr(found, name), getattr(expected, name)
        pd.testing.assert_frame_equal(one, other, rtol=1e-12, obj=name)


@pytest.mark.parametrize("contacts", [{"activities": []}, {}])
def test_company_without_contacts_has_frames_without_rows(contacts, tmp_path):
    database = file_databases("duckdb", tmp_path)
    tables = read_folder(invent(tmp_path / "csv", 3))
    del tables["activities"]
    source = opened(database.filled(tables | contacts), import_day=AS_OF)
    found, expected = in_steps(source), extract(source, POLICY, as_of=AS_OF)
    source.close()
    for name in FRAMES:
        one, other = getattr(found, name), getattr(expected, name)
        assert len(one) == len(other)
        pd.testing.assert_frame_equal(one, other, rtol=1e-12, obj=name)


def test_more_people_than_a_number_can_hold_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "REP_BITS", 1)
    source = company(tmp_path, met=False)
    with source.engine.connect() as connection:
        basis, _ = basis_of(connection, source, POLICY, as_of=AS_OF)
        with pytest.raises(TooMuchError):
            module.contacts_of_both(connection, basis, basis)
    source.close()
