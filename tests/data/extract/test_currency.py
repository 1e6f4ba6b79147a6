"""In which currency to report, and when that cannot be said."""

import pytest

from analytics.errors import InputError
from analytics.policy import Policy
from data.extract import extract
from tests.data.conftest import Databases, Opens
from tests.data.writing import Tables

PEOPLE: Tables = {
    "reps": [{"rep_id": "r", "name": "R"}],
    "customers": [{"customer_id": "c", "name": "C"}],
}
NO_CURRENCY = Policy()


def company(*currencies: str, rates: dict[str, str] | None = None) -> Tables:
    """One booking of 10 in each currency, and rates since the beginning."""
    revenue = [
        {"customer_id": "c", "rep_id": "r", "amount": "10", "booked_on": "2026-06-01",
         "currency": currency}
        for currency in currencies
    ]  # fmt: skip
    listed = [
        {"currency": name, "valid_on": "2020-01-01", "rate": rate}
        for name, rate in (rates or {}).items()
    ]
    return PEOPLE | {"revenue": revenue} | ({"exchange_rates": listed} if listed else {})


@pytest.fixture
def revenue(duckdb_files: Databases, opens: Opens):
    """(currency, revenue) of a company."""

    def of(tables: Tables, policy: Policy = NO_CURRENCY, currency: str | None = None):
        found = extract(opens(duckdb_files.filled(tables)), policy, currency=currency)
        return found.currency, found.customers["revenue_12m"].sum()

    return of


def test_the_only_currency_that_is_named_is_the_one(revenue) -> None:
    assert revenue(company("EUR", "EUR", "")) == ("EUR", 30.0)


def test_without_any_name_the_currency_is_that_of_no_currency(revenue) -> None:
    assert revenue(company("", "")) == ("XXX", 20.0)


def test_an_empty_currency_is_that_of_the_company(revenue, policy: Policy) -> None:
    assert revenue(company("", "USD", rates={"USD": "2"}), policy) == ("EUR", 30.0)


def test_several_currencies_need_a_word(revenue) -> None:
    with pytest.raises(InputError) as caught:
        revenue(company("EUR", "USD"))
    assert str(caught.value) == (
        "Bookings are in several currencies (EUR, USD); set company.currency in the policy or "
        "choose the currency to report in"
    )


def test_the_currency_without_a_rate_is_the_one_rates_are_stated_in(revenue) -> None:
    tables = company("CNY", "USD", rates={"USD": "7", "EUR": "8"})
    assert revenue(tables, currency="USD") == ("USD", pytest.approx(10 + 10 / 7))
    assert revenue(tables, currency="EUR") == ("EUR", pytest.approx(10 / 8 + 10 * 7 / 8))


def test_rows_without_a_rate_are_left_out(revenue, policy: Policy) -> None:
    assert revenue(company("EUR", "USD", "GBP", rates={"USD": "2"}), policy) == ("EUR", 30.0)


def test_reporting_without_a_rate_says_what_to_do(revenue, policy: Policy) -> None:
    with pytest.raises(InputError) as caught:
        revenue(company("EUR", rates={"USD": "2"}), policy, currency="GBP")
    assert str(caught.value) == (
        "There is no exchange rate for GBP; add it to exchange_rates or report in EUR"
    )


def test_bookings_in_the_reporting_currency_need_no_rate(revenue, policy: Policy) -> None:
    assert revenue(company("GBP"), policy, currency="GBP") == ("GBP", 10.0)


def test_a_rate_of_zero_is_no_rate(revenue, policy: Policy) -> None:
    assert revenue(company("EUR", "USD", rates={"USD": "0"}), policy) == ("EUR", 10.0)


def test_scaling_revenue_scales_the_figures(revenue) -> None:
    assert revenue(company("EUR", rates={"EUR": "3"})) == ("EUR", 10.0)
