"""Which pairs make the worst years least bad: second contacts against expected shortfall.

:func:`shortfall_plan` minimises expected shortfall over scenarios of departures as a mixed-integer
linear programme (Rockafellar & Uryasev 2000, Journal of Risk 2(3)), solved by HiGHS.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from analytics.coverage.matching import Choices
from analytics.losses.book import tail_weights, value_at_risk
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = ["SECONDS", "Shortfall", "expected_shortfall", "shortfall_plan", "worst_years"]

_LEVEL = 0.95
#: A solver's binary variable is rarely 1 to the last digit.
_CHOSEN = 0.5
#: Time of the search.
SECONDS = 5.0
#: Part of the optimum at which the search for a better plan ends.
_RELATIVE_GAP = 1e-6


def worst_years(losses: Floats, weights: Floats) -> Floats:
    """The weight of each scenario in the mean of the worst twentieth; sums to 1."""
    order = np.argsort(losses, kind="stable")
    tail = np.zeros(len(losses))
    tail[order] = tail_weights(losses[order], weights[order] / weights.sum(), _LEVEL)
    return tail


def expected_shortfall(losses: Floats, weights: Floats) -> float:
    """The mean loss of the worst twentieth of weighted scenarios (atom counted in part).

    >>> round(expected_shortfall(np.array([0.0, 100.0]), np.array([0.975, 0.025])), 9)
    50.0
    """
    return float(losses @ worst_years(losses, weights))


@dataclass(frozen=True, slots=True, eq=False)
class Shortfall:
    """A plan (places in the choices, ascending), its expected shortfall, and how far below it the
    optimum over these choices can still lie."""

    plan: Codes
    es_95: float
    gap: float


def shortfall_plan(
    choices: Choices,
    losses: Floats,
    weights: Floats,
    reductions: Floats,
    *,
    budget: float,
    effort: Floats | None = None,
    start: Codes | None = None,
    seconds: float = SECONDS,
) -> Shortfall:
    """The plan with the least expected shortfall at 95 % over scenarios.

        min t + Σ w_s · u_s / 0.05,  u_s ≥ losses_s − Σ x_p · reductions_ps − t,  u_s ≥ 0

    over binary x with one pair a customer, the capacity of each second, and Σ x_p · effort_p ≤
    budget (effort: 1 a pair unless given). Scenarios that no plan can bring into the worst
    twentieth are left out, which changes nothing. The result is never worse than greedy, nor than
    ``start``, a plan known already.

    Parameters
    ----------
    losses, weights
        By scenario; weights sum to 1.
    reductions
        Pairs × scenarios: by how much a pair lowers the loss (negative: raises it).
    seconds
        Time after which the best plan so far is taken, its gap stated.
    """
    effort = np.ones(len(choices)) if effort is None else effort
    greedy = _greedy(choices, losses, weights, reductions, budget, effort)
    plans = [greedy] if start is None else [greedy, start]
    if len(choices) == 0 or effort.min() > budget:
        return Shortfall(greedy, _after(greedy, losses, weights, reductions), 0.0)
    rows = _may_matter(losses, weights, reductions, budget, effort)
    solution = milp(
        **_programme(choices, losses[rows], weights[rows], reductions[:, rows], budget, effort),
        options={"time_limit": seconds, "mip_rel_gap": _RELATIVE_GAP},
    )
    if solution.x is not None:
        plans.append(np.flatnonzero(solution.x[: len(choices)] > _CHOSEN))
    values = [_after(plan, losses, weights, reductions) for plan in plans]
    best = int(np.argmin(values))
    bound = 0.0 if solution.mip_dual_bound is None else max(0.0, solution.mip_dual_bound)
    return Shortfall(plans[best], values[best], max(0.0, values[best] - bound))


def _after(plan: Codes, losses: Floats, weights: Floats, reductions: Floats) -> float:
    return expected_shortfall(losses - reductions[plan].sum(axis=0), weights)


def _may_matter(
    losses: Floats, weights: Floats, reductions: Floats, budget: float, effort: Floats
) -> Flags:
    """Scenarios that some plan may bring to the quantile or beyond."""
    pairs = int(min(len(effort), budget // effort.min()))
    ranked = np.sort(reductions, axis=0)
    lowest = losses - np.maximum(ranked[len(ranked) - pairs :], 0.0).sum(axis=0)
    highest = losses - np.minimum(ranked[:pairs], 0.0).sum(axis=0)
    order = np.argsort(lowest, kind="stable")
    least = value_at_risk(lowest[order], weights[order] / weights.sum(), _LEVEL)
    return np.asarray(highest >= least)


def _programme(
    choices: Choices,
    losses: Floats,
    weights: Floats,
    reductions: Floats,
    budget: float,
    effort: Floats,
) -> dict[str, object]:
    """The arguments of milp; variables x (pairs), t, u (scenarios)."""
    pairs, scenarios = reductions.shape
    customers = int(choices.customer.max()) + 1
    rest = sparse.csr_array((customers + len(choices.capacity) + 1, 1 + scenarios))
    ones, columns = np.ones(pairs), np.arange(pairs)
    limits = sparse.vstack(
        [
            sparse.csr_array((ones, (choices.customer, columns)), shape=(customers, pairs)),
            sparse.csr_array(
                (ones, (choices.second, columns)), shape=(len(choices.capacity), pairs)
            ),
            sparse.csr_array(effort[None, :]),
        ]
    )
    above = sparse.hstack(
        [reductions.T, np.ones((scenarios, 1)), sparse.identity(scenarios)], format="csr"
    )
    return {
        "c": np.concatenate([np.zeros(pairs), [1.0], weights / (1 - _LEVEL)]),
        "integrality": np.concatenate([ones, np.zeros(1 + scenarios)]),
        "bounds": Bounds(0.0, np.concatenate([ones, np.full(1 + scenarios, np.inf)])),
        "constraints": [
            LinearConstraint(
                sparse.hstack([limits, rest], format="csr"),
                ub=np.concatenate([np.ones(customers), choices.capacity, [budget]]),
            ),
            LinearConstraint(above, lb=losses),
        ],
    }


def _greedy(
    choices: Choices,
    losses: Floats,
    weights: Floats,
    reductions: Floats,
    budget: float,
    effort: Floats,
) -> Codes:
    """Add the pair that lowers the mean over the present worst twentieth most, while that helps."""
    plan: list[int] = []
    room, left, now = choices.capacity.copy(), budget, losses
    served = np.zeros(int(choices.customer.max(initial=-1)) + 1, bool)
    value = expected_shortfall(losses, weights)
    while True:
        open_ = ~served[choices.customer] & (room[choices.second] > 0) & (effort <= left)
        gains = np.where(open_, reductions @ worst_years(now, weights), -np.inf)
        if not open_.any():
            break
        pair = int(np.argmax(gains))
        after = expected_shortfall(now - reductions[pair], weights)
        if after >= value:
            break
        plan.append(pair)
        now, value, left = now - reductions[pair], after, left - effort[pair]
        served[choices.customer[pair]] = True
        room[choices.second[pair]] -= 1
    return np.sort(np.array(plan, dtype=np.int64))
