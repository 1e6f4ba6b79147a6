"""Walk-away and expected loss by the product formula, by hand and by a slow sum.

Identifiers in comments are those of the project's table of reference checks.
"""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.distribution import loss_distribution, walk_away
from tests.analytics.losses.loss_cases import company, edges_of


def walked(edges, leave, exposure, evidence="activity"):
    customers = pd.DataFrame({"customer_id": list(exposure), "exposure": list(exposure.values())})
    customers["evidence"] = evidence
    reps = pd.DataFrame({"rep_id": list(leave), "attrition_probability": list(leave.values())})
    return walk_away(edges, customers, reps.astype({"attrition_probability": float}))


def test_walk_away_is_the_chance_that_anybody_takes_the_customer():
    # el-02: a·q of 0.1 and 0.03 on 1000: 127 by 1 − 0.9·0.97, and never the split 72 of el-01
    edges = edges_of(("c", "x", 0.5), ("c", "y", 0.3))
    found = walked(edges, {"x": 0.2, "y": 0.1}, {"c": 1000.0})
    assert found.customers["walk_away_probability"].tolist() == [pytest.approx(0.127)]
    assert found.customers["expected_loss"].tolist() == [pytest.approx(127.0)]
    assert found.reps["departure_loss"].tolist() == [500.0, 300.0]
    assert found.reps["expected_loss"].tolist() == pytest.approx([127 * 10 / 13, 127 * 3 / 13])


def test_split_exposure_is_another_meaning():
    # el-01: splitting 1000 by 0.6 and 0.4 first gives 72, adding both in full 130
    assert pytest.approx(72.0) == 600 * 0.2 * 0.5 + 400 * 0.1 * 0.3
    assert pytest.approx(130.0) == 1000 * (0.1 + 0.03)


def test_unknown_customer_has_no_figures():
    found = walked(edges_of(), {"x": 0.2}, {"c": 10.0}, "none").customers
    assert found[["walk_away_probability", "expected_loss"]].isna().all(axis=None)


def test_pairs_of_a_customer_who_is_not_in_the_table_count_nowhere():
    edges = edges_of(("c", "x", 0.5), ("stranger", "x", 0.9))
    walk = walked(edges, {"x": 0.2}, {"b": 100.0, "c": 1000.0})
    assert walk.customers["expected_loss"].tolist() == pytest.approx([0.0, 100.0])
    assert walk.reps["departure_loss"].tolist() == [500.0]
    assert walk.reps["expected_loss"].tolist() == pytest.approx([100.0])


def test_known_customer_whom_nobody_would_take_is_safe():
    found = walked(edges_of(("c", "own", 0.3)), {"own": 0.0}, {"c": 10.0})
    assert found.customers["expected_loss"].tolist() == [0.0]
    assert found.reps["expected_loss"].tolist() == [0.0]


def test_leaver_of_an_orphan_has_already_left():
    edges = edges_of(("c", "gone", 0.21, True), ("c", "x", 0.1))
    found = walked(edges, {"gone": None, "x": 0.2}, {"c": 100.0}, "none")
    loss = 100 * (1 - 0.79 * 0.98)
    assert found.customers["expected_loss"].tolist() == [pytest.approx(loss)]
    parts = found.reps.set_index("rep_id")
    assert parts["expected_loss"].to_dict() == pytest.approx(
        {"gone": loss * 0.21 / 0.23, "x": loss * 0.02 / 0.23}
    )
    assert np.isnan(parts.loc["gone", "departure_loss"])


def test_departed_rep_takes_nobody_else_along():
    found = walked(edges_of(("c", "gone", 0.5)), {"gone": None}, {"c": 100.0})
    assert found.customers["walk_away_probability"].tolist() == [0.0]
    assert found.reps["expected_loss"].tolist() == [0.0]


def test_certain_follower_of_a_certain_leaver_is_lost():
    found = walked(edges_of(("c", "x", 1.0)), {"x": 1.0}, {"c": 100.0})
    assert found.customers["walk_away_probability"].tolist() == [1.0]


def test_lapsed_customer_has_nothing_to_lose():
    found = walked(edges_of(("c", "x", 0.5)), {"x": 0.5}, {"c": 0.0})
    assert found.customers["expected_loss"].tolist() == [0.0]
    assert found.customers["walk_away_probability"].tolist() == [pytest.approx(0.25)]


@pytest.mark.parametrize("seed", range(5))
def test_reps_and_customers_add_up_to_the_same(seed):
    edges, exposure, leave = company(seed, 6, 30)
    found = walked(edges, leave.to_dict(), exposure.to_dict())
    total = found.customers["expected_loss"].sum()
    assert found.reps["expected_loss"].sum() == pytest.approx(total, rel=1e-9)
    slow = [
        exposure[c] * (1 - np.prod(1 - leave[g["rep_id"]].to_numpy() * g["q"].to_numpy()))
        for c, g in edges.rename(columns={"follow_probability": "q"}).groupby("customer_id")
    ]
    assert total == pytest.approx(sum(slow))
    assert loss_distribution(edges, exposure, leave).mean == pytest.approx(total)


def test_empty_frames_give_empty_results():
    found = walked(edges_of(), {}, {})
    assert found.customers.empty
    assert found.reps.empty
