"""The pairs that are left out of the search never belong to a better plan."""

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from analytics.coverage.candidates import LIKENESS, Candidates
from analytics.coverage.rules import best_plans
from analytics.policy import CoverageRules
from tests.analytics.coverage.companies import invented
from tests.analytics.coverage.test_candidates import weighed


def optimum(found: Candidates, budget: int, capacity: int) -> float:
    """The largest saving over every allowed pair, by linear programming."""
    open_ = (found.saving > 0) & ~found.second_contacts["about_to_leave"].to_numpy()[:, None]
    unlike = found.likeness == LIKENESS.index("none")
    open_ &= ~(unlike & (open_ & ~unlike).any(axis=0))
    second, customer = np.nonzero(open_)
    size, places, ones = len(second), np.arange(len(second)), np.ones(len(second))
    rules = sparse.vstack(
        [
            sparse.csr_array((ones, (customer, places)), shape=(found.saving.shape[1], size)),
            sparse.csr_array((ones, (second, places)), shape=(found.saving.shape[0], size)),
            sparse.csr_array(ones[None, :]),
        ]
    )
    limit = np.repeat([1.0, capacity, budget], [found.saving.shape[1], len(found.saving), 1])
    gains = -found.saving[second, customer]
    return -linprog(gains, A_ub=rules, b_ub=limit, bounds=(0, 1), method="highs").fun


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("budget", "capacity"), [(3, 1), (7, 3), (12, 1), (12, 2)])
def test_plans_equal_linear_programming_over_all_pairs(
    seed: int, budget: int, capacity: int
) -> None:
    found = weighed(invented(seed, customers=50, reps=16))
    best = best_plans(found, CoverageRules(capacity=capacity), most=budget)
    assert best.saved(budget) == pytest.approx(optimum(found, budget, capacity))
    assert len(best.choices) < (found.saving > 0).sum()


def test_the_saving_of_fewer_pairs_is_that_of_the_shorter_plan() -> None:
    best = best_plans(weighed(invented(2, customers=20, reps=8)), CoverageRules(), most=6)
    sums = [best.saved(pairs) for pairs in range(9)]
    assert sums[0] == 0
    assert sums == sorted(sums)
    assert sums[6] == sums[8]
