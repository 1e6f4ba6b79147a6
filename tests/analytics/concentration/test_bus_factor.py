"""The resilience curve and the bus factor."""

import numpy as np
import pandas as pd
import pytest

from analytics.concentration.bus_factor import (
    BusFactor,
    Cover,
    bus_factor,
    left_alone,
    proven_cover,
    resilience_curve,
)
from analytics.policy import Policy
from analytics.relationships.exposure import expose
from analytics.relationships.strength import relate
from tests.analytics.companies import (
    Assignment,
    Booking,
    Company,
    Customer,
    Rep,
    Touch,
    ago,
    cast,
    tied,
    without_records,
)
from tests.analytics.relationships.published import BY_DESIGN, COMPANIES

TIES = [
    ("c1", "r1"),
    ("c2", "r1"),
    ("c2", "r2"),
    ("c3", "r2"),
    ("c3", "r1"),
    ("c4", "r3"),
    ("c5", "r3"),
    ("c5", "r2"),
]


def covered(company: Company) -> Cover:
    extract = company.extract()
    exposures = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    return proven_cover(relate(extract, Policy()), exposures)


def test_customers_with_the_same_knowers_are_one_group():
    found = covered(tied([*TIES, ("c6", "r2"), ("c6", "r1")], {"c6": 5.0}))
    assert found.reps == ("r1", "r2", "r3")
    groups = {
        tuple(row): weight
        for row, weight in zip(found.knowers.toarray().tolist(), found.weights, strict=True)
    }
    assert groups == {(1, 0, 0): 1.0, (1, 1, 0): 7.0, (0, 0, 1): 1.0, (0, 1, 1): 1.0}
    assert (found.known_exposure, found.proven, found.exposure) == (10.0, 10.0, 10.0)


def test_cover_of_the_cast_leaves_out_what_is_not_proven():
    found = covered(cast())
    assert found.reps == ("ann", "bob", "eve")
    assert (found.known_exposure, found.proven, found.exposure) == (900.0, 900.0, 1000.0)


def test_untended_customers_are_proven_but_known_to_nobody():
    company = tied([("c1", "r1")])
    company.touches.append(Touch("c2", "r1", ago(300), "email"))
    company.customers.append(Customer("c2"))
    company.bookings.append(Booking("c2", ago(1), 2.0))
    found = covered(company)
    assert (found.known_exposure, found.proven, found.exposure) == (1.0, 3.0, 3.0)


def test_resilience_curve_of_the_cast():
    curve = resilience_curve(covered(cast()))
    assert curve["departures"].tolist() == [0, 1, 2, 3]
    assert curve["rep_id"].fillna("").tolist() == ["", "ann", "bob", "eve"]
    assert curve["exposure_left"].tolist() == [900.0, 400.0, 100.0, 0.0]
    assert curve["share_left"].tolist() == pytest.approx([1.0, 4 / 9, 1 / 9, 0.0])


def test_resilience_curve_never_rises_and_takes_everything():
    curve = resilience_curve(covered(tied([*TIES, ("c6", "r2"), ("c6", "r1")])))
    assert (np.diff(curve["exposure_left"]) <= 0).all()
    assert curve["exposure_left"].iloc[-1] == 0.0
    assert not curve["rep_id"].dropna().duplicated().any()


def test_resilience_curve_without_known_revenue_has_no_shares():
    curve = resilience_curve(covered(without_records()))
    assert curve["departures"].tolist() == [0]
    assert curve["exposure_left"].tolist() == [0.0]
    assert curve["share_left"].isna().all()
    types = {name: str(dtype) for name, dtype in curve.dtypes.items()}
    assert types == {
        "departures": "int64",
        "rep_id": "str",
        "exposure_left": "float64",
        "share_left": "float64",
    }


def test_bus_factor_of_the_cast_is_one():
    assert bus_factor(covered(cast()), seconds=5) == BusFactor(1, 1, 1, ("ann",))


