"""Rank bands: counted by hand; certain where nothing is uncertain, missing where unknown."""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.rank_bands import draws_affordable, rank_bands, ranks_of, told_apart

EDGES = pd.DataFrame(
    {
        "customer_id": ["c1", "c2", "c2", "c3"],
        "rep_id": ["a", "a", "b", "b"],
        "leaver": False,
    }
)
CUSTOMERS = pd.DataFrame(
    {
        "customer_id": ["c1", "c2", "c3", "unknown"],
        "exposure": [100.0, 50.0, 10.0, 900.0],
        "expected_loss": [1.0, 1.0, 1.0, np.nan],
    }
)
REPS = pd.DataFrame({"rep_id": ["a", "b", "away"], "expected_loss": [1.0, 1.0, np.nan]})


def bands(leave, follow, edges=EDGES):
    found = rank_bands(
        edges, CUSTOMERS, REPS, leave=np.array(leave, float), follow=np.array(follow, float)
    )
    return found.customers.set_index("customer_id"), found.reps.set_index("rep_id")


def test_without_uncertainty_a_band_is_one_rank():
    customers, reps = bands([[0.2, 0.1, 0.0]] * 50, [[0.5, 0.4, 0.1, 0.3]] * 50)
    assert customers["rank_low"].tolist()[:3] == customers["rank_high"].tolist()[:3] == [1, 2, 3]
    assert reps.loc[["a", "b"], "rank_low"].tolist() == [1, 2]


def test_unknown_customer_has_no_rank_however_large():
    customers, reps = bands([[0.2, 0.1, 0.0]] * 5, [[0.5, 0.4, 0.1, 0.3]] * 5)
    assert customers.loc["unknown"].isna().all()
    assert reps.loc["away"].isna().all()


def test_two_that_change_places_share_a_band():
    # half of the draws: c1 loses 100 · 0.1, c2 50 · (1 − 0.8 · 0.6); the other half the reverse
    follow = [[0.1, 0.2, 0.4, 0.0], [1.0, 0.2, 0.0, 0.0]] * 30
    customers, _ = bands([[1.0, 1.0, 0.0]] * 60, follow)
    assert customers.loc["c1", ["rank_low", "rank_high"]].tolist() == [1, 2]
    assert customers.loc["c2", ["rank_low", "rank_high"]].tolist() == [1, 2]
    assert customers.loc["c3", ["rank_low", "rank_high"]].tolist() == [3, 3]


def test_leaver_of_an_orphan_has_left_for_certain():
    edges = EDGES.assign(leaver=[False, False, False, True])
    customers, _ = bands([[0.01, 0.0, 0.0]] * 10, [[0.1, 0.1, 0.1, 0.9]] * 10, edges)
    assert customers.loc["c3", "rank_low"] == 1


def test_parts_of_reps_follow_what_each_would_take():
    # c2: a·q of a is 0.5 · 0.4, of b 0.5 · 0.4: halves of what is lost
    _, reps = bands([[0.5, 0.5, 0.0]] * 4, [[0.0, 0.4, 0.4, 0.0]] * 4)
    assert reps.loc["a"].tolist() == reps.loc["b"].tolist() == [1, 1]


def test_equal_values_share_the_best_rank():
    found = ranks_of(np.array([[1.0, 3.0, 3.0, 0.0], [0.0, 0.0, 0.0, 0.0]]))
    assert found.tolist() == [[3, 1, 1, 4], [1, 1, 1, 1]]


def test_ranks_agree_with_pandas():
    values = np.random.default_rng(0).integers(0, 9, size=(7, 40)).astype(float)
    expected = pd.DataFrame(values).rank(axis=1, ascending=False, method="min").to_numpy()
    assert ranks_of(values) == pytest.approx(expected)


def test_groups_end_where_bands_part():
    low = pd.Series([1, 1, 3, 4, None, 9], dtype="Int64")
    high = pd.Series([2, 5, 6, 6, None, 9], dtype="Int64")
    assert told_apart(low, high).tolist()[:4] == [1, 1, 2, 2]
    assert told_apart(low, high).isna().tolist() == [False] * 4 + [True, False]
    assert told_apart(low, high).iloc[5] == 3
    assert told_apart(low[:0], high[:0]).empty


def test_number_of_draws_is_bounded_by_the_work():
    assert draws_affordable(10) == 400
    assert draws_affordable(10**9) == 40
    assert draws_affordable(0) == 400
