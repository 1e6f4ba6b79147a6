"""The control total adds up, line by line and to the cent."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.extract import Extract
from analytics.policy import Policy
from data.extract import extract
from data.importing import import_files
from data.quality import control_total
from data.sources import Source
from tests.data.conftest import CAST, IMPORT_DAY, Databases, Opens


def told(source: Source, policy: Policy, **options) -> pd.DataFrame:
    return control_total(source, policy, extract(source, policy, **options))


def lines(frame: pd.DataFrame) -> list[tuple]:
    rows = frame[["line", "currency", "rows", "amount"]].itertuples(index=False)
    return [tuple(row) for row in rows]


def test_every_booking_is_accounted_for(
    cast_source: Source, cast_extract: Extract, policy: Policy
) -> None:
    assert lines(control_total(cast_source, policy, cast_extract)) == [
        ("source", "EUR", 9, 3453.5),
        ("unknown_customer", "EUR", -1, -5.0),
        ("future_date", "EUR", -1, -11.0),
        ("before_window", "EUR", -1, -7.0),
        ("used", "EUR", 6, 3430.5),
        ("source", "GBP", 1, 9.0),
        ("currency_without_rate", "GBP", -1, -9.0),
        ("used", "GBP", 0, 0.0),
        ("source", "USD", 3, 29.0),
        ("currency_without_rate", "USD", -1, -9.0),
        ("used", "USD", 2, 20.0),
        ("total", "EUR", 8, 3490.5),
    ]


@pytest.mark.parametrize(("as_of", "currency"), [("2026-05-31", "USD"), ("2026-03-01", None)])
def test_lines_add_up_and_end_in_the_revenue_of_all_customers(
    cast_source: Source, policy: Policy, as_of: str, currency: str | None
) -> None:
    day = date.fromisoformat(as_of)
    found = extract(cast_source, policy, as_of=day, currency=currency)
    frame = control_total(cast_source, policy, found)
    last = frame.iloc[-1]
    parts = frame.iloc[:-1]
    for _, group in parts.groupby("currency"):
        used = group["line"] == "used"
        assert used.sum() == 1
        for column in ("rows", "amount"):
            assert group.loc[~used, column].sum() == pytest.approx(
                group.loc[used, column].sum(), abs=0.005
            )
    assert last["line"] == "total"
    assert last["currency"] == found.currency
    assert last["reporting_amount"] == pytest.approx(
        found.customers["revenue_12m"].sum(), abs=0.005
    )
    assert parts["reporting_amount"].sum() == pytest.approx(last["amount"], abs=0.005)


def test_rows_after_the_as_of_date_have_their_line(cast_source: Source, policy: Policy) -> None:
    day = date(2026, 5, 31)
    frame = told(cast_source, policy, as_of=day).query("currency == 'EUR'")
    # June: 100 + 50.5 − 20 + 2000.
    assert ("after_as_of", "EUR", -4, -2130.5) in lines(frame)


def test_faulty_rows_count_with_the_money_that_can_be_read(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    faulty = [
        {"customer_id": "a1", "amount": "12.5", "currency": "", "booked_on": "2026-02-30"},
        {"customer_id": "a1", "amount": "x", "currency": "EUR", "booked_on": "2026-02-20"},
    ]
    tables = CAST | {"revenue": [*CAST["revenue"], *faulty]}
    frame = told(opens(databases.filled(tables, as_text=True)), policy)
    assert lines(frame)[:2] == [("source", "EUR", 11, 3466.0), ("faulty", "EUR", -2, -12.5)]


def test_won_deals_without_a_day_have_their_line(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    won = {"customer_id": "a1", "rep_id": "ann", "stage": "won", "amount": "5"}
    tables = {name: rows for name, rows in CAST.items() if name != "revenue"} | {
        "deals": [
            won | {"deal_id": "1", "closed_on": "2026-06-01"},
            won | {"deal_id": "2", "closed_on": ""},
            won | {"deal_id": "3", "stage": "open"},
        ]
    }
    frame = told(opens(duckdb_files.filled(tables)), policy)
    assert lines(frame) == [
        ("source", "EUR", 2, 10.0),
        ("incomplete", "EUR", -1, -5.0),
        ("used", "EUR", 1, 5.0),
        ("total", "EUR", 1, 5.0),
    ]
    assert [str(said) for said in frame["message"]][1] == (
        "less won deals without an amount or a closing day"
    )


def test_without_any_booking_the_total_is_zero(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    tables = {name: CAST[name] for name in ("reps", "customers", "activities")}
    frame = told(opens(duckdb_files.filled(tables)), policy)
    assert lines(frame) == [("total", "EUR", 0, 0.0)]


def test_each_way_to_be_left_out_has_its_line_and_all_add_up(
    tmp_path: Path, opens: Opens, policy: Policy
) -> None:
    (tmp_path / "customers.csv").write_text("customer_id,name\na,Alpha\n")
    (tmp_path / "reps.csv").write_text("rep_id,name\nr,Rea\n")
    (tmp_path / "revenue.csv").write_text(
        "customer_id,amount,booked_on,status,revenue_id\n"
        "a,100.10,2026-06-01,booked,1\n"
        "a,20.02,2026-06-02,cancelled,2\n"
        "a,3.03,2026-06-03,draft,3\n"
        "a,4.04,2026-06-04,,4\n"
        "a,5.05,2026-06-05,perhaps,5\n"
        ",6.06,2026-06-06,booked,6\n"
        "zz,7.07,2026-06-07,booked,7\n"
        "a,8.08,2020-06-08,booked,8\n"
        "a,9.09,2026-07-11,booked,9\n"
        "a,0.50,2026-06-30,booked,10\n"
        ",-1.25,2026-06-06,booked,11\n"
    )
    database = tmp_path / "data.duckdb"
    import_files(tmp_path, database, timezone="UTC", import_day=IMPORT_DAY, limits=None)
    frame = told(opens(f"duckdb:///{database}"), policy, as_of=date(2026, 6, 29))
    assert [(line, rows, round(amount, 2)) for line, _, rows, amount in lines(frame)] == [
        ("source", 11, 161.79),
        ("empty_id", -2, -4.81),
        ("unknown_status", -1, -5.05),
        ("not_booked", -2, -23.05),
        ("unknown_customer", -1, -7.07),
        ("future_date", -1, -9.09),
        ("after_as_of", -1, -0.5),
        ("before_window", -1, -8.08),
        ("used", 2, 104.14),
        ("total", 2, 104.14),
    ]
