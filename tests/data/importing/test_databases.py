"""A database of a system that nobody has described is recognised as files are."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from analytics.errors import InputError, InputFaults
from analytics.policy import read_policy
from data.importing.databases import Looked, looked_at, understood
from data.mapping.model import Mapping
from data.opening import given_source
from data.quality.names import absent
from data.sources import Source, open_source
from data.sources.database import open_database
from tests.data.conftest import IMPORT_DAY, Databases

Rows = dict[str, list[dict[str, Any]]]

#: A shop: who looks after a customer is said by a number under a name that nobody knows.
SHOP: Rows = {
    "Employee": [
        {"EmployeeId": 1, "FirstName": "Ann", "LastName": "Lee", "HireDate": date(2020, 1, 5),
         "BirthDate": date(1980, 1, 1)},
        {"EmployeeId": 2, "FirstName": "Bo", "LastName": "Ek", "HireDate": date(2021, 1, 5),
         "BirthDate": date(1981, 1, 1)},
    ],
    "Customer": [
        {"CustomerId": 7, "Company": "Alpha", "SupportRepId": 1, "AnnualRevenue": 9_000_000},
        {"CustomerId": 8, "Company": "Beta", "SupportRepId": 2, "AnnualRevenue": 8_000_000},
        {"CustomerId": 9, "Company": "Gamma", "SupportRepId": 2, "AnnualRevenue": 7_000_000},
    ],
    "Invoice": [
        {"InvoiceId": 1, "CustomerId": 7, "InvoiceDate": date(2026, 3, 1), "Total": 12.5},
        {"InvoiceId": 2, "CustomerId": 8, "InvoiceDate": date(2026, 4, 1), "Total": 30.0},
        {"InvoiceId": 3, "CustomerId": 9, "InvoiceDate": date(2026, 5, 1), "Total": 2.5},
    ],
    "Track": [{"TrackId": 1, "Composer": "x", "Milliseconds": 5}],
}  # fmt: skip
#: Invoices with and without tax: which sum counts is nobody's guess.
TAXED: Rows = SHOP | {
    "Invoice": [
        {"InvoiceId": n, "CustomerId": 7, "InvoiceDate": date(2026, n, 1),
         "NetTotal": 100.0 * n, "GrossTotal": 119.0 * n}
        for n in (1, 2, 3)
    ]
}  # fmt: skip


#: Days as no cast reads them, and an invoice that was cancelled.
UNUSUAL: Rows = SHOP | {
    "Invoice": [
        {"InvoiceId": n, "CustomerId": 7, "InvoiceDate": f"2{n}.03.2026", "NetTotal": 100.0,
         "GrossTotal": 119.0, "Storno": n - 6}
        for n in (6, 7)
    ]
}  # fmt: skip


def made(url: str, tables: Rows) -> str:
    engine = sa.create_engine(url)
    kinds = {int: sa.BigInteger(), float: sa.Float(), str: sa.String(60), date: sa.Date()}
    with engine.begin() as connection:
        for name, rows in tables.items():
            columns = [sa.Column(c, kinds[type(v)]) for c, v in rows[0].items()]
            table = sa.Table(name, sa.MetaData(), *columns)
            table.create(connection)
            connection.execute(table.insert(), rows)
    engine.dispose()
    return url


def looked(url: str, **answers: str) -> Looked:
    database = open_database(url)
    try:
        return looked_at(database, answers)
    finally:
        database.close()


def opened(url: str) -> Source:
    found = understood(looked(url), Mapping())
    assert found is not None
    return open_source(url, import_day=IMPORT_DAY, mapping=found[0], recognised=found[1])


def rows(source: Source, table: str, *columns: str) -> list[tuple[Any, ...]]:
    taken = source.rows(table)
    with source.reading() as connection:
        found = connection.execute(sa.select(*(taken.c[name] for name in columns))).all()
    return sorted(tuple(str(v) if v is not None else None for v in row) for row in found)


def test_a_foreign_database_is_read_by_what_its_names_and_values_say(databases: Databases) -> None:
    source = opened(made(databases.new_url(), SHOP))
    assert rows(source, "reps", "rep_id", "name") == [("1", "Ann Lee"), ("2", "Bo Ek")]
    assert rows(source, "customers", "customer_id", "name", "owner_id") == [
        ("7", "Alpha", "1"),
        ("8", "Beta", "2"),
        ("9", "Gamma", "2"),
    ]
    assert rows(source, "revenue", "customer_id", "booked_on", "amount", "rep_id") == [
        ("7", "2026-03-01", "12.5", None),
        ("8", "2026-04-01", "30.0", None),
        ("9", "2026-05-01", "2.5", None),
    ]
    assert source.refused == ("Employee.BirthDate",)
    assert {"Track", "Customer.AnnualRevenue"} <= set(source.ignored)
    assert "Customer: SupportRepId → customers.owner_id" in source.recognised
    assert any(issue.issue == "recognised" for issue in absent(source))
    source.close()


def test_what_is_doubtful_in_a_database_is_asked_with_its_totals(databases: Databases) -> None:
    url = made(databases.new_url(), TAXED)
    found = looked(url)
    sums = {each.calc: total.total for each, total in found.sums.items() if each.table == "Invoice"}
    assert sums == {"GrossTotal": 714.0, "NetTotal": 600.0}
    with pytest.raises(InputFaults) as caught:
        understood(found, Mapping())
    (fault,) = caught.value.faults
    assert '"GrossTotal" (total 714); "NetTotal" (total 600)' in str(fault)
    answered = understood(looked(url, **{"Invoice.revenue.amount": "NetTotal"}), Mapping())
    assert answered is not None
    assert answered[0].parts["revenue"][0].columns["amount"].column == ("NetTotal",)


def test_an_answer_to_no_question_of_a_database_is_a_fault(tmp_path: Path) -> None:
    url = made(f"sqlite:///{tmp_path / 'a.db'}", SHOP)
    with pytest.raises(InputFaults) as caught:
        understood(looked(url, **{"Invoice.revenue.amuont": "Total"}), Mapping())
    assert [fault.column for fault in caught.value.faults] == ["Invoice.revenue.amuont"]


POLICY = read_policy('[company]\ncurrency = "EUR"\n')


def test_a_foreign_database_is_opened_without_a_mapping(tmp_path: Path) -> None:
    url = made(f"sqlite:///{tmp_path / 'a.db'}", SHOP)
    source = given_source(url, POLICY, tmp_path)
    assert "Customer: SupportRepId → customers.owner_id" in source.recognised  # type: ignore[union-attr]
    source.close()


def test_a_database_of_nothing_known_says_what_is_needed(tmp_path: Path) -> None:
    url = made(f"sqlite:///{tmp_path / 'a.db'}", {"Track": SHOP["Track"]})
    with pytest.raises(InputError, match=r"a\.db holds no table customers; needed are"):
        given_source(url, POLICY, tmp_path)


def test_answers_hold_for_values_that_have_to_be_read_as_those_of_files(tmp_path: Path) -> None:
    """What the tables mean is settled before their rows are brought in under our names."""
    url = made(f"sqlite:///{tmp_path / 'a.db'}", UNUSUAL)
    answers = Mapping(answers={"Invoice.revenue.amount": "NetTotal"})
    source = given_source(url, POLICY, tmp_path, mapping=answers)
    assert rows(source, "revenue", "customer_id", "booked_on", "amount") == [  # type: ignore[arg-type]
        ("7", "2026-03-26", "100.0"),
    ]
    source.close()
