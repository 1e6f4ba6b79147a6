"""Blocks: areas in proportion, inside their band, without overlap."""

import numpy as np
import pytest

from pages.departure.blocks import Box, bands_beside, squarified


@pytest.mark.parametrize("count", [1, 2, 7, 80])
def test_areas_are_in_proportion_and_fill_the_box(count: int) -> None:
    sizes = sorted(np.random.default_rng(count).lognormal(0, 2, count), reverse=True)
    box = Box(0.2, 0.0, 0.5, 1.0)
    boxes = squarified(sizes, box)
    areas = np.array([each.width * each.height for each in boxes])
    assert areas == pytest.approx(np.array(sizes) / sum(sizes) * 0.5)
    for each in boxes:
        assert each.left >= 0.2 - 1e-9
        assert each.left + each.width <= 0.7 + 1e-9
        assert each.top >= -1e-9
        assert each.top + each.height <= 1 + 1e-9


def test_blocks_do_not_overlap() -> None:
    boxes = squarified([5.0, 3.0, 2.0, 1.0, 1.0, 0.5], Box(0.0, 0.0, 1.0, 1.0))
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
            assert wide <= 1e-9 or high <= 1e-9


def test_a_small_band_can_still_be_hit_and_an_empty_one_takes_no_room() -> None:
    large, none, small = bands_beside([1000.0, 0.0, 1.0])
    assert none.width == 0
    assert 0.03 < small.width < 0.05
    assert large.width + small.width == pytest.approx(1.0)
    assert [each.width for each in bands_beside([0.0, 0.0])] == [0.0, 0.0]
