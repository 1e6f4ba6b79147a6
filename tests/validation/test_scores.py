"""Judging: the truth itself scores full marks, and a plan is worth what the law says."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tests.validation.drawn import Drawn
from tests.validation.laws import draw
from tests.validation.scores import future_losses, judge, plan_savings, second_contact

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """One company of twenty people."""
    return draw("hazard", 2, customers=200, reps=20, teams=4, base_rate=(0.2, 0.2))


def assessment(drawn: Drawn, *, factor: float = 1.0, var: float = 1e9, **more: Any) -> Any:
    """What the product would return if it knew the truth, or the truth times a factor."""
    reps = drawn.reps.assign(attrition_probability=drawn.reps["leave"] * factor, active=True)
    customers = drawn.customers.assign(exposure=10.0)
    customers["walk_away_probability"] = customers["walk"] * factor
    return SimpleNamespace(
        reps=reps.assign(left_on=pd.NaT)[["rep_id", "attrition_probability", "active", "left_on"]],
        customers=customers[["customer_id", "exposure", "walk_away_probability"]],
        portfolio=SimpleNamespace(var_95=var, var_99=var),
        **more,
    )


def test_truth_has_full_marks(drawn: Drawn) -> None:
    figures = judge(drawn, assessment(drawn)).figures
    for name in ("attrition_share", "attrition_top", "walk_share", "walk_top", "loss_level"):
        assert figures[name] == pytest.approx(1.0), name
    assert figures["attrition_slope"] == pytest.approx(1.0)
    assert figures["walk_slope"] == pytest.approx(1.0)
    assert figures["attrition_brier"] == figures["attrition_brier_best"]
    assert 0 < figures["attrition_seen_share"] < 1


def test_half_the_truth_ranks_as_well_at_half_the_level(drawn: Drawn) -> None:
    figures = judge(drawn, assessment(drawn, factor=0.5)).figures
    assert figures["walk_share"] == pytest.approx(1.0)
    assert figures["attrition_level"] == pytest.approx(0.5)
    assert figures["loss_level"] == pytest.approx(0.5)


def test_without_intervals_plan_and_bands_there_are_no_such_figures(drawn: Drawn) -> None:
    names = set(judge(drawn, assessment(drawn)).figures)
    assert not {"attrition_coverage", "walk_rank_coverage", "plan_saved"} & names


def test_intervals_that_hold_everything_cover_everything(drawn: Drawn) -> None:
    found = assessment(drawn)
    found.reps = found.reps.assign(attrition_low=0.0, attrition_high=1.0)
    found.customers = found.customers.assign(rank_low=1, rank_high=len(found.customers))
    figures = judge(drawn, found).figures
    assert (figures["attrition_coverage"], figures["walk_rank_coverage"]) == (1.0, 1.0)


def test_losses_exceed_nothing_nearly_always_and_everything_never(drawn: Drawn) -> None:
    never = judge(drawn, assessment(drawn)).figures
    assert never["attrition_brier_constant"] > never["attrition_brier_best"]
    assert (never["var_95_exceeded"], never["lost_more_99"]) == (0.0, 0.0)
    often = judge(drawn, assessment(drawn, var=0.0)).figures
    assert often["var_95_exceeded"] > 0.8


def test_joint_futures_lose_on_average_what_is_expected(drawn: Drawn) -> None:
    customers = judge(drawn, assessment(drawn)).walk
    losses = future_losses(drawn, customers)
    assert losses.shape == (300,)
    assert losses.mean() == pytest.approx(10.0 * drawn.customers["walk"].sum(), rel=0.15)


def test_customers_who_shrink_count_where_the_assessment_counts_them() -> None:
    shrinks = draw("reorganised", 2, customers=200, reps=20, teams=4)
    found = assessment(shrinks)
    figures = judge(shrinks, found).figures
    assert figures["total_level"] < figures["loss_level"] == pytest.approx(1.0)
    total = 10.0 * (shrinks.customers["walk"] + shrinks.customers["shrink"])
    found.customers = found.customers.assign(expected_total=total)
    assert judge(shrinks, found).figures["total_level"] == pytest.approx(1.0)
    customers = judge(shrinks, found).walk
    losses = future_losses(shrinks, customers, shrinking=True)
    assert (losses >= future_losses(shrinks, customers)).all()
    assert losses.mean() == pytest.approx(total.sum(), rel=0.2)


def plan_for(drawn: Drawn, customers: pd.DataFrame) -> pd.DataFrame:
    """Whoever is least likely to leave becomes everybody's second contact."""
    ranked = drawn.reps[drawn.reps["ranked"]].nsmallest(1, "leave")["rep_id"].iloc[0]
    return pd.DataFrame({"customer_id": customers["customer_id"], "second_rep_id": ranked})


