"""What files are called in real life, and which table they are."""

import pytest

from data.importing.file_names import Certainty, named_like
from data.importing.files import SourceFile
from data.schema import TABLES


@pytest.mark.parametrize(
    ("name", "table", "certainty"),
    [
        ("CUSTOMERS", "customers", Certainty.EXACT),
        ("Access Log", "access_log", Certainty.EXACT),
        ("customers (1)", "customers", Certainty.COPY),
        ("customers(12)", "customers", Certainty.COPY),
        ("customers - Copy", "customers", Certainty.COPY),
        ("customers - Copy (2)", "customers", Certainty.COPY),
        ("customers - 副本", "customers", Certainty.COPY),
        ("Customers_20240101", "customers", Certainty.DATED),
        ("deals-2024-01", "deals", Certainty.DATED),
        ("deals 2024-01-31 09-15-00", "deals", Certainty.DATED),
        ("deals_20240131T091500 (1)", "deals", Certainty.DATED),
        ("Customer", "customers", Certainty.NUMBER),
        ("activity_20240101", "activities", Certainty.NUMBER),
        ("crm_customers", "customers", Certainty.AFFIXED),
        ("customers_old", "customers", Certainty.AFFIXED),
        ("customer_contacts", "contacts", Certainty.AFFIXED),
        ("export-access-log", "access_log", Certainty.AFFIXED),
    ],
)
def test_names_of_exports_mean_a_table(name: str, table: str, certainty: Certainty) -> None:
    assert named_like(name) == (table, certainty)


@pytest.mark.parametrize("name", ["notes", "invoices", "customersatisfaction", "2024-01-01", "(1)"])
def test_other_names_mean_none(name: str) -> None:
    assert named_like(name) is None


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_named_by_itself(table: str) -> None:
    assert named_like(table) == (table, Certainty.EXACT)


def test_only_certain_names_are_taken() -> None:
    names = ["customers (1).csv", "Customer.xlsm", "old_customers.csv", "notes.csv"]
    tables = [SourceFile(name, b"").table for name in names]
    assert tables == ["customers", "customers", None, None]
