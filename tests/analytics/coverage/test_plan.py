"""The second-contact plan from end to end: rules, optimum, frontier, costs, reasons."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.coverage import plan as coverage
from analytics.coverage.matching import Choices
from analytics.coverage.plan import CoveragePlan, plan_second_contacts
from analytics.coverage.scenarios import draw_departures, pair_reductions, scenario_losses
from analytics.coverage.shortfall import expected_shortfall
from analytics.errors import PolicyError
from analytics.policy import read_policy
from tests.analytics.coverage.companies import DAY, Account, Firm, Salesperson, firm, invented
from tests.analytics.coverage.companies import follow as coverage_follow
from tests.analytics.coverage.test_candidates import table, weighed
from tests.analytics.coverage.test_scenarios import every_departure


def saved(plan: CoveragePlan) -> float:
    return float((plan.pairs["expected_loss_before"] - plan.pairs["expected_loss_after"]).sum())


def allowed_pairs(company: Firm) -> pd.DataFrame:
    """What the rules allow, row by row: customer_id, second, saving."""
    reps = company.reps.set_index("rep_id")
    rows = table(weighed(company))
    rows = rows[(rows["saving"] > 0) & (rows["second"].map(reps["attrition_band"]) != "high")]
    like = set(rows.loc[rows["kind"] != "none", "customer_id"])
    return rows[(rows["kind"] != "none") | ~rows["customer_id"].isin(like)]


def best_by_enumeration(rows: pd.DataFrame, budget: int, capacity: int) -> float:
    options = [
        [None, *group[["second", "saving"]].itertuples(index=False)]
        for _, group in rows.groupby("customer_id")
    ]
    best = 0.0
    for plan in product(*options):
        chosen = [pair for pair in plan if pair is not None]
        second_contacts = [pair.second for pair in chosen]
        if len(chosen) <= budget and all(
            second_contacts.count(s) <= capacity for s in second_contacts
        ):
            best = max(best, sum(pair.saving for pair in chosen))
    return best


def greedy(rows: pd.DataFrame, budget: int, capacity: int) -> float:
    total, served, used = 0.0, set(), []
    for row in rows.sort_values("saving", ascending=False).itertuples():
        free = row.customer_id not in served and used.count(row.second) < capacity
        if free and len(used) < budget:
            served.add(row.customer_id)
            used.append(row.second)
            total += row.saving
    return total


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), budget=st.integers(0, 5), capacity=st.integers(0, 3))
def test_the_plan_equals_enumeration_and_keeps_the_rules(seed, budget, capacity) -> None:
    company = invented(seed)
    plan = company.plan(budget=budget, capacity=capacity)
    rows = allowed_pairs(company)
    best = best_by_enumeration(rows, budget, capacity)
    assert saved(plan) == pytest.approx(best, abs=1e-6)
    assert saved(plan) >= greedy(rows, budget, capacity) - 1e-6
    assert len(plan.pairs) <= budget
    assert plan.pairs["second_rep_id"].value_counts().max() <= capacity or plan.pairs.empty
    assert plan.pairs["customer_id"].is_unique
    assert (plan.pairs["expected_loss_after"] < plan.pairs["expected_loss_before"]).all()
    assert (plan.message is None) == (len(plan.pairs) > 0)


def test_the_plan_is_written_by_customer_and_ranked_by_saving() -> None:
    plan = invented(4, customers=12, reps=6).plan(budget=5)
    ranked = plan.pairs.sort_values("rank")
    gains = ranked["expected_loss_before"] - ranked["expected_loss_after"]
    assert plan.pairs["customer_id"].is_monotonic_increasing
    assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))
    assert gains.is_monotonic_decreasing
    assert len(ranked) > 2


def test_before_is_the_expected_loss_of_the_assessment_and_the_frontier_starts_there() -> None:
    company = invented(4, customers=12, reps=6)
    plan = company.plan(budget=5)
    loss = company.customers.set_index("customer_id")["expected_loss"]
    assert plan.pairs["expected_loss_before"].tolist() == (loss[plan.pairs["customer_id"]].tolist())
    assert plan.frontier["expected_loss"][0] == pytest.approx(loss.sum())
    assert plan.frontier["expected_loss"][len(plan.pairs)] == pytest.approx(
        loss.sum() - saved(plan)
    )


def test_every_step_of_the_frontier_is_the_best_plan_of_that_size() -> None:
    company = invented(11, customers=12, reps=6)
    plan = company.plan(budget=2, capacity=2)
    total = company.customers["expected_loss"].sum()
    for pairs, loss in plan.frontier[["pairs", "expected_loss"]].itertuples(index=False):
        alone = company.plan(budget=int(pairs), capacity=2)
        assert loss == pytest.approx(total - saved(alone))
    assert plan.frontier["pairs"].tolist() == list(range(len(plan.frontier)))
    assert len(plan.frontier) == 5


def test_without_scenarios_the_tail_of_the_frontier_is_not_known() -> None:
    assert invented(4).plan().frontier["es_95"].isna().all()


def test_the_tail_of_the_frontier_is_that_of_the_company_after_the_plan() -> None:
    company = invented(4, customers=8)
    every = every_departure(company)
    plan = company.plan(every, budget=3)
    before = expected_shortfall(
        scenario_losses(company.edges, company.customers, every), every.weights
    )
    assert plan.frontier["es_95"][0] == pytest.approx(before)
    assert (plan.frontier["es_95"] > 0).all()


def test_the_tail_starts_at_the_figure_of_the_loss_distribution_and_falls_in_proportion() -> None:
    company = invented(4, customers=8)
    every = every_departure(company)
    own = company.plan(every, budget=3).frontier["es_95"]
    scaled = plan_second_contacts(
        company.customers,
        company.edges,
        company.reps,
        company.ownership,
        policy=read_policy("[coverage]\nbudget = 3"),
        follow=coverage_follow,
        as_of=DAY,
        departures=every,
        es_95=1000.0,
    ).frontier["es_95"]
    np.testing.assert_allclose(scaled, own / own[0] * 1000)


def test_nobody_about_to_leave_under_notice_or_outside_sales_is_planned() -> None:
    people = [Salesperson("ann"), Salesperson("soon", 0.01, band="high")]
    people += [Salesperson("notice", notice=True), Salesperson("tech", 0.01, function="service")]
    people += [Salesperson("stays", 0.15)]
    accounts = [Account(f"c{i}", {"ann": 5.0}) for i in range(3)]
    plan = firm(accounts, people).plan(capacity=5)
    assert plan.pairs["second_rep_id"].unique().tolist() == ["stays"]
    costs = plan.constraint_costs.set_index("constraint")["saving"]
    assert costs["about_to_leave"] > 0


def test_nobody_unlike_is_planned_where_somebody_alike_is_there() -> None:
    people = [Salesperson("ann"), Salesperson("like", 0.19), Salesperson("far", 0.01, team="B")]
    accounts = [Account(f"c{i}", {"ann": 5.0}) for i in range(3)]
    company = firm(accounts, people)
    assert company.plan(capacity=1).pairs["second_rep_id"].tolist() == ["like"]
    alone = firm(accounts, [people[0], people[2]])
    assert alone.plan(capacity=1).pairs["second_rep_id"].tolist() == ["far"]


def test_a_pair_that_would_raise_the_loss_is_never_planned() -> None:
    people = [Salesperson("ann", 0.01), Salesperson("risky", 0.9, band="medium")]
    company = firm([Account("c", {"ann": 5.0})], people)
    plan = company.plan()
    assert table(weighed(company))["saving"].item() < 0
    assert plan.pairs.empty
    assert str(plan.message) == (
        "No second contact is planned: no pair that is allowed lowers the expected loss"
    )


def test_running_coverage_uses_capacity_and_its_customer_needs_no_further_pair() -> None:
    people = [Salesperson("ann"), Salesperson("bo")]
    accounts = [Account(f"c{i}", {"ann": 5.0}) for i in range(3)]
    plan = firm(accounts, people, assigned=[("c0", "bo")]).plan(capacity=2)
    assert plan.running.to_dict("records") == [{"customer_id": "c0", "second_rep_id": "bo"}]
    assert plan.pairs[["customer_id", "second_rep_id"]].to_dict("records") == [
        {"customer_id": "c1", "second_rep_id": "bo"}
    ]


def test_equal_savings_go_to_the_more_similar_then_to_the_smaller_id() -> None:
    people = [Salesperson("ann"), *(Salesperson(r, team="B") for r in ("b1", "b2", "b3"))]
    accounts = [Account("c", {"ann": 5.0}, industry="steel", region="north")]
    accounts += [
        Account(f"{rep}-{i}", {rep: 5.0}, 0.0, industry="steel", region="north")
        for rep, size in (("b1", 1), ("b2", 2), ("b3", 2))
        for i in range(size)
    ]
    assert firm(accounts, people).plan().pairs["second_rep_id"].tolist() == ["b2"]


def test_only_colleagues_of_the_team_or_region_where_the_policy_says_so() -> None:
    people = [
        Salesperson("ann", team="A", region="north"),
        Salesperson("mate", 0.3, team="A", region="south"),
        Salesperson("near", 0.2, team="B", region="north"),
        Salesperson("none", 0.05, team=None, region=None),
    ]
    accounts = [Account("c", {"ann": 5.0}, industry="steel", region="north")]
    accounts += [Account("d", {"none": 5.0}, 0.0, industry="steel", region="north")]
    company = firm(accounts, people)
    for rules, second in (({}, "none"), ({"same_team": True}, "mate")):
        assert company.plan(**rules).pairs["second_rep_id"].tolist() == [second]
    in_region = company.plan(same_region=True)
    assert in_region.pairs["second_rep_id"].tolist() == ["near"]
    costs = in_region.constraint_costs.set_index("constraint")["saving"]
    assert costs.idxmax() == "same_region"
    assert "same_team" not in costs.index
    assert costs["same_region"] == pytest.approx(saved(company.plan()) - saved(in_region))


@pytest.mark.parametrize(
    ("wanted", "second_contacts"),
    [
        ("French", ["both"]),
        ("german", ["both"]),
        ("Italian / English", ["likely"]),
        (None, ["likely"]),
        ("Greek", []),
    ],
)
def test_only_who_speaks_the_language_of_the_customer_where_the_policy_says_so(
    wanted: str | None, second_contacts: list[str]
) -> None:
    people = [
        Salesperson("ann", languages="French"),
        Salesperson("both", 0.3, languages="German; FRENCH"),
        Salesperson("likely", 0.05, languages="English"),
        Salesperson("silent", 0.1),
    ]
    company = firm([Account("c", {"ann": 5.0}, language=wanted)], people)
    assert company.plan().pairs["second_rep_id"].tolist() == ["likely"]
    plan = company.plan(same_language=True)
    assert plan.pairs["second_rep_id"].tolist() == second_contacts
    costs = plan.constraint_costs.set_index("constraint")["saving"]
    assert costs["same_language"] == pytest.approx(saved(company.plan()) - saved(plan))


def test_the_costs_of_budget_and_capacity_are_what_one_more_of_them_saves() -> None:
    company = invented(11, customers=12, reps=6)
    plan = company.plan(budget=4, capacity=1)
    costs = plan.constraint_costs.set_index("constraint")["saving"]
    more_pairs, more_room = company.plan(budget=5, capacity=1), company.plan(budget=4, capacity=2)
    assert costs["budget"] == pytest.approx(saved(more_pairs) - saved(plan), abs=1e-6)
    assert costs["capacity"] == pytest.approx(saved(more_room) - saved(plan), abs=1e-6)
    assert plan.constraint_costs["saving"].is_monotonic_decreasing
    assert costs["capacity"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    company = invented(seed, customers=12, reps=6)
    mixed = Firm(
        *(
            part.sample(frac=1, random_state=seed)
            for part in (company.customers, company.edges, company.reps, company.ownership)
        )
    )
    first, second = company.plan(budget=5), mixed.plan(budget=5)
    pd.testing.assert_frame_equal(
        first.pairs.drop(columns="message"), second.pairs.drop(columns="message")
    )


def test_twice_the_money_gives_the_same_plan_with_twice_the_saving() -> None:
    company = invented(8, customers=12, reps=6)
    money = ["exposure", "expected_loss"]
    doubled = company.customers.assign(**{name: 2 * company.customers[name] for name in money})
    richer = Firm(doubled, company.edges, company.reps, company.ownership)
    first, second = company.plan(budget=5), richer.plan(budget=5)
    pairs = ["customer_id", "second_rep_id"]
    assert first.pairs[pairs].equals(second.pairs[pairs])
    assert saved(second) == pytest.approx(2 * saved(first))


@pytest.mark.parametrize(
    ("people", "rules", "reason"),
    [
        (["ann", "bo"], {"budget": 0}, "the budget is 0 pairs"),
        (["ann", "bo"], {"capacity": 0}, "no salesperson has room for one more"),
        (["ann"], {}, "everybody knows these customers already"),
        (["ann", "bo"], {"same_region": True}, "no pair that is allowed lowers the expected loss"),
    ],
)
def test_an_empty_plan_says_why(people: list[str], rules: dict, reason: str) -> None:
    company = firm([Account("c", {"ann": 5.0})], [Salesperson(p) for p in people])
    plan = company.plan(draw_departures(company.reps), **rules)
    assert plan.pairs.empty
    assert str(plan.message) == f"No second contact is planned: {reason}"
    assert plan.frontier["pairs"][0] == 0


def test_without_customers_or_people_there_is_an_empty_plan_with_its_reason() -> None:
    nobody = firm([Account("c", {"ann": 5.0})], [Salesperson("ann", function="service")])
    assert str(nobody.plan().message).endswith("no salesperson is there to stay")
    nothing = firm([], [Salesperson("ann")])
    assert str(nothing.plan().message).endswith("no customer has an expected loss to lower")
    assert nothing.plan().frontier["expected_loss"].tolist() == [0.0]
    columns = "customer_id current_rep_id second_rep_id expected_loss_before expected_loss_after"
    assert nothing.plan().pairs.columns[:5].tolist() == columns.split()


def test_reasons_say_who_knows_the_customer_and_what_speaks_for_the_second() -> None:
    people = [Salesperson(r, 0.1 if r == "bo" else 0.2) for r in ("ann", "bo")]
    people += [Salesperson("cy", team="B")]
    company = firm(
        [
            Account("a", {"ann": 5.0}, industry="steel", region="north"),
            Account("b", {"ann": 5.0, "bo": 0.4}),
            Account("c", {"ann": 0.3}),
            Account("d", {"bo": 5.0}, exposure=0.0, industry="steel", region="north"),
            Account("e", {"ann": 5.0, "cy": 4.0}, industry="steel"),
        ],
        people,
    )
    reasons = company.plan().pairs.set_index("customer_id")["reason"]
    assert reasons.to_dict() == {
        "a": "Only Name ann knows the customer. "
        "Name bo looks after 1 customer of the same industry and region.",
        "b": "Only Name ann knows the customer. Name bo is in touch already.",
        "c": "Nobody is in touch any more, Name ann was last. "
        "Name bo is in the same team as Name ann.",
        "e": "2 people know the customer, Name ann best. "
        "Name bo looks after 1 customer of the same industry or region.",
    }


def test_the_worst_years_are_at_least_as_good_as_with_the_plan_for_the_expected_loss() -> None:
    for seed in range(4):
        company = invented(seed, customers=15, reps=6)
        drawn = draw_departures(company.reps, scenarios=200, seed=seed)
        usual = company.plan(drawn, budget=4)
        worst = company.plan(drawn, budget=4, objective="es_95")
        at = len(usual.pairs)
        assert worst.frontier["es_95"].iloc[-1] <= usual.frontier["es_95"][at] + 1e-9
        assert worst.frontier["pairs"].iloc[-1] == len(worst.pairs) <= 4
        assert worst.bound_gap <= 1e-3 * worst.frontier["es_95"][0]


def test_the_objective_of_the_worst_years_needs_scenarios() -> None:
    with pytest.raises(ValueError, match="needs scenarios"):
        invented(0).plan(objective="es_95")


def test_customers_left_out_widen_the_bound_which_the_true_optimum_keeps(monkeypatch) -> None:
    company = invented(5, customers=14, reps=5)
    whole = company.plan(budget=3, capacity=1)
    monkeypatch.setattr(coverage, "_CUSTOMERS", (1, 2))
    part = company.plan(budget=3, capacity=1)
    assert whole.bound_gap == 0
    assert saved(part) <= saved(whole) <= saved(part) + part.bound_gap
    assert part.bound_gap > 0


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rules", [{"budget": 2}, {"budget": 8, "capacity": 1}, {"budget": 20}])
def test_the_bound_holds_whatever_is_scarce(seed: int, rules: dict, monkeypatch) -> None:
    company = invented(seed, customers=25, reps=5)
    whole = company.plan(**rules)
    monkeypatch.setattr(coverage, "_CUSTOMERS", (6, 9))
    part = company.plan(**rules)
    assert saved(part) <= saved(whole) + 1e-9 <= saved(part) + part.bound_gap + 2e-9


@pytest.mark.parametrize("seed", range(6))
def test_few_customers_are_enough_where_the_bound_says_so(seed: int, monkeypatch) -> None:
    company = invented(seed, customers=30, reps=6)
    whole = company.plan(budget=3)
    monkeypatch.setattr(coverage, "_CUSTOMERS", (12, 30))
    assert saved(company.plan(budget=3)) == pytest.approx(saved(whole))


def test_a_setting_of_the_plan_that_is_not_known_suggests_the_nearest() -> None:
    with pytest.raises(PolicyError, match="did you mean build_up"):
        read_policy("[coverage]\nbuildup = 0.3")
    assert read_policy("[coverage]\nbuild_up = 0.3\nsame_team = true").coverage.same_team


def test_the_tail_after_the_plan_is_what_its_pairs_leave_of_each_scenario() -> None:
    company = invented(4, customers=8)
    every = every_departure(company)
    plan = company.plan(every, budget=3)
    found = weighed(company)
    chosen = Choices(
        found.customers.set_index("customer_id").index.get_indexer(plan.pairs["customer_id"]),
        found.second_contacts.set_index("rep_id").index.get_indexer(plan.pairs["second_rep_id"]),
        np.full(len(found.second_contacts), 5),
    )
    left = scenario_losses(company.edges, company.customers, every) - pair_reductions(
        found, chosen, every
    ).sum(axis=0)
    assert plan.frontier["es_95"][len(plan.pairs)] == pytest.approx(
        expected_shortfall(left, every.weights)
    )