def test_shared_customers_need_everybody_who_knows_them():
    shared = tied([("c1", "r1"), ("c1", "r2"), ("c1", "r3")])
    assert bus_factor(covered(shared), seconds=5) == BusFactor(3, 3, 3, ("r1", "r2", "r3"))


def test_bus_factor_rises_with_a_second_contact():
    alone = tied([("c1", "r1"), ("c2", "r2"), ("c3", "r3")], {"c1": 5.0})
    alone.touches.append(Touch("c1", "r2", ago(0), "visit"))
    assert bus_factor(covered(alone), seconds=5).value == 2


def test_bus_factor_is_not_given_where_records_prove_under_half():
    company = tied([("c1", "r1"), ("c2", "r2")], {"c1": 49.0, "c2": 51.0})
    named = Company(
        customers=company.customers,
        reps=company.reps,
        touches=company.touches[:1],
        bookings=company.bookings,
        assignments=[Assignment("c2", "r2")],
    )
    assert bus_factor(covered(named), seconds=5) == BusFactor(None, None, None, ())
    assert bus_factor(covered(company), seconds=5).value == 1


def test_bus_factor_counts_exactly_half_proven_as_enough():
    half = Cover(("a",), covered(tied([("c", "a")])).knowers, np.array([1.0]), 2.0, 1.0)
    assert bus_factor(half, seconds=5).value == 1


@pytest.mark.parametrize("company", [without_records(), Company([Customer("c")], [Rep("r")])])
def test_bus_factor_is_not_given_without_revenue(company):
    assert bus_factor(covered(company), seconds=5) == BusFactor()


def test_bounds_are_given_where_time_does_not_suffice():
    pairs = [(f"c{a}{b}", rep) for a in "123456" for b in "123456" if a < b for rep in (a, b)]
    found = bus_factor(covered(tied(pairs)), seconds=1e-9)
    exact = bus_factor(covered(tied(pairs)), seconds=20)
    assert found.low <= exact.value <= found.high
    assert exact.value == 5
    assert len(found.reps) == found.high


def test_unit_of_money_and_names_change_no_bus_factor():
    amounts = {"c1": 3.0, "c2": 2.0, "c3": 2.0, "c4": 4.0, "c5": 1.0}
    found = bus_factor(covered(tied(TIES, amounts)), seconds=5)
    scaled = {name: amount * 0.0137 for name, amount in amounts.items()}
    assert bus_factor(covered(tied(TIES, scaled)), seconds=5) == found
    turned = {"r1": "z", "r2": "y", "r3": "x"}
    other = tied([(customer, turned[rep]) for customer, rep in TIES], amounts)
    assert bus_factor(covered(other), seconds=5).value == found.value


def test_customer_without_revenue_changes_no_bus_factor():
    company = cast()
    before = bus_factor(covered(company), seconds=5)
    company.customers.append(Customer("zeta"))
    company.touches.append(Touch("zeta", "bob", ago(0), "visit"))
    assert bus_factor(covered(company), seconds=5) == before


@pytest.mark.parametrize("name", sorted(COMPANIES))
def test_public_data_give_the_reference_bus_factor(name):
    found = bus_factor(covered(COMPANIES[name]()), seconds=30)
    assert found.value == BY_DESIGN[name]["bus_factor"]
    assert len(found.reps) == found.value


def test_cover_ignores_missing_exposure():
    extract = cast().extract()
    exposures = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    exposures.loc[0, "exposure"] = np.nan
    found = proven_cover(relate(extract, Policy()), exposures)
    assert found.known_exposure == 400.0
    assert isinstance(exposures, pd.DataFrame)


def test_what_is_left_alone_agrees_with_the_resilience_curve():
    company = cast()
    extract = company.extract()
    exposures = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    found = relate(extract, Policy())
    customers = exposures.merge(found.customers, on="customer_id")
    curve = resilience_curve(covered(company))
    assert len(curve) > 2
    for step in range(len(curve)):
        gone = curve["rep_id"].iloc[1 : step + 1]
        lost = curve["exposure_left"].iloc[0] - curve["exposure_left"].iloc[step]
        assert left_alone(customers, found.edges, gone) == pytest.approx(lost)
