"""What rests on each rep, and how concentrated the company is."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.concentration.shares import (
    portfolio_concentration,
    proven_alone,
    rep_concentration,
)
from analytics.messages import plain
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
    without_records,
)
from tests.analytics.relationships.published import BY_DESIGN, COMPANIES


def assessed(company: Company) -> tuple[Any, Any, pd.DataFrame]:
    extract = company.extract()
    exposures = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    return extract, relate(extract, Policy()), exposures


def reps_of(company: Company) -> pd.DataFrame:
    return rep_concentration(*assessed(company)).set_index("rep_id")


def portfolio(company: Company):
    return portfolio_concentration(*assessed(company))


# -- reps -----------------------------------------------------------------------------------------


def test_reps_of_the_cast_hold_what_can_be_counted():
    reps = reps_of(cast())
    assert reps.index.tolist() == ["ann", "bob", "eve", "lou", "robot"]
    assert reps["revenue_12m"].tolist() == [500.0, 300.0, 0.0, 100.0, 0.0]
    assert reps["revenue_share"].tolist() == pytest.approx([0.5, 0.3, 0.0, 0.1, 0.0])
    assert reps["customers"].tolist() == [3, 2, 1, 0, 0]
    assert reps["sole_customers"].tolist() == [1, 1, 0, 0, 0]
    assert reps["sole_revenue"].tolist() == [500.0, 0.0, 0.0, 0.0, 0.0]
    assert reps["core_customers"].tolist() == [2, 0, 0, 0, 0]
    assert reps["core_share"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_credits_add_up_to_the_portfolio():
    extract, *_ = assessed(cast())
    credited = reps_of(cast())["revenue_12m"].sum()
    total = credited + portfolio(cast()).unassigned_revenue
    assert total == pytest.approx(extract.customers["revenue_12m"].sum(), abs=0.005)


def test_logging_coverage_is_over_customers_credited_or_owned():
    company = Company(
        customers=[Customer("a", "r"), Customer("b"), Customer("c"), Customer("d", "s")],
        reps=[Rep("r"), Rep("s"), Rep("t")],
        touches=[Touch("a", "r", ago(364)), Touch("b", "r", ago(365)), Touch("d", "r", ago(1))],
        bookings=[Booking("b", ago(3), 5.0, "r"), Booking("a", ago(3), 5.0, "r")],
        assignments=[Assignment("c", "r", role="second"), Assignment("c", "r")],
    )
    reps = reps_of(company)
    assert reps["logging_coverage"].tolist()[:2] == pytest.approx([1 / 3, 0.0])
    assert np.isnan(reps.loc["t", "logging_coverage"])
    assert reps["contact_days_12m"].tolist() == [2, 0, 0]


def test_contact_days_count_a_day_once():
    touches = [Touch("a", "r", ago(1), kind) for kind in ("call", "email", "email")]
    reps = reps_of(Company([Customer("a")], [Rep("r")], [*touches, Touch("a", "r", ago(2))]))
    assert reps.loc["r", "contact_days_12m"] == 2


def test_without_activities_logging_is_unknown_and_not_zero():
    reps = reps_of(Company([Customer("a", "r")], [Rep("r")], bookings=[Booking("a", ago(1), 5.0)]))
    assert reps["contact_days_12m"].isna().all()
    assert reps["logging_coverage"].isna().all()
    assert reps.loc["r", "revenue_12m"] == 5.0


@pytest.mark.parametrize("amount", [-5.0, 0.0])
def test_revenue_share_is_empty_without_net_revenue(amount):
    bookings = [Booking("a", ago(1), 5.0, "r"), Booking("a", ago(1), amount - 5.0, "r")]
    reps = reps_of(Company([Customer("a")], [Rep("r")], bookings=bookings))
    assert reps["revenue_share"].isna().all()
    assert reps["revenue_12m"].tolist() == [amount]
    assert reps["core_share"].isna().all()


def test_unknown_rep_named_by_a_booking_has_a_row():
    company = Company(
        [Customer("a")],
        [Rep("r"), Rep("x9", known=False)],
        bookings=[Booking("a", ago(1), 5.0, "x9")],
    )
    assert reps_of(company).loc["x9", ["revenue_12m", "customers"]].tolist() == [5.0, 1]


def test_reps_of_an_empty_company_have_the_same_types():
    empty, full = reps_of(without_records()), reps_of(cast())
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    types = {name: str(full[name].dtype) for name in full}
    assert types == {
        "revenue_12m": "float64",
        "revenue_share": "float64",
        "customers": "int64",
        "sole_customers": "int64",
        "sole_revenue": "float64",
        "core_customers": "int64",
        "core_share": "float64",
        "contact_days_12m": "Int64",
        "logging_coverage": "float64",
    }


def test_order_of_reps_is_kept():
    company = cast()
    extract, relationships, exposures = assessed(company)
    turned = replace(extract, reps=extract.reps.iloc[::-1])
    found = rep_concentration(turned, relationships, exposures).set_index("rep_id")
    assert found.index.tolist() == ["robot", "lou", "eve", "bob", "ann"]
    pd.testing.assert_frame_equal(found.iloc[::-1], reps_of(company))


# -- company --------------------------------------------------------------------------------------


def test_concentration_of_the_cast():
    found = portfolio(cast())
    # Credits 500, 300 and, departed, 100; unassigned 100 is left out.
    assert found.hhi == pytest.approx(35 / 81)
    assert found.effective_reps == pytest.approx(81 / 35)
    assert found.top1_share == pytest.approx(5 / 9)
    assert found.top3_share == found.top5_share == found.top10_share == pytest.approx(1.0)
    # Active: 500, 300 and eve's 0.
    assert found.gini == pytest.approx(5 / 12)
    assert found.unassigned_revenue == 100.0


def test_dependence_of_the_cast_tells_proven_from_inferred():
    found = portfolio(cast())
    assert found.single_threaded_customers == 2
    assert found.single_threaded_revenue_share == 0.5
    assert found.single_threaded_proven_share == 0.5
    assert found.evidence_share == {
        "activity": pytest.approx(0.9),
        "transactions": 0.0,
        "ownership": 0.0,
        "none": pytest.approx(0.1),
        "stated": 0.0,
    }
    assert (found.unknown_customers, found.unknown_revenue) == (1, 100.0)


def test_owner_on_file_is_single_threaded_but_not_proven():
    company = Company([Customer("a", "r")], [Rep("r")], bookings=[Booking("a", ago(1), 10.0)])
    found = portfolio(company)
    assert found.single_threaded_revenue_share == 1.0
    assert found.single_threaded_proven_share == 0.0
    assert found.evidence_share["ownership"] == 1.0


def test_single_threaded_share_is_weighed_by_revenue():
    # part-04: 100 known by one, 300 by two
    company = Company(
        [Customer("a"), Customer("b")],
        [Rep("r"), Rep("s")],
        touches=[Touch("a", "r", ago(0)), Touch("b", "r", ago(0)), Touch("b", "s", ago(0))],
        bookings=[Booking("a", ago(1), 100.0), Booking("b", ago(1), 300.0)],
    )
    assert portfolio(company).single_threaded_revenue_share == pytest.approx(0.25, abs=1e-12)


def test_negative_credit_counts_as_none():
    bookings = [Booking("a", ago(1), 30.0, "r"), Booking("a", ago(1), -10.0, "s")]
    found = portfolio(Company([Customer("a")], [Rep("r"), Rep("s")], bookings=bookings))
    assert (found.hhi, found.top1_share) == (1.0, 1.0)
    assert found.gini == pytest.approx(0.5)


def test_second_contact_lowers_the_single_threaded_share():
    company = cast()
    more = replace(company, touches=[*company.touches, Touch("alpha", "bob", ago(0))])
    assert portfolio(more).single_threaded_revenue_share == 0.0


def test_unit_of_money_changes_no_share():
    company = cast()
    dearer = replace(
        company, bookings=[replace(b, amount=b.amount * 7.3) for b in company.bookings]
    )
    one, other = portfolio(company), portfolio(dearer)
    for name in ("hhi", "gini", "top1_share", "single_threaded_proven_share"):
        assert getattr(other, name) == pytest.approx(getattr(one, name))
    assert other.unknown_revenue == pytest.approx(730.0)


def test_departure_keeps_revenue_shares_but_leaves_gini_to_those_who_stay():
    company = Company(
        [Customer("a")],
        [Rep("r", left_on=ago(1)), Rep("s")],
        bookings=[Booking("a", ago(2), 10.0, "r")],
    )
    found = portfolio(company)
    assert found.hhi == 1.0
    assert found.gini is None


@pytest.mark.parametrize("company", [without_records(), Company([Customer("c")], [Rep("r")])])
def test_company_without_revenue_has_no_shares(company):
    found = portfolio(company)
    for name in ("hhi", "effective_reps", "gini", "top1_share", "top10_share"):
        assert getattr(found, name) is None
    assert found.single_threaded_revenue_share is None
    assert set(found.evidence_share.values()) == {None}
    assert found.unassigned_revenue == 0.0
    assert found.unknown_customers == len(company.customers)


@pytest.mark.parametrize(
    ("share", "levels", "said"),
    [
        (
            0.0,
            {"activity": 0.0, "transactions": 0.0, "ownership": 1.0},
            "not known (100 % inferred)",
        ),
        (0.0, {"activity": 0.0, "ownership": 0.0, "none": 1.0}, "not known"),
        (None, dict.fromkeys(("activity", "transactions", "ownership", "none")), "not known"),
        (0.0, {"activity": 0.3, "ownership": 0.7}, "0 %"),
        (0.25, {"transactions": 0.3, "ownership": 0.7}, "25 %"),
    ],
)
def test_no_share_is_proven_where_no_record_proves_any(share, levels, said):
    assert plain(proven_alone(share, levels)) == said


@pytest.mark.parametrize("name", sorted(COMPANIES))
def test_public_data_give_the_reference_concentration(name):
    found = portfolio(COMPANIES[name]())
    for figure in (
        "hhi",
        "top3_share",
        "gini",
        "unassigned_revenue",
        "single_threaded_customers",
        "single_threaded_revenue_share",
        "single_threaded_proven_share",
    ):
        assert getattr(found, figure) == pytest.approx(BY_DESIGN[name][figure], rel=1e-9)
