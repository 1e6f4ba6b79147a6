"""The best plans against published examples, enumeration, linear programming and greedy."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from analytics.coverage.matching import Choices, optimal_plans

# reference_checks.json, by id.
OPT_01 = {"cost": [[4, 1, 3], [2, 0, 5], [3, 2, 2]], "expected": 5}
OPT_02 = {"by_route": {"b": (3 + 1, 4), "c": (6 + 2, 5)}, "demand": 5, "expected": 24}
OPT_03 = {
    "benefit": [
        ("c1", "r1", 100),
        ("c1", "r2", 90),
        ("c2", "r1", 95),
        ("c2", "r2", 20),
        ("c3", "r2", 60),
        ("c3", "r3", 50),
        ("c4", "r3", 10),
    ],
    "capacity": {"r1": 1, "r2": 1, "r3": 2},
    "optimum": 245,
    "plan": {"c1": "r2", "c2": "r1", "c3": "r3", "c4": "r3"},
    "greedy": 170,
}


def choices(pairs, capacity) -> tuple[Choices, np.ndarray]:
    customer, second, weight = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    return Choices(customer, second, np.array(capacity, np.int64)), weight


def test_opt_01_an_assignment_of_least_cost_is_found() -> None:
    cost = np.array(OPT_01["cost"])
    pairs = [(row, column, 100 - cost[row, column]) for row in range(3) for column in range(3)]
    found, weights = choices(pairs, [1, 1, 1])
    plan = optimal_plans(found, weights, 3)[3]
    assert 300 - weights[plan].sum() == OPT_01["expected"]


def test_opt_02_a_flow_of_least_cost_is_found() -> None:
    routes = list(OPT_02["by_route"].values())
    pairs = [
        (unit, route, 100 - cost)
        for unit in range(OPT_02["demand"])
        for route, (cost, _) in enumerate(routes)
    ]
    found, weights = choices(pairs, [room for _, room in routes])
    plan = optimal_plans(found, weights, OPT_02["demand"])[-1]
    assert len(plan) == OPT_02["demand"]
    assert 500 - weights[plan].sum() == OPT_02["expected"]


def test_opt_03_the_optimum_under_capacity_is_found_where_greedy_fails() -> None:
    names = ["r1", "r2", "r3"]
    pairs = [(int(c[1]) - 1, names.index(r), value) for c, r, value in OPT_03["benefit"]]
    found, weights = choices(pairs, list(OPT_03["capacity"].values()))
    plan = optimal_plans(found, weights, 10)[-1]
    assert weights[plan].sum() == OPT_03["optimum"]
    assert greedy(found, weights, 10) == OPT_03["greedy"]
    chosen = {f"c{found.customer[p] + 1}": names[found.second[p]] for p in plan}
    assert chosen == OPT_03["plan"]


def greedy(found: Choices, weights: np.ndarray, most: int) -> int:
    room, served, total = found.capacity.copy(), set(), 0
    for pair in np.argsort(-weights, kind="stable"):
        customer, second = found.customer[pair], found.second[pair]
        if weights[pair] > 0 and customer not in served and room[second] > 0 and most > 0:
            served.add(customer)
            room[second] -= 1
            total += int(weights[pair])
            most -= 1
    return total


def enumerated(found: Choices, weights: np.ndarray) -> dict[int, int]:
    """The best sum for each number of pairs, over all plans there are."""
    customers = sorted(set(found.customer.tolist()))
    options = [[-1, *np.flatnonzero(found.customer == c).tolist()] for c in customers]
    best: dict[int, int] = {}
    for plan in product(*options):
        pairs = [p for p in plan if p >= 0]
        used = np.bincount(found.second[pairs], minlength=len(found.capacity)) if pairs else 0
        if np.all(used <= found.capacity):
            value = int(weights[pairs].sum()) if pairs else 0
            best[len(pairs)] = max(value, best.get(len(pairs), 0))
    return best


@st.composite
def markets(draw):
    customers, second_contacts = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    pairs = [
        (c, s, draw(st.integers(-2, 9)))
        for c in range(customers)
        for s in range(second_contacts)
        if draw(st.booleans())
    ] or [(0, 0, 1)]
    return choices(pairs, [draw(st.integers(0, 3)) for _ in range(second_contacts)])


@given(markets())
def test_every_number_of_pairs_has_its_best_plan_by_enumeration(market) -> None:
    found, weights = market
    best = enumerated(found, weights)
    plans = optimal_plans(found, weights, 5)
    sums = [int(weights[plan].sum()) for plan in plans]
    assert sums == [best[size] for size in range(len(plans))]
    assert sums[-1] == max(best.values())


@given(markets(), st.integers(0, 5))
def test_plans_keep_the_rules_and_are_never_worse_than_greedy(market, most) -> None:
    found, weights = market
    plans = optimal_plans(found, weights, most)
    assert [len(plan) for plan in plans] == list(range(len(plans)))
    for plan in plans:
        assert len(set(found.customer[plan])) == len(plan)
        used = np.bincount(found.second[plan], minlength=len(found.capacity))
        assert (used <= found.capacity).all()
        assert (weights[plan] > 0).all()
    assert weights[plans[-1]].sum() >= greedy(found, weights, most)


@pytest.mark.parametrize("seed", range(5))
def test_large_plans_agree_with_linear_programming(seed: int) -> None:
    random = np.random.default_rng(seed)
    customers, second_contacts, budget = 80, 12, 30
    pairs = [
        (c, s, int(random.integers(1, 10_000)))
        for c in range(customers)
        for s in range(second_contacts)
        if random.random() < 0.5
    ]
    found, weights = choices(pairs, random.integers(0, 5, second_contacts))
    size, places = len(pairs), np.arange(len(pairs))
    ones = np.ones(size)
    rules = sparse.vstack(
        [
            sparse.csr_array((ones, (found.customer, places)), shape=(customers, size)),
            sparse.csr_array((ones, (found.second, places)), shape=(second_contacts, size)),
            sparse.csr_array(ones[None, :]),
        ]
    )
    limit = np.concatenate([np.ones(customers), found.capacity, [budget]])
    optimum = -linprog(-weights, A_ub=rules, b_ub=limit, bounds=(0, 1), method="highs").fun
    plan = optimal_plans(found, weights, budget)[-1]
    assert weights[plan].sum() == pytest.approx(optimum, abs=1e-6)


def test_savings_of_further_pairs_never_grow() -> None:
    random = np.random.default_rng(7)
    pairs = [(c, s, int(random.integers(1, 100))) for c in range(20) for s in range(5)]
    found, weights = choices(pairs, [3] * 5)
    sums = [int(weights[plan].sum()) for plan in optimal_plans(found, weights, 15)]
    assert (np.diff(np.diff(sums)) <= 0).all()


def test_equal_pairs_go_to_the_smaller_codes() -> None:
    found, weights = choices([(c, s, 5) for c in (1, 0) for s in (1, 0)], [1, 1])
    plan = optimal_plans(found, weights, 1)[1]
    assert (found.customer[plan].item(), found.second[plan].item()) == (0, 0)


def test_nothing_to_choose_gives_the_empty_plan_alone() -> None:
    empty = np.zeros(0, np.int64)
    plans = optimal_plans(Choices(empty, empty, empty), empty, 3)
    assert [plan.tolist() for plan in plans] == [[]]


def test_without_room_or_gain_there_is_no_pair() -> None:
    found, weights = choices([(0, 0, 5), (1, 1, 0), (2, 1, -3)], [0, 2])
    assert len(optimal_plans(found, weights, 3)) == 1
