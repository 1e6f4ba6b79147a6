"""Public data sets in canonical form give the figures computed independently of the product."""

import json
from collections import Counter
from importlib import import_module
from typing import Any

import pytest

from analytics.assessment import Assessment
from analytics.policy import Policy
from tests.assessing import assessed
from tests.datasets import PUBLISHED

NAMES = ("northwind", "maven_crm", "chinook", "cn_superstore")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not PUBLISHED.is_dir(), reason="the public data sets are not beside the repository"
    ),
]


@pytest.fixture(scope="module", params=NAMES)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Assessment, dict[str, Any]]:
    work = tmp_path_factory.mktemp(request.param)
    folder = import_module(f"tests.datasets.{request.param}").canonical(work / "files")
    reference = json.loads((PUBLISHED / "reference.json").read_text(encoding="utf-8"))
    return assessed(folder, work, policy=Policy()), reference["by_design"][request.param]


def test_portfolio_figures(pair: tuple[Assessment, dict[str, Any]]) -> None:
    assessment, expected = pair
    portfolio = assessment.portfolio
    names = (
        "revenue_12m hhi top3_share gini unassigned_revenue exposure "
        "single_threaded_revenue_share single_threaded_proven_share"
    ).split()
    assert portfolio.as_of.isoformat() == expected["as_of"]
    assert {name: getattr(portfolio, name) for name in names} == pytest.approx(
        {name: expected[name] for name in names}, rel=1e-9
    )
    assert portfolio.single_threaded_customers == expected["single_threaded"]


def test_counts_of_customers(pair: tuple[Assessment, dict[str, Any]]) -> None:
    assessment, expected = pair
    customers = assessment.customers
    known_by = customers["known_by"].astype("str").replace("<NA>", "").fillna("")
    assert Counter(customers["evidence"]) == expected["evidence"]
    assert Counter(known_by) == expected["known_by"]
    assert int(customers["lapsed"].sum()) == expected["lapsed"]
    assert int(customers["core"].sum()) == expected["core_customers"]


def test_bus_factor(pair: tuple[Assessment, dict[str, Any]]) -> None:
    assessment, expected = pair
    portfolio = assessment.portfolio
    if "bus_factor" in expected:
        assert portfolio.bus_factor == expected["bus_factor"]
    elif portfolio.bus_factor is not None:
        assert portfolio.bus_factor_low == portfolio.bus_factor == portfolio.bus_factor_high
    else:
        assert portfolio.single_threaded_proven_share == 0
