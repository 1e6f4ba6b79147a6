"""Limits: kept, exceeded, or not known, and in which words."""

from dataclasses import replace

import pytest

from analytics.concentration.limits import Limit, limits
from analytics.concentration.shares import portfolio_concentration, rep_concentration
from analytics.policy import Policy, read_policy
from analytics.relationships.exposure import expose
from analytics.relationships.strength import relate
from tests.analytics.companies import (
    Booking,
    Company,
    Customer,
    Rep,
    Touch,
    ago,
    cast,
    without_records,
)


def checked(
    company: Company, before: Company | None = None, policy: Policy | None = None
) -> dict[str, Limit]:
    extract, policy = company.extract(), policy or Policy()
    relationships = relate(extract, policy)
    exposures = expose(extract.customers, as_of=extract.as_of, policy=policy)
    found = limits(
        extract,
        relationships,
        exposures,
        rep_concentration(extract, relationships, exposures),
        portfolio_concentration(extract, relationships, exposures),
        policy=policy,
        before=relate(before.extract(), policy) if before else None,
    )
    return {limit.code: limit for limit in found}


def test_limits_come_in_the_order_of_the_policy():
    assert list(checked(cast())) == [
        "rep_core_share",
        "single_threaded_share",
        "core_single_threaded_days",
        "leaver_access",
    ]


# -- one rep's part of the core -------------------------------------------------------------------


def test_rep_with_the_most_core_customers_exceeds_the_limit():
    found = checked(cast())["rep_core_share"]
    assert (found.value, found.limit, found.exceeded) == (1.0, 0.2, True)
    assert found.subject == "ann"
    assert str(found.message) == (
        "Ann is the main contact of 100 % of the core customers, the highest share; "
        "the limit is 20 %. It cannot be met with 3 people: an equal share is 33 %."
    )
    assert found.least == pytest.approx(1 / 3)


def five_reps() -> Company:
    names = "vwxyz"
    return Company(
        [Customer(name) for name in names],
        [Rep(name) for name in names],
        touches=[Touch(name, name, ago(0), "visit") for name in names],
        bookings=[Booking(name, ago(0), 1.0) for name in names],
    )


def test_exactly_the_limit_is_kept():
    policy = read_policy("[relationships]\ncore_share = 1\n[limits]\nrep_core_share = 0.2")
    found = checked(five_reps(), policy=policy)["rep_core_share"]
    assert found.value == pytest.approx(0.2)
    assert found.exceeded is False
    assert found.subject == "v"
    assert found.least is None


def test_core_share_is_unknown_where_no_core_customer_has_a_contact():
    company = Company([Customer("c")], [Rep("r")], bookings=[Booking("c", ago(1), 5.0)])
    found = checked(company)["rep_core_share"]
    assert (found.value, found.exceeded, found.subject) == (None, None, None)
    assert str(found.message) == (
        "No core customer has a known main contact, so this limit cannot be checked."
    )


# -- revenue that one person holds ----------------------------------------------------------------


def test_proven_single_threaded_revenue_is_held_against_the_limit():
    found = checked(cast())["single_threaded_share"]
    assert (found.value, found.limit, found.exceeded, found.subject) == (0.5, 0.4, True, 1)
    assert str(found.message) == (
        "50 % of yearly customer revenue is proven to be on record with one person only; "
        "the limit is 40 %."
    )
    wide = read_policy("[limits]\nsingle_threaded_share = 0.5")
    assert checked(cast(), policy=wide)["single_threaded_share"].exceeded is False


def test_names_on_file_prove_no_kept_limit():
    company = Company([Customer("c", "r")], [Rep("r")], bookings=[Booking("c", ago(1), 5.0)])
    found = checked(company)["single_threaded_share"]
    assert (found.value, found.exceeded) == (None, None)
    assert str(found.message) == (
        "No contact record or booking proves who knows the customers, so the share on record "
        "with one person only cannot be checked."
    )


# -- core customers known by one person for long --------------------------------------------------


def earlier(company: Company) -> Company:
    return replace(company, as_of=ago(90))


def test_core_customer_with_one_contact_then_and_now_exceeds():
    company = cast()
    company.touches.append(Touch("alpha", "ann", ago(95), "visit"))
    found = checked(company, earlier(company))["core_single_threaded_days"]
    assert (found.value, found.limit, found.exceeded, found.subject) == (1.0, 0.0, True, 1)
    assert str(found.message) == (
        "1 core customer has been on record with one person only for more than 90 days."
    )


def test_core_customer_with_two_contacts_then_is_not_counted():
    company = cast()
    company.touches.append(Touch("alpha", "ann", ago(95), "call"))
    company.touches.append(Touch("alpha", "bob", ago(300), "visit"))
    found = checked(company, earlier(company))["core_single_threaded_days"]
    assert (found.value, found.exceeded) == (0.0, False)
    assert str(found.message) == (
        "0 core customers have been on record with one person only for more than 90 days."
    )


@pytest.mark.parametrize("then", [None, earlier(cast())])
def test_duration_is_unknown_where_the_earlier_day_is(then):
    found = checked(cast(), then)["core_single_threaded_days"]
    assert (found.value, found.exceeded, found.subject) == (None, None, 1)
    assert str(found.message) == (
        "1 core customer is on record with one person only; whether for more than 90 days is not "
        "recorded."
    )


def test_no_single_threaded_core_customer_needs_no_earlier_day():
    company = cast()
    company.touches.append(Touch("alpha", "bob", ago(0), "visit"))
    found = checked(company)["core_single_threaded_days"]
    assert (found.value, found.exceeded) == (0.0, False)


# -- leavers with access --------------------------------------------------------------------------


def test_leaver_with_open_access_exceeds():
    found = checked(replace(cast(), open_accounts=["lou", "lou"]))["leaver_access"]
    assert (found.value, found.limit, found.exceeded, found.subject) == (1.0, 0.0, True, 1)
    assert str(found.message) == ("1 person who has left still has access to the customer system.")


def test_no_leaver_with_access_is_kept():
    found = checked(replace(cast(), open_accounts=[]))["leaver_access"]
    assert (found.value, found.exceeded) == (0.0, False)
    assert str(found.message) == (
        "0 people who have left still have access to the customer system."
    )


def test_access_is_unknown_without_its_table():
    found = checked(cast())["leaver_access"]
    assert (found.value, found.exceeded) == (None, None)
    assert str(found.message).startswith("There is no access table")


def test_access_is_unknown_for_an_earlier_day():
    company = replace(cast(), open_accounts=["lou"], current=False)
    found = checked(company)["leaver_access"]
    assert (found.value, found.exceeded) == (None, None)
    assert str(found.message) == "Access rights are known for today only, not for this day."


def test_empty_company_exceeds_nothing_and_says_what_is_unknown():
    found = checked(without_records())
    assert [limit.exceeded for limit in found.values()] == [None, None, False, None]
