"""Faults of a database that is read in place: all at once, with place, value and remedy."""

import pytest

from analytics.errors import Fault, InputFaults
from data.sources.checks import check_source, faults_of
from tests.data.conftest import CAST, Databases, Opens

FAULTY = CAST | {
    "reps": [*CAST["reps"], {"rep_id": "bot", "name": "Again"}, {"rep_id": " bot ", "name": "Yet"}],
    "customers": [*CAST["customers"], {"customer_id": "e5", "name": " "}],
    "revenue": [
        *CAST["revenue"],
        {"customer_id": "a1", "amount": "12.5", "currency": "EUR", "booked_on": "2026-02-30"},
        {"customer_id": "", "amount": "x", "currency": "EUR", "booked_on": "2026-02-20"},
        {"customer_id": "a1", "amount": "3", "booked_on": "2026-02-20", "due_on": "soon"},
    ],
    "activities": [
        *CAST["activities"],
        {"customer_id": "a1", "rep_id": "ann", "happened_at": "2026-02-30T10:00:00"},
    ],
    "access": [{"rep_id": "ann", "scope": "all", "active": "perhaps"}],
}


def found(faults: list[Fault]) -> set[tuple]:
    return {(f.table, f.column, f.value, f.amount, f.skippable, str(f.problem)) for f in faults}


def test_a_sound_database_has_no_faults(cast_source) -> None:
    assert faults_of(cast_source) == ([], 0)
    check_source(cast_source)
    assert cast_source.filled >= {"reps", "customers"}


def test_all_faults_are_found_at_once(databases: Databases, opens: Opens) -> None:
    source = opens(databases.filled(FAULTY, as_text=True))
    faults, total = faults_of(source)
    assert found(faults) == {
        ("reps", "rep_id", "bot", None, False, "3 rows have this key"),
        ("customers", "name", "e5", None, True, "a required value is empty"),
        ("revenue", "booked_on", "2026-02-30", 12.5, True, "the date cannot be read"),
        ("revenue", "customer_id", None, None, True, "a required value is empty"),
        ("revenue", "amount", "x", None, True, "the number cannot be read"),
        ("revenue", "due_on", "soon", 3.0, True, "the date cannot be read"),
        ("activities", "happened_at", "2026-02-30T10:00:00", None, True, "the date cannot be read"),
        ("access", "active", "perhaps", None, True, "the value is neither yes nor no"),
    }
    assert total == 8


def test_numbers_beyond_any_amount_are_faults_of_their_own(
    databases: Databases, opens: Opens
) -> None:
    large = {"customer_id": "a1", "currency": "EUR", "booked_on": "2026-02-20"}
    rows = [{**large, "amount": amount} for amount in ("1e308", "-1e308", "x")]
    source = opens(databases.filled(CAST | {"revenue": rows}, as_text=True))
    said = {(f.value, str(f.problem)) for f in faults_of(source)[0]}
    too_large = "the number is larger than any amount or count of a company"
    assert said == {
        ("1e308", too_large),
        ("-1e308", too_large),
        ("x", "the number cannot be read"),
    }


def test_faults_stop_the_reading(duckdb_files: Databases, opens: Opens) -> None:
    source = opens(duckdb_files.filled(FAULTY, as_text=True))
    with pytest.raises(InputFaults, match="8 values cannot be used") as caught:
        check_source(source)
    assert len(caught.value.faults) == 8
    first = next(f for f in caught.value.faults if f.column == "booked_on")
    assert str(first) == (
        "revenue, booked_on: the date cannot be read ('2026-02-30'). Write it as 2026-03-05"
    )


def test_only_a_repeated_key_cannot_be_left_out(duckdb_files: Databases, opens: Opens) -> None:
    source = opens(duckdb_files.filled(FAULTY, as_text=True))
    with pytest.raises(InputFaults, match="1 value cannot be used") as caught:
        check_source(source, skip_faulty=True)
    assert [fault.column for fault in caught.value.faults] == ["rep_id"]


def test_faulty_rows_can_be_left_out(duckdb_files: Databases, opens: Opens) -> None:
    tables = FAULTY | {"reps": CAST["reps"]}
    source = opens(duckdb_files.filled(tables, as_text=True))
    check_source(source, skip_faulty=True)
    assert faults_of(source)[1] == 7


def test_a_stored_number_that_is_none_is_a_fault(duckdb_files: Databases, opens: Opens) -> None:
    tables = CAST | {"revenue": [{"customer_id": "a1", "amount": "nan", "booked_on": "2026-01-01"}]}
    source = opens(duckdb_files.filled(tables))
    faults, total = faults_of(source)
    assert [(fault.table, fault.column) for fault in faults] == [("revenue", "amount")]
    assert total == 1
