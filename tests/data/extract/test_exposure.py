"""Revenue of the years that are looked at, open deals, and what became of deals: every engine."""

from datetime import date

import pytest

from analytics.policy import read_policy
from analytics.relationships.exposure import expose
from data.extract import extract
from tests.data.conftest import Databases, Opens
from tests.data.writing import Tables

DAY = date(2026, 6, 30)


def deal(number: int, stage: str, amount: str = "100", **more: str) -> dict[str, str]:
    return {"deal_id": f"d{number}", "customer_id": "c", "rep_id": "r", "amount": amount,
            "currency": "EUR", "stage": stage, "created_on": "2025-01-01",
            "closed_on": "", **more}  # fmt: skip


TABLES: Tables = {
    "reps": [{"rep_id": "r", "name": "R"}],
    "customers": [{"customer_id": "c", "name": "C"}, {"customer_id": "d", "name": "D"}],
    "revenue": [
        {"customer_id": "c", "rep_id": "r", "amount": amount, "booked_on": day, "currency": "EUR"}
        for amount, day in (
            ("12", "2026-06-30"),
            ("24", "2024-07-01"),
            # The last day of three years, and the one before.
            ("36", "2023-07-02"),
            ("1000", "2023-07-01"),
        )
    ],
    "deals": [
        deal(1, "open", "70"),
        # Known only later; of no amount; closed after the day, and so still open on it.
        deal(2, "open", "1000", created_on="2026-07-01"),
        deal(3, "open", "-5"),
        deal(4, "won", "30", closed_on="2026-07-02"),
        # In a currency without a rate.
        deal(5, "open", "1000", currency="USD"),
        *(deal(10 + each, "won", closed_on="2025-03-01") for each in range(4)),
        *(deal(20 + each, "lost", closed_on="2024-07-01") for each in range(6)),
        # The day before the last two years.
        deal(30, "won", closed_on="2024-06-30"),
    ],
}


@pytest.fixture
def opened(databases: Databases, opens: Opens):
    return opens(databases.filled(TABLES))


def test_twelve_months_and_no_deals_are_the_rule(opened) -> None:
    policy = read_policy("[company]\ncurrency = 'EUR'")
    customers = extract(opened, policy, as_of=DAY).customers.set_index("customer_id")
    columns = ["revenue_12m", "revenue_span", "open_deals", "deals_closed_24m"]
    assert customers.loc["c", columns].tolist() == [12.0, 12.0, 0.0, 0.0]
    assert customers.loc["d", columns].tolist() == [0.0, 0.0, 0.0, 0.0]


def test_three_years_and_open_deals_at_the_win_rate(opened) -> None:
    policy = read_policy("[company]\ncurrency = 'EUR'\n[exposure]\nmonths = 36\npipeline = 'open'")
    customers = extract(opened, policy, as_of=DAY).customers
    row = customers.set_index("customer_id").loc["c"]
    assert (row["revenue_12m"], row["revenue_span"]) == (12.0, 72.0)
    assert (row["open_deals"], row["deals_won_24m"], row["deals_closed_24m"]) == (100.0, 4, 10)
    exposure = expose(customers, as_of=DAY, policy=policy)["exposure"].tolist()
    assert exposure == pytest.approx([72 / 3 + 0.4 * 100, 0.0])