def judged_customers(drawn: Drawn) -> pd.DataFrame:
    return judge(drawn, assessment(drawn)).walk


def planned(pairs: pd.DataFrame) -> Any:
    """A plan of the product that promises to save 2 with each pair, in a range up to 3."""
    ends = {"pairs": [len(pairs)], "saving_low": [0.0], "saving_high": [3.0 * len(pairs)]}
    return SimpleNamespace(
        pairs=pairs.assign(expected_loss_before=3.0, expected_loss_after=1.0),
        frontier=pd.DataFrame(ends),
        bound_gap=0.5,
    )


def test_following_the_best_plan_saves_the_most_that_can_be_saved(drawn: Drawn) -> None:
    customers = judged_customers(drawn)
    found = plan_savings(drawn, planned(plan_for(drawn, customers)), customers)
    assert found["plan_pairs"] == len(customers)
    assert 0 < found["plan_saved"] < 1
    assert found["simple_of_best"] <= found["plan_of_best"] <= 1 + 1e-9


def test_a_plan_states_how_far_it_may_be_from_the_optimum(drawn: Drawn) -> None:
    customers = judged_customers(drawn)
    pairs = plan_for(drawn, customers).head(5)
    found = judge(drawn, assessment(drawn), planned(pairs)).figures
    assert found["plan_gap"] == pytest.approx(0.05)
    assert plan_savings(drawn, planned(pairs.head(0)), customers) == {}


def test_a_plan_saves_less_where_second_contacts_hardly_grow(drawn: Drawn) -> None:
    customers = judged_customers(drawn)
    found = plan_savings(drawn, planned(plan_for(drawn, customers).head(60)), customers)
    assert 0 < found["plan_saved_tenth"] < found["plan_saved_third"] < found["plan_saved"]
    assert {found[f"plan_inside{name}"] for name in ("", "_tenth", "_third")} == {1.0}


def test_second_contact_takes_half_the_rate_of_the_busiest(drawn: Drawn) -> None:
    live = drawn.pairs[~drawn.pairs["pending"]]
    alone = live[live["colleagues"] == 0].iloc[0]
    plan = pd.DataFrame({"customer_id": [alone["customer_id"]], "second_rep_id": ["new"]})
    after = second_contact(drawn, plan)
    mine = after[after["customer_id"] == alone["customer_id"]].set_index("rep_id")
    assert mine.loc["new", "rate"] == pytest.approx(alone["rate"] / 2)
    assert mine.loc["new", "share"] == pytest.approx(1 / 3)
    assert mine.loc[alone["rep_id"], "follow"] < alone["follow"]
    assert len(after) == len(drawn.pairs) + 1


def test_second_contact_who_is_there_already_keeps_the_larger_rate(drawn: Drawn) -> None:
    live = drawn.pairs[~drawn.pairs["pending"]]
    top = live[live["colleagues"] > 0].iloc[0]
    plan = pd.DataFrame({"customer_id": [top["customer_id"]], "second_rep_id": [top["rep_id"]]})
    after = second_contact(drawn, plan)
    assert len(after) == len(drawn.pairs)
    key = (after["customer_id"] == top["customer_id"]) & (after["rep_id"] == top["rep_id"])
    assert after.loc[key, "rate"].item() >= top["rate"]
