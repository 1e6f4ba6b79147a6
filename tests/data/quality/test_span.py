"""A year's revenue as the mean of more months than the records cover is too low, which is said."""

import pandas as pd
import pytest

from analytics.policy import Policy, read_policy
from data.extract import extract
from data.quality import quality
from data.sources import Source
from tests.data.conftest import Databases, Opens


def company(first: str) -> dict[str, list[dict]]:
    booked = {"customer_id": "c", "amount": "10", "currency": "EUR"}
    days = (first, "2025-11-30", "2026-06-30")
    return {
        "reps": [{"rep_id": "r", "name": "R"}],
        "customers": [{"customer_id": "c", "name": "C", "owner_id": "r"}],
        "revenue": [{**booked, "booked_on": day} for day in days],
    }


def doubts(source: Source, months: int) -> pd.DataFrame:
    policy: Policy = read_policy(f"[exposure]\nmonths = {months}\n")
    found = quality(source, policy, extract(source, policy))
    return found[found["issue"] == "span_not_covered"]


@pytest.mark.parametrize(
    ("first", "months", "said"),
    [
        ("2024-07-01", 24, 0),
        ("2025-07-01", 12, 0),
        ("2024-07-20", 24, 0),
        ("2025-07-01", 24, 1),
        ("2024-07-01", 36, 1),
    ],
)
def test_bookings_that_begin_within_the_span_are_named(
    first: str, months: int, said: int, duckdb_files: Databases, opens: Opens
) -> None:
    found = doubts(opens(duckdb_files.filled(company(first))), months)
    assert len(found) == said
    if said:
        assert found["example"].item() == first
        assert found["weight"].item() == "overturns"
