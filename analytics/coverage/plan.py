"""Who becomes whose second contact, so that most is saved with few pairs?

At most ``coverage.budget`` new pairs, one a customer, ``coverage.capacity`` customers a second
contact, that lower expected loss (or the average of the worst years) the most; what a pair saves
is in :mod:`analytics.coverage.candidates`, how the best plan is found in
:mod:`analytics.coverage.matching`. Team, region and language are constraints where the policy
says so; who speaks the customer's language is known as far as languages are recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from analytics.coverage.candidates import (
    LIKENESS,
    Candidates,
    FollowFunction,
    running_second_contacts,
    weigh_pairs,
)
from analytics.coverage.matching import Choices
from analytics.coverage.reach import SavingDraws, reach, saving_draws
from analytics.coverage.reasons import pair_messages
from analytics.coverage.rules import BestPlans, best_plans, constraint_costs, why_empty
from analytics.coverage.scenarios import DepartureScenarios, pair_reductions, scenario_losses
from analytics.coverage.shortfall import SECONDS, expected_shortfall, shortfall_plan, worst_years
from analytics.coverage.similarity import CustomerBook
from analytics.messages import Message
from analytics.policy import CoverageRules, Policy
from analytics.relationships.pairs import Codes, Floats

__all__ = ["CoveragePlan", "Weighed", "furthest", "plan_second_contacts", "weighed"]

#: Candidate customers, those with the largest expected losses: the more only where it is not
#: certain that the fewer hold the best plans.
_CUSTOMERS = (1_000, 5_000)
#: The frontier looks as far again as the budget, but not further than this beyond it.
_BEYOND = 100
#: Under the objective es_95: pairs with the largest savings that are looked at, and those of them
#: that lower the worst years most, among which the plan is sought.
_PAIRS_WEIGHED, _TAIL_PAIRS = 600, 150


@dataclass(frozen=True, slots=True, eq=False)
class CoveragePlan:
    """The plan; amounts in the unit of the exposure.

    The columns of pairs, frontier (under the objective es_95 with the plan's first pairs by rank),
    constraint_costs and running (coverage under way) are stated in
    :data:`analytics.contracts.planned.PLANNED`.

    bound_gap: at most so much more could be saved (objective es_95: so much lower could es_95 be
    over the pairs looked at). message: why there is no plan, None if there is one.
    """

    objective: str
    pairs: pd.DataFrame
    frontier: pd.DataFrame
    constraint_costs: pd.DataFrame
    running: pd.DataFrame
    bound_gap: float
    message: Message | None


def plan_second_contacts(
    customers: pd.DataFrame,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
    ownership: pd.DataFrame,
    *,
    policy: Policy,
    follow: FollowFunction,
    as_of: date,
    departures: DepartureScenarios | None = None,
    es_95: float | None = None,
    draws: SavingDraws | None = None,
    seconds: float = SECONDS,
) -> CoveragePlan:
    """Plan second contacts for the customers of one assessment.

    Parameters
    ----------
    customers
        customer_id, industry, region, language, owner_id, exposure, evidence, top_rep_id,
        top_share, known_by, company_share, contacts_known, expected_loss.
    edges
        customer_id, rep_id, strength, share, knows, active, leaver, leaver_share, first_on,
        follow_probability.
    reps
        rep_id, name, function, team, region, languages, active, known, notice_on,
        attrition_probability, attrition_band.
    ownership
        customer_id, rep_id, basis (see :class:`~analytics.extract.Extract`).
    departures
        Scenarios for es_95 (see :mod:`analytics.coverage.scenarios`); the objective es_95 needs
        them.
    es_95
        That of the loss distribution: the frontier's es_95 starts there and falls in proportion
        to that of the scenarios. None: the scenarios' own.
    draws
        What the ranges of savings rest on (:mod:`analytics.coverage.reach`); None: they are
        missing.
    seconds
        Time limit of the search under the objective es_95.

    Raises
    ------
    ValueError
        The objective is es_95 and there are no scenarios.
    """
    rules = policy.coverage
    if rules.objective == "es_95" and departures is None:
        raise ValueError("the objective es_95 needs scenarios of departures")
    found = weighed(customers, edges, reps, ownership, rules=rules, follow=follow, as_of=as_of)
    candidates, best = found.candidates, found.best
    tail = None if departures is None else _Tail.of(customers, edges, departures, es_95)
    if rules.objective == "es_95" and tail is not None:
        ranked, gap = _least_shortfall(candidates, rules, best, tail, seconds)
        steps = [ranked[:size] for size in range(len(ranked) + 1)]
    else:
        ranked, gap, steps = best.ranked(rules.budget), best.gap(rules.budget), best.plans
    total = float(customers["expected_loss"].sum())
    used = np.unique(np.concatenate([ranked, *steps]))
    saved = _saved(
        candidates, best.choices.at(used), edges, reps, draws, build_up=rules.build_up, as_of=as_of
    )
    open_ends = _Reach(used, saved, best.savings)
    return CoveragePlan(
        objective=rules.objective,
        pairs=_pairs(candidates, best, ranked, reps, open_ends),
        frontier=_frontier(candidates, best, steps, total, tail).assign(**open_ends.sums(steps)),
        constraint_costs=constraint_costs(candidates, rules, best),
        running=found.running,
        bound_gap=gap,
        message=why_empty(candidates, rules) if len(ranked) == 0 else None,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The pairs that may be planned, the best plans under the policy's rules, and the second
    contacts under way (customer_id, second_rep_id)."""

    candidates: Candidates
    best: BestPlans
    running: pd.DataFrame


def weighed(
    customers: pd.DataFrame,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
    ownership: pd.DataFrame,
    *,
    rules: CoverageRules,
    follow: FollowFunction,
    as_of: date,
) -> Weighed:
    """Weigh the pairs of one assessment; frames as in :func:`plan_second_contacts`."""
    running = running_second_contacts(ownership, customers, edges, reps)
    weigh = partial(
        weigh_pairs,
        customers,
        edges,
        reps,
        running,
        book=CustomerBook.of(customers, edges, reps),
        build_up=rules.build_up,
        follow=follow,
        as_of=as_of,
    )
    return Weighed(*_best(weigh, rules), running)


@dataclass(frozen=True, slots=True, eq=False)
class _Reach:
    """Savings in draws (draws × used, None: no draws) of the used pairs, and all savings."""

    used: Codes
    drawn: Floats | None
    savings: Floats

    def sums(self, plans: list[Codes]) -> dict[str, Floats]:
        """saving_low and saving_high of each plan."""
        if self.drawn is None:
            return dict.fromkeys(("saving_low", "saving_high"), np.full(len(plans), np.nan))
        members = np.array([np.isin(self.used, plan) for plan in plans], dtype=float)
        saved = np.array([self.savings[plan].sum() for plan in plans])
        low, high = reach(saved, self.drawn @ members.reshape(len(plans), len(self.used)).T)
        return {"saving_low": low, "saving_high": high}


def _saved(
    candidates: Candidates,
    choices: Choices,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
    draws: SavingDraws | None,
    *,
    build_up: float,
    as_of: date,
) -> Floats | None:
    if draws is None:
        return None
    return saving_draws(candidates, choices, edges, reps, draws, build_up=build_up, as_of=as_of)


def _best(weigh: Callable[..., Candidates], rules: CoverageRules) -> tuple[Candidates, BestPlans]:
    """The best plans over as few customers as certainly hold them, or over the most."""
    longest = furthest(rules.budget)
    few, most = _CUSTOMERS
    candidates = weigh(most=few)
    best = best_plans(candidates, rules, most=longest)
    if best.certain(longest):
        return candidates, best
    candidates = weigh(most=most)
    return candidates, best_plans(candidates, rules, most=longest)


def furthest(budget: int) -> int:
    """Pairs up to which plans are made: the frontier's, and one beyond the budget at least."""
    return max(budget + 1, min(2 * budget, budget + _BEYOND))


@dataclass(frozen=True, slots=True, eq=False)
class _Tail:
    """The scenarios, the portfolio's loss in each, and what turns their shortfall into es_95."""

    departures: DepartureScenarios
    losses: Floats
    scale: float

    @classmethod
    def of(
        cls,
        customers: pd.DataFrame,
        edges: pd.DataFrame,
        departures: DepartureScenarios,
        es_95: float | None,
    ) -> "_Tail":
        losses = scenario_losses(edges, customers, departures)
        own = expected_shortfall(losses, departures.weights)
        scale = 1.0 if es_95 is None or own <= 0 else es_95 / own
        return cls(departures, losses, scale)

    def after(self, reductions: Floats) -> float:
        """es_95 once the losses have fallen so much in each scenario."""
        left = self.losses - reductions
        return self.scale * expected_shortfall(left, self.departures.weights)


def _least_shortfall(
    candidates: Candidates, rules: CoverageRules, best: BestPlans, tail: _Tail, seconds: float
) -> tuple[Codes, float]:
    """The plan for the worst years as places in ``best.choices``, its strongest pairs first, and
    how much lower es_95 could be over the pairs looked at."""
    usual = best.plans[min(rules.budget, len(best.plans) - 1)]
    looked_at = np.argsort(-best.weights, kind="stable")[:_PAIRS_WEIGHED]
    looked_at = np.union1d(looked_at, usual)
    lowered = pair_reductions(candidates, best.choices.at(looked_at), tail.departures)
    in_tail = lowered @ worst_years(tail.losses, tail.departures.weights)
    kept = np.argsort(-in_tail, kind="stable")[:_TAIL_PAIRS]
    kept = np.union1d(kept, np.searchsorted(looked_at, usual))
    shortfall = shortfall_plan(
        best.choices.at(looked_at[kept]),
        tail.losses,
        tail.departures.weights,
        lowered[kept],
        start=np.searchsorted(looked_at[kept], usual),
        budget=rules.budget,
        seconds=seconds,
    )
    plan = kept[shortfall.plan]
    plan = plan[np.argsort(-in_tail[plan], kind="stable")]
    return looked_at[plan], shortfall.gap * tail.scale


def _pairs(
    candidates: Candidates, best: BestPlans, ranked: Codes, reps: pd.DataFrame, open_ends: _Reach
) -> pd.DataFrame:
    chosen = best.choices.at(ranked)
    rows = candidates.customers.take(chosen.customer).reset_index(drop=True)
    second_contacts = candidates.second_contacts.take(chosen.second).reset_index(drop=True)
    kinds = candidates.likeness[chosen.second, chosen.customer]
    before = rows["expected_loss"].astype(float)
    said = pair_messages(
        rows, second_contacts, kinds, candidates.alike[chosen.second, chosen.customer], reps
    )
    pairs = pd.DataFrame(
        {
            "customer_id": rows["customer_id"].astype("str"),
            "current_rep_id": rows["top_rep_id"].astype("str"),
            "second_rep_id": second_contacts["rep_id"].astype("str"),
            "expected_loss_before": before,
            "expected_loss_after": before - best.savings[ranked],
            "rank": np.arange(1, len(ranked) + 1),
            "likeness": pd.Series(np.array(LIKENESS, dtype=object)[kinds], dtype="str"),
            "reason": pd.Series([str(each) for each in said], dtype="str"),
            "message": pd.Series(said, dtype="object"),
            **open_ends.sums([ranked[[place]] for place in range(len(ranked))]),
        }
    )
    return pairs.sort_values("customer_id", kind="stable", ignore_index=True)


def _frontier(
    candidates: Candidates,
    best: BestPlans,
    steps: list[Codes],
    total: float,
    tail: _Tail | None,
) -> pd.DataFrame:
    saved = [float(best.savings[plan].sum()) for plan in steps]
    return pd.DataFrame(
        {
            "pairs": np.arange(len(steps)),
            "expected_loss": total - np.array(saved),
            "es_95": _shortfalls(candidates, best, steps, tail),
        }
    )


def _shortfalls(
    candidates: Candidates, best: BestPlans, steps: list[Codes], tail: _Tail | None
) -> Floats:
    if tail is None:
        return np.full(len(steps), np.nan)
    used = np.unique(np.concatenate(steps))
    lowered = pair_reductions(candidates, best.choices.at(used), tail.departures)
    return np.array(
        [tail.after(lowered[np.searchsorted(used, plan)].sum(axis=0)) for plan in steps]
    )
