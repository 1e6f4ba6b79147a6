"""What is only a month, quarter or year is read as its first day, as the last where it ends."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics.policy import Policy
from data.extract import extract
from data.importing import ImportFaults, import_files
from data.opening import database_source
from data.quality import quality

DAY = date(2026, 11, 2)


def brought(folder: Path, **tables: str) -> Path:
    """The tables, with one customer and one salesperson, in a database."""
    place = folder / "files"
    place.mkdir()
    whole = {"customers": "customer_id,name\nC1,Alder\n", "reps": "rep_id,name\nR1,Ana\n"}
    whole |= {"revenue": "customer_id,amount,booked_on\nC1,10,2026-10-05\n"} | tables
    for name, text in whole.items():
        (place / f"{name}.csv").write_text(text, "utf-8")
    import_files(place, folder / "crm.duckdb", timezone="UTC", import_day=DAY, limits=None)
    return folder / "crm.duckdb"


def value(database: Path, statement: str) -> object:
    with duckdb.connect(str(database), read_only=True) as connection:
        (found,) = connection.execute(statement).fetchone() or (None,)
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03", "2026-03-01"),
        ("2026-10", "2026-10-01"),
        ("2026/12", "2026-12-01"),
        ("2026年3月", "2026-03-01"),
        ("二〇二六年十月", "2026-10-01"),
        ("2026年12月份", "2026-12-01"),
        ("10/2026", "2026-10-01"),
        ("3.2026", "2026-03-01"),
        ("Mar 2026", "2026-03-01"),
        ("Oktober 2026", "2026-10-01"),
        ("2026 Dec", "2026-12-01"),
        ("2026Q2", "2026-04-01"),
        ("Q4 2026", "2026-10-01"),
        ("2026年第三季度", "2026-07-01"),
        ("202610", "2026-10-01"),
        ("2026", "2026-01-01"),
    ],
)
def test_a_period_starts_on_its_first_day(tmp_path: Path, text: str, day: str) -> None:
    quotas = f"rep_id,period_start,quota\nR1,{text},100\n"
    database = brought(tmp_path, quotas=quotas)
    assert str(value(database, "SELECT period_start FROM quotas")) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-02", "2024-02-29"), ("Q2 2026", "2026-06-30"), ("2026", "2026-12-31")],
)
def test_a_period_ends_on_its_last_day(tmp_path: Path, text: str, day: str) -> None:
    quotas = f"rep_id,period_start,period_end,quota\nR1,2024-01-01,{text},100\n"
    database = brought(tmp_path, quotas=quotas)
    assert str(value(database, "SELECT period_end FROM quotas")) == day


def test_a_booking_of_a_month_is_of_its_first_day_and_that_is_said(tmp_path: Path) -> None:
    database = brought(
        tmp_path,
        revenue="customer_id,amount,booked_on,rep_id\nC1,10,2026-09,R1\nC1,30,2026-10-05,R1\n",
    )
    assert str(value(database, "SELECT min(booked_on) FROM revenue")) == "2026-09-01"
    policy = Policy()
    source = database_source(f"duckdb:///{database}", policy)
    issues = quality(source, policy, extract(source, policy)).set_index("issue")
    source.close()
    said = issues.loc["month_only"]
    assert (said["rows"], said["example"], said["weight"]) == (
        1,
        "2026-09 → 2026-09-01",
        "overturns",
    )
    assert said["effect"] == (
        "1 row: months without a day in booked_on are read as one day of the month."
    )


@pytest.mark.parametrize("text", ["2026", "202610", "Mar-26", "13/2026", "2026-00"])
def test_what_may_be_something_else_is_no_month_of_a_booking(tmp_path: Path, text: str) -> None:
    with pytest.raises(ImportFaults, match=r"the date cannot be read|no such day"):
        brought(tmp_path, revenue=f"customer_id,amount,booked_on\nC1,10,{text}\n")
