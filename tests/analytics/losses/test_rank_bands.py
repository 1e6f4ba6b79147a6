"""Rank bands: counted by hand; certain where nothing is uncertain, missing where unknown."""

import numpy as np
import pandas as pd
import pytest

from analytics.losses.rank_bands import (
    COMPARED,
    draws_affordable,
    rank_bands,
    ranks_of,
    told_apart,
)

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
REPS = pd.DataFrame(
    {
        "rep_id": ["a", "b", "away"],
        "departure_loss": [2.0, 1.0, np.nan],
        "expected_loss": [1.0, 1.0, np.nan],
    }
)


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
    assert reps.loc["a"].tolist() == reps.loc["b"].tolist() == [1, 1, 1]


def test_equal_values_share_the_best_rank():
    found = ranks_of(np.array([[1.0, 3.0, 3.0, 0.0], [0.0, 0.0, 0.0, 0.0]]))
    assert found.tolist() == [[3, 1, 1, 4], [1, 1, 1, 1]]


def test_ranks_agree_with_pandas():
    values = np.random.default_rng(0).integers(0, 9, size=(7, 40)).astype(float)
    expected = pd.DataFrame(values).rank(axis=1, ascending=False, method="min").to_numpy()
    assert ranks_of(values) == pytest.approx(expected)


def in_draws(*wins: int) -> np.ndarray:
    """Ten draws of a first item and others, larger than each of them in so many draws."""
    draws = np.arange(10)
    return np.column_stack([np.ones(10), *(np.where(draws < won, 0.0, 2.0) for won in wins)])


def test_two_are_told_apart_where_nine_draws_of_ten_order_them_as_the_list_does():
    assert told_apart(in_draws(8)).tolist() == [1, 1]
    assert told_apart(in_draws(9)).tolist() == [1, 2]
    # nine of ten the other way round: the list is not sure of its order
    assert told_apart(in_draws(1)).tolist() == [1, 1]
    assert told_apart(np.zeros((10, 3))).tolist() == [1, 1, 1]
    assert told_apart(np.zeros((10, 0))).tolist() == []


def test_nobody_of_a_group_is_told_apart_from_another_of_it():
    # neighbours change places in two draws of ten, the first and the third never
    steps = np.array([[3.0, 2, 1]] * 6 + [[2.0, 3, 1]] * 2 + [[3.0, 1, 2]] * 2)
    assert told_apart(steps).tolist() == [1, 1, 2]
    assert told_apart(steps[:, [0, 2]]).tolist() == [1, 2]


def test_overlapping_bands_that_move_together_are_told_apart():
    # a year that moves everybody alike: 80 % bands of amounts overlap, the order never changes
    level = np.linspace(1.0, 5.0, 40)
    assert told_apart(np.column_stack([2.0 * level, level])).tolist() == [1, 2]


def test_groups_go_by_the_list_and_leave_out_who_has_no_rank_or_has_left():
    customers, reps = bands([[0.2, 0.1, 0.0]] * 10, [[0.5, 0.4, 0.1, 0.3]] * 10)
    # all expected losses are 1: the list goes by exposure, then by the id
    assert customers["rank_group"].tolist()[:3] == [1, 2, 3]
    assert reps.loc[["a", "b"], "rank_group"].tolist() == [1, 2]
    assert customers.loc[["unknown"], "rank_group"].isna().all()
    assert reps.loc[["away"], "rank_group"].isna().all()


def test_beyond_the_first_of_a_list_nobody_is_compared():
    number = COMPARED + 2
    ids = [f"c{place:02}" for place in range(number)]
    edges = pd.DataFrame({"customer_id": ids, "rep_id": "a", "leaver": False})
    worth = np.arange(1.0, number + 1)
    customers = pd.DataFrame({"customer_id": ids, "exposure": worth, "expected_loss": worth})
    reps = pd.DataFrame({"rep_id": ["a"], "departure_loss": [1.0], "expected_loss": [1.0]})
    leave, follow = np.full((3, 1), 0.5), np.ones((3, number))
    groups = rank_bands(edges, customers, reps, leave=leave, follow=follow).customers["rank_group"]
    assert groups.isna().tolist() == [True, True] + [False] * COMPARED
    assert groups.tolist()[:1:-1] == list(range(1, COMPARED + 1))


def test_number_of_draws_is_bounded_by_the_work():
    assert draws_affordable(10) == 400
    assert draws_affordable(10**9) == 40
    assert draws_affordable(0) == 400
