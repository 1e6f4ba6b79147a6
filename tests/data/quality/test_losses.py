"""Where less than half of the money, or of the contact records, can be used, there is no answer."""

import pytest

from analytics.errors import InputError
from analytics.policy import Policy
from data.extract import extract
from data.quality import refuse_losses
from data.sources import Source
from tests.data.conftest import Databases, Opens

PEOPLE = {
    "reps": [{"rep_id": "r", "name": "R"}],
    "customers": [{"customer_id": "c1", "name": "C"}, {"customer_id": "c2", "name": "D"}],
}


def booked(*rows: tuple[str, int, str]) -> list[dict]:
    return [
        {"customer_id": customer, "amount": str(amount), "booked_on": "2026-06-30",
         "currency": currency}
        for customer, amount, currency in rows
    ]  # fmt: skip


def refusal(source: Source, policy: Policy) -> str:
    with pytest.raises(InputError) as refused:
        refuse_losses(source, policy, extract(source, policy))
    return str(refused.value)


def test_money_of_unknown_customers_is_named_in_every_engine(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    rows = booked(("c1", 40, "EUR"), ("x1", 50, "EUR"), ("x2", -10, ""))
    source = opens(databases.filled(PEOPLE | {"revenue": rows}))
    assert refusal(source, policy) == (
        "Only 40 % of the money in revenue (40.00 EUR of 100.00 EUR in 3 rows) would reach the "
        "figures, so they would say nothing of the company. revenue.customer_id (x1, x2) is not in "
        "customers.customer_id (c1, c2): bring both from the same system, with the same ids; or "
        "accept the losses (--accept-losses)"
    )


@pytest.mark.parametrize(
    "rows",
    [
        booked(("c1", 50, "EUR"), ("x1", 50, "EUR")),  # half is enough
        booked(*[("c1", 1, "EUR")] * 11, ("x1", 5, "USD")),  # 1 of 12 rows: a small currency
    ],
)
def test_half_is_enough_and_a_small_currency_decides_nothing(
    rows: list[dict], duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    source = opens(duckdb_files.filled(PEOPLE | {"revenue": rows}))
    refuse_losses(source, policy, extract(source, policy))


def test_the_worst_currency_decides(duckdb_files: Databases, opens: Opens, policy: Policy) -> None:
    rows = booked(*[("c1", 1000, "EUR")] * 9, ("x1", 5, "USD"))
    source = opens(duckdb_files.filled(PEOPLE | {"revenue": rows}))
    assert refusal(source, policy).startswith(
        "Only 0 % of the money in revenue (0.00 USD of 5.00 USD in 1 rows)"
    )


def test_contact_records_are_counted_by_rows(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    met = [
        {"customer_id": customer, "rep_id": "r", "happened_at": "2026-06-30T10:00:00"}
        for customer in ("c1", "y1", "y2")
    ]
    source = opens(duckdb_files.filled(PEOPLE | {"activities": met}))
    said = refusal(source, policy)
    assert said.startswith("Only 33 % of the rows of activities (1 of 3) would reach the figures")
    assert "activities.customer_id (y1, y2)" in said


def test_rows_left_out_and_unknown_stages_are_losses(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    faulty = [{"customer_id": "c1", "amount": "70", "booked_on": "soon"}]
    tables = PEOPLE | {"revenue": [*booked(("c1", 30, "EUR")), *faulty]}
    source = opens(duckdb_files.filled(tables, as_text=True))
    assert "1 row was left out as faulty or empty: mend it at its source" in refusal(source, policy)
    deals = [
        {"deal_id": f"d{number}", "customer_id": "c1", "amount": amount, "stage": stage,
         "closed_on": "2026-06-30"}
        for number, (amount, stage) in enumerate([("30", "won"), ("70", "sold"), ("99", "lost")])
    ]  # fmt: skip
    source = opens(duckdb_files.filled(PEOPLE | {"deals": deals}))
    assert "The stage or status of 1 row is none of the known words" in refusal(source, policy)


def test_old_records_of_which_none_leads_anywhere_are_no_empty_company(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    customers = [{"customer_id": "001", "name": "C"}]
    rows = [{**row, "booked_on": "2023-05-01"} for row in booked(("1", 40, "EUR"))]
    source = opens(databases.filled(PEOPLE | {"customers": customers, "revenue": rows}))
    assert "revenue.customer_id (1) is not in customers.customer_id (001)" in refusal(
        source, policy
    )
