"""Plans for the worst years against a published example, enumeration and greedy."""

from itertools import combinations

import numpy as np
import pytest

from analytics.coverage.matching import Choices
from analytics.coverage.shortfall import expected_shortfall, shortfall_plan

# reference_checks.json, id opt-04 (0/1 knapsack, Cormen et al.; greedy by ratio gives 160).
OPT_04 = {"benefits": [60, 100, 120], "hours": [10, 20, 30], "budget": 50, "expected": 220}


def test_opt_04_the_best_use_of_limited_hours_is_found() -> None:
    alone = np.arange(3)
    found = shortfall_plan(
        Choices(alone, alone, np.ones(3, np.int64)),
        np.array([1000.0]),
        np.array([1.0]),
        np.array(OPT_04["benefits"], float)[:, None],
        budget=OPT_04["budget"],
        effort=np.array(OPT_04["hours"], float),
    )
    assert 1000 - found.es_95 == pytest.approx(OPT_04["expected"])
    assert found.plan.tolist() == [1, 2]
    assert found.gap == pytest.approx(0, abs=1e-3)


def test_expected_shortfall_counts_the_atom_in_part() -> None:
    # reference_checks.json, two reps (p 0.1, 0.2; exposure 100, 50): ES95 120.
    losses, chances = np.array([0.0, 50, 100, 150]), np.array([0.72, 0.18, 0.08, 0.02])
    assert expected_shortfall(losses, chances) == pytest.approx(120)


def market(seed: int, customers: int = 5, second_contacts: int = 3, scenarios: int = 40):
    random = np.random.default_rng(seed)
    customer, second = (a.ravel() for a in np.indices((customers, second_contacts)))
    found = Choices(customer, second, np.full(second_contacts, 2))
    losses = random.gamma(2.0, 50.0, scenarios) + 100
    weights = random.dirichlet(np.ones(scenarios))
    reductions = random.normal(3.0, 6.0, (customers * second_contacts, scenarios))
    return found, losses, weights, reductions


def legal(found: Choices, pairs: tuple[int, ...]) -> bool:
    chosen = list(pairs)
    used = np.bincount(found.second[chosen], minlength=len(found.capacity)) if chosen else 0
    return len(set(found.customer[chosen])) == len(chosen) and bool(np.all(used <= found.capacity))


@pytest.mark.parametrize("seed", range(8))
def test_small_plans_equal_enumeration(seed: int) -> None:
    found, losses, weights, reductions = market(seed)
    every = [p for size in range(4) for p in combinations(range(len(found)), size)]
    least = min(
        expected_shortfall(losses - reductions[list(pairs)].sum(axis=0), weights)
        for pairs in every
        if legal(found, pairs)
    )
    plan = shortfall_plan(found, losses, weights, reductions, budget=3)
    assert plan.es_95 == pytest.approx(least, rel=1e-6)
    assert legal(found, tuple(plan.plan))
    assert len(plan.plan) <= 3
    assert plan.gap <= 1e-4 * least


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_is_not_worse_than_one_known_already_even_without_time(seed: int) -> None:
    found, losses, weights, reductions = market(
        seed, customers=20, second_contacts=5, scenarios=200
    )
    start = np.array([0, 6, 12, 18])
    known = expected_shortfall(losses - reductions[start].sum(axis=0), weights)
    hasty = shortfall_plan(found, losses, weights, reductions, budget=6, start=start, seconds=0.0)
    assert hasty.es_95 <= known
    thorough = shortfall_plan(found, losses, weights, reductions, budget=6, seconds=2.0)
    assert hasty.es_95 - hasty.gap <= thorough.es_95 + 1e-6


def test_no_choice_or_no_budget_gives_an_empty_plan() -> None:
    found, losses, weights, reductions = market(0)
    for pairs, budget in ((np.zeros(0, np.int64), 3), (np.arange(len(found)), 0)):
        plan = shortfall_plan(found.at(pairs), losses, weights, reductions[pairs], budget=budget)
        assert len(plan.plan) == 0
        assert plan.es_95 == pytest.approx(expected_shortfall(losses, weights))
        assert plan.gap == 0


def test_pairs_that_make_bad_years_worse_are_not_chosen() -> None:
    found, losses, weights, reductions = market(1)
    plan = shortfall_plan(found, losses, weights, -np.abs(reductions), budget=3)
    assert len(plan.plan) == 0
