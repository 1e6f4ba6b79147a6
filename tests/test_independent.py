"""The product against the definitions computed once more, by other means."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.assessment import Assessment
from tests.assessing import assessed
from tests.independent import Company, read_folder, walk_away
from tests.invented import invent

pytestmark = pytest.mark.slow

WITHOUT = [
    (),
    ("activities",),
    ("revenue",),
    ("activities", "revenue"),
    ("activities", "revenue", "deals"),
    ("revenue", "deals", "assignments"),
]
FIGURES = (
    "top_rep_id top_share effective_reps known_by single_threaded company_share orphaned "
    "contacts_known"
).split()


@pytest.fixture(
    scope="module",
    params=[(seed, without) for seed in (1, 2, 5) for without in WITHOUT],
    ids=lambda param: f"seed {param[0]} without {' '.join(param[1]) or 'nothing'}",
)
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Assessment, Company]:
    seed, without = request.param
    work = tmp_path_factory.mktemp("company")
    folder = invent(work / "files", seed, without=without)
    assessment = assessed(folder, work)
    return assessment, Company(read_folder(folder), assessment.as_of, "CNY")


def same(value: Any, expected: Any) -> bool:
    if expected is None or pd.isna(value):
        return expected is None and bool(pd.isna(value))
    if isinstance(expected, str | bool):
        return bool(value == expected)
    return bool(value == pytest.approx(expected, rel=1e-6, abs=1e-6))


def test_revenue_exposure_and_core_customers(both: tuple[Assessment, Company]) -> None:
    assessment, company = both
    expected = pd.DataFrame(
        {
            "revenue_12m": company.revenue(),
            "exposure": company.exposure(),
            "lapsed": {c: company.lapsed(c) for c in company.customers},
            "core": {c: c in company.core() for c in company.customers},
        }
    ).sort_index()
    found = assessment.customers.set_index("customer_id")[list(expected)].sort_index()
    pd.testing.assert_frame_equal(
        found, expected, check_names=False, check_index_type=False, rtol=1e-9, atol=1e-9
    )


def test_relationships_of_every_customer(both: tuple[Assessment, Company]) -> None:
    assessment, company = both
    expected = company.relationships()
    different = [
        (row["customer_id"], name, row[name], expected[row["customer_id"]].get(name))
        for row in assessment.customers.to_dict("records")
        for name in ("evidence", *FIGURES)
        if not same(row[name], expected[row["customer_id"]].get(name))
    ]
    assert different == []


def test_shares_and_who_knows_whom(both: tuple[Assessment, Company]) -> None:
    assessment, company = both
    edges = assessment.edges[assessment.edges["share"].notna()]
    found = edges.set_index(["customer_id", "rep_id"])["share"].to_dict()
    figures = company.relationships().items()
    expected = {(c, r): p for c, f in figures for r, p in f.get("shares", {}).items()}
    assert found == pytest.approx(expected, rel=1e-9)
    knows = edges.loc[edges["knows"], ["customer_id", "rep_id"]].itertuples(index=False)
    assert {tuple(pair) for pair in knows} == {
        (c, r) for c, f in figures for r in f.get("knows", ())
    }


def test_concentration_and_bus_factor(both: tuple[Assessment, Company]) -> None:
    assessment, company = both
    expected = company.concentration()
    portfolio = assessment.portfolio
    assert portfolio.unassigned_revenue == pytest.approx(expected.pop("unassigned"), abs=1e-6)
    assert {name: getattr(portfolio, name) for name in expected} == pytest.approx(expected)
    assert portfolio.bus_factor == company.bus_factor()


def test_credits_add_up_to_the_portfolio(both: tuple[Assessment, Company]) -> None:
    assessment, _ = both
    portfolio = assessment.portfolio
    total = assessment.reps["revenue_12m"].sum() + portfolio.unassigned_revenue
    assert total == pytest.approx(portfolio.revenue_12m, abs=0.005)


def test_walk_away_follows_from_leaving_and_following(both: tuple[Assessment, Company]) -> None:
    assessment, _ = both
    leave = assessment.reps.set_index("rep_id")["attrition_probability"].to_dict()
    counted = assessment.edges[assessment.edges["follow_probability"].notna()]
    assert (counted["active"] | counted["leaver"]).all()
    for row in assessment.customers.dropna(subset="walk_away_probability").to_dict("records"):
        mine = counted[counted["customer_id"] == row["customer_id"]]
        pairs = [(leave[e.rep_id], e.follow_probability) for e in mine.itertuples()]
        assert row["walk_away_probability"] == pytest.approx(walk_away(pairs), abs=1e-12)


def test_losses_of_customers_reps_and_company_agree(both: tuple[Assessment, Company]) -> None:
    assessment, _ = both
    portfolio = assessment.portfolio
    for parts, whole in (
        (assessment.customers["expected_loss"], portfolio.expected_loss),
        (assessment.reps["expected_loss"], portfolio.expected_loss),
        (assessment.customers["expected_total"], portfolio.expected_total),
        (assessment.reps["expected_total"], portfolio.expected_total),
        (assessment.reps["es_contribution"], portfolio.es_95),
    ):
        assert parts.sum() == pytest.approx(whole, rel=1e-9)
    # Over draws of the chances, shared customers are lost a little less often than on average.
    assert portfolio.loss_mean == pytest.approx(portfolio.expected_total, rel=0.03)


def test_random_companies_are_worth_testing(tmp_path: Path) -> None:
    company = Company(read_folder(invent(tmp_path / "files", 1)), date(2026, 4, 2), "CNY")
    levels = {figures["evidence"] for figures in company.relationships().values()}
    assert levels == {"activity", "transactions", "ownership", "none"}
