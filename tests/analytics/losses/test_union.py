"""The chance of any: by plain products, at the ends, and where small chances must not be lost."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from analytics.losses.union import (
    NEARLY_SURE,
    chance_of_any,
    chance_of_any_in_scenarios,
    chance_of_no_other,
    chance_of_none,
    log_none,
)

SIZE = 4
items = st.lists(st.tuples(st.integers(0, SIZE - 2), st.floats(0, 1)), max_size=12)


def stays(pairs: Sequence[tuple[int, float]], group: int) -> float:
    """Π(1 − p) of one group as a plain product."""
    return math.prod(1 - chance for code, chance in pairs if code == group)


def columns(pairs: Sequence[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    group, chance = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(chance, dtype=float), np.array(group, dtype=np.int64)


@given(items)
def test_each_group_is_its_plain_product(pairs: list[tuple[int, float]]) -> None:
    chance, group = columns(pairs)
    expected = np.array([stays(pairs, code) for code in range(SIZE)])
    assert chance_of_any(chance, group, SIZE) == pytest.approx(1 - expected, abs=1e-12)
    assert chance_of_none(chance, group, SIZE) == pytest.approx(expected, abs=1e-12)


@given(items)
def test_no_other_leaves_the_item_itself_out(pairs: list[tuple[int, float]]) -> None:
    chance, group = columns(pairs)
    expected = [
        stays(pairs[:place] + pairs[place + 1 :], code) for place, (code, _) in enumerate(pairs)
    ]
    assert chance_of_no_other(chance, group, SIZE) == pytest.approx(expected, abs=1e-9)


def test_nobody_is_no_chance_and_a_certain_one_is_certainty() -> None:
    found = chance_of_any(np.array([1.0, 0.5]), np.array([1, 1]), 3)
    assert found.tolist() == [0.0, 1.0, 0.0]
    assert not np.signbit(found).any()
    assert chance_of_any(np.zeros(0), np.zeros(0, np.int64), 2).tolist() == [0.0, 0.0]


def test_a_missing_chance_makes_its_group_missing() -> None:
    found = chance_of_any(np.array([np.nan, 0.5]), np.array([0, 1]), 2)
    assert np.isnan(found[0])
    assert found[1] == 0.5


def test_tiny_chances_are_not_lost() -> None:
    found = chance_of_any(np.full(3, 1e-20), np.zeros(3, np.int64), 1)
    assert found.item() == pytest.approx(3e-20, rel=1e-12)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_scenarios_are_the_chance_of_any_among_those_who_leave(kind: type) -> None:
    random = np.random.default_rng(4)
    follow = random.random((5, 3)) * (random.random((5, 3)) < 0.7)
    follow[0, 0] = NEARLY_SURE
    gone = random.random((6, 3)) < 0.5
    table = sparse.csr_array(log_none(follow)).astype(kind)
    found = chance_of_any_in_scenarios(table, gone)
    assert found.dtype == kind
    expected = [
        chance_of_any(
            (follow * leaves).ravel(), np.repeat(np.arange(5), 3), 5
        )
        for leaves in gone
    ]  # fmt: skip
    assert pytest.approx(np.array(expected), abs=1e-6 if kind is np.float32 else 1e-12) == found.T
