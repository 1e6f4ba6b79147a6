"""Kinds of contact by pair, counted by eye."""

import csv
from datetime import date
from pathlib import Path

import pytest

from analytics.policy import Policy
from data.importing import check, find_files
from data.kinds import contact_kinds
from data.sources import Source, open_source

AS_OF = date(2026, 6, 30)
ACTIVITIES = [
    ("acme", "ann", "2026-06-20", "visit"),
    ("acme", "ann", "2026-03-01", "visit"),
    ("acme", "ann", "2026-03-01", "call"),
    ("acme", "bo", "2026-01-15", "call"),
    ("bold", "bo", "2025-07-01", "email"),
    ("bold", "bo", "2025-06-30", "email"),
    ("bold", "bo", "2026-07-01", "email"),
    ("nobody", "bo", "2026-06-01", "visit"),
]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    tables = {
        "customers": [("customer_id", "name"), ("acme", "Acme"), ("bold", "Bold")],
        "reps": [("rep_id", "name"), ("ann", "Ann"), ("bo", "Bo")],
        "activities": [("customer_id", "rep_id", "happened_at", "kind"), *ACTIVITIES],
    }
    for name, rows in tables.items():
        with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    day = date(2026, 12, 31)
    report = check(find_files(tmp_path), tmp_path / "home", timezone="UTC", import_day=day)
    return open_source(f"duckdb:///{report.path}", import_day=day)


def test_records_of_the_window_are_counted_by_customer_rep_and_kind(source: Source) -> None:
    kinds = contact_kinds(source, Policy(), AS_OF)
    assert kinds.drop(columns="first_on").to_numpy().tolist() == [
        ["acme", "ann", "call", 1],
        ["acme", "ann", "visit", 2],
        ["acme", "bo", "call", 1],
        ["bold", "bo", "email", 1],
    ]
    assert kinds["first_on"].dt.date.astype(str).tolist() == [
        "2026-03-01",
        "2026-03-01",
        "2026-01-15",
        "2025-07-01",
    ]


def test_before_any_record_there_are_no_rows_but_all_columns(source: Source) -> None:
    kinds = contact_kinds(source, Policy(), date(2020, 1, 1))
    assert kinds.empty
    assert kinds.columns.tolist() == ["customer_id", "rep_id", "kind", "activities", "first_on"]
