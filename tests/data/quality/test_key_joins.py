"""Keys of a database are counted as those of files are, in every engine."""

from data.quality.key_joins import key_joins
from tests.data.conftest import Databases, Opens

PEOPLE = {
    "reps": [{"rep_id": "r", "name": "R"}],
    "customers": [
        {"customer_id": "c1", "name": "C", "owner_id": "r"},
        {"customer_id": "c2", "name": "D", "owner_id": "gone"},
    ],
    "revenue": [
        {"customer_id": "c1", "amount": "40", "booked_on": "2026-06-30", "currency": "EUR"},
        {"customer_id": "x1", "amount": "-10", "booked_on": "2026-06-30", "currency": "EUR"},
    ],
}


def test_each_key_tells_rows_and_money_that_lead_nowhere(
    databases: Databases, opens: Opens
) -> None:
    found = key_joins(opens(databases.filled(PEOPLE)))
    counted = {
        f"{row.table}.{row.column}": (row.rows, row.matched, row.money, row.example)
        for row in found.itertuples()
    }
    assert counted == {
        "customers.owner_id": (2, 1, 0.0, "gone"),
        "revenue.customer_id": (2, 1, 50.0, "x1"),
    }
    assert found["money_unmatched"].sum() == 10.0
