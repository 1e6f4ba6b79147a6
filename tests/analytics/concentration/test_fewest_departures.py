"""The fewest departures against published cases and against trying every set."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from analytics.concentration.fewest_departures import fewest_departures, greedy_order

# Reference checks truck-01 and truck-02: Avelino et al. 2016 against exact enumeration.
COVERAGE = ["ab", "ab", "ac", "ad", "e", "e", "f", "f", "ab", "cd"]


def cover(groups: list[str]) -> csr_array:
    people = sorted(set("".join(groups)))
    return csr_array([[float(person in group) for person in people] for group in groups])


def fewest(groups: list[str], weights: list[float] | None = None, fraction: float = 0.5):
    amounts = np.array(weights or [1.0] * len(groups))
    low, found = fewest_departures(cover(groups), amounts, fraction=fraction, seconds=20)
    people = sorted(set("".join(groups)))
    return low, [people[person] for person in found]


def by_trying(groups: list[str], weights: list[int], fraction: float) -> int:
    people = sorted(set("".join(groups)))
    for size in range(1, len(people) + 1):
        for gone in combinations(people, size):
            taken = [w for g, w in zip(groups, weights, strict=True) if set(g) <= set(gone)]
            if sum(taken) > fraction * sum(weights):
                return size
    raise AssertionError("all people together take everything")


def test_least_set_beats_the_greedy_bound_of_four():
    # truck-01: exact 3 (a, b, f or a, b, e), Avelino-style greedy 4
    low, found = fewest(COVERAGE, fraction=0.4)
    assert low == len(found) == 3
    assert {"a", "b"} < set(found)


def test_least_set_for_more_than_half_is_four():
    # truck-02
    low, found = fewest(COVERAGE)
    assert low == len(found) == 4


def test_sole_owners_go_largest_first():
    # truck-03: 40 % after one, 70 % after two
    assert fewest(list("abcd"), [40, 30, 20, 10]) == (2, ["a", "b"])


@pytest.mark.parametrize("amount", [50.0, 0.1, 1e-7, 1e9 / 3, 123456.78, 1e-300, 1e-310])
def test_exactly_half_is_not_more_than_half(amount):
    assert fewest(["a", "b"], [amount, amount])[0] == 2
    assert fewest(["a", "b", "c"], [2 * amount, amount, amount])[0] == 2
    assert len(fewest(["a", "b", "c"], [2.000001 * amount, amount, amount])[1]) == 1


def test_one_cent_more_than_half_suffices_in_a_large_company():
    assert fewest(["a", "b"], [50_000_000.01, 50_000_000.0]) == (1, ["a"])
    # a alone misses half by half a cent.
    low, found = fewest(list("abcd"), [1e8 + 0.01, 5e7, 5e7 + 0.01, 0.01])
    assert low == len(found) == 2


def test_exact_half_among_unequal_amounts_is_cut_off():
    # a alone is exactly half of 20,000,000.02; the amounts have no coarser unit than a cent.
    low, found = fewest(["a", "b", "c"], [10_000_000.01, 5_000_000.0, 5_000_000.01])
    assert low == len(found) == 2


def test_many_equal_people_are_solved():
    people = [chr(ord("a") + n) for n in range(12)]
    low, found = fewest(people, [33.33] * 12)
    assert low == len(found) == 7


def test_greedy_takes_the_smallest_of_equals_and_everybody_in_the_end():
    order, gains = greedy_order(cover(["b", "a", "ab", "c"]), np.array([2.0, 2.0, 4.0, 1.0]))
    assert order == [0, 1, 2]
    assert gains.tolist() == [2.0, 6.0, 1.0]


def test_greedy_counts_equal_sums_as_equal():
    order, _ = greedy_order(cover(["a", "b", "b"]), np.array([0.1 + 0.2, 0.1, 0.2]))
    assert order == [0, 1]
    order, _ = greedy_order(cover(["b", "a", "a"]), np.array([0.1 + 0.2, 0.1, 0.2]))
    assert order == [0, 1]


def test_without_time_the_bounds_are_still_true():
    groups = [a + b for a, b in combinations("abcdefgh", 2)]
    weights = np.ones(len(groups))
    low, found = fewest_departures(cover(groups), weights, fraction=0.5, seconds=0)
    exact = by_trying(groups, [1] * len(groups), 0.5)
    assert low <= exact <= len(found)


def test_large_company_gets_true_bounds_at_once():
    random = np.random.default_rng(7)
    knowers = csr_array((random.random((3000, 120)) < 0.1).astype(float))
    weights = random.lognormal(8, 2, 3000)
    low, found = fewest_departures(knowers, weights, fraction=0.5, seconds=1)
    gone = np.isin(np.arange(120), found)
    taken = weights[knowers @ gone >= knowers.sum(axis=1)].sum()
    assert taken > 0.5 * weights.sum()
    assert 1 < low <= len(found) < 120


groups = st.lists(
    st.sets(st.sampled_from("abcdefg"), min_size=1, max_size=4).map(lambda g: "".join(sorted(g))),
    min_size=1,
    max_size=9,
    unique=True,
)


@settings(max_examples=60)
@given(groups, st.data())
def test_least_set_is_found_by_trying_every_set(groups, data):
    sizes = st.integers(1, 6)
    weights = data.draw(st.lists(sizes, min_size=len(groups), max_size=len(groups)))
    fraction = data.draw(st.sampled_from([0.25, 0.5, 0.75]))
    scale = data.draw(st.sampled_from([1.0, 0.01, 1234.5, 1 / 3]))
    low, found = fewest(groups, [scale * weight for weight in weights], fraction)
    assert low == len(found) == by_trying(groups, weights, fraction)
