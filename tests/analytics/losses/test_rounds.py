"""Unions and sums over customers' pairs in rounds, against the plain ones."""

import numpy as np
import pytest

from analytics.losses import rounds
from analytics.losses.rounds import in_rounds
from analytics.losses.union import chance_of_any

SIZE = 300


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("held", [50, 65_536])
def test_unions_sums_and_products_are_the_plain_ones(seed: int, held: int, monkeypatch) -> None:
    monkeypatch.setattr(rounds, "_HELD", held)
    random = np.random.default_rng(seed)
    # Many with few pairs, few with very many, some with none; in no order.
    customer = random.permutation(
        np.concatenate([random.integers(0, SIZE, 900), np.full(70, 3), np.full(40, 7)])
    )
    chance = random.random(len(customer)) ** 8
    lost, total = np.zeros(SIZE), np.zeros(SIZE)
    factors, times = random.random(SIZE), np.zeros(len(customer))
    for block in in_rounds(customer, SIZE):
        lost[block.customers] = block.any_of(chance[block.pairs])
        total[block.customers] = block.sums(chance[block.pairs])
        times[block.pairs] = block.multiplied(chance[block.pairs], factors[block.customers])
    np.testing.assert_allclose(lost, chance_of_any(chance, customer, SIZE), rtol=1e-12)
    np.testing.assert_allclose(total, np.bincount(customer, chance, SIZE), rtol=1e-12)
    np.testing.assert_allclose(times, chance * factors[customer], rtol=1e-15)


def test_small_chances_and_certain_ones_stay_what_they_are() -> None:
    (block,) = in_rounds(np.repeat(np.arange(100), 2), 100)
    assert block.any_of(np.full(200, 1e-18)) == pytest.approx(np.full(100, 2e-18), rel=1e-12)
    assert block.any_of(np.ones(200)).tolist() == [1.0] * 100


def test_without_pairs_there_is_nothing() -> None:
    assert list(in_rounds(np.zeros(0, dtype=np.int64), 3)) == []
