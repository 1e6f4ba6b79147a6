"""Customers as blocks: bands beside each other, areas as large as the yearly revenue.

Squarified treemaps (Bruls, Huizing & van Wijk 2000): within a band the largest first, each row of
blocks as near to squares as it can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Block", "Box", "bands_beside", "squarified"]

#: Width over height of the picture, for which blocks are made square.
_SHAPE = 2.7
#: A band with anything in it is at least so wide, or nobody could hit it.
_NARROWEST = 0.04


@dataclass(frozen=True, slots=True)
class Box:
    """A place in the picture, in parts of its width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """One block: key of what it stands for (empty: several), its lines, and the whole in words."""

    key: str
    name: str
    amount: str
    spoken: str
    box: Box


def bands_beside(sizes: Sequence[float]) -> list[Box]:
    """A box for each band, from the left; bands of size 0 have no width.

    >>> [round(each.width, 2) for each in bands_beside([3.0, 0.0, 1.0])]
    [0.75, 0.0, 0.25]
    """
    total = sum(sizes)
    shares = np.array([each / total if total > 0 else 0.0 for each in sizes])
    wide = np.where(shares > 0, np.maximum(shares, _NARROWEST), 0.0)
    wide = wide / wide.sum() if wide.sum() > 0 else wide
    lefts = np.concatenate([[0.0], np.cumsum(wide)[:-1]])
    return [Box(float(left), 0.0, float(w), 1.0) for left, w in zip(lefts, wide, strict=True)]


def squarified(sizes: Sequence[float], box: Box) -> list[Box]:
    """A box within ``box`` for each size (above 0, the largest first), areas in proportion.

    >>> [round(each.width * each.height, 2) for each in squarified([2.0, 1.0, 1.0],
    ...     Box(0.0, 0.0, 1.0, 1.0))]
    [0.5, 0.25, 0.25]
    """
    boxes: list[Box] = []
    rest, left = box, list(sizes)
    while left:
        total = sum(left)
        tall = rest.height > rest.width * _SHAPE
        count = _row(left, total, rest, tall)
        row, left = left[:count], left[count:]
        boxes += _laid(row, sum(row) / total, rest, tall)
        rest = _remaining(rest, sum(row) / total, tall)
    return boxes


def _row(sizes: Sequence[float], total: float, rest: Box, tall: bool) -> int:
    """How many of the next blocks make the squarest row along the shorter side."""
    width, height = rest.width * _SHAPE, rest.height
    long, short = (height, width) if tall else (width, height)
    best, count, held = np.inf, 0, 0.0
    for each in sizes:
        held += each
        thick = long * held / total
        sides = [short * sizes[0] / held, short * each / held]
        worst = max(max(thick / side, side / thick) for side in sides)
        if worst > best:
            return count
        best, count = worst, count + 1
    return count


def _laid(row: Sequence[float], part: float, rest: Box, tall: bool) -> list[Box]:
    starts = np.concatenate([[0.0], np.cumsum(row)]) / sum(row)
    spans = list(zip(starts[:-1], np.diff(starts), strict=True))
    if tall:
        thick = rest.height * part
        return [
            Box(rest.left + rest.width * at, rest.top, rest.width * size, thick)
            for at, size in spans
        ]
    thick = rest.width * part
    return [
        Box(rest.left, rest.top + rest.height * at, thick, rest.height * size) for at, size in spans
    ]


def _remaining(rest: Box, part: float, tall: bool) -> Box:
    if tall:
        taken = rest.height * part
        return Box(rest.left, rest.top + taken, rest.width, rest.height - taken)
    taken = rest.width * part
    return Box(rest.left + taken, rest.top, rest.width - taken, rest.height)
